//! Acts that are put together from what was asked and what else was known at that moment: a repetition
//! is told by what was asked alone.

use basis::{CaseId, Outcome};
use identity::By;
use serde_json::Value;

use crate::model::Doing;
use crate::{Cases, Done};

impl Cases {
    /// What came of the same request with the same key, if it was made before; to be looked at
    /// before anything is gathered or kept for it.
    ///
    /// # Errors
    /// A refusal where the key was used for another request.
    pub async fn submitted_before(&self, by: &By, asked: &Value) -> Outcome<Option<Done>> {
        self.ledger().repeated(by.meta(asked.clone())).await
    }

    /// [`Cases::act`] where a repetition is told by what was asked: files, for example, get new ids
    /// each time they are kept.
    ///
    /// # Errors
    /// As there.
    pub async fn act_asked(
        &self,
        by: By,
        asked: Value,
        (id, seen): (CaseId, Option<i64>),
        doing: Doing,
    ) -> Outcome<Done> {
        let (cases, meta) = (self.clone(), by.meta(asked));
        self.ledger().act(meta, move |act| cases.step(act, &by, id, seen, &doing)).await
    }
}
