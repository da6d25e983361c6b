//! The schema, carried in the binary: each file runs once, in the order of its name, and is never edited.

use crate::tx::Driver;
use crate::{Store, StoreError, Tx, params};

/// Name and text of every migration, sorted by name.
pub(crate) const MIGRATIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The schema's own table is the one that is not spread by county: every node keeps it whole.
const OWN: &str =
    "CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL)";

pub(crate) fn run(store: &Store) -> Result<(), StoreError> {
    store.write_now(|tx| {
        lock(tx)?;
        for (name, text) in MIGRATIONS {
            apply(tx, name, text)?;
        }
        Ok(())
    })
}

/// Two servers that start together must not migrate together.
fn lock(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    if matches!(tx.driver, Driver::Postgres(_)) {
        tx.batch("SELECT pg_advisory_xact_lock(7366127)")?;
        tx.batch(OWN)?;
        return Ok(());
    }
    tx.batch(OWN)
}

fn apply(tx: &mut Tx<'_>, name: &str, text: &str) -> Result<(), StoreError> {
    let digest = format!("{:016x}", fnv1a(text.as_bytes()));
    let known = tx.first("SELECT digest FROM migrations WHERE name = $1", &params![name])?;
    match known {
        Some(row) if row.text("digest")? == digest => Ok(()),
        Some(_) => Err(StoreError::failed(
            format!("migration {name}"),
            "its text differs from what this database was made with; add a new migration instead",
        )),
        None => {
            tx.batch(text)
                .map_err(|error| StoreError::failed(format!("migration {name}"), error))?;
            tx.execute(
                "INSERT INTO migrations (name, digest) VALUES ($1, $2)",
                &params![name, digest],
            )
            .map(drop)
        }
    }
}

/// FNV-1a, 64 bits: enough to notice that a file was edited.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
