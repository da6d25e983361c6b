//! `chaos slow`: thousands open a connection and are slow with the head of a request, with what they
//! send, or with reading the answer, while people use the service.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use super::scene::Scene;
use crate::bench::client::{Ask, Client};
use crate::bench::figures::Figures;
use crate::{ambient, line, listen};

/// With what a slow client is slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The head of a request, which never ends.
    Head,
    /// What is sent with it: a letter every four seconds.
    Body,
    /// The answer: it is not read.
    Answer,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// With what the slow clients were slow.
    pub part: Part,
    /// How many slow clients were connected.
    pub slow_clients: usize,
    /// How many of them the server cut off at least once.
    pub cut_off: usize,
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
/// How much later than promised a busy server may cut somebody off.
const MARGIN: Duration = Duration::from_secs(10);
/// How long the server lets what is sent with a request come as it likes.
const GRACE: Duration = Duration::from_secs(10);
/// More than lies between a server and somebody who does not read: the system keeps 4 MiB for one end
/// of a connection at most (`tcp_wmem`), and the description of the interface has a third of one.
const UNREAD: usize = 32;
const LONG: &str = "GET /api/openapi.json HTTP/1.1\r\nhost: slow\r\n\r\n";

impl Part {
    /// After how long the server promises to cut such a client off.
    fn promise(self) -> Duration {
        match self {
            Self::Head => listen::HEAD,
            Self::Body => GRACE,
            Self::Answer => line::PATIENCE,
        }
    }

    /// How such a client begins.
    fn words(self) -> String {
        match self {
            Self::Head => "GET / HTTP/1.1\r\nhost: slow\r\nx-slow: ".to_owned(),
            Self::Body => {
                let kind = "content-type: application/x-www-form-urlencoded";
                format!(
                    "POST /sign-in HTTP/1.1\r\nhost: slow\r\n{kind}\r\ncontent-length: 1000\r\n\r\n"
                )
            }
            Self::Answer => LONG.repeat(UNREAD),
        }
    }
}

/// So many slow clients for so many seconds.
///
/// # Errors
/// When the server does not start.
pub fn slow(scene: &Scene, part: Part, clients: usize, seconds: u64) -> Result<Report> {
    // Our end of each connection is a file too.
    listen::prepare();
    let mut server = scene.serve()?;
    let address: SocketAddr =
        server.address.trim_start_matches("http://").parse().context("the server's address")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let crowd = Crowd { address, part, span: Duration::from_secs(seconds), cut: Arc::default() };
    let mut report = runtime.block_on(crowd.run(clients));
    runtime.shutdown_background();
    if !server.runs() {
        report.findings.push(format!("the server ended: {}", scene.last_words()));
    }
    Ok(report)
}

/// Slow clients of one kind.
#[derive(Clone)]
struct Crowd {
    address: SocketAddr,
    part: Part,
    span: Duration,
    /// How many were cut off at least once.
    cut: Arc<AtomicUsize>,
}

impl Crowd {
    async fn run(self, clients: usize) -> Report {
        let mut held = JoinSet::new();
        for wave in 0..clients.div_ceil(WAVE) {
            let many = WAVE.min(clients - wave * WAVE);
            let connecting: Vec<_> = (0..many)
                .map(|_| {
                    let crowd = self.clone();
                    tokio::spawn(async move { crowd.begin().await })
                })
                .collect();
            for one in connecting {
                let Ok(Ok(stream)) = one.await else { continue };
                held.spawn(self.clone().hold(stream));
            }
        }
        let slow_clients = held.len();
        let pages = people(self.address, self.span).await;
        if self.part == Part::Answer {
            // They find out at their end.
            while held.join_next().await.is_some() {}
        }
        let cut_off = self.cut.load(Ordering::SeqCst);
        let (page_p50_ms, page_p99_ms) = (pages.percentile_ms(50.0), pages.percentile_ms(99.0));
        let mut report = Report {
            part: self.part,
            slow_clients,
            cut_off,
            pages: pages.calls(),
            page_p50_ms,
            page_p99_ms,
            findings: Vec::new(),
        };
        report.judge(clients, self.span, &pages);
        report
    }

    /// Begins what it does not end.
    async fn begin(&self) -> Result<TcpStream> {
        let mut stream = match self.part {
            Part::Answer => {
                let socket = TcpSocket::new_v4()?;
                // Its end takes as little as the system allows.
                socket.set_recv_buffer_size(4096)?;
                socket.connect(self.address).await?
            }
            Part::Head | Part::Body => TcpStream::connect(self.address).await?,
        };
        stream.write_all(self.part.words().as_bytes()).await?;
        Ok(stream)
    }

    async fn hold(self, stream: TcpStream) {
        match self.part {
            Part::Answer => self.leave_unread(stream).await,
            Part::Head | Part::Body => self.trickle(stream).await,
        }
    }

    /// Goes on a letter at a time, and begins anew when it is cut off.
    async fn trickle(self, mut stream: TcpStream) {
        let mut was_cut = false;
        loop {
            while !is_cut(&mut stream).await {}
            if !was_cut {
                self.cut.fetch_add(1, Ordering::SeqCst);
                was_cut = true;
            }
            match self.begin().await {
                Ok(fresh) => stream = fresh,
                Err(_) => return,
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Reads nothing until the end, and sees then whether the server waited for it.
    async fn leave_unread(self, mut stream: TcpStream) {
        tokio::time::sleep(self.span).await;
        let mut answers = Vec::new();
        let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answers)).await;
        // A line that still stands has no end.
        if read.is_ok() {
            self.cut.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Whether the server has answered or ended the connection; a letter more where it has not.
async fn is_cut(stream: &mut TcpStream) -> bool {
    let mut answer = [0; 64];
    match tokio::time::timeout(LETTER, stream.read(&mut answer)).await {
        Ok(_) => true,
        Err(_) => stream.write_all(b"a").await.is_err(),
    }
}

impl Report {
    fn judge(&mut self, clients: usize, span: Duration, pages: &Figures) {
        let (slow, cut) = (self.slow_clients, self.cut_off);
        if slow < clients {
            let what = format!("only {slow} of {clients} slow clients got a connection");
            self.findings.push(what);
        }
        if pages.errors > 0 {
            let first = pages.first_error.clone().unwrap_or_default();
            self.findings.push(format!("{} pages were not shown: {first}", pages.errors));
        }
        let promise = self.part.promise();
        if span >= promise + MARGIN && cut < slow {
            let (left, seconds) = (slow - cut, promise.as_secs());
            self.findings.push(format!("{left} slow clients were not cut off after {seconds} s"));
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_never_cut_off_is_found_only_where_it_was_waited_for() {
        let check = |part: Part, cut_off: usize, seconds: u64, expected: &[&str]| {
            let (page_p50_ms, page_p99_ms, findings) = (1.0, 1.0, Vec::new());
            let (slow_clients, pages) = (10, 1);
            let mut report =
                Report { part, slow_clients, cut_off, pages, page_p50_ms, page_p99_ms, findings };
            report.judge(10, Duration::from_secs(seconds), &Figures::default());
            assert_eq!(report.findings, expected, "{part:?} {seconds} s");
        };
        check(Part::Head, 0, 10, &[]);
        check(Part::Head, 10, 90, &[]);
        check(Part::Head, 0, 90, &["10 slow clients were not cut off after 75 s"]);
        check(Part::Body, 9, 30, &["1 slow clients were not cut off after 10 s"]);
        check(Part::Answer, 0, 45, &["10 slow clients were not cut off after 30 s"]);
    }
}
