//! `bench lists` and `bench pages`: reading while the database is large.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
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
    let own = json!({ "users": wish.users, "lists_per_s": figures.calls() as f64 / seconds });
    let value = merged(&[town.json(&server), own, figures.json()]);
    let words = format!(
        "an inbox of a narrow role, {} at once: median {:.1} ms, p99 {:.1} ms",
        wish.users,
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
    let pages = json!({ "users": wish.users, "pages": Value::Array(found) });
    output.answer(&merged(&[town.json(&server), pages]), "");
    Ok(())
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

/// So many people read the same path again and again.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
async fn read(
    address: SocketAddr,
    path: &str,
    sessions: &[String],
    wish: &BenchReading,
) -> Result<(Figures, f64)> {
    let begin = Instant::now();
    let reader = |person: usize, end: Instant| {
        let session = sessions[person % sessions.len()].clone();
        let ask = Ask { path: path.to_owned(), session, ..Ask::default() };
        async move {
            let (mut client, mut figures) = (Client::connect(address).await?, Figures::default());
            while Instant::now() < end {
                let before = Instant::now();
                let reply = client.ask(ask.clone()).await?;
                if reply.status != 200 {
                    bail!("{}: the server answered {}", ask.path, reply.status);
                }
                figures.took(before.elapsed());
            }
            Ok(figures)
        }
    };
    let all = load::closed(wish.users, Duration::from_secs(wish.seconds), reader).await?;
    let mut figures = Figures::default();
    all.into_iter().for_each(|one| figures.add(one));
    Ok((figures, begin.elapsed().as_secs_f64()))
}
