//! Checks of the whole timetable, when all files are read.

use super::finding::{Findings, Place};
use super::model::{Feed, StopTime};
use super::stop_times::FILE as STOP_TIMES;

/// Faster than any train in service: 500 km/h, in metres a second.
const TOO_FAST: f64 = 500.0 / 3.6;

/// What only shows when all files are there.
pub(super) fn whole(feed: &Feed, findings: &mut Findings) {
    if findings.errors() > 0 {
        return;
    }
    if feed.days().is_none() {
        let what = "no service has a day on which it runs";
        findings.error(Place::file("calendar.txt"), "never_runs", what);
    }
    if feed.stop_times.is_empty() {
        let what = "no trip stops anywhere";
        findings.error(Place::file(STOP_TIMES), "file_empty", what);
    }
    short_trips(feed, findings);
    idle_stops(feed, findings);
    too_fast(feed, findings);
}

fn short_trips(feed: &Feed, findings: &mut Findings) {
    for trip in feed.trips.iter().filter(|trip| trip.times.1 - trip.times.0 < 2) {
        let what = format!("trip {:?} has fewer than two stops; it takes nobody", trip.id);
        findings.warn(Place::file("trips.txt"), "trip_short", what);
    }
}

fn idle_stops(feed: &Feed, findings: &mut Findings) {
    let mut served = vec![false; feed.stops.len()];
    for time in &feed.stop_times {
        if let Some(served) = served.get_mut(time.stop as usize) {
            *served = true;
        }
    }
    let platforms =
        feed.stops.iter().zip(&served).filter(|(stop, _)| stop.kind == super::StopKind::Platform);
    let idle = platforms.filter(|(_, served)| !**served).count();
    if idle > 0 {
        let what = format!("{idle} stops are served by no trip");
        findings.notice(Place::file("stops.txt"), "stops_idle", what);
    }
}

/// Times given to the minute can make a short hop look fast, so a minute is granted.
fn too_fast(feed: &Feed, findings: &mut Findings) {
    for trip in &feed.trips {
        for pair in feed.times_of(trip).windows(2) {
            if let [from, to] = pair
                && let Some(metres) = apart(feed, from, to)
            {
                let seconds = f64::from(to.arrival.0 - from.departure.0) + 60.0;
                if metres / seconds > TOO_FAST {
                    let (km, id) = ((metres / 1000.0).round(), &trip.id);
                    let what = format!("trip {id:?} goes {km} km in {} s", seconds - 60.0);
                    findings.warn(Place::file(STOP_TIMES), "trip_too_fast", what);
                }
            }
        }
    }
}

fn apart(feed: &Feed, from: &StopTime, to: &StopTime) -> Option<f64> {
    let place = |time: &StopTime| feed.stops.get(time.stop as usize)?.point;
    Some(place(from)?.distance(place(to)?).0)
}
