//! A timetable of one day: stops of all feeds in one list, and the lines that serve them.

use super::clock::{Clock, Span, today};
use super::day::{Days, NoService, trips_on};
use super::extra::{ExtraCall, ExtraStop, ExtraTrip};
use super::legs::Leg;
use super::lines::{Lines, Visit};
use super::runs::{Interval, Source, of_feed};
use super::{patterns, transfers};
use crate::geo::Point;
use crate::gtfs::{Feed, StopKind};
use basis::Date;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use thiserror::Error;

/// A stop of a timetable: its place in [`Timetable::stops`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StopIndex(pub u32);

/// How trips with a headway and no exact times are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frequencies {
    /// As if the first vehicle left at `start_time` and the others followed exactly.
    #[default]
    Exact,
    /// A vehicle comes half a headway (rounded up to a second) after the passenger: the expectation
    /// for one who does not know the times. Rows with `exact_times` = 1 stay exact.
    HalfHeadway,
}

impl Frequencies {
    pub(super) fn is_half_headway(self) -> bool {
        self == Self::HalfHeadway
    }
}

/// What a passenger in a wheelchair can use. Stops and trips are both held to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WheelchairRule {
    /// No wheelchair.
    #[default]
    NotNeeded,
    /// Everything but what the operator says is impossible; what is not known counts as possible.
    NotImpossible,
    /// Only what the operator says is possible.
    Possible,
}

/// How a timetable is made of feeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Trips with a headway.
    pub frequencies: Frequencies,
    /// Wheelchairs.
    pub wheelchair: WheelchairRule,
    /// Only trips that a query can use are kept; `None` keeps the whole day.
    pub span: Option<Span>,
    /// Whether a feed whose calendar does not cover the day is left out instead of being an error.
    pub skip_feeds_out_of_season: bool,
}

/// Why there is no timetable of that day.
#[derive(Clone, Debug, Error)]
pub enum TimetableError {
    /// No feed was given.
    #[error("no timetable was given; name at least one GTFS zip")]
    NoFeed,
    /// No trip at all runs that day.
    #[error("no trip runs on {date}: {}; choose another date", list(feeds))]
    NoService {
        /// The day asked for.
        date: Date,
        /// What each feed has instead.
        feeds: Vec<NoService>,
    },
    /// The day lies outside the calendar of some feed.
    #[error(
        "{date} is outside the calendar of a timetable: {}; choose another date, or leave these \
         feeds out",
        list(feeds)
    )]
    OutOfSeason {
        /// The day asked for.
        date: Date,
        /// The feeds that do not cover it.
        feeds: Vec<NoService>,
    },
}

fn list(feeds: &[NoService]) -> String {
    feeds.iter().enumerate().fold(String::new(), |mut text, (index, feed)| {
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(text, "{comma}{feed}");
        text
    })
}

/// A stop of a timetable.
#[derive(Clone, Debug, PartialEq)]
pub struct TimetableStop {
    /// Which feed, as a place in the list that the timetable was made of.
    pub feed: u32,
    /// `stop_id` within the feed.
    pub id: String,
    /// Where it is.
    pub point: Option<Point>,
    /// Whether vehicles stop there and the passenger can use it: stations, entrances and stops
    /// barred to wheels are not in use. Walks need not be computed for the others.
    pub in_use: bool,
}

/// The lines of one day.
#[derive(Clone, Debug)]
pub struct Timetable {
    date: Date,
    pub(super) lines: Lines,
    stops: Vec<TimetableStop>,
    /// Rules of all feeds for changing, by pair of stops.
    pub(super) listed: transfers::Listed,
    notices: Vec<String>,
}

impl Timetable {
    /// The lines of several feeds on one day, with trips of the evening before that run past
    /// midnight and those of the next morning.
    ///
    /// Times of day are local and taken as they stand: on the two days of the year when clocks
    /// change, trips past midnight are an hour off.
    ///
    /// # Errors
    /// No feed; no trip on that day; a feed whose calendar does not cover the day.
    pub fn of_day(feeds: &[Feed], date: Date, options: &Options) -> Result<Self, TimetableError> {
        let mut notices = Vec::new();
        let feeds = in_season(feeds, date, options, &mut notices)?;
        let (mut stops, mut lines_stops) = (Vec::new(), 0_u32);
        let mut barred = Vec::new();
        for (index, feed) in &feeds {
            stops.extend(stops_of(*index, feed, options.wheelchair));
            barred.push(feed.stops.iter().map(|stop| !allows(options, stop)).collect::<Vec<_>>());
        }
        let mut lines = Lines::new(stops.len());
        let (mut runs, mut intervals) = (Vec::new(), Vec::new());
        let mut listed = transfers::Listed::new();
        for ((_, feed), barred) in feeds.iter().zip(&barred) {
            let source = Source { feed, first_stop: lines_stops, barred };
            let (more, often) = of_feed(source, &Days::new(feed, date), options);
            runs.extend(more);
            intervals.extend(often);
            transfers::collect(&mut listed, feed, lines_stops);
            lines_stops += feed.stops.len() as u32;
        }
        patterns::add(&mut lines, &runs);
        for interval in &intervals {
            add_interval(&mut lines, interval);
        }
        let lines = lines.close();
        if lines.trips == 0 && lines.repeating.is_empty() {
            notices.push(format!("no trip of {date} runs within the time asked for"));
        }
        mark_in_use(&mut stops, &lines);
        Ok(Self { date, lines, stops, listed, notices })
    }

    /// The same with more trips. New stops come after the known ones, in the order of the list.
    #[must_use]
    pub fn with_trips(&self, stops: &[ExtraStop], trips: &[ExtraTrip]) -> Self {
        let mut more = self.clone();
        let mut places = Vec::with_capacity(stops.len());
        for stop in stops {
            let place = stop.known.map_or(more.stops.len() as u32, |known| known.0);
            places.push(place);
            if stop.known.is_none() {
                let (feed, id) = (u32::MAX, format!("extra {place}"));
                more.stops.push(TimetableStop { feed, id, point: Some(stop.point), in_use: true });
            }
        }
        more.lines.stops = more.stops.len();
        for trip in trips {
            let place = |call: &ExtraCall| places.get(call.stop as usize).copied();
            let stops = trip.calls.iter().filter_map(place);
            let visits: Vec<Visit> =
                stops.map(|stop| Visit { board: stop, alight: stop }).collect();
            let times = trip.calls.iter().map(|call| (today(call.arrival), today(call.departure)));
            more.lines.push(&visits, &[times.collect()]);
            for stop in visits {
                more.stops[stop.board as usize].in_use = true;
            }
        }
        more.lines = more.lines.close();
        more
    }

    /// Moments at which somebody who leaves a vehicle at the first end of a walk is at its other end,
    /// each once, ascending. Of two walks from one stop the shorter counts.
    pub(super) fn arrivals(&self, near: &[Leg]) -> Vec<Clock> {
        let mut walks: Vec<Option<u32>> = vec![None; self.lines.stops];
        for leg in near {
            if let Some(walk) = walks.get_mut(leg.to as usize) {
                *walk = Some(walk.map_or(leg.time.0, |known| known.min(leg.time.0)));
            }
        }
        let mut moments = Vec::new();
        for pattern in &self.lines.patterns {
            let visits = self.lines.visits_of(pattern);
            let near = |visit: &Visit| walks.get(visit.alight as usize).copied().flatten();
            if visits.iter().all(|visit| near(visit).is_none()) {
                continue;
            }
            for trip in 0..pattern.trips {
                let arrivals = self.lines.arrivals_of(pattern, trip).iter().zip(visits).skip(1);
                moments.extend(arrivals.filter_map(|(time, visit)| Some(time + near(visit)?)));
            }
        }
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    /// Whether some lines are known by interval only.
    #[must_use]
    pub fn has_intervals(&self) -> bool {
        !self.lines.repeating.is_empty()
    }

    /// The day.
    #[must_use]
    pub fn date(&self) -> Date {
        self.date
    }

    /// Stops of all feeds, feed after feed, stations and entrances too.
    #[must_use]
    pub fn stops(&self) -> &[TimetableStop] {
        &self.stops
    }

    /// How many trips were kept.
    #[must_use]
    pub fn trips(&self) -> usize {
        self.lines.trips
    }

    /// How many patterns they form.
    #[must_use]
    pub fn patterns(&self) -> usize {
        self.lines.patterns.len()
    }

    /// What one should know about the day: feeds without a trip, a window without one.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Hops from a stop to the next, and the trips that make them, which depart within a span.
    #[must_use]
    pub fn hops(&self, span: Span) -> (usize, usize) {
        let (mut hops, mut trips) = (0, 0);
        for pattern in &self.lines.patterns {
            for trip in 0..pattern.trips {
                let times = self.lines.times_of(pattern, trip);
                let before_last = times.len().saturating_sub(1);
                let departures = times.iter().take(before_last).map(|(_, departure)| *departure);
                let within = departures.filter(|time| span.meets(*time, *time)).count();
                hops += within;
                trips += usize::from(within > 0);
            }
        }
        (hops, trips)
    }
}

/// The feeds to be used, each with its place in the list.
fn in_season<'a>(
    feeds: &'a [Feed],
    date: Date,
    options: &Options,
    notices: &mut Vec<String>,
) -> Result<Vec<(u32, &'a Feed)>, TimetableError> {
    if feeds.is_empty() {
        return Err(TimetableError::NoFeed);
    }
    let idle: Vec<&Feed> = feeds.iter().filter(|feed| trips_on(feed, date) == 0).collect();
    let told = |feeds: &[&Feed]| feeds.iter().map(|feed| NoService::new(feed, date)).collect();
    if idle.len() == feeds.len() {
        return Err(TimetableError::NoService { date, feeds: told(&idle) });
    }
    let covers = |feed: &Feed| feed.days().is_some_and(|(from, to)| (from..=to).contains(&date));
    let out: Vec<&Feed> = feeds.iter().filter(|feed| !covers(feed)).collect();
    if !out.is_empty() && !options.skip_feeds_out_of_season {
        return Err(TimetableError::OutOfSeason { date, feeds: told(&out) });
    }
    for feed in idle {
        notices.push(format!("no trip of {} runs on {date}", feed.name));
    }
    Ok((0..).zip(feeds).collect())
}

fn stops_of(
    feed_index: u32,
    feed: &Feed,
    rule: WheelchairRule,
) -> impl Iterator<Item = TimetableStop> {
    feed.stops.iter().map(move |stop| TimetableStop {
        feed: feed_index,
        id: stop.id.clone(),
        point: stop.point,
        in_use: stop.kind == StopKind::Platform && rule.allows(stop.wheelchair),
    })
}

fn allows(options: &Options, stop: &crate::gtfs::Stop) -> bool {
    options.wheelchair.allows(stop.wheelchair)
}

/// A stop is in use when a line calls there.
fn mark_in_use(stops: &mut [TimetableStop], lines: &Lines) {
    let mut called = vec![false; stops.len()];
    for visit in lines.visits.iter().chain(&lines.repeating_visits) {
        for stop in [visit.board, visit.alight] {
            if let Some(called) = called.get_mut(stop as usize) {
                *called = true;
            }
        }
    }
    for (stop, called) in stops.iter_mut().zip(called) {
        stop.in_use &= called;
    }
}

fn add_interval(lines: &mut Lines, interval: &Interval<'_>) {
    let Interval { run, span, wait } = interval;
    lines.push_repeating(&run.visits(), run.times(), *span, *wait);
}

impl Timetable {
    /// How many stops are in use, by feed.
    #[must_use]
    pub fn stops_in_use(&self) -> BTreeMap<u32, usize> {
        let mut counts = BTreeMap::<u32, usize>::new();
        for stop in self.stops.iter().filter(|stop| stop.in_use) {
            *counts.entry(stop.feed).or_default() += 1;
        }
        counts
    }
}
