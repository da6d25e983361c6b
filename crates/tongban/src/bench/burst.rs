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
/// So many lifecycles in peace say what is usual: 100 calls, so that their p99 is not the slowest.
const PEACE: usize = 25;
/// So many lifecycles in a row take no longer than usual when a server has recovered: one may be luck.
const IN_A_ROW: usize = 10;
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
        "baseline_p50_ms": report.peace.percentile_ms(50.0),
        "baseline_p99_ms": report.peace.percentile_ms(99.0),
        "normal_ms": report.normal_ms,
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
    peace: Figures,
    /// The most that a call may take to count as usual.
    normal_ms: f64,
    recovery: Option<Duration>,
    /// Every call of the burst; errors before and after it count, too.
    figures: Figures,
}

/// The pattern, and afterwards one lifecycle after the other until they take no longer than before.
/// A step may be part of a second.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
async fn run(office: &Office, wish: &BenchBurst) -> Result<Report> {
    let (peace, step_s) = (peace(office).await, wish.seconds);
    let begin = Instant::now();
    let mut all = JoinSet::new();
    for rate in PATTERN {
        let rate = rate * wish.times;
        let (step, many) = (tokio::time::Instant::now(), (rate * step_s).round() as u64);
        for number in 0..many {
            let due = Duration::from_secs_f64(number as f64 / rate);
            tokio::time::sleep_until(step + due).await;
            all.spawn(office.lifecycle());
        }
        tokio::time::sleep_until(step + Duration::from_secs_f64(step_s)).await;
    }
    let over = Instant::now();
    let mut row = Row { normal_ms: usual_ms(&peace), in_a_row: 0 };
    let (recovery, after) = recovered(office, &mut row, over).await;
    let (mut figures, mut lifecycles) = (Figures::default(), 0);
    figures.add_errors(&peace);
    figures.add_errors(&after);
    while let Some(one) = all.join_next().await {
        let (own, done) = one?;
        figures.add(own);
        lifecycles += done;
    }
    let seconds = begin.elapsed().as_secs_f64();
    Ok(Report { lifecycles, seconds, peace, normal_ms: row.normal_ms, recovery, figures })
}

/// Every call while nobody else asks.
async fn peace(office: &Office) -> Figures {
    let mut figures = Figures::default();
    for _ in 0..PEACE {
        figures.add(office.lifecycle().await.0);
    }
    figures
}

/// From the end of the burst to the end of the first lifecycles in a row of which no call takes
/// longer than 99 in 100 took in peace; and every call meanwhile.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
async fn recovered(office: &Office, row: &mut Row, over: Instant) -> (Option<Duration>, Figures) {
    let mut after = Figures::default();
    while over.elapsed() < PATIENCE {
        let (figures, done) = office.lifecycle().await;
        let is_back = row.is_back(&figures, done == 1);
        after.add(figures);
        if is_back {
            return (Some(over.elapsed()), after);
        }
    }
    (None, after)
}

/// Lifecycles in a row that were as usual.
struct Row {
    normal_ms: f64,
    in_a_row: usize,
}

impl Row {
    /// Whether so many in a row were as usual, with this one.
    fn is_back(&mut self, figures: &Figures, is_done: bool) -> bool {
        let is_usual = is_done && figures.percentile_ms(100.0) <= self.normal_ms;
        self.in_a_row = if is_usual { self.in_a_row + 1 } else { 0 };
        self.in_a_row >= IN_A_ROW
    }
}

/// What a call may take at most to count as usual.
fn usual_ms(peace: &Figures) -> f64 {
    peace.percentile_ms(99.0) + UNNOTICED_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_is_not_the_slowest_call_in_peace() {
        let mut peace = Figures::default();
        (1..100).for_each(|_| peace.took(Duration::from_millis(4)));
        peace.took(Duration::from_millis(900));
        assert_eq!(usual_ms(&peace), 24.0);
    }

    #[test]
    fn a_server_is_back_when_ten_in_a_row_are_as_usual() {
        let lifecycle = |slowest_ms: u64| {
            let mut figures = Figures::default();
            for ms in [4, slowest_ms, 4, 4] {
                figures.took(Duration::from_millis(ms));
            }
            figures
        };
        let mut row = Row { normal_ms: 24.0, in_a_row: 0 };
        let told =
            |row: &mut Row, slowest_ms, is_done| row.is_back(&lifecycle(slowest_ms), is_done);
        let nine = |row: &mut Row| (1..IN_A_ROW).any(|_| told(row, 24, true));
        assert!(!nine(&mut row) && !told(&mut row, 25, true), "one slow call in four begins anew");
        assert!(!nine(&mut row) && !told(&mut row, 4, false), "one that broke off does, too");
        assert!(!nine(&mut row) && told(&mut row, 4, true));
    }
}
