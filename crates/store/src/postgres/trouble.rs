//! What the server's errors mean to us.

use std::error::Error;

use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::StoreError;

/// The server cannot work now, though it may soon: it shuts down or starts, is full, or has become
/// a standby. Our connection to it is of no use any more, as after everything that is fatal.
const AWAY: [SqlState; 9] = [
    SqlState::ADMIN_SHUTDOWN,
    SqlState::CRASH_SHUTDOWN,
    SqlState::CANNOT_CONNECT_NOW,
    SqlState::CONNECTION_FAILURE,
    SqlState::CONNECTION_EXCEPTION,
    SqlState::CONNECTION_DOES_NOT_EXIST,
    SqlState::DISK_FULL,
    SqlState::TOO_MANY_CONNECTIONS,
    SqlState::READ_ONLY_SQL_TRANSACTION,
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
        StoreError::Unique { table: db.table().unwrap_or_default().to_owned() }
    } else if stands_in_the_way.contains(db.code()) {
        StoreError::Busy(db.message().to_owned())
    } else if AWAY.contains(db.code()) || is_fatal(db) {
        StoreError::Away(format!("{what}: {} ({})", db.message(), db.code().code()))
    } else {
        StoreError::failed(what, format!("{} ({})", db.message(), db.code().code()))
    }
}

/// Whether the server has hung up with it, such as on who kept a transaction open for too long.
fn is_fatal(db: &DbError) -> bool {
    matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
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
