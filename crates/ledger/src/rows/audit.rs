//! The statements of the audit, which believes no column.

use basis::RecordId;
use store::{Row, StoreError, Tx, params};

use super::signed;
use crate::tile::TreeError;

/// A record as the audit reads it: the columns, unbelieved.
pub(crate) struct Evidence {
    pub(crate) stream: String,
    pub(crate) seq: i64,
    pub(crate) id: RecordId,
    pub(crate) kind: String,
    pub(crate) at: i64,
    pub(crate) text: String,
    pub(crate) salt: Option<Vec<u8>>,
    pub(crate) commitment: Vec<u8>,
    pub(crate) leaf: Option<u64>,
}

fn evidence(row: &Row) -> Result<Evidence, StoreError> {
    Ok(Evidence {
        stream: row.text("stream")?,
        seq: row.int("seq")?,
        id: row.parsed("id")?,
        kind: row.text("kind")?,
        at: row.int("at")?,
        text: row.text("text")?,
        salt: row.opt_bytes("salt")?,
        commitment: row.bytes("commitment")?,
        leaf: row.opt_int("leaf")?.map(i64::unsigned_abs),
    })
}

/// Records by their place in the log, from one on.
pub(crate) fn evidence_by_leaf(
    tx: &mut Tx<'_>,
    county: &str,
    from: u64,
    limit: i64,
) -> Result<Vec<Evidence>, TreeError> {
    let rows = tx.query(
        "SELECT stream, seq, id, kind, at, text, salt, commitment, leaf FROM records
         WHERE county = $1 AND leaf >= $2 ORDER BY leaf LIMIT $3",
        &params![county, signed(from)?, limit],
    )?;
    Ok(rows.iter().map(evidence).collect::<Result<_, _>>()?)
}

/// Records that wait for their place, by id.
pub(crate) fn evidence_waiting(
    tx: &mut Tx<'_>,
    county: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<Evidence>, TreeError> {
    let rows = tx.query(
        "SELECT stream, seq, id, kind, at, text, salt, commitment, leaf FROM records
         WHERE county = $1 AND leaf IS NULL AND id > $2 ORDER BY id LIMIT $3",
        &params![county, after, limit],
    )?;
    Ok(rows.iter().map(evidence).collect::<Result<_, _>>()?)
}

/// Streams whose numbers are not 1, 2, 3 ..
pub(crate) fn streams_with_gaps(
    tx: &mut Tx<'_>,
    county: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<String>, TreeError> {
    let rows = tx.query(
        "SELECT stream FROM records WHERE county = $1 AND stream > $2 GROUP BY stream
         HAVING MIN(seq) <> 1 OR MAX(seq) <> COUNT(*) ORDER BY stream LIMIT $3",
        &params![county, after, limit],
    )?;
    Ok(rows.iter().map(|row| row.text("stream")).collect::<Result<_, _>>()?)
}

/// Stored checkpoints from a size on: size and note.
pub(crate) fn checkpoints(
    tx: &mut Tx<'_>,
    county: &str,
    from: u64,
    limit: i64,
) -> Result<Vec<(u64, String)>, TreeError> {
    let rows = tx.query(
        "SELECT size, note FROM ledger_checkpoints WHERE county = $1 AND size >= $2
         ORDER BY size LIMIT $3",
        &params![county, signed(from)?, limit],
    )?;
    let read = |row: &Row| Ok((row.int("size")?.unsigned_abs(), row.text("note")?));
    Ok(rows.iter().map(read).collect::<Result<_, StoreError>>()?)
}
