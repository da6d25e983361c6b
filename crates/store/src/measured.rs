//! What the database layer counts about itself.

use meters::Family;

/// Upper bounds for waits and commits, in seconds: from a quiet disk's 0.15 ms to ten seconds of patience.
const SECONDS: &[f64] =
    &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// How long durable commits take.
pub static COMMIT_SECONDS: Family =
    Family::histogram("tongban_commit_seconds", "How long a durable commit takes.", &[], SECONDS);
/// How many transactions share a durable commit (always one on PostgreSQL, whose server groups them).
pub static COMMIT_GROUP: Family = Family::histogram(
    "tongban_commit_group_size",
    "How many transactions share one durable commit.",
    &[],
    &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0],
);
/// Commits that failed: nothing of their groups was acknowledged.
pub static COMMITS_FAILED: Family = Family::counter(
    "tongban_commits_failed_total",
    "Commits that failed; nothing of them was acknowledged.",
    &[],
);
/// How long a transaction waits for the writer or for a connection.
pub static WRITE_WAIT: Family = Family::histogram(
    "tongban_write_wait_seconds",
    "How long a transaction waits for the writer or for a connection.",
    &[],
    SECONDS,
);
/// How many transactions wait for the writer, or for a connection.
pub static WAITING: Family = Family::gauge(
    "tongban_database_waiting",
    "Transactions that wait for the writer or for a connection.",
    &[],
);
/// Connections: `busy`, `idle`, and `most`, how many there may be.
pub static CONNECTIONS: Family = Family::gauge(
    "tongban_database_connections",
    "Connections to the database, busy and idle, and how many there may be at most.",
    &["state"],
);
/// Statements that were asked of the database.
pub static STATEMENTS: Family = Family::counter(
    "tongban_database_statements_total",
    "Statements that were asked of the database.",
    &[],
);
/// How often PostgreSQL was waited for: several statements may travel together.
pub static TURNS: Family = Family::counter(
    "tongban_database_turns_total",
    "How often an answer of PostgreSQL was waited for; several statements may travel together.",
    &[],
);
/// Times that somebody was told to come back because the queue was full or no connection free.
pub static BUSY: Family = Family::counter(
    "tongban_database_busy_total",
    "Times that the queue was full or no connection was free in time.",
    &[],
);
/// Jobs that were tried, by kind and what became of them.
pub static JOBS_TRIED: Family = Family::counter(
    "tongban_jobs_tried_total",
    "Jobs that were tried, by kind and outcome (done, failed).",
    &["kind", "outcome"],
);
/// How long jobs take.
pub static JOB_SECONDS: Family =
    Family::histogram("tongban_job_seconds", "How long a job takes.", &["kind"], SECONDS);

/// All of them.
pub(crate) static ALL: [&Family; 11] = [
    &COMMIT_SECONDS,
    &COMMIT_GROUP,
    &COMMITS_FAILED,
    &WRITE_WAIT,
    &WAITING,
    &CONNECTIONS,
    &STATEMENTS,
    &TURNS,
    &BUSY,
    &JOBS_TRIED,
    &JOB_SECONDS,
];
