//! What a proxy and a supervisor of processes ask: is it alive, can it serve? No personal data, no
//! session, no page around it, and no place among those of requests: however many ask, the database
//! is asked once at a time.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use basis::Instant;
use ledger::Ledger;
use tokio::sync::Mutex;

/// For how long an answer is given again before the database is asked anew.
const READ_MILLIS: i64 = 1_000;
/// How often it is tried whether the database takes a change.
const WRITE_MILLIS: i64 = 5_000;
/// How long whoever asks waits at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// `GET /health`: the process runs. `GET /ready`: it reaches its database and the log of its county,
/// may write, and no newer version has worked on them.
pub fn router(ledger: Ledger, county: &str) -> Router {
    let health = Health { ledger, county: county.to_owned(), seen: Arc::default() };
    Router::new()
        .route("/health", get(async || plain(StatusCode::OK, "alive\n")))
        .route("/ready", get(ready))
        .with_state(health)
}

/// Whose health it is, and what was seen last.
#[derive(Clone)]
struct Health {
    ledger: Ledger,
    county: String,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    /// The last answer.
    read: Option<(Instant, Finding)>,
    /// Whether the last change was taken.
    written: Option<(Instant, bool)>,
}

/// How the database was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    Ready,
    NotBegun,
    Away,
    ReadOnly,
}

async fn ready(State(health): State<Health>) -> impl IntoResponse {
    if health.ledger.store().newer().is_some() {
        let words = "a newer version has worked on the database; replace this server\n";
        return plain(StatusCode::SERVICE_UNAVAILABLE, words);
    }
    let found = tokio::time::timeout(PATIENCE, health.look()).await;
    let unready = StatusCode::SERVICE_UNAVAILABLE;
    match found.unwrap_or(Finding::Away) {
        Finding::Ready => plain(StatusCode::OK, "ready\n"),
        Finding::NotBegun => plain(unready, "the ledger has not begun\n"),
        Finding::Away => plain(unready, "the database does not answer\n"),
        Finding::ReadOnly => plain(unready, "the database can only be read\n"),
    }
}

impl Health {
    async fn look(&self) -> Finding {
        let mut seen = self.seen.lock().await;
        if let Some((_, finding)) = seen.read.filter(|(at, _)| self.is_new(*at, READ_MILLIS)) {
            return finding;
        }
        let finding = self.ask(&mut seen).await;
        seen.read = Some((self.ledger.ambient().now(), finding));
        finding
    }

    async fn ask(&self, seen: &mut Seen) -> Finding {
        let county = self.county.clone();
        match self.ledger.store().read(move |tx| ledger::size(tx, &county)).await {
            Ok(Some(_)) if self.can_write(seen).await => Finding::Ready,
            Ok(Some(_)) => Finding::ReadOnly,
            Ok(None) => Finding::NotBegun,
            Err(error) => {
                tracing::warn!(%error, "not ready");
                Finding::Away
            }
        }
    }

    /// Whether the database takes a change: one that changes nothing, since no answer is as old as
    /// that. A standby, or a disk that may only be read, refuses it all the same.
    async fn can_write(&self, seen: &mut Seen) -> bool {
        if let Some((_, can)) = seen.written.filter(|(at, _)| self.is_new(*at, WRITE_MILLIS)) {
            return can;
        }
        let outcome =
            self.ledger.forget_answers(self.county.clone(), Instant::from_millis(0)).await;
        // Whoever has too much to do is there all the same.
        let is_busy = |stop: &basis::Stop| stop.refusal().is_some_and(|no| no.rule == "store.busy");
        let can = outcome.as_ref().err().is_none_or(is_busy);
        if !can {
            tracing::warn!("not ready: the database takes no changes");
        }
        seen.written = Some((self.ledger.ambient().now(), can));
        can
    }

    fn is_new(&self, at: Instant, millis: i64) -> bool {
        (0..millis).contains(&self.ledger.ambient().now().since(at))
    }
}

fn plain(status: StatusCode, words: &'static str) -> impl IntoResponse {
    let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
    (status, [kind, (header::CACHE_CONTROL, "no-store")], words)
}

#[cfg(test)]
mod tests {
    use basis::Ambient;
    use ledger::{Keyring, LogKeys};
    use store::Store;
    use web::testing::get;

    use super::*;
    use crate::settings::Chance;

    const COUNTY: &str = "330825";

    #[test]
    fn a_server_that_may_only_read_is_not_ready() {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("sqlite:{}", folder.path().join("tongban.db").display());
        check(&file, || Store::open_to_read(&file).unwrap());
        // Behind a pooler nobody can ask for a session that only reads.
        let address = store::testing::postgres_address();
        let Some(address) = address.filter(|address| !address.contains("pooler=")) else { return };
        let only_reads = format!("{address}&options=-c%20default_transaction_read_only%3Don");
        check(&address, || Store::open(&only_reads).unwrap());
    }

    fn check(database: &str, to_read: impl Fn() -> Store) {
        let (ambient, clock) = Ambient::fixed(Instant::from_millis(1_795_309_200_000), 1);
        let keys = LogKeys::generate("tongban.example/ledger/330825", &Chance(&ambient)).unwrap();
        let keys = Keyring::new([(COUNTY.to_owned(), keys)]);
        let store = Store::open(database).unwrap();
        store.migrate().unwrap();
        let on = |store: Store| Ledger::new(store, ambient.clone(), keys.clone());
        let (writes, reads) = (on(store), on(to_read()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let asked = |router: &Router, path: &str| {
            let answer = runtime.block_on(get(router, path, ""));
            (answer.status.as_u16(), answer.text)
        };
        let told = |status: u16, words: &str| (status, format!("{words}\n"));
        let begun = router(writes.clone(), COUNTY);
        assert_eq!(asked(&begun, "/ready"), told(503, "the ledger has not begun"));
        writes.integrate_now(COUNTY).unwrap();
        assert_eq!(asked(&begun, "/ready").0, 503, "what was seen is said again for a second");
        clock.advance_millis(READ_MILLIS);
        assert_eq!(asked(&begun, "/ready"), told(200, "ready"));
        let only_reads = router(reads, COUNTY);
        assert_eq!(asked(&only_reads, "/ready"), told(503, "the database can only be read"));
        assert_eq!(asked(&only_reads, "/health"), told(200, "alive"));
    }
}
