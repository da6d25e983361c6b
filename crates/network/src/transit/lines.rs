//! The timetable as the search reads it: patterns of stops, their trips, and who stops where.

use super::clock::Clock;
use std::ops::Range;

/// Where boarding or alighting is not possible.
pub(super) const NO_STOP: u32 = u32::MAX;

/// Trips with the same stops that never overtake each other, sorted by time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pattern {
    /// First of its stops in the lists of stops.
    pub(super) first_stop: u32,
    /// How many stops.
    pub(super) stops: u32,
    /// First of its trips among all trips.
    pub(super) first_trip: u32,
    /// How many trips.
    pub(super) trips: u32,
    /// First of its times; it has `stops * trips`.
    pub(super) first_time: usize,
}

/// A line of which only the interval is known: a vehicle is taken to come half an interval after
/// the passenger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Repeating {
    /// First of its stops in the lists of stops, and of its offsets.
    pub(super) first_stop: u32,
    /// How many stops.
    pub(super) stops: u32,
    /// When the first vehicle leaves the first stop.
    pub(super) from: Clock,
    /// When the last one does.
    pub(super) to: Clock,
    /// Half the interval, rounded up.
    pub(super) wait: u32,
}

/// A stop where one can board: which line, and its place along it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) line: u32,
    pub(super) at: u32,
}

/// A stop of a line, and whether one can get on and off there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Visit {
    /// The stop, or [`NO_STOP`] where nobody gets on.
    pub(super) board: u32,
    /// The stop, or [`NO_STOP`] where nobody gets off.
    pub(super) alight: u32,
}

/// A list for each stop.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    first: Vec<u32>,
    calls: Vec<Call>,
}

impl Calls {
    /// The stop's part of [`Calls::all`].
    #[inline]
    pub(super) fn range(&self, stop: u32) -> Range<usize> {
        match self.first.get(stop as usize..stop as usize + 2) {
            Some(&[from, to]) => from as usize..to as usize,
            _ => 0..0,
        }
    }

    /// Those of one stop.
    #[inline]
    pub(super) fn at(&self, stop: u32) -> &[Call] {
        self.calls.get(self.range(stop)).unwrap_or_default()
    }

    /// Those of all stops, stop after stop.
    #[inline]
    pub(super) fn all(&self) -> &[Call] {
        &self.calls
    }

    fn new(stops: usize, calls: impl Iterator<Item = (u32, Call)> + Clone) -> Self {
        let mut first = vec![0_u32; stops + 1];
        let known = calls.filter(|(stop, _)| (*stop as usize) < stops);
        for (stop, _) in known.clone() {
            first[stop as usize + 1] += 1;
        }
        for stop in 0..stops {
            first[stop + 1] += first[stop];
        }
        let mut next = first.clone();
        let mut list = vec![Call { line: 0, at: 0 }; *first.last().unwrap_or(&0) as usize];
        for (stop, call) in known {
            let place = &mut next[stop as usize];
            list[*place as usize] = call;
            *place += 1;
        }
        Self { first, calls: list }
    }
}

/// All lines of a timetable.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// How many stops there are.
    pub(super) stops: usize,
    /// How many trips there are.
    pub(super) trips: usize,
    pub(super) patterns: Vec<Pattern>,
    pub(super) repeating: Vec<Repeating>,
    /// Stops of patterns and of repeating lines, each list line after line.
    pub(super) visits: Vec<Visit>,
    pub(super) repeating_visits: Vec<Visit>,
    /// Arrivals of each pattern, trip after trip.
    arrivals: Vec<Clock>,
    /// Departures of each pattern, stop after stop.
    departures: Vec<Clock>,
    /// Arrival and departure of repeating lines, in seconds after leaving the first stop.
    pub(super) offsets: Vec<(u32, u32)>,
    /// Where each stop's patterns can be boarded.
    pub(super) calls: Calls,
    /// The last departure at each of [`Calls::all`] of the patterns.
    pub(super) last_departures: Vec<Clock>,
    /// The same as `calls` for repeating lines.
    pub(super) repeating_calls: Calls,
}

impl Lines {
    /// Nothing yet, for so many stops.
    pub(super) fn new(stops: usize) -> Self {
        Self { stops, ..Self::default() }
    }

    /// Adds a pattern: `trips` sorted, none overtaking another, each with arrival and departure at
    /// every stop.
    pub(super) fn push(&mut self, visits: &[Visit], trips: &[Vec<(Clock, Clock)>]) {
        self.patterns.push(Pattern {
            first_stop: self.visits.len() as u32,
            stops: visits.len() as u32,
            first_trip: self.trips as u32,
            trips: trips.len() as u32,
            first_time: self.arrivals.len(),
        });
        self.visits.extend_from_slice(visits);
        self.trips += trips.len();
        self.arrivals.extend(trips.iter().flatten().map(|(arrival, _)| *arrival));
        for at in 0..visits.len() {
            self.departures.extend(trips.iter().filter_map(|trip| Some(trip.get(at)?.1)));
        }
    }

    /// Adds a repeating line.
    pub(super) fn push_repeating(
        &mut self,
        visits: &[Visit],
        offsets: impl IntoIterator<Item = (u32, u32)>,
        (from, to): (Clock, Clock),
        wait: u32,
    ) {
        let first_stop = self.repeating_visits.len() as u32;
        let stops = visits.len() as u32;
        self.repeating.push(Repeating { first_stop, stops, from, to, wait });
        self.repeating_visits.extend_from_slice(visits);
        self.offsets.extend(offsets);
    }

    /// Lists who can be boarded where; to be called once, when all lines are in. The last stop of a
    /// line is left out: nobody boards there.
    pub(super) fn close(mut self) -> Self {
        let ranges = self.patterns.iter().map(|line| (line.first_stop, line.stops));
        self.calls = Calls::new(self.stops, boardings(ranges, &self.visits));
        let last = |call: &Call| {
            let pattern = self.patterns.get(call.line as usize)?;
            self.departures_at(pattern, call.at).last().copied()
        };
        self.last_departures =
            self.calls.all().iter().map(|call| last(call).unwrap_or(0)).collect();
        let ranges = self.repeating.iter().map(|line| (line.first_stop, line.stops));
        self.repeating_calls = Calls::new(self.stops, boardings(ranges, &self.repeating_visits));
        self
    }

    /// The stops of a pattern.
    #[inline]
    pub(super) fn visits_of(&self, pattern: &Pattern) -> &[Visit] {
        let from = pattern.first_stop as usize;
        self.visits.get(from..from + pattern.stops as usize).unwrap_or_default()
    }

    /// The stops of a repeating line and when it is there after leaving the first.
    #[inline]
    pub(super) fn repeating_of(&self, line: &Repeating) -> (&[Visit], &[(u32, u32)]) {
        let range = line.first_stop as usize..line.first_stop as usize + line.stops as usize;
        let visits = self.repeating_visits.get(range.clone()).unwrap_or_default();
        (visits, self.offsets.get(range).unwrap_or_default())
    }

    /// When a pattern's trip, counted within the pattern, arrives at its stops.
    #[inline]
    pub(super) fn arrivals_of(&self, pattern: &Pattern, trip: u32) -> &[Clock] {
        let stops = pattern.stops as usize;
        let from = pattern.first_time + trip as usize * stops;
        self.arrivals.get(from..from + stops).unwrap_or_default()
    }

    /// When a pattern's trips depart from its stop number `at`, ascending.
    #[inline]
    pub(super) fn departures_at(&self, pattern: &Pattern, at: u32) -> &[Clock] {
        let trips = pattern.trips as usize;
        let from = pattern.first_time + at as usize * trips;
        self.departures.get(from..from + trips).unwrap_or_default()
    }

    /// Arrival and departure of a pattern's trip at all its stops.
    pub(super) fn times_of(&self, pattern: &Pattern, trip: u32) -> Vec<(Clock, Clock)> {
        let departure = |at| self.departures_at(pattern, at).get(trip as usize).copied();
        let arrivals = self.arrivals_of(pattern, trip).iter();
        (0..).zip(arrivals).filter_map(|(at, arrival)| Some((*arrival, departure(at)?))).collect()
    }
}

fn boardings(
    ranges: impl Iterator<Item = (u32, u32)> + Clone,
    visits: &[Visit],
) -> impl Iterator<Item = (u32, Call)> + Clone {
    (0_u32..).zip(ranges).flat_map(move |(line, (first, stops))| {
        let last = stops.saturating_sub(1);
        (0..last).filter_map(move |at| {
            let stop = visits.get((first + at) as usize)?.board;
            (stop != NO_STOP).then_some((stop, Call { line, at }))
        })
    })
}
