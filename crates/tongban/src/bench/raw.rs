//! What the machine itself can commit, measured in the same run: without it no rate means anything.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use basis::Id;
use serde_json::{Value, json};
use store::Store;
use store::jobs::{self, Job};

use crate::ambient;
use crate::house::open_store;

/// As many as pgbench's 32 clients.
const CLIENTS: usize = 32;

/// Durable single-row commits a second: by one client, and by 32 at once.
#[derive(Clone, Copy, Debug)]
pub struct Raw {
    /// One after another.
    pub one_client: f64,
    /// 32 at once; on SQLite they share commits.
    pub many_clients: f64,
}

impl Raw {
    /// Measures in the database that is about to be measured, each rate for so many seconds; the
    /// rows are taken out again.
    pub fn measure(database: &str, seconds: f64) -> Result<Self> {
        let (store, span) = (open_store(database)?, Duration::from_secs_f64(seconds));
        let one_client = rate(&store, 1, span)?;
        let raw = Self { one_client, many_clients: rate(&store, CLIENTS, span)? };
        store.write_now(|tx| jobs::cancel_kind(tx, COUNTY, KIND))?;
        Ok(raw)
    }

    /// As JSON: `raw_commits_per_s` (one client), `raw_commits_32_per_s`.
    pub fn json(&self) -> Value {
        json!({
            "raw_commits_per_s": self.one_client.round(),
            "raw_commits_32_per_s": self.many_clients.round(),
        })
    }
}

const COUNTY: &str = "000000";
const KIND: &str = "bench.row";

#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
fn rate(store: &Store, clients: usize, span: Duration) -> Result<f64> {
    let (stop, rows, wrong) = (AtomicBool::new(false), AtomicU64::new(0), AtomicBool::new(false));
    let before = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) && before.elapsed() < span {
                    let job = row();
                    match store.write_now(move |tx| jobs::enqueue(tx, &job)) {
                        Ok(_) => rows.fetch_add(1, Ordering::Relaxed),
                        Err(_) => return wrong.store(true, Ordering::Relaxed),
                    };
                }
            });
        }
    });
    if wrong.load(Ordering::Relaxed) {
        anyhow::bail!("the database refused plain rows; see whether its disk is full");
    }
    Ok(rows.load(Ordering::Relaxed) as f64 / before.elapsed().as_secs_f64())
}

/// A row of 300 bytes, as in the published comparison.
fn row() -> Job {
    let clock = ambient::system();
    let id: Id = clock.id();
    Job {
        county: COUNTY.to_owned(),
        id,
        kind: KIND.to_owned(),
        dedupe: id.to_string(),
        run_at: clock.now(),
        body: "x".repeat(300),
    }
}
