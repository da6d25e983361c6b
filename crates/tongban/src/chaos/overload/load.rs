//! What asks for so much in `chaos overload`, and the people at pages meanwhile.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use hyper::Method;
use parking_lot::Mutex;
use tokio::task::JoinSet;

use crate::ambient;
use crate::bench::client::{Ask, Client};
use crate::bench::figures::Figures;
use crate::chaos::affairs::{Done, SUBMIT, application, submit, submit_key};
use crate::chaos::crew::{Crew, Kept};

/// How many programs measure what the server can do.
const MEASURING: usize = 32;
/// How many requests of programs may be open at once; more than the server has places.
const OPEN: usize = 1_500;

/// What asks for so much.
pub(super) struct Load {
    address: SocketAddr,
    /// Of the elder.
    session: String,
    /// What the elder hands in, again and again.
    application: String,
    /// Of the office that accepts.
    office: String,
    /// What was accepted at a page: the case and the version that it must have had before.
    accepted: Mutex<Vec<(String, i64)>>,
    idle: Mutex<Vec<Client>>,
    /// What was acknowledged to programs.
    pub(super) kept: Kept,
    serial: AtomicU64,
    waits: AtomicU64,
    cut_off: AtomicU64,
}

impl Load {
    /// On the server there, by people who are signed in.
    pub(super) fn of(address: SocketAddr, crew: &Crew) -> Self {
        Self {
            address,
            session: crew.elder().session().to_owned(),
            application: application().to_string(),
            office: crew.office().session().to_owned(),
            accepted: Mutex::default(),
            idle: Mutex::default(),
            kept: Kept::default(),
            serial: AtomicU64::new(0),
            waits: AtomicU64::new(0),
            cut_off: AtomicU64::new(0),
        }
    }

    /// How often a program was told to come back.
    pub(super) fn waits(&self) -> u64 {
        self.waits.load(Ordering::SeqCst)
    }

    /// How many connections were refused or cut.
    pub(super) fn cut_off(&self) -> u64 {
        self.cut_off.load(Ordering::SeqCst)
    }

    /// Acts a second when everybody waits for their answer.
    pub(super) async fn capacity(self: &Arc<Self>, span: Duration) -> f64 {
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
    pub(super) async fn flood(self: &Arc<Self>, rate: f64, span: Duration) -> u64 {
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
        if let Err(error) = self.ask(format!("overload-{serial:07}")).await {
            tracing::debug!(%error, "cut off");
            self.cut_off.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whoever is told to come back is only counted: what asks takes as little of the machine from
    /// the server as it can.
    async fn ask(&self, name: String) -> Result<()> {
        let free = self.idle.lock().pop();
        let mut client = match free {
            Some(client) => client,
            None => Client::connect(self.address).await?,
        };
        let ask = Ask {
            method: Method::POST,
            path: SUBMIT.to_owned(),
            session: self.session.clone(),
            key: Some(submit_key(&name)),
            seen: None,
            body: Some(("application/json", self.application.clone())),
        };
        let reply = client.ask(ask).await?;
        self.idle.lock().push(client);
        if reply.status == 503 && reply.retry_after {
            self.waits.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        let body = serde_json::from_slice(&reply.body).unwrap_or_default();
        match (reply.status, Done::of(&body)) {
            (200 | 201, Ok(done)) => self.kept.acknowledge(submit(&name), done),
            (status, _) => self.kept.complain(format!("{name}: {status} {body}")),
        }
        Ok(())
    }

    /// The elder opens the list of their cases.
    pub(super) async fn page(&self) -> Result<()> {
        let mut client = Client::connect(self.address).await?;
        let (path, session) = ("/my".to_owned(), self.session.clone());
        let reply = client.ask(Ask { path, session, ..Ask::default() }).await?;
        if reply.status != 200 {
            bail!("a page was answered {}", reply.status);
        }
        Ok(())
    }

    /// The office accepts a case with the form of its page.
    async fn accept(&self, done: &Done) -> Result<()> {
        let mut client = Client::connect(self.address).await?;
        let form = format!("key=overload-accept-{}&seen={}", done.case, done.version);
        let ask = Ask {
            method: Method::POST,
            path: format!("/desk/cases/{}/do/accept", done.case),
            session: self.office.clone(),
            body: Some(("application/x-www-form-urlencoded", form)),
            ..Ask::default()
        };
        let reply = client.ask(ask).await?;
        if reply.status != 303 {
            bail!("an act at a page was answered {}", reply.status);
        }
        self.accepted.lock().push((done.case.clone(), done.version));
        Ok(())
    }

    /// What was accepted at a page and is not accepted.
    pub(super) fn forgotten(&self, crew: &Crew) -> Result<Vec<String>> {
        let mut forgotten = Vec::new();
        for (case, before) in self.accepted.lock().iter() {
            let there = crew.elder().get(&format!("/api/cases/{case}"))?.json();
            if there["version"].as_i64() <= Some(*before) {
                forgotten.push(format!("{case} was accepted at a page, and is {there}"));
            }
        }
        Ok(forgotten)
    }
}

/// Somebody opens pages all the while, ten a second.
pub(super) async fn reading(load: Arc<Load>, is_over: Arc<AtomicBool>) -> Figures {
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

/// An officer accepts at the page of each case what was handed in before, ten a second.
pub(super) async fn acting(load: Arc<Load>, is_over: Arc<AtomicBool>) -> Figures {
    let (meters, mut figures) = (ambient::meters(), Figures::default());
    for (_, done) in load.kept.acknowledged() {
        if is_over.load(Ordering::SeqCst) {
            break;
        }
        let before = meters.micros();
        match load.accept(&done).await {
            Ok(()) => figures.took(Duration::from_secs_f64(meters.since(before))),
            Err(error) => figures.failed(|| format!("{error:#}")),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    figures
}
