//! Bad ratings are looked into: the supervisors' list, and the supervisor who ends one. The limit
//! counts from the end of the week, since the day of a rating is not known.

use basis::{Date, Id, Outcome, Refusal, RefusalKind, Stop};
use identity::{By, Right, rights};
use ledger::Record;
use serde_json::json;

use crate::Feedback;
use crate::model::FollowUp;
use crate::rows;

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

    /// Ends one, with what was found and done.
    ///
    /// # Errors
    /// A refusal without the right or a note, or where somebody was first.
    pub async fn end_follow_up(&self, by: &By, id: Id, note: String) -> Outcome<()> {
        rights::may(&by.actor, &Right::Supervise)?;
        if note.trim().is_empty() {
            return Err(no_note().into());
        }
        let meta = by.meta(json!({"follow-up": id, "note": note}));
        self.app
            .ledger
            .act(meta, move |act| {
                let (county, at) = (act.county().to_owned(), act.at());
                // A rating of the week writes this row anew, and must not undo what is done here.
                rows::take_turn(act.tx(), &county)?;
                let one = rows::open_follow_up(act.tx(), &county, id)?.ok_or_else(gone)?;
                if !rows::end_follow_up(act.tx(), &county, id, (at, &note))? {
                    return Err(gone().into());
                }
                let body = json!({"matter": one.matter, "week": one.week, "level": one.level});
                let stream = format!("rating-follow-up:{id}");
                act.close(Record::new(stream, "rating.followed-up", body), ())
            })
            .await
    }
}

fn no_note() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "rating.note-missing").on("note")
}

fn gone() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "rating.followed-up")
}
