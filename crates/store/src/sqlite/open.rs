//! How a file of SQLite is opened: to write; to read beside those who write; or as it lies, where
//! nobody has it open.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::fail;
use crate::StoreError;

/// How the names of the files end in which SQLite keeps what is not in the database's own yet.
const LOGS: [&str; 2] = ["-wal", "-journal"];

/// What may be done with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Everything; it is made if it is not there.
    ToWrite,
    /// Read, under the locks of those who write. SQLite needs its file of locks for that.
    ToRead,
    /// Read without locks: a copy that nobody writes into, also on a disk that may only be read.
    AsItLies,
}

/// Length and last change of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lay(u64, SystemTime);

impl Lay {
    /// As it is now; none where that cannot be told.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let about = fs::metadata(path).ok()?;
        Some(Self(about.len(), about.modified().ok()?))
    }
}

/// A connection.
pub(super) fn connect(path: &Path, how: How) -> Result<Connection, StoreError> {
    let reading = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    if how == How::ToWrite {
        make_private(path);
    }
    let opened = match how {
        How::ToWrite => Connection::open(path),
        How::ToRead => Connection::open_with_flags(path, reading),
        How::AsItLies => Connection::open_with_flags(as_it_lies(path), reading),
    };
    let connection = opened
        .map_err(|error| fail(&format!("opening the database {}", path.display()), &error))?;
    connection
        .busy_timeout(Duration::from_secs(10))
        .map_err(|error| fail("setting up the database", &error))?;
    // Without this a statement is compiled anew for each new parameter, in case a better plan
    // showed; our plans are held by tests, and compiling takes longer than running.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(|error| fail("setting up the database", &error))?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// Makes the file its owner's alone before anything is in it; SQLite gives the files beside it the
/// same rights. One that is there keeps its own, and what hinders is told by SQLite.
fn make_private(path: &Path) {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}

/// A connection that only reads, and how it was had. A file without a log beside it is in nobody's
/// hands: SQLite removes the log when the last one closes. Reading it as it lies makes none. One
/// with an empty log may lie on a disk on which no locks can be made.
pub(super) fn to_read(path: &Path) -> Result<(How, Connection), StoreError> {
    let is_in_use = LOGS.iter().any(|ending| beside(path, ending).exists());
    if !is_in_use {
        return tried(path, How::AsItLies);
    }
    match tried(path, How::ToRead) {
        Err(_) if !has_pages(path) => tried(path, How::AsItLies),
        other => other,
    }
}

/// Whether pages wait in a log beside the file: who reads the file alone does not see them.
pub(super) fn has_pages(path: &Path) -> bool {
    LOGS.iter().any(|ending| fs::metadata(beside(path, ending)).is_ok_and(|log| log.len() > 0))
}

/// A connection that has read something: SQLite looks into a file only then.
fn tried(path: &Path, how: How) -> Result<(How, Connection), StoreError> {
    let connection = connect(path, how)?;
    connection
        .query_row("SELECT name FROM sqlite_master LIMIT 1", [], |_| Ok(()))
        .optional()
        .map_err(|error| fail(&format!("reading the database {}", path.display()), &error))?;
    Ok((how, connection))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The file as an address that tells SQLite to look for no log and make no locks.
fn as_it_lies(path: &Path) -> String {
    let plain = path.to_string_lossy();
    let plain = plain.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{plain}?immutable=1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_no_part_of_the_address() {
        let address = as_it_lies(Path::new("/a b/c?d#100%.db"));
        assert_eq!(address, "file:/a b/c%3fd%23100%25.db?immutable=1");
    }
}
