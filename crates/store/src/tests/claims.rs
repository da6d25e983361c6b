//! Many workers who look for jobs at the same moment, as those of several servers do.

use basis::{Ambient, Instant};
use parking_lot::Mutex;

use super::{COUNTY, job, on_each};
use crate::workshop::LEASE_MILLIS;
use crate::{StoreError, jobs};

const JOBS: usize = 200;
const WORKERS: u64 = 8;

#[test]
fn many_workers_at_once_claim_each_job_once() {
    on_each(|store| {
        let at = Instant::from_millis(1_800_000_000_000);
        let (ambient, _) = Ambient::fixed(at, 51);
        let all: Vec<_> = (0..JOBS).map(|n| job(&ambient, &n.to_string())).collect();
        store.write_now(move |tx| jobs::bulk(tx, &all)).unwrap();
        let taken = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for worker in 0..WORKERS {
                let taken = &taken;
                scope.spawn(move || {
                    let (own, _) = Ambient::fixed(at, 1_000 + worker);
                    // Whoever finds nothing has seen all of it taken by those who go on.
                    loop {
                        let lease = own.id();
                        let claimed = store.write_now(move |tx| {
                            jobs::claim(tx, COUNTY, lease, at, LEASE_MILLIS, 7)
                        });
                        match claimed {
                            Ok(claimed) if claimed.is_empty() => return,
                            Ok(claimed) => {
                                taken.lock().extend(claimed.into_iter().map(|one| one.job.id));
                            }
                            // Two stood in each other's way: one of them tries again.
                            Err(StoreError::Busy(_)) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                });
            }
        });
        let mut taken = taken.into_inner();
        assert_eq!(taken.len(), JOBS, "a job was claimed twice, or never");
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), JOBS, "a job was claimed twice");
    });
}
