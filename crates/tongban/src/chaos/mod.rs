//! `chaos`: the server is harmed on purpose, in the ways in which machines and networks harm it; what
//! was acknowledged must be there afterwards, and nothing by half. Each scenario makes a county of
//! its own and runs this program as its server.

pub mod affairs;
pub mod books;
pub mod client;
pub mod crew;
pub mod disk;
pub mod kill;
pub mod overload;
pub mod restart;
pub mod scene;
pub mod simulate;
pub mod slow;

use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::json;

use crate::cli::{Chaos, ChaosPlace};
use crate::output::Output;
use scene::Scene;

/// Runs a scenario; the exit code is not 0 where something is not as it should be.
///
/// # Errors
/// When the scenario cannot be run.
pub fn chaos(chaos: Chaos, output: &Output) -> Result<ExitCode> {
    match chaos {
        Chaos::Kill { times, place } => in_scene(&place, output, |scene| kill::kill(scene, times)),
        Chaos::Restart { times, harm, control, place } => {
            in_scene(&place, output, |scene| restart::restart(scene, &control, harm, times))
        }
        Chaos::Failover { times, harm, control, place } => {
            in_scene(&place, output, |scene| restart::restart(scene, &control, harm, times))
        }
        Chaos::Full { megabytes, seconds, place } => in_scene(&place, output, |scene| {
            disk::full(scene, megabytes, Duration::from_secs_f64(seconds))
        }),
        Chaos::ReadOnly { place } => in_scene(&place, output, disk::read_only),
        Chaos::Slow { part, clients, seconds, place } => {
            in_scene(&place, output, |scene| slow::slow(scene, part, clients, seconds))
        }
        Chaos::Overload { times, seconds, patience_ms, place } => {
            let (span, patience) =
                (Duration::from_secs(seconds), Duration::from_millis(patience_ms));
            let wish = overload::Wish { times, span, patience };
            in_scene(&place, output, |scene| overload::overload(scene, wish))
        }
        Chaos::Simulate { seed, schedules, plant, data } => {
            let report = simulate::simulate(&data, seed, schedules, plant)?;
            Ok(told(&report, &report.findings, output))
        }
    }
}

/// A report that may have findings.
trait Findings: Serialize {
    fn findings(&self) -> &[String];
}

macro_rules! findings {
    ($($report:ty),*) => { $(impl Findings for $report {
        fn findings(&self) -> &[String] { &self.findings }
    })* };
}
findings!(kill::Report, restart::Report, disk::Report, slow::Report, overload::Report);

fn in_scene<R: Findings>(
    place: &ChaosPlace,
    output: &Output,
    run: impl FnOnce(&Scene) -> Result<R>,
) -> Result<ExitCode> {
    let folder = tempfile::tempdir().context("making a temporary folder")?;
    let own = || format!("sqlite:{}", folder.path().join("tongban.db").display());
    let scene = Scene {
        binary: std::env::current_exe().context("finding this program")?,
        database: place.database.clone().unwrap_or_else(own),
        data: place.data.clone(),
        var: folder.path().join("var"),
    };
    let report = run(&scene)?;
    Ok(told(&report, report.findings(), output))
}

fn told(report: &impl Serialize, findings: &[String], output: &Output) -> ExitCode {
    let value = json!(report);
    let figures = value.as_object().into_iter().flatten().filter(|(name, _)| *name != "findings");
    let mut lines: Vec<String> = figures.map(|(name, value)| format!("{name}: {value}")).collect();
    lines.push(match findings.len() {
        0 => "Nothing was lost, nothing is there by half.".to_owned(),
        many => format!("{many} findings:\n  {}", findings.join("\n  ")),
    });
    output.answer(&value, lines.join("\n"));
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Lets another process get on for a moment.
pub(crate) fn moment(length: Duration) {
    let (_kept, never) = mpsc::channel::<()>();
    let _ = never.recv_timeout(length);
}

/// Asks until there is an answer, at most so many seconds.
pub(crate) fn until<T>(seconds: u32, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    for _ in 0..seconds * 5 {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        moment(Duration::from_millis(200));
    }
    None
}
