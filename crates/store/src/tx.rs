//! A transaction as seen from above: statements with `$1` markers, the same on both databases.

use crate::one_county::OneCounty;
use crate::{Row, StoreError, Value, postgres, sqlite};

/// An open transaction. It is committed or rolled back by whoever opened it, never by the closure.
pub struct Tx<'a> {
    pub(crate) driver: Driver<'a>,
    /// How many statements were asked so far.
    asked: u64,
    /// Of one that writes, in builds for tests: the county in which it stays.
    stays: Option<OneCounty>,
}

pub(crate) enum Driver<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut postgres::Connection),
}

impl<'a> Tx<'a> {
    pub(crate) fn new(driver: Driver<'a>) -> Self {
        Self { driver, asked: 0, stays: None }
    }

    /// One that writes.
    pub(crate) fn writing(driver: Driver<'a>) -> Self {
        let stays = cfg!(debug_assertions).then(OneCounty::default);
        Self { stays, ..Self::new(driver) }
    }

    pub(crate) const fn asked(&self) -> u64 {
        self.asked
    }
}

impl Tx<'_> {
    /// All rows of an answer. Bound the number in the statement.
    ///
    /// # Errors
    /// When the statement fails.
    pub fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.stay(sql, params)?;
        self.query_text(sql, params)
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// When the statement fails.
    pub fn first(
        &mut self,
        sql: &'static str,
        params: &[Value],
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// Runs a statement; the number of rows that it changed.
    ///
    /// # Errors
    /// When the statement fails; [`StoreError::Unique`] when a key exists already.
    pub fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64, StoreError> {
        self.stay(sql, params)?;
        self.execute_text(sql, params)
    }

    /// Runs a statement; whether it changed exactly one row.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub fn changed_one(&mut self, sql: &'static str, params: &[Value]) -> Result<bool, StoreError> {
        Ok(self.execute(sql, params)? == 1)
    }

    /// Runs a statement whose outcome nobody needs before the transaction ends: on PostgreSQL it
    /// travels with the next one that is waited for, or with the commit, and fails it where it fails
    /// itself. Whoever has to tell why it failed uses [`Tx::execute`].
    ///
    /// # Errors
    /// When the statement fails, on SQLite; on PostgreSQL the next one, or the commit, says so.
    pub fn later(&mut self, sql: &'static str, params: &[Value]) -> Result<(), StoreError> {
        self.stay(sql, params)?;
        self.asked += 1;
        storable(params)?;
        match &mut self.driver {
            Driver::Sqlite(connection) => sqlite::execute(connection, sql, params).map(drop),
            Driver::Postgres(connection) => connection.later(sql, params),
        }
    }

    pub(crate) fn query_text(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        self.asked += 1;
        storable(params)?;
        match &mut self.driver {
            Driver::Sqlite(connection) => sqlite::query(connection, sql, params),
            Driver::Postgres(connection) => connection.query(sql, params),
        }
    }

    pub(crate) fn execute_text(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        self.asked += 1;
        storable(params)?;
        match &mut self.driver {
            Driver::Sqlite(connection) => sqlite::execute(connection, sql, params),
            Driver::Postgres(connection) => connection.execute(sql, params),
        }
    }

    /// Puts many rows into a table, in the fastest way that the database has: one prepared
    /// statement on SQLite, a binary `COPY` on PostgreSQL. Each row has the columns' values in
    /// their order. For loading history in bulk; what people do goes through acts.
    ///
    /// # Errors
    /// When a row does not fit the table; nothing of this call is kept then, once the transaction
    /// is rolled back.
    pub fn bulk(
        &mut self,
        table: &'static str,
        columns: &'static str,
        rows: &[Vec<Value>],
    ) -> Result<(), StoreError> {
        if self.stays.is_some() && !columns.starts_with("county,") {
            let cause = format!("rows of {table} do not name theirs first");
            return Err(StoreError::failed("staying in one county", cause));
        }
        rows.iter().try_for_each(|row| self.stay("(county)", row))?;
        self.asked += 1;
        match &mut self.driver {
            Driver::Sqlite(connection) => sqlite::bulk(connection, table, columns, rows),
            Driver::Postgres(connection) => connection.bulk(table, columns, rows),
        }
    }

    /// Says that this transaction need not be on the disk when its commit is answered: it is once a
    /// later one that does not say so has been answered, as the log of writes has one order. For the
    /// pieces of a load, whose last act is an ordinary one; on SQLite nothing changes.
    ///
    /// # Errors
    /// When the database fails.
    pub fn durable_with_the_next(&mut self) -> Result<(), StoreError> {
        match self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(_) => self.batch("SET LOCAL synchronous_commit TO off"),
        }
    }

    /// Whether a statement stays in the county of those before it; looked at in builds for tests.
    fn stay(&mut self, sql: &str, params: &[Value]) -> Result<(), StoreError> {
        self.stays.as_mut().map_or(Ok(()), |stays| stays.stay(sql, params))
    }

    pub(crate) fn begin_snapshot(&mut self) -> Result<(), StoreError> {
        match self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(_) => self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    pub(crate) fn end_snapshot(&mut self) -> Result<(), StoreError> {
        match self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(_) => self.batch("ROLLBACK"),
        }
    }

    /// Several statements without parameters: migrations only.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.asked += 1;
        match &mut self.driver {
            Driver::Sqlite(connection) => {
                connection.execute_batch(sql).map_err(|error| sqlite::fail("migrating", &error))
            }
            Driver::Postgres(connection) => connection.batch(sql),
        }
    }
}

/// Whoever sends NUL is told the same by either database, and PostgreSQL's own words about it, which
/// would be a fault, are never needed.
fn storable(params: &[Value]) -> Result<(), StoreError> {
    let is_odd = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    if params.iter().any(is_odd) { Err(StoreError::Unstorable) } else { Ok(()) }
}
