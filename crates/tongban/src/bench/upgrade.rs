//! `bench upgrade`: a database of the version before is brought up to date while its server serves
//! reading.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tokio::task::JoinSet;

use super::client::{Ask, Client};
use super::figures::{Figures, merged};
use super::reading::sessions;
use super::town::Town;
use crate::cli::BenchTown;
use crate::house::open_store;
use crate::output::Output;

/// How many people read meanwhile, each ten times a second at most.
const READERS: usize = 8;
const PAUSE: Duration = Duration::from_millis(100);

/// Measures and reports.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
pub fn command(wish: &BenchTown, output: &Output) -> Result<()> {
    let town = Town::prepare(wish, output)?;
    let server = town.serve()?;
    let store = open_store(&wish.database)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let people = runtime.block_on(sessions(server.address, &town.townships))?;
    let taken = store.step_back()?;
    let (figures, seconds) = runtime.block_on(async {
        let readers = Readers::begin(server.address, &people);
        tokio::time::sleep(PAUSE).await;
        let before = Instant::now();
        let migrated = tokio::task::spawn_blocking(move || store.migrate()).await?;
        let seconds = before.elapsed().as_secs_f64();
        migrated?;
        Ok::<_, anyhow::Error>((readers.end().await?, seconds))
    })?;
    let own = json!({ "migrations": taken, "upgrade_s": seconds, "readers": READERS });
    let words = format!(
        "{} migrations in {seconds:.2} s; {} lists read meanwhile, p50 {:.1} ms, p99 {:.1} ms, {} errors",
        taken.len(),
        figures.calls(),
        figures.percentile_ms(50.0),
        figures.percentile_ms(99.0),
        figures.errors
    );
    output.answer(&merged(&[town.json(&server), own, figures.json()]), words);
    Ok(())
}

/// People who read until they are told to stop.
struct Readers {
    stop: Arc<AtomicBool>,
    all: JoinSet<Result<Figures>>,
}

impl Readers {
    fn begin(address: SocketAddr, sessions: &[String]) -> Self {
        let (stop, mut all) = (Arc::<AtomicBool>::default(), JoinSet::new());
        for session in sessions.iter().cycle().take(READERS) {
            all.spawn(read(address, session.clone(), stop.clone()));
        }
        Self { stop, all }
    }

    async fn end(mut self) -> Result<Figures> {
        self.stop.store(true, Ordering::Relaxed);
        let mut figures = Figures::default();
        while let Some(one) = self.all.join_next().await {
            figures.add(one.context("a reader failed")??);
        }
        Ok(figures)
    }
}

#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
async fn read(address: SocketAddr, session: String, stop: Arc<AtomicBool>) -> Result<Figures> {
    let (mut client, mut figures) = (Client::connect(address).await?, Figures::default());
    let ask = Ask { path: "/api/desk/inbox".to_owned(), session, ..Ask::default() };
    while !stop.load(Ordering::Relaxed) {
        let before = Instant::now();
        let reply = client.ask(ask.clone()).await?;
        match reply.status {
            200 => figures.took(before.elapsed()),
            503 => figures.failed(|| "the server told a reader to come back".to_owned()),
            status => bail!("{}: the server answered {status}", ask.path),
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(figures)
}
