//! The ledger's SQL, and nothing else; that of the audit below.

mod audit;

use std::sync::LazyLock;

use basis::{Instant, RecordId};
use store::{AT_ONCE, Row, StoreError, Tx, Value, filled, markers, params};

use crate::act::Asked;
use crate::checkpoint::Checkpoint;
use crate::record::{Content, Envelope, Salt, Sealed, StoredRecord};
use crate::tile::{Level, Tile, TileStore, TreeError};

pub(crate) use audit::*;

/// Digest of the request and the answer that an earlier act with the same key has left.
pub(crate) fn answered(
    tx: &mut Tx<'_>,
    asked: &Asked,
) -> Result<Option<(Vec<u8>, String)>, StoreError> {
    let earlier = tx.first(
        "SELECT request, answer FROM act_keys WHERE county = $1 AND key = $2",
        &params![&asked.meta.county, &asked.key],
    )?;
    earlier.map(|row| Ok((row.bytes("request")?, row.text("answer")?))).transpose()
}

/// Keeps an answer under a key that nobody has used; with the commit, where somebody has,
/// [`StoreError::Unique`].
pub(crate) fn keep_answer(tx: &mut Tx<'_>, asked: &Asked, answer: &str) -> Result<(), StoreError> {
    let Asked { meta, key, request } = asked;
    tx.later(
        "INSERT INTO act_keys (county, key, request, answer, at) VALUES ($1, $2, $3, $4, $5)",
        &params![&meta.county, key, request.0, answer, meta.at],
    )
}

pub(crate) fn forget_keys(
    tx: &mut Tx<'_>,
    county: &str,
    before: Instant,
) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM act_keys WHERE county = $1 AND at < $2", &params![county, before])
}

pub(crate) fn last_seq(tx: &mut Tx<'_>, county: &str, stream: &str) -> Result<i64, StoreError> {
    let row = tx.first(
        "SELECT seq FROM records WHERE county = $1 AND stream = $2 ORDER BY seq DESC LIMIT 1",
        &params![county, stream],
    )?;
    row.map_or(Ok(0), |row| row.int("seq"))
}

const INSERT_RECORD: &str =
    "INSERT INTO records (county, stream, seq, id, kind, at, text, salt, commitment, leaf)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL)";

pub(crate) fn insert_record(tx: &mut Tx<'_>, sealed: &Sealed) -> Result<(), StoreError> {
    tx.execute(INSERT_RECORD, &values(sealed)).map(drop)
}

/// [`insert_record`] where nobody else can have taken the number.
pub(crate) fn insert_record_later(tx: &mut Tx<'_>, sealed: &Sealed) -> Result<(), StoreError> {
    tx.later(INSERT_RECORD, &values(sealed))
}

fn values(sealed: &Sealed) -> [Value; 9] {
    let Sealed { envelope, text, salt, commitment } = sealed;
    let Envelope { county, stream, seq, id, kind, at, .. } = envelope;
    params![county, stream, *seq, *id, kind, *at, text, *salt, commitment.0]
}

/// Records in bulk, with the places in the log from `first` on.
pub(crate) fn insert_sealed(
    tx: &mut Tx<'_>,
    first: u64,
    sealed: Vec<Sealed>,
) -> Result<(), TreeError> {
    let first = signed(first)?;
    let row = |(place, one): (i64, Sealed)| {
        let Sealed { envelope, text, salt, commitment } = one;
        let Envelope { county, stream, seq, id, kind, at, .. } = envelope;
        params![county, stream, seq, id, kind, at, text, salt, commitment.0, place].to_vec()
    };
    let rows: Vec<_> = (first..).zip(sealed).map(row).collect();
    let columns = "county, stream, seq, id, kind, at, text, salt, commitment, leaf";
    Ok(tx.bulk("records", columns, &rows)?)
}

/// The records of a stream after a number, oldest first.
///
/// # Errors
/// When the database fails or a record cannot be read.
pub fn records(
    tx: &mut Tx<'_>,
    county: &str,
    stream: &str,
    after_seq: i64,
    limit: i64,
) -> Result<Vec<StoredRecord>, StoreError> {
    tx.query(
        "SELECT stream, seq, id, kind, at, text, leaf FROM records
         WHERE county = $1 AND stream = $2 AND seq > $3 ORDER BY seq LIMIT $4",
        &params![county, stream, after_seq, limit],
    )?
    .iter()
    .map(stored)
    .collect()
}

/// One record by its id.
///
/// # Errors
/// When the database fails or the record cannot be read.
pub fn record(
    tx: &mut Tx<'_>,
    county: &str,
    id: RecordId,
) -> Result<Option<StoredRecord>, StoreError> {
    tx.first(
        "SELECT stream, seq, id, kind, at, text, leaf FROM records WHERE county = $1 AND id = $2",
        &params![county, id],
    )?
    .as_ref()
    .map(stored)
    .transpose()
}

static RECORDS_OF: LazyLock<String> = LazyLock::new(|| {
    let list = markers(2, AT_ONCE);
    format!(
        "SELECT stream, seq, id, kind, at, text, leaf FROM records WHERE county = $1 AND id IN ({list})"
    )
});

/// The records with these ids that are there, in no order.
///
/// # Errors
/// When the database fails or a record cannot be read.
pub fn records_of(
    tx: &mut Tx<'_>,
    county: &str,
    ids: &[RecordId],
) -> Result<Vec<StoredRecord>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let ids = some.iter().map(|id| Value::from(*id)).collect();
        let values = [params![county].to_vec(), filled(ids, AT_ONCE)].concat();
        for row in tx.query(&RECORDS_OF, &values)? {
            found.push(stored(&row)?);
        }
    }
    Ok(found)
}

fn stored(row: &Row) -> Result<StoredRecord, StoreError> {
    let content = match row.text("text")?.is_empty() {
        true => None,
        false => {
            let Envelope { by, body, .. } = row.json("text")?;
            Some(Content { by, body })
        }
    };
    Ok(StoredRecord {
        seq: row.int("seq")?,
        id: row.parsed("id")?,
        stream: row.text("stream")?,
        kind: row.text("kind")?,
        at: Instant::from_millis(row.int("at")?),
        content,
        leaf: row.opt_int("leaf")?.map(i64::unsigned_abs),
    })
}

/// The streams whose names begin alike, by name, after one.
pub fn streams(
    tx: &mut Tx<'_>,
    county: &str,
    prefix: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    let rows = tx.query(
        "SELECT stream FROM records
         WHERE county = $1 AND seq = 1 AND stream LIKE $2 AND stream > $3
         ORDER BY stream LIMIT $4",
        &params![county, format!("{prefix}%"), after, limit],
    )?;
    rows.iter().map(|row| row.text("stream")).collect()
}

pub(crate) fn erase(tx: &mut Tx<'_>, county: &str, id: RecordId) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE records SET text = '', salt = NULL
         WHERE county = $1 AND id = $2 AND salt IS NOT NULL",
        &params![county, id],
    )
}

// ---- the log ----

/// The tiles of a county's log, inside a transaction.
pub(crate) struct Tiles<'a, 'tx> {
    /// The transaction.
    pub(crate) tx: &'a mut Tx<'tx>,
    /// Whose log.
    pub(crate) county: &'a str,
}

impl TileStore for Tiles<'_, '_> {
    fn get(&mut self, tile: Tile) -> Result<Vec<u8>, TreeError> {
        let (level, number) = place(tile)?;
        let row = self.tx.first(
            "SELECT data FROM ledger_tiles WHERE county = $1 AND level = $2 AND number = $3",
            &params![self.county, level, number],
        )?;
        Ok(row.map(|row| row.bytes("data")).transpose()?.unwrap_or_default())
    }

    fn put(&mut self, tile: Tile, width: u64, data: Vec<u8>) -> Result<(), TreeError> {
        let (level, number) = place(tile)?;
        self.tx.later(
            "INSERT INTO ledger_tiles (county, level, number, width, data)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (county, level, number)
             DO UPDATE SET width = excluded.width, data = excluded.data",
            &params![self.county, level, number, signed(width)?, data],
        )?;
        Ok(())
    }
}

/// The tiles of a county's log while history is put in: those that begin in it are kept at its end, all
/// at once.
pub(crate) struct NewTiles<'a, 'tx> {
    /// Where the others are.
    tiles: Tiles<'a, 'tx>,
    /// How large the log was before.
    before: u64,
    rows: Vec<Vec<Value>>,
}

impl<'a, 'tx> NewTiles<'a, 'tx> {
    /// None yet, over a log of this size.
    pub(crate) const fn over(tx: &'a mut Tx<'tx>, county: &'a str, before: u64) -> Self {
        Self { tiles: Tiles { tx, county }, before, rows: Vec::new() }
    }

    /// Keeps them.
    pub(crate) fn keep(self) -> Result<(), StoreError> {
        self.tiles.tx.bulk("ledger_tiles", "county, level, number, width, data", &self.rows)
    }
}

impl TileStore for NewTiles<'_, '_> {
    fn get(&mut self, tile: Tile) -> Result<Vec<u8>, TreeError> {
        self.tiles.get(tile)
    }

    fn put(&mut self, tile: Tile, width: u64, data: Vec<u8>) -> Result<(), TreeError> {
        if tile.width(self.before) > 0 {
            return self.tiles.put(tile, width, data);
        }
        let (level, number) = place(tile)?;
        let width = signed(width)?;
        self.rows.push(params![self.tiles.county, level, number, width, data].to_vec());
        Ok(())
    }
}

fn place(tile: Tile) -> Result<(i64, i64), TreeError> {
    let level = match tile.level {
        Level::Entries => -1,
        Level::Hashes(level) => i64::from(level),
    };
    Ok((level, signed(tile.number)?))
}

fn signed(number: u64) -> Result<i64, TreeError> {
    i64::try_from(number).map_err(|_| TreeError::OutOfRange)
}

/// The size of a county's log; `None` before its first checkpoint.
///
/// # Errors
/// When the database fails.
pub fn size(tx: &mut Tx<'_>, county: &str) -> Result<Option<u64>, StoreError> {
    head(tx, county)
}

/// The size of a county's log; `None` before its first checkpoint.
pub(crate) fn head(tx: &mut Tx<'_>, county: &str) -> Result<Option<u64>, StoreError> {
    tx.first("SELECT size FROM ledger_heads WHERE county = $1", &params![county])?
        .map(|row| row.int("size").map(i64::unsigned_abs))
        .transpose()
}

/// Begins a log; `false` when another server has.
pub(crate) fn begin_log(tx: &mut Tx<'_>, county: &str) -> Result<bool, StoreError> {
    tx.changed_one(
        "INSERT INTO ledger_heads (county, size) VALUES ($1, 0) ON CONFLICT (county) DO NOTHING",
        &params![county],
    )
}

/// Moves the head, and holds it until the transaction ends; `false` when another server has moved
/// it first.
pub(crate) fn move_head(
    tx: &mut Tx<'_>,
    county: &str,
    from: u64,
    to: u64,
) -> Result<bool, TreeError> {
    Ok(tx.changed_one(
        "UPDATE ledger_heads SET size = $3 WHERE county = $1 AND size = $2",
        &params![county, signed(from)?, signed(to)?],
    )?)
}

/// Whether records wait for their place.
pub(crate) fn waiting(tx: &mut Tx<'_>, county: &str) -> Result<bool, StoreError> {
    let row = tx.first(
        "SELECT id FROM records WHERE county = $1 AND leaf IS NULL LIMIT 1",
        &params![county],
    )?;
    Ok(row.is_some())
}

/// The record that has waited longest, with its `at`.
pub(crate) fn oldest_waiting(tx: &mut Tx<'_>, county: &str) -> Result<Option<Row>, StoreError> {
    tx.first(
        "SELECT at FROM records WHERE county = $1 AND leaf IS NULL ORDER BY at, stream, seq LIMIT 1",
        &params![county],
    )
}

/// The newest checkpoint, with its `at`.
pub(crate) fn newest_signed(tx: &mut Tx<'_>, county: &str) -> Result<Option<Row>, StoreError> {
    tx.first(
        "SELECT at FROM ledger_checkpoints WHERE county = $1 ORDER BY size DESC LIMIT 1",
        &params![county],
    )
}

/// Gives waiting records the places from `size` on, by time, and in each stream by number; their
/// commitments.
pub(crate) fn number_waiting(
    tx: &mut Tx<'_>,
    county: &str,
    size: u64,
    limit: i64,
) -> Result<Vec<Vec<u8>>, TreeError> {
    let rows = tx.query(
        "UPDATE records SET leaf = $2 + waiting.place
         FROM (SELECT id, row_number() OVER (ORDER BY at, stream, seq) - 1 AS place
               FROM (SELECT id, at, stream, seq FROM records
                     WHERE county = $1 AND leaf IS NULL
                     ORDER BY at, stream, seq LIMIT $3) AS next) AS waiting
         WHERE records.county = $1 AND records.id = waiting.id
         RETURNING records.leaf AS leaf, records.commitment AS commitment",
        &params![county, signed(size)?, limit],
    )?;
    let mut placed: Vec<_> = rows
        .iter()
        .map(|row| Ok((row.int("leaf")?, row.bytes("commitment")?)))
        .collect::<Result<_, StoreError>>()?;
    placed.sort_unstable();
    Ok(placed.into_iter().map(|(_, commitment)| commitment).collect())
}

pub(crate) fn keep_checkpoint(
    tx: &mut Tx<'_>,
    county: &str,
    size: u64,
    note: &str,
    at: Instant,
) -> Result<(), TreeError> {
    tx.later(
        "INSERT INTO ledger_checkpoints (county, size, note, at) VALUES ($1, $2, $3, $4)",
        &params![county, signed(size)?, note, at],
    )?;
    Ok(())
}

/// The note of a checkpoint, with the cosignatures that came in for it; the newest where no size is
/// given.
pub(crate) fn checkpoint(
    tx: &mut Tx<'_>,
    county: &str,
    size: Option<u64>,
) -> Result<Option<String>, TreeError> {
    let most = size.map_or(Ok(i64::MAX), signed)?;
    let newest = tx.first(
        "SELECT size, note FROM ledger_checkpoints WHERE county = $1 AND size <= $2
         ORDER BY size DESC LIMIT 1",
        &params![county, most],
    )?;
    let Some(row) = newest else { return Ok(None) };
    let mut note = row.text("note")?;
    for (_, line) in cosignatures(tx, county, row.int("size")?)? {
        note.push_str(&line);
    }
    Ok(Some(note))
}

/// Names and lines of the cosignatures of one checkpoint.
pub(crate) fn cosignatures(
    tx: &mut Tx<'_>,
    county: &str,
    size: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    tx.query(
        "SELECT name, line FROM ledger_cosignatures WHERE county = $1 AND size = $2
         ORDER BY name LIMIT 64",
        &params![county, size],
    )?
    .iter()
    .map(|row| Ok((row.text("name")?, row.text("line")?)))
    .collect()
}

/// The newest size that a witness (or anyone, where none is named) cosigned, above a size.
pub(crate) fn cosigned_size(
    tx: &mut Tx<'_>,
    county: &str,
    name: Option<&str>,
    above: i64,
) -> Result<Option<u64>, StoreError> {
    tx.first(
        "SELECT size FROM ledger_cosignatures
         WHERE county = $1 AND size > $2 AND (name = $3 OR $3 = '')
         ORDER BY size DESC LIMIT 1",
        &params![county, above, name.unwrap_or_default()],
    )?
    .map(|row| row.int("size").map(i64::unsigned_abs))
    .transpose()
}

pub(crate) fn keep_cosignature(
    tx: &mut Tx<'_>,
    county: &str,
    size: u64,
    name: &str,
    line: &str,
    at: Instant,
) -> Result<(), TreeError> {
    tx.execute(
        "INSERT INTO ledger_cosignatures (county, size, name, line, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (county, size, name) DO UPDATE SET line = excluded.line, at = excluded.at",
        &params![county, signed(size)?, name, line, at],
    )?;
    Ok(())
}

/// What a receipt needs of a record: place, text and salt. `None` while it waits and after it was
/// erased.
pub(crate) fn opening(
    tx: &mut Tx<'_>,
    county: &str,
    id: RecordId,
) -> Result<Option<(u64, String, Salt)>, StoreError> {
    let row = tx.first(
        "SELECT leaf, text, salt FROM records
         WHERE county = $1 AND id = $2 AND leaf IS NOT NULL AND salt IS NOT NULL",
        &params![county, id],
    )?;
    row.map(|row| Ok((row.int("leaf")?.unsigned_abs(), row.text("text")?, salt(&row)?))).transpose()
}

fn salt(row: &Row) -> Result<Salt, StoreError> {
    // A salt of another length opens nothing; zeros make the mismatch visible to the audit.
    Ok(row.bytes("salt")?.try_into().unwrap_or_default())
}

// ---- the witness ----

/// What we last cosigned for a log: size, root and note.
pub(crate) fn witnessed(
    tx: &mut Tx<'_>,
    county: &str,
    origin: &str,
) -> Result<Option<(u64, Vec<u8>, String)>, StoreError> {
    tx.first(
        "SELECT size, root, note FROM ledger_witnessed WHERE county = $1 AND origin = $2",
        &params![county, origin],
    )?
    .map(|row| Ok((row.int("size")?.unsigned_abs(), row.bytes("root")?, row.text("note")?)))
    .transpose()
}

/// Moves what we last cosigned from `old` on; `false` when it is not `old` any more.
pub(crate) fn keep_witnessed(
    tx: &mut Tx<'_>,
    county: &str,
    old: u64,
    checkpoint: &Checkpoint,
    note: &str,
    at: Instant,
) -> Result<bool, TreeError> {
    Ok(tx.changed_one(
        "INSERT INTO ledger_witnessed (county, origin, size, root, note, at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (county, origin)
         DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note,
                       at = excluded.at
         WHERE ledger_witnessed.size = $7",
        &params![
            county,
            &checkpoint.origin,
            signed(checkpoint.size)?,
            checkpoint.root.0,
            note,
            at,
            signed(old)?,
        ],
    )?)
}
