//! The statements of ratings.

mod mix;
mod replies;

use std::collections::BTreeMap;

use basis::{CaseId, Id, Instant};
use store::{Row, StoreError, Tx, params};

use crate::history::PastRow;
use crate::model::{FollowUp, Given, Indicator, Level, Opinion, Way, read, written};
pub(crate) use replies::{all_replies, change_reply, one_reply, put_reply, replies, said};

const TAKE_TURN: &str = "INSERT INTO rating_turns (county, turns) VALUES ($1, 1)
    ON CONFLICT (county) DO UPDATE SET turns = 1";
const HAS_RIGHT: &str = "SELECT case_id FROM rating_rights WHERE county = $1 AND case_id = $2";
const RIGHTS_OF_PLACE: &str = "SELECT case_id FROM rating_rights
    WHERE county = $1 AND matter = $2 AND place = $3 LIMIT $4";
const RIGHTS_OF_WAY: &str = "SELECT case_id FROM rating_rights
    WHERE county = $1 AND matter = $2 AND way = $3 LIMIT $4";
const RIGHTS_OF_WAY_HERE: &str = "SELECT case_id FROM rating_rights
    WHERE county = $1 AND matter = $2 AND way = $3 AND place = $4 LIMIT $5";
const TALLIES: &str = "SELECT place, level, ratings FROM rating_tallies
    WHERE county = $1 AND matter = $2 ORDER BY place, level LIMIT 5000";
const INDICATORS: &str = "SELECT way, indicator, level, ratings FROM rating_indicator_tallies
    WHERE county = $1 AND matter = $2 ORDER BY way, indicator, level LIMIT 500";
const RATED: &str = "SELECT DISTINCT matter FROM rating_tallies
    WHERE county = $1 ORDER BY matter LIMIT 5000";
const OPEN_FOLLOW_UPS: &str = "SELECT id, matter, place, week, level, indicators, words, due,
    provisional FROM rating_follow_ups WHERE county = $1 AND done_at IS NULL AND (due, id) > ($2, $3)
    ORDER BY due, id LIMIT $4";
const FOLLOW_UP: &str = "SELECT id, matter, place, week, level, indicators, words, due,
    provisional FROM rating_follow_ups WHERE county = $1 AND id = $2 AND done_at IS NULL";
const END_FOLLOW_UP: &str = "UPDATE rating_follow_ups SET done_at = $3, note = $4,
    version = version + 1 WHERE county = $1 AND id = $2 AND done_at IS NULL";

/// What a rating is about, as coarse as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct About {
    pub matter: String,
    pub place: String,
    pub week: String,
}

/// Waits until nobody else rates in the county or ends a bad rating, until the end of the transaction:
/// what is read after this and written anew is lost to nobody.
pub(crate) fn take_turn(tx: &mut Tx<'_>, county: &str) -> Result<(), StoreError> {
    tx.execute(TAKE_TURN, &params![county]).map(drop)
}

/// Takes the right of a case; `false` when it has been taken before. After [`take_turn`].
pub(crate) fn take_right(
    tx: &mut Tx<'_>,
    county: &str,
    case: CaseId,
    (matter, place, way): (&str, &str, Way),
) -> Result<bool, StoreError> {
    if has_rated(tx, county, case)? {
        return Ok(false);
    }
    mix::right(tx, county, case, params![county, case, matter, place, way.code()].to_vec())?;
    Ok(true)
}

/// Whether a case has been rated.
pub(crate) fn has_rated(tx: &mut Tx<'_>, county: &str, case: CaseId) -> Result<bool, StoreError> {
    Ok(tx.first(HAS_RIGHT, &params![county, case])?.is_some())
}

/// Which circles of rated cases are large enough to be named.
pub(crate) struct Crowd {
    /// Those of the matter in the place.
    pub here: bool,
    /// Those of the matter that came in on the way.
    pub way: bool,
    /// Those of the matter in the place that came in on the way.
    pub way_here: bool,
}

/// Whether each circle around a case has at least so many cases that were rated.
pub(crate) fn crowd(
    tx: &mut Tx<'_>,
    county: &str,
    (matter, place, way): (&str, &str, Way),
    smallest: u32,
) -> Result<Crowd, StoreError> {
    let (most, way) = (i64::from(smallest), way.code());
    let here = tx.query(RIGHTS_OF_PLACE, &params![county, matter, place, most])?;
    let of_way = tx.query(RIGHTS_OF_WAY, &params![county, matter, way, most])?;
    let way_here = tx.query(RIGHTS_OF_WAY_HERE, &params![county, matter, way, place, most])?;
    let is_enough = |found: &[Row]| found.len() >= smallest as usize;
    let (here, way) = (is_enough(&here), is_enough(&of_way));
    Ok(Crowd { here, way, way_here: is_enough(&way_here) })
}

/// Counts what was said of indicators; writes the numbers of the matter anew also where nothing was.
/// After [`take_turn`].
pub(crate) fn put_indicators(
    tx: &mut Tx<'_>,
    county: &str,
    (matter, way): (&str, Way),
    given: &[Given],
) -> Result<(), StoreError> {
    let key = |(indicator, level): &Given| {
        params![county, matter, way.code(), indicator.code(), level.code()].to_vec()
    };
    mix::indicators(tx, county, matter, given.iter().map(key).collect())
}

/// Writes a rating and, where it is bad, what the supervisors see of it. After [`take_turn`].
pub(crate) fn put_rating(
    tx: &mut Tx<'_>,
    county: &str,
    id: Id,
    about: &About,
    (opinion, follow_up): (&Opinion, Option<&FollowUp>),
) -> Result<(), StoreError> {
    let About { matter, place, week } = about;
    mix::rating(tx, county, week, rating_values(county, id, about, opinion))?;
    mix::tally(tx, county, (matter, place, opinion.level.code()))?;
    let follow_up = follow_up.map(|one| follow_up_values(county, one, None));
    mix::follow_ups(tx, county, week, follow_up)
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

/// How many ratings of each level an indicator has, by way.
pub(crate) fn indicator_tallies(
    tx: &mut Tx<'_>,
    county: &str,
    matter: &str,
) -> Result<Vec<(Way, Given, u64)>, StoreError> {
    let one = |row: &Row| {
        let (way, indicator) = (row.text("way")?, row.text("indicator")?);
        let way = Way::from_code(&way).ok_or_else(|| StoreError::encoding("a way", way))?;
        let indicator = Indicator::from_code(&indicator)
            .ok_or_else(|| StoreError::encoding("an indicator", indicator))?;
        let ratings = u64::try_from(row.int("ratings")?).unwrap_or_default();
        Ok((way, (indicator, level(row)?), ratings))
    };
    tx.query(INDICATORS, &params![county, matter])?.iter().map(one).collect()
}

/// The matters that have been rated.
pub(crate) fn rated(tx: &mut Tx<'_>, county: &str) -> Result<Vec<String>, StoreError> {
    tx.query(RATED, &params![county])?.iter().map(|row| row.text("matter")).collect()
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

/// Ratings of the past, in the order of their random ids: what [`take_right`] and [`put_rating`]
/// leave, at once.
pub(crate) fn bulk_ratings(
    tx: &mut Tx<'_>,
    county: &str,
    past: &[PastRow],
) -> Result<(), StoreError> {
    take_turn(tx, county)?;
    let mut by_case: Vec<&PastRow> = past.iter().collect();
    by_case.sort_by_key(|row| row.case);
    let right = |row: &&PastRow| {
        let (matter, way) = (&row.about.matter, row.way.code());
        params![county, row.case, matter, &row.township, way].to_vec()
    };
    let rights: Vec<_> = by_case.iter().map(right).collect();
    tx.bulk("rating_rights", "county, case_id, matter, place, way", &rights)?;
    let rating = |row: &PastRow| rating_values(county, row.id, &row.about, &row.opinion);
    let ratings: Vec<_> = past.iter().map(rating).collect();
    tx.bulk("ratings", mix::RATINGS, &ratings)?;
    bulk_tallies(tx, county, past)?;
    let mut follow_ups: Vec<_> = past.iter().filter_map(|row| row.follow_up.as_ref()).collect();
    follow_ups.sort_by_key(|(one, _)| one.id);
    let rows: Vec<_> = follow_ups
        .iter()
        .map(|(one, ended)| {
            let ended = ended.as_ref().map(|(at, note, _)| (*at, note.clone()));
            follow_up_values(county, one, ended)
        })
        .collect();
    tx.bulk("rating_follow_ups", mix::FOLLOW_UPS, &rows)?;
    let ended = follow_ups.iter().filter_map(|(one, ended)| Some((one, &ended.as_ref()?.2)));
    replies::bulk_replies(tx, county, ended)
}

fn bulk_tallies(tx: &mut Tx<'_>, county: &str, past: &[PastRow]) -> Result<(), StoreError> {
    let mut tallies: BTreeMap<[&str; 3], i64> = BTreeMap::new();
    let mut indicators: BTreeMap<[&str; 4], i64> = BTreeMap::new();
    for row in past {
        let matter = row.about.matter.as_str();
        let of = [matter, &row.about.place, row.opinion.level.code()];
        *tallies.entry(of).or_default() += 1;
        for (indicator, level) in &row.counted {
            let of = [matter, row.way.code(), indicator.code(), level.code()];
            *indicators.entry(of).or_default() += 1;
        }
    }
    let tally = |([matter, place, level], many): (&[&str; 3], &i64)| {
        params![county, *matter, *place, *level, *many].to_vec()
    };
    let tallies: Vec<_> = tallies.iter().map(tally).collect();
    tx.bulk("rating_tallies", mix::TALLIES, &tallies)?;
    let tally = |([matter, way, indicator, level], many): (&[&str; 4], &i64)| {
        params![county, *matter, *way, *indicator, *level, *many].to_vec()
    };
    let indicators: Vec<_> = indicators.iter().map(tally).collect();
    tx.bulk("rating_indicator_tallies", mix::INDICATORS, &indicators)
}

fn rating_values(county: &str, id: Id, about: &About, said: &Opinion) -> Vec<store::Value> {
    let About { matter, place, week } = about;
    let (level, indicators) = (said.level.code(), written(&said.indicators));
    params![county, id, matter, place, week, level, indicators, &said.words].to_vec()
}

fn follow_up_values(
    county: &str,
    one: &FollowUp,
    ended: Option<(Instant, String)>,
) -> Vec<store::Value> {
    let (at, note) = ended.unzip();
    let (level, indicators) = (one.level.code(), written(&one.indicators));
    let FollowUp { id, matter, place, week, words, due, .. } = one;
    let begin = params![county, *id, matter, place, week, level, indicators, words].to_vec();
    let end = params![*due, i64::from(one.provisional), at, note, 1_i64].to_vec();
    [begin, end].concat()
}

fn follow_up(row: &Row) -> Result<FollowUp, StoreError> {
    Ok(FollowUp {
        id: row.parsed("id")?,
        matter: row.text("matter")?,
        place: row.text("place")?,
        week: row.text("week")?,
        level: level(row)?,
        indicators: read(&row.text("indicators")?),
        words: row.text("words")?,
        due: row.parsed("due")?,
        provisional: row.int("provisional")? != 0,
    })
}

fn level(row: &Row) -> Result<Level, StoreError> {
    let code = row.text("level")?;
    Level::from_code(&code).ok_or_else(|| StoreError::encoding("a level", code))
}
