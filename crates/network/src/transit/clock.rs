//! Time inside a timetable: seconds since the midnight one day before the day asked for.
//!
//! So trips of the evening before that run past midnight have times that are not negative.

use crate::units::Seconds;

/// Seconds of a day.
pub(super) const DAY: u32 = 86_400;

/// Seconds since midnight of the day before the day asked for.
pub(super) type Clock = u32;

/// No time at all: never reached.
pub(super) const NEVER: Clock = Clock::MAX;

/// Times are turned round this one for arrival queries. GTFS times pass at most 999 hours, and three
/// days lie in a timetable, so no time is later.
pub(super) const TURN: Clock = 4_000_000;

/// The clock at a time of the day asked for.
pub(super) fn today(time: Seconds) -> Clock {
    time.0.saturating_add(DAY)
}

/// From and to, both included, of what a query can use of a timetable. Made by
/// [`Query::span`](super::Query::span).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub(super) from: Clock,
    pub(super) to: Clock,
}

impl Span {
    /// Whether something from `first` to `last` can be used at all.
    pub(super) fn meets(self, first: Clock, last: Clock) -> bool {
        first <= self.to && last >= self.from
    }
}
