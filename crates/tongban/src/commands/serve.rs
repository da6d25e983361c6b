//! `serve`: the server with its workers, until it is told to stop.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::json;
use tokio::net::TcpListener;
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
    let house = House::open(serving, &ambient::system(), false)?;
    run(house, serving.listen, output)
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
pub fn run(house: House, listen: SocketAddr, output: &Output) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(serve_until_stopped(&house, listen, output));
    // The database is closed outside the runtime, after its last user.
    drop(runtime);
    drop(house);
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn serve_until_stopped(house: &House, listen: SocketAddr, output: &Output) -> Result<()> {
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("listening on {listen}; is another server running there?"))?;
    let address = listener.local_addr()?;
    output.answer(
        &json!({ "address": format!("http://{address}"), "base_url": house.settings().base_url }),
        format!("Serving {} at http://{address}", house.settings().service_name.zh),
    );
    let (stop, stopped) = watch::channel(false);
    let workshop = tokio::spawn(workers::workshop(house).run(stopped.clone()));
    let integrator = tokio::spawn(ledger::run_integrator(house.app.ledger.clone(), until(stopped)));
    let tidy = tokio::spawn(workers::tidy(house.clone()));
    let router = house.router().into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await?;
    let _ = stop.send(true);
    tidy.abort();
    let _ = tidy.await;
    let _ = workshop.await;
    let _ = integrator.await;
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
