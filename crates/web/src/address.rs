//! The address that a request comes from, for whoever counts requests or tries.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// The address of a request; none for somebody on this machine itself.
#[must_use]
pub fn of(parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    behind(peer, &parts.headers)
}

/// A peer on this machine is a proxy, which adds the real address at the end of
/// `X-Forwarded-For`; from anybody else that header is not believed. What the proxy adds and
/// nobody can read counts as the proxy itself, so that nothing unreadable lifts a limit.
fn behind(peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = peer?;
    if !peer.is_loopback() {
        return Some(peer);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back()?;
    Some(forwarded.to_str().ok().and_then(last).unwrap_or(peer))
}

/// The last address of the header, with a port or without.
fn last(forwarded: &str) -> Option<IpAddr> {
    let text = forwarded.rsplit(',').next()?.trim();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    text.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_proxy_on_this_machine_is_believed() {
        let check = |peer: &str, forwarded: &str, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            let found = behind(peer.parse().ok(), &headers);
            assert_eq!(found, expected.map(|text| text.parse().unwrap()), "{peer} {forwarded}");
        };
        check("203.0.113.5", "198.51.100.1", Some("203.0.113.5"));
        check("127.0.0.1", "198.51.100.1, 203.0.113.9", Some("203.0.113.9"));
        check("127.0.0.1", "203.0.113.9:4711", Some("203.0.113.9"));
        check("127.0.0.1", "203.0.113.9, nonsense", Some("127.0.0.1"));
        check("127.0.0.1", "", Some("127.0.0.1"));
        check("::1", "2001:db8::1", Some("2001:db8::1"));
        check("nobody", "198.51.100.1", None);
    }

    #[test]
    fn a_header_sent_twice_counts_by_its_last_line_since_the_proxy_adds_at_the_end() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "198.51.100.1".parse().unwrap());
        headers.append("x-forwarded-for", "203.0.113.9".parse().unwrap());
        let found = behind("127.0.0.1".parse().ok(), &headers);
        assert_eq!(found, "203.0.113.9".parse().ok());
    }
}
