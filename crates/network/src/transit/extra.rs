//! Trips added to a timetable: the times that they better, without searching from every source again.
//!
//! A journey that uses an extra trip has a first boarding of one. Before it lies a journey without
//! extra trips that is at the stop by the departure: one search back from each such departure finds
//! from which sources, and how late, one can still set out. After each alighting one search onwards
//! finds the targets and the extra stops that are reached without extra trips; an extra trip boarded
//! there departs later, so the alightings are settled from the last to the first. What remains is
//! the least over boardings, minute by minute. So a line of `s` stops and `t` trips costs `2 s`
//! searches of `t` moments instead of one of a whole window for each source; the times are the same
//! to the second as those of [`Timetable::with_trips`], which a test holds over random worlds.

use super::clock::{Clock, NEVER, today};
use super::legs::{Leg, Legs};
use super::mirror::turned;
use super::plan::{Plan, PlanError};
use super::query::Query;
use super::search::Search;
use super::timetable::{StopIndex, Timetable};
use super::transfers::Changes;
use super::travel::Travel;
use crate::geo::Point;
use crate::units::Seconds;
use rayon::prelude::*;

/// A stop of extra trips: one of the timetable, or a new one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExtraStop {
    /// Its place in the timetable; none for a new stop.
    pub known: Option<StopIndex>,
    /// Where it is.
    pub point: Point,
}

/// A vehicle at a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtraCall {
    /// Place in the list of extra stops.
    pub stop: u32,
    /// When it comes, a time of the day asked for.
    pub arrival: Seconds,
    /// When it goes.
    pub departure: Seconds,
}

/// One run along extra stops; each arrival is later than the departure before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraTrip {
    /// The stops in order, at least two.
    pub calls: Vec<ExtraCall>,
}

/// Extra trips and how their stops lie to the rest; each list of walks has a row for each extra
/// stop. A stop of the timetable is in its own row of `from_stops` and `to_stops`, with no time.
#[derive(Clone, Debug)]
pub struct Extra {
    /// The trips.
    pub trips: Vec<ExtraTrip>,
    /// From which stops of the timetable it can be changed to.
    pub from_stops: Legs,
    /// To which stops of the timetable it can be changed from it.
    pub to_stops: Legs,
    /// From one extra stop to another, itself included with no time.
    pub between: Legs,
    /// From which sources it can be walked to.
    pub sources: Legs,
    /// Which targets can be walked to from it.
    pub targets: Legs,
}

/// What extra trips bring to the targets of one plan.
#[derive(Clone, Debug)]
pub struct Bettered {
    /// Of each boarding: by target the earliest arrival.
    onward: Vec<Vec<Clock>>,
    /// By source: until when one may set out for which boarding, the latest first.
    until: Vec<Vec<(Clock, u32)>>,
    starts: Vec<(Clock, usize)>,
    longest: u32,
    targets: usize,
}

impl Bettered {
    /// Computes it for a departure query. `targets` are those of the plan without extra trips;
    /// `back` is a plan of an arrival query whose targets are the sources.
    ///
    /// # Errors
    /// Walks of another timetable.
    pub fn new(
        (timetable, changes): (&Timetable, &Changes),
        (targets, back): (&Legs, &Plan<'_>),
        extra: &Extra,
        query: Query,
    ) -> Result<Self, PlanError> {
        let mut ways = targets.clone();
        for stop in 0..extra.from_stops.rows() {
            ways.push(extra.from_stops.row(stop).iter().copied());
        }
        let ahead = Plan::new(timetable, changes, &ways, query)?;
        let world = World { extra, ahead: &ahead, back, targets: targets.rows() };
        let onward = world.onward();
        let until = world.until();
        let (starts, longest) = (ahead.starts.clone(), ahead.longest);
        Ok(Self { onward, until, starts, longest, targets: targets.rows() })
    }

    /// The least travel time with an extra trip from a source to each target, for every minute in
    /// which one may set out for one: `note(minute, target, time)`.
    pub fn each(&self, source: usize, mut note: impl FnMut(usize, usize, Seconds)) {
        let Some(until) = self.until.get(source).filter(|until| !until.is_empty()) else { return };
        let (mut best, mut next) = (vec![NEVER; self.targets], 0);
        // The latest start comes first, so boardings are only ever added.
        for &(start, minute) in &self.starts {
            while let Some(&(latest, boarding)) = until.get(next).filter(|(l, _)| *l >= start) {
                debug_assert!(latest >= start);
                for (best, there) in best.iter_mut().zip(&self.onward[boarding as usize]) {
                    *best = (*best).min(*there);
                }
                next += 1;
            }
            if next == 0 {
                continue;
            }
            let limit = start.saturating_add(self.longest);
            for (target, there) in best.iter().enumerate().filter(|(_, there)| **there <= limit) {
                note(minute, target, Seconds(there - start));
            }
        }
    }

    /// How many sources can set out for an extra trip.
    #[must_use]
    pub fn sources(&self) -> usize {
        self.until.iter().filter(|until| !until.is_empty()).count()
    }
}

struct World<'a> {
    extra: &'a Extra,
    /// Targets first, then extra stops.
    ahead: &'a Plan<'a>,
    back: &'a Plan<'a>,
    targets: usize,
}

/// A trip and the number of a call along it.
type At = (usize, usize);

impl World<'_> {
    fn call(&self, (trip, at): At) -> ExtraCall {
        self.extra.trips[trip].calls[at]
    }

    fn calls(&self) -> impl Iterator<Item = At> + '_ {
        let trips = self.extra.trips.iter().enumerate();
        trips.flat_map(|(trip, extra)| (0..extra.calls.len()).map(move |at| (trip, at)))
    }

    /// Number of a boarding: those of a trip follow each other.
    fn numbers(&self) -> Vec<usize> {
        let mut first = vec![0];
        for trip in &self.extra.trips {
            first.push(first.last().copied().unwrap_or(0) + trip.calls.len());
        }
        first
    }

    /// Of each boarding the earliest arrival at each target.
    fn onward(&self) -> Vec<Vec<Clock>> {
        let number = self.numbers();
        let found = self.ahead_of_stops();
        let mut boarding = vec![vec![NEVER; self.targets]; number.last().copied().unwrap_or(0)];
        let mut alightings: Vec<At> = self.calls().filter(|(_, at)| *at > 0).collect();
        alightings.sort_unstable_by_key(|at| (std::cmp::Reverse(self.call(*at).arrival), *at));
        for (trip, at) in alightings {
            let ExtraCall { stop, arrival, .. } = self.call((trip, at));
            let moments = &found[stop as usize];
            let mut best = moments.arrivals(arrival, 0..self.targets);
            for (next, there) in (0..).zip(
                moments
                    .arrivals(arrival, self.targets..self.targets + self.extra.from_stops.rows()),
            ) {
                for (other, along) in self.boardings(next, there) {
                    least(&mut best, &boarding[number[other] + along]);
                }
            }
            // Whoever boarded one call earlier may stay seated or alight here.
            let seated = boarding[number[trip] + at].clone();
            least(&mut best, &seated);
            boarding[number[trip] + at - 1] = best;
        }
        boarding
    }

    /// Boardings at an extra stop at a time or later.
    fn boardings(&self, stop: u32, from: Clock) -> impl Iterator<Item = At> + '_ {
        let suits = move |at: &At| {
            let call = self.call(*at);
            call.stop == stop && from != NEVER && today(call.departure) >= from
        };
        self.calls().filter(move |at| self.boards(*at)).filter(suits)
    }

    /// Nobody boards at the last call.
    fn boards(&self, (trip, at): At) -> bool {
        at + 1 < self.extra.trips[trip].calls.len()
    }

    /// From each extra stop, at the moments at which a trip arrives there.
    fn ahead_of_stops(&self) -> Vec<Moments> {
        let stops: Vec<usize> = (0..self.extra.from_stops.rows()).collect();
        let of_stop = |stop: usize| {
            let arrivals = self.calls().filter(|(_, at)| *at > 0).map(|at| self.call(at));
            let here = arrivals.filter(|call| call.stop as usize == stop);
            let starts = starts(here.map(|call| today(call.arrival)));
            let mut direct: Vec<Leg> = self.extra.targets.row(stop).to_vec();
            let shifted = |leg: &Leg| Leg { to: leg.to + self.targets as u32, ..*leg };
            direct.extend(self.extra.between.row(stop).iter().map(shifted));
            direct.sort_unstable();
            let travel =
                Search::new(self.ahead).at(&starts, self.extra.to_stops.row(stop), &direct);
            Moments { starts, travel }
        };
        stops.into_par_iter().map(of_stop).collect()
    }

    /// By source: until when one may set out for which boarding.
    fn until(&self) -> Vec<Vec<(Clock, u32)>> {
        let number = self.numbers();
        let stops: Vec<usize> = (0..self.extra.from_stops.rows()).collect();
        let of_stop = |stop: usize| {
            let here = |at: &At| self.boards(*at) && self.call(*at).stop as usize == stop;
            let boardings: Vec<At> = self.calls().filter(here).collect();
            let times = boardings.iter().map(|at| turned(today(self.call(*at).departure)));
            let starts = starts(times);
            let (access, direct) = (self.extra.from_stops.row(stop), self.extra.sources.row(stop));
            let travel = Search::new(self.back).at(&starts, access, direct);
            let mut list = Vec::new();
            for (trip, at) in boardings {
                let departure = today(self.call((trip, at)).departure);
                let Some(moment) = place(&starts, turned(departure)) else { continue };
                let reached = travel.at_minute(moment);
                let number = (number[trip] + at) as u32;
                list.extend(reached.map(|(source, time)| (source, departure - time.0, number)));
            }
            list
        };
        let lists: Vec<Vec<(usize, Clock, u32)>> = stops.into_par_iter().map(of_stop).collect();
        let mut until = vec![Vec::new(); self.back.targets()];
        for (source, latest, boarding) in lists.into_iter().flatten() {
            until[source].push((latest, boarding));
        }
        for list in &mut until {
            list.sort_unstable_by(|a, b| b.cmp(a));
        }
        until
    }
}

/// What a search from one extra stop found at its moments.
struct Moments {
    starts: Vec<(Clock, usize)>,
    travel: Travel,
}

impl Moments {
    fn arrivals(&self, arrival: Seconds, targets: std::ops::Range<usize>) -> Vec<Clock> {
        let at = today(arrival);
        let moment = place(&self.starts, at);
        let there = |target: usize| {
            let time = moment.and_then(|moment| self.travel.time(target, moment));
            time.map_or(NEVER, |time| at + time.0)
        };
        targets.map(there).collect()
    }
}

/// Moments as starts of a search: each once, the latest first, with its place.
fn starts(times: impl Iterator<Item = Clock>) -> Vec<(Clock, usize)> {
    let mut times: Vec<Clock> = times.collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    times.dedup();
    times.into_iter().zip(0..).collect()
}

fn place(starts: &[(Clock, usize)], time: Clock) -> Option<usize> {
    starts.iter().find(|(start, _)| *start == time).map(|(_, place)| *place)
}

fn least(best: &mut [Clock], other: &[Clock]) {
    for (best, other) in best.iter_mut().zip(other) {
        *best = (*best).min(*other);
    }
}
