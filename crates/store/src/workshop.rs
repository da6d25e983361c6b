//! The workshop: claims due jobs and gives each to the worker that knows its kind.
//!
//! A worker does its effect and ends the job (see [`crate::jobs::finish`]) in one transaction;
//! when it fails, the job comes back later with growing pauses.
//!
//! What has to wait for somebody else's system is done [apart](Workshop::apart): however long that
//! system says nothing, the house goes on with its own work.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use basis::{Ambient, Outcome, Stop};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::Instrument;

use crate::jobs::{self, Claimed, LANES, Lane};
use crate::{Store, StoreError, measured};

type Doing = Pin<Box<dyn Future<Output = Outcome<()>> + Send>>;
type Worker = Arc<dyn Fn(Claimed) -> Doing + Send + Sync>;
type Gate = Arc<dyn Fn() -> bool + Send + Sync>;
type WorkerOfMany = Arc<dyn Fn(Vec<Claimed>) -> Doing + Send + Sync>;

/// How long a worker holds a job without a sign of life: what a killed one held is taken up by
/// another after that.
pub(crate) const LEASE_MILLIS: i64 = 12_000;
/// How often a worker that is still busy gives a sign of life.
const BEAT: Duration = Duration::from_secs(4);
/// How many jobs are claimed at once.
const BATCH: i64 = 32;
/// How long the workshop rests when nothing is due.
const REST: Duration = Duration::from_millis(250);

/// The workers of one county's jobs.
#[derive(Clone)]
pub struct Workshop {
    store: Store,
    ambient: Ambient,
    county: String,
    workers: BTreeMap<&'static str, Worker>,
    of_many: BTreeMap<&'static str, WorkerOfMany>,
    /// The kinds that are never claimed together with others, and when they may be at all.
    apart: BTreeMap<&'static str, Gate>,
    batch: i64,
}

impl Workshop {
    /// A workshop without workers.
    #[must_use]
    pub fn new(store: Store, ambient: Ambient, county: impl Into<String>) -> Self {
        let (workers, of_many, apart) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { store, ambient, county: county.into(), workers, of_many, apart, batch: BATCH }
    }

    /// The worker for a kind of job.
    #[must_use]
    pub fn on<F, D>(mut self, kind: &'static str, worker: F) -> Self
    where
        F: Fn(Claimed) -> D + Send + Sync + 'static,
        D: Future<Output = Outcome<()>> + Send + 'static,
    {
        self.workers.insert(kind, Arc::new(move |claimed| Box::pin(worker(claimed))));
        self
    }

    /// The worker for many jobs of a kind in one transaction; where it fails, the worker of
    /// [`Workshop::on`] does each of them alone, so that a bad one does not hold up the rest.
    #[must_use]
    pub fn on_many<F, D>(mut self, kind: &'static str, worker: F) -> Self
    where
        F: Fn(Vec<Claimed>) -> D + Send + Sync + 'static,
        D: Future<Output = Outcome<()>> + Send + 'static,
    {
        self.of_many.insert(kind, Arc::new(move |claimed| Box::pin(worker(claimed))));
        self
    }

    /// Jobs of this kind wait for a system outside the house: they are claimed and done in a loop of
    /// their own, so that nothing else waits for that system, and are left where they are while
    /// `may_begin` says no. Four kinds at most.
    ///
    /// # Panics
    /// When there are more, at the start of the program: the statement that claims the rest has no
    /// room for them, and would claim them with it.
    #[must_use]
    pub fn apart(
        mut self,
        kind: &'static str,
        may_begin: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        self.apart.insert(kind, Arc::new(may_begin));
        assert!(self.apart.len() <= LANES, "too many kinds apart");
        self
    }

    /// The same workshop, which does one job after the other: where the order must be the same each
    /// time.
    #[must_use]
    pub fn one_at_a_time(self) -> Self {
        Self { batch: 1, ..self }
    }

    /// Works until told to stop.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        for lane in self.lanes() {
            running.spawn(self.clone().run_lane(lane, stop.clone()));
        }
        while let Some(ended) = running.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "the workshop broke off");
            }
        }
    }

    /// What is looked for together: each kind that is apart, and the rest.
    fn lanes(&self) -> Vec<Lane> {
        let rest = Lane::AllBut(self.apart.keys().copied().collect());
        std::iter::once(rest).chain(self.apart.keys().copied().map(Lane::Of)).collect()
    }

    async fn run_lane(self, lane: Lane, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let done = self.once_in(&lane).await.unwrap_or_else(|error| {
                tracing::error!(%error, "the workshop could not look for jobs");
                0
            });
            if done == 0 {
                tokio::select! {
                    () = tokio::time::sleep(REST) => {}
                    _ = stop.changed() => {}
                }
            }
        }
    }

    /// Does what is due now; how many jobs were taken.
    ///
    /// # Errors
    /// When the list of jobs cannot be read.
    pub async fn once(&self) -> Result<usize, StoreError> {
        let mut taken = 0;
        for lane in self.lanes() {
            taken += self.once_in(&lane).await?;
        }
        Ok(taken)
    }

    /// Whether a lane may be looked at; those that wait for nobody always may.
    fn may_begin(&self, lane: &Lane) -> bool {
        match lane {
            Lane::Of(kind) => self.apart.get(kind).is_none_or(|gate| gate()),
            Lane::AllBut(_) => true,
        }
    }

    async fn once_in(&self, lane: &Lane) -> Result<usize, StoreError> {
        // Where a newer version has worked on the database, its servers do the work.
        if !self.may_begin(lane) || self.store.newer().is_some() {
            return Ok(0);
        }
        let (county, lease, now) = (self.county.clone(), self.ambient.id(), self.ambient.now());
        let due = {
            let (county, lane) = (county.clone(), lane.clone());
            self.store.read(move |tx| jobs::any_due_in(tx, (&county, &lane), now)).await?
        };
        if !due {
            return Ok(0);
        }
        let (batch, lane) = (self.batch, lane.clone());
        let claimed = self
            .store
            .write(move |tx| jobs::claim_in(tx, (&county, &lane), lease, now, LEASE_MILLIS, batch))
            .await?;
        let taken = claimed.len();
        let held = claimed.clone();
        let all = async {
            // Side by side, so that their transactions share durable commits.
            let mut at_work = JoinSet::new();
            for bundle in self.bundled(claimed) {
                let workshop = self.clone();
                at_work.spawn(async move { workshop.work_off(bundle).await });
            }
            while let Some(done) = at_work.join_next().await {
                match done {
                    Ok(done) => done?,
                    // Its lease ends, and it is tried again.
                    Err(error) => tracing::error!(%error, "a worker broke off"),
                }
            }
            Ok(taken)
        };
        tokio::select! {
            done = all => done,
            never = self.stay_alive(held) => match never {},
        }
    }

    /// Lengthens the lease of the jobs again and again. Those that are done by then are not on the
    /// list any more, and those that have passed to another worker carry that one's lease.
    async fn stay_alive(&self, held: Vec<Claimed>) -> Infallible {
        loop {
            tokio::time::sleep(BEAT).await;
            let (held, now) = (held.clone(), self.ambient.now());
            let renewed = self.store.write(move |tx| {
                held.iter().try_for_each(|one| jobs::renew(tx, one, now, LEASE_MILLIS))
            });
            if let Err(error) = renewed.await {
                tracing::warn!(%error, "the lease of jobs could not be lengthened");
            }
        }
    }

    /// The jobs that are done together; most are alone.
    fn bundled(&self, claimed: Vec<Claimed>) -> Vec<Vec<Claimed>> {
        let (mut alone, mut together) = (Vec::new(), BTreeMap::<String, Vec<Claimed>>::new());
        for one in claimed {
            match self.of_many.contains_key(one.job.kind.as_str()) {
                true => together.entry(one.job.kind.clone()).or_default().push(one),
                false => alone.push(vec![one]),
            }
        }
        alone.extend(together.into_values());
        alone
    }

    async fn work_off(&self, bundle: Vec<Claimed>) -> Result<(), StoreError> {
        if bundle.len() > 1 && self.done_together(&bundle).await {
            return Ok(());
        }
        for one in bundle {
            self.work(one).await?;
        }
        Ok(())
    }

    /// Whether the jobs of one kind were done in one transaction.
    async fn done_together(&self, bundle: &[Claimed]) -> bool {
        let kind = bundle.first().map_or("", |one| one.job.kind.as_str());
        let Some(worker) = self.of_many.get(kind) else { return false };
        let (meters, span) = (self.store.meters(), tracing::info_span!("jobs", kind));
        let before = meters.micros();
        match worker(bundle.to_vec()).instrument(span).await {
            Ok(()) => {
                meters.observe(&measured::JOB_SECONDS, &[kind], meters.since(before));
                meters.add(&measured::JOBS_TRIED, &[kind, "done"], bundle.len() as u64);
                true
            }
            Err(stop) => {
                let why = words(&stop);
                tracing::warn!(kind, why, "jobs failed together; each is tried alone");
                false
            }
        }
    }

    async fn work(&self, claimed: Claimed) -> Result<(), StoreError> {
        let span = tracing::info_span!("job", kind = claimed.job.kind, attempts = claimed.attempts);
        self.attempt(claimed).instrument(span).await
    }

    async fn attempt(&self, claimed: Claimed) -> Result<(), StoreError> {
        let (meters, kind) = (self.store.meters(), claimed.job.kind.clone());
        let before = meters.micros();
        let outcome = match self.workers.get(kind.as_str()) {
            Some(worker) => worker(claimed.clone()).await,
            None => Err(basis::Fault::new("no worker knows this kind of job").into()),
        };
        let word = if outcome.is_ok() { "done" } else { "failed" };
        meters.observe(&measured::JOB_SECONDS, &[&kind], meters.since(before));
        meters.add(&measured::JOBS_TRIED, &[&kind, word], 1);
        let Err(stop) = outcome else { return Ok(()) };
        let why = words(&stop);
        tracing::warn!(kind = claimed.job.kind, attempts = claimed.attempts, why, "a job failed");
        let now = self.ambient.now();
        self.store.write(move |tx| jobs::fail(tx, &claimed, now, &why)).await
    }
}

/// Why it failed, without personal data: refusals carry their rule, faults what was being done.
fn words(stop: &Stop) -> String {
    match stop {
        Stop::Refused(refusal) => format!("refused: {}", refusal.rule),
        Stop::Broken(fault) => format!("fault: {fault}"),
    }
}
