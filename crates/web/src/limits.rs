//! How much one visitor may ask for: a bucket each that leaks by itself, in memory of a fixed size.
//!
//! Who has signed in is counted by the account, whoever has not by the address: a whole office behind
//! one address is not held up by its number. Somebody on this machine itself has no address and is
//! not counted; a proxy names the address (see [`crate::address`]).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;

use axum::http::StatusCode;
use axum::http::request::Parts;
use basis::{Ambient, Instant, Refusal, RefusalKind};
use parking_lot::Mutex;

use crate::access::Visitor;
use crate::{Failure, WebSettings, address};

/// Buckets that share a place in the table, and how many such places there are.
const WAYS: usize = 8;
const PLACES: usize = 2048;
const MINUTE_MILLIS: f64 = 60_000.0;

/// Names the account of a request; put into the request's extensions by whoever knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account(
    /// Any text that no other account has.
    pub String,
);

/// One visitor's bucket: how full it was at a moment.
#[derive(Clone, Copy, Default)]
struct Bucket {
    key: u64,
    level: f64,
    at_millis: i64,
}

/// The buckets of everybody: about 400 kB, never more.
pub(crate) struct Limits {
    seed: [u8; 16],
    buckets: Mutex<Vec<[Bucket; WAYS]>>,
}

impl Limits {
    /// Empty buckets. The seed keeps strangers from choosing addresses that share a place.
    pub(crate) fn new(ambient: &Ambient) -> Self {
        Self { seed: ambient.bytes(), buckets: Mutex::new(vec![[Bucket::default(); WAYS]; PLACES]) }
    }

    /// Counts a request, or refuses it with the seconds to wait.
    pub(crate) fn count(
        &self,
        parts: &Parts,
        visitor: &Visitor,
        (settings, now): (&WebSettings, Instant),
    ) -> Result<(), Failure> {
        let Some(address) = address::of(parts) else { return Ok(()) };
        let account = parts.extensions.get::<Account>().filter(|_| visitor.signed_in);
        let (key, most) = match account {
            Some(account) => (self.key(account), settings.per_account),
            None => (self.key(network(address)), settings.per_address),
        };
        match self.pour(key, now.millis(), f64::from(most)) {
            Some(seconds) if most > 0 => Err(too_often(seconds)),
            _ => Ok(()),
        }
    }

    fn key(&self, who: impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.seed.hash(&mut hasher);
        who.hash(&mut hasher);
        hasher.finish().max(1)
    }

    /// Pours one request into a bucket that holds so many and empties in a minute; the seconds until
    /// there is room where there is none.
    fn pour(&self, key: u64, now: i64, most: f64) -> Option<u64> {
        let leaks = most / MINUTE_MILLIS;
        let now_level = |bucket: &Bucket| {
            let passed = now.saturating_sub(bucket.at_millis).max(0);
            (bucket.level - passed as f64 * leaks).max(0.0)
        };
        let mut buckets = self.buckets.lock();
        let place = &mut buckets[key as usize % PLACES];
        let own = place.iter().position(|bucket| bucket.key == key);
        // A full place gives the emptiest bucket away: whoever asks most is remembered longest.
        let emptiest = || {
            let levels =
                place.iter().map(|bucket| if bucket.key == 0 { -1.0 } else { now_level(bucket) });
            levels.enumerate().min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(at, _)| at)
        };
        let at = own.unwrap_or_else(emptiest);
        let level = if own.is_some() { now_level(&place[at]) } else { 0.0 } + 1.0;
        if level > most {
            return Some(((level - most) / leaks.max(f64::MIN_POSITIVE) / 1000.0).ceil() as u64);
        }
        place[at] = Bucket { key, level, at_millis: now };
        None
    }
}

/// A household's whole network of IPv6 is one visitor, since it can choose among its addresses.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => IpAddr::V6((u128::from(six) >> 64 << 64).into()),
        four => four,
    }
}

fn too_often(seconds: u64) -> Failure {
    let refusal = Refusal::told(RefusalKind::Busy, "web.too-often").with("seconds", seconds);
    Failure::from(refusal).with_status(StatusCode::TOO_MANY_REQUESTS).retry_after(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(0), 1);
        Limits::new(&ambient)
    }

    #[test]
    fn a_bucket_fills_leaks_and_says_how_long_to_wait() {
        let limits = limits();
        for _ in 0..60 {
            assert_eq!(limits.pour(7, 1000, 60.0), None);
        }
        assert_eq!(limits.pour(7, 1000, 60.0), Some(1), "one leaks in a second");
        assert_eq!(limits.pour(8, 1000, 60.0), None, "another visitor has another bucket");
        assert_eq!(limits.pour(7, 2000, 60.0), None);
        assert_eq!(limits.pour(7, 2000, 60.0), Some(1));
        assert_eq!(limits.pour(7, 1_000_000, 60.0), None);
    }

    #[test]
    fn a_million_strangers_take_no_more_room_and_do_not_hide_who_asks_most() {
        let limits = limits();
        while limits.pour(u64::MAX, 0, 100.0).is_none() {}
        for stranger in 1..1_000_000 {
            limits.pour(limits.key(stranger), 0, 100.0);
        }
        assert_eq!(limits.buckets.lock().len(), PLACES);
        assert!(limits.pour(u64::MAX, 0, 100.0).is_some(), "its bucket is still full");
    }

    #[test]
    fn a_network_of_the_new_kind_is_one_visitor() {
        let check = |text: &str, expected: &str| {
            let of = |text: &str| text.parse::<IpAddr>().unwrap();
            assert_eq!(network(of(text)), of(expected));
        };
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
        check("203.0.113.5", "203.0.113.5");
    }
}
