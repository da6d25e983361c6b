//! Seconds and memory of `plan access` over a cost table of 107 million rows: a million zones on a
//! grid, ten thousand facilities at every tenth place, 15 minutes.
//! `cargo bench -p planner --bench long`; with `--test` at toy size. Needs 4 GB of disk.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]
#![allow(missing_docs, reason = "not a library")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use clap::Parser;
use planner::cli::Plan;
use planner::{Host, Progress};

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    plan: Plan,
}

/// A host that lets everything pass.
struct Silent;

impl Host for Silent {
    fn now(&self) -> basis::Instant {
        basis::Instant::from_millis(0)
    }

    fn notice(&self, text: &str) {
        println!("{text}");
    }

    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

fn main() {
    let toy = std::env::args().any(|argument| argument == "--test");
    let side = if toy { 100 } else { 1_000 };
    let folder = tempfile::tempdir().expect("a folder");
    let pairs = write(folder.path(), side).expect("room on the disk");
    println!("{} zones, {} facilities, {pairs} pairs", side * side, (side / 10) * (side / 10));
    let limit = if toy { "1000" } else { "10000000" };
    for measure in ["2sfca --decay gaussian:5 --cutoff 15", "nearest", "count --cutoff 15"] {
        let folder = folder.path().display();
        let line = format!(
            "plan access --costs {folder}/c.csv --cost-cols origin,dest,minutes --origins \
             {folder}/o.csv --destinations {folder}/d.csv --pairs-in-memory {limit} --out \
             {folder}/v.csv --measure {measure}"
        );
        let line = Line::try_parse_from(line.split_whitespace()).expect("a command");
        let (start, before) = (Instant::now(), cpu_seconds().unwrap_or(0.0));
        let answer = planner::run(&line.plan, &Silent).expect("an answer");
        let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds().unwrap_or(0.0) - before);
        println!("{wall:>8.1} s wall {cpu:>7.1} s CPU  {measure}");
        println!("    {}", answer.words.replace('\n', "; "));
    }
    if let Some(peak) = peak_megabytes() {
        println!("peak {peak:.0} MB");
    }
}

/// The three tables; how many pairs there are.
fn write(folder: &Path, side: i32) -> std::io::Result<u64> {
    let file = |name: &str| {
        File::create(folder.join(name)).map(|file| BufWriter::with_capacity(1 << 20, file))
    };
    let (mut o, mut d, mut c) = (file("o.csv")?, file("d.csv")?, file("c.csv")?);
    writeln!(o, "id,pop")?;
    writeln!(d, "id,cap")?;
    writeln!(c, "origin,dest,minutes")?;
    let across = side / 10;
    for facility in 0..across * across {
        writeln!(d, "f{facility},{}", 1 + facility % 5)?;
    }
    let mut pairs = 0;
    for zone in 0..side * side {
        let (x, y) = (zone % side, zone / side);
        writeln!(o, "z{zone},{}", 1 + zone % 9)?;
        for v in (y / 10 - 7).max(0)..(y / 10 + 8).min(across) {
            for u in (x / 10 - 7).max(0)..(x / 10 + 8).min(across) {
                let apart = f64::from(x - u * 10).hypot(f64::from(y - v * 10));
                if apart <= 60.0 {
                    writeln!(c, "z{zone},f{},{:.2}", v * across + u, apart / 4.0)?;
                    pairs += 1;
                }
            }
        }
    }
    o.flush()?;
    d.flush()?;
    c.flush()?;
    Ok(pairs)
}

/// Processor time of this process, in hundredths of a second.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// The most memory that the process has held, where the system tells.
fn peak_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kb| kb / 1024.0)
}
