//! Help for tests through the router: a site where time stands still, and a browser of a few lines.

mod flaws;

use std::path::Path;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use basis::{Ambient, Instant, Lang};
use tower::ServiceExt;

use crate::page::Drawn;
use crate::{Messages, Site, WebSettings};

pub use flaws::flaws;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
    /// The page struct that it was drawn from; `None` for what is no page.
    pub drawn: Option<&'static str>,
}

impl Answer {
    /// A header as text; empty if it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON; null if it is not JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

/// A site at nine in the morning of Sunday 22 November 2026, with chance that follows a seed.
#[must_use]
pub fn site() -> Site {
    let (ambient, _) = Ambient::fixed(Instant::from_millis(1_795_309_200_000), 1);
    Site::new(ambient, WebSettings::default())
}

/// Sends a request through the router.
pub async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await;
    let response = response.unwrap_or_else(|never| match never {});
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let drawn = parts.extensions.get::<Drawn>().map(|drawn| drawn.0);
    Answer { status: parts.status, headers: parts.headers, text, drawn }
}

/// Sends a request with method, address, headers and body.
pub async fn ask(
    router: &Router,
    method: &str,
    uri: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    match request.body(Body::from(body.to_owned())) {
        Ok(request) => send(router, request).await,
        Err(error) => panic!("{method} {uri} is not a request: {error}"),
    }
}

/// Opens a page, with a cookie header if it is not empty.
pub async fn get(router: &Router, uri: &str, cookie: &str) -> Answer {
    ask(router, "GET", uri, &[("cookie", cookie)], "").await
}

/// Sends a form as a browser on our own page does.
pub async fn post(router: &Router, uri: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
    let encode = |text: &str| crate::format::percent_encoded(text);
    let pairs = form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    let body = pairs.collect::<Vec<_>>().join("&");
    let headers = [
        ("cookie", cookie),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    ask(router, "POST", uri, &headers, &body).await
}

/// The keys of messages that a crate's templates and sources use but that lack words in a language.
/// A crate's test calls it with `env!("CARGO_MANIFEST_DIR")` and expects an empty list.
#[must_use]
pub fn missing_keys(crate_folder: &str) -> Vec<String> {
    let mut texts = Vec::new();
    collect(&Path::new(crate_folder).join("templates"), &mut texts);
    collect(&Path::new(crate_folder).join("src"), &mut texts);
    let messages = Messages::embedded();
    let keys = texts.iter().flat_map(|text| keys(text));
    let mut missing: Vec<String> =
        keys.filter(|key| !messages.has(key)).map(str::to_owned).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

/// The words for a key, for expected values in tests.
#[must_use]
pub fn words(lang: Lang, key: &str) -> String {
    Messages::embedded().get(lang, key)
}

fn collect(folder: &Path, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into);
        } else {
            into.extend(std::fs::read_to_string(&path));
        }
    }
}

/// The literal keys given to `t` and `tf` of a frame, but not those in comments.
fn keys(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| {
        let after = |start: &'static str| line.split(start).skip(1);
        let all = after("frame.t(\"").chain(after("frame.tf(\""));
        all.filter_map(|rest| rest.split('"').next())
    })
}
