//! What the database believes of its tables, after much was put in at once.

use crate::distribute::tables;
use crate::{Store, StoreError, each_by_hands};

/// So many tables are looked at at once.
const HANDS: usize = 4;

impl Store {
    /// Lets PostgreSQL look at its tables again (`ANALYZE`). It chooses how to go through a
    /// statement by how many rows it believes a table has; after a load it believes them empty until
    /// it looks by itself, a minute later or never, and each index that begins with the county seems
    /// as good as any other. SQLite's plans do not hang on that: nothing is done there.
    ///
    /// # Errors
    /// When the database fails.
    pub fn survey(&self) -> Result<(), StoreError> {
        match self.kind() {
            "sqlite" => Ok(()),
            _ => {
                // Those of ours alone: others may share the database.
                let tables = tables().into_iter().map(|table| table.name).collect();
                each_by_hands(self.hands(HANDS), tables, |table: String| {
                    self.write_now(move |tx| tx.batch(&format!("ANALYZE {table}")))
                })
                .map(drop)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use basis::{Id, Instant};

    use crate::{Store, jobs, testing};

    /// How many rows PostgreSQL believes the list of jobs to have.
    fn believed(store: &Store) -> i64 {
        let ask = "SELECT reltuples::bigint AS many FROM pg_class WHERE oid = to_regclass('jobs')";
        store.read_now(|tx| tx.first(ask, &[])).unwrap().unwrap().int("many").unwrap()
    }

    #[test]
    fn after_a_load_the_database_knows_how_much_it_holds() {
        for (name, store) in testing::databases() {
            let now = Instant::from_millis(1_700_000_000_000);
            let job = |at: u8| jobs::Job {
                county: "330825".to_owned(),
                id: Id::from_parts(now, [at; 10]),
                kind: "kind".to_owned(),
                dedupe: at.to_string(),
                run_at: now,
                body: String::new(),
            };
            let many: Vec<_> = (0..100).map(job).collect();
            store.write_now(move |tx| jobs::bulk(tx, &many)).unwrap();
            store.survey().unwrap();
            if name != "sqlite" {
                assert_eq!(believed(&store), 100);
            }
        }
    }
}
