//! Bad ratings are looked into: the supervisors' list, the supervisor who ends one, and the reply that
//! everybody may read then. The limit counts from the end of the week, since the day of a rating is
//! not known.

use basis::{Date, Id, Outcome, Refusal, RefusalKind, Stop};
use identity::{By, Right, rights};
use ledger::Record;
use seal::Sha256;
use serde_json::{Value, json};
use store::StoreError;

use crate::acts::published;
use crate::model::{FollowUp, Reply, Told, told};
use crate::{Feedback, rows};

/// What a supervisor says of a bad rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was found and changed; for supervisors only.
    pub note: String,
    /// What everybody may read.
    pub reply: Reply,
}

impl Feedback {
    /// Bad ratings still to be looked into, the most urgent first, after a day and an id.
    ///
    /// # Errors
    /// A refusal without the right, or when the database fails.
    pub async fn follow_ups(
        &self,
        by: &identity::Actor,
        after: Option<(Date, Id)>,
        limit: i64,
    ) -> Outcome<Vec<FollowUp>> {
        rights::may(by, &Right::Supervise)?;
        let county = self.county().to_owned();
        let after = after.map(|(due, id)| (due.to_string(), id.to_string())).unwrap_or_default();
        let store = &self.app.store;
        store
            .read(move |tx| rows::open_follow_ups(tx, &county, (&after.0, &after.1), limit))
            .await
            .map_err(Stop::from)
    }

    /// Ends one, with what was found and done, and with the reply that is told in public as far as
    /// it may be.
    ///
    /// # Errors
    /// A refusal without the right or a note, where the reply may point at somebody, or where
    /// somebody was first.
    pub async fn end_follow_up(&self, by: &By, id: Id, answer: Answer) -> Outcome<()> {
        rights::may(&by.actor, &Right::Supervise)?;
        let Answer { note, reply } = answer;
        if note.trim().is_empty() {
            return Err(no_note().into());
        }
        let meta = by.meta(json!({"follow-up": id, "note": note, "reply": reply}));
        self.app
            .ledger
            .act(meta, move |act| {
                let (county, at) = (act.county().to_owned(), act.at());
                // A rating of the week writes this row anew, and must not undo what is done here.
                rows::take_turn(act.tx(), &county)?;
                let one = rows::open_follow_up(act.tx(), &county, id)?.ok_or_else(gone)?;
                reply.check(&one.words)?;
                if !rows::end_follow_up(act.tx(), &county, id, (at, &note))? {
                    return Err(gone().into());
                }
                rows::put_reply(act.tx(), &county, &one, &reply)?;
                let stream = format!("rating-follow-up:{id}");
                act.close(Record::new(stream, "rating.followed-up", record(&one, &reply)), ())
            })
            .await
    }

    /// The replies to bad ratings of a matter, as far as they may be told beside its figures.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn replies(&self, matter: &str) -> Outcome<Vec<Told>> {
        let (county, matter) = (self.county().to_owned(), matter.to_owned());
        let smallest = self.rules.smallest;
        let store = &self.app.store;
        let found = store
            .read(move |tx| {
                let figures = published(tx, &county, &matter, smallest)?;
                if figures.is_none() {
                    return Ok::<_, StoreError>(Vec::new());
                }
                Ok(told(rows::replies(tx, &county, &matter, smallest)?, figures.as_ref()))
            })
            .await;
        found.map_err(Stop::from)
    }
}

/// What the ledger says of an ended one: of the reply's own words the digest, so that a reply that
/// was changed afterwards is found.
pub(crate) fn record(one: &FollowUp, reply: &Reply) -> Value {
    let words = Sha256::of(reply.words.as_bytes()).to_string();
    json!({"matter": one.matter, "week": one.week, "level": one.level,
        "reply": reply.remedy, "words": words})
}

fn no_note() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "rating.note-missing").on("note")
}

fn gone() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "rating.followed-up")
}
