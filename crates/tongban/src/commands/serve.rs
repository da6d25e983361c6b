//! `serve`: the server with its workers, until it is told to stop.

use std::fs;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use meters::Meters;
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch::{Receiver, channel};

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

/// Settings that would endanger people's data are refused, and said why.
fn safe(serving: &Serving) -> Result<()> {
    let https = serving.base_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    if !serving.listen.ip().is_loopback() && !https {
        bail!(
            "listening on {} without https would send passwords in the clear; put a proxy with a certificate in front and give --base-url https://…",
            serving.listen
        );
    }
    if let Some(url) = serving.base_url.as_deref().filter(|url| !https && !is_this_machine(url)) {
        bail!(
            "people would come to {url} without https, and everybody on the way could read along and take their sessions; give --base-url https://…"
        );
    }
    private(&serving.place.var)
}

/// Whether an address leads to the machine itself, where nothing travels.
fn is_this_machine(url: &str) -> bool {
    let host = url.trim_start_matches("http://").split('/').next().unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Keys and secrets are their owner's alone.
fn private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(files) = fs::read_dir(folder) else { return Ok(()) };
    for file in files {
        let file = file.with_context(|| format!("reading {}", folder.display()))?;
        let path = file.path();
        let is_secret = path.extension().is_some_and(|end| end == "key" || end == "secret");
        let mode = file.metadata()?.permissions().mode();
        if is_secret && mode & 0o077 != 0 {
            bail!(
                "others on this machine can read {}; who has it can sign in the county's name: chmod 600 it, and change it if somebody may have read it",
                path.display()
            );
        }
    }
    Ok(())
}

/// Serves a house until SIGTERM or Ctrl-C; requests under way are finished.
pub fn run(house: House, doors: Doors, logs: Logs, output: &Output) -> Result<ExitCode> {
    if house.app.store.is_read_only() {
        bail!(
            "the database can only be read: its disk is mounted read-only, or its file is not ours to write; a server that can keep nothing does not start"
        );
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::cli::Place;
    use crate::house::quiet;

    fn serving(listen: &str, base_url: Option<&str>, var: &Path) -> Serving {
        let place = Place {
            database: "sqlite::memory:".to_owned(),
            data: "data".into(),
            var: var.to_owned(),
            county: "330825".to_owned(),
        };
        let base_url = base_url.map(str::to_owned);
        Serving { listen: listen.parse().unwrap(), base_url, ..quiet(&place) }
    }

    #[test]
    fn what_would_send_sessions_in_the_clear_is_refused() {
        let check = |listen: &str, base_url: Option<&str>, expected: &str| {
            let refused = safe(&serving(listen, base_url, Path::new("no-such-folder")));
            let words = refused.err().map(|error| error.to_string()).unwrap_or_default();
            assert_eq!(words.is_empty(), expected.is_empty(), "{listen} {base_url:?}: {words}");
            assert!(words.contains(expected), "{words}");
        };
        check("127.0.0.1:8080", None, "");
        check("127.0.0.1:8080", Some("https://zwfw.example"), "");
        check("127.0.0.1:8080", Some("http://localhost:8080"), "");
        check("127.0.0.1:8080", Some("http://[::1]:8080/"), "");
        check("127.0.0.1:8080", Some("http://zwfw.example"), "without https");
        check("127.0.0.1:8080", Some("http://127.0.0.1.evil.example"), "without https");
        check("0.0.0.0:8080", None, "without https");
        check("0.0.0.0:8080", Some("https://zwfw.example"), "");
    }

    #[test]
    fn a_key_that_others_can_read_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("330825.ledger.key");
        fs::write(&key, "secret").unwrap();
        let with_mode = |mode| {
            fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
            safe(&serving("127.0.0.1:8080", None, folder.path()))
        };
        let words = with_mode(0o640).unwrap_err().to_string();
        assert!(words.contains("330825.ledger.key") && words.contains("chmod 600"), "{words}");
        with_mode(0o600).unwrap();
    }
}
