//! Connections: how many there may be, how long one may take to say what it wants, and to take the
//! answer. Whoever opens thousands and says a letter a minute keeps nobody else out.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

use crate::line::Line;

/// Files that are not connections: the database, what it opens for a moment, logs.
const OTHER_FILES: u64 = 256;
/// More connections than this are of no use to one server, whatever the system allows.
const MOST: u64 = 20_000;
/// How long a head may take to come, from the end of the answer before it. Longer than the minute
/// for which proxies keep a connection, so that none is closed under a request.
pub const HEAD: Duration = Duration::from_secs(75);
/// How long nothing is accepted after the system refused to.
const PAUSE: Duration = Duration::from_millis(50);
/// How long requests that are under way may take when the server is told to stop.
const LAST: Duration = Duration::from_secs(30);

/// Lets this process open as many files as the system allows it; how many connections that makes.
pub fn prepare() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let files = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    let connections = files.unwrap_or(u64::MAX).saturating_sub(OTHER_FILES).clamp(64, MOST);
    usize::try_from(connections).unwrap_or(64)
}

/// Serves until told to stop; requests under way are finished. Beyond so many connections the next
/// one waits in the system's queue until one ends.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: usize,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    serve_within(listener, router, (connections, HEAD), stop).await
}

/// [`serve`] with so long for a head.
async fn serve_within(
    listener: TcpListener,
    router: Router,
    (connections, head): (usize, Duration),
    stop: impl Future<Output = ()>,
) -> Result<()> {
    let places = Arc::new(Semaphore::new(connections));
    let (told, hears) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let (router, hears) = (router.clone(), hears.clone());
        tokio::spawn(async move {
            converse((stream, peer), router, head, hears).await;
            drop(place);
        });
    }
    drop(listener);
    let _ = told.send(true);
    // The last of them is over when every place is free again.
    let many = u32::try_from(connections).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(LAST, places.acquire_many(many)).await;
    Ok(())
}

type Accepted = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

/// The next connection, when there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<Accepted> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // An answer leaves when it is written, not when more has come together.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}

/// One connection to its end. What goes wrong with it is the client's affair.
async fn converse(
    (stream, peer): (TcpStream, SocketAddr),
    router: Router,
    head: Duration,
    mut hears: watch::Receiver<bool>,
) {
    let service = router.map_request(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(head);
    let io = TokioIo::new(Line::new(stream));
    let mut connection = pin!(builder.serve_connection(io, TowerToHyperService::new(service)));
    let mut told = false;
    loop {
        tokio::select! {
            _ = connection.as_mut() => return,
            _ = hears.changed(), if !told => {
                told = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// There is one place: whoever comes next has it only when the slow one is cut off.
    #[tokio::test]
    async fn whoever_never_ends_the_head_of_a_request_is_cut_off_and_the_next_one_is_served() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", get(async || "page"));
        let places = (1, Duration::from_millis(300));
        let served = serve_within(listener, router, places, std::future::pending());
        let asked = async {
            let mut slow = TcpStream::connect(address).await.unwrap();
            slow.write_all(b"GET / HTTP/1.1\r\nhost: slow\r\nx-slow: ").await.unwrap();
            let mut next = TcpStream::connect(address).await.unwrap();
            let request = b"GET / HTTP/1.1\r\nhost: next\r\nconnection: close\r\n\r\n";
            next.write_all(request).await.unwrap();
            let mut answer = String::new();
            next.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("page"), "{answer}");
            let mut told = Vec::new();
            // An end or a reset: the line does not stand any more.
            let _ = slow.read_to_end(&mut told).await;
        };
        let both = async {
            tokio::select! {
                ended = served => panic!("the server ended: {ended:?}"),
                () = asked => {}
            }
        };
        tokio::time::timeout(Duration::from_secs(20), both).await.expect("nobody waits for ever");
    }
}
