//! What a resident has been told, read for the page and the interface alike.

use basis::{Outcome, RecordId, Refusal, RefusalKind};
use identity::Actor;
use store::StoreError;

use crate::model::Notice;
use crate::{Outbound, rows};

/// How many stand on a page.
const PAGE: usize = 20;

/// Whether what is read counts as seen from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// It stands on the page before the resident's eyes.
    Shown,
    /// A program took it, which nobody need have seen.
    Taken,
}

impl Outbound {
    /// Notices to whoever asks, the newest first, and where the list goes on. What was new before
    /// this reading is told as new.
    pub(crate) async fn notices(
        &self,
        actor: &Actor,
        before: Option<RecordId>,
        reading: Reading,
    ) -> Outcome<(Vec<Notice>, Option<RecordId>)> {
        let person = actor.resident_id().ok_or_else(only_residents)?;
        let (store, county, wanted) = (&self.app.store, self.county().to_owned(), PAGE as i64 + 1);
        let found = match reading {
            Reading::Taken => {
                store.read(move |tx| rows::of_person(tx, &county, person, before, wanted)).await
            }
            Reading::Shown => {
                let work = store.write(move |tx| {
                    let found = rows::of_person(tx, &county, person, before, wanted)?;
                    for one in found.iter().take(PAGE).filter(|one| !one.is_seen) {
                        rows::seen(tx, &county, one.id)?;
                    }
                    Ok::<_, StoreError>(found)
                });
                work.await
            }
        };
        let mut found = found?;
        let has_more = found.len() > PAGE;
        found.truncate(PAGE);
        let older = found.last().filter(|_| has_more).map(|last| last.id);
        Ok((found, older))
    }
}

fn only_residents() -> Refusal {
    Refusal::told(RefusalKind::Forbidden, "notices.residents")
}
