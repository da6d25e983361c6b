//! `chaos simulate`: cases, clock, jobs, outbox and log in schedules that a seed makes: two servers on
//! one database whose clocks differ and jump, people who repeat themselves and look at what is old,
//! a database that fails or loses its connection in a commit, servers that die with jobs in their
//! hands, an outside system that is away for a day. The same seed makes the same schedule; when all
//! is well again, nothing acknowledged may be lost, nothing be there by half, every effect be had once.

mod faults;
mod outside;
mod schedule;
mod town;
mod world;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use parking_lot::Mutex;
use serde::Serialize;

use self::schedule::Schedule;
use self::town::Town;
use crate::ambient;

/// A fault that is put in on purpose, so that everybody sees that schedules can fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Plant {
    /// None: schedules must end well.
    #[default]
    None,
    /// The disk says of some commits that they are kept, and forgets them.
    LyingDisk,
    /// The worker ends some of its jobs without telling the outside system.
    ForgottenEffect,
}

/// What came of all schedules.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// How many were run.
    pub schedules: u64,
    /// The first seed.
    pub seed: u64,
    /// How long that took, in seconds.
    pub seconds: f64,
    /// What happened in them.
    pub happened: Happened,
    /// The seeds of those that failed.
    pub failed: Vec<u64>,
    /// What should not be, with its seed; empty where all is well.
    pub findings: Vec<String>,
}

/// What happened, so that nobody takes quiet schedules for a proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// Acts that were acknowledged.
    pub acknowledged: u64,
    /// Acts that were refused, since somebody was first or it was not possible then.
    pub refused: u64,
    /// Acts of which nobody knew whether they were done.
    pub unknown: u64,
    /// Requests that were repeated after they had been acknowledged.
    pub repeated: u64,
    /// Acts that were acknowledged after others that had been asked for later.
    pub reordered: u64,
    /// Servers that died.
    pub crashes: u64,
    /// Transactions that failed or whose commit was not told.
    pub faults: u64,
    /// Transactions that a slow disk kept waiting, up to 20 seconds.
    pub slowed: u64,
    /// Outages of the outside system, each of a day.
    pub outages: u64,
    /// Jumps of a clock.
    pub jumps: u64,
    /// Jobs that were taken over from a worker that was too slow.
    pub overtaken: u64,
    /// Effects that the outside system had.
    pub effects: u64,
    /// Effects that it was told of more than once, and had once.
    pub told_again: u64,
}

impl Happened {
    fn add(&mut self, other: &Self) {
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.unknown += other.unknown;
        self.repeated += other.repeated;
        self.reordered += other.reordered;
        self.crashes += other.crashes;
        self.faults += other.faults;
        self.slowed += other.slowed;
        self.outages += other.outages;
        self.jumps += other.jumps;
        self.overtaken += other.overtaken;
        self.effects += other.effects;
        self.told_again += other.told_again;
    }
}

/// Failures beyond this many are not told one by one.
const MOST_TOLD: usize = 20;

/// Runs so many schedules, each with the next seed, on all cores.
///
/// # Errors
/// When the catalogue cannot be read.
pub fn simulate(data: &Path, seed: u64, schedules: u64, plant: Plant) -> Result<Report> {
    let meters = ambient::meters();
    let town = Town::load(data)?;
    let next = AtomicU64::new(0);
    let report = Mutex::new(Report { schedules, seed, ..Report::default() });
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= schedules {
                return;
            }
            let seed = seed.wrapping_add(number);
            let outcome = Schedule::run(&town, seed, plant);
            let mut report = report.lock();
            let findings = match outcome {
                Ok((happened, findings)) => {
                    report.happened.add(&happened);
                    findings
                }
                Err(error) => vec![format!("{error:#}")],
            };
            report.failed.extend((!findings.is_empty()).then_some(seed));
            let told = findings.into_iter().map(|words| format!("seed {seed}: {words}"));
            report.findings.extend(told);
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let mut report = report.into_inner();
    report.seconds = meters.since(0);
    report.failed.sort_unstable();
    report.findings.sort();
    let many = report.findings.len();
    if many > MOST_TOLD {
        report.findings.truncate(MOST_TOLD);
        report.findings.push(format!("and {} more", many - MOST_TOLD));
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seed of the first schedule and how many there are, so that a failure can be run again:
    /// `TONGBAN_SIMULATE_SEED=4711 TONGBAN_SIMULATE_SCHEDULES=1 cargo test -p tongban simulate`.
    #[allow(clippy::disallowed_methods, reason = "where the test run says what it wants")]
    fn setting(name: &str, usual: u64) -> u64 {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
    }

    #[test]
    fn schedules_end_well_and_the_same_seed_makes_the_same_one() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        let seed = setting("TONGBAN_SIMULATE_SEED", 1);
        let schedules = setting("TONGBAN_SIMULATE_SCHEDULES", 24);
        let report = simulate(&data, seed, schedules, Plant::None).unwrap();
        assert!(report.findings.is_empty(), "{report:#?}");
        if schedules < 24 {
            return;
        }
        let happened = report.happened;
        assert!(happened.acknowledged > 10 * schedules, "{report:#?}");
        // Each kind of trouble has been there, so that none is passed for want of it.
        let people = [happened.unknown, happened.repeated, happened.reordered, happened.told_again];
        let machines = [happened.crashes, happened.faults, happened.slowed, happened.jumps];
        let outside = [happened.outages, happened.effects];
        let all = [&people[..], &machines[..], &outside[..]].concat();
        assert!(all.iter().all(|many| *many > 0), "{report:#?}");
        let again = simulate(&data, seed, schedules, Plant::None).unwrap();
        assert_eq!(again.happened, report.happened);
    }

    /// A checker that finds nothing proves something only where it finds what is wrong.
    #[test]
    fn a_fault_that_is_planted_is_found_and_its_seed_finds_it_again() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        for plant in [Plant::LyingDisk, Plant::ForgottenEffect] {
            let report = simulate(&data, 1, 12, plant).unwrap();
            let seed = *report.failed.first().unwrap_or_else(|| panic!("{plant:?}: none failed"));
            let again = simulate(&data, seed, 1, plant).unwrap();
            assert_eq!(again.failed, [seed], "{plant:?}");
            assert_eq!(simulate(&data, seed, 1, plant).unwrap().findings, again.findings);
            assert_eq!(simulate(&data, seed, 1, Plant::None).unwrap().failed, [0; 0]);
        }
    }
}
