//! Fresh databases for tests: SQLite always, PostgreSQL in a schema of its own where a server is given.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Store, StoreError, Value};

static SERIAL: AtomicU64 = AtomicU64::new(0);

/// A fresh migrated SQLite database, and a fresh PostgreSQL schema when
/// `TONGBAN_TEST_POSTGRES` names a server. Where `CI` is set a missing server is a failure.
///
/// # Panics
/// When a database cannot be made: a test without its database must not pass.
#[must_use]
pub fn databases() -> Vec<(&'static str, Store)> {
    let mut all = vec![("sqlite", sqlite())];
    all.extend(postgres_address().map(|address| ("postgres", ready(Store::open(&address)))));
    all
}

/// The address of a fresh, empty PostgreSQL schema (a database, behind a pooler of transactions), for
/// whoever opens it in another process. `None`
/// without a server; where `CI` is set a missing server is a failure.
///
/// # Panics
/// When the schema cannot be made.
#[must_use]
pub fn postgres_address() -> Option<String> {
    match setting("TONGBAN_TEST_POSTGRES") {
        Some(server) => Some(fresh_schema(&server)),
        None if setting("CI").is_some() => {
            panic!("TONGBAN_TEST_POSTGRES is not set; storage is tested on both databases in CI")
        }
        None => {
            eprintln!("SKIPPED on PostgreSQL: TONGBAN_TEST_POSTGRES names no server");
            None
        }
    }
}

/// A fresh migrated SQLite database that goes away with the store.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn sqlite() -> Store {
    ready(Store::open("sqlite::memory:"))
}

/// A fresh migrated PostgreSQL database that is used as behind a pooler of transactions. `None` without
/// a server, of which [`databases`] tells, and where the server given is behind one already.
///
/// # Panics
/// When the database cannot be made: whoever runs the tests must be allowed to make databases.
#[must_use]
pub fn pooled() -> Option<Store> {
    let server = setting("TONGBAN_TEST_POSTGRES").filter(|server| !server.contains('?'))?;
    Some(ready(Store::open(&fresh_schema(&format!("{server}?pooler=transaction")))))
}

/// How SQLite goes through a statement, one step a line, as its planner says: `SEARCH` goes along
/// an index, `SCAN` of a table reads all of it.
///
/// # Panics
/// When the statement does not fit the database.
#[must_use]
pub fn plan_of(store: &Store, sql: &str) -> String {
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    let markers = (1..=32).filter(|number| sql.contains(&format!("${number}"))).max();
    let params = vec![Value::Null; markers.unwrap_or_default()];
    let steps = store.read_now(|tx| {
        let rows = tx.query_text(&explain, &params)?;
        rows.iter().map(|row| row.text("detail")).collect::<Result<Vec<_>, StoreError>>()
    });
    steps.unwrap_or_else(|error| panic!("{sql}: {error}")).join("\n")
}

/// How PostgreSQL goes through a statement, one step a line, where it may not choose to read a whole
/// table, as it likes to do while the table is empty: `Index Scan using NAME`, or `Seq Scan` where no
/// index serves. A `Sort` says that an index does not give the order.
///
/// # Panics
/// When the statement does not fit the database.
#[must_use]
pub fn postgres_plan_of(store: &Store, sql: &str, params: &[Value]) -> String {
    let (explain, params) = (format!("EXPLAIN {sql}"), params.to_vec());
    let steps = store.write_now(move |tx| {
        tx.batch("SET LOCAL enable_seqscan = off")?;
        let rows = tx.query_text(&explain, &params)?;
        rows.iter().map(|row| row.text("QUERY PLAN")).collect::<Result<Vec<_>, StoreError>>()
    });
    steps.unwrap_or_else(|error| panic!("{sql}: {error}")).join("\n")
}

/// How many statements this store has been asked so far, to hold a bound.
///
/// # Panics
/// When the meters say nothing of it.
#[must_use]
pub fn statements(store: &Store) -> u64 {
    counter(store, "tongban_database_statements_total ")
}

/// How often an answer of PostgreSQL was waited for so far; 0 on SQLite.
///
/// # Panics
/// When the meters say nothing of it.
#[must_use]
pub fn turns(store: &Store) -> u64 {
    counter(store, "tongban_database_turns_total ")
}

fn counter(store: &Store, name: &str) -> u64 {
    let text = store.meters().text();
    let value = text.lines().find_map(|line| line.strip_prefix(name));
    value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {name}in {text}"))
}

fn fresh_schema(server: &str) -> String {
    let serial = SERIAL.fetch_add(1, Ordering::SeqCst);
    let name = format!("test_{}_{serial}", std::process::id());
    let admin = Store::open(server).unwrap_or_else(|error| panic!("{error}"));
    let made = match server.split_once("?pooler=transaction") {
        // A pooler keeps no setting of a session, such as a schema: a database of its own then.
        Some((address, _)) => {
            let (host, _) = address.rsplit_once('/').unwrap_or((address, ""));
            let (gone, made) =
                (format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}"));
            // No transaction may be open around them: a read has none, and each is sent by itself.
            let done = admin.read_now(|tx| tx.batch(&gone).and_then(|()| tx.batch(&made)));
            done.map(|()| format!("{host}/{name}?pooler=transaction"))
        }
        None => {
            let made = format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}");
            let done = admin.write_now(move |tx| tx.batch(&made));
            done.map(|()| format!("{server}?schema={name}"))
        }
    };
    made.unwrap_or_else(|error: StoreError| panic!("{error}"))
}

fn ready(store: Result<Store, StoreError>) -> Store {
    store
        .and_then(|store| store.migrate().map(|_| store))
        .unwrap_or_else(|error| panic!("no test database: {error}"))
}

#[allow(clippy::disallowed_methods, reason = "the one place where tests learn of the server")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
