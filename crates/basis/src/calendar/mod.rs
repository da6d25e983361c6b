//! The official working-day calendar: which days the offices work, and which of that is only assumed.
//!
//! A day that a State Council notice lists is as listed; a day that it does not list follows the
//! plain week. A year without a notice is *not announced*: its days follow the plain week and the
//! few holidays that the law itself fixes; they are guesses, and everything reckoned with them
//! comes back marked provisional. A notice may also list the last days of the
//! year before (2018-12-31), so loading a year can change dates already given: compute them again.

mod days;
mod hours;
mod statute;
mod worked;
mod year;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub(crate) use days::{Span, from_number, number};
pub use hours::{Session, WorkingHours};
pub use year::{ListedDay, YearCalendar};

/// Whether a day is a working day, and whether a notice says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Working {
    /// A working day of an announced year.
    Yes,
    /// A day off of an announced year.
    No,
    /// The year is not announced; the plain week and the law say this.
    Assumed(bool),
}

impl Working {
    /// Whether the offices work, as far as known.
    #[must_use]
    pub const fn works(self) -> bool {
        matches!(self, Self::Yes | Self::Assumed(true))
    }

    /// Whether this is a guess.
    #[must_use]
    pub const fn is_provisional(self) -> bool {
        matches!(self, Self::Assumed(_))
    }
}

/// The calendars of all announced years and the hours of the offices.
///
/// Working days are counted once, when the calendar is made; adding and counting days looks a
/// table up instead of walking from day to day.
#[derive(Clone, Debug)]
pub struct Calendar {
    notices: BTreeMap<i16, YearCalendar>,
    listed: BTreeMap<Date, ListedDay>,
    span: Span,
    hours: WorkingHours,
}

impl Default for Calendar {
    /// No year announced: the plain week and the law, all of it provisional.
    fn default() -> Self {
        Self::from_years(Vec::new())
    }
}

impl Calendar {
    /// A calendar of these years. Of two notices about one day the later year's is taken, and of
    /// two calendars of one year the later in the list.
    #[must_use]
    pub fn from_years(years: Vec<YearCalendar>) -> Self {
        let by_year: BTreeMap<i16, YearCalendar> =
            years.into_iter().map(|year| (year.year, year)).collect();
        let announced: BTreeSet<i16> = by_year.keys().copied().collect();
        let listed: BTreeMap<Date, ListedDay> = by_year
            .values()
            .flat_map(|year| year.days.iter().map(|day| (day.date, day.clone())))
            .collect();
        let span = Span::count(&announced, &listed);
        Self { notices: by_year, listed, span, hours: WorkingHours::default() }
    }

    /// The same calendar with these years, each in place of the one that was there.
    #[must_use]
    pub fn with_years(&self, years: Vec<YearCalendar>) -> Self {
        let all = self.notices.values().cloned().chain(years).collect();
        Self::from_years(all).with_hours(self.hours.clone())
    }

    /// The same calendar with other office hours.
    #[must_use]
    pub fn with_hours(mut self, hours: WorkingHours) -> Self {
        self.hours = hours;
        self
    }

    /// The hours in which limits of hours run.
    #[must_use]
    pub const fn hours(&self) -> &WorkingHours {
        &self.hours
    }

    /// Whether the calendar of a year is known.
    #[must_use]
    pub fn announced(&self, year: i16) -> bool {
        self.notices.contains_key(&year)
    }

    /// The calendar of a year as it was announced.
    #[must_use]
    pub fn year(&self, year: i16) -> Option<&YearCalendar> {
        self.notices.get(&year)
    }

    /// The announced years, first to last.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.notices.keys().copied()
    }

    /// What a notice says about a day, if it lists it: 春节, 国庆节.
    #[must_use]
    pub fn listed(&self, date: Date) -> Option<&ListedDay> {
        self.listed.get(&date)
    }

    /// Whether the offices work on a day.
    #[must_use]
    pub fn is_working(&self, date: Date) -> Working {
        let works = self.span.works(number(date));
        match (self.announced(date.year()) || self.listed.contains_key(&date), works) {
            (true, true) => Working::Yes,
            (true, false) => Working::No,
            (false, works) => Working::Assumed(works),
        }
    }

    /// The first working day after a day, and whether that is provisional.
    #[must_use]
    pub fn next_working_day(&self, date: Date) -> (Date, bool) {
        self.add_working_days(date, 1)
    }

    /// The day itself if it is a working day, otherwise the next one; and whether that is provisional.
    #[must_use]
    pub fn working_day_from(&self, date: Date) -> (Date, bool) {
        let found = from_number(self.span.day_at(self.span.position(number(date) - 1) + 1));
        (found, self.guesses(date, found))
    }

    /// The n-th working day after a day, and whether that is provisional. The day itself is not
    /// counted; n = 0 gives the day itself or, if it is not a working day, the next one.
    #[must_use]
    pub fn add_working_days(&self, date: Date, n: u32) -> (Date, bool) {
        if n == 0 {
            return self.working_day_from(date);
        }
        let after = number(date) + 1;
        let found = from_number(self.span.day_at(self.span.position(after - 1) + i64::from(n)));
        (found, self.guesses(from_number(after), found))
    }

    /// How many working days come after the first day up to and including the second; negative
    /// when the second is earlier.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        self.span.position(number(to)) - self.span.position(number(from))
    }

    /// Whether any year of a stretch of days (both ends included) is not announced.
    #[must_use]
    pub fn guesses(&self, from: Date, to: Date) -> bool {
        (from.year()..=to.year()).any(|year| !self.announced(year))
    }

    /// The table of working days, for the clock.
    pub(crate) const fn span(&self) -> &Span {
        &self.span
    }
}

#[cfg(test)]
pub(crate) mod tests;
