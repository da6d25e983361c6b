//! The schema on many machines: Citus spreads every table by `county`, and keeps those that are the
//! same in every county whole on each machine.
//!
//! Nothing in the product asks for more than one machine in an act: a key, a unique index and a
//! statement name the county (`cargo test -p checks` holds it). Spreading is the operator's step.

use serde::Serialize;

use crate::migrate::{MIGRATIONS, OWN_TABLE, lock};
use crate::tx::Driver;
use crate::{Store, StoreError, Tx};

/// A comment with these words above a table says that it is the same in every county.
const REFERENCE: &str = "reference table";

/// Why SQLite is not spread.
pub const NOT_SQLITE: &str = "SQLite is one file on one machine; move to PostgreSQL with Citus first: tongban backup, then --restore";

/// How a table lies on many machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// Each county on one machine.
    ByCounty,
    /// Whole on every machine.
    Reference,
}

/// A table and how it is to lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// How it is to lie.
    pub spread: Spread,
}

impl Table {
    /// What Citus is told.
    #[must_use]
    pub fn statement(&self) -> String {
        let name = &self.name;
        match self.spread {
            Spread::ByCounty => format!("SELECT create_distributed_table('{name}', 'county')"),
            Spread::Reference => format!("SELECT create_reference_table('{name}')"),
        }
    }
}

/// Every table, those that are whole everywhere first: others may look into them.
#[must_use]
pub fn tables() -> Vec<Table> {
    let own = Table { name: OWN_TABLE.to_owned(), spread: Spread::Reference };
    let mut all = vec![own];
    all.extend(MIGRATIONS.iter().flat_map(|(_, text)| made_by(text)));
    all.sort_by_key(|table| table.spread == Spread::ByCounty);
    all
}

/// The tables that a migration makes.
fn made_by(text: &str) -> Vec<Table> {
    let parts: Vec<&str> = text.split("CREATE TABLE ").collect();
    let table = |pair: &[&str]| {
        let name = pair[1].split([' ', '(']).next()?.to_owned();
        // The comment right above it, after the statement before.
        let above = pair[0].rsplit(';').next().unwrap_or_default();
        let is_reference = above.contains(REFERENCE);
        let spread = if is_reference { Spread::Reference } else { Spread::ByCounty };
        Some(Table { name, spread })
    };
    parts.windows(2).filter_map(table).collect()
}

impl Store {
    /// Spreads every table that is not spread yet; those that it has spread. Each in a transaction
    /// of its own, so that a step that failed can be tried again.
    ///
    /// # Errors
    /// A clear word where the database is not PostgreSQL with Citus, or a worker of it that lacks one;
    /// when a step fails.
    pub fn distribute(&self) -> Result<Vec<Table>, StoreError> {
        self.must_have_citus()?;
        let done = self.read_now(spread_already)?;
        let rest: Vec<Table> =
            tables().into_iter().filter(|table| !done.contains(&table.name)).collect();
        if !rest.is_empty() {
            self.read_now(on_coordinator)?;
        }
        for table in &rest {
            let table = table.clone();
            self.write_now(move |tx| spread(tx, &table))?;
        }
        Ok(rest)
    }

    /// Asks whether the tables could be spread, and changes nothing.
    ///
    /// # Errors
    /// A clear word where the database is not PostgreSQL with Citus, or a worker of it.
    pub fn can_distribute(&self) -> Result<(), StoreError> {
        self.must_have_citus()?;
        self.read_now(on_coordinator)
    }

    fn must_have_citus(&self) -> Result<(), StoreError> {
        match self.read_now(has_citus)? {
            true => Ok(()),
            false => Err(StoreError::failed("spreading the tables", self.why_not())),
        }
    }

    /// Whether the tables are spread over machines.
    ///
    /// # Errors
    /// When the database fails.
    pub fn is_distributed(&self) -> Result<bool, StoreError> {
        self.read_now(|tx| Ok(has_citus(tx)? && !spread_already(tx)?.is_empty()))
    }

    fn why_not(&self) -> &'static str {
        match self.kind() {
            "sqlite" => NOT_SQLITE,
            _ => {
                "this PostgreSQL has no Citus; install its package on every machine, add citus to shared_preload_libraries, and run CREATE EXTENSION citus in this database"
            }
        }
    }
}

fn has_citus(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    if matches!(tx.driver, Driver::Sqlite(_)) {
        return Ok(false);
    }
    let found = tx.first(
        "SELECT proname::text AS name FROM pg_proc
         WHERE proname = 'create_distributed_table' AND pg_function_is_visible(oid) LIMIT 1",
        &[],
    )?;
    Ok(found.is_some())
}

/// The schema is changed on the coordinator alone. A worker would keep what it makes to itself, and the
/// list of migrations, which all machines share, would say that it is there.
pub(crate) fn on_coordinator(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let is_elsewhere = has_citus(tx)?
        && tx.first("SELECT groupid FROM pg_dist_local_group WHERE groupid <> 0", &[])?.is_some();
    match is_elsewhere {
        false => Ok(()),
        true => Err(StoreError::failed(
            "changing the schema",
            "this is a worker of Citus; run tongban migrate with the address of the coordinator first",
        )),
    }
}

/// Spreads one table, where no server that started together with this one was first.
fn spread(tx: &mut Tx<'_>, table: &Table) -> Result<(), StoreError> {
    lock(tx)?;
    if spread_already(tx)?.contains(&table.name) {
        return Ok(());
    }
    tx.batch(&table.statement())
}

fn spread_already(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    let rows = tx.query(
        "SELECT c.relname::text AS name FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid",
        &[],
    )?;
    rows.iter().map(|row| row.text("name")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn every_table_has_its_place() {
        let tables = tables();
        let of = |name: &str| tables.iter().find(|table| table.name == name).unwrap().statement();
        assert_eq!(of("cases"), "SELECT create_distributed_table('cases', 'county')");
        assert_eq!(of("migrations"), "SELECT create_reference_table('migrations')");
        assert_eq!(tables.len(), crate::backup::all_tables().count() + 1);
        let marked = "CREATE TABLE a (x);\n-- A reference table: laws.\nCREATE TABLE b (y);\nCREATE TABLE c (z);";
        let spreads: Vec<_> = made_by(marked).into_iter().map(|table| table.spread).collect();
        assert_eq!(spreads, [Spread::ByCounty, Spread::Reference, Spread::ByCounty]);
    }

    #[test]
    fn without_citus_it_is_said_what_is_missing() {
        for (name, store) in testing::databases() {
            let error = store.distribute().unwrap_err().to_string();
            let cure = if name == "sqlite" { "tongban backup" } else { "CREATE EXTENSION citus" };
            assert!(error.contains(cure), "{error}");
            assert!(!store.is_distributed().unwrap());
        }
    }

    /// Functions with the names of Citus's, which refuse what Citus refuses: a unique key without
    /// the shard key, a foreign key, a trigger, a default from a sequence, a second time.
    const STAND_IN: &str = "
        CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY, partmethod TEXT);
        CREATE TABLE pg_dist_local_group (groupid INT NOT NULL);
        INSERT INTO pg_dist_local_group VALUES (0);
        CREATE FUNCTION create_distributed_table(t regclass, k text) RETURNS void AS $$
        DECLARE wrong text;
        BEGIN
            SELECT i.indexrelid::regclass::text INTO wrong FROM pg_index i
                WHERE i.indrelid = t AND i.indisunique AND NOT EXISTS (
                    SELECT 1 FROM pg_attribute a WHERE a.attrelid = t AND a.attname = k
                    AND a.attnotnull AND a.attnum = ANY (i.indkey));
            IF wrong IS NOT NULL THEN
                RAISE EXCEPTION 'cannot create constraint on %: % lacks the column %', t, wrong, k;
            END IF;
            IF EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = t AND contype IN ('f', 'x'))
                OR EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = t)
                OR EXISTS (SELECT 1 FROM pg_attrdef WHERE adrelid = t
                    AND pg_get_expr(adbin, adrelid) LIKE '%nextval%') THEN
                RAISE EXCEPTION 'foreign keys, triggers and sequences are not supported on %', t;
            END IF;
            INSERT INTO pg_dist_partition VALUES (t, 'h');
        END $$ LANGUAGE plpgsql;
        CREATE FUNCTION create_reference_table(t regclass) RETURNS void AS
            $$ INSERT INTO pg_dist_partition VALUES (t, 'n') $$ LANGUAGE sql;";

    #[test]
    fn every_table_can_be_spread_and_a_key_without_its_county_cannot() {
        let Some(address) = testing::postgres_address() else { return };
        let store = Store::open(&address).unwrap();
        store.migrate().unwrap();
        store.write_now(|tx| tx.batch(STAND_IN)).unwrap();
        assert_eq!(store.distribute().unwrap(), tables());
        assert!(store.is_distributed().unwrap());
        assert!(store.distribute().unwrap().is_empty(), "what is spread stays as it is");
        // A table that came with a later version is spread when it comes.
        let late = "DELETE FROM pg_dist_partition WHERE logicalrelid = 'cases'::regclass";
        store.write_now(move |tx| tx.batch(late)).unwrap();
        assert_eq!(store.distribute().unwrap().len(), 1);
        // Also where the server that made it ended before it had spread it.
        store.write_now(move |tx| tx.batch(late)).unwrap();
        assert_eq!(store.migrate().unwrap(), [""; 0]);
        assert!(store.distribute().unwrap().is_empty(), "the next start has spread it");
        let wrong = "CREATE TABLE wrong (county TEXT NOT NULL, id TEXT PRIMARY KEY);
            SELECT create_distributed_table('wrong', 'county')";
        let error = store.write_now(move |tx| tx.batch(wrong)).unwrap_err();
        assert!(error.to_string().contains("lacks the column county"), "{error}");
    }

    #[test]
    fn a_worker_is_worked_on_and_its_schema_left_alone() {
        let Some(address) = testing::postgres_address() else { return };
        let store = Store::open(&address).unwrap();
        store.migrate().unwrap();
        store.write_now(|tx| tx.batch(STAND_IN)).unwrap();
        store.distribute().unwrap();
        let stands = |group: u8| {
            let told = format!("UPDATE pg_dist_local_group SET groupid = {group}");
            store.write_now(move |tx| tx.batch(&told)).unwrap();
        };
        stands(2);
        assert_eq!(store.migrate().unwrap(), [""; 0], "a server may start on it");
        assert!(store.can_distribute().unwrap_err().to_string().contains("coordinator"));
        let taken = store.step_back().unwrap();
        let error = store.migrate().unwrap_err().to_string();
        assert!(error.contains("the address of the coordinator"), "{error}");
        assert_eq!(store.missing_migrations().unwrap().len(), taken.len(), "nothing was done");
        stands(0);
        assert_eq!(store.migrate().unwrap().len(), taken.len());
    }
}
