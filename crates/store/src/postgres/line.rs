//! The line to the server: the driver's two halves, and a runtime that drives them while one waits.
//!
//! What is sent together travels once: the server reads the next statement without waiting for us,
//! and neither side is put to sleep and woken between two of them. A turn costs more than the
//! statement itself.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures_util::SinkExt;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, Error, NoTls, Row, Socket, Statement};

use super::trouble::fail;
use crate::{StoreError, Value};

/// How long a server may take to let us in where the address does not say how long.
const LETTING_IN: Duration = Duration::from_secs(5);
/// How the statements without parameters begin that frame others; the rest are migrations, which take
/// as long as they take.
const FRAMES: [&str; 4] = ["BEGIN", "COMMIT", "ROLLBACK", "SET "];

/// The half that carries what the other half asks and is answered.
type Carrier = tokio_postgres::Connection<Socket, NoTlsStream>;

/// A connection, driven by whoever waits for an answer.
pub(super) struct Line {
    client: Client,
    /// None once the server has not answered in time: the line is closed then.
    carrier: Option<Carrier>,
    runtime: Runtime,
    /// How long an answer may take.
    answer: Option<Duration>,
}

/// What one wants back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The rows.
    Rows,
    /// How many rows were changed.
    Count,
    /// Nothing: statements without parameters, as they stand.
    Nothing,
}

/// A statement that is to be sent.
pub(super) struct Ask<'a> {
    pub(super) sql: &'a str,
    pub(super) params: &'a [Value],
    /// As it was prepared; none where nothing may be.
    pub(super) statement: Option<Statement>,
    pub(super) wanted: Wanted,
}

/// What came back.
pub(super) enum Answer {
    Rows(Vec<Row>),
    Count(u64),
}

impl Line {
    pub(super) fn open(config: &Config, answer: Option<Duration>) -> Result<Self, StoreError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::failed("making a connection", error))?;
        // The driver bounds the way to the machine, and not what its server says on it.
        let hosts = u32::try_from(config.get_hosts().len()).unwrap_or(1).max(1);
        let wait = config.get_connect_timeout().copied().unwrap_or(LETTING_IN) * hosts;
        let opened = runtime.block_on(async { timeout(wait, config.connect(NoTls)).await });
        let what = "connecting to the database";
        let Ok(opened) = opened else {
            return Err(StoreError::Away(format!("{what}: the server does not answer")));
        };
        let (client, carrier) = opened.map_err(|error| fail(what, &error))?;
        Ok(Self { client, carrier: Some(carrier), runtime, answer })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Whether we hung up, since an answer did not come in time.
    pub(super) const fn has_hung(&self) -> bool {
        self.carrier.is_none()
    }

    pub(super) fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        let Self { client, carrier, runtime, answer } = self;
        drive((runtime, carrier), *answer, client.prepare(sql))
    }

    /// Sends all at once and takes the answers in their order.
    pub(super) fn ask(&mut self, all: Vec<Ask<'_>>) -> Result<Vec<Result<Answer, Error>>, Error> {
        let Self { client, carrier, runtime, answer } = self;
        let answer = (*answer).filter(|_| all.iter().all(Ask::is_short));
        drive((runtime, carrier), answer, together(client, all))
    }

    /// A `COPY` of these pieces.
    pub(super) fn copy(&mut self, copy: &str, pieces: Vec<BytesMut>) -> Result<u64, Error> {
        let Self { client, carrier, runtime, .. } = self;
        drive((runtime, carrier), None, copied(client, copy, pieces))
    }
}

/// Waits for work on the line, and carries meanwhile what goes over it. Where no answer comes in time
/// we hang up, and the work learns that the line is closed.
fn drive<T>(
    (runtime, carrier): (&Runtime, &mut Option<Carrier>),
    answer: Option<Duration>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut work = pin!(work);
    let carried = poll_fn(|cx| {
        while let Some(carrier) = carrier.as_mut() {
            match carrier.poll_message(cx) {
                // What the server says by itself is for nobody here.
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                // Where the line is closed, the work learns of it.
                Poll::Ready(None) | Poll::Pending => break,
            }
        }
        work.as_mut().poll(cx)
    });
    let Some(answer) = answer else { return runtime.block_on(carried) };
    match runtime.block_on(async { timeout(answer, carried).await }) {
        Ok(outcome) => outcome,
        Err(_) => {
            let seconds = answer.as_secs();
            tracing::warn!(seconds, "the database did not answer; the connection counts as lost");
            *carrier = None;
            runtime.block_on(work)
        }
    }
}

/// Each is sent when it is looked at for the first time, in this order; the answers come in it too.
/// Where one cannot be sent, such as for a value that does not fit, nothing after it is sent either,
/// a commit least of all.
async fn together(client: &Client, all: Vec<Ask<'_>>) -> Result<Vec<Result<Answer, Error>>, Error> {
    let mut running = Vec::with_capacity(all.len());
    for one in all {
        let mut work = Box::pin(one.send(client));
        let answer = poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Ready(come) => Poll::Ready(Some(come)),
            Poll::Pending => Poll::Ready(None),
        })
        .await;
        let is_unsent = matches!(answer, Some(Err(_)));
        running.push((work, answer));
        if is_unsent {
            break;
        }
    }
    poll_fn(|cx| {
        let mut is_done = true;
        for (work, answer) in &mut running {
            if answer.is_none() {
                match work.as_mut().poll(cx) {
                    Poll::Ready(come) => *answer = Some(come),
                    Poll::Pending => is_done = false,
                }
            }
        }
        if is_done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    Ok(running.into_iter().filter_map(|(_, answer)| answer).collect())
}

impl Ask<'_> {
    /// Whether it is one of those that are answered soon by any server that works.
    fn is_short(&self) -> bool {
        self.wanted != Wanted::Nothing || FRAMES.iter().any(|frame| self.sql.starts_with(frame))
    }

    async fn send(self, client: &Client) -> Result<Answer, Error> {
        let Self { sql, params, statement, wanted } = self;
        match (wanted, statement) {
            (Wanted::Nothing, _) => client.batch_execute(sql).await.map(|()| Answer::Count(0)),
            (Wanted::Rows, Some(statement)) => {
                client.query(&statement, &references(params)).await.map(Answer::Rows)
            }
            (Wanted::Rows, None) => client.query_typed(sql, &typed(params)).await.map(Answer::Rows),
            (Wanted::Count, Some(statement)) => {
                client.execute(&statement, &references(params)).await.map(Answer::Count)
            }
            (Wanted::Count, None) => {
                client.execute_typed(sql, &typed(params)).await.map(Answer::Count)
            }
        }
    }
}

async fn copied(client: &Client, copy: &str, pieces: Vec<BytesMut>) -> Result<u64, Error> {
    let mut sink = pin!(client.copy_in(copy).await?);
    for piece in pieces {
        sink.feed(piece).await?;
    }
    sink.finish().await
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
