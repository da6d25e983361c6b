//! Logs to standard error, as text or as one JSON object a line; and spans to a collector of
//! OpenTelemetry where one is named.

use std::io::IsTerminal as _;

use anyhow::Result;
use meters::Meters;
use tracing::Level;
use tracing_subscriber::filter::{FilterExt as _, LevelFilter, Targets, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use super::otlp::Exporter;
use super::traces::Traces;
use crate::ambient;
use crate::cli::{LogFormat, Watching};

/// What is said when `RUST_LOG` says nothing.
const USUAL: &str = "warn,tongban=info";
/// The driver whose finer levels repeat every parameter of a statement.
const TELLTALE: &str = "tokio_postgres";
/// The crates whose spans are told to a collector; no one else's.
const OURS: [&str; 3] = ["web", "ledger", "store"];

/// Logs that are being written; the last spans leave when it is closed.
pub struct Logs {
    exporter: Option<Exporter>,
}

impl Logs {
    /// Sends what has not left yet; at most a few seconds.
    pub fn close(self) {
        if let Some(exporter) = self.exporter {
            exporter.close();
        }
    }
}

/// Begins to log. What is logged is governed by `RUST_LOG`; traces by their own setting.
///
/// # Errors
/// When the address of the collector cannot be one.
pub fn begin(watching: &Watching, meters: &Meters) -> Result<Logs> {
    let wished = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    // Whatever `RUST_LOG` says, the parameters of statements, which are people's data, are not told.
    let filter = wished.and(filter_fn(|about| {
        !about.target().starts_with(TELLTALE) || *about.level() <= Level::INFO
    }));
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let lines = match watching.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let exporter = match &watching.traces {
        Some(address) => Some(Exporter::start(address, meters.clone())?),
        None => None,
    };
    let spans = exporter.as_ref().map(|exporter| {
        let ours = OURS.map(|name| (name, LevelFilter::INFO));
        let surroundings = (ambient::system(), meters.clone());
        let share = watching.traces_share;
        Traces::new(exporter.sender(), surroundings, share)
            .with_filter(Targets::new().with_targets(ours))
    });
    // A second house in one process, as in tests, keeps the logs of the first.
    let _ = tracing_subscriber::registry().with(spans).with(lines.with_filter(filter)).try_init();
    Ok(Logs { exporter })
}
