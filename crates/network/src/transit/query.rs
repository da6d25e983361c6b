//! What is asked of a timetable: a window of minutes, a longest time, a number of rides.

use super::clock::{DAY, Span, today};
use crate::units::Seconds;
use std::num::NonZeroU8;
use thiserror::Error;

/// Whether the minutes of the window are those of leaving or of being there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Leave at `first`, a minute later, ...
    Departure {
        /// Time of day of the first departure.
        first: Seconds,
    },
    /// Be there by `first`, by a minute later, ...
    Arrival {
        /// Time of day of the first arrival.
        first: Seconds,
    },
}

/// A question, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    pub(super) window: Window,
    pub(super) minutes: u16,
    pub(super) longest: Seconds,
    pub(super) rides: Option<NonZeroU8>,
}

/// Why a question cannot be asked.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum QueryError {
    /// A window without a minute, or longer than a day.
    #[error("a window of {0} minutes: give 1 to 1440")]
    Minutes(u32),
    /// A longest time of nothing, or beyond what 16 bits of seconds hold.
    #[error("a longest travel time of {0} seconds: give 1 to 64800 (18 hours)")]
    Longest(u32),
    /// A time of day that is none.
    #[error("a window that begins {0} seconds after midnight: give a time before 24:00")]
    First(u32),
}

/// Seconds between two minutes of a window.
pub(super) const STEP: u32 = 60;

impl Query {
    /// A window of so many minutes, one after the other, and the longest travel time that counts.
    ///
    /// # Errors
    /// No minute or more than 1440; a longest time of 0 or above 18 hours; a first time that is not
    /// of the day.
    pub fn new(window: Window, minutes: u32, longest: Seconds) -> Result<Self, QueryError> {
        let (Window::Departure { first } | Window::Arrival { first }) = window;
        if first.0 >= DAY {
            return Err(QueryError::First(first.0));
        }
        if !(1..=64_800).contains(&longest.0) {
            return Err(QueryError::Longest(longest.0));
        }
        match u16::try_from(minutes) {
            Ok(minutes @ 1..=1440) => Ok(Self { window, minutes, longest, rides: None }),
            _ => Err(QueryError::Minutes(minutes)),
        }
    }

    /// At most so many rides; `None`, as after [`Query::new`], sets no limit.
    #[must_use]
    pub fn with_rides(self, rides: Option<NonZeroU8>) -> Self {
        Self { rides, ..self }
    }

    /// How many minutes the window has.
    #[must_use]
    pub fn minutes(&self) -> usize {
        usize::from(self.minutes)
    }

    /// The longest travel time that counts.
    #[must_use]
    pub fn longest(&self) -> Seconds {
        self.longest
    }

    /// From the earliest to the latest moment at which a vehicle can matter.
    #[must_use]
    pub fn span(&self) -> Span {
        let length = STEP * (u32::from(self.minutes) - 1);
        match self.window {
            Window::Departure { first } => {
                Span { from: today(first), to: today(first) + length + self.longest.0 }
            }
            Window::Arrival { first } => Span {
                from: today(first).saturating_sub(self.longest.0),
                to: today(first) + length,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_asked_is_said() {
        let at = |hour: u32| Window::Departure { first: Seconds(hour * 3600) };
        let longest = Seconds(3600);
        assert_eq!(Query::new(at(14), 0, longest), Err(QueryError::Minutes(0)));
        assert_eq!(Query::new(at(14), 1441, longest), Err(QueryError::Minutes(1441)));
        assert_eq!(Query::new(at(24), 60, longest), Err(QueryError::First(86_400)));
        assert_eq!(Query::new(at(14), 60, Seconds(64_801)), Err(QueryError::Longest(64_801)));
        assert!(Query::new(at(14), 60, longest).is_ok());
    }

    #[test]
    fn an_arrival_window_looks_back() {
        let first = Seconds(1800);
        let query = Query::new(Window::Arrival { first }, 60, Seconds(3600)).unwrap();
        assert_eq!(query.span(), Span { from: DAY - 1800, to: DAY + 1800 + 59 * 60 });
    }
}
