//! People whose line is slow, and people who only seem to be: the first are waited for, the second
//! keep nobody else out.

use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::{Frame as Piece, SizeHint};
use tokio::time::Sleep;

use super::*;
use crate::WebSettings;
use crate::testing::send;

const MB: usize = 1 << 20;

/// A body that comes in pieces with time between them.
struct Drops {
    left: usize,
    size: usize,
    every: Duration,
    next: Pin<Box<Sleep>>,
    says_length: bool,
}

impl Drops {
    fn new(left: usize, size: usize, every_millis: u64) -> Self {
        let every = Duration::from_millis(every_millis);
        let next = Box::pin(tokio::time::sleep(every));
        Self { left, size, every, next, says_length: true }
    }
}

impl HttpBody for Drops {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Piece<Bytes>, std::io::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if self.next.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.left -= 1;
        self.next = Box::pin(tokio::time::sleep(self.every));
        Poll::Ready(Some(Ok(Piece::data(Bytes::from(vec![b'a'; self.size])))))
    }

    fn size_hint(&self) -> SizeHint {
        match self.says_length {
            true => SizeHint::with_exact((self.left * self.size) as u64),
            false => SizeHint::default(),
        }
    }
}

fn slow_routes() -> Vec<Route> {
    let name = ("传", "Send");
    let files = Routes::new(())
        .page(Method::POST, "/files", Access::SignedIn, name, async |sent: Bytes| {
            sent.len().to_string()
        })
        .takes_up_to(44 * MB)
        .page(Method::POST, "/stuck", Access::SignedIn, name, async |_sent: Bytes| {
            std::future::pending::<()>().await;
        })
        .takes_up_to(44 * MB);
    [routes(), files.list()].concat()
}

fn router(signed_in: bool, settings: WebSettings) -> axum::Router {
    let site = crate::Site { settings: Arc::new(settings), ..testing::site() };
    let visitor = Visitor { signed_in, ..Visitor::default() };
    crate::serve(site, slow_routes(), Arc::new(Always(visitor)))
}

async fn sent(router: axum::Router, path: &str, drops: Drops) -> Answer {
    let form = "application/x-www-form-urlencoded";
    let request = Request::post(path).header("content-type", form);
    send(&router, request.body(Body::new(drops)).unwrap()).await
}

#[tokio::test(start_paused = true)]
async fn whoever_sends_a_letter_now_and_then_holds_no_place() {
    let one = WebSettings { concurrent_requests: 1, ..WebSettings::default() };
    let router = router(false, one);
    let slow: Vec<_> = (0..600)
        .map(|_| tokio::spawn(sent(router.clone(), "/form", Drops::new(1000, 1, 4_000))))
        .collect();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(get(&router, "/", "").await.status, 200);
    assert_eq!(post(&router, "/form", "", &[("q", "伞")]).await.text, "伞");
    for one in slow {
        let answer = one.await.unwrap();
        assert_eq!((answer.status.as_u16(), answer.header("connection")), (408, "close"));
        assert!(answer.text.contains("没有收全"), "{}", answer.text);
    }
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_sends_a_thousand_forms_at_once_turns_nobody_else_away() {
    let router = router(false, WebSettings::default());
    let from = |peer: &str, drops: Drops| {
        let (router, peer) = (router.clone(), peer.parse::<SocketAddr>().unwrap());
        async move {
            let form = "application/x-www-form-urlencoded";
            let request = Request::post("/form").header("content-type", form);
            let request = request.extension(ConnectInfo(peer)).body(Body::new(drops));
            send(&router, request.unwrap()).await.status.as_u16()
        }
    };
    // Together they are more than the whole room.
    let all: Vec<_> = (0..1300)
        .map(|_| tokio::spawn(from("203.0.113.5:4711", Drops::new(15, 4096, 600))))
        .collect();
    tokio::time::sleep(Duration::from_millis(8_800)).await;
    assert_eq!(from("198.51.100.7:4711", Drops::new(15, 4096, 1)).await, 200);
    let mut refused = 0;
    for one in all {
        refused += usize::from(one.await.unwrap() == 503);
    }
    assert!(refused > 1000, "{refused}");
}

#[tokio::test(start_paused = true)]
async fn of_a_forged_request_nothing_is_read() {
    let before = tokio::time::Instant::now();
    let request = Request::post("/form").header("sec-fetch-site", "cross-site");
    let request = request.body(Body::new(Drops::new(9, 1024, 1_000))).unwrap();
    let answer = send(&router(false, WebSettings::default()), request).await;
    assert_eq!((answer.status.as_u16(), before.elapsed().as_secs()), (403, 0));
}

#[tokio::test(start_paused = true)]
async fn a_large_file_on_a_slow_line_arrives() {
    let router = router(true, WebSettings::default());
    // Ten megabytes at two megabits a second take forty seconds.
    let answer = sent(router.clone(), "/files", Drops::new(160, 64 * 1024, 250)).await;
    assert_eq!((answer.status.as_u16(), answer.text), (200, (10 * MB).to_string()));
    // The same where nobody says beforehand how much it is; nothing of its beginning is lost.
    let drops = Drops { says_length: false, ..Drops::new(200, 5000, 200) };
    assert_eq!(sent(router, "/files", drops).await.text, "1000000");
}

#[tokio::test(start_paused = true)]
async fn what_comes_too_slowly_or_takes_too_long_is_given_up() {
    let begun = tokio::time::Instant::now();
    let check = async |path: &str, drops: Drops, status: u16, seconds: u64| {
        let before = begun.elapsed().as_secs();
        let answer = sent(router(true, WebSettings::default()), path, drops).await;
        assert_eq!(answer.status, status);
        let took = begun.elapsed().as_secs() - before;
        assert!((seconds..seconds + 3).contains(&took), "{path}: {took} s");
    };
    check("/files", Drops::new(1000, 8 * 1024, 1_000), 408, 10).await;
    check("/files", Drops::new(704, 64 * 1024, 640), 408, 300).await;
    // The time in which it came is not the handler's; the handler has the usual time after it.
    check("/stuck", Drops::new(160, 64 * 1024, 250), 504, 60).await;
}

#[tokio::test(start_paused = true)]
async fn a_stranger_sends_nothing_large_and_is_told_what_to_do() {
    let check = async |path: &str, status: u16| {
        let router = router(false, WebSettings::default());
        let before = tokio::time::Instant::now();
        let answer = sent(router, path, Drops::new(1024, 1024, 250)).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(before.elapsed() < Duration::from_secs(1), "{path}: it was read");
    };
    check("/files", 401).await;
    check("/nowhere", 404).await;
    check("/form", 413).await;
}

#[tokio::test(start_paused = true)]
async fn uploads_have_places_of_their_own() {
    let one = WebSettings { concurrent_uploads: 1, ..WebSettings::default() };
    let router = router(true, one);
    let long = || Drops::new(160, 64 * 1024, 250);
    let first = tokio::spawn(sent(router.clone(), "/files", long()));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(get(&router, "/", "").await.status, 200);
    let second = sent(router.clone(), "/files", long()).await;
    assert_eq!(second.status, 503);
    assert!(!second.header("retry-after").is_empty());
    assert_eq!(first.await.unwrap().status, 200);
    assert_eq!(sent(router, "/files", long()).await.status, 200);
}
