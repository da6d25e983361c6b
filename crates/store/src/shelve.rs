//! Indexes laid aside while a great deal is put in: sorting all entries once costs PostgreSQL a third
//! of putting each into its place.
//!
//! What was laid aside stands in a table of the schema's own until it is made again, so that a load
//! that dies leaves nothing forgotten: the next start makes it ([`Store::migrate`]).

use crate::tx::Driver;
use crate::{Store, StoreError, Tx, params};

/// What was laid aside, and how it is made again. The schema's own, as its list of migrations is.
const OWN: &str =
    "CREATE TABLE shelved_indexes (name TEXT NOT NULL PRIMARY KEY, made TEXT NOT NULL)";
/// So much memory has PostgreSQL for sorting one index.
const SORTING: &str = "SET LOCAL maintenance_work_mem = '1GB'";

/// How an index of a table is taken away and made again; a key goes with its constraint.
const DEFINED: &str = "SELECT c.relname::text AS name,
        CASE WHEN k.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
             ELSE 'ALTER TABLE ' || i.indrelid::regclass || ' ADD CONSTRAINT '
                  || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid) END AS made,
        CASE WHEN k.oid IS NULL THEN 'DROP INDEX ' || i.indexrelid::regclass
             ELSE 'ALTER TABLE ' || i.indrelid::regclass || ' DROP CONSTRAINT '
                  || quote_ident(k.conname) END AS gone
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u')
    WHERE i.indrelid = to_regclass($1) ORDER BY c.relname";

impl Store {
    /// Lays aside every index and key of these tables but those in `kept`, where the first of them
    /// is still empty; how many. For a load into a database that nobody works on meanwhile: nothing
    /// keeps two rows of one key apart, and whatever looks for one of these rows reads them all.
    /// SQLite keeps what it has, and so does a database that is spread over machines.
    ///
    /// # Errors
    /// When some lie aside already, or the database fails.
    pub fn shelve(&self, tables: &[&str], kept: &[&str]) -> Result<usize, StoreError> {
        if self.kind() == "sqlite" || self.is_distributed()? {
            return Ok(0);
        }
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (tables, kept) = (owned(tables), owned(kept));
        self.write_now(move |tx| {
            if holds_any(tx, tables.first())? {
                return Ok(0);
            }
            tx.batch(OWN)?;
            let mut many = 0;
            for table in tables {
                for row in tx.query_text(DEFINED, &params![table])? {
                    let name = row.text("name")?;
                    if !kept.contains(&name) {
                        lay_aside(tx, &name, &row.text("made")?, &row.text("gone")?)?;
                        many += 1;
                    }
                }
            }
            Ok(many)
        })
    }

    /// Makes again what was laid aside, each in a transaction of its own; how many. Nothing is done
    /// where nothing lies aside.
    ///
    /// # Errors
    /// When two rows have one key, or the database fails; what is not made yet still lies aside then.
    pub fn unshelve(&self) -> Result<usize, StoreError> {
        let mut many = 0;
        while self.write_now(next)? {
            many += 1;
        }
        Ok(many)
    }
}

fn holds_any(tx: &mut Tx<'_>, table: Option<&String>) -> Result<bool, StoreError> {
    let Some(table) = table else { return Ok(false) };
    Ok(!tx.query_text(&format!("SELECT 1 AS one FROM {table} LIMIT 1"), &[])?.is_empty())
}

fn lay_aside(tx: &mut Tx<'_>, name: &str, made: &str, gone: &str) -> Result<(), StoreError> {
    tx.execute_text(
        "INSERT INTO shelved_indexes (name, made) VALUES ($1, $2)",
        &params![name, made],
    )?;
    tx.batch(gone)
}

/// Makes one that lies aside again; `false` when there was none, and no shelf either any more.
fn next(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    if matches!(tx.driver, Driver::Sqlite(_)) || !is_there(tx)? {
        return Ok(false);
    }
    // Two servers that start together must not make the same one.
    tx.batch("LOCK TABLE shelved_indexes IN EXCLUSIVE MODE")?;
    let first = "SELECT name, made FROM shelved_indexes ORDER BY name LIMIT 1";
    let Some(row) = tx.query_text(first, &[])?.into_iter().next() else {
        tx.batch("DROP TABLE shelved_indexes")?;
        return Ok(false);
    };
    let (name, made) = (row.text("name")?, row.text("made")?);
    tracing::info!(index = name, "an index is made");
    tx.batch(SORTING)?;
    tx.batch(&made)?;
    tx.execute_text("DELETE FROM shelved_indexes WHERE name = $1", &params![name])?;
    Ok(true)
}

fn is_there(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let ask = "SELECT 1 AS one WHERE to_regclass('shelved_indexes') IS NOT NULL";
    Ok(!tx.query_text(ask, &[])?.is_empty())
}

#[cfg(test)]
mod tests {
    use basis::{Id, Instant};

    use crate::{Store, jobs, testing};

    const TABLES: [&str; 1] = ["jobs"];
    const KEPT: [&str; 1] = ["jobs_due"];

    /// The indexes of the list of jobs, as PostgreSQL describes them.
    fn indexes(store: &Store) -> Vec<String> {
        let ask = "SELECT indexdef AS made FROM pg_indexes
                   WHERE tablename = 'jobs' AND schemaname = current_schema() ORDER BY 1";
        let rows = store.read_now(|tx| tx.query(ask, &[])).unwrap();
        rows.iter().map(|row| row.text("made").unwrap()).collect()
    }

    fn put(store: &Store, chance: u8) -> Result<(), crate::StoreError> {
        let now = Instant::from_millis(1_700_000_000_000);
        let job = jobs::Job {
            county: "330825".to_owned(),
            id: Id::from_parts(now, [chance; 10]),
            kind: "kind".to_owned(),
            dedupe: chance.to_string(),
            run_at: now,
            body: String::new(),
        };
        store.write_now(move |tx| jobs::bulk(tx, &[job]))
    }

    #[test]
    fn what_is_laid_aside_is_made_again_by_the_next_start() {
        for (name, store) in testing::databases() {
            if name == "sqlite" {
                assert_eq!(store.shelve(&TABLES, &KEPT).unwrap(), 0);
                assert_eq!(store.unshelve().unwrap(), 0);
                continue;
            }
            let before = indexes(&store);
            let aside = store.shelve(&TABLES, &KEPT).unwrap();
            assert_eq!((aside, indexes(&store).len()), (before.len() - 1, 1), "{before:?}");
            assert!(store.shelve(&TABLES, &KEPT).is_err(), "some lie aside already");
            put(&store, 1).unwrap();
            store.migrate().unwrap();
            assert_eq!(indexes(&store), before);
            assert_eq!(store.unshelve().unwrap(), 0, "nothing is left");
            assert_eq!(store.shelve(&TABLES, &KEPT).unwrap(), 0, "it holds something now");
        }
    }

    #[test]
    fn two_rows_of_one_key_are_found_when_it_is_made_again() {
        for (name, store) in testing::databases() {
            if name == "sqlite" {
                continue;
            }
            let before = indexes(&store);
            store.shelve(&TABLES, &KEPT).unwrap();
            put(&store, 1).unwrap();
            put(&store, 1).unwrap();
            assert!(store.unshelve().unwrap_err().to_string().contains("jobs"));
            assert!(indexes(&store).len() < before.len(), "the key still lies aside");
        }
    }
}
