//! `chaos overload`: programs ask for many times what the server can do, while people use its pages.
//! Programs are told when to come back; people are served; nothing acknowledged is lost.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use hyper::Method;
use parking_lot::Mutex;
use serde::Serialize;
use tokio::task::JoinSet;

use super::affairs::{Deed, Done, application, submit};
use super::crew::{Crew, Kept};
use super::scene::Scene;
use crate::bench::client::{Ask, Client};
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
    /// From the end of the load to a page in the usual time, in seconds.
    pub recovery_s: f64,
    /// What should not be; empty where all is well.
    pub findings: Vec<String>,
}

/// How many programs measure what the server can do.
const MEASURING: usize = 32;
/// How many requests of programs may be open at once; more than the server has places.
const OPEN: usize = 1_500;
/// A page in the usual time.
const USUAL: Duration = Duration::from_millis(500);

/// Asks for so many times what the server can do.
///
/// # Errors
/// When the server does not start, or something cannot be read.
pub fn overload(scene: &Scene, times: f64, seconds: u64) -> Result<Report> {
    listen::prepare();
    let mut server = scene.serve()?;
    let address: SocketAddr =
        server.address.trim_start_matches("http://").parse().context("the server's address")?;
    let crew = Crew::hired(&server.address)?;
    let load = Load {
        address,
        session: crew.elder().session().to_owned(),
        idle: Mutex::default(),
        kept: Kept::default(),
        serial: AtomicU64::new(0),
        waits: AtomicU64::new(0),
        cut_off: AtomicU64::new(0),
    };
    let load = Arc::new(load);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut report = runtime.block_on(run(load.clone(), times, Duration::from_secs(seconds)))?;
    runtime.shutdown_background();
    if !server.runs() {
        bail!("the server ended: {}", scene.last_words());
    }
    report.findings.extend(scene.findings(&load.kept)?);
    Ok(report)
}

/// What asks for so much.
struct Load {
    address: SocketAddr,
    session: String,
    idle: Mutex<Vec<Client>>,
    kept: Kept,
    serial: AtomicU64,
    waits: AtomicU64,
    cut_off: AtomicU64,
}

async fn run(load: Arc<Load>, times: f64, span: Duration) -> Result<Report> {
    let meters = ambient::meters();
    let capacity_per_s = load.capacity(Duration::from_secs(3)).await;
    let (done_before, rate) = (load.kept.many(), capacity_per_s * times);
    let is_over = Arc::new(AtomicBool::new(false));
    let pages = tokio::spawn(people(load.clone(), is_over.clone()));
    let before = meters.micros();
    let asked = load.flood(rate, span).await;
    let took = meters.since(before);
    let done = load.kept.many() - done_before;
    is_over.store(true, Ordering::SeqCst);
    let pages = pages.await.context("people at pages")?;
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
        told_to_wait: load.waits.load(Ordering::SeqCst),
        cut_off: load.cut_off.load(Ordering::SeqCst),
        pages: pages.calls(),
        page_p50_ms: pages.percentile_ms(50.0),
        page_p99_ms: pages.percentile_ms(99.0),
        recovery_s,
        findings: Vec::new(),
    };
    report.judge(&pages);
    Ok(report)
}

impl Report {
    fn judge(&mut self, pages: &Figures) {
        let findings = &mut self.findings;
        if pages.errors > 0 {
            let first = pages.first_error.clone().unwrap_or_default();
            findings.push(format!("{} pages were not shown: {first}", pages.errors));
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

impl Load {
    /// Acts a second when everybody waits for their answer.
    async fn capacity(self: &Arc<Self>, span: Duration) -> f64 {
        let meters = ambient::meters();
        let mut all = JoinSet::new();
        for _ in 0..MEASURING {
            let (load, meters) = (self.clone(), meters.clone());
            all.spawn(async move {
                while meters.since(0) < span.as_secs_f64() {
                    load.one().await;
                }
            });
        }
        while all.join_next().await.is_some() {}
        self.kept.many() as f64 / meters.since(0)
    }

    /// So many a second, whether or not the earlier ones are answered; how many were asked.
    async fn flood(self: &Arc<Self>, rate: f64, span: Duration) -> u64 {
        let begin = tokio::time::Instant::now();
        let many = (rate * span.as_secs_f64()).round() as u64;
        let mut all = JoinSet::new();
        let mut asked = 0;
        for number in 0..many {
            let due = begin + Duration::from_secs_f64(number as f64 / rate);
            tokio::time::sleep_until(due).await;
            while all.try_join_next().is_some() {}
            if all.len() < OPEN {
                let load = self.clone();
                all.spawn(async move { load.one().await });
                asked += 1;
            }
        }
        while all.join_next().await.is_some() {}
        asked
    }

    /// One application.
    async fn one(&self) {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let deed = submit(&format!("overload-{serial:07}"));
        if let Err(error) = self.ask(&deed).await {
            tracing::debug!(%error, "cut off");
            self.cut_off.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn ask(&self, deed: &Deed) -> Result<()> {
        let free = self.idle.lock().pop();
        let mut client = match free {
            Some(client) => client,
            None => Client::connect(self.address).await?,
        };
        let ask = Ask {
            method: Method::POST,
            path: deed.path.clone(),
            session: self.session.clone(),
            key: Some(deed.key.clone()),
            seen: None,
            body: Some(("application/json", application().to_string())),
        };
        let reply = client.ask(ask).await?;
        self.idle.lock().push(client);
        let body = serde_json::from_slice(&reply.body).unwrap_or_default();
        match (reply.status, Done::of(&body)) {
            (200 | 201, Ok(done)) => self.kept.acknowledge(deed.clone(), done),
            (503, _) if reply.retry_after => {
                self.waits.fetch_add(1, Ordering::Relaxed);
            }
            (status, _) => self.kept.complain(format!("{}: {status} {body}", deed.key)),
        }
        Ok(())
    }

    /// The elder opens the list of their cases.
    async fn page(&self) -> Result<()> {
        let mut client = Client::connect(self.address).await?;
        let (path, session) = ("/my".to_owned(), self.session.clone());
        let reply = client.ask(Ask { path, session, ..Ask::default() }).await?;
        if reply.status != 200 {
            bail!("a page was answered {}", reply.status);
        }
        Ok(())
    }
}

/// People open pages all the while, ten a second.
async fn people(load: Arc<Load>, is_over: Arc<AtomicBool>) -> Figures {
    let (meters, mut figures) = (ambient::meters(), Figures::default());
    while !is_over.load(Ordering::SeqCst) {
        let before = meters.micros();
        match load.page().await {
            Ok(()) => figures.took(Duration::from_secs_f64(meters.since(before))),
            Err(error) => figures.failed(|| format!("{error:#}")),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    figures
}
