//! `serve`: the server with its workers, until it is told to stop.

use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::cli::Serving;
use crate::house::House;
use crate::output::Output;
use crate::{ambient, workers};

/// Serves a county in earnest.
pub fn serve(serving: &Serving, output: &Output) -> Result<ExitCode> {
    logs();
    safe(serving)?;
    let (serving, listener) = bind(serving)?;
    let house = House::open(&serving, &ambient::system(), false)?;
    run(house, listener, output)
}

/// Listens first: the address may be taken, and port 0 becomes a real one, which pages name.
pub fn bind(serving: &Serving) -> Result<(Serving, TcpListener)> {
    let listen = serving.listen;
    let listener = TcpListener::bind(listen)
        .with_context(|| format!("listening on {listen}; is another server running there?"))?;
    listener.set_nonblocking(true)?;
    let listen = listener.local_addr()?;
    Ok((Serving { listen, ..serving.clone() }, listener))
}

/// Settings that would endanger people's data are refused, and said why.
fn safe(serving: &Serving) -> Result<()> {
    let https = serving.base_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    if !serving.listen.ip().is_loopback() && !https {
        bail!(
            "listening on {} without https would send passwords in the clear; put a proxy with a certificate in front and give --base-url https://…",
            serving.listen
        );
    }
    Ok(())
}

/// Logs go to standard error; what is said is governed by `RUST_LOG`.
pub fn logs() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,tongban=info"));
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// Serves a house until SIGTERM or Ctrl-C; requests under way are finished.
pub fn run(house: House, listener: TcpListener, output: &Output) -> Result<ExitCode> {
    crate::islands::say_if_missing();
    // Twice the cores: SQLite is read on these threads, and one slow read must not hold up the rest.
    let threads = 2 * std::thread::available_parallelism().map_or(2, usize::from);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
    let outcome = runtime.block_on(serve_until_stopped(&house, listener, output));
    // The database is closed outside the runtime, after its last user.
    drop(runtime);
    drop(house);
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn serve_until_stopped(house: &House, listener: TcpListener, output: &Output) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let address = listener.local_addr()?;
    output.answer(
        &json!({ "address": format!("http://{address}"), "base_url": house.settings().base_url }),
        format!("Serving {} at http://{address}", house.settings().service_name.zh),
    );
    let (stop, stopped) = watch::channel(false);
    let workshop = tokio::spawn(workers::workshop(house).run(stopped.clone()));
    let integrator = tokio::spawn(ledger::run_integrator(house.app.ledger.clone(), until(stopped)));
    let beside = [
        tokio::spawn(workers::tidy(house.clone())),
        tokio::spawn(workers::watch_calendar(house.clone())),
        tokio::spawn(workers::hear_gateway(house.clone())),
    ];
    let router = house.router().into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await?;
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

async fn until(mut stopped: watch::Receiver<bool>) {
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
