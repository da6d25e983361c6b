//! The reckoning: one walk along the stops, over whichever measure of time the limit counts in.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Course, Limit, Unit};
use crate::Instant;
use crate::calendar::{Calendar, from_number, number};

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day, always a working day (as far as the calendar is known).
    pub date: Date,
    /// The first instant at which it is late: the end of that day, or the hour.
    pub at: Instant,
    /// Rests on a year whose calendar is not announced.
    pub provisional: bool,
    /// The clock stands still; the date is the one that holds if it runs again now.
    pub stopped: bool,
}

impl Due {
    /// Whether it is late.
    #[must_use]
    pub fn overdue(&self, now: Instant) -> bool {
        now >= self.at
    }

    /// Whether the limit ends within a day, being one of hours.
    #[must_use]
    pub fn by_the_hour(&self) -> bool {
        self.at != Instant::end_of(self.date)
    }
}

/// When a course is due, as seen now.
#[must_use]
pub fn due(course: &Course, calendar: &Calendar, now: Instant) -> Due {
    let kernel = Kernel { calendar, stops: Stops::of(course, now) };
    let mut reached =
        Reached { date: course.started.date(), at: course.started, provisional: false };
    for (index, stretch) in course.stretches().into_iter().enumerate() {
        if index == 0 || stretch.n > 0 {
            reached = kernel.reach(&reached, stretch);
        }
    }
    let Reached { date, at, provisional } = reached;
    Due { date, at, provisional, stopped: course.stopped(now) }
}

/// Stretches of stopped time, in order, apart from each other, without their last point.
pub(super) struct Stops {
    /// By the number of the day.
    pub(super) days: Vec<(i64, i64)>,
    /// By the millisecond.
    pub(super) millis: Vec<(i64, i64)>,
}

impl Stops {
    pub(super) fn of(course: &Course, now: Instant) -> Self {
        let span = |pause: &super::Pause| (pause.from, pause.ends(now));
        let days = |(from, to): (Instant, Instant)| (number(from.date()), number(to.date()));
        let millis = |(from, to): (Instant, Instant)| (from.millis(), to.millis());
        Self {
            days: apart(course.pauses.iter().map(|pause| days(span(pause))).collect()),
            millis: apart(course.pauses.iter().map(|pause| millis(span(pause))).collect()),
        }
    }
}

/// Sorts stretches and joins those that touch.
fn apart(mut stretches: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    stretches.sort_unstable();
    stretches.dedup_by(|next, kept| {
        let joins = next.0 <= kept.1;
        if joins {
            kept.1 = kept.1.max(next.1);
        }
        joins
    });
    stretches
}

/// Where a stretch of the limit has led to.
struct Reached {
    date: Date,
    at: Instant,
    provisional: bool,
}

struct Kernel<'a> {
    calendar: &'a Calendar,
    stops: Stops,
}

impl Kernel<'_> {
    fn reach(&self, from: &Reached, limit: Limit) -> Reached {
        let first = number(from.date) + 1;
        let n = i64::from(limit.n);
        let mut reached = match limit.unit {
            _ if n == 0 => self.working_days(first - 1, 1),
            Unit::WorkingDay => self.working_days(first, n),
            Unit::NaturalDay => self.natural_days(first, n),
            Unit::Month => self.months(from.date, limit.n),
            Unit::Hour => self.hours(from.at, n),
        };
        reached.provisional |= from.provisional;
        reached
    }

    /// The n-th working day that counts, from a first day on.
    fn working_days(&self, first: i64, n: i64) -> Reached {
        let span = self.calendar.span();
        let position = walk(first, n, &self.stops.days, |day| span.position(day - 1));
        self.end_of(first, span.day_at(position))
    }

    /// The n-th day that counts, or the first working day after it that does.
    fn natural_days(&self, first: i64, n: i64) -> Reached {
        self.roll(walk(first, n, &self.stops.days, |day| day) - 1)
    }

    /// The same day some months later, moved by the days stopped on the way, rolled like natural days.
    fn months(&self, start: Date, n: u32) -> Reached {
        let months = jiff::Span::new().try_months(n);
        let same_day = months.and_then(|months| start.checked_add(months)).unwrap_or(Date::MAX);
        let first = number(start) + 1;
        let mut last = number(same_day);
        for (from, to) in &self.stops.days {
            let from = *from.max(&first);
            if from <= last && *to > from {
                last += to - from;
            }
        }
        self.roll(last)
    }

    /// The instant at which so many working hours have run.
    fn hours(&self, start: Instant, n: i64) -> Reached {
        const HOUR: i64 = 3_600_000;
        let worked = |millis: i64| self.calendar.worked_before(Instant::from_millis(millis));
        let (date, at) =
            self.calendar.worked_at(walk(start.millis(), n * HOUR, &self.stops.millis, worked));
        Reached { date, at, provisional: self.calendar.guesses(start.date(), date) }
    }

    /// The first working day from a day on that counts.
    fn roll(&self, day: i64) -> Reached {
        self.working_days(day, 1)
    }

    fn end_of(&self, first: i64, last: i64) -> Reached {
        let date = from_number(last);
        let provisional = self.calendar.guesses(from_number(first), date);
        Reached { date, at: Instant::end_of(date), provisional }
    }
}

/// Counts n from a point on, leaving the stops out, and gives the measure that is reached.
/// `measure` never falls; a stop is left out from its first point up to, not including, its last.
fn walk(start: i64, n: i64, stops: &[(i64, i64)], measure: impl Fn(i64) -> i64) -> i64 {
    let (mut here, mut left) = (start, n);
    for (from, to) in stops.iter().filter(|(_, to)| *to > start) {
        let runs = measure((*from).max(here)) - measure(here);
        if runs >= left {
            break;
        }
        left -= runs;
        here = *to;
    }
    measure(here) + left
}
