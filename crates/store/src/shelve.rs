//! Indexes laid aside while a great deal is put in: sorting all entries once costs PostgreSQL a third
//! of putting each into its place.
//!
//! What was laid aside stands in a table of the schema's own until it is made again, so that a load
//! that dies leaves nothing forgotten: the next start makes it ([`Store::migrate`]). Several are made
//! at once, since the end of making one is the work of a single process; a key is an index first, and
//! its table's constraint at the end, because that keeps everybody else off the table.

use crate::tx::Driver;
use crate::{Row, Store, StoreError, Tx, by_hands, params};

/// What was laid aside, and how it is made again: indexes first, then what makes keys of them. The
/// schema's own, as its list of migrations is.
const OWN: &str = "CREATE TABLE shelved_indexes
    (name TEXT NOT NULL, step BIGINT NOT NULL, relation TEXT NOT NULL, made TEXT NOT NULL,
     PRIMARY KEY (name, step))";
/// So many are made at once.
const HANDS: usize = 4;
/// What PostgreSQL has for one of them: memory for sorting, and no helpers, as there are several hands.
const SORTING: &str =
    "SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL max_parallel_maintenance_workers = 0";

/// How an index of a table is made, what makes a key of it (null where it is none), and how it is
/// taken away; a key goes with its constraint.
const DEFINED: &str = "SELECT c.relname::text AS name, pg_get_indexdef(i.indexrelid) AS made,
        'ALTER TABLE ' || i.indrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(k.conname)
            || CASE k.contype WHEN 'p' THEN ' PRIMARY KEY' ELSE ' UNIQUE' END
            || ' USING INDEX ' || quote_ident(c.relname) AS key,
        CASE WHEN k.oid IS NULL THEN 'DROP INDEX ' || i.indexrelid::regclass
             ELSE 'ALTER TABLE ' || i.indrelid::regclass || ' DROP CONSTRAINT '
                  || quote_ident(k.conname) END AS gone
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u')
    WHERE i.indrelid = to_regclass($1) ORDER BY c.relname";

/// One index that nobody makes at present, taken by whoever asks until its transaction ends; that of
/// the largest table first, since the longest work must not be what is left at the end.
const TAKEN: &str = "DELETE FROM shelved_indexes WHERE step = 1 AND name =
        (SELECT name FROM shelved_indexes WHERE step = 1
         ORDER BY pg_relation_size(to_regclass(relation)) DESC, name
         LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING name, made";

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
                for row in tx.query_text(DEFINED, &params![&table])? {
                    if !kept.contains(&row.text("name")?) {
                        lay_aside(tx, &table, &row)?;
                        many += 1;
                    }
                }
            }
            Ok(many)
        })
    }

    /// Makes again what was laid aside, several at once and each in a transaction of its own; how
    /// many. Nothing is done where nothing lies aside.
    ///
    /// # Errors
    /// When two rows have one key, or the database fails; what is not made yet still lies aside then.
    pub fn unshelve(&self) -> Result<usize, StoreError> {
        if !self.write_now(is_there)? {
            return Ok(0);
        }
        match self.make_all() {
            // Another start has made the last of them meanwhile, and taken the table away.
            Err(_) if !self.write_now(is_there)? => Ok(0),
            made => made,
        }
    }

    fn make_all(&self) -> Result<usize, StoreError> {
        let many = by_hands(self.hands(HANDS), || self.write_now(make_one))?;
        while self.write_now(finish_one)? {}
        Ok(many)
    }
}

fn holds_any(tx: &mut Tx<'_>, table: Option<&String>) -> Result<bool, StoreError> {
    let Some(table) = table else { return Ok(false) };
    Ok(!tx.query_text(&format!("SELECT 1 AS one FROM {table} LIMIT 1"), &[])?.is_empty())
}

fn lay_aside(tx: &mut Tx<'_>, table: &str, index: &Row) -> Result<(), StoreError> {
    let name = index.text("name")?;
    let steps = [(1, Some(index.text("made")?)), (2, index.opt_text("key")?)];
    for (step, made) in steps {
        let Some(made) = made else { continue };
        tx.execute_text(
            "INSERT INTO shelved_indexes (name, step, relation, made) VALUES ($1, $2, $3, $4)",
            &params![&name, step, table, made],
        )?;
    }
    tx.batch(&index.text("gone")?)
}

/// Makes an index that lies aside again; `false` when there is none that nobody else makes.
fn make_one(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    if !is_there(tx)? {
        return Ok(false);
    }
    // Another start may have come to the end of its indexes, and waits for all of them; behind it
    // this waits as long as it takes, and not only as long as an answer may.
    tx.batch("LOCK TABLE shelved_indexes IN ROW EXCLUSIVE MODE")?;
    let Some(row) = tx.query_text(TAKEN, &[])?.into_iter().next() else { return Ok(false) };
    tracing::info!(index = row.text("name")?, "an index is made");
    tx.batch(SORTING)?;
    tx.batch(&row.text("made")?)?;
    Ok(true)
}

/// What is left when all indexes are made: one becomes a key, or the table of what lies aside goes;
/// `false` when that is done. It waits for whoever still makes an index, at another start too, and
/// makes it itself where that one failed.
fn finish_one(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    if !is_there(tx)? {
        return Ok(false);
    }
    tx.batch("LOCK TABLE shelved_indexes IN EXCLUSIVE MODE")?;
    let first = "SELECT name, step, made FROM shelved_indexes ORDER BY step, name LIMIT 1";
    let Some(row) = tx.query_text(first, &[])?.into_iter().next() else {
        tx.batch("DROP TABLE shelved_indexes")?;
        return Ok(false);
    };
    let which = params![row.text("name")?, row.int("step")?];
    tx.batch(SORTING)?;
    tx.batch(&row.text("made")?)?;
    tx.execute_text("DELETE FROM shelved_indexes WHERE name = $1 AND step = $2", &which)?;
    Ok(true)
}

/// Whether anything may lie aside.
fn is_there(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    if matches!(tx.driver, Driver::Sqlite(_)) {
        return Ok(false);
    }
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

    /// The databases that lay anything aside.
    fn laying_aside() -> impl Iterator<Item = Store> {
        let all = testing::databases().into_iter();
        all.filter(|(name, _)| *name != "sqlite").map(|(_, store)| store)
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
    fn several_starts_at_once_make_each_of_them_once() {
        for store in laying_aside() {
            let before = indexes(&store);
            for _ in 0..5 {
                store.shelve(&TABLES, &[]).unwrap();
                std::thread::scope(|scope| {
                    let starts: Vec<_> = (0..3).map(|_| scope.spawn(|| store.migrate())).collect();
                    for one in starts {
                        one.join().unwrap().unwrap();
                    }
                });
                assert_eq!(indexes(&store), before);
            }
        }
    }

    #[test]
    fn two_rows_of_one_key_are_found_when_it_is_made_again() {
        for store in laying_aside() {
            let before = indexes(&store);
            store.shelve(&TABLES, &KEPT).unwrap();
            put(&store, 1).unwrap();
            put(&store, 1).unwrap();
            assert!(store.unshelve().unwrap_err().to_string().contains("jobs"));
            assert!(indexes(&store).len() < before.len(), "the key still lies aside");
        }
    }
}
