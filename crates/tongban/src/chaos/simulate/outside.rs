//! The outside system of a schedule, such as a gateway: it may be away, it may be slow, it may die
//! with us after it had the effect; and it knows an effect by its key.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use basis::ambient::ManualClock;
use basis::{Fault, Outcome, Stop};
use parking_lot::Mutex;
use store::Store;
use store::jobs::{self, Claimed};
use store::workshop::Workshop;

use super::Plant;
use super::faults::Chance;

/// The kind of job that tells it of a grant.
pub(super) const TELL: &str = "simulate.tell";

/// The system; clones are the same one.
#[derive(Clone)]
pub(super) struct Outside {
    inner: Arc<Inner>,
}

struct Inner {
    clock: ManualClock,
    chance: Chance,
    is_away: AtomicBool,
    /// How often it was told of each effect.
    effects: Mutex<BTreeMap<String, u64>>,
    /// The workshop of the other server, which takes over what a slow worker holds too long.
    rival: Mutex<Option<Workshop>>,
    overtaken: AtomicU64,
    plant: Plant,
}

impl Outside {
    pub(super) fn new(clock: ManualClock, seed: u64, plant: Plant) -> Self {
        let inner = Inner {
            clock,
            chance: Chance::new(seed),
            is_away: AtomicBool::new(false),
            effects: Mutex::default(),
            rival: Mutex::new(None),
            overtaken: AtomicU64::new(0),
            plant,
        };
        Self { inner: Arc::new(inner) }
    }

    pub(super) fn set_away(&self, is_away: bool) {
        self.inner.is_away.store(is_away, Ordering::SeqCst);
    }

    pub(super) fn is_away(&self) -> bool {
        self.inner.is_away.load(Ordering::SeqCst)
    }

    /// Lets a rival take over the next time that a worker is slow; none when the servers are dead.
    pub(super) fn rival(&self, rival: Option<Workshop>) {
        *self.inner.rival.lock() = rival;
    }

    /// How often it was told of each effect, by key.
    pub(super) fn effects(&self) -> BTreeMap<String, u64> {
        self.inner.effects.lock().clone()
    }

    pub(super) fn overtaken(&self) -> u64 {
        self.inner.overtaken.load(Ordering::SeqCst)
    }

    /// The worker: the effect first, then the end of the job; whatever happens between the two, the
    /// job comes back, and the key tells that it is the same effect.
    pub(super) async fn tell(&self, store: Store, claimed: Claimed) -> Outcome<()> {
        let inner = &self.inner;
        if self.is_away() {
            return Err(Fault::new("the outside system is away").into());
        }
        if inner.plant != Plant::ForgottenEffect || !inner.chance.percent(40) {
            *inner.effects.lock().entry(claimed.job.dedupe.clone()).or_default() += 1;
        }
        // Longer than a lease: the other server takes the job over meanwhile.
        let rival = if inner.chance.percent(15) { inner.rival.lock().take() } else { None };
        if let Some(rival) = rival {
            inner.clock.advance_millis(15_000);
            // Boxed, since its worker is this one again.
            let _ = Box::pin(rival.once()).await;
            inner.overtaken.fetch_add(1, Ordering::SeqCst);
        }
        store
            .write(move |tx| match jobs::finish(tx, &claimed)? {
                true => Ok(()),
                false => Err(Stop::from(Fault::new("the lease has passed to another worker"))),
            })
            .await
    }
}
