//! What time does to requests for help: those whose last day is over end, and what was begun for one
//! that came to nothing is thrown away a while later.
//!
//! Every server does so every hour, a bounded number at a time. Each looks at a request again in the
//! transaction that ends it, so that many servers, or one that stops halfway, do it once.

use basis::{Instant, Outcome, Stop};
use identity::{By, Right, may};
use serde_json::json;
use store::{StoreError, Tx};

use super::acts::{DAY, lapse};
use super::model::{HelpId, HelpRequest, over};
use super::seen::no_request;
use crate::Portal;
use crate::rows::help as rows;
use crate::rows::{DraftKey, forget_draft};

/// So many requests at a time.
const MANY: usize = 50;

/// What an upkeep has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Requests that ended because their last day is over.
    pub lapsed: usize,
    /// Requests of which what was begun is thrown away.
    pub emptied: usize,
}

impl Portal {
    /// Ends requests for help whose last day is over, and throws away what was begun for those that
    /// ended without a case at least so many days ago: the draft of whoever had one, and its places
    /// in lists.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tidy_help(&self, keep_days: u32) -> Outcome<Tidied> {
        let now = self.app.ambient.now();
        let lapsed = self.lapse_help(now).await?;
        let before = now.plus_millis(-i64::from(keep_days) * DAY);
        let emptied = self.empty_help(before, now).await?;
        Ok(Tidied { lapsed, emptied })
    }

    async fn lapse_help(&self, now: Instant) -> Outcome<usize> {
        let mut lapsed = 0;
        loop {
            let (county, today) = (self.county().to_owned(), now.date());
            let store = &self.app.store;
            let found = store.read(move |tx| rows::over(tx, &county, today, MANY as i64)).await?;
            let before = lapsed;
            for id in &found {
                lapsed += usize::from(self.lapse_one(*id, now).await?);
            }
            // What would not end now is looked at again in an hour.
            if found.len() < MANY || lapsed == before {
                return Ok(lapsed);
            }
        }
    }

    /// Ends one; `false` where somebody has answered it, or another server ended it, meanwhile.
    async fn lapse_one(&self, id: HelpId, now: Instant) -> Outcome<bool> {
        let key = format!("help-lapsed.{id}").parse()?;
        let by = By::system(self.county(), now, key);
        let (actor, meta) = (by.actor.clone(), by.meta(json!({ "lapse-help": id })));
        let done = self.app.ledger.act(meta, move |act| {
            may(&actor, &Right::RunTimers)?;
            let (county, today) = (act.county().to_owned(), act.at().date());
            let one = rows::request(act.tx(), &county, id)?.ok_or_else(no_request)?;
            if !one.is_over(today) {
                return Err(over().into());
            }
            let record = lapse(act, one)?;
            act.close(record, ())
        });
        match done.await {
            Ok(()) => Ok(true),
            Err(Stop::Refused(refusal)) if refusal.rule.starts_with("help.") => Ok(false),
            Err(stop) => Err(stop),
        }
    }

    async fn empty_help(&self, before: Instant, now: Instant) -> Outcome<usize> {
        let mut emptied = 0;
        loop {
            let county = self.county().to_owned();
            let some = self.app.store.write(move |tx| empty_some(tx, &county, (before, now)));
            let done = some.await?;
            emptied += done;
            if done < MANY {
                return Ok(emptied);
            }
        }
    }
}

/// Throws away what was begun for some requests that ended before an instant; how many those were.
fn empty_some(
    tx: &mut Tx<'_>,
    county: &str,
    (before, now): (Instant, Instant),
) -> Result<usize, StoreError> {
    let found = rows::left(tx, county, before, MANY as i64)?;
    for one in &found {
        rows::settle(tx, county, one)?;
        if let Some(draft) = begun(tx, county, one)? {
            forget_draft(tx, &draft, before)?;
        }
        rows::tidied(tx, county, one.id, now)?;
    }
    Ok(found.len())
}

/// The draft of whoever had a request, unless they have taken up the same once more: then it belongs
/// to that one.
fn begun(tx: &mut Tx<'_>, county: &str, one: &HelpRequest) -> Result<Option<DraftKey>, StoreError> {
    let Some(who) = one.taker.as_ref().map(|taker| taker.who) else { return Ok(None) };
    let newest = rows::newest(tx, county, one.person, &one.matter)?;
    if newest.is_some_and(|newest| newest.holder() == Some(who)) {
        return Ok(None);
    }
    Ok(rows::id_of(who).map(|writer| DraftKey {
        county: county.to_owned(),
        person: one.person,
        matter: one.matter.clone(),
        writer,
    }))
}
