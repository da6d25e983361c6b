//! `bench upgrade`: a database of the version before is brought up to date while its server serves
//! people who read and people who act. The version before is made by taking back those of the last
//! migrations that make nothing but indexes: what they take is taken with every case in the tables.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tokio::task::JoinSet;

use super::client::{Ask, Client};
use super::figures::{Figures, merged};
use super::lifecycle::Office;
use super::reading::sessions;
use super::town::Town;
use crate::cli::BenchTown;
use crate::house::open_store;
use crate::output::Output;

/// How many people read meanwhile, each ten times a second at most.
const READERS: usize = 8;
const PAUSE: Duration = Duration::from_millis(100);
/// How many people hand in meanwhile, each with the same pause after an answer.
const ACTING: usize = 2;

/// Measures and reports.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
pub fn command(wish: &BenchTown, output: &Output) -> Result<()> {
    let town = Town::prepare(wish, output)?;
    let server = town.serve()?;
    let store = open_store(&wish.database)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let people = runtime.block_on(sessions(server.address, &town.townships))?;
    let office = runtime.block_on(Office::open(server.address, &town.residents))?;
    let taken = store.step_back()?;
    let (reads, acts, seconds) = runtime.block_on(async {
        let people = People::begin(server.address, &people, &office);
        tokio::time::sleep(PAUSE).await;
        let before = Instant::now();
        let migrated = tokio::task::spawn_blocking(move || store.migrate()).await?;
        let seconds = before.elapsed().as_secs_f64();
        migrated?;
        let (reads, acts) = people.end().await?;
        Ok::<_, anyhow::Error>((reads, acts, seconds))
    })?;
    let own = json!({
        "migrations": taken, "upgrade_s": seconds, "readers": READERS,
        "acts": acts.calls(), "act_p50_ms": acts.percentile_ms(50.0),
        "act_max_ms": acts.percentile_ms(100.0), "act_errors": acts.errors,
        "act_first_error": acts.first_error,
    });
    let words = format!(
        "{} migrations in {seconds:.2} s; meanwhile {} lists read, p50 {:.1} ms, p99 {:.1} ms, {} errors; {} acts, the longest {:.1} ms, {} errors",
        taken.len(),
        reads.calls(),
        reads.percentile_ms(50.0),
        reads.percentile_ms(99.0),
        reads.errors,
        acts.calls(),
        acts.percentile_ms(100.0),
        acts.errors
    );
    output.answer(&merged(&[town.json(&server), own, reads.json()]), words);
    Ok(())
}

/// People who read, and people who hand in, until they are told to stop.
struct People {
    stop: Arc<AtomicBool>,
    reading: JoinSet<Result<Figures>>,
    acting: JoinSet<Figures>,
}

impl People {
    fn begin(address: SocketAddr, sessions: &[String], office: &Office) -> Self {
        let stop = Arc::<AtomicBool>::default();
        let (mut reading, mut acting) = (JoinSet::new(), JoinSet::new());
        for session in sessions.iter().cycle().take(READERS) {
            reading.spawn(read(address, session.clone(), stop.clone()));
        }
        for _ in 0..ACTING {
            acting.spawn(hand_in(office.clone(), stop.clone()));
        }
        Self { stop, reading, acting }
    }

    /// What became of what was read, and of the acts.
    async fn end(mut self) -> Result<(Figures, Figures)> {
        self.stop.store(true, Ordering::Relaxed);
        let (mut reads, mut acts) = (Figures::default(), Figures::default());
        while let Some(one) = self.reading.join_next().await {
            reads.add(one.context("a reader failed")??);
        }
        while let Some(one) = self.acting.join_next().await {
            acts.add(one.context("somebody who hands in failed")?);
        }
        Ok((reads, acts))
    }
}

/// One application after the other; one that must wait for an index counts with its whole wait.
async fn hand_in(office: Office, stop: Arc<AtomicBool>) -> Figures {
    let mut figures = Figures::default();
    while !stop.load(Ordering::Relaxed) {
        figures.add(office.apply().await);
        tokio::time::sleep(PAUSE).await;
    }
    figures
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
