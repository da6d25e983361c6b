//! One more target: the times from every source to it, by one search back from it.
//!
//! Somebody arrives at the target at a moment at which a vehicle arrives at a stop near it, plus the
//! walk. For each of these moments, the earliest first, a search back gives how late one can set out
//! from each source; the first moment for which one can still set out at a minute is that minute's
//! arrival. Labels are kept from moment to moment, so the whole is about one search of a window
//! instead of one for each source; the times are the same to the second, which a test holds over
//! random worlds. Memory: 4 bytes a minute and source.

use super::clock::{Clock, today};
use super::legs::Leg;
use super::mirror::turned;
use super::plan::Plan;
use super::query::{Query, STEP, Window};
use super::search::Search;
use super::timetable::Timetable;
use crate::units::Seconds;

/// Of each source, the travel time to the target in each minute of a departure query; `None` where
/// it is out of reach.
///
/// `back` is a plan of an arrival query whose targets are the sources, with the query's longest time
/// or a longer one; `near` are the walks from stops to the target, `direct` those from sources.
/// Lines that are known by interval only are not looked at: a timetable that has some needs a search
/// from each source.
#[must_use]
pub fn onto(
    timetable: &Timetable,
    back: &Plan<'_>,
    (near, direct): (&[Leg], &[Leg]),
    query: Query,
) -> Vec<Vec<Option<Seconds>>> {
    let span = query.span();
    let mut moments = timetable.arrivals(near);
    moments.retain(|moment| (span.from..=span.to).contains(moment));
    // Turned round, the latest start is the earliest arrival.
    let starts: Vec<(Clock, usize)> =
        moments.iter().map(|moment| turned(*moment)).zip(0..).collect();
    let (Window::Departure { first } | Window::Arrival { first }) = query.window;
    let minutes: Vec<Clock> =
        (0..query.minutes() as u32).map(|minute| today(first) + STEP * minute).collect();
    let mut times: Vec<Vec<Option<Seconds>>> =
        vec![Vec::with_capacity(minutes.len()); back.targets()];
    let longest = query.longest();
    Search::new(back).each(&starts, near, |moment, _, there| {
        let moment = moments[moment];
        for (times, leaves) in times.iter_mut().zip(there).map(|(times, t)| (times, turned(*t))) {
            // Minutes that could be left in time for an earlier moment have their answer.
            while let Some(start) = minutes.get(times.len()).filter(|start| **start <= leaves) {
                times.push(Some(Seconds(moment - start)).filter(|time| *time <= longest));
            }
        }
    });
    times.iter_mut().for_each(|times| times.resize(minutes.len(), None));
    for leg in direct.iter().filter(|leg| leg.time <= longest) {
        for time in times.get_mut(leg.to as usize).into_iter().flatten() {
            *time = Some(time.map_or(leg.time, |ride| ride.min(leg.time)));
        }
    }
    times
}
