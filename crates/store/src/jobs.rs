//! Work done later: claimed by lease, and finished in the transaction of its effect, so that a
//! crash at any point neither loses nor repeats it.
//!
//! The lease is the fencing token: [`finish`] answers `false` to a worker whose lease has passed
//! to another, and that worker must let its transaction fail.

use std::sync::LazyLock;

use basis::{Id, Instant};

use crate::{AT_ONCE, Row, StoreError, Tx, Value, filled, markers, params};

/// How often a job is tried before it waits for the operator: with the pauses between, longer than a
/// day for which the system behind it is away.
pub const MOST_ATTEMPTS: i64 = 48;

/// Something to do later.
#[derive(Clone, Debug)]
pub struct Job {
    /// The county that it belongs to.
    pub county: String,
    /// Its id.
    pub id: Id,
    /// Which worker does it, e.g. `notices.send`.
    pub kind: String,
    /// Of jobs with the same kind and key only one waits at a time.
    pub dedupe: String,
    /// Not before this instant.
    pub run_at: Instant,
    /// What the worker needs to know, as JSON text.
    pub body: String,
}

/// A job that this worker holds until its lease ends.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The job.
    pub job: Job,
    /// The fencing token.
    pub lease: Id,
    /// How often it has been tried, this time included.
    pub attempts: i64,
}

/// How many kinds of jobs may have a lane of their own.
pub(crate) const LANES: usize = 4;

/// Which jobs are looked for together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Those of one kind.
    Of(&'static str),
    /// All but those of some kinds, of which there are four at most.
    AllBut(Vec<&'static str>),
}

impl Lane {
    /// The values of the kinds in its statements.
    fn kinds(&self) -> Vec<Value> {
        let kinds = match self {
            Self::Of(kind) => return vec![Value::from(*kind)],
            Self::AllBut(kinds) => kinds,
        };
        // No kind is empty: it excludes nothing in the places that are left.
        let filled = kinds.iter().copied().chain(std::iter::repeat(""));
        filled.take(LANES).map(Value::from).collect()
    }
}

const ENQUEUE: &str =
    "INSERT INTO jobs (county, id, kind, dedupe, run_at, lease, lease_until, attempts, body)
    VALUES ($1, $2, $3, $4, $5, NULL, 0, 0, $6) ON CONFLICT (county, kind, dedupe) DO NOTHING";

/// Puts a job on the list; `false` when one with the same key waits already.
///
/// # Errors
/// When the database fails.
pub fn enqueue(tx: &mut Tx<'_>, job: &Job) -> Result<bool, StoreError> {
    Ok(tx.execute(ENQUEUE, &values(job))? == 1)
}

/// [`enqueue`] where nobody has to know whether the same waits already.
///
/// # Errors
/// When the database fails.
pub fn put(tx: &mut Tx<'_>, job: &Job) -> Result<(), StoreError> {
    tx.later(ENQUEUE, &values(job))
}

fn values(job: &Job) -> [Value; 6] {
    params![&job.county, job.id, &job.kind, &job.dedupe, job.run_at, &job.body]
}

/// Puts many new jobs on the list at once; for loading history in bulk.
///
/// # Errors
/// When the database fails or a job is there already.
pub fn bulk(tx: &mut Tx<'_>, jobs: &[Job]) -> Result<(), StoreError> {
    let row = |job: &Job| {
        let Job { county, id, kind, dedupe, run_at, body } = job;
        params![county, *id, kind, dedupe, *run_at, 0, 0, body].to_vec()
    };
    let rows: Vec<_> = jobs.iter().map(row).collect();
    tx.bulk("jobs", "county, id, kind, dedupe, run_at, lease_until, attempts, body", &rows)
}

/// Puts a job on the list in place of the one with the same key, if any. A worker that holds the
/// old one finds its lease gone.
///
/// # Errors
/// When the database fails.
pub fn replace(tx: &mut Tx<'_>, job: &Job) -> Result<(), StoreError> {
    tx.later(
        "INSERT INTO jobs (county, id, kind, dedupe, run_at, lease, lease_until, attempts, body)
         VALUES ($1, $2, $3, $4, $5, NULL, 0, 0, $6)
         ON CONFLICT (county, kind, dedupe) DO UPDATE SET run_at = excluded.run_at, lease = NULL,
             lease_until = 0, attempts = 0, failure = NULL, dead_at = NULL, body = excluded.body",
        &values(job),
    )
}

/// Takes a job off the list, if it is there.
///
/// # Errors
/// When the database fails.
pub fn cancel(tx: &mut Tx<'_>, county: &str, kind: &str, dedupe: &str) -> Result<(), StoreError> {
    tx.later(
        "DELETE FROM jobs WHERE county = $1 AND kind = $2 AND dedupe = $3",
        &params![county, kind, dedupe],
    )
}

/// Takes all jobs of a kind off the list.
///
/// # Errors
/// When the database fails.
pub fn cancel_kind(tx: &mut Tx<'_>, county: &str, kind: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM jobs WHERE county = $1 AND kind = $2", &params![county, kind]).map(drop)
}

// The outer condition holds again all that the inner one found: on PostgreSQL another worker may have
// taken, put off or given up a job between the two, and this one then looks at the row anew. The plus
// keeps SQLite from walking along all that is due once more for it.
const CLAIM: &str = "UPDATE jobs SET lease = $4, lease_until = $5, attempts = attempts + 1
     WHERE county = $1 AND dead_at IS NULL AND +run_at <= $2 AND lease_until <= $2 AND id IN (
         SELECT id FROM jobs
         WHERE county = $1 AND dead_at IS NULL AND run_at <= $2 AND lease_until <= $2
             AND kind NOT IN ($6, $7, $8, $9)
         ORDER BY run_at, id LIMIT $3)
     RETURNING county, id, kind, dedupe, run_at, body, attempts";
const CLAIM_OF_KIND: &str = "UPDATE jobs SET lease = $4, lease_until = $5, attempts = attempts + 1
     WHERE county = $1 AND dead_at IS NULL AND +run_at <= $2 AND lease_until <= $2 AND id IN (
         SELECT id FROM jobs
         WHERE county = $1 AND kind = $6 AND dead_at IS NULL AND run_at <= $2 AND lease_until <= $2
         ORDER BY run_at, id LIMIT $3)
     RETURNING county, id, kind, dedupe, run_at, body, attempts";

/// Takes up to `limit` due jobs of a county for `lease_millis`, of whatever kind.
///
/// # Errors
/// When the database fails.
pub fn claim(
    tx: &mut Tx<'_>,
    county: &str,
    lease: Id,
    now: Instant,
    lease_millis: i64,
    limit: i64,
) -> Result<Vec<Claimed>, StoreError> {
    claim_in(tx, (county, &Lane::AllBut(Vec::new())), lease, now, lease_millis, limit)
}

/// [`claim`] of those of one lane.
///
/// # Errors
/// When the database fails.
pub fn claim_in(
    tx: &mut Tx<'_>,
    (county, lane): (&str, &Lane),
    lease: Id,
    now: Instant,
    lease_millis: i64,
    limit: i64,
) -> Result<Vec<Claimed>, StoreError> {
    let statement = match lane {
        Lane::Of(_) => CLAIM_OF_KIND,
        Lane::AllBut(_) => CLAIM,
    };
    let values = params![county, now, limit, lease, now.plus_millis(lease_millis)];
    let taken = tx.query(statement, &[values.to_vec(), lane.kinds()].concat())?;
    let claimed = |row: &Row| -> Result<Claimed, StoreError> {
        Ok(Claimed { job: from_row(row)?, lease, attempts: row.int("attempts")? })
    };
    let mut claimed = taken.iter().map(claimed).collect::<Result<Vec<_>, _>>()?;
    claimed.sort_by_key(|one| (one.job.run_at, one.job.id));
    Ok(claimed)
}

/// Lengthens the lease of a job that its worker still holds; a lease that has passed to another
/// worker, or has ended with the job, stays as it is.
///
/// # Errors
/// When the database fails.
pub fn renew(
    tx: &mut Tx<'_>,
    claimed: &Claimed,
    now: Instant,
    lease_millis: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE jobs SET lease_until = $4 WHERE county = $1 AND id = $2 AND lease = $3",
        &params![
            &claimed.job.county,
            claimed.job.id,
            claimed.lease,
            now.plus_millis(lease_millis),
        ],
    )
    .map(drop)
}

/// Whether anything is due: a look that writes nothing.
///
/// # Errors
/// When the database fails.
pub fn any_due(tx: &mut Tx<'_>, county: &str, now: Instant) -> Result<bool, StoreError> {
    any_due_in(tx, (county, &Lane::AllBut(Vec::new())), now)
}

const DUE: &str = "SELECT id FROM jobs WHERE county = $1 AND dead_at IS NULL AND run_at <= $2
     AND lease_until <= $2 AND kind NOT IN ($3, $4, $5, $6) ORDER BY run_at, id LIMIT 1";
const DUE_OF_KIND: &str = "SELECT id FROM jobs WHERE county = $1 AND kind = $3 AND dead_at IS NULL
     AND run_at <= $2 AND lease_until <= $2 ORDER BY run_at, id LIMIT 1";

/// [`any_due`] of those of one lane.
///
/// # Errors
/// When the database fails.
pub fn any_due_in(
    tx: &mut Tx<'_>,
    (county, lane): (&str, &Lane),
    now: Instant,
) -> Result<bool, StoreError> {
    let statement = match lane {
        Lane::Of(_) => DUE_OF_KIND,
        Lane::AllBut(_) => DUE,
    };
    let values = [params![county, now].to_vec(), lane.kinds()].concat();
    Ok(tx.first(statement, &values)?.is_some())
}

/// Ends a job, in the transaction of its effect. `false`: the lease has passed to another worker,
/// and the transaction must fail.
///
/// # Errors
/// When the database fails.
pub fn finish(tx: &mut Tx<'_>, claimed: &Claimed) -> Result<bool, StoreError> {
    tx.changed_one(
        "DELETE FROM jobs WHERE county = $1 AND id = $2 AND lease = $3",
        &params![&claimed.job.county, claimed.job.id, claimed.lease],
    )
}

static FINISH_MANY: LazyLock<String> = LazyLock::new(|| {
    let list = markers(3, AT_ONCE);
    format!("DELETE FROM jobs WHERE county = $1 AND lease = $2 AND id IN ({list})")
});

/// [`finish`] for many jobs that were claimed together. `false`: the lease of one of them has passed
/// to another worker, and the transaction must fail.
///
/// # Errors
/// When the database fails.
pub fn finish_all(tx: &mut Tx<'_>, claimed: &[Claimed]) -> Result<bool, StoreError> {
    let Some(Claimed { job: Job { county, .. }, lease, .. }) = claimed.first() else {
        return Ok(true);
    };
    if claimed.iter().any(|one| one.lease != *lease || one.job.county != *county) {
        return Ok(false);
    }
    let mut ended = 0;
    for some in claimed.chunks(AT_ONCE) {
        let ids = some.iter().map(|one| Value::from(one.job.id)).collect();
        let values = [params![county, *lease].to_vec(), filled(ids, AT_ONCE)].concat();
        ended += tx.execute(&FINISH_MANY, &values)?;
    }
    Ok(ended == claimed.len() as u64)
}

/// Gives a job back that has nothing to do before an instant; `false`: the lease has passed to
/// another worker or the job is another by now, and stays as it is.
///
/// # Errors
/// When the database fails.
pub fn postpone(tx: &mut Tx<'_>, claimed: &Claimed, run_at: Instant) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE jobs SET lease = NULL, lease_until = 0, attempts = 0, failure = NULL, run_at = $4
         WHERE county = $1 AND id = $2 AND lease = $3",
        &params![&claimed.job.county, claimed.job.id, claimed.lease, run_at],
    )
}

/// Gives a job back after a failure: again later with growing pauses, or, after
/// [`MOST_ATTEMPTS`], not again ([`given_up`] counts those, and the row keeps the reason).
///
/// # Errors
/// When the database fails.
pub fn fail(tx: &mut Tx<'_>, claimed: &Claimed, now: Instant, why: &str) -> Result<(), StoreError> {
    let dead = (claimed.attempts >= MOST_ATTEMPTS).then_some(now);
    tx.execute(
        "UPDATE jobs SET lease = NULL, lease_until = 0, run_at = $4, failure = $5, dead_at = $6
         WHERE county = $1 AND id = $2 AND lease = $3",
        &params![
            &claimed.job.county,
            claimed.job.id,
            claimed.lease,
            now.plus_millis(pause_millis(claimed)),
            why,
            dead,
        ],
    )
    .map(drop)
}

/// 2 s, 4 s, 8 s … up to an hour, spread by the job's own id so that retries do not march in step.
fn pause_millis(claimed: &Claimed) -> i64 {
    let base = (1_000_i64 << claimed.attempts.clamp(0, 12)).min(3_600_000);
    let spread = claimed.job.id.as_str().bytes().map(i64::from).sum::<i64>() % 100;
    base + base * spread / 200
}

/// What waits of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// The kind.
    pub kind: String,
    /// How many, up to the bound that was asked for.
    pub jobs: i64,
    /// Since when the oldest of them waits.
    pub since: Instant,
}

/// What is due by kind, held by a worker or not; looks at `most` jobs at most, oldest first.
///
/// # Errors
/// When the database fails.
pub fn due(
    tx: &mut Tx<'_>,
    county: &str,
    now: Instant,
    most: i64,
) -> Result<Vec<Backlog>, StoreError> {
    let rows = tx.query(
        "SELECT kind, COUNT(*) AS jobs, MIN(run_at) AS since FROM (
             SELECT kind, run_at FROM jobs
             WHERE county = $1 AND dead_at IS NULL AND run_at <= $2
             ORDER BY run_at, id LIMIT $3) AS oldest
         GROUP BY kind ORDER BY kind",
        &params![county, now, most],
    )?;
    rows.iter().map(backlog).collect()
}

/// What was given up by kind, since when; looks at `most` jobs at most.
///
/// # Errors
/// When the database fails.
pub fn given_up(tx: &mut Tx<'_>, county: &str, most: i64) -> Result<Vec<Backlog>, StoreError> {
    let rows = tx.query(
        "SELECT kind, COUNT(*) AS jobs, MIN(dead_at) AS since FROM (
             SELECT kind, dead_at FROM jobs WHERE county = $1 AND dead_at IS NOT NULL
             ORDER BY dead_at, id LIMIT $2) AS oldest
         GROUP BY kind ORDER BY kind",
        &params![county, most],
    )?;
    rows.iter().map(backlog).collect()
}

fn backlog(row: &Row) -> Result<Backlog, StoreError> {
    let since = Instant::from_millis(row.int("since")?);
    Ok(Backlog { kind: row.text("kind")?, jobs: row.int("jobs")?, since })
}

fn from_row(row: &Row) -> Result<Job, StoreError> {
    Ok(Job {
        county: row.text("county")?,
        id: row.parsed("id")?,
        kind: row.text("kind")?,
        dedupe: row.text("dedupe")?,
        run_at: Instant::from_millis(row.int("run_at")?),
        body: row.text("body")?,
    })
}
