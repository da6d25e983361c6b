//! PostgreSQL: pooled connections, statements prepared once a connection, read committed.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::error::SqlState;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, NoTls, Statement};

use crate::address::Address;
use crate::tx::Driver;
use crate::{Row, StoreError, Tx, Value};

/// How many connections at most; more only make the server switch between them.
const CONNECTIONS: usize = 32;
/// How long one waits for a connection before being told that the database is busy.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Postgres {
    config: postgres::Config,
    schema: Option<String>,
    /// Behind a pooler that gives each transaction another connection: nothing may be prepared.
    is_pooled: bool,
    idle: Mutex<Idle>,
    freed: Condvar,
}

struct Idle {
    connections: Vec<Connection>,
    open: usize,
}

impl Postgres {
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        let Address { address, schema, is_pooled } = Address::parse(url)?;
        let mut config: postgres::Config = address
            .parse()
            .map_err(|error: postgres::Error| StoreError::failed("reading the address", error))?;
        config.connect_timeout(Duration::from_secs(5)).application_name("tongban");
        let idle = Mutex::new(Idle { connections: Vec::new(), open: 0 });
        let pool = Self { config, schema, is_pooled, idle, freed: Condvar::new() };
        let first = pool.take()?;
        pool.give(Some(first));
        Ok(pool)
    }

    /// Reads without an explicit transaction: each statement sees what was committed before it.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.take()?;
        let result = work(&mut Tx { driver: Driver::Postgres(&mut connection) });
        self.give(Some(connection));
        result
    }

    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut guard = Guard { pool: self, connection: Some(self.take()?) };
        let Some(connection) = guard.connection.as_mut() else {
            return Err(StoreError::stopped().into());
        };
        connection.batch("BEGIN")?;
        let result = work(&mut Tx { driver: Driver::Postgres(connection) });
        connection.batch(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        self.give(guard.connection.take());
        result
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let mut idle = self.idle.lock();
        loop {
            if let Some(connection) = idle.connections.pop() {
                if connection.client.is_closed() {
                    idle.open -= 1;
                    continue;
                }
                return Ok(connection);
            }
            if idle.open < CONNECTIONS {
                idle.open += 1;
                drop(idle);
                return self.connect().inspect_err(|_| self.give(None));
            }
            if self.freed.wait_for(&mut idle, PATIENCE).timed_out() {
                return Err(StoreError::Busy("no connection was free in time".to_owned()));
            }
        }
    }

    /// Gives a connection back, or its place if it was lost.
    fn give(&self, connection: Option<Connection>) {
        let mut idle = self.idle.lock();
        match connection {
            Some(connection) if !connection.client.is_closed() => idle.connections.push(connection),
            _ => idle.open -= 1,
        }
        drop(idle);
        self.freed.notify_one();
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let mut client = self
            .config
            .connect(NoTls)
            .map_err(|error| fail("connecting to the database", &error))?;
        if let Some(schema) = &self.schema {
            client
                .batch_execute(&format!("SET search_path TO {schema}"))
                .map_err(|error| fail("choosing the schema", &error))?;
        }
        Ok(Connection { client, statements: (!self.is_pooled).then(HashMap::new) })
    }
}

/// A connection whose work panicked is in an unknown state: it is dropped, its place given back.
struct Guard<'a> {
    pool: &'a Postgres,
    connection: Option<Connection>,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop_elsewhere(vec![connection]);
            self.pool.give(None);
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop_elsewhere(std::mem::take(&mut self.idle.lock().connections));
    }
}

/// The driver's connections hold a runtime of their own, which must not be dropped on a thread
/// that runs asynchronous code.
fn drop_elsewhere(connections: Vec<Connection>) {
    let _ = std::thread::spawn(move || drop(connections)).join();
}

pub(crate) struct Connection {
    client: Client,
    /// What has been prepared; none behind a pooler of transactions.
    statements: Option<HashMap<String, Statement>>,
}

impl Connection {
    pub(crate) fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let rows = match self.prepared(sql)? {
            Some(statement) => self.client.query(&statement, &references(params)),
            None => self.client.query_typed(sql, &typed(params)),
        };
        let rows = rows.map_err(|error| fail(sql, &error))?;
        let Some(first) = rows.first() else { return Ok(Vec::new()) };
        let columns: Arc<[String]> =
            first.columns().iter().map(|column| column.name().to_owned()).collect();
        rows.iter()
            .map(|row| {
                let values =
                    (0..columns.len()).map(|at| owned(row, at)).collect::<Result<_, _>>()?;
                Ok(Row { columns: Arc::clone(&columns), values })
            })
            .collect()
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        let changed = match self.prepared(sql)? {
            Some(statement) => self.client.execute(&statement, &references(params)),
            None => self.client.execute_typed(sql, &typed(params)),
        };
        changed.map_err(|error| fail(sql, &error))
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.client.batch_execute(sql).map_err(|error| fail(sql, &error))
    }

    /// A binary `COPY`; the types are those of the table's columns.
    pub(crate) fn bulk(
        &mut self,
        table: &str,
        columns: &str,
        rows: &[Vec<Value>],
    ) -> Result<(), StoreError> {
        let what = format!("putting rows into {table}");
        let shape = format!("SELECT {columns} FROM {table} LIMIT 0");
        let shape = self.client.prepare(&shape).map_err(|error| fail(&what, &error))?;
        let types: Vec<Type> = shape.columns().iter().map(|one| one.type_().clone()).collect();
        let copy = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)");
        let sink = self.client.copy_in(&copy).map_err(|error| fail(&what, &error))?;
        let mut writer = BinaryCopyInWriter::new(sink, &types);
        for row in rows {
            writer.write(&references(row)).map_err(|error| fail(&what, &error))?;
        }
        writer.finish().map(drop).map_err(|error| fail(&what, &error))
    }

    /// The statement, prepared once a connection; none where nothing may be prepared.
    fn prepared(&mut self, sql: &str) -> Result<Option<Statement>, StoreError> {
        let Some(statements) = &mut self.statements else { return Ok(None) };
        if let Some(statement) = statements.get(sql) {
            return Ok(Some(statement.clone()));
        }
        let statement = self.client.prepare(sql).map_err(|error| fail(sql, &error))?;
        statements.insert(sql.to_owned(), statement.clone());
        Ok(Some(statement))
    }
}

/// The parameters with their types, for a statement that is sent and run at once.
fn typed(params: &[Value]) -> Vec<(&(dyn ToSql + Sync), Type)> {
    let of = |value: &Value| match value {
        // The server finds out what a null is meant to be.
        Value::Null => Type::UNKNOWN,
        Value::Int(_) => Type::INT8,
        Value::Real(_) => Type::FLOAT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
    };
    params.iter().map(|value| (value as &(dyn ToSql + Sync), of(value))).collect()
}

fn references(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(int) => int.to_sql_checked(ty, out),
            Self::Real(real) => real.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn owned(row: &postgres::Row, at: usize) -> Result<Value, StoreError> {
    let column = &row.columns()[at];
    let value = match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(at).map(|v| v.map(Value::Int)),
        Type::INT4 => row.try_get::<_, Option<i32>>(at).map(|v| v.map(|v| Value::Int(v.into()))),
        Type::BOOL => row.try_get::<_, Option<bool>>(at).map(|v| v.map(|v| Value::Int(v.into()))),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(at).map(|v| v.map(Value::Real)),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at).map(|v| v.map(Value::Bytes)),
        _ => row.try_get::<_, Option<String>>(at).map(|v| v.map(Value::Text)),
    };
    let name = column.name();
    value
        .map(|value| value.unwrap_or(Value::Null))
        .map_err(|error| fail(&format!("reading column {name}"), &error))
}

fn fail(what: &str, error: &postgres::Error) -> StoreError {
    match error.as_db_error() {
        Some(db) if *db.code() == SqlState::UNIQUE_VIOLATION => {
            StoreError::Unique { table: db.table().unwrap_or_default().to_owned() }
        }
        Some(db)
            if [SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE]
                .contains(db.code()) =>
        {
            StoreError::Busy(db.message().to_owned())
        }
        Some(db) => StoreError::failed(what, format!("{} ({})", db.message(), db.code().code())),
        None => StoreError::failed(what, with_causes(error)),
    }
}

fn with_causes(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", with_causes(cause)),
        None => error.to_string(),
    }
}
