//! An act as a program sends it, and the session in which it does.

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

/// The cookie of a session that an account of the demo begins.
pub async fn sign_in(router: &Router, login: &str) -> String {
    let form = [("login", login), ("password", PASSWORD), ("next", "/")];
    let answer = post(router, "/sign-in", "", &form).await;
    assert_eq!(answer.status, 303, "{login}");
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}
