//! The plain commits of a database.

use anyhow::Result;
use basis::{Ambient, Id};
use serde_json::json;
use store::jobs::{self, Job};

use crate::ambient;
use crate::house::open_store;
use crate::output::Output;

/// One row a commit, one writer: what the disk and the scheduler allow.
pub fn commit(rows: u64, database: &str, output: &Output) -> Result<()> {
    let (store, clock) = (open_store(database)?, ambient::system());
    let before = clock.now();
    for _ in 0..rows {
        let job = row(&clock);
        let id = job.id;
        store.write_now(move |tx| {
            jobs::enqueue(tx, &job)?;
            Ok::<_, store::StoreError>(id)
        })?;
    }
    let millis = clock.now().since(before).max(1);
    let rate = rows * 1_000 / millis.unsigned_abs();
    let (kind, is_durable) = (store.kind(), store.lossy_settings()?.is_empty());
    let words = if is_durable { "durable" } else { "NOT durable" };
    output.answer(
        &json!({
            "rows": rows, "millis": millis, "commits_per_s": rate, "database": kind,
            "durable": is_durable,
        }),
        format!("{rows} single-row commits ({words}) in {millis} ms: {rate} a second ({kind})"),
    );
    Ok(())
}

fn row(clock: &Ambient) -> Job {
    let id: Id = clock.id();
    Job {
        county: "000000".to_owned(),
        id,
        kind: "bench.row".to_owned(),
        dedupe: id.to_string(),
        run_at: clock.now(),
        body: "x".repeat(300),
    }
}
