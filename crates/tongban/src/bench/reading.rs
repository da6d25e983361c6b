//! `bench lists` and `bench pages`: reading while the database is large.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::client::{Ask, Client};
use super::figures::{Figures, merged};
use super::load;
use super::server::Server;
use super::town::{Town, password};
use crate::cli::BenchReading;
use crate::output::Output;

/// The inbox of officers who see only their township's work.
pub fn lists(wish: &BenchReading, output: &Output) -> Result<()> {
    let (town, server) = served(wish, output)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (figures, seconds) = runtime.block_on(async {
        let sessions = sessions(server.address, &town.townships).await?;
        read(server.address, "/api/desk/inbox", &sessions, wish).await
    })?;
    let own = json!({ "lists_per_s": figures.calls() as f64 / seconds });
    let value = merged(&[town.json(&server), load_of(wish), own, figures.json()]);
    let load = match wish.rate {
        Some(rate) => format!("{rate} a second"),
        None => format!("{} at once", wish.users),
    };
    let words = format!(
        "an inbox of a narrow role, {load}: median {:.1} ms, p99 {:.1} ms",
        figures.percentile_ms(50.0),
        figures.percentile_ms(99.0)
    );
    output.answer(&value, words);
    Ok(())
}

/// Home, a matter and my cases, beside the server's empty page.
pub fn pages(wish: &BenchReading, output: &Output) -> Result<()> {
    let (town, server) = served(wish, output)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut found = Vec::new();
    let residents = runtime.block_on(sessions(server.address, &town.residents))?;
    let nobody = [String::new()];
    let wanted: [(&str, &str, &[String]); 4] = [
        ("empty", "/health", &nobody),
        ("home", "/", &nobody),
        ("matter", "/matters/elderly-allowance", &nobody),
        ("my_cases", "/my", &residents),
    ];
    for (name, path, sessions) in wanted {
        let (figures, seconds) = runtime.block_on(read(server.address, path, sessions, wish))?;
        let rate = figures.calls() as f64 / seconds;
        output
            .say(format!("{path}: {rate:.0} a second, p99 {:.1} ms", figures.percentile_ms(99.0)));
        let own = json!({ "page": name, "path": path, "per_s": rate });
        found.push(merged(&[own, figures.json()]));
    }
    let pages = json!({ "pages": Value::Array(found) });
    output.answer(&merged(&[town.json(&server), load_of(wish), pages]), "");
    Ok(())
}

/// How much is asked: by so many at once, or so often a second.
fn load_of(wish: &BenchReading) -> Value {
    json!({ "users": wish.rate.is_none().then_some(wish.users), "rate": wish.rate })
}

fn served(wish: &BenchReading, output: &Output) -> Result<(Town, Server)> {
    let town = Town::prepare(&wish.town, output)?;
    let server = town.serve()?;
    Ok((town, server))
}

/// Signs some people in; their sessions.
pub async fn sessions(address: SocketAddr, logins: &[String]) -> Result<Vec<String>> {
    let mut client = Client::connect(address).await?;
    let mut sessions = Vec::new();
    for login in logins.iter().take(16) {
        sessions.push(client.sign_in(login, password()).await?);
    }
    Ok(sessions)
}

/// The same path again and again: by so many people, or so often a second.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
async fn read(
    address: SocketAddr,
    path: &str,
    sessions: &[String],
    wish: &BenchReading,
) -> Result<(Figures, f64)> {
    let begin = Instant::now();
    let ask_of = |number: usize| {
        let session = sessions[number % sessions.len()].clone();
        Ask { path: path.to_owned(), session, ..Ask::default() }
    };
    let span = Duration::from_secs(wish.seconds);
    let all = match wish.rate {
        None => load::closed(wish.users, span, |one, end| again(address, ask_of(one), end)).await?,
        Some(rate) => {
            let idle = Arc::<Mutex<Vec<Client>>>::default();
            load::open(rate, span, |number| once(address, ask_of(number as usize), idle.clone()))
                .await?
        }
    };
    let mut figures = Figures::default();
    all.into_iter().for_each(|one| figures.add(one));
    Ok((figures, begin.elapsed().as_secs_f64()))
}

/// One person who asks anew as soon as they are answered.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
async fn again(address: SocketAddr, ask: Ask, end: Instant) -> Result<Figures> {
    let (mut client, mut figures) = (Client::connect(address).await?, Figures::default());
    while Instant::now() < end {
        let before = Instant::now();
        answered(&mut client, &ask).await?;
        figures.took(before.elapsed());
    }
    Ok(figures)
}

/// One request; the wait for a connection counts.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
async fn once(address: SocketAddr, ask: Ask, idle: Arc<Mutex<Vec<Client>>>) -> Figures {
    let (before, mut figures) = (Instant::now(), Figures::default());
    let free = idle.lock().pop();
    let outcome = async {
        let mut client = match free {
            Some(client) => client,
            None => Client::connect(address).await?,
        };
        answered(&mut client, &ask).await?;
        idle.lock().push(client);
        Ok::<_, anyhow::Error>(())
    };
    match outcome.await {
        Ok(()) => figures.took(before.elapsed()),
        Err(error) => figures.failed(|| format!("{error:#}")),
    }
    figures
}

async fn answered(client: &mut Client, ask: &Ask) -> Result<()> {
    let reply = client.ask(ask.clone()).await?;
    if reply.status != 200 {
        bail!("{}: the server answered {}", ask.path, reply.status);
    }
    Ok(())
}
