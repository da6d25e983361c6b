//! Headers of every answer: what the browser may load, keep and tell others.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::{Frame, WebSettings};

/// Nothing but our own files; no inline script, no inline style, no frame of another site.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; media-src 'self'; object-src 'none'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// `same-origin` rather than `no-referrer`, since with the latter browsers send `Origin: null`,
/// and the forgery check needs the origin.
const ALWAYS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
    ),
];

/// The answer with its headers. A signed-in page is kept nowhere, since screens are shared; a
/// public one depends on the cookies for language and mode.
pub(crate) fn put(mut response: Response, frame: &Frame) -> Response {
    let status = response.status();
    let headers = response.headers_mut();
    always(headers, frame.settings());
    if let Ok(reference) = HeaderValue::from_str(frame.reference()) {
        headers.insert(HeaderName::from_static("x-request-id"), reference);
    }
    after(status, headers, frame);
    keep(headers, frame.visitor().signed_in);
    for cookie in frame.cookies() {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, value);
        }
    }
    response
}

/// The headers that have nothing to do with who asks; also of files around which no page stands.
pub(crate) fn always(headers: &mut HeaderMap, settings: &WebSettings) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if settings.is_https() {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}

/// What comes next: whoever was told to come back does not come with everybody else, and of somebody
/// whose request did not come whole nothing more is read.
fn after(status: StatusCode, headers: &mut HeaderMap, frame: &Frame) {
    if status == StatusCode::SERVICE_UNAVAILABLE && !headers.contains_key(header::RETRY_AFTER) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(frame.pause_seconds()));
    }
    if status == StatusCode::REQUEST_TIMEOUT {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
}

fn keep(headers: &mut HeaderMap, is_signed_in: bool) {
    if is_signed_in {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.append(header::VARY, HeaderValue::from_static("cookie, accept-language"));
    }
}
