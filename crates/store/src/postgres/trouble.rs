//! What the server's errors mean to us.

use std::error::Error;

use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::StoreError;

/// The server cannot work now, though it may soon: it is full, ails, or has become a standby.
const AILS: [SqlState; 6] = [
    SqlState::DISK_FULL,
    SqlState::IO_ERROR,
    SqlState::OUT_OF_MEMORY,
    SqlState::INSUFFICIENT_RESOURCES,
    SqlState::TOO_MANY_CONNECTIONS,
    SqlState::READ_ONLY_SQL_TRANSACTION,
];

/// A server shuts down or starts, or a line is cut. Where ours goes on talking to us, it tells of
/// another, as Citus does of its machines.
const GONE: [SqlState; 6] = [
    SqlState::ADMIN_SHUTDOWN,
    SqlState::CRASH_SHUTDOWN,
    SqlState::CANNOT_CONNECT_NOW,
    SqlState::CONNECTION_FAILURE,
    SqlState::CONNECTION_EXCEPTION,
    SqlState::CONNECTION_DOES_NOT_EXIST,
];

pub(super) fn fail(what: &str, error: &tokio_postgres::Error) -> StoreError {
    let Some(db) = error.as_db_error() else {
        let words = with_causes(error);
        // What the driver says by itself is about the connection, or about a value of ours.
        return match error.is_closed() || is_about_the_line(error) {
            true => StoreError::Away(format!("{what}: {words}")),
            false => StoreError::failed(what, words),
        };
    };
    let stands_in_the_way = [SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE];
    if *db.code() == SqlState::UNIQUE_VIOLATION {
        StoreError::Unique { table: table_of(db).to_owned() }
    } else if stands_in_the_way.contains(db.code()) {
        StoreError::Busy(db.message().to_owned())
    } else if AILS.contains(db.code())
        || GONE.contains(db.code())
        || is_fatal(db)
        || is_about_the_disk(db)
        || is_about_a_worker(db)
    {
        StoreError::Away(format!("{what}: {} ({})", db.message(), db.code().code()))
    } else {
        StoreError::failed(what, format!("{} ({})", db.message(), db.code().code()))
    }
}

/// Whether our connection is of no use after it. What the server only passes on, as Citus does where it
/// has lost one of its machines, is no trouble of ours with the server: those who ask about other
/// counties go on.
pub(super) fn is_the_end(error: &tokio_postgres::Error) -> bool {
    let is_passed_on = |db: &DbError| GONE.contains(db.code()) || is_about_a_worker(db);
    error.as_db_error().is_none_or(|db| is_fatal(db) || !is_passed_on(db))
}

/// Whether the server has hung up with it, such as on who kept a transaction open for too long.
fn is_fatal(db: &DbError) -> bool {
    matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
}

/// Whether the disk may only be read: the server tells it under the code of a missing right, with the
/// words of the system.
fn is_about_the_disk(db: &DbError) -> bool {
    *db.code() == SqlState::INSUFFICIENT_PRIVILEGE && db.message().contains("Read-only file system")
}

/// Whether the machine that holds the county was lost while it committed: Citus tells it under the code
/// of a fault of its own (`ErrorIfPostCommitFailedShardPlacements`, Citus 13.2).
fn is_about_a_worker(db: &DbError) -> bool {
    *db.code() == SqlState::INTERNAL_ERROR
        && db.message().starts_with("could not commit transaction for shard ")
}

/// The table whose key exists already. Citus passes on the words of the machine alone, which name the
/// key.
fn table_of(db: &DbError) -> &str {
    db.table().or_else(|| db.message().split('"').nth(1)).unwrap_or_default()
}

/// Whether an error of the network lies behind it.
fn is_about_the_line(error: &tokio_postgres::Error) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        if cause.is::<std::io::Error>() {
            return true;
        }
        next = cause.source();
    }
    false
}

fn with_causes(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", with_causes(cause)),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Store, StoreError, testing};

    /// Raises an error of this code and words, and says what became of it.
    fn raised(store: &Store, code: &str, words: &str) -> Result<(), StoreError> {
        let raise = format!(
            "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = '{words}'; END $$"
        );
        store.write_now(move |tx| tx.batch(&raise))
    }

    /// The number of the server's process that serves us.
    fn served_by(store: &Store) -> i64 {
        let ask = "SELECT pg_backend_pid() AS pid";
        let row = store.read_now(|tx| tx.first(ask, &[])).unwrap().unwrap();
        row.int("pid").unwrap()
    }

    #[test]
    fn a_machine_behind_the_server_that_is_lost_takes_no_connection_with_it() {
        let Some(address) = testing::postgres_address() else { return };
        let store = Store::open(&address).unwrap();
        let before = served_by(&store);
        for (code, words) in [
            ("08006", "connection to the remote node failed"),
            ("57P01", "terminating connection due to administrator command"),
            ("57P03", "the database system is starting up"),
            ("XX000", "could not commit transaction for shard 7 on at least one active node"),
        ] {
            let told = raised(&store, code, words);
            assert!(matches!(told, Err(StoreError::Away(_))), "{code}: {told:?}");
            assert_eq!(served_by(&store), before, "{code}");
        }
        assert!(matches!(raised(&store, "53100", "disk full"), Err(StoreError::Away(_))));
        assert_ne!(served_by(&store), before, "a connection is opened anew where the server ails");
    }

    #[test]
    fn a_server_whose_disk_fails_is_away_and_one_that_lacks_a_right_is_not() {
        let Some(address) = testing::postgres_address() else { return };
        let store = Store::open(&address).unwrap();
        let check = |code: &str, words: &str, expected: bool| {
            let done = raised(&store, code, words);
            assert_eq!(matches!(done, Err(StoreError::Away(_))), expected, "{code}: {done:?}");
            assert!(done.is_err(), "{code}: it was not told");
        };
        check("53100", "could not extend file: No space left on device", true);
        check("58030", "could not write block 7 of relation 1: Input/output error", true);
        check("53200", "out of memory", true);
        check("42501", "could not open file: Read-only file system", true);
        check("42501", "permission denied for table cases", false);
        check(
            "XX000",
            "could not commit transaction for shard 7 on at least one active node",
            true,
        );
        check("XX000", "cache lookup failed for type 7", false);
        check("22012", "division by zero", false);
        store.read_now(|tx| tx.query("SELECT 1 AS one", &[])).unwrap();
    }
}
