//! `bench burst`: the pattern of DIGIT's published load test, in which 57 of 100 calls failed.

use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;
use tokio::task::JoinSet;

use super::figures::{Figures, merged};
use super::lifecycle::Office;
use super::town::Town;
use crate::cli::BenchBurst;
use crate::output::Output;

/// Lifecycles that begin each second, step by step.
const PATTERN: [f64; 7] = [1.0, 15.0, 1.0, 25.0, 2.0, 35.0, 10.0];
/// How long after the pattern one waits for the server to come back.
const PATIENCE: Duration = Duration::from_secs(30);
/// A server has recovered when a lifecycle takes at most so many times what it took in peace.
const NORMAL: f64 = 2.0;
/// Below this nobody notices a difference.
const UNNOTICED_MS: f64 = 20.0;

/// Measures and reports.
pub fn command(wish: &BenchBurst, output: &Output) -> Result<()> {
    let town = Town::prepare(&wish.town, output)?;
    let server = town.serve()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(async {
        let office = Office::open(server.address, &town.residents).await?;
        office.many(2, Duration::from_millis(500)).await?;
        run(&office, wish).await
    })?;
    let own = json!({
        "times": wish.times,
        "pattern": PATTERN.map(|rate| rate * wish.times),
        "step_seconds": wish.seconds,
        "lifecycles": report.lifecycles,
        "lifecycles_per_s": report.lifecycles as f64 / report.seconds,
        "baseline_p50_ms": report.baseline_ms,
        "recovery_s": report.recovery.map(|time| time.as_secs_f64()),
    });
    let value = merged(&[town.json(&server), own, report.figures.json()]);
    let recovery = report.recovery.map_or("did not recover".to_owned(), |time| {
        format!("back to normal after {:.2} s", time.as_secs_f64())
    });
    let words = format!(
        "{} lifecycles, {} errors, a call p99 {:.1} ms, {recovery}",
        report.lifecycles,
        report.figures.errors,
        report.figures.percentile_ms(99.0)
    );
    output.answer(&value, words);
    Ok(())
}

struct Report {
    lifecycles: u64,
    seconds: f64,
    baseline_ms: f64,
    recovery: Option<Duration>,
    figures: Figures,
}

/// The pattern, and afterwards one lifecycle after the other until they take no longer than before.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
async fn run(office: &Office, wish: &BenchBurst) -> Result<Report> {
    let baseline_ms = peace(office).await;
    let begin = Instant::now();
    let mut all = JoinSet::new();
    for rate in PATTERN {
        let rate = rate * wish.times;
        let (step, many) =
            (tokio::time::Instant::now(), (rate * wish.seconds as f64).round() as u64);
        for number in 0..many {
            let due = Duration::from_secs_f64(number as f64 / rate);
            tokio::time::sleep_until(step + due).await;
            all.spawn(office.lifecycle());
        }
        tokio::time::sleep_until(step + Duration::from_secs(wish.seconds)).await;
    }
    let over = Instant::now();
    let recovery = recovered(office, baseline_ms, over).await;
    let (mut figures, mut lifecycles) = (Figures::default(), 0);
    while let Some(one) = all.join_next().await {
        let (own, done) = one?;
        figures.add(own);
        lifecycles += done;
    }
    let seconds = begin.elapsed().as_secs_f64();
    Ok(Report { lifecycles, seconds, baseline_ms, recovery, figures })
}

/// The median of a call while nobody else asks.
async fn peace(office: &Office) -> f64 {
    let mut figures = Figures::default();
    for _ in 0..20 {
        figures.add(office.lifecycle().await.0);
    }
    figures.percentile_ms(50.0)
}

/// From the end of the burst until a whole lifecycle again takes what it took in peace.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
async fn recovered(office: &Office, baseline_ms: f64, over: Instant) -> Option<Duration> {
    let normal = (baseline_ms * NORMAL).max(baseline_ms + UNNOTICED_MS);
    while over.elapsed() < PATIENCE {
        let (figures, done) = office.lifecycle().await;
        if done == 1 && figures.percentile_ms(100.0) <= normal {
            return Some(over.elapsed());
        }
    }
    None
}
