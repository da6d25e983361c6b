//! What a proxy and a supervisor of processes ask: is it alive, can it serve? No personal data, no
//! session, no page around it.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use ledger::Ledger;

/// `GET /health`: the process runs. `GET /ready`: it reaches its database and the log of its county,
/// and no newer version has worked on them.
pub fn router(ledger: Ledger, county: &str) -> Router {
    Router::new()
        .route("/health", get(async || plain(StatusCode::OK, "alive\n")))
        .route("/ready", get(ready))
        .with_state((ledger, county.to_owned()))
}

async fn ready(State((ledger, county)): State<(Ledger, String)>) -> impl IntoResponse {
    if ledger.store().newer().is_some() {
        let words = "a newer version has worked on the database; replace this server\n";
        return plain(StatusCode::SERVICE_UNAVAILABLE, words);
    }
    let head = ledger.store().read(move |tx| ledger::size(tx, &county)).await;
    match head {
        Ok(Some(_)) => plain(StatusCode::OK, "ready\n"),
        Ok(None) => plain(StatusCode::SERVICE_UNAVAILABLE, "the ledger has not begun\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

fn plain(status: StatusCode, words: &'static str) -> impl IntoResponse {
    let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
    (status, [kind, (header::CACHE_CONTROL, "no-store")], words)
}
