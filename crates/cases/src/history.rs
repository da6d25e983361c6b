//! Cases of the past in bulk: folded by the same transitions, with the same rows, records and work
//! as people's acts leave, but many in one transaction. For loading a simulated county or cases
//! that ran elsewhere.

use std::sync::Arc;

use basis::{Instant, Outcome};
use catalogue::model::Matter;
use ledger::{Past, Sealed, seal_stream};
use serde_json::value::RawValue;
use store::{Tx, jobs};

use crate::model::{self, Case, Doing, Submission};
use crate::{Cases, acts, rows, timers};

/// The number of a past case by a serial of its day below a hundred million: another serial,
/// another number.
#[must_use]
pub fn past_number(serial: u64, at: Instant) -> String {
    acts::number_of(serial, at)
}

/// What somebody did to a case of the past.
#[derive(Clone, Debug)]
pub struct PastAct {
    /// What.
    pub doing: Doing,
    /// When.
    pub at: Instant,
    /// Who, as in [`ledger::Meta::by`], written once for all that somebody did.
    pub by: Box<RawValue>,
}

/// A case of the past with its sealed records, ready to be kept.
#[derive(Clone, Debug)]
pub struct History {
    case: Case,
    matter: Arc<Matter>,
    last: Instant,
    sealed: Vec<Sealed>,
}

impl History {
    /// Folds a submission and the acts after it into a case and its records. Pure; `chance` must be
    /// different for each case.
    ///
    /// # Errors
    /// A fault when an act does not fit the state that the acts before it made.
    pub fn new(
        county: &str,
        chance: &[u8; 32],
        matter: &Arc<Matter>,
        (submission, at, by): (Submission, Instant, Box<RawValue>),
        acts: Vec<PastAct>,
    ) -> Outcome<Self> {
        let mut acts = acts.into_iter();
        Self::lived(county, chance, matter, (submission, at, by), |_| acts.next())
    }

    /// The same where each act follows from what the ones before have made of the case; it ends
    /// where `next` has nothing more.
    ///
    /// # Errors
    /// As there.
    pub fn lived(
        county: &str,
        chance: &[u8; 32],
        matter: &Arc<Matter>,
        (submission, at, by): (Submission, Instant, Box<RawValue>),
        mut next: impl FnMut(&Case) -> Option<PastAct>,
    ) -> Outcome<Self> {
        let doing = Doing::Submit(Box::new(submission.clone()));
        let mut case = model::open(submission, matter, at);
        let mut past = vec![Past { at, by, record: acts::written(&case, &doing)? }];
        let mut last = at;
        while let Some(PastAct { doing, at, by }) = next(&case) {
            case = model::apply(case, &doing, matter, at)?;
            past.push(Past { at, by, record: acts::written(&case, &doing)? });
            last = at;
        }
        let sealed = seal_stream(county, chance, past)?;
        Ok(Self { case, matter: matter.clone(), last, sealed })
    }

    /// The case as the acts have left it.
    #[must_use]
    pub fn case(&self) -> &Case {
        &self.case
    }
}

/// Cases of the past as they are kept, with all that can be worked out before the transaction.
pub struct Ready {
    sealed: Vec<Sealed>,
    cases: Vec<Vec<store::Value>>,
    tasks: Vec<Vec<store::Value>>,
    timers: Vec<jobs::Job>,
}

impl Ready {
    /// How many cases these are.
    #[must_use]
    pub fn many(&self) -> u64 {
        self.cases.len() as u64
    }
}

impl Cases {
    /// Keeps cases of the past in one transaction: rows, records, places in the log, open work and
    /// timers. What followed then (notices, certificates) is not done again.
    ///
    /// # Errors
    /// A fault when a case is there already or the database fails; then none of them is kept.
    pub fn keep_history(&self, histories: Vec<History>) -> Outcome<()> {
        self.keep(self.ready(histories)?, |_| Ok(()))
    }

    /// The first half of [`Cases::keep_history`], which needs no database: several threads can do it
    /// while one keeps.
    ///
    /// # Errors
    /// A fault when a case cannot be written as JSON.
    pub fn ready(&self, histories: Vec<History>) -> Outcome<Ready> {
        let (county, ambient) = (self.county(), self.ledger().ambient());
        let now = ambient.now();
        let (sealed, cases) = (Vec::new(), Vec::with_capacity(histories.len()));
        let mut ready = Ready { sealed, cases, tasks: Vec::new(), timers: Vec::new() };
        for History { case, matter, last, sealed } in histories {
            ready.sealed.extend(sealed);
            let due = timers::case_due(self, &case, &matter, last.max(case.submitted));
            let plan = timers::plan(self, &case, &matter, now);
            ready.tasks.extend(plan.tasks.iter().map(|task| rows::whole_task(county, task)));
            ready.timers.extend(plan.next.map(|at| timers::job(county, ambient.id(), &case, at)));
            let past = rows::PastCase { ended: case.ended().then_some(last), case, due };
            ready.cases.push(rows::case_row(county, &past)?);
        }
        Ok(ready)
    }

    /// The second half, for a piece of a load beside which nobody works: it outlives a loss of power
    /// once a later act has been answered ([`Tx::durable_with_the_next`]).
    ///
    /// # Errors
    /// As there.
    pub fn keep_ready(&self, ready: Ready) -> Outcome<()> {
        self.keep(ready, |tx| Ok(tx.durable_with_the_next()?))
    }

    fn keep(
        &self,
        ready: Ready,
        first: impl FnOnce(&mut Tx<'_>) -> Outcome<()> + Send + 'static,
    ) -> Outcome<()> {
        let Ready { sealed, cases, tasks, timers } = ready;
        self.ledger().keep_history(self.county(), sealed, move |tx| {
            first(tx)?;
            rows::bulk_cases(tx, &cases)?;
            rows::bulk_tasks(tx, &tasks)?;
            Ok(jobs::bulk(tx, &timers)?)
        })
    }
}
