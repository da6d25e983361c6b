//! Rows that are written anew together, in the order of their keys: neither where a row lies in the
//! file nor which transaction wrote it tells when it came.
//!
//! How many rows go together depends on what they are about and never on the newest among them, which
//! would else be the first or the middle one of those that moved.

use basis::CaseId;
use store::{Row, StoreError, Tx, Value, params};

/// How many rows are written anew at most, far more than a county has in a week; what would come after
/// them stays as it lies.
const MOST: i64 = 20_000;
/// So many letters of a case's id tell when it was filed to within twelve days and a half: thirty of
/// the 48 bits of its milliseconds are left open.
const FILED: usize = 4;

const RIGHTS: &str = "county, case_id, matter, place, way";
const NEAR_RIGHTS: &str = "SELECT county, case_id, matter, place, way FROM rating_rights
    WHERE county = $1 AND case_id >= $2 AND case_id <= $3 ORDER BY case_id LIMIT $4";
const DROP_RIGHTS: &str = "DELETE FROM rating_rights
    WHERE county = $1 AND case_id >= $2 AND case_id <= $3";

pub(super) const RATINGS: &str = "county, id, matter, place, week, level, indicators, words";
const RATINGS_OF_WEEK: &str =
    "SELECT county, id, matter, place, week, level, indicators, words FROM ratings
    WHERE county = $1 AND week = $2 ORDER BY id LIMIT $3";
const DROP_RATINGS: &str = "DELETE FROM ratings WHERE county = $1 AND week = $2 AND id <= $3";

pub(super) const FOLLOW_UPS: &str = "county, id, matter, place, week, level, indicators, words, \
     due, provisional, done_at, note, version";
const FOLLOW_UPS_OF_WEEK: &str = "SELECT county, id, matter, place, week, level, indicators, words,
    due, provisional, done_at, note, version FROM rating_follow_ups
    WHERE county = $1 AND week = $2 ORDER BY id LIMIT $3";
const DROP_FOLLOW_UPS: &str = "DELETE FROM rating_follow_ups
    WHERE county = $1 AND week = $2 AND id <= $3";

pub(super) const TALLIES: &str = "county, matter, place, level, ratings";
const TALLIES_OF_MATTER: &str = "SELECT county, matter, place, level, ratings
    FROM rating_tallies WHERE county = $1 AND matter = $2 ORDER BY place, level LIMIT $3";
const DROP_TALLIES: &str = "DELETE FROM rating_tallies WHERE county = $1 AND matter = $2";

pub(super) const INDICATORS: &str = "county, matter, way, indicator, level, ratings";
const INDICATORS_OF_MATTER: &str = "SELECT county, matter, way, indicator, level, ratings
    FROM rating_indicator_tallies WHERE county = $1 AND matter = $2
    ORDER BY way, indicator, level LIMIT $3";
const DROP_INDICATORS: &str =
    "DELETE FROM rating_indicator_tallies WHERE county = $1 AND matter = $2";

/// A right, with all those of cases that were filed within the same twelve days.
pub(super) fn right(
    tx: &mut Tx<'_>,
    county: &str,
    case: CaseId,
    new: Vec<Value>,
) -> Result<(), StoreError> {
    let begin: String = case.as_str().chars().take(FILED).collect();
    let (first, last) = (format!("{begin:0<26}"), format!("{begin:z<26}"));
    let near = tx.query(NEAR_RIGHTS, &params![county, &first, &last, MOST])?;
    if let Some(row) = near.last() {
        tx.execute(DROP_RIGHTS, &params![county, &first, row.text("case_id")?])?;
    }
    let rows = with(&near, RIGHTS, Some(new))?;
    put(tx, "rating_rights", (RIGHTS, 2), rows)
}

/// A rating, with all those of its week.
pub(super) fn rating(
    tx: &mut Tx<'_>,
    county: &str,
    week: &str,
    new: Vec<Value>,
) -> Result<(), StoreError> {
    let near = tx.query(RATINGS_OF_WEEK, &params![county, week, MOST])?;
    if let Some(row) = near.last() {
        tx.execute(DROP_RATINGS, &params![county, week, row.text("id")?])?;
    }
    let rows = with(&near, RATINGS, Some(new))?;
    put(tx, "ratings", (RATINGS, 2), rows)
}

/// The bad ratings of a week, with a new one where there is one: each rating of the week writes them
/// anew, good or bad, or else their transaction would tell the bad ones.
pub(super) fn follow_ups(
    tx: &mut Tx<'_>,
    county: &str,
    week: &str,
    new: Option<Vec<Value>>,
) -> Result<(), StoreError> {
    let near = tx.query(FOLLOW_UPS_OF_WEEK, &params![county, week, MOST])?;
    if let Some(row) = near.last() {
        tx.execute(DROP_FOLLOW_UPS, &params![county, week, row.text("id")?])?;
    }
    let rows = with(&near, FOLLOW_UPS, new)?;
    put(tx, "rating_follow_ups", (FOLLOW_UPS, 2), rows)
}

/// One more rating of a level, with all other numbers of the matter.
pub(super) fn tally(
    tx: &mut Tx<'_>,
    county: &str,
    (matter, place, level): (&str, &str, &str),
) -> Result<(), StoreError> {
    let near = tx.query(TALLIES_OF_MATTER, &params![county, matter, MOST])?;
    tx.execute(DROP_TALLIES, &params![county, matter])?;
    let rows = with(&near, TALLIES, None)?;
    let rows = one_more(rows, params![county, matter, place, level].to_vec());
    put(tx, "rating_tallies", (TALLIES, 4), rows)
}

/// One more rating for each of these keys (county, matter, way, indicator, level), with all other
/// numbers of the matter's indicators.
pub(super) fn indicators(
    tx: &mut Tx<'_>,
    county: &str,
    matter: &str,
    keys: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    let near = tx.query(INDICATORS_OF_MATTER, &params![county, matter, MOST])?;
    tx.execute(DROP_INDICATORS, &params![county, matter])?;
    let rows = with(&near, INDICATORS, None)?;
    let rows = keys.into_iter().fold(rows, one_more);
    put(tx, "rating_indicator_tallies", (INDICATORS, 5), rows)
}

/// The rows with the number behind this key greater by one; it begins with one.
fn one_more(mut rows: Vec<Vec<Value>>, mut key: Vec<Value>) -> Vec<Vec<Value>> {
    match rows.iter_mut().find(|row| row.starts_with(&key)) {
        Some(row) => {
            if let Some(Value::Int(count)) = row.last_mut() {
                *count += 1;
            }
        }
        None => {
            key.push(Value::Int(1));
            rows.push(key);
        }
    }
    rows
}

/// The values of rows in the order of the columns, and one row more.
fn with(
    rows: &[Row],
    columns: &str,
    new: Option<Vec<Value>>,
) -> Result<Vec<Vec<Value>>, StoreError> {
    let values = |row: &Row| {
        columns.split(", ").map(|column| row.value(column).cloned()).collect::<Result<Vec<_>, _>>()
    };
    let mut all = rows.iter().map(values).collect::<Result<Vec<_>, _>>()?;
    all.extend(new);
    Ok(all)
}

/// Writes rows in the order of their keys, which are the first `keys` columns.
fn put(
    tx: &mut Tx<'_>,
    table: &'static str,
    (columns, keys): (&'static str, usize),
    mut rows: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        _ => String::new(),
    };
    rows.sort_by_cached_key(|row| row.iter().take(keys).map(text).collect::<Vec<_>>());
    tx.bulk(table, columns, &rows)
}
