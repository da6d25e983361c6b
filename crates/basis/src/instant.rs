//! A point in time and its calendar date in China, which keeps one time zone (UTC+8) without summer time.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

const OFFSET_MILLIS: i64 = 8 * 3_600_000;
const DAY_MILLIS: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// From epoch milliseconds.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Epoch milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The instant at which a local date has this time of day.
    #[must_use]
    pub fn at(date: Date, hour: i8, minute: i8) -> Self {
        let days = i64::from((date - Date::constant(1970, 1, 1)).get_days());
        let minutes = i64::from(hour) * 60 + i64::from(minute);
        Self(days * DAY_MILLIS + minutes * 60_000 - OFFSET_MILLIS)
    }

    /// The first instant of the day after: deadlines in days end here.
    #[must_use]
    pub fn end_of(date: Date) -> Self {
        Self(Self::at(date, 0, 0).0 + DAY_MILLIS)
    }

    /// The calendar date in China.
    #[must_use]
    pub fn date(self) -> Date {
        self.civil().date()
    }

    /// The time of day in China.
    #[must_use]
    pub fn time(self) -> Time {
        self.civil().time()
    }

    /// Date and time of day in China.
    #[must_use]
    pub fn civil(self) -> DateTime {
        let local = self.0.saturating_add(OFFSET_MILLIS);
        jiff::Timestamp::from_millisecond(local)
            .map(|stamp| jiff::tz::Offset::UTC.to_datetime(stamp))
            .unwrap_or(DateTime::MAX)
    }

    /// Later by milliseconds (earlier if negative).
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from another instant to this one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Instant {
    /// ISO 8601 with the offset of China, to the second.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil();
        write!(
            f,
            "{}T{:02}:{:02}:{:02}+08:00",
            civil.date(),
            civil.hour(),
            civil.minute(),
            civil.second()
        )
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn midnight_in_china_is_four_in_the_afternoon_before_in_utc() {
        let midnight = Instant::at(date(2026, 11, 22), 0, 0);
        assert_eq!(midnight.to_string(), "2026-11-22T00:00:00+08:00");
        assert_eq!(midnight.millis(), 1_795_276_800_000);
        assert_eq!(midnight.plus_millis(-1).date(), date(2026, 11, 21));
        assert_eq!(Instant::end_of(date(2026, 11, 21)), midnight);
    }
}
