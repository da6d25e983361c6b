//! The vehicles of a new line, and those that make a line denser.

use std::collections::BTreeMap;

use network::Seconds;
use network::gtfs::{Feed, StopTime, Trip};
use network::transit::{ExtraCall, ExtraStop, ExtraTrip, StopIndex, Timetable};

use super::changes::point;
use super::ground::Rails;
use super::written::{Change, StopAt};

/// More vehicles than this in one change are taken for a slip of the pen.
const MOST: usize = 2_000;

/// Stops and trips of a change; `first` is the place of the first of its stops among all extra ones.
pub(super) fn of(
    rails: &Rails,
    change: &Change,
    first: u32,
) -> Result<(Vec<ExtraStop>, Vec<ExtraTrip>), String> {
    match change {
        Change::Line { stops, minutes, first: from, last, every, both_ways, .. } => {
            let times = departures((from, last), *every)?;
            let places: Vec<ExtraStop> =
                stops.iter().map(|stop| place(&rails.timetable, stop)).collect::<Result<_, _>>()?;
            let seconds = hops(minutes, places.len())?;
            let mut trips = along(&seconds, &times, (0..places.len() as u32).map(|n| first + n));
            if *both_ways {
                let back: Vec<u32> = seconds.iter().rev().copied().collect();
                let stops = (0..places.len() as u32).rev().map(|n| first + n);
                trips.extend(along(&back, &times, stops));
            }
            Ok((places, trips))
        }
        Change::Denser { route, from, to, every } => {
            denser(rails, route, &departures((from, to), *every)?, first)
        }
        _ => Err("no line".to_owned()),
    }
}

fn place(timetable: &Timetable, stop: &StopAt) -> Result<ExtraStop, String> {
    match stop {
        StopAt::Place([lon, lat]) => Ok(ExtraStop { known: None, point: point(*lon, *lat)? }),
        StopAt::Known(id) => {
            let mut found = (0_u32..).zip(timetable.stops()).filter(|(_, stop)| stop.id == *id);
            let (at, stop) = found.next().ok_or_else(|| format!("there is no stop {id}"))?;
            if found.next().is_some() {
                return Err(format!("several timetables have a stop {id}; give its place"));
            }
            let point = stop.point.ok_or_else(|| format!("stop {id} has no place"))?;
            Ok(ExtraStop { known: Some(StopIndex(at)), point })
        }
    }
}

fn hops(minutes: &[f64], stops: usize) -> Result<Vec<u32>, String> {
    if stops < 2 || minutes.len() + 1 != stops {
        let n = minutes.len();
        return Err(format!("{stops} stops and {n} times between them; a line has one time less"));
    }
    let seconds = |minutes: &f64| {
        let fits = minutes.is_finite() && (1.0 / 60.0..=600.0).contains(minutes);
        fits.then(|| (minutes * 60.0).round() as u32)
            .ok_or_else(|| format!("{minutes} minutes between two stops: give more than 0"))
    };
    minutes.iter().map(seconds).collect()
}

/// Times of day from the first to the last, every so many minutes.
fn departures((first, last): (&str, &str), every: f64) -> Result<Vec<u32>, String> {
    let time = |text: &str| {
        let parts = text.split_once(':').and_then(|(hour, minute)| {
            Some((hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?))
        });
        let fits = parts.filter(|(hour, minute)| *hour < 30 && *minute < 60);
        fits.map(|(hour, minute)| hour * 3600 + minute * 60)
            .ok_or_else(|| format!("{text:?} is no time of day; write 06:30"))
    };
    let (first, last) = (time(first)?, time(last)?);
    if !(every.is_finite() && (1.0..=1_440.0).contains(&every)) {
        return Err(format!("every {every} minutes: give 1 to 1440"));
    }
    let step = (every * 60.0).round() as usize;
    let times: Vec<u32> = (first..=last).step_by(step).collect();
    if times.is_empty() || times.len() > MOST {
        return Err(format!("{} vehicles; give a first time before the last", times.len()));
    }
    Ok(times)
}

fn along(
    seconds: &[u32],
    times: &[u32],
    stops: impl Iterator<Item = u32> + Clone,
) -> Vec<ExtraTrip> {
    let trip = |start: &u32| {
        let mut now = *start;
        let call = |(n, stop): (usize, u32)| {
            now += if n == 0 { 0 } else { seconds[n - 1] };
            ExtraCall { stop, arrival: Seconds(now), departure: Seconds(now) }
        };
        ExtraTrip { calls: stops.clone().enumerate().map(call).collect() }
    };
    times.iter().map(trip).collect()
}

/// Repeats the two most frequent runs of a route (there and back, as a rule) at other times.
fn denser(
    rails: &Rails,
    route: &str,
    times: &[u32],
    first: u32,
) -> Result<(Vec<ExtraStop>, Vec<ExtraTrip>), String> {
    let mut first_stop = 0_u32;
    for feed in &rails.feeds {
        let runs = runs(feed, route, rails.timetable.date());
        if !runs.is_empty() {
            let (mut stops, mut trips) = (Vec::new(), Vec::new());
            for calls in runs.into_iter().take(2) {
                let begin = first + stops.len() as u32;
                stops.extend(calls.iter().map(|call| {
                    let known = Some(StopIndex(first_stop + call.stop));
                    let stop = &feed.stops[call.stop as usize];
                    ExtraStop { known, point: stop.point.unwrap_or_default() }
                }));
                trips.extend(times.iter().map(|start| repeated(calls, *start, begin)));
            }
            return Ok((stops, trips));
        }
        first_stop += feed.stops.len() as u32;
    }
    Err(format!("no trip of a route {route} runs on {}", rails.timetable.date()))
}

/// The runs of a route on a day, one for each list of stops, the most frequent first.
fn runs<'f>(feed: &'f Feed, route: &str, date: basis::Date) -> Vec<&'f [StopTime]> {
    let named = |trip: &&Trip| {
        let of = &feed.routes[trip.route as usize];
        of.id == route || of.name == route
    };
    let runs = |trip: &&Trip| {
        trip.service.is_some_and(|service| feed.services[service as usize].runs_on(date))
    };
    let mut by_stops: BTreeMap<Vec<u32>, (usize, &[StopTime])> = BTreeMap::new();
    for trip in feed.trips.iter().filter(named).filter(runs) {
        let calls = feed.times_of(trip);
        if calls.len() > 1 {
            let stops = calls.iter().map(|call| call.stop).collect();
            by_stops.entry(stops).or_insert((0, calls)).0 += 1;
        }
    }
    let mut runs: Vec<(usize, &[StopTime])> = by_stops.into_values().collect();
    runs.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    runs.into_iter().map(|(_, calls)| calls).collect()
}

/// A run at another time; an arrival is at least a second after the departure before it.
fn repeated(calls: &[StopTime], start: u32, begin: u32) -> ExtraTrip {
    let base = calls.first().map_or(0, |call| call.departure.0);
    let mut before: Option<u32> = None;
    let call = |(n, call): (usize, &StopTime)| {
        let at = |time: Seconds| start + time.0.saturating_sub(base);
        let arrival = at(call.arrival).max(before.map_or(0, |before| before + 1));
        let departure = at(call.departure).max(arrival);
        before = Some(departure);
        ExtraCall {
            stop: begin + n as u32,
            arrival: Seconds(arrival),
            departure: Seconds(departure),
        }
    };
    ExtraTrip { calls: calls.iter().enumerate().map(call).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_hops_that_make_sense() {
        assert_eq!(departures(("06:30", "07:30"), 30.0).unwrap(), [23_400, 25_200, 27_000]);
        for (first, last, every) in
            [("6", "7", 5.0), ("08:00", "07:00", 5.0), ("06:00", "07:00", 0.0)]
        {
            assert!(departures((first, last), every).is_err(), "{first} {last} {every}");
        }
        assert_eq!(hops(&[1.5, 2.0], 3).unwrap(), [90, 120]);
        assert!(hops(&[1.5], 3).is_err() && hops(&[0.0], 2).is_err());
        let trips = along(&[90, 120], &[0, 600], 4..7);
        assert_eq!(
            trips[1].calls[2],
            ExtraCall { stop: 6, arrival: Seconds(810), departure: Seconds(810) }
        );
    }
}
