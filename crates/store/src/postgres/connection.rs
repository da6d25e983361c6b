//! One connection: statements prepared once, values to the server and back.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Config, Statement};

use super::copy;
use super::line::{Answer, Ask, Line, Wanted};
use super::trouble::{fail, is_the_end};
use crate::{Row, StoreError, Value};

const BEGIN: &str = "BEGIN";
const COMMIT: &str = "COMMIT";

pub(crate) struct Connection {
    line: Line,
    way: Arc<Way>,
    /// What has been prepared; none behind a pooler of transactions.
    statements: Option<HashMap<String, Statement>>,
    /// What goes with the next statement whose answer is waited for.
    waiting: Vec<Later>,
    /// Opened for whoever has it now.
    is_fresh: bool,
    /// Whoever has it now has not had an answer yet.
    is_untouched: bool,
    /// The server told us, or showed, that it is of no use any more.
    is_lost: bool,
    /// How often the server was waited for since the pool counted last.
    turns: u64,
    /// How often one had been lost when this one was opened.
    since: u64,
}

/// Where a connection leads.
pub(super) struct Way {
    /// The servers, of which one can be written.
    servers: Vec<Config>,
    /// The one that answered last.
    good: AtomicUsize,
    /// How often a connection was lost; those that were lost together count once.
    lost: AtomicU64,
    schema: Option<String>,
    /// Behind a pooler that gives each transaction another connection: nothing may be prepared.
    is_pooled: bool,
    /// How long an answer may take.
    answer: Option<Duration>,
}

/// A statement whose answer nobody waits for before the next one.
struct Later {
    sql: &'static str,
    params: Vec<Value>,
    wanted: Wanted,
}

impl Way {
    pub(super) fn new(
        servers: Vec<Config>,
        schema: Option<String>,
        is_pooled: bool,
        answer: Option<Duration>,
    ) -> Self {
        let (good, lost) = (AtomicUsize::new(0), AtomicU64::new(0));
        Self { servers, good, lost, schema, is_pooled, answer }
    }

    /// A line to the first server that answers, beginning with the one that did last.
    fn open(&self) -> Result<Line, StoreError> {
        let (first, many) = (self.good.load(Ordering::SeqCst), self.servers.len());
        let mut trouble = StoreError::failed("connecting to the database", "it has no address");
        for at in (0..many).map(|step| (first + step) % many) {
            match Line::open(&self.servers[at], self.answer) {
                Ok(line) => {
                    self.good.store(at, Ordering::SeqCst);
                    return Ok(line);
                }
                Err(error) => trouble = error,
            }
        }
        Err(trouble)
    }

    fn line(&self) -> Result<Line, StoreError> {
        let mut line = self.open()?;
        if let Some(schema) = &self.schema {
            let sql = format!("SET search_path TO {schema}");
            let ask = Ask { sql: &sql, params: &[], statement: None, wanted: Wanted::Nothing };
            let choosing = |error| fail("choosing the schema", &error);
            for answer in line.ask(vec![ask]).map_err(choosing)? {
                answer.map_err(choosing)?;
            }
        }
        if !self.is_pooled {
            // Long texts, of which there are many, are packed with less work. A server that cannot
            // do it keeps its own way.
            let sql = "SET default_toast_compression TO lz4";
            let ask = Ask { sql, params: &[], statement: None, wanted: Wanted::Nothing };
            let _ = line.ask(vec![ask]).map_err(|error| fail("choosing how to pack", &error))?;
        }
        Ok(line)
    }
}

impl Connection {
    pub(super) fn open(way: &Arc<Way>) -> Result<Self, StoreError> {
        let since = way.lost.load(Ordering::SeqCst);
        Ok(Self {
            line: way.line()?,
            way: Arc::clone(way),
            statements: (!way.is_pooled).then(HashMap::new),
            waiting: Vec::new(),
            is_fresh: true,
            is_untouched: true,
            is_lost: false,
            turns: 0,
            since,
        })
    }

    /// Whether none was lost since it was opened.
    pub(super) fn is_of_now(&self) -> bool {
        self.since == self.way.lost.load(Ordering::SeqCst)
    }

    pub(super) fn is_good(&self) -> bool {
        !self.is_lost && !self.line.is_closed()
    }

    /// Whether an answer did not come in time: whoever waited for it is told, and waits for no other.
    pub(super) const fn has_hung(&self) -> bool {
        self.line.has_hung()
    }

    pub(super) const fn is_fresh(&self) -> bool {
        self.is_fresh
    }

    /// Ready for whoever comes next; how often the server was waited for.
    pub(super) fn rest(&mut self) -> u64 {
        self.waiting.clear();
        self.is_fresh = false;
        self.is_untouched = true;
        std::mem::take(&mut self.turns)
    }

    /// Begins a transaction, with its first statement where that is possible.
    pub(super) fn begin(&mut self) -> Result<(), StoreError> {
        if self.statements.is_none() {
            return self.batch(BEGIN);
        }
        self.waiting.push(Later { sql: BEGIN, params: Vec::new(), wanted: Wanted::Nothing });
        Ok(())
    }

    /// Sends what waits, and ends the transaction with it. One in which nothing was asked has not
    /// begun.
    pub(super) fn commit(&mut self) -> Result<(), StoreError> {
        if self.waiting.len() == 1 && !self.has_begun() {
            self.waiting.clear();
            return Ok(());
        }
        self.batch(COMMIT)
    }

    /// Takes the transaction back; whatever waits is not sent any more.
    pub(super) fn roll_back(&mut self) {
        let has_begun = self.has_begun();
        self.waiting.clear();
        if has_begun {
            self.is_lost |= self.batch("ROLLBACK").is_err();
        }
    }

    fn has_begun(&self) -> bool {
        self.waiting.first().is_none_or(|one| one.sql != BEGIN)
    }

    pub(crate) fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let Answer::Rows(rows) = self.send(sql, params, Wanted::Rows)? else {
            return Ok(Vec::new());
        };
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
        match self.send(sql, params, Wanted::Count)? {
            Answer::Count(changed) => Ok(changed),
            Answer::Rows(rows) => Ok(rows.len() as u64),
        }
    }

    /// Sends a statement with the next one; behind a pooler at once.
    pub(crate) fn later(&mut self, sql: &'static str, params: &[Value]) -> Result<(), StoreError> {
        if self.statements.is_none() {
            return self.execute(sql, params).map(drop);
        }
        self.waiting.push(Later { sql, params: params.to_vec(), wanted: Wanted::Count });
        Ok(())
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.send(sql, &[], Wanted::Nothing).map(drop)
    }

    /// Sends what waits, if anything does.
    fn flush(&mut self) -> Result<(), StoreError> {
        match self.waiting.pop() {
            Some(Later { sql, params, wanted }) => self.send(sql, &params, wanted).map(drop),
            None => Ok(()),
        }
    }

    /// A binary `COPY`; the types are those of the table's columns.
    pub(crate) fn bulk(
        &mut self,
        table: &str,
        columns: &str,
        rows: &[Vec<Value>],
    ) -> Result<(), StoreError> {
        self.flush()?;
        let what = format!("putting rows into {table}");
        let shape = format!("SELECT {columns} FROM {table} LIMIT 0");
        let prepared = self.line.prepare(&shape);
        let shape = prepared.map_err(|error| self.failed(&what, &error))?;
        let types: Vec<Type> = shape.columns().iter().map(|one| one.type_().clone()).collect();
        let into = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)");
        let copied = self.line.copy(&into, copy::pieces(&types, rows)?);
        self.turns += 2;
        copied.map(drop).map_err(|error| self.failed(&what, &error))
    }

    /// Sends what waits and one statement more, and waits for all the answers.
    fn send(&mut self, sql: &str, params: &[Value], wanted: Wanted) -> Result<Answer, StoreError> {
        let waiting = std::mem::take(&mut self.waiting);
        let is_first = std::mem::take(&mut self.is_untouched);
        let begins = waiting.first().is_some_and(|one| one.sql == BEGIN);
        // A read changes nothing, and what is begun here is not committed here.
        let is_harmless = sql != COMMIT && (begins || wanted == Wanted::Rows);
        match self.attempt(&waiting, (sql, params, wanted)) {
            // Lost while nobody used it, since the server was restarted: nothing has been done yet.
            Err(StoreError::Away(_))
                if self.is_lost
                    && is_first
                    && is_harmless
                    && !self.is_fresh
                    && !self.has_hung() =>
            {
                self.renew()?;
                self.attempt(&waiting, (sql, params, wanted))
            }
            outcome => outcome,
        }
    }

    /// Another line in the place of a lost one.
    fn renew(&mut self) -> Result<(), StoreError> {
        self.since = self.way.lost.load(Ordering::SeqCst);
        let line = self.way.line()?;
        super::drop_elsewhere(vec![std::mem::replace(&mut self.line, line)]);
        self.statements = (!self.way.is_pooled).then(HashMap::new);
        (self.is_fresh, self.is_lost) = (true, false);
        Ok(())
    }

    fn attempt(
        &mut self,
        waiting: &[Later],
        (sql, params, wanted): (&str, &[Value], Wanted),
    ) -> Result<Answer, StoreError> {
        let mut all = Vec::with_capacity(waiting.len() + 1);
        for one in waiting {
            let statement = self.prepared(one.sql, one.wanted)?;
            all.push(Ask { sql: one.sql, params: &one.params, statement, wanted: one.wanted });
        }
        all.push(Ask { sql, params, statement: self.prepared(sql, wanted)?, wanted });
        let texts: Vec<&str> = all.iter().map(|one| one.sql).collect();
        self.turns += 1;
        let answers = self.line.ask(all).map_err(|error| self.failed(sql, &error))?;
        let mut last = Answer::Count(0);
        for (text, answer) in texts.into_iter().zip(answers) {
            last = answer.map_err(|error| self.failed(text, &error))?;
        }
        Ok(last)
    }

    /// What an error means; remembers when the connection was lost.
    fn failed(&mut self, what: &str, error: &tokio_postgres::Error) -> StoreError {
        let is_the_end = is_the_end(error);
        let error = fail(what, error);
        if is_the_end && matches!(error, StoreError::Away(_)) {
            self.is_lost = true;
            let (since, lost) = (self.since, &self.way.lost);
            // Where another has said so of those that were opened with this one, that is enough.
            let _ = lost.compare_exchange(since, since + 1, Ordering::SeqCst, Ordering::SeqCst);
        }
        error
    }

    /// The statement, prepared once a connection; none where nothing may be prepared.
    fn prepared(&mut self, sql: &str, wanted: Wanted) -> Result<Option<Statement>, StoreError> {
        let known = match &self.statements {
            Some(statements) if wanted != Wanted::Nothing => statements.get(sql).cloned(),
            _ => return Ok(None),
        };
        if known.is_some() {
            return Ok(known);
        }
        self.turns += 1;
        let statement = self.line.prepare(sql).map_err(|error| self.failed(sql, &error))?;
        if let Some(statements) = &mut self.statements {
            statements.insert(sql.to_owned(), statement.clone());
        }
        Ok(Some(statement))
    }
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

fn owned(row: &tokio_postgres::Row, at: usize) -> Result<Value, StoreError> {
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
