//! Sends spans to a collector of OpenTelemetry: OTLP over HTTP, in JSON. Nobody waits for it: what
//! cannot be sent in time is dropped, and counted.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use meters::{Family, Meters};
use serde_json::{Value, json};

use super::spans::Ended;
use crate::outside;

/// Spans that were sent, and those that were dropped.
pub(super) static SPANS: Family = Family::counter(
    "tongban_trace_spans_total",
    "Spans that were sent to the collector, and those that were dropped.",
    &["outcome"],
);

/// How many spans may wait to be sent.
const QUEUE: usize = 4_096;
/// How many are sent at once.
const BATCH: usize = 256;
/// How long a span waits for others to be sent with.
const REST: Duration = Duration::from_secs(2);
/// How long the collector may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the sending thread is given.
pub(super) enum Parcel {
    /// A span to send.
    Span(Box<Ended>),
    /// Send what is there, and end.
    End,
}

/// The sending thread.
pub(super) struct Exporter {
    sender: SyncSender<Parcel>,
    thread: JoinHandle<()>,
}

impl Exporter {
    /// Starts it. The address is that of the collector's traces, `http://HOST:4318/v1/traces`.
    pub(super) fn start(address: &str, meters: Meters) -> Result<Self> {
        if !address.starts_with("http://") {
            bail!(
                "traces are sent to http://HOST:PORT/v1/traces, a collector on this machine or in the same network"
            );
        }
        meters.declare(&[&SPANS]);
        let (sender, spans) = sync_channel(QUEUE);
        let line = Line { agent: outside::agent(PATIENCE), address: address.to_owned(), meters };
        let thread = std::thread::Builder::new()
            .name("traces".to_owned())
            .spawn(move || line.run(&spans))
            .context("starting to send traces")?;
        Ok(Self { sender, thread })
    }

    /// Where spans are put.
    pub(super) fn sender(&self) -> SyncSender<Parcel> {
        self.sender.clone()
    }

    /// Sends what is there and ends.
    pub(super) fn close(self) {
        if self.sender.send(Parcel::End).is_ok() {
            let _ = self.thread.join();
        }
    }
}

/// The line to the collector.
struct Line {
    agent: ureq::Agent,
    address: String,
    meters: Meters,
}

impl Line {
    fn run(&self, spans: &Receiver<Parcel>) {
        let mut batch = Vec::new();
        loop {
            let is_over = match spans.recv_timeout(REST) {
                Ok(Parcel::Span(span)) => {
                    batch.push(span.json());
                    if batch.len() < BATCH {
                        continue;
                    }
                    false
                }
                Err(RecvTimeoutError::Timeout) => false,
                Ok(Parcel::End) | Err(RecvTimeoutError::Disconnected) => true,
            };
            self.send(std::mem::take(&mut batch));
            if is_over {
                return;
            }
        }
    }

    fn send(&self, spans: Vec<Value>) {
        if spans.is_empty() {
            return;
        }
        let many = spans.len() as u64;
        let request = self.agent.post(&self.address).header("content-type", "application/json");
        let outcome = match request.send(body(spans).to_string()) {
            Ok(answer) if answer.status().is_success() => "sent",
            // Not logged: a collector that is away for a day would fill the log.
            _ => "dropped",
        };
        self.meters.add(&SPANS, &[outcome], many);
    }
}

fn body(spans: Vec<Value>) -> Value {
    let text = |key: &str, value: &str| json!({ "key": key, "value": { "stringValue": value } });
    let version = env!("CARGO_PKG_VERSION");
    json!({ "resourceSpans": [{
        "resource": { "attributes": [
            text("service.name", "tongban"), text("service.version", version),
        ] },
        "scopeSpans": [{ "scope": { "name": "tongban", "version": version }, "spans": spans }],
    }] })
}
