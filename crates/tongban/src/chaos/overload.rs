//! `chaos overload`: programs ask for many times what the server can do, while people use its pages:
//! one reads, one acts. Programs are told when to come back; people are served, and not late; nothing
//! acknowledged is lost.

mod load;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use self::load::{Load, acting, reading};
use super::crew::Crew;
use super::scene::Scene;
use crate::bench::figures::Figures;
use crate::{ambient, listen};

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Acts a second that the server can do.
    pub capacity_per_s: f64,
    /// Acts a second that were asked for.
    pub asked_per_s: f64,
    /// Acts a second that were acknowledged meanwhile.
    pub done_per_s: f64,
    /// How many were acknowledged in all.
    pub acknowledged: usize,
    /// How often a program was told to come back.
    pub told_to_wait: u64,
    /// How many connections were refused or cut.
    pub cut_off: u64,
    /// How many pages people were shown meanwhile.
    pub pages: usize,
    /// How long half of them took at most, in milliseconds.
    pub page_p50_ms: f64,
    /// How long 99 in 100 took at most, in milliseconds.
    pub page_p99_ms: f64,
    /// How many acts people did at pages meanwhile.
    pub acts: usize,
    /// How long half of them took at most, in milliseconds.
    pub act_p50_ms: f64,
    /// How long 99 in 100 took at most, in milliseconds.
    pub act_p99_ms: f64,
    /// From the end of the load to a page in the usual time, in seconds.
    pub recovery_s: f64,
    /// What should not be; empty where all is well.
    pub findings: Vec<String>,
}

/// For how long at most what the server can do is measured.
const MEASURED: Duration = Duration::from_secs(3);
/// A page in the usual time.
const USUAL: Duration = Duration::from_millis(500);

/// How much is asked.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// So many times what the server can do.
    pub times: f64,
    /// For so long.
    pub span: Duration,
    /// 99 in 100 of what people do at pages may take so long.
    pub patience: Duration,
}

/// Asks for so many times what the server can do.
///
/// # Errors
/// When the server does not start, or something cannot be read.
pub fn overload(scene: &Scene, wish: Wish) -> Result<Report> {
    listen::prepare();
    let mut server = scene.serve()?;
    let address: SocketAddr =
        server.address.trim_start_matches("http://").parse().context("the server's address")?;
    let crew = Crew::hired(&server.address)?;
    let load = Arc::new(Load::of(address, &crew));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut report = runtime.block_on(run(load.clone(), wish))?;
    runtime.shutdown_background();
    if !server.runs() {
        bail!("the server ended: {}", scene.last_words());
    }
    report.findings.extend(load.forgotten(&crew)?);
    report.findings.extend(scene.findings(&load.kept)?);
    Ok(report)
}

async fn run(load: Arc<Load>, wish: Wish) -> Result<Report> {
    let meters = ambient::meters();
    let capacity_per_s = load.capacity(MEASURED.min(wish.span)).await;
    let (done_before, rate) = (load.kept.many(), capacity_per_s * wish.times);
    let is_over = Arc::new(AtomicBool::new(false));
    let pages = tokio::spawn(reading(load.clone(), is_over.clone()));
    let acts = tokio::spawn(acting(load.clone(), is_over.clone()));
    let before = meters.micros();
    let asked = load.flood(rate, wish.span).await;
    let took = meters.since(before);
    let done = load.kept.many() - done_before;
    is_over.store(true, Ordering::SeqCst);
    let pages = pages.await.context("people who read")?;
    let acts = acts.await.context("people who act")?;
    let before = meters.micros();
    let mut recovery_s = f64::INFINITY;
    while meters.since(before) < 30.0 {
        let begun = meters.micros();
        if load.page().await.is_ok() && meters.since(begun) < USUAL.as_secs_f64() {
            recovery_s = meters.since(before);
            break;
        }
    }
    let mut report = Report {
        capacity_per_s,
        asked_per_s: asked as f64 / took,
        done_per_s: done as f64 / took,
        acknowledged: load.kept.many(),
        told_to_wait: load.waits(),
        cut_off: load.cut_off(),
        pages: pages.calls(),
        page_p50_ms: pages.percentile_ms(50.0),
        page_p99_ms: pages.percentile_ms(99.0),
        acts: acts.calls(),
        act_p50_ms: acts.percentile_ms(50.0),
        act_p99_ms: acts.percentile_ms(99.0),
        recovery_s,
        findings: Vec::new(),
    };
    report.judge(&[("pages", &pages), ("acts at pages", &acts)], wish.patience);
    Ok(report)
}

impl Report {
    /// `people` is what they did, and how it went.
    fn judge(&mut self, people: &[(&str, &Figures)], patience: Duration) {
        let findings = &mut self.findings;
        for (what, figures) in people {
            let (p99, most) = (figures.percentile_ms(99.0), patience.as_secs_f64() * 1_000.0);
            if figures.errors > 0 {
                let first = figures.first_error.clone().unwrap_or_default();
                findings.push(format!("{} {what} were not answered: {first}", figures.errors));
            }
            if figures.calls() == 0 {
                findings.push(format!("no {what} at all were answered"));
            }
            if p99 > most {
                findings.push(format!("{what} took {p99:.0} ms (p99) where {most:.0} are allowed"));
            }
        }
        if self.told_to_wait == 0 {
            findings.push("nobody was told to come back: it was no overload".to_owned());
        }
        if self.done_per_s < self.capacity_per_s / 4.0 {
            findings
                .push("under the load less than a quarter of the usual work is done".to_owned());
        }
        if !self.recovery_s.is_finite() {
            findings.push("no page in the usual time within 30 s after the load".to_owned());
            self.recovery_s = 30.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found where reading and acting took so long, and nothing else is wrong.
    fn found(read_ms: u64, act_ms: u64) -> Vec<String> {
        let of = |ms| {
            let mut figures = Figures::default();
            figures.took(Duration::from_millis(ms));
            figures
        };
        let mut report = Report {
            capacity_per_s: 100.0,
            asked_per_s: 1_000.0,
            done_per_s: 90.0,
            acknowledged: 90,
            told_to_wait: 900,
            cut_off: 0,
            pages: 1,
            page_p50_ms: 0.0,
            page_p99_ms: 0.0,
            acts: 1,
            act_p50_ms: 0.0,
            act_p99_ms: 0.0,
            recovery_s: 0.1,
            findings: Vec::new(),
        };
        let (pages, acts) = (of(read_ms), of(act_ms));
        report.judge(&[("pages", &pages), ("acts", &acts)], Duration::from_secs(2));
        report.findings
    }

    #[test]
    fn people_who_wait_longer_than_they_can_be_asked_to_are_a_finding() {
        assert_eq!(found(1_900, 2_000), [""; 0]);
        assert!(found(2_001, 10)[0].starts_with("pages took 2001 ms"));
        assert!(found(10, 30_000)[0].starts_with("acts took 30000 ms"));
    }
}
