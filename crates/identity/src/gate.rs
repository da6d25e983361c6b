//! The gate: from a request's session cookie to the actor, for routes, pages and handlers.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use basis::{Fault, Refusal, RefusalKind};
use web::access::Asked;
use web::{Failure, Gate, Visitor, prefs};

use crate::actor::Actor;
use crate::service::Identity;

/// Name of the cookie that carries a session's token.
pub const SESSION_COOKIE: &str = "session";

impl Gate for Identity {
    fn visitor<'a>(&'a self, parts: &'a mut Parts) -> Asked<'a> {
        Box::pin(async move {
            let actor = match token(&parts.headers) {
                Some(token) => self.actor(token).await?,
                None => None,
            };
            let actor = actor.unwrap_or_else(|| Actor::visitor(self.county()));
            let visitor = visitor(&actor);
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
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    let is_token =
        |text: &&str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    prefs::cookie(headers, SESSION_COOKIE).filter(is_token)
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

/// The address that a request comes from, for counting tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address(pub(crate) Option<IpAddr>);

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Self(address(peer, &parts.headers)))
    }
}

/// A peer on this machine is a proxy, which adds the real address at the end of
/// `X-Forwarded-For`; from anybody else that header is not believed.
fn address(peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = peer?;
    if !peer.is_loopback() {
        return Some(peer);
    }
    let forwarded = headers.get("x-forwarded-for")?.to_str().ok()?;
    forwarded.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_proxy_on_this_machine_is_believed() {
        let check = |peer: &str, forwarded: &str, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            let found = address(peer.parse().ok(), &headers);
            assert_eq!(found, expected.map(|text| text.parse().unwrap()), "{peer} {forwarded}");
        };
        check("203.0.113.5", "198.51.100.1", Some("203.0.113.5"));
        check("127.0.0.1", "198.51.100.1, 203.0.113.9", Some("203.0.113.9"));
        check("127.0.0.1", "nonsense", None);
        check("::1", "2001:db8::1", Some("2001:db8::1"));
        check("nobody", "198.51.100.1", None);
    }
}
