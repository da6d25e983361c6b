//! `chaos restart`: PostgreSQL is stopped without warning and started again, or may only be read for
//! a while, or has a full disk, while people work. `chaos failover`: it is gone for good, or hangs, and its standby takes
//! its place. The server itself goes on.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::affairs;
use super::crew::{Crew, Kept};
use super::scene::Scene;
use super::{moment, until};
use crate::ambient;

/// How the database is harmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Harm {
    /// Stopped at once, all connections cut, and started again.
    Restart,
    /// Only read for three seconds.
    ReadOnly,
    /// Its disk is full for three seconds.
    Full,
    /// Killed, and its standby promoted; before the next time it is the standby of the other.
    Failover,
    /// Frozen, so that it takes connections and says nothing, and its standby promoted; before the
    /// next time it is made anew as the standby of the other.
    Freeze,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What was done to the database.
    pub harm: Harm,
    /// How often.
    pub times: u32,
    /// How many acts were acknowledged.
    pub acknowledged: usize,
    /// How often somebody was told to come back.
    pub told_to_wait: u64,
    /// From the database's being there again to the first act, in seconds; the longest.
    pub recovery_s: f64,
    /// From the harm's beginning to the first act, in seconds; the longest.
    pub gap_s: f64,
    /// What should not be; empty where all is well.
    pub findings: Vec<String>,
}

/// How long the database may only be read, or has a full disk.
const HELD: Duration = Duration::from_secs(3);
/// How long the server may take to find its database again.
const PATIENCE: u32 = 20;

/// Harms the database so many times under load. `control` is a program that takes `restart`,
/// `read-only`, `read-write`, `full`, `room`, or `failover`, `freeze` and `rejoin`, such as those that
/// `scripts/with-postgres.sh`, `scripts/with-small-disk.sh`, `scripts/with-standby.sh` and
/// `scripts/with-patroni.sh` make.
///
/// # Errors
/// When the server or the program does not start, or something cannot be read.
pub fn restart(scene: &Scene, control: &Path, harm: Harm, times: u32) -> Result<Report> {
    let (kept, meters) = (Kept::default(), ambient::meters());
    let mut server = scene.serve()?;
    let crew = Crew::hired(&server.address)?;
    let (mut findings, mut recovery_s, mut gap_s) = (Vec::new(), 0.0_f64, 0.0_f64);
    for time in 0..times {
        if matches!(harm, Harm::Failover | Harm::Freeze) && time > 0 {
            run(control, "rejoin")?;
        }
        kept.work_while(&crew, || {
            moment(Duration::from_millis(700));
            let begun = meters.micros();
            harmed(control, harm)?;
            let before = meters.micros();
            let deed = affairs::submit(&format!("back-{time}"));
            let is_back = until(PATIENCE, || affairs::acknowledged(&deed, crew.elder()).ok());
            recovery_s = recovery_s.max(meters.since(before));
            gap_s = gap_s.max(meters.since(begun));
            if is_back.is_none() {
                findings.push(format!("no act within {PATIENCE} s after the database was back"));
            }
            moment(Duration::from_millis(300));
            Ok::<_, anyhow::Error>(())
        })?;
        kept.again(&crew)?;
    }
    if !server.runs() {
        bail!("the server ended: {}", scene.last_words());
    }
    kept.repeat_all(&crew)?;
    findings.extend(scene.findings(&kept)?);
    let (acknowledged, told_to_wait) = (kept.many(), kept.waits());
    Ok(Report { harm, times, acknowledged, told_to_wait, recovery_s, gap_s, findings })
}

fn harmed(control: &Path, harm: Harm) -> Result<()> {
    match harm {
        Harm::Restart => run(control, "restart"),
        Harm::Failover => run(control, "failover"),
        Harm::Freeze => run(control, "freeze"),
        Harm::ReadOnly => {
            run(control, "read-only")?;
            moment(HELD);
            run(control, "read-write")
        }
        Harm::Full => {
            run(control, "full")?;
            moment(HELD);
            run(control, "room")
        }
    }
}

fn run(control: &Path, word: &str) -> Result<()> {
    let status = Command::new(control).arg(word).status();
    let status = status.with_context(|| format!("running {} {word}", control.display()))?;
    if !status.success() {
        bail!("{} {word} failed", control.display());
    }
    Ok(())
}
