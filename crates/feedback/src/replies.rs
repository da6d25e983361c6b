//! Public replies to bad ratings: what everybody may read of them, and supervisors who mend one that
//! says too much or too little.

use basis::{Id, Outcome, Refusal, RefusalKind, Stop};
use identity::{Actor, By, Right, rights};
use ledger::Record;
use seal::Sha256;
use serde_json::{Value, json};
use store::StoreError;

use crate::acts::published;
use crate::model::{Reply, Told, Written, told};
use crate::{Feedback, rows};

/// After every week that there is.
const LAST_WEEK: &str = "9999-W99";

impl Feedback {
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

    /// What was replied, the newest weeks first, before a week and an id.
    ///
    /// # Errors
    /// A refusal without the right, or when the database fails.
    pub async fn written(
        &self,
        by: &Actor,
        before: Option<(String, Id)>,
        limit: i64,
    ) -> Outcome<Vec<Written>> {
        rights::may(by, &Right::Supervise)?;
        let county = self.county().to_owned();
        let before = before.map(|(week, id)| (week, id.to_string()));
        let (week, id) = before.unwrap_or_else(|| (LAST_WEEK.to_owned(), String::new()));
        let store = &self.app.store;
        let found = store.read(move |tx| rows::all_replies(tx, &county, (&week, &id), limit)).await;
        found.map_err(Stop::from)
    }

    /// The reply to one bad rating, where there is one.
    ///
    /// # Errors
    /// A refusal without the right, or when the database fails.
    pub async fn written_one(&self, by: &Actor, id: Id) -> Outcome<Option<Written>> {
        rights::may(by, &Right::Supervise)?;
        let county = self.county().to_owned();
        let store = &self.app.store;
        let found = store.read(move |tx| rows::one_reply(tx, &county, id)).await;
        found.map_err(Stop::from)
    }

    /// Puts another reply in the place of one that was seen at a version.
    ///
    /// # Errors
    /// A refusal without the right, where the reply may point at somebody, where there is none, or
    /// where somebody was first.
    pub async fn change_reply(
        &self,
        by: &By,
        (id, version): (Id, i64),
        reply: Reply,
    ) -> Outcome<()> {
        rights::may(&by.actor, &Right::Supervise)?;
        let meta = by.meta(json!({"reply": id, "version": version, "to": reply}));
        self.app
            .ledger
            .act(meta, move |act| {
                let county = act.county().to_owned();
                let one = rows::one_reply(act.tx(), &county, id)?.ok_or_else(unknown)?;
                reply.check(&rows::said(act.tx(), &county, id)?)?;
                if !rows::change_reply(act.tx(), &county, (id, version), &reply)? {
                    return Err(changed().into());
                }
                let (stream, about) =
                    (format!("rating-follow-up:{id}"), (&*one.matter, &*one.week));
                act.close(Record::new(stream, "rating.reply-changed", record(about, &reply)), ())
            })
            .await
    }
}

/// What the ledger says of a reply to a rating of a matter in a week: of its own words the digest, so
/// that one that was changed behind its back is found.
pub(crate) fn record((matter, week): (&str, &str), reply: &Reply) -> Value {
    let words = Sha256::of(reply.words.as_bytes()).to_string();
    json!({"matter": matter, "week": week, "reply": reply.remedy, "words": words})
}

fn unknown() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "rating.reply-unknown")
}

fn changed() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "rating.reply-changed")
}
