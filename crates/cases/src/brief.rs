//! What never changes of a case: its number, its matter, its applicant.

use std::sync::Arc;

use basis::{CaseId, Outcome, PersonId};
use catalogue::model::Matter;
use identity::Scope;
use store::Tx;

use crate::{Cases, rows, unknown_case};

/// What never changes of a case.
#[derive(Clone, Debug)]
pub struct Brief {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Its matter.
    pub matter: Arc<Matter>,
    /// Its applicant.
    pub person: PersonId,
}

impl Cases {
    /// What never changes of the cases that are there, in no order, inside a transaction of one's
    /// own; for who may see all.
    ///
    /// # Errors
    /// A refusal when the scope does not reach that far, or when the database fails.
    pub fn briefs(&self, scope: &Scope, tx: &mut Tx<'_>, ids: &[CaseId]) -> Outcome<Vec<Brief>> {
        if !scope.sees_all() {
            return Err(unknown_case().into());
        }
        let found = rows::briefs(tx, self.county(), ids)?;
        found
            .into_iter()
            .map(|(case, number, pin, person)| {
                Ok(Brief { case, number, matter: self.matter(&pin)?, person })
            })
            .collect()
    }
}
