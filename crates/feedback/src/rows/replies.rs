//! The statements of public replies to bad ratings.

use std::collections::BTreeMap;

use basis::Id;
use store::{Row, StoreError, Tx, Value, params};

use crate::model::{FollowUp, Kept, Remedy, Reply, Written};

const COLUMNS: &str = "county, id, matter, place, week, remedy, words, version";
/// The newest ones: a page shows no more.
const REPLIES: &str = "SELECT place, week, remedy, words FROM rating_replies
    WHERE county = $1 AND matter = $2 ORDER BY week DESC, id DESC LIMIT 100";
const OF_WEEK: &str =
    "SELECT id FROM ratings WHERE county = $1 AND matter = $2 AND week = $3 LIMIT $4";
const OF_PLACE: &str = "SELECT id FROM ratings
    WHERE county = $1 AND matter = $2 AND week = $3 AND place = $4 LIMIT $5";
const WRITTEN: &str = "SELECT id, matter, place, week, remedy, words, version FROM rating_replies
    WHERE county = $1 AND (week, id) < ($2, $3) ORDER BY week DESC, id DESC LIMIT $4";
const ONE: &str = "SELECT id, matter, place, week, remedy, words, version FROM rating_replies
    WHERE county = $1 AND id = $2";
const CHANGE: &str = "UPDATE rating_replies SET remedy = $3, words = $4, version = version + 1
    WHERE county = $1 AND id = $2 AND version = $5";
const SAID: &str = "SELECT words FROM rating_follow_ups WHERE county = $1 AND id = $2";

/// Keeps the reply to a bad rating that is ended in the same transaction.
pub(crate) fn put_reply(
    tx: &mut Tx<'_>,
    county: &str,
    one: &FollowUp,
    reply: &Reply,
) -> Result<(), StoreError> {
    tx.bulk("rating_replies", COLUMNS, &[values(county, one, reply)])
}

/// Replies of the past, in the order of their ids.
pub(crate) fn bulk_replies<'a>(
    tx: &mut Tx<'_>,
    county: &str,
    replies: impl Iterator<Item = (&'a FollowUp, &'a Reply)>,
) -> Result<(), StoreError> {
    let rows: Vec<_> = replies.map(|(one, reply)| values(county, one, reply)).collect();
    tx.bulk("rating_replies", COLUMNS, &rows)
}

/// The newest replies of a matter, with whether at least so many ratings share their circles.
pub(crate) fn replies(
    tx: &mut Tx<'_>,
    county: &str,
    matter: &str,
    smallest: u32,
) -> Result<Vec<Kept>, StoreError> {
    let most = i64::from(smallest);
    let mut weeks: BTreeMap<String, bool> = BTreeMap::new();
    let mut places: BTreeMap<(String, String), bool> = BTreeMap::new();
    let mut found = Vec::new();
    for row in tx.query(REPLIES, &params![county, matter])? {
        let (place, week) = (row.text("place")?, row.text("week")?);
        let week_is_shared = match weeks.get(&week) {
            Some(known) => *known,
            None => {
                let rated = tx.query(OF_WEEK, &params![county, matter, &week, most])?;
                let is_shared = is_enough(&rated, smallest);
                weeks.insert(week.clone(), is_shared);
                is_shared
            }
        };
        let here = (week.clone(), place.clone());
        let place_is_shared = match places.get(&here) {
            Some(known) => *known,
            None => {
                let rated = tx.query(OF_PLACE, &params![county, matter, &week, &place, most])?;
                let is_shared = is_enough(&rated, smallest);
                places.insert(here, is_shared);
                is_shared
            }
        };
        found.push(Kept { reply: reply(&row)?, place, week, week_is_shared, place_is_shared });
    }
    Ok(found)
}

/// What was replied, the newest weeks first, before a week and an id.
pub(crate) fn all_replies(
    tx: &mut Tx<'_>,
    county: &str,
    (week, id): (&str, &str),
    limit: i64,
) -> Result<Vec<Written>, StoreError> {
    tx.query(WRITTEN, &params![county, week, id, limit])?.iter().map(one_written).collect()
}

/// The reply to one bad rating.
pub(crate) fn one_reply(
    tx: &mut Tx<'_>,
    county: &str,
    id: Id,
) -> Result<Option<Written>, StoreError> {
    tx.first(ONE, &params![county, id])?.map(|row| one_written(&row)).transpose()
}

/// What somebody said in a bad rating, ended or not; empty where there is none.
pub(crate) fn said(tx: &mut Tx<'_>, county: &str, id: Id) -> Result<String, StoreError> {
    let row = tx.first(SAID, &params![county, id])?;
    row.map_or_else(|| Ok(String::new()), |row| row.text("words"))
}

/// Changes a reply; `false` if it is not at this version any more.
pub(crate) fn change_reply(
    tx: &mut Tx<'_>,
    county: &str,
    (id, version): (Id, i64),
    reply: &Reply,
) -> Result<bool, StoreError> {
    let (remedy, words) = (reply.remedy.code(), &reply.words);
    Ok(tx.execute(CHANGE, &params![county, id, remedy, words, version])? == 1)
}

fn one_written(row: &Row) -> Result<Written, StoreError> {
    Ok(Written {
        id: row.parsed("id")?,
        matter: row.text("matter")?,
        place: row.text("place")?,
        week: row.text("week")?,
        reply: reply(row)?,
        version: row.int("version")?,
    })
}

fn is_enough(found: &[Row], smallest: u32) -> bool {
    found.len() >= smallest as usize
}

fn reply(row: &Row) -> Result<Reply, StoreError> {
    let code = row.text("remedy")?;
    let remedy = Remedy::from_code(&code).ok_or_else(|| StoreError::encoding("a remedy", code))?;
    Ok(Reply { remedy, words: row.text("words")? })
}

fn values(county: &str, one: &FollowUp, reply: &Reply) -> Vec<Value> {
    let FollowUp { id, matter, place, week, .. } = one;
    let remedy = reply.remedy.code();
    params![county, *id, matter, place, week, remedy, &reply.words, 1_i64].to_vec()
}
