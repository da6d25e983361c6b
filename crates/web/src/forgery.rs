//! The forgery check: another site cannot make a visitor's browser do something here.
//!
//! A request that changes something is let through if the browser says it comes from our own pages
//! (`Sec-Fetch-Site: same-origin`) or from the person directly (`none`). Browsers that do not say so
//! send `Origin` with every such request; it must be our own host. A request with neither header and
//! without cookies does not come from a browser and carries nobody's sign-in, so there is nothing to
//! forge. This needs no token in the form, works in several tabs and after the session was renewed,
//! and a page that is kept open overnight can still be sent. Cookies are `SameSite=Lax` besides.

use axum::http::{HeaderMap, Method, header};
use basis::{Refusal, RefusalKind};

/// Lets a request through or says why not.
///
/// # Errors
/// A refusal, if another site seems to have made the browser send it.
pub fn check(method: &Method, headers: &HeaderMap, base_url: &str) -> Result<(), Refusal> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let ours = match (text(headers, "sec-fetch-site"), text(headers, "origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => is_ours(origin, headers, base_url),
        (None, None) => !headers.contains_key(header::COOKIE),
    };
    if ours { Ok(()) } else { Err(forged()) }
}

fn is_ours(origin: &str, headers: &HeaderMap, base_url: &str) -> bool {
    let host = origin.split_once("://").map(|(_, host)| host);
    origin == base_url || (host.is_some() && host == text(headers, "host"))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn forged() -> Refusal {
    Refusal::told(RefusalKind::Forbidden, "web.forged")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_allowed(method: Method, headers: &[(&'static str, &str)], expected: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let outcome = check(&method, &map, "https://example.test");
        assert_eq!(outcome.is_ok(), expected, "{method} {headers:?}");
    }

    #[test]
    fn only_our_own_pages_can_send_for_a_browser() {
        let cookie = ("cookie", "session=1");
        is_allowed(Method::GET, &[("sec-fetch-site", "cross-site"), cookie], true);
        is_allowed(Method::POST, &[("sec-fetch-site", "same-origin"), cookie], true);
        is_allowed(Method::POST, &[("sec-fetch-site", "none"), cookie], true);
        is_allowed(Method::POST, &[("sec-fetch-site", "same-site"), cookie], false);
        is_allowed(Method::POST, &[("sec-fetch-site", "cross-site"), cookie], false);
        is_allowed(Method::POST, &[("origin", "https://example.test"), cookie], true);
        is_allowed(Method::POST, &[("origin", "http://a:1"), ("host", "a:1"), cookie], true);
        is_allowed(Method::POST, &[("origin", "null"), cookie], false);
        is_allowed(Method::POST, &[("origin", "https://evil.test"), ("host", "a"), cookie], false);
        is_allowed(Method::DELETE, &[cookie], false);
        is_allowed(Method::POST, &[], true);
    }
}
