//! Working days counted in advance: where a day stands among the working days, and back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use super::ListedDay;
use super::statute::{is_holiday, worked, worked_day_at};

/// A Monday; day numbers count from it.
const ORIGIN: Date = Date::constant(1970, 1, 5);

/// The number of a day: 0 is Monday 1970-01-05.
pub(crate) fn number(date: Date) -> i64 {
    i64::from((date - ORIGIN).get_days())
}

/// The day of a number; beyond the ends of the calendar the first or last day there is.
pub(crate) fn from_number(day: i64) -> Date {
    let end = if day < 0 { Date::MIN } else { Date::MAX };
    jiff::Span::new().try_days(day).and_then(|days| ORIGIN.checked_add(days)).unwrap_or(end)
}

/// Counts of working days: a table for the announced stretch; around it arithmetic over the plain
/// weeks and the holidays that the law itself fixes.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    /// Number of the first day in the table.
    start: i64,
    /// Working days from the start up to and including each day.
    counts: Vec<i64>,
}

impl Span {
    /// Counts the stretch from the first to the last day that is listed or of an announced year.
    pub(crate) fn count(announced: &BTreeSet<i16>, listed: &BTreeMap<Date, ListedDay>) -> Self {
        let first_year = announced.first().map(|year| date(*year, 1, 1));
        let last_year = announced.last().map(|year| date(*year, 12, 31));
        let first = first_year.into_iter().chain(listed.keys().next().copied()).min();
        let last = last_year.into_iter().chain(listed.keys().next_back().copied()).max();
        let (Some(first), Some(last)) = (first, last) else {
            return Self { start: 0, counts: Vec::new() };
        };
        let (start, end) = (number(first), number(last));
        let works = |day: i64| {
            let by_law = |date: Date| !announced.contains(&date.year()) && is_holiday(date);
            in_plain_week(day) && !by_law(from_number(day))
        };
        let mut working: Vec<bool> = (start..=end).map(works).collect();
        for (date, day) in listed {
            if let Some(works) =
                usize::try_from(number(*date) - start).ok().and_then(|index| working.get_mut(index))
            {
                *works = !day.off;
            }
        }
        let counts = working
            .iter()
            .scan(0, |sum, works| {
                *sum += i64::from(*works);
                Some(*sum)
            })
            .collect();
        Self { start, counts }
    }

    /// How many working days there are up to and including a day, from a fixed point; it never falls.
    pub(crate) fn position(&self, day: i64) -> i64 {
        let last = self.last();
        if day < self.start {
            worked(day) - worked(self.start - 1)
        } else if day > last {
            self.total() + worked(day) - worked(last)
        } else {
            usize::try_from(day - self.start)
                .ok()
                .and_then(|i| self.counts.get(i))
                .map_or(0, |n| *n)
        }
    }

    /// The working day at a position: the earliest day that has it.
    pub(crate) fn day_at(&self, position: i64) -> i64 {
        if position <= 0 {
            worked_day_at(position + worked(self.start - 1))
        } else if position > self.total() {
            worked_day_at(position - self.total() + worked(self.last()))
        } else {
            let index = self.counts.partition_point(|count| *count < position);
            self.start + i64::try_from(index).unwrap_or(0)
        }
    }

    /// Whether a day is a working day.
    pub(crate) fn works(&self, day: i64) -> bool {
        self.position(day) > self.position(day - 1)
    }

    fn last(&self) -> i64 {
        self.start + i64::try_from(self.counts.len()).unwrap_or(0) - 1
    }

    fn total(&self) -> i64 {
        self.counts.last().copied().unwrap_or(0)
    }
}

fn in_plain_week(day: i64) -> bool {
    day.rem_euclid(7) < 5
}

/// Working days of the plain week from the origin up to and including a day.
pub(super) fn plain(day: i64) -> i64 {
    day.div_euclid(7) * 5 + (day.rem_euclid(7) + 1).min(5)
}

/// The day of the plain week at a position: the earliest that has it.
pub(super) fn plain_day_at(position: i64) -> i64 {
    (position - 1).div_euclid(5) * 7 + (position - 1).rem_euclid(5)
}
