//! The world of a schedule: one database, two servers whose clocks differ, one outside system.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Result;
use basis::ambient::{ManualClock, SeededEntropy};
use basis::{Ambient, Clock, Instant};
use cases::Cases;
use ledger::Ledger;
use store::Store;
use store::workshop::Workshop;
use web::{Messages, Wording};

use super::Plant;
use super::faults::Harm;
use super::outside::{Outside, TELL};
use super::town::{COUNTY, MONDAY, Town};
use crate::workers;

/// How many jobs a server does in one go at most; those that fail again and again come back.
const MOST_JOBS: usize = 60;

/// A server of the schedule.
pub(super) struct Server {
    pub(super) cases: Cases,
    pub(super) workshop: Workshop,
    pub(super) ambient: Ambient,
    pub(super) harm: Arc<Harm>,
}

/// Everything of a schedule that is not people.
pub(super) struct World<'a> {
    town: &'a Town,
    /// The database, where nothing goes wrong.
    pub(super) store: Store,
    pub(super) clock: ManualClock,
    pub(super) outside: Outside,
    pub(super) servers: [Server; 2],
    /// By how much the clock of each server is wrong, in milliseconds.
    offsets: [Arc<AtomicI64>; 2],
    seed: u64,
    /// How many servers were started.
    started: u64,
    /// Transactions that failed, and that were slow, in servers that are dead by now.
    faults: u64,
    slowed: u64,
    plant: Plant,
}

/// A clock that is wrong by an offset.
struct Skewed {
    clock: ManualClock,
    offset: Arc<AtomicI64>,
}

impl Clock for Skewed {
    fn now(&self) -> Instant {
        self.clock.now().plus_millis(self.offset.load(Ordering::SeqCst))
    }
}

impl<'a> World<'a> {
    pub(super) fn new(town: &'a Town, seed: u64, plant: Plant) -> Result<Self> {
        let store = Store::open("sqlite::memory:")?;
        store.migrate()?;
        let (_, clock) = Ambient::fixed(MONDAY, seed);
        let outside = Outside::new(clock.clone(), seed.wrapping_mul(7), plant);
        let offsets = [Arc::<AtomicI64>::default(), Arc::default()];
        let start = |at: usize| {
            let server = (town, &store, &outside);
            Server::start(server, (&clock, &offsets[at]), seed.wrapping_add(at as u64), plant)
        };
        let servers = [start(0), start(1)];
        let (started, faults, slowed) = (2, 0, 0);
        Ok(Self {
            town,
            store,
            clock,
            outside,
            servers,
            offsets,
            seed,
            started,
            faults,
            slowed,
            plant,
        })
    }

    /// Another process in the place of a server.
    pub(super) fn restart(&mut self, at: usize) {
        self.started += 1;
        self.faults += self.servers[at].harm.many();
        self.slowed += self.servers[at].harm.slowed();
        let seed = self.seed.wrapping_add(self.started.wrapping_mul(0x5851_F42D_4C95_7F2D));
        let place = (self.town, &self.store, &self.outside);
        let clock = (&self.clock, &self.offsets[at]);
        self.servers[at] = Server::start(place, clock, seed, self.plant);
    }

    /// How many transactions failed.
    pub(super) fn faults(&self) -> u64 {
        self.faults + self.servers.iter().map(|server| server.harm.many()).sum::<u64>()
    }

    /// How many transactions were slow.
    pub(super) fn slowed(&self) -> u64 {
        self.slowed + self.servers.iter().map(|server| server.harm.slowed()).sum::<u64>()
    }

    /// Makes a server's clock wrong.
    pub(super) fn skew(&self, at: usize, millis: i64) {
        self.offsets[at].store(millis, Ordering::SeqCst);
    }

    /// A server does what is due; the other one takes over where a worker is slow.
    pub(super) async fn work(&self, at: usize) {
        let other = &self.servers[1 - at].workshop;
        self.outside.rival(Some(other.clone()));
        for _ in 0..MOST_JOBS {
            if !matches!(self.servers[at].workshop.once().await, Ok(1..)) {
                break;
            }
        }
        self.outside.rival(None);
    }

    /// A server moves the log on.
    pub(super) async fn integrate(&self, at: usize) {
        // Where the database fails it is tried again, as by the integrator.
        let _ = self.servers[at].cases.ledger().integrate(COUNTY).await;
    }
}

impl Server {
    fn start(
        (town, store, outside): (&Town, &Store, &Outside),
        (clock, offset): (&ManualClock, &Arc<AtomicI64>),
        seed: u64,
        plant: Plant,
    ) -> Self {
        let lies = plant == Plant::LyingDisk;
        let harm = Arc::new(Harm::new(seed.wrapping_mul(3), clock.clone(), lies));
        let store = store.harmed(harm.clone());
        let clock = Skewed { clock: clock.clone(), offset: offset.clone() };
        let ambient = Ambient::new(clock, SeededEntropy::new(seed.wrapping_mul(5)));
        let ledger = Ledger::new(store.clone(), ambient.clone(), town.keys.clone())
            .reacting([("case.granted", cases::AFTER_GRANT), ("case.granted", TELL)]);
        // The applicant is told on their page, in the act itself, as in a county without a gateway.
        let teller = outbound::teller(Wording::new(Messages::embedded()), COUNTY);
        let cases = Cases::new(ledger, town.catalogue.clone(), town.calendar.clone(), COUNTY)
            .telling(teller);
        let told = (outside.clone(), store.clone());
        let workshop = Workshop::new(store, ambient.clone(), COUNTY).one_at_a_time();
        let workshop = workers::of_cases(workshop, &cases, "龙游县").on(TELL, move |claimed| {
            let (outside, store) = told.clone();
            async move { outside.tell(store, claimed).await }
        });
        Self { cases, workshop, ambient, harm }
    }
}
