//! What a repeated or late act is recognised by: the idempotency key and the version seen.
//!
//! A form carries its key in the hidden field `key`, made by [`crate::Frame::new_key`] when the form
//! was first shown and kept while errors are mended; the API carries it in `Idempotency-Key`.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use basis::{Refusal, RefusalKind};

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
    Refusal::told(RefusalKind::Invalid, "api.key-missing")
}

fn bad_key() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "api.key-malformed")
}

fn no_version() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "api.version-missing")
}

fn bad_version() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "api.version-malformed")
}
