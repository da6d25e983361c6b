//! The schema, carried in the binary: each file runs once, in the order of its name, and is never edited.

use crate::distribute::on_coordinator;
use crate::tx::Driver;
use crate::{Store, StoreError, Tx, params};

/// Name and text of every migration, sorted by name.
pub(crate) const MIGRATIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The schema's own table is the one that is not spread by county: every node keeps it whole.
pub(crate) const OWN_TABLE: &str = "migrations";
const OWN: &str =
    "CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL)";

/// How often a migration is begun again that stood in the way of people at work, and they in its: the
/// database takes a second to see that, and lets them go on.
const TRIES: usize = 30;

/// Name and text of a migration.
type Migration = (&'static str, &'static str);

/// Applies what is missing: all at once where nothing is there, and else each in a transaction of its
/// own, since one that holds the tables of several keeps out people who hold the next.
pub(crate) fn run(store: &Store) -> Result<Vec<&'static str>, StoreError> {
    let due = store.write_now(|tx| {
        lock(tx)?;
        not_newer(tx)?;
        due(tx)
    })?;
    let together = if due.len() == MIGRATIONS.len() { due.len() } else { 1 };
    let mut applied = Vec::new();
    for some in due.chunks(together) {
        applied.extend(patiently(store, some)?);
    }
    Ok(applied)
}

fn patiently(store: &Store, some: &[Migration]) -> Result<Vec<&'static str>, StoreError> {
    for _ in 1..TRIES {
        match once(store, some.to_vec()) {
            Err(StoreError::Busy(why)) => tracing::info!(why, "migrating is begun again"),
            done => return done,
        }
    }
    once(store, some.to_vec())
}

/// Another server may have applied some of them meanwhile.
fn once(store: &Store, some: Vec<Migration>) -> Result<Vec<&'static str>, StoreError> {
    store.write_now(move |tx| {
        lock(tx)?;
        not_newer(tx)?;
        let mut applied = Vec::new();
        for (name, text) in some {
            if apply(tx, (name, text))? {
                applied.push(name);
            }
        }
        Ok(applied)
    })
}

fn due(tx: &mut Tx<'_>) -> Result<Vec<Migration>, StoreError> {
    let mut due = Vec::new();
    for one in MIGRATIONS {
        if !is_applied(tx, *one)? {
            due.push(*one);
        }
    }
    Ok(due)
}

/// What [`run`] would apply. In a transaction that is rolled back where nothing was made before.
pub(crate) fn missing(store: &Store) -> Result<Vec<&'static str>, StoreError> {
    store.write_now(|tx| {
        lock(tx)?;
        absent(tx)
    })
}

/// [`missing`] where nothing may be written, not even the table of migrations.
pub(crate) fn lacking(store: &Store) -> Result<Vec<&'static str>, StoreError> {
    store.read_now(|tx| {
        let ours = tx.first("SELECT name FROM migrations LIMIT 1", &[]);
        ours.map_err(|error| match error {
            StoreError::Failed { cause, .. } => StoreError::failed(
                "looking whether it is a database of this program that we may read",
                cause,
            ),
            other => other,
        })?;
        absent(tx)
    })
}

fn absent(tx: &mut Tx<'_>) -> Result<Vec<&'static str>, StoreError> {
    not_newer(tx)?;
    let mut missing = Vec::new();
    for (name, _) in MIGRATIONS {
        if known(tx, name)?.is_none() {
            missing.push(*name);
        }
    }
    Ok(missing)
}

/// Takes the migrations back that made nothing but indexes, whose rows nobody misses; their names, the
/// newest first. What is left lacks what a version before this one lacked.
pub(crate) fn step_back(store: &Store) -> Result<Vec<&'static str>, StoreError> {
    store.write_now(|tx| {
        lock(tx)?;
        not_newer(tx)?;
        let mut taken = Vec::new();
        for (name, text) in MIGRATIONS.iter().rev() {
            let Some(indexes) = only_indexes(text) else { continue };
            if known(tx, name)?.is_none() {
                continue;
            }
            for index in indexes {
                tx.batch(&format!("DROP INDEX {index}"))?;
            }
            tx.execute("DELETE FROM migrations WHERE name = $1", &params![*name])?;
            taken.push(*name);
        }
        Ok(taken)
    })
}

/// The names of the indexes that a migration makes; none where it does anything else.
fn only_indexes(text: &str) -> Option<Vec<&str>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("--"));
    lines
        .filter(|line| !line.is_empty())
        .map(|line| {
            let rest = line.strip_prefix("CREATE INDEX ")?.strip_suffix(';')?;
            rest.split(' ').next()
        })
        .collect()
}

/// A database that a newer version has changed is not touched: this one does not know its tables.
fn not_newer(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    match newer(tx)? {
        None => Ok(()),
        Some(name) => Err(StoreError::failed(
            "opening the database",
            format!(
                "a newer version has worked on it (it has {name}, which this version does not know); start that version, or restore the backup from before"
            ),
        )),
    }
}

/// The first migration of the database that this version does not know; none in a database of ours.
pub(crate) fn newer(tx: &mut Tx<'_>) -> Result<Option<String>, StoreError> {
    for row in tx.query("SELECT name FROM migrations ORDER BY name", &[])? {
        let name = row.text("name")?;
        if !MIGRATIONS.iter().any(|(ours, _)| *ours == name) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Two servers that start together must not migrate together.
pub(crate) fn lock(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    if matches!(tx.driver, Driver::Postgres(_)) {
        tx.batch("SELECT pg_advisory_xact_lock(7366127)")?;
        tx.batch(OWN)?;
        return Ok(());
    }
    tx.batch(OWN)
}

/// Whether the migration was missing and has been applied.
fn apply(tx: &mut Tx<'_>, (name, text): Migration) -> Result<bool, StoreError> {
    if is_applied(tx, (name, text))? {
        return Ok(false);
    }
    on_coordinator(tx)?;
    tx.batch(text).map_err(|error| match error {
        StoreError::Busy(_) => error,
        other => StoreError::failed(format!("migration {name}"), other),
    })?;
    let digest = digest(text);
    tx.execute("INSERT INTO migrations (name, digest) VALUES ($1, $2)", &params![name, digest])?;
    Ok(true)
}

/// Whether the database has it, with this text.
fn is_applied(tx: &mut Tx<'_>, (name, text): Migration) -> Result<bool, StoreError> {
    match known(tx, name)? {
        None => Ok(false),
        Some(known) if known == digest(text) => Ok(true),
        Some(_) => Err(StoreError::failed(
            format!("migration {name}"),
            "its text differs from what this database was made with; add a new migration instead",
        )),
    }
}

fn digest(text: &str) -> String {
    format!("{:016x}", fnv1a(text.as_bytes()))
}

/// The digest with which a migration was applied.
fn known(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, StoreError> {
    let row = tx.first("SELECT digest FROM migrations WHERE name = $1", &params![name])?;
    row.map(|row| row.text("digest")).transpose()
}

/// FNV-1a, 64 bits: enough to notice that a file was edited.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_database_of_the_version_before_is_brought_up_to_date() {
        for (kind, store) in testing::databases() {
            let taken = store.step_back().unwrap();
            assert!(!taken.is_empty(), "{kind}");
            let mut missing = store.missing_migrations().unwrap();
            missing.reverse();
            assert_eq!(missing, taken, "{kind}");
            let mut applied = store.migrate().unwrap();
            applied.reverse();
            assert_eq!(applied, taken, "{kind}");
            assert_eq!(store.missing_migrations().unwrap(), [""; 0], "{kind}");
        }
    }

    #[test]
    fn only_what_makes_nothing_but_indexes_is_taken_back() {
        let check = |text, expected: Option<&[&str]>| {
            assert_eq!(only_indexes(text).as_deref(), expected, "{text}");
        };
        check("-- Why.\nCREATE INDEX a_b ON a (county, b);\n", Some(&["a_b"]));
        check("CREATE TABLE a (\n    county TEXT\n);\nCREATE INDEX a_b ON a (b);", None);
        check("ALTER TABLE a ADD b TEXT;", None);
    }
}
