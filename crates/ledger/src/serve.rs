//! The log as static files (c2sp.org/tlog-tiles): checkpoint, tiles, entries, keys.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use basis::{Outcome, RefusalKind, Stop};

use crate::Ledger;
use crate::rows::{self, Tiles};
use crate::tile::{Level, Tile, TileStore};
use crate::tree::cut;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
const SECONDS: HeaderValue = HeaderValue::from_static("public, max-age=1");
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// `/ledger/{county}/checkpoint`, `/keys`, `/tile/{L}/{N}` and `/tile/entries/{N}`; public, and
/// without any personal data by construction.
pub fn router(ledger: Ledger) -> Router {
    Router::new()
        .route("/ledger/{county}/checkpoint", get(checkpoint))
        .route("/ledger/{county}/keys", get(keys))
        .route("/ledger/{county}/tile/{*path}", get(tile))
        .with_state(ledger)
}

async fn checkpoint(State(ledger): State<Ledger>, Path(county): Path<String>) -> Response {
    let note = ledger.checkpoint(&county).await;
    answer(note.map(|note| note.map(String::into_bytes)), TEXT, SECONDS)
}

async fn keys(State(ledger): State<Ledger>, Path(county): Path<String>) -> Response {
    let lines = ledger.keys().of(&county).ok().map(|keys| {
        keys.verifier_keys().iter().map(|key| format!("{key}\n")).collect::<String>().into_bytes()
    });
    answer(Ok(lines), TEXT, SECONDS)
}

async fn tile(
    State(ledger): State<Ledger>,
    Path((county, path)): Path<(String, String)>,
) -> Response {
    let Some((tile, width)) = Tile::parse(&path) else { return answer(Ok(None), BYTES, SECONDS) };
    answer(ledger.tile(&county, tile, width).await, BYTES, FOR_EVER)
}

fn answer(found: Outcome<Option<Vec<u8>>>, kind: HeaderValue, cache: HeaderValue) -> Response {
    match found {
        Ok(Some(bytes)) => {
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)], bytes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(stop) => failed(&stop),
    }
}

/// Busy, or broken: the only ways in which reading the log can fail.
pub(crate) fn failed(stop: &Stop) -> Response {
    match stop.refusal() {
        Some(refusal) if refusal.kind == RefusalKind::Busy => {
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        _ => {
            tracing::error!(error = %stop, "the ledger could not answer");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

impl Ledger {
    /// The newest checkpoint of a county as a note, with its cosignatures.
    pub async fn checkpoint(&self, county: &str) -> Outcome<Option<String>> {
        let county = county.to_owned();
        self.store().read(move |tx| Ok(rows::checkpoint(tx, &county, None)?)).await
    }

    /// A tile at a width, if the log is large enough to have it.
    async fn tile(&self, county: &str, tile: Tile, width: u64) -> Outcome<Option<Vec<u8>>> {
        let county = county.to_owned();
        self.store()
            .read(move |tx| {
                let size = rows::head(tx, &county)?.unwrap_or(0);
                if tile.width(size) < width {
                    return Ok(None);
                }
                let data = Tiles { tx, county: &county }.get(tile)?;
                Ok(cut(tile, data, width))
            })
            .await
    }
}

/// Which rows of tiles a tree of this size has; for copying a log.
#[must_use]
pub fn tiles(size: u64) -> Vec<(Tile, u64)> {
    let rows = std::iter::once(Level::Entries).chain((0..8).map(Level::Hashes));
    rows.flat_map(|level| {
        (0..)
            .map(move |number| Tile { level, number })
            .map(move |tile| (tile, tile.width(size)))
            .take_while(|(_, width)| *width > 0)
    })
    .collect()
}
