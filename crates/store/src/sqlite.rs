//! SQLite: one writer with group commit, several readers on the write-ahead log.

mod open;

use std::path::PathBuf;
use std::sync::Arc;

use meters::Meters;
use parking_lot::Mutex;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, ToSql};
use tokio::sync::oneshot;

use self::open::{How, Lay, connect};
use crate::pump::{Acknowledge, Pump};
use crate::tx::Driver;
use crate::{Load, Row, StoreError, Tx, Value};

/// How many idle readers are kept: as many as threads read at once. Opening one reads the schema.
const READERS: usize = 32;

/// The writer keeps the upper pages of its indexes in memory: 64 MiB (negative numbers are KiB).
const WRITER_CACHE: i64 = -65_536;
/// Readers look into the file as the system caches it (up to 4 GiB of it) and need little of their own.
const READER_MAP: i64 = 4 << 30;
const READER_CACHE: i64 = -1_024;
/// The log is brought into the file after so many pages (32 MiB): rarer than SQLite's own 1,000,
/// since a page that many acts change is then written once.
const CHECKPOINT_PAGES: i64 = 8_000;

pub(crate) struct Sqlite {
    path: PathBuf,
    how: How,
    pump: Pump,
    readers: Mutex<Vec<Connection>>,
    is_read_only: bool,
    /// What the file was when it was opened to be read as it lies.
    lay: Option<Lay>,
    /// A database of a test lives in a folder that goes with it; dropped last.
    _folder: Option<tempfile::TempDir>,
}

impl Sqlite {
    pub(crate) fn open(path: &str, meters: Meters) -> Result<Self, StoreError> {
        let folder = (path == ":memory:")
            .then(tempfile::tempdir)
            .transpose()
            .map_err(|error| StoreError::failed("making a temporary folder", error))?;
        let path = folder.as_ref().map_or_else(|| path.into(), |dir| dir.path().join("test.db"));
        let writer = connect(&path, How::ToWrite)?;
        // What is deleted is overwritten within its page: pieces of old rows would tell their order.
        // A database that lives no longer than its test need not survive a power cut.
        let durable = if folder.is_some() { "OFF" } else { "FULL" };
        writer
            .execute_batch(&format!(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = {durable}; PRAGMA foreign_keys = ON;
                 PRAGMA secure_delete = FAST;
                 PRAGMA cache_size = {WRITER_CACHE}; PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};"
            ))
            .map_err(|error| fail("setting up the database", &error))?;
        let is_read_only =
            writer.is_readonly("main").map_err(|error| fail("setting up the database", &error))?;
        let (how, pump) = (How::ToWrite, Pump::start(writer, meters)?);
        let readers = Mutex::default();
        Ok(Self { path, how, pump, readers, is_read_only, lay: None, _folder: folder })
    }

    /// Opens a file that is there, only to read it: no byte of it is written and none beside it,
    /// but for the locks of a database that somebody has open.
    pub(crate) fn open_to_read(path: &str, meters: Meters) -> Result<Self, StoreError> {
        let path = PathBuf::from(path);
        let lay = Lay::of(&path);
        let (how, connection) = open::to_read(&path)?;
        let pump = Pump::start(connection, meters)?;
        let readers = Mutex::default();
        Ok(Self { path, how, pump, readers, is_read_only: true, lay, _folder: None })
    }

    /// Whether nobody has written into a file that is read as it lies, without locks.
    pub(crate) fn was_left_alone(&self) -> bool {
        let is_same = || !open::has_pages(&self.path) && Lay::of(&self.path) == self.lay;
        self.how != How::AsItLies || is_same()
    }

    /// Whether SQLite could open the file only to read it; it would stay so when the disk is well.
    pub(crate) fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    pub(crate) fn submit<T, E, F>(&self, work: F) -> Result<oneshot::Receiver<Result<T, E>>, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let work = move |connection: &Connection| -> Acknowledge {
            let result = in_savepoint(connection, work);
            Box::new(move |committed: Result<(), StoreError>| {
                let answer = result.and_then(|value| committed.map(|()| value).map_err(E::from));
                let _ = sender.send(answer);
            })
        };
        self.pump.push(Box::new(work))?;
        Ok(receiver)
    }

    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.readers.lock().pop();
        let reader = match idle {
            Some(reader) => reader,
            None => self.reader()?,
        };
        step(&reader, "BEGIN DEFERRED")?;
        let result = work(&mut Tx::new(Driver::Sqlite(&reader)));
        step(&reader, "ROLLBACK")?;
        let mut readers = self.readers.lock();
        if readers.len() < READERS {
            readers.push(reader);
        }
        result
    }

    /// Readers are opened as they are needed; the writer is the one who is waited for.
    pub(crate) fn load(&self) -> Load {
        let waiting = self.pump.waiting();
        let (busy, idle) = (usize::from(waiting > 0), self.readers.lock().len());
        Load { busy, idle, most: READERS + 1, waiting }
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let reader = connect(&self.path, self.how)?;
        reader
            .execute_batch(&format!(
                "PRAGMA query_only = ON; PRAGMA mmap_size = {READER_MAP}; PRAGMA cache_size = {READER_CACHE};"
            ))
            .map_err(|error| fail("setting up a reader", &error))?;
        Ok(reader)
    }
}

fn in_savepoint<T, E: From<StoreError>>(
    connection: &Connection,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    step(connection, "SAVEPOINT act")?;
    let result = work(&mut Tx::writing(Driver::Sqlite(connection)));
    if result.is_err() {
        step(connection, "ROLLBACK TO act")?;
    }
    step(connection, "RELEASE act")?;
    result
}

fn step(connection: &Connection, sql: &'static str) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached(sql).map_err(|error| fail("preparing a transaction", &error))?;
    statement.raw_execute().map(drop).map_err(|error| fail("stepping a transaction", &error))
}

pub(crate) fn query(
    connection: &Connection,
    sql: &str,
    params: &[Value],
) -> Result<Vec<Row>, StoreError> {
    let mut statement = bound(connection, sql, params)?;
    let columns: Arc<[String]> =
        statement.column_names().map(str::to_owned).collect::<Vec<_>>().into();
    let width = columns.len();
    let mut rows = statement.raw_query();
    let mut answer = Vec::new();
    while let Some(row) = rows.next().map_err(|error| fail(sql, &error))? {
        let values = (0..width)
            .map(|at| row.get_ref(at).map(owned).map_err(|error| fail(sql, &error)))
            .collect::<Result<_, _>>()?;
        answer.push(Row { columns: Arc::clone(&columns), values });
    }
    Ok(answer)
}

pub(crate) fn execute(
    connection: &Connection,
    sql: &str,
    params: &[Value],
) -> Result<u64, StoreError> {
    let mut statement = bound(connection, sql, params)?;
    statement.raw_execute().map(|changed| changed as u64).map_err(|error| fail(sql, &error))
}

/// One statement, prepared once and run for each row.
pub(crate) fn bulk(
    connection: &Connection,
    table: &str,
    columns: &str,
    rows: &[Vec<Value>],
) -> Result<(), StoreError> {
    let width = columns.split(',').count();
    let markers: Vec<_> = (1..=width).map(|at| format!("?{at}")).collect();
    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({})", markers.join(", "));
    let mut statement = connection.prepare_cached(&sql).map_err(|error| fail(&sql, &error))?;
    for row in rows {
        statement
            .execute(rusqlite::params_from_iter(row))
            .map_err(|error| fail(&format!("putting rows into {table}"), &error))?;
    }
    Ok(())
}

/// SQLite numbers named markers in the order in which they appear, so `$2` is bound by its name.
fn bound<'a>(
    connection: &'a Connection,
    sql: &str,
    params: &[Value],
) -> Result<rusqlite::CachedStatement<'a>, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| fail(sql, &error))?;
    for at in 1..=statement.parameter_count() {
        let number = statement
            .parameter_name(at)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|digits| digits.parse::<usize>().ok());
        let value = number
            .and_then(|number| params.get(number.wrapping_sub(1)))
            .ok_or_else(|| StoreError::failed(sql, format!("marker {at} has no parameter")))?;
        statement.raw_bind_parameter(at, value).map_err(|error| fail(sql, &error))?;
    }
    Ok(statement)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(int) => ValueRef::Integer(*int),
            Self::Real(real) => ValueRef::Real(*real),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn owned(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(int) => Value::Int(int),
        ValueRef::Real(real) => Value::Real(real),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

pub(crate) fn fail(what: &str, error: &rusqlite::Error) -> StoreError {
    let words = error.to_string();
    match error.sqlite_error() {
        Some(code) if matches!(code.extended_code, 1555 | 2067 | 2579) => {
            StoreError::Unique { table: table_in(&words) }
        }
        Some(code) if matches!(code.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StoreError::Busy(words)
        }
        Some(code)
            if matches!(
                code.code,
                ErrorCode::DiskFull
                    | ErrorCode::ReadOnly
                    | ErrorCode::SystemIoFailure
                    | ErrorCode::CannotOpen
            ) =>
        {
            StoreError::Away(format!("{what}: {words}"))
        }
        _ => StoreError::failed(what, words),
    }
}

/// From "UNIQUE constraint failed: cases.county, cases.number".
fn table_in(words: &str) -> String {
    let columns = words.rsplit(": ").next().unwrap_or_default();
    columns.split('.').next().unwrap_or_default().to_owned()
}
