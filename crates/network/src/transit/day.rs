//! Which services run on the day asked for, the day before and the day after; and a loud error
//! when the day has none.

use crate::gtfs::{Feed, Trip};
use basis::Date;
use std::fmt;

/// For one feed: which of its services run on the day before (0), the day (1) and the day after (2).
#[derive(Clone, Debug)]
pub(super) struct Days {
    runs: Vec<[bool; 3]>,
}

impl Days {
    pub(super) fn new(feed: &Feed, date: Date) -> Self {
        let days = [date.yesterday().ok(), Some(date), date.tomorrow().ok()];
        let runs = feed
            .services
            .iter()
            .map(|service| days.map(|day| day.is_some_and(|day| service.runs_on(day))));
        Self { runs: runs.collect() }
    }

    /// The days among the three on which a trip runs, as 0, 1 and 2.
    pub(super) fn of(&self, trip: &Trip) -> impl Iterator<Item = u32> + use<> {
        let runs = trip.service.and_then(|service| self.runs.get(service as usize));
        let runs = runs.copied().unwrap_or_default();
        (0..3).filter(move |day| runs.get(*day as usize).copied().unwrap_or(false))
    }
}

/// How many trips of a feed run on a day, each repeating trip counted once.
pub(super) fn trips_on(feed: &Feed, date: Date) -> usize {
    let runs: Vec<bool> = feed.services.iter().map(|service| service.runs_on(date)).collect();
    let on = |trip: &&Trip| {
        trip.service.and_then(|service| runs.get(service as usize)).copied().unwrap_or(false)
    };
    feed.trips.iter().filter(on).count()
}

/// A feed that has nothing on the day asked for, and when it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoService {
    /// Name of the feed.
    pub feed: String,
    /// First and last day of its calendar.
    pub days: Option<(Date, Date)>,
    /// The nearest day on which it has trips, the same day of the week if there is one.
    pub instead: Option<Date>,
}

impl fmt::Display for NoService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.days {
            Some((from, to)) => write!(f, "{} is for {from} to {to}", self.feed)?,
            None => write!(f, "{} has no day of service", self.feed)?,
        }
        if let Some(day) = self.instead {
            write!(f, "; it has trips on {day}")?;
        }
        Ok(())
    }
}

impl NoService {
    /// Looks when the feed has trips instead.
    pub(super) fn new(feed: &Feed, date: Date) -> Self {
        let days = feed.days();
        let instead = days.and_then(|(from, to)| nearest(feed, date, (from, to)));
        Self { feed: feed.name.clone(), days, instead }
    }
}

/// The nearest day with trips, looked for two weeks around the date or, when that lies outside the
/// calendar, around its nearer end; a day of the same weekday goes before a nearer one.
fn nearest(feed: &Feed, date: Date, (from, to): (Date, Date)) -> Option<Date> {
    let near = date.clamp(from, to);
    let step = |next: fn(Date) -> Option<Date>| {
        std::iter::successors(Some(near), move |day| next(*day)).enumerate().take(15)
    };
    let days = step(|day| day.yesterday().ok()).chain(step(|day| day.tomorrow().ok()));
    let running = days.filter(|(_, day)| trips_on(feed, *day) > 0);
    running.min_by_key(|(away, day)| (day.weekday() != date.weekday(), *away)).map(|(_, day)| day)
}
