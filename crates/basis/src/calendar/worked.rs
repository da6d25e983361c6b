//! Time measured in office hours: how much of it lies between two instants, and when it has run.

use jiff::civil::Date;

use super::{Calendar, from_number, number};
use crate::Instant;

impl Calendar {
    /// Milliseconds of office hours between two instants; negative when the second is earlier.
    #[must_use]
    pub fn working_millis(&self, from: Instant, to: Instant) -> i64 {
        self.worked_before(to) - self.worked_before(from)
    }

    /// Milliseconds of office hours before an instant, from a fixed point.
    pub(crate) fn worked_before(&self, at: Instant) -> i64 {
        let day = number(at.date());
        let today = at.since(Instant::at(at.date(), 0, 0));
        let worked = if self.span.works(day) { self.hours.worked_by(today) } else { 0 };
        self.span.position(day - 1) * self.hours.day_millis() + worked
    }

    /// The earliest instant by which so many milliseconds of office hours have run, and its day.
    pub(crate) fn worked_at(&self, worked: i64) -> (Date, Instant) {
        let full_days = (worked - 1).div_euclid(self.hours.day_millis());
        let date = from_number(self.span.day_at(full_days + 1));
        let rest = worked - full_days * self.hours.day_millis();
        (date, Instant::at(date, 0, 0).plus_millis(self.hours.time_at(rest)))
    }
}
