//! Who is told of a step in the act that makes it. What is told, and to whom, is not known here:
//! whoever tells is handed in.

use std::sync::Arc;

use basis::{Instant, Outcome, RecordId};
use catalogue::model::Matter;
use ledger::Act;
use store::Tx;

use crate::Cases;
use crate::model::{Case, Doing};

/// A step of a case that has just left its record.
pub struct Told<'a> {
    /// The record.
    pub record: RecordId,
    /// When it was done.
    pub at: Instant,
    /// The case after it.
    pub case: &'a Case,
    /// What was done.
    pub doing: &'a Doing,
    /// The matter of the case.
    pub matter: &'a Matter,
}

/// Writes what is to be told of a step beside it. It is quick, and asks nothing: others wait for it.
pub type Teller = Arc<dyn Fn(&mut Tx<'_>, &Told<'_>) -> Outcome<()> + Send + Sync>;

impl Cases {
    /// The same case work where each step is told in its own act.
    #[must_use]
    pub fn telling(self, teller: Teller) -> Self {
        Self { teller: Some(teller), ..self }
    }

    pub(crate) fn tell(
        &self,
        act: &mut Act<'_, '_>,
        record: RecordId,
        (case, doing): (&Case, &Doing),
        matter: &Matter,
    ) -> Outcome<()> {
        let Some(teller) = &self.teller else { return Ok(()) };
        let told = Told { record, at: act.at(), case, doing, matter };
        teller(act.tx(), &told)
    }
}
