//! Sends spans to a collector of OpenTelemetry: OTLP over HTTP, in JSON. Nobody waits for it: what
//! cannot be sent in time is dropped, and counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    /// The server ends: a collector that does not take spans now is not waited for.
    ends: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Exporter {
    /// Starts it. The address is that of the collector's traces, `http://HOST:4318/v1/traces`.
    pub(super) fn start(address: &str, meters: Meters) -> Result<Self> {
        Self::with_patience(address, meters, PATIENCE)
    }

    fn with_patience(address: &str, meters: Meters, patience: Duration) -> Result<Self> {
        if !address.starts_with("http://") {
            bail!(
                "traces are sent to http://HOST:PORT/v1/traces, a collector on this machine or in the same network"
            );
        }
        meters.declare(&[&SPANS]);
        let (sender, spans) = sync_channel(QUEUE);
        let ends = Arc::<AtomicBool>::default();
        let line = Line {
            agent: outside::agent(patience),
            address: address.to_owned(),
            meters,
            ends: ends.clone(),
        };
        let thread = std::thread::Builder::new()
            .name("traces".to_owned())
            .spawn(move || line.run(&spans))
            .context("starting to send traces")?;
        Ok(Self { sender, ends, thread })
    }

    /// Where spans are put.
    pub(super) fn sender(&self) -> SyncSender<Parcel> {
        self.sender.clone()
    }

    /// Sends what is there and ends; what is left where the collector does not take it is dropped.
    pub(super) fn close(self) {
        self.ends.store(true, Ordering::SeqCst);
        // Where the queue is full the thread is at work, and sees it after what it sends now.
        let _ = self.sender.try_send(Parcel::End);
        let _ = self.thread.join();
    }
}

/// The line to the collector.
struct Line {
    agent: ureq::Agent,
    address: String,
    meters: Meters,
    ends: Arc<AtomicBool>,
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
                Err(RecvTimeoutError::Timeout) => self.ends.load(Ordering::SeqCst),
                Ok(Parcel::End) | Err(RecvTimeoutError::Disconnected) => true,
            };
            let is_taken = self.send(std::mem::take(&mut batch));
            if is_over || (!is_taken && self.ends.load(Ordering::SeqCst)) {
                return;
            }
        }
    }

    /// Whether the collector has taken them.
    fn send(&self, spans: Vec<Value>) -> bool {
        if spans.is_empty() {
            return true;
        }
        let many = spans.len() as u64;
        let request = self.agent.post(&self.address).header("content-type", "application/json");
        let sent = request.send(body(spans).to_string());
        let is_taken = sent.is_ok_and(|answer| answer.status().is_success());
        // Not logged: a collector that is away for a day would fill the log.
        let outcome = if is_taken { "sent" } else { "dropped" };
        self.meters.add(&SPANS, &[outcome], many);
        is_taken
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

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::ambient;
    use crate::watch::spans::Fields;

    fn span() -> Parcel {
        Parcel::Span(Box::new(Ended {
            trace: [1; 16],
            span: [2; 8],
            parent: None,
            name: "act",
            fields: Fields::default(),
            begin_nanos: 0,
            end_nanos: 1,
            is_error: false,
        }))
    }

    /// It takes connections and says nothing: whoever sends drops what does not fit, and whoever ends
    /// does not wait for each of the batches that are left.
    #[test]
    fn a_collector_that_hangs_keeps_nobody_from_working_or_ending() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/v1/traces", silent.local_addr().unwrap());
        let (meters, patience) = (ambient::meters(), Duration::from_millis(500));
        let exporter = Exporter::with_patience(&address, meters.clone(), patience).unwrap();
        let sender = exporter.sender();
        let mut taken = 0;
        while taken < 4 * QUEUE && sender.try_send(span()).is_ok() {
            taken += 1;
        }
        assert!((QUEUE..4 * QUEUE).contains(&taken), "{taken} spans lie in memory");
        let before = meters.micros();
        exporter.close();
        let seconds = meters.since(before);
        assert!(seconds < 4.0, "all batches were waited for: {seconds} s");
        assert!(sender.try_send(span()).is_err(), "nobody takes them any more");
    }
}
