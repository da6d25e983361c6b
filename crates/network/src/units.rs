//! Units with a type each: metres, minutes, seconds, and the cost that searches add up.

use std::fmt;

/// A length in metres along the ground; never negative, never NaN when it comes from this crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Metres(pub f64);

/// A travel time in minutes, as reports print it.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Minutes(pub f64);

/// Whole seconds: a time of day since the service day's midnight (it may pass 86,400), or a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(pub u32);

/// A street travel time in tenths of a millisecond: what arcs carry and searches add.
///
/// At 3.6 km/h one unit is a tenth of a millimetre, so the rounding of one arc is at most 0.05 mm;
/// 32 bits hold 119 hours. Sums saturate at [`Cost::UNREACHED`] instead of wrapping.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cost(pub u32);

/// Cost units in one second.
const PER_SECOND: f64 = 10_000.0;

impl Cost {
    /// No cost: the place itself.
    pub const ZERO: Self = Self(0);
    /// Not reachable, or beyond what 32 bits hold (119 hours).
    pub const UNREACHED: Self = Self(u32::MAX);

    /// The nearest cost to so many seconds; negative and NaN give zero, too much gives
    /// [`Cost::UNREACHED`].
    #[must_use]
    pub fn from_seconds(seconds: f64) -> Self {
        // A float cast saturates at both ends and turns NaN into zero.
        Self((seconds * PER_SECOND).round() as u32)
    }

    /// The nearest cost to so many minutes, as [`Cost::from_seconds`].
    #[must_use]
    pub fn from_minutes(minutes: Minutes) -> Self {
        Self::from_seconds(minutes.0 * 60.0)
    }

    /// The time for `length` at `kmh` kilometres an hour; a speed of zero or less never arrives.
    #[must_use]
    pub fn of_length(length: Metres, kmh: f64) -> Self {
        if kmh > 0.0 { Self::from_seconds(length.0 * 3.6 / kmh) } else { Self::UNREACHED }
    }

    /// In seconds.
    #[must_use]
    pub fn seconds(self) -> f64 {
        f64::from(self.0) / PER_SECOND
    }

    /// In minutes.
    #[must_use]
    pub fn minutes(self) -> Minutes {
        Minutes(self.seconds() / 60.0)
    }

    /// The sum, held at [`Cost::UNREACHED`].
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Whether it is a time at all.
    #[must_use]
    pub fn is_reached(self) -> bool {
        self != Self::UNREACHED
    }
}

impl fmt::Debug for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_reached() { write!(f, "{}s", self.seconds()) } else { f.write_str("unreached") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_a_tenth_of_a_millisecond() {
        assert_eq!(Cost::of_length(Metres(900.0), 3.6), Cost::from_minutes(Minutes(15.0)));
        assert_eq!(Cost::from_seconds(1.00005), Cost(10_001));
        assert_eq!(Cost(600_000).minutes(), Minutes(1.0));
    }

    #[test]
    fn what_is_no_time_stays_none() {
        assert_eq!(Cost::of_length(Metres(1.0), 0.0), Cost::UNREACHED);
        assert_eq!(Cost::from_seconds(f64::INFINITY), Cost::UNREACHED);
        assert_eq!(Cost::from_seconds(f64::NAN), Cost::ZERO);
        assert_eq!(Cost::from_seconds(-1.0), Cost::ZERO);
        assert_eq!(Cost::UNREACHED.plus(Cost(5)), Cost::UNREACHED);
    }
}
