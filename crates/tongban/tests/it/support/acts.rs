//! An act as a program sends it, a form with files as a browser does, and the session for both.

use axum::Router;
use serde_json::Value;
use web::testing::{Answer, ask, post};

use super::PASSWORD;

/// Sends an act in a session, with its key and, where there is one, the version that was seen.
pub async fn act(
    router: &Router,
    path: &str,
    cookie: &str,
    (key, seen): (&str, Option<i64>),
    body: &Value,
) -> Answer {
    let seen = seen.map(|seen| format!("\"{seen}\""));
    let mut headers = vec![
        ("cookie", cookie),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    headers.extend(seen.as_deref().map(|seen| ("if-match", seen)));
    ask(router, "POST", path, &headers, &body.to_string()).await
}

/// Sends a form as pages do that take files too; it brings none.
pub async fn upload(router: &Router, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let part = |(name, value): &(&str, &str)| {
        format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts: String = fields.iter().map(part).collect();
    let headers = [
        ("cookie", cookie),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "multipart/form-data; boundary=cut"),
    ];
    ask(router, "POST", path, &headers, &format!("{parts}--cut--\r\n")).await
}

/// The cookie of a session that an account of the demo begins.
pub async fn sign_in(router: &Router, login: &str) -> String {
    let form = [("login", login), ("password", PASSWORD), ("next", "/")];
    let answer = post(router, "/sign-in", "", &form).await;
    assert_eq!(answer.status, 303, "{login}");
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}
