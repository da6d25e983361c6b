//! `bench ledger`: leaves a second, in memory and in a database, and how long a proof takes.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant as Watch;

use anyhow::{Context, Result};
use basis::ambient::SeededEntropy;
use basis::{Ambient, RecordId};
use ledger::{Keyring, Ledger, LogKeys, Past, Record, Sealed, seal_stream};
use serde_json::{Value, json};

use super::figures::{Figures, merged};
use super::raw::Raw;
use crate::ambient;
use crate::house::open_store;
use crate::output::Output;

/// A county that is none, so that the log is of nobody.
const COUNTY: &str = "000000";
/// Records of one stream, such as a case has at most.
const STREAM: u64 = 100;
/// Streams that share a transaction and a checkpoint.
const STREAMS: u64 = 200;
/// Proofs that are timed.
const PROOFS: u64 = 1_000;
/// For how many seconds the machine's plain commits are measured beforehand, each of the two rates.
const COMMITS_FOR: f64 = 1.0;

/// Leaves a second, appended and integrated in memory.
pub fn in_memory(leaves: u64, output: &Output) -> Result<()> {
    let clock = ambient::system();
    let before = clock.now();
    let root = ledger::bench(leaves)?;
    let millis = clock.now().since(before).max(1);
    let rate = leaves * 1_000 / millis.unsigned_abs();
    output.answer(
        &json!({ "leaves": leaves, "millis": millis, "leaves_per_s": rate, "root": root.to_string() }),
        format!("{leaves} leaves appended and integrated in {millis} ms: {rate} a second"),
    );
    Ok(())
}

/// Leaves a second with their records sealed, kept and integrated durably; then proofs of records
/// all over the log. The database should be one of its own: it keeps what was written.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
pub fn in_database(leaves: u64, database: &str, output: &Output) -> Result<()> {
    let clock = ambient::system();
    let raw = Raw::measure(database, COMMITS_FOR)?;
    let keys = LogKeys::generate("bench.example/000000", &SeededEntropy::new(1))?;
    let ledger = Ledger::new(
        open_store(database)?,
        clock.clone(),
        Keyring::new([(COUNTY.to_owned(), keys)]),
    );
    let run = clock.id().to_string();
    let before = Watch::now();
    let kept = keep(&ledger, &run, leaves, output)?;
    let seconds = before.elapsed().as_secs_f64();
    let rate = (kept as f64 / seconds).round();
    let proofs = prove(&ledger, &run, kept)?;
    let size = ledger.store().read_now(|tx| ledger::size(tx, COUNTY))?;
    let is_durable = ledger.store().lossy_settings()?.is_empty();
    let how = if is_durable { "durably" } else { "NOT durably" };
    let own = json!({
        "leaves": kept, "seconds": seconds, "leaves_per_s": rate, "log_size": size,
        "database": ledger.store().kind(), "durable": is_durable, "proofs": proofs.calls(),
        "proof_p50_ms": proofs.percentile_ms(50.0), "proof_p99_ms": proofs.percentile_ms(99.0),
    });
    output.answer(
        &merged(&[own, raw.json()]),
        format!(
            "{kept} records kept and integrated {how} in {seconds:.1} s: {rate} a second; a proof \
             takes {:.2} ms, p99 {:.2} ms",
            proofs.percentile_ms(50.0),
            proofs.percentile_ms(99.0),
        ),
    );
    Ok(())
}

/// One thread seals while this one writes; how many leaves were kept.
fn keep(ledger: &Ledger, run: &str, leaves: u64, output: &Output) -> Result<u64> {
    let streams = leaves.div_ceil(STREAM);
    let bar = output.bar(streams * STREAM, "leaves");
    std::thread::scope(|scope| -> Result<()> {
        let (send, ready): (SyncSender<Vec<Sealed>>, Receiver<_>) = sync_channel(4);
        let ambient = ledger.ambient();
        let sealing = scope.spawn(move || -> Result<()> {
            for first in (0..streams).step_by(STREAMS as usize) {
                let batch = (first..streams.min(first + STREAMS))
                    .map(|at| sealed(ambient, &stream(run, at)))
                    .collect::<Result<Vec<_>>>()?;
                if send.send(batch.concat()).is_err() {
                    break;
                }
            }
            Ok(())
        });
        for batch in ready {
            let many = batch.len() as u64;
            ledger.keep_history(COUNTY, batch, |_| Ok(()))?;
            bar.inc(many);
        }
        sealing.join().map_err(|_| anyhow::anyhow!("the sealing thread failed"))?
    })?;
    bar.finish_and_clear();
    Ok(streams * STREAM)
}

fn stream(run: &str, at: u64) -> String {
    format!("bench:{run}:{at}")
}

/// The records of one stream, as long as those of a case.
fn sealed(ambient: &Ambient, stream: &str) -> Result<Vec<Sealed>> {
    let past = |at: u64| Past {
        at: ambient.now(),
        by: json!({ "system": "bench" }),
        record: Record::new(stream, "bench.leaf", body(at)),
    };
    Ok(seal_stream(COUNTY, &ambient.bytes(), (0..STREAM).map(past).collect())?)
}

fn body(at: u64) -> Value {
    json!({ "step": at, "text": "情况属实，同意。" })
}

/// Times the proofs of records spread over the whole log.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
fn prove(ledger: &Ledger, run: &str, leaves: u64) -> Result<Figures> {
    let mut figures = Figures::default();
    for at in 0..PROOFS.min(leaves) {
        // A stride without a common factor with the size comes by everywhere.
        let leaf = at.wrapping_mul(7_368_787) % leaves;
        let id = record(ledger, &stream(run, leaf / STREAM), (leaf % STREAM) as i64)?;
        let before = Watch::now();
        let proof = ledger.receipt_now(COUNTY, id)?;
        figures.took(before.elapsed());
        proof.context("a record that was kept has no proof")?;
    }
    Ok(figures)
}

fn record(ledger: &Ledger, stream: &str, after: i64) -> Result<RecordId> {
    let name = stream.to_owned();
    let found = ledger.store().read_now(move |tx| ledger::records(tx, COUNTY, &name, after, 1))?;
    Ok(found.first().context("a record that was kept is not there")?.id)
}
