//! The gate: from a request's session cookie to the actor, for routes, pages and handlers.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use basis::{Fault, Refusal, RefusalKind};
use web::access::Asked;
use web::limits::Account;
use web::{Failure, Gate, Visitor, WebSettings, prefs};

use crate::actor::Actor;
use crate::device::{Device, Origin};
use crate::service::Identity;

/// The header with which an open page asks by itself (`islands/live`): no sign that somebody is there.
pub(crate) const BY_ITSELF: &str = "by-itself";

/// Name of the cookie that carries a session's token. Over https it begins with `__Host-`, so that
/// browsers take it from this very host only, over https only, for every path.
#[must_use]
pub fn session_cookie(settings: &WebSettings) -> &'static str {
    if settings.is_https() { "__Host-session" } else { "session" }
}

impl Gate for Identity {
    fn visitor<'a>(&'a self, parts: &'a mut Parts) -> Asked<'a> {
        Box::pin(async move {
            let actor = match token(&parts.headers, &self.app.settings) {
                Some(token) if parts.headers.contains_key(BY_ITSELF) => {
                    self.actor_by_itself(token).await?
                }
                Some(token) => self.actor(token).await?,
                None => None,
            };
            let actor = actor.unwrap_or_else(|| Actor::visitor(self.county()));
            let visitor = visitor(&actor);
            parts.extensions.insert(Account(format!("{:?}", actor.who)));
            parts.extensions.insert(actor);
            Ok(visitor)
        })
    }
}

/// What the frame and the gate of routes know of an actor.
#[must_use]
pub fn visitor(actor: &Actor) -> Visitor {
    Visitor { name: actor.name.clone(), roles: actor.roles(), signed_in: actor.is_signed_in() }
}

/// The token in a request's cookie, if it looks like one.
pub(crate) fn token<'a>(headers: &'a HeaderMap, settings: &WebSettings) -> Option<&'a str> {
    let is_token =
        |text: &&str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    prefs::cookie(headers, session_cookie(settings)).filter(is_token)
}

impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = Failure;

    /// Whoever the gate found; a router without a gate is a fault, not an open door.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            Fault::new("a handler asks for the actor, but no gate was passed").into()
        })
    }
}

/// An actor who has signed in; everybody else is sent to sign in first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn(
    /// The actor.
    pub Actor,
);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let actor = Actor::from_request_parts(parts, state).await?;
        if actor.is_signed_in() { Ok(Self(actor)) } else { Err(sign_in_first().into()) }
    }
}

fn sign_in_first() -> Refusal {
    Refusal::new(RefusalKind::SignIn, "access.sign-in", "请先登录", "Sign in first")
}

/// The address that a request comes from, for counting tries, and the kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address(pub(crate) Origin);

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        let device = Device::of(agent.unwrap_or_default());
        Ok(Self(Origin { address: web::address::of(parts), device }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_only_the_cookie_of_this_very_host_counts() {
        let token_text = "ab".repeat(32);
        let check = |base: &str, name: &str, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", format!("{name}={token_text}").parse().unwrap());
            let settings = WebSettings { base_url: base.to_owned(), ..WebSettings::default() };
            assert_eq!(token(&headers, &settings).is_some(), expected, "{base} {name}");
        };
        check("http://127.0.0.1:8080", "session", true);
        check("https://example.test", "__Host-session", true);
        check("https://example.test", "session", false);
    }
}
