//! Many workers who look for jobs at the same moment, as those of several servers do; and one who looks
//! for a day.

use basis::{Ambient, Instant};
use parking_lot::Mutex;

use super::{COUNTY, job, on_each};
use crate::workshop::LEASE_MILLIS;
use crate::{StoreError, jobs, params};

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

#[test]
fn a_system_that_is_away_for_a_day_is_asked_again_and_again_and_once_more() {
    const DAY_MILLIS: i64 = 24 * 3_600_000;
    const NEXT: &str = "SELECT run_at FROM jobs WHERE county = $1 AND dead_at IS NULL";
    on_each(|store| {
        let (ambient, clock) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 52);
        let (one, begun) = (job(&ambient, "message"), ambient.now());
        assert!(store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap());
        let mut tried = 0;
        while ambient.now().since(begun) <= DAY_MILLIS {
            let next = store.read_now(|tx| tx.first(NEXT, &params![COUNTY])).unwrap();
            let next = next.expect("it was given up within a day").int("run_at").unwrap();
            clock.set(Instant::from_millis(next));
            let (lease, now) = (ambient.id(), ambient.now());
            let claimed =
                store.write_now(move |tx| jobs::claim(tx, COUNTY, lease, now, LEASE_MILLIS, 1));
            let held = claimed.unwrap().remove(0);
            store.write_now(move |tx| jobs::fail(tx, &held, now, "away")).unwrap();
            tried += 1;
        }
        assert!((20..=60).contains(&tried), "{tried} times in a day");
        assert!(store.read_now(|tx| jobs::given_up(tx, COUNTY, 10)).unwrap().is_empty());
    });
}
