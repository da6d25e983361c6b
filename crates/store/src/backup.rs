//! Backup and restore that work alike on both databases: one snapshot, every table, JSON lines.
//!
//! The file begins with a header line, then one line a row, then a line with the number of rows.
//! A file without that last line is incomplete and is refused whole.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::migrate::MIGRATIONS;
use crate::{Row, Store, StoreError, Tx, Value, params};

/// What a backup or a restore did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Tables written or read.
    pub tables: u64,
    /// Rows written or read.
    pub rows: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Tongban { format: u32, migrations: Vec<String> },
    Table { name: String, columns: Vec<String> },
    Row(Vec<Cell>),
    End { rows: u64 },
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Cell {
    Null(()),
    Int(i64),
    Real { real: f64 },
    Text(String),
    Bytes { bytes: Vec<u8> },
}

const BATCH: i64 = 1_000;

/// Writes everything that is committed at this moment; the server may go on working.
///
/// # Errors
/// When the database or the file fails.
pub fn write(store: &Store, out: &mut dyn Write) -> Result<Report, StoreError> {
    store.snapshot_now(|tx| write_all(tx, out))
}

fn write_all(tx: &mut Tx<'_>, out: &mut dyn Write) -> Result<Report, StoreError> {
    let migrations = MIGRATIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
    put(out, &Line::Tongban { format: 1, migrations })?;
    let mut report = Report::default();
    for table in all_tables() {
        report.tables += 1;
        report.rows += write_table(tx, table, out)?;
    }
    put(out, &Line::End { rows: report.rows })?;
    out.flush().map_err(|error| StoreError::failed("writing the backup", error))?;
    Ok(report)
}

fn write_table(tx: &mut Tx<'_>, table: &str, out: &mut dyn Write) -> Result<u64, StoreError> {
    let keys = key_columns(table)?;
    let (order, marks) = (keys.join(", "), marks(keys.len()));
    let limit = keys.len() + 1;
    let first = format!("SELECT * FROM {table} ORDER BY {order} LIMIT $1");
    let next = format!(
        "SELECT * FROM {table} WHERE ({order}) > ({marks}) ORDER BY {order} LIMIT ${limit}"
    );
    let mut rows = tx.query_text(&first, &params![BATCH])?;
    let columns = rows.first().map(|row| row.columns.to_vec()).unwrap_or_default();
    put(out, &Line::Table { name: table.to_owned(), columns })?;
    let mut written = 0;
    loop {
        for row in &rows {
            put(out, &Line::Row(row.values.iter().map(cell).collect()))?;
        }
        written += rows.len() as u64;
        let Some(last) = rows.last().filter(|_| rows.len() as i64 == BATCH) else {
            return Ok(written);
        };
        let mut after: Vec<Value> =
            keys.iter().map(|key| last.value(key).cloned()).collect::<Result<_, _>>()?;
        after.push(Value::Int(BATCH));
        rows = tx.query_text(&next, &after)?;
    }
}

fn marks(n: usize) -> String {
    (1..=n).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}

/// Fills a migrated, empty database from a backup, in one transaction: all of it or nothing.
///
/// # Errors
/// When the file is incomplete, malformed or of another schema, when a table is not empty, or
/// when the database fails.
pub fn restore(store: &Store, input: impl BufRead + Send + 'static) -> Result<Report, StoreError> {
    store.write_now(move |tx| {
        let mut report = Report::default();
        let mut insert = String::new();
        let mut complete = false;
        for line in input.lines() {
            let line = line.map_err(|error| StoreError::failed("reading the backup", error))?;
            match get(&line)? {
                Line::Tongban { format: 1, migrations } => same_schema(&migrations)?,
                Line::Tongban { .. } => {
                    return Err(damaged("a format that this version cannot read"));
                }
                Line::Table { name, columns } => {
                    must_be_empty(tx, &name)?;
                    insert = insert_text(&name, &columns)?;
                    report.tables += 1;
                }
                Line::Row(cells) => {
                    let values: Vec<_> = cells.into_iter().map(value).collect();
                    tx.execute_text(&insert, &values)?;
                    report.rows += 1;
                }
                Line::End { rows } => complete = rows == report.rows,
            }
        }
        if complete {
            Ok(report)
        } else {
            Err(damaged("its end is missing or the rows do not add up"))
        }
    })
}

fn same_schema(migrations: &[String]) -> Result<(), StoreError> {
    let ours: Vec<_> = MIGRATIONS.iter().map(|(name, _)| *name).collect();
    if migrations.iter().map(String::as_str).eq(ours.iter().copied()) {
        return Ok(());
    }
    Err(damaged("it was made by another version of the schema; restore it with that version first"))
}

fn must_be_empty(tx: &mut Tx<'_>, table: &str) -> Result<(), StoreError> {
    known(table)?;
    if tx.query_text(&format!("SELECT 1 AS one FROM {table} LIMIT 1"), &[])?.is_empty() {
        return Ok(());
    }
    Err(StoreError::failed(
        "restoring the backup",
        format!("table {table} is not empty; restore into a new database"),
    ))
}

fn insert_text(table: &str, columns: &[String]) -> Result<String, StoreError> {
    let plain = |name: &String| name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if !columns.iter().all(plain) {
        return Err(damaged("it names a column that cannot be one"));
    }
    Ok(format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), marks(columns.len())))
}

fn known(table: &str) -> Result<(), StoreError> {
    if all_tables().any(|name| name == table) {
        return Ok(());
    }
    Err(damaged("it names a table that this schema does not have"))
}

/// Every table, in the order of the migrations.
pub(crate) fn all_tables() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().flat_map(|(_, text)| {
        text.split("CREATE TABLE ").skip(1).filter_map(|rest| rest.split([' ', '(']).next())
    })
}

/// The primary key of a table, as its migration writes it: paging by anything less loses rows.
pub(crate) fn key_columns(table: &str) -> Result<Vec<String>, StoreError> {
    let marker = format!("CREATE TABLE {table} (");
    let texts = MIGRATIONS.iter().map(|(_, text)| without_comments(text));
    let body = texts.filter_map(|text| {
        let (_, rest) = text.split_once(&marker)?;
        rest.split_once(");").map(|(body, _)| body.to_owned())
    });
    body.into_iter()
        .find_map(|body| key_of(&body))
        .ok_or_else(|| StoreError::failed(format!("backing up {table}"), "it has no primary key"))
}

fn key_of(body: &str) -> Option<Vec<String>> {
    if let Some((_, rest)) = body.split_once("PRIMARY KEY (") {
        let columns = rest.split(')').next()?;
        return Some(columns.split(',').map(|column| column.trim().to_owned()).collect());
    }
    let line = body.lines().find(|line| line.contains("PRIMARY KEY"))?;
    line.split_whitespace().next().map(|column| vec![column.to_owned()])
}

fn without_comments(text: &str) -> String {
    text.lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

fn put(out: &mut dyn Write, line: &Line) -> Result<(), StoreError> {
    let text = serde_json::to_string(line)
        .map_err(|error| StoreError::failed("writing the backup", error))?;
    writeln!(out, "{text}").map_err(|error| StoreError::failed("writing the backup", error))
}

fn get(line: &str) -> Result<Line, StoreError> {
    serde_json::from_str(line).map_err(|_| damaged("it is no backup of this program, or a damaged one; name a file that `tongban backup` wrote"))
}

fn damaged(why: &str) -> StoreError {
    StoreError::failed("reading the backup", why)
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null(()),
        Value::Int(int) => Cell::Int(*int),
        Value::Real(real) => Cell::Real { real: *real },
        Value::Text(text) => Cell::Text(text.clone()),
        Value::Bytes(bytes) => Cell::Bytes { bytes: bytes.clone() },
    }
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null(()) => Value::Null,
        Cell::Int(int) => Value::Int(int),
        Cell::Real { real } => Value::Real(real),
        Cell::Text(text) => Value::Text(text),
        Cell::Bytes { bytes } => Value::Bytes(bytes),
    }
}

/// Used by tests to compare two databases.
///
/// # Errors
/// When the database fails.
pub fn rows_of(store: &Store, table: &str) -> Result<Vec<Row>, StoreError> {
    known(table)?;
    let order = key_columns(table)?.join(", ");
    store.read_now(|tx| tx.query_text(&format!("SELECT * FROM {table} ORDER BY {order}"), &[]))
}
