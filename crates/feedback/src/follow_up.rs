//! Bad ratings are looked into: the supervisors' list, the supervisor who ends one, and the reply that
//! everybody may read then. The limit counts from the end of the week, since the day of a rating is
//! not known.

use basis::{Date, Id, Outcome, Refusal, RefusalKind, Stop};
use identity::{By, Right, rights};
use ledger::Record;
use serde_json::{Value, json};

use crate::model::{FollowUp, Reply};
use crate::replies::record;
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
                act.close(Record::new(stream, "rating.followed-up", ended(&one, &reply)), ())
            })
            .await
    }
}

/// What the ledger says of one that was ended.
pub(crate) fn ended(one: &FollowUp, reply: &Reply) -> Value {
    let mut body = record((&one.matter, &one.week), reply);
    body["level"] = json!(one.level);
    body
}

fn no_note() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "rating.note-missing").on("note")
}

fn gone() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "rating.followed-up")
}
