//! What goes wrong with the database, by the chance of a schedule.

use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};

use basis::Entropy;
use basis::ambient::{ManualClock, SeededEntropy};
use store::faults::{Fault, Faults};

/// Chance that follows a seed.
pub(super) struct Chance(SeededEntropy);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    /// A number below a bound.
    pub(super) fn below(&self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        (u64::from_le_bytes(bytes) % bound.max(1) as u64) as usize
    }

    /// Whether something that happens so many times in a hundred happens now.
    pub(super) fn percent(&self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A slow disk takes so long for a commit at most: longer than a worker holds a job.
const SLOWEST_MILLIS: usize = 20_000;
/// How many times in a hundred a disk that lies forgets what it said it has.
const LIES: usize = 3;

/// The database as a server of the schedule sees it.
pub(super) struct Harm {
    chance: Chance,
    clock: ManualClock,
    /// Whether the disk says of some commits that they are kept, and forgets them.
    lies: bool,
    /// How many times in a hundred a transaction fails.
    percent: AtomicU32,
    /// How many times in a hundred the disk is slow.
    slow: AtomicU32,
    /// After so many transactions the server dies: nothing comes through to the database any more.
    /// None of it while it is negative.
    life: AtomicI64,
    /// How many transactions failed.
    many: AtomicU64,
    /// How many were slow.
    slowed: AtomicU64,
}

impl Harm {
    pub(super) fn new(seed: u64, clock: ManualClock, lies: bool) -> Self {
        Self {
            chance: Chance::new(seed),
            clock,
            lies,
            percent: AtomicU32::new(0),
            slow: AtomicU32::new(0),
            life: AtomicI64::new(-1),
            many: AtomicU64::new(0),
            slowed: AtomicU64::new(0),
        }
    }

    pub(super) fn set(&self, percent: u32) {
        self.percent.store(percent, Ordering::SeqCst);
    }

    /// From now on so many commits in a hundred take long.
    pub(super) fn set_slow(&self, percent: u32) {
        self.slow.store(percent, Ordering::SeqCst);
    }

    /// The server dies after so many transactions more.
    pub(super) fn kill_after(&self, transactions: usize) {
        self.life.store(transactions as i64, Ordering::SeqCst);
    }

    fn is_dead(&self) -> bool {
        self.life.load(Ordering::SeqCst) == 0
    }

    /// A transaction more.
    fn live(&self) {
        if self.life.load(Ordering::SeqCst) > 0 {
            self.life.fetch_sub(1, Ordering::SeqCst);
        }
    }

    pub(super) fn many(&self) -> u64 {
        self.many.load(Ordering::SeqCst)
    }

    pub(super) fn slowed(&self) -> u64 {
        self.slowed.load(Ordering::SeqCst)
    }

    /// Time passes for everybody while a slow disk keeps one of them waiting.
    fn wait(&self) {
        let slow = self.slow.load(Ordering::SeqCst) as usize;
        if slow > 0 && self.chance.percent(slow) {
            self.clock.advance_millis(self.chance.below(SLOWEST_MILLIS) as i64);
            self.slowed.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn happens(&self) -> bool {
        let percent = self.percent.load(Ordering::SeqCst) as usize;
        let happens = self.is_dead() || (percent > 0 && self.chance.percent(percent));
        if happens {
            self.many.fetch_add(1, Ordering::SeqCst);
        }
        self.live();
        happens
    }
}

impl Faults for Harm {
    fn read_fails(&self) -> bool {
        self.happens()
    }

    fn write(&self) -> Fault {
        let was_dead = self.is_dead();
        self.wait();
        match self.happens() {
            false if self.lies && self.chance.percent(LIES) => Fault::Forgotten,
            false => Fault::None,
            true if was_dead || self.chance.percent(50) => Fault::NotBegun,
            true => Fault::NotTold,
        }
    }
}
