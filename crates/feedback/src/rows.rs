//! The statements of ratings.

use std::collections::BTreeMap;

use basis::{CaseId, Id, Instant};
use seal::Sha256;
use store::{Row, StoreError, Tx, params};

use crate::history::PastRow;
use crate::late::GIVE;
use crate::model::{FollowUp, Level, Opinion};

const TAKE_RIGHT: &str = "INSERT INTO rating_rights (county, case_id, matter, place)
    VALUES ($1, $2, $3, $4) ON CONFLICT (county, case_id) DO NOTHING";
const GIVE_BACK: &str = "DELETE FROM rating_rights WHERE county = $1 AND case_id = $2";
const HAS_RIGHT: &str = "SELECT case_id FROM rating_rights WHERE county = $1 AND case_id = $2";
const RIGHTS_OF_PLACE: &str = "SELECT case_id FROM rating_rights
    WHERE county = $1 AND matter = $2 AND place = $3 LIMIT $4";
const PUT_TOKEN: &str = "INSERT INTO rating_tokens (county, token_digest, matter, place, week)
    VALUES ($1, $2, $3, $4, $5)";
const TOKEN: &str = "SELECT matter, place, week FROM rating_tokens
    WHERE county = $1 AND token_digest = $2";
const DROP_TOKEN: &str = "DELETE FROM rating_tokens WHERE county = $1 AND token_digest = $2";
const PUT_RATING: &str = "INSERT INTO ratings
    (county, id, matter, place, week, channel, level, indicators, words)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const OTHERS: &str =
    "SELECT id, matter, place, week, channel, level, indicators, words FROM ratings
    WHERE county = $1 AND week = $2 AND id > $3 ORDER BY id LIMIT $4";
const DROP_RATING: &str = "DELETE FROM ratings WHERE county = $1 AND id = $2";
const TALLY: &str = "INSERT INTO rating_tallies (county, matter, place, level, ratings)
    VALUES ($1, $2, $3, $4, 1)
    ON CONFLICT (county, matter, place, level)
    DO UPDATE SET ratings = rating_tallies.ratings + 1";
const TALLIES: &str = "SELECT place, level, ratings FROM rating_tallies
    WHERE county = $1 AND matter = $2 ORDER BY place, level LIMIT 5000";
const RATED: &str = "SELECT DISTINCT matter FROM rating_tallies
    WHERE county = $1 ORDER BY matter LIMIT 5000";
const PUT_FOLLOW_UP: &str = "INSERT INTO rating_follow_ups
    (county, id, matter, place, week, level, words, due, provisional, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) ON CONFLICT (county, id) DO NOTHING";
const OPEN_FOLLOW_UPS: &str = "SELECT id, matter, place, week, level, words, due, provisional
    FROM rating_follow_ups WHERE county = $1 AND done_at IS NULL AND (due, id) > ($2, $3)
    ORDER BY due, id LIMIT $4";
const FOLLOW_UP: &str = "SELECT id, matter, place, week, level, words, due, provisional
    FROM rating_follow_ups WHERE county = $1 AND id = $2 AND done_at IS NULL";
const END_FOLLOW_UP: &str = "UPDATE rating_follow_ups SET done_at = $3, note = $4,
    version = version + 1 WHERE county = $1 AND id = $2 AND done_at IS NULL";

/// How many ratings of the week are written anew with each one.
const MIXED: i64 = 50;

/// What a rating is about, as coarse as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct About {
    pub matter: String,
    pub place: String,
    pub week: String,
}

/// Takes the right of a case; `false` when it has been taken before.
pub(crate) fn take_right(
    tx: &mut Tx<'_>,
    county: &str,
    case: CaseId,
    (matter, place): (&str, &str),
) -> Result<bool, StoreError> {
    Ok(tx.execute(TAKE_RIGHT, &params![county, case, matter, place])? == 1)
}

/// Gives the right back after a rating that could not be written.
pub(crate) fn give_back(
    tx: &mut Tx<'_>,
    county: &str,
    case: CaseId,
    digest: &Sha256,
) -> Result<(), StoreError> {
    // Only while the token is there: else the rating has been written after all.
    if tx.execute(DROP_TOKEN, &params![county, digest.0])? == 1 {
        tx.execute(GIVE_BACK, &params![county, case])?;
        store::jobs::cancel(tx, county, GIVE, &digest.to_string())?;
    }
    Ok(())
}

/// Whether a case has been rated.
pub(crate) fn has_rated(tx: &mut Tx<'_>, county: &str, case: CaseId) -> Result<bool, StoreError> {
    Ok(tx.first(HAS_RIGHT, &params![county, case])?.is_some())
}

/// Whether at least so many cases of a place have rated a matter.
pub(crate) fn is_crowded(
    tx: &mut Tx<'_>,
    county: &str,
    (matter, place): (&str, &str),
    smallest: u32,
) -> Result<bool, StoreError> {
    let some = tx.query(RIGHTS_OF_PLACE, &params![county, matter, place, i64::from(smallest)])?;
    Ok(some.len() >= smallest as usize)
}

/// Puts a token on its way.
pub(crate) fn put_token(
    tx: &mut Tx<'_>,
    county: &str,
    digest: &Sha256,
    about: &About,
) -> Result<(), StoreError> {
    let About { matter, place, week } = about;
    tx.execute(PUT_TOKEN, &params![county, digest.0, matter, place, week]).map(drop)
}

/// Uses a token up; none if there is no such token.
pub(crate) fn use_token(
    tx: &mut Tx<'_>,
    county: &str,
    digest: &Sha256,
) -> Result<Option<About>, StoreError> {
    let Some(row) = tx.first(TOKEN, &params![county, digest.0])? else { return Ok(None) };
    let used = tx.execute(DROP_TOKEN, &params![county, digest.0])?;
    Ok(if used == 1 { Some(about(&row)?) } else { None })
}

/// Writes a rating, and with it others of its week in the order of their ids.
pub(crate) fn put_rating(
    tx: &mut Tx<'_>,
    county: &str,
    id: Id,
    about: &About,
    opinion: &Opinion,
) -> Result<(), StoreError> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    let after = tx.query(OTHERS, &params![county, &about.week, id, MIXED])?;
    let first = tx.query(OTHERS, &params![county, &about.week, "", MIXED - after.len() as i64])?;
    for row in first.iter().chain(&after) {
        let other = row.text("id")?;
        if all.iter().all(|(known, _)| *known != other) {
            let columns = ["matter", "place", "week", "channel", "level", "indicators", "words"];
            let texts: Result<Vec<String>, StoreError> =
                columns.iter().map(|column| row.text(column)).collect();
            tx.execute(DROP_RATING, &params![county, &other])?;
            all.push((other, texts?));
        }
    }
    let indicators: Vec<&str> = opinion.indicators.iter().map(|one| one.code()).collect();
    let About { matter, place, week } = about.clone();
    let level = opinion.level.code().to_owned();
    let (channel, words) = (opinion.channel.clone(), opinion.words.clone());
    let new = vec![matter, place, week, channel, level, indicators.join(","), words];
    all.push((id.to_string(), new));
    all.sort();
    for (id, texts) in all {
        let head = [county.to_owned(), id];
        let values: Vec<store::Value> =
            head.into_iter().chain(texts).map(store::Value::from).collect();
        tx.execute(PUT_RATING, &values)?;
    }
    let About { matter, place, .. } = about;
    tx.execute(TALLY, &params![county, matter, place, opinion.level.code()]).map(drop)
}

/// How many ratings of each level, by place.
pub(crate) fn tallies(
    tx: &mut Tx<'_>,
    county: &str,
    matter: &str,
) -> Result<Vec<(String, Level, u64)>, StoreError> {
    let rows = tx.query(TALLIES, &params![county, matter])?;
    let one = |row: &Row| {
        let ratings = u64::try_from(row.int("ratings")?).unwrap_or_default();
        Ok((row.text("place")?, level(row)?, ratings))
    };
    rows.iter().map(one).collect()
}

/// The matters that have been rated.
pub(crate) fn rated(tx: &mut Tx<'_>, county: &str) -> Result<Vec<String>, StoreError> {
    tx.query(RATED, &params![county])?.iter().map(|row| row.text("matter")).collect()
}

/// Puts a bad rating on the supervisors' list.
pub(crate) fn put_follow_up(
    tx: &mut Tx<'_>,
    county: &str,
    one: &FollowUp,
) -> Result<(), StoreError> {
    tx.execute(
        PUT_FOLLOW_UP,
        &params![
            county,
            one.id,
            &one.matter,
            &one.place,
            &one.week,
            one.level.code(),
            &one.words,
            one.due,
            i64::from(one.provisional)
        ],
    )
    .map(drop)
}

/// What is still to be looked into, the most urgent first, after a day and an id.
pub(crate) fn open_follow_ups(
    tx: &mut Tx<'_>,
    county: &str,
    (due, id): (&str, &str),
    limit: i64,
) -> Result<Vec<FollowUp>, StoreError> {
    tx.query(OPEN_FOLLOW_UPS, &params![county, due, id, limit])?.iter().map(follow_up).collect()
}

/// One that is still to be looked into.
pub(crate) fn open_follow_up(
    tx: &mut Tx<'_>,
    county: &str,
    id: Id,
) -> Result<Option<FollowUp>, StoreError> {
    tx.first(FOLLOW_UP, &params![county, id])?.map(|row| follow_up(&row)).transpose()
}

/// Ends one; `false` if somebody was first.
pub(crate) fn end_follow_up(
    tx: &mut Tx<'_>,
    county: &str,
    id: Id,
    (at, note): (Instant, &str),
) -> Result<bool, StoreError> {
    Ok(tx.execute(END_FOLLOW_UP, &params![county, id, at, note])? == 1)
}

/// Ratings of the past, in the order of their random ids: what [`take_right`], [`put_rating`] and
/// [`put_follow_up`] leave, at once.
pub(crate) fn bulk_ratings(
    tx: &mut Tx<'_>,
    county: &str,
    past: &[PastRow],
) -> Result<(), StoreError> {
    let mut by_case: Vec<&PastRow> = past.iter().collect();
    by_case.sort_by_key(|row| row.case);
    let right =
        |row: &&PastRow| params![county, row.case, &row.about.matter, &row.township].to_vec();
    let rights: Vec<_> = by_case.iter().map(right).collect();
    tx.bulk("rating_rights", "county, case_id, matter, place", &rights)?;
    let ratings: Vec<_> = past.iter().map(|row| rating_values(county, row)).collect();
    let columns = "county, id, matter, place, week, channel, level, indicators, words";
    tx.bulk("ratings", columns, &ratings)?;
    let mut tallies: BTreeMap<[&str; 3], i64> = BTreeMap::new();
    for row in past {
        let of = [row.about.matter.as_str(), &row.about.place, row.opinion.level.code()];
        *tallies.entry(of).or_default() += 1;
    }
    let tally = |([matter, place, level], many): (&[&str; 3], &i64)| {
        params![county, *matter, *place, *level, *many].to_vec()
    };
    let tallies: Vec<_> = tallies.iter().map(tally).collect();
    tx.bulk("rating_tallies", "county, matter, place, level, ratings", &tallies)?;
    let follow_ups: Vec<_> = past.iter().filter_map(|row| follow_up_values(county, row)).collect();
    let columns = "county, id, matter, place, week, level, words, due, provisional, done_at, \
                   note, version";
    tx.bulk("rating_follow_ups", columns, &follow_ups)
}

fn rating_values(county: &str, row: &PastRow) -> Vec<store::Value> {
    let (About { matter, place, week }, said) = (&row.about, &row.opinion);
    let indicators: Vec<&str> = said.indicators.iter().map(|one| one.code()).collect();
    let (channel, level) = (said.channel.as_str(), said.level.code());
    let (indicators, words) = (indicators.join(","), &said.words);
    params![county, row.id, matter, place, week, channel, level, indicators, words].to_vec()
}

fn follow_up_values(county: &str, row: &PastRow) -> Option<Vec<store::Value>> {
    let (one, ended) = row.follow_up.as_ref()?;
    let (at, note) = ended.clone().unzip();
    let (level, provisional) = (one.level.code(), i64::from(one.provisional));
    let FollowUp { id, matter, place, week, words, due, .. } = one;
    let values =
        params![county, *id, matter, place, week, level, words, *due, provisional, at, note, 1_i64];
    Some(values.to_vec())
}

fn follow_up(row: &Row) -> Result<FollowUp, StoreError> {
    Ok(FollowUp {
        id: row.parsed("id")?,
        matter: row.text("matter")?,
        place: row.text("place")?,
        week: row.text("week")?,
        level: level(row)?,
        words: row.text("words")?,
        due: row.parsed("due")?,
        provisional: row.int("provisional")? != 0,
    })
}

fn about(row: &Row) -> Result<About, StoreError> {
    Ok(About { matter: row.text("matter")?, place: row.text("place")?, week: row.text("week")? })
}

fn level(row: &Row) -> Result<Level, StoreError> {
    let code = row.text("level")?;
    Level::from_code(&code).ok_or_else(|| StoreError::encoding("a level", code))
}
