//! What the layers count: requests by the template of their route, never by what was typed.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use meters::{Family, Meters};

/// How long requests take, without the time in which what they send comes, by route, method and
/// class of status; its `_count` is how many there were.
pub static REQUEST_SECONDS: Family = Family::histogram(
    "tongban_http_request_seconds",
    "How long requests take once they have come, by the route's template, method and class of status.",
    &["route", "method", "class"],
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0],
);
/// Requests under way.
pub static UNDER_WAY: Family = Family::gauge(
    "tongban_http_requests_under_way",
    "Requests that are coming in or being worked on.",
    &[],
);
/// Requests that were given up, since what they sent came too slowly.
pub static TOO_SLOW: Family = Family::counter(
    "tongban_http_requests_too_slow_total",
    "Requests that were given up since what they sent came too slowly.",
    &[],
);
/// Requests that were sent away since too many were under way: of people, of programs, or uploads of
/// one account.
pub static TURNED_AWAY: Family = Family::counter(
    "tongban_http_requests_turned_away_total",
    "Requests that were told to come back, since too many people or programs were there.",
    &["who"],
);

/// One request from its coming to its going, also where nobody waits for the answer any more.
pub(crate) struct Measured {
    meters: Meters,
    came: u64,
    route: String,
    method: &'static str,
}

impl Measured {
    /// A request has come.
    pub(crate) fn begin(meters: Meters, route: &str, method: &Method) -> Self {
        meters.shift(&UNDER_WAY, &[], 1.0);
        let (came, route) = (meters.micros(), route.to_owned());
        Self { meters, came, route, method: known(method) }
    }

    /// What it sends was waited for, which is no work.
    pub(crate) fn waited(&mut self, length: Duration) {
        let micros = u64::try_from(length.as_micros()).unwrap_or(u64::MAX);
        self.came = self.came.saturating_add(micros);
    }

    /// It is answered.
    pub(crate) fn answered(self, status: StatusCode) {
        let labels = [self.route.as_str(), self.method, class(status)];
        self.meters.observe(&REQUEST_SECONDS, &labels, self.meters.since(self.came));
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        self.meters.shift(&UNDER_WAY, &[], -1.0);
    }
}

/// A method is what the client says it is; only those that we know become labels.
fn known(method: &Method) -> &'static str {
    let all = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
    all.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_once_and_one_that_was_broken_off_is_not_under_way() {
        let meters = Meters::default();
        Measured::begin(meters.clone(), "/cases/{id}", &Method::GET).answered(StatusCode::OK);
        drop(Measured::begin(meters.clone(), "/", &Method::from_bytes(b"BREW").unwrap()));
        let text = meters.text();
        let count = "tongban_http_request_seconds_count{route=\"/cases/{id}\",method=\"GET\",class=\"2xx\"} 1";
        assert!(text.contains(count), "{text}");
        assert!(text.contains("tongban_http_requests_under_way 0"), "{text}");
        assert!(!text.contains("BREW"), "{text}");
    }
}
