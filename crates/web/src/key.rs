//! What a repeated or late act is recognised by: the idempotency key and the version seen.
//!
//! A form carries its key in the hidden field `key`, made by [`crate::Frame::new_key`] when the form
//! was first shown and kept while errors are mended; the API carries it in `Idempotency-Key`.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use basis::Refusal;

use crate::Failure;

const MAX_KEY: usize = 100;

/// The `Idempotency-Key` header of an API request that changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey(
    /// The key as sent.
    pub String,
);

impl<S: Send + Sync> FromRequestParts<S> for ApiKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        let key = header(parts, "idempotency-key").map(|key| key.trim_matches('"').to_owned());
        match key {
            Some(key) if is_key(&key) => Ok(Self(key)),
            Some(_) => Err(bad_key().into()),
            None => Err(no_key().into()),
        }
    }
}

/// The version named in `If-Match: "3"`, so that a stale act is noticed. Without the header nothing is
/// done: 428 (RFC 6585 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(
    /// The version that the sender saw.
    pub i64,
);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        let Some(text) = header(parts, "if-match") else {
            return Err(Failure::from(no_version()).with_status(StatusCode::PRECONDITION_REQUIRED));
        };
        text.trim_matches('"').parse().map(Self).map_err(|_| bad_version().into())
    }
}

/// Whether a text can be a key: 8 to 100 letters, digits, hyphens.
#[must_use]
pub fn is_key(text: &str) -> bool {
    (8..=MAX_KEY).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name).and_then(|value| value.to_str().ok())
}

fn no_key() -> Refusal {
    Refusal::invalid(
        "api.key-missing",
        "请求缺少 Idempotency-Key 请求头：每办一件事用一个新的键，重发时用同一个键，就不会办两次",
        "the header Idempotency-Key is missing: use a new key for each act and the same one to repeat it",
    )
}

fn bad_key() -> Refusal {
    Refusal::invalid(
        "api.key-malformed",
        "Idempotency-Key 应为 8 到 100 个字母、数字、连字符",
        "Idempotency-Key has 8 to 100 letters, digits and hyphens",
    )
}

fn no_version() -> Refusal {
    Refusal::invalid(
        "api.version-missing",
        "请求缺少 If-Match 请求头：写您看到的版本号，例如 If-Match: \"3\"（查询办件时在 ETag 里）。这样别人先办过就会告诉您",
        "the header If-Match is missing: name the version that you saw, such as \"3\" (it is in the ETag of the case), so that you are told when somebody was first",
    )
}

fn bad_version() -> Refusal {
    Refusal::invalid(
        "api.version-malformed",
        "If-Match 应为带引号的版本号，例如 \"3\"",
        "If-Match is a version number in quotes, such as \"3\"",
    )
}
