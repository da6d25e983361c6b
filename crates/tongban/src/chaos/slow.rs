//! `chaos slow`: thousands open a connection, begin a request and never end it, while people use the
//! service.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::scene::Scene;
use crate::bench::client::{Ask, Client};
use crate::bench::figures::Figures;
use crate::{ambient, listen};

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// How many slow clients were connected.
    pub slow_clients: usize,
    /// How many pages people were shown meanwhile.
    pub pages: usize,
    /// How long half of them took at most, in milliseconds.
    pub page_p50_ms: f64,
    /// How long 99 in 100 took at most, in milliseconds.
    pub page_p99_ms: f64,
    /// What should not be; empty where all is well.
    pub findings: Vec<String>,
}

/// How often a slow client says a letter more.
const LETTER: Duration = Duration::from_secs(4);
/// How many connect at once.
const WAVE: usize = 200;
/// A page may take so long.
const PATIENCE: Duration = Duration::from_secs(5);

/// So many slow clients for so many seconds.
///
/// # Errors
/// When the server does not start.
pub fn slow(scene: &Scene, clients: usize, seconds: u64) -> Result<Report> {
    // Our end of each connection is a file too.
    listen::prepare();
    let mut server = scene.serve()?;
    let address: SocketAddr =
        server.address.trim_start_matches("http://").parse().context("the server's address")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut report = runtime.block_on(run(address, clients, Duration::from_secs(seconds)));
    runtime.shutdown_background();
    if !server.runs() {
        report.findings.push(format!("the server ended: {}", scene.last_words()));
    }
    Ok(report)
}

async fn run(address: SocketAddr, clients: usize, span: Duration) -> Report {
    let mut findings = Vec::new();
    let mut slow_clients = 0;
    for wave in 0..clients.div_ceil(WAVE) {
        let many = WAVE.min(clients - wave * WAVE);
        let connecting: Vec<_> = (0..many).map(|_| tokio::spawn(begin(address))).collect();
        for one in connecting {
            slow_clients += usize::from(one.await.is_ok_and(|begun| begun.is_ok()));
        }
    }
    if slow_clients < clients {
        findings.push(format!("only {slow_clients} of {clients} slow clients got a connection"));
    }
    let pages = people(address, span).await;
    if pages.errors > 0 {
        let first = pages.first_error.clone().unwrap_or_default();
        findings.push(format!("{} pages were not shown: {first}", pages.errors));
    }
    let (page_p50_ms, page_p99_ms) = (pages.percentile_ms(50.0), pages.percentile_ms(99.0));
    Report { slow_clients, pages: pages.calls(), page_p50_ms, page_p99_ms, findings }
}

/// Begins a request and goes on with it a letter at a time.
async fn begin(address: SocketAddr) -> Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: slow\r\nx-slow: ").await?;
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LETTER).await;
            if stream.write_all(b"a").await.is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// People open a page, one after the other, each on a connection of their own.
async fn people(address: SocketAddr, span: Duration) -> Figures {
    let (meters, mut figures) = (ambient::meters(), Figures::default());
    while meters.micros() < u64::try_from(span.as_micros()).unwrap_or(u64::MAX) {
        let before = meters.micros();
        let page = async {
            let mut client = Client::connect(address).await?;
            client.ask(Ask { path: "/".to_owned(), ..Ask::default() }).await
        };
        match tokio::time::timeout(PATIENCE, page).await {
            Ok(Ok(reply)) if reply.status == 200 => {
                figures.took(Duration::from_secs_f64(meters.since(before)));
            }
            Ok(Ok(reply)) => figures.failed(|| format!("status {}", reply.status)),
            Ok(Err(error)) => figures.failed(|| format!("{error:#}")),
            Err(_) => figures.failed(|| format!("no page within {} s", PATIENCE.as_secs())),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    figures
}
