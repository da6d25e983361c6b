//! One connection: statements prepared once, values to the server and back.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};

use super::trouble::fail;
use crate::{Row, StoreError, Value};

pub(crate) struct Connection {
    pub(super) client: Client,
    /// What has been prepared; none behind a pooler of transactions.
    pub(super) statements: Option<HashMap<String, Statement>>,
    /// Opened for whoever has it now.
    pub(super) is_fresh: bool,
    /// The server told us, or showed, that it is of no use any more.
    pub(super) is_lost: bool,
}

impl Connection {
    pub(super) fn is_good(&self) -> bool {
        !self.is_lost && !self.client.is_closed()
    }

    /// What became of a statement; remembers when the connection was lost.
    fn told<T>(&mut self, what: &str, told: Result<T, postgres::Error>) -> Result<T, StoreError> {
        told.map_err(|error| {
            let error = fail(what, &error);
            self.is_lost |= matches!(error, StoreError::Away(_));
            error
        })
    }

    pub(crate) fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let rows = match self.prepared(sql)? {
            Some(statement) => self.client.query(&statement, &references(params)),
            None => self.client.query_typed(sql, &typed(params)),
        };
        let rows = self.told(sql, rows)?;
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
        self.told(sql, changed)
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        let done = self.client.batch_execute(sql);
        self.told(sql, done)
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
        let Some(statements) = &self.statements else { return Ok(None) };
        if let Some(statement) = statements.get(sql) {
            return Ok(Some(statement.clone()));
        }
        let prepared = self.client.prepare(sql);
        let statement = self.told(sql, prepared)?;
        if let Some(statements) = &mut self.statements {
            statements.insert(sql.to_owned(), statement.clone());
        }
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
