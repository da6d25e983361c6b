//! Cases of the past in bulk: folded by the same transitions, with the same rows, records and work
//! as people's acts leave, but many in one transaction. For loading a simulated county or cases
//! that ran elsewhere.

use std::sync::Arc;

use basis::{Instant, Outcome};
use catalogue::model::Matter;
use ledger::{Past, Sealed, seal_stream};
use serde_json::Value;
use store::jobs;

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
    /// Who, as in [`ledger::Meta::by`].
    pub by: Value,
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
        (submission, at, by): (Submission, Instant, Value),
        acts: Vec<PastAct>,
    ) -> Outcome<Self> {
        let doing = Doing::Submit(Box::new(submission.clone()));
        let mut case = model::open(submission, matter, at);
        let mut past = vec![Past { at, by, record: acts::record(&case, &doing)? }];
        let mut last = at;
        for PastAct { doing, at, by } in acts {
            case = model::apply(case, &doing, matter, at)?;
            past.push(Past { at, by, record: acts::record(&case, &doing)? });
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

impl Cases {
    /// Keeps cases of the past in one transaction: rows, records, places in the log, open work and
    /// timers. What followed then (notices, certificates) is not done again.
    ///
    /// # Errors
    /// A fault when a case is there already or the database fails; then none of them is kept.
    pub fn keep_history(&self, histories: Vec<History>) -> Outcome<()> {
        let now = self.ledger().ambient().now();
        let (mut cases, mut tasks, mut timers) = (Vec::new(), Vec::new(), Vec::new());
        let mut sealed = Vec::new();
        for history in histories {
            let History { case, matter, last, sealed: records } = history;
            sealed.extend(records);
            let due = timers::case_due(self, &case, &matter, last.max(case.submitted));
            let plan = timers::plan(self, &case, &matter, now);
            tasks.extend(plan.tasks);
            timers.extend(
                plan.next
                    .map(|at| timers::job(self.county(), self.ledger().ambient().id(), &case, at)),
            );
            cases.push(rows::PastCase { ended: case.ended().then_some(last), case, due });
        }
        let county = self.county().to_owned();
        self.ledger().keep_history(self.county(), sealed, move |tx| {
            rows::bulk_cases(tx, &county, &cases)?;
            rows::bulk_tasks(tx, &county, &tasks)?;
            Ok(jobs::bulk(tx, &timers)?)
        })
    }
}
