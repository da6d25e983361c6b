//! More than the writer of SQLite can take: nobody waits in a queue without end, and what was not taken
//! is said so at once.

use std::sync::mpsc;

use basis::{Ambient, Instant};

use super::{job, waiting};
use crate::pump::QUEUE;
use crate::{StoreError, jobs, testing};

/// More than find a place.
const ASKED: usize = QUEUE + 60;

#[test]
fn a_queue_that_is_full_says_so_at_once_and_keeps_what_it_has_taken() {
    let store = testing::sqlite();
    let (begun, has_begun) = mpsc::channel();
    let (go, goes_on) = mpsc::channel::<()>();
    let own = store.clone();
    let slow = std::thread::spawn(move || {
        own.write_now(move |_| {
            begun.send(()).unwrap();
            goes_on.recv().unwrap();
            Ok::<_, StoreError>(())
        })
    });
    has_begun.recv().unwrap();
    let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 53);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (kept, refused) = runtime.block_on(async {
        let mut asked = Vec::new();
        for n in 0..ASKED {
            let (store, one) = (store.clone(), job(&ambient, &n.to_string()));
            let write = async move { store.write(move |tx| jobs::enqueue(tx, &one)).await };
            asked.push(tokio::spawn(write));
        }
        // The writer is held up: whoever is told something is told that there is no place.
        for _ in 0..10_000 {
            if asked.iter().filter(|one| one.is_finished()).count() == ASKED - QUEUE {
                break;
            }
            tokio::task::yield_now().await;
        }
        go.send(()).unwrap();
        let (mut kept, mut refused) = (0, 0);
        for one in asked {
            match one.await.unwrap() {
                Ok(true) => kept += 1,
                Err(StoreError::Busy(_)) => refused += 1,
                other => panic!("{other:?}"),
            }
        }
        (kept, refused)
    });
    slow.join().unwrap().unwrap();
    assert_eq!((kept, refused), (QUEUE, ASKED - QUEUE));
    assert_eq!(waiting(&store), kept);
}
