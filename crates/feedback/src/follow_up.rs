//! Bad ratings are looked into: the job that lists them, and the supervisor who ends them.

use basis::{Date, Fault, Id, Outcome, Refusal, Stop};
use identity::{By, Right, rights};
use ledger::Record;
use serde::Deserialize;
use serde_json::json;
use store::jobs::{self, Claimed};

use crate::Feedback;
use crate::acts::unreadable;
use crate::model::{FollowUp, Level, week_ends};
use crate::rows::{self, About};

/// The kind of job that puts a bad rating on the supervisors' list.
pub const FOLLOW_UP: &str = "feedback.follow-up";

#[derive(Deserialize)]
struct Body {
    about: About,
    level: Level,
    words: String,
}

impl Feedback {
    /// The worker for [`FOLLOW_UP`]. The limit counts from the end of the week, since the day of a
    /// rating is not known.
    ///
    /// # Errors
    /// When the job's lease has passed to another or the database fails.
    pub async fn run_follow_up(&self, claimed: Claimed) -> Outcome<()> {
        let body: Body = serde_json::from_str(&claimed.job.body).map_err(unreadable)?;
        let ends = week_ends(claimed.job.run_at.date());
        let calendar = self.cases.calendar();
        let (due, provisional) = calendar.add_working_days(ends, self.rules.follow_up_days);
        let About { matter, place, week } = body.about;
        let (id, level, words) = (claimed.job.id, body.level, body.words);
        let one = FollowUp { id, matter, place, week, level, words, due, provisional };
        let county = self.county().to_owned();
        self.app
            .store
            .write(move |tx| {
                rows::put_follow_up(tx, &county, &one)?;
                if jobs::finish(tx, &claimed)? {
                    return Ok(());
                }
                Err(Stop::from(Fault::new("the lease of a bad rating's job has passed on")))
            })
            .await
    }

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
    Refusal::invalid(
        "rating.note-missing",
        "请写明查到了什么、怎么改的。",
        "Say what was found and what was changed.",
    )
    .on("note")
}

fn gone() -> Refusal {
    Refusal::conflict(
        "rating.followed-up",
        "这条差评已经有人处理完了。",
        "Somebody has dealt with this rating already.",
    )
}
