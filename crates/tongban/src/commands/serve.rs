//! `serve`: the server with its workers, until it is told to stop.

use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use meters::Meters;
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch::{Receiver, channel};

use super::safe::safe;
use crate::cli::Serving;
use crate::house::House;
use crate::output::Output;
use crate::watch::Logs;
use crate::{ambient, listen, watch, workers};

/// Serves a county in earnest.
pub fn serve(serving: &Serving, output: &Output) -> Result<ExitCode> {
    let (meters, logs) = begin(serving)?;
    safe(serving)?;
    let (serving, doors) = bind(serving)?;
    let house = House::open_measured(&serving, &ambient::system(), false, meters)?;
    if serving.scanner.is_none() {
        tracing::warn!("nobody looks for malware in uploads: name a scanner with --scanner");
    }
    run(house, doors, logs, output)
}

/// Begins to count and to log.
pub fn begin(serving: &Serving) -> Result<(Meters, Logs)> {
    let meters = ambient::meters();
    let logs = watch::begin(&serving.watching, &meters)?;
    Ok((meters, logs))
}

/// Where a server is reached: by people, and by Prometheus.
pub struct Doors {
    people: TcpListener,
    metrics: Option<TcpListener>,
}

/// Listens first: the address may be taken, and port 0 becomes a real one, which pages name.
pub fn bind(serving: &Serving) -> Result<(Serving, Doors)> {
    let listen = serving.listen;
    let people = TcpListener::bind(listen)
        .with_context(|| format!("listening on {listen}; is another server running there?"))?;
    people.set_nonblocking(true)?;
    let listen = people.local_addr()?;
    let metrics = serving.watching.metrics.map(watch::metrics::bind).transpose()?;
    Ok((Serving { listen, ..serving.clone() }, Doors { people, metrics }))
}

/// Serves a house until SIGTERM or Ctrl-C; requests under way are finished.
pub fn run(house: House, doors: Doors, logs: Logs, output: &Output) -> Result<ExitCode> {
    if house.app.store.is_read_only() {
        bail!(
            "the database can only be read: its disk is mounted read-only, or its file is not ours to write; a server that can keep nothing does not start"
        );
    }
    let lossy = house.app.store.lossy_settings()?;
    if !lossy.is_empty() {
        let settings = lossy.join(", ");
        tracing::warn!(settings, "a power cut may take away what the database has acknowledged");
    }
    crate::islands::say_if_missing();
    // Twice the cores: SQLite is read on these threads, and one slow read must not hold up the rest.
    let threads = 2 * std::thread::available_parallelism().map_or(2, usize::from);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
    let outcome = runtime.block_on(serve_until_stopped(&house, doors, output));
    // The database is closed outside the runtime, after its last user.
    drop(runtime);
    drop(house);
    logs.close();
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn serve_until_stopped(house: &House, doors: Doors, output: &Output) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(doors.people)?;
    let address = listener.local_addr()?;
    let metrics = doors.metrics.as_ref().map(TcpListener::local_addr).transpose()?;
    say(house, address, metrics, output);
    let (stop, stopped) = channel(false);
    let workshop = tokio::spawn(workers::workshop(house).run(stopped.clone()));
    let integrator = tokio::spawn(ledger::run_integrator(house.app.ledger.clone(), until(stopped)));
    let mut beside = vec![
        tokio::spawn(workers::tidy(house.clone())),
        tokio::spawn(workers::watch_calendar(house.clone())),
        tokio::spawn(workers::watch_catalogue(house.clone())),
        tokio::spawn(workers::watch_version(house.clone())),
        tokio::spawn(workers::hear_gateway(house.clone())),
    ];
    beside.extend(doors.metrics.map(|listener| tokio::spawn(told(house.clone(), listener))));
    listen::serve(listener, house.router(), listen::prepare(), told_to_stop()).await?;
    let _ = stop.send(true);
    for task in beside {
        task.abort();
        let _ = task.await;
    }
    let _ = workshop.await;
    let _ = integrator.await;
    house.outbound.close().await;
    Ok(())
}

fn say(house: &House, address: SocketAddr, metrics: Option<SocketAddr>, output: &Output) {
    let metrics = metrics.map(|address| format!("http://{address}/metrics"));
    let more = metrics.as_ref().map(|url| format!("\nMetrics at {url}")).unwrap_or_default();
    output.answer(
        &json!({
            "address": format!("http://{address}"),
            "base_url": house.settings().base_url,
            "metrics": metrics,
        }),
        format!("Serving {} at http://{address}{more}", house.settings().service_name.zh),
    );
}

/// A server whose meters cannot be read still serves.
async fn told(house: House, listener: TcpListener) {
    if let Err(error) = watch::metrics::serve(house, listener).await {
        tracing::error!(%error, "nobody can read the meters");
    }
}

async fn until(mut stopped: Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn told_to_stop() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
