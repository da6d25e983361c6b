//! `GET /metrics` for Prometheus, on a listener of its own that nobody outside reaches.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use meters::Family;
use store::{StoreError, jobs};

use super::process;
use crate::house::House;

static BUILD: Family = Family::gauge(
    "tongban_build_info",
    "Always 1: the version of the program and the kind of its database.",
    &["version", "database"],
);
static DATABASE_UP: Family = Family::gauge(
    "tongban_database_up",
    "1 where the database answered the last look, 0 where it did not.",
    &[],
);
static JOBS_DUE: Family =
    Family::gauge("tongban_jobs_due", "Jobs that are due and not done yet, by kind.", &["kind"]);
static JOBS_OLDEST: Family = Family::gauge(
    "tongban_jobs_oldest_seconds",
    "For how long the oldest due job of a kind has waited.",
    &["kind"],
);
static JOBS_GIVEN_UP: Family = Family::gauge(
    "tongban_jobs_given_up",
    "Jobs that were given up and wait for the operator, by kind.",
    &["kind"],
);

/// How many jobs are looked at, oldest first; beyond that the number stands still.
const MOST: i64 = 50_000;
/// How long the database may take; Prometheus itself waits ten seconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// Listens for Prometheus.
///
/// # Errors
/// When the address is taken.
pub fn bind(listen: SocketAddr) -> Result<TcpListener> {
    let listener = TcpListener::bind(listen)
        .with_context(|| format!("listening on {listen} for Prometheus (--metrics)"))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Answers Prometheus as long as the house is served.
pub async fn serve(house: House, listener: TcpListener) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    Ok(axum::serve(listener, router(house)).await?)
}

/// The one route.
pub fn router(house: House) -> Router {
    let meters = house.app.store.meters();
    meters.declare(&[&BUILD, &DATABASE_UP, &JOBS_DUE, &JOBS_OLDEST, &JOBS_GIVEN_UP]);
    house.app.ledger.declare();
    Router::new().route("/metrics", get(told)).with_state(house)
}

async fn told(State(house): State<House>) -> impl IntoResponse {
    let meters = house.app.store.meters().clone();
    let looked = tokio::time::timeout(PATIENCE, look(&house)).await;
    let is_up = matches!(looked, Ok(Ok(())));
    meters.set(&DATABASE_UP, &[], f64::from(u8::from(is_up)));
    meters.set(&BUILD, &[env!("CARGO_PKG_VERSION"), house.app.store.kind()], 1.0);
    house.app.store.look();
    process::look(&meters);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], meters.text())
}

/// What only the database knows.
async fn look(house: &House) -> Result<(), StoreError> {
    house.app.ledger.look().await?;
    let (county, now) = (house.cases.county().to_owned(), house.app.ambient.now());
    let (due, given_up) = house
        .app
        .store
        .read(move |tx| {
            let due = jobs::due(tx, &county, now, MOST)?;
            Ok::<_, StoreError>((due, jobs::given_up(tx, &county, MOST)?))
        })
        .await?;
    let meters = house.app.store.meters();
    for family in [&JOBS_DUE, &JOBS_OLDEST, &JOBS_GIVEN_UP] {
        meters.clear(family);
    }
    for kind in due {
        meters.set(&JOBS_DUE, &[&kind.kind], kind.jobs as f64);
        let waits = now.since(kind.since).max(0) as f64 / 1_000.0;
        meters.set(&JOBS_OLDEST, &[&kind.kind], waits);
    }
    for kind in given_up {
        meters.set(&JOBS_GIVEN_UP, &[&kind.kind], kind.jobs as f64);
    }
    Ok(())
}
