//! The only statements of this part.

use basis::{Instant, OfficerId};
use store::{Row, StoreError, Tx, Value, params};

use crate::model::{Change, ChangeId, State};

const PUBLISHED: &str = "SELECT id, path, number, body, effective, state, drafters, publisher,
    published_at, changed_at, version FROM catalogue_changes
    WHERE county = $1 AND state = 'published' ORDER BY path, number LIMIT 20000";
const DRAFTS: &str = "SELECT id, path, number, body, effective, state, drafters, publisher,
    published_at, changed_at, version FROM catalogue_changes
    WHERE county = $1 AND state = 'draft' ORDER BY path LIMIT 2000";
const ONE: &str = "SELECT id, path, number, body, effective, state, drafters, publisher,
    published_at, changed_at, version FROM catalogue_changes
    WHERE county = $1 AND id = $2";

/// What was published, in the order of files and numbers.
pub(crate) fn published(tx: &mut Tx<'_>, county: &str) -> Result<Vec<Change>, StoreError> {
    tx.query(PUBLISHED, &params![county])?.iter().map(read).collect()
}

/// The ids of what was published, in the same order: enough to see whether there is anything new.
pub(crate) fn published_ids(tx: &mut Tx<'_>, county: &str) -> Result<Vec<String>, StoreError> {
    let rows = tx.query(
        "SELECT id FROM catalogue_changes WHERE county = $1 AND state = 'published'
         ORDER BY path, number LIMIT 20000",
        &params![county],
    )?;
    rows.iter().map(|row| row.text("id")).collect()
}

/// The drafts, by file.
pub(crate) fn drafts(tx: &mut Tx<'_>, county: &str) -> Result<Vec<Change>, StoreError> {
    tx.query(DRAFTS, &params![county])?.iter().map(read).collect()
}

/// One change.
pub(crate) fn change(
    tx: &mut Tx<'_>,
    county: &str,
    id: ChangeId,
) -> Result<Option<Change>, StoreError> {
    tx.first(ONE, &params![county, id.0])?.map(|row| read(&row)).transpose()
}

/// Keeps a new draft.
pub(crate) fn insert(tx: &mut Tx<'_>, county: &str, change: &Change) -> Result<(), StoreError> {
    let values: [Value; 9] = params![
        county,
        change.id.0,
        &change.path,
        change.number,
        &change.text,
        change.effective,
        change.state.code(),
        drafters(change),
        change.changed_at,
    ];
    tx.execute(
        "INSERT INTO catalogue_changes (county, id, path, number, body, effective, state, drafters,
         publisher, published_at, changed_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, $9, 1)",
        &values,
    )
    .map(drop)
}

/// Saves a draft in place of the version that was read; `false` where somebody was first.
pub(crate) fn save(tx: &mut Tx<'_>, county: &str, change: &Change) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE catalogue_changes SET body = $4, effective = $5, state = $6, drafters = $7,
         publisher = $8, published_at = $9, changed_at = $10, number = $11, version = version + 1
         WHERE county = $1 AND id = $2 AND version = $3 AND state = 'draft'",
        &params![
            county,
            change.id.0,
            change.version,
            &change.text,
            change.effective,
            change.state.code(),
            drafters(change),
            change.publisher,
            change.published_at,
            change.changed_at,
            change.number,
        ],
    )
}

fn drafters(change: &Change) -> String {
    let ids: Vec<&str> = change.drafters.iter().map(OfficerId::as_str).collect();
    serde_json::json!(ids).to_string()
}

fn read(row: &Row) -> Result<Change, StoreError> {
    let state = match row.text("state")?.as_str() {
        "draft" => State::Draft,
        "published" => State::Published,
        _ => State::Dropped,
    };
    let publisher = match row.opt_text("publisher")? {
        Some(_) => Some(row.parsed("publisher")?),
        None => None,
    };
    Ok(Change {
        id: row.parsed("id")?,
        path: row.text("path")?,
        number: row.int("number")?,
        text: row.text("body")?,
        effective: row.parsed("effective")?,
        state,
        drafters: row.json("drafters")?,
        publisher,
        published_at: row.opt_int("published_at")?.map(Instant::from_millis),
        changed_at: row.int("changed_at").map(Instant::from_millis)?,
        version: row.int("version")?,
    })
}
