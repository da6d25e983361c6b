//! One more target: the times from every source to it, by one search back from it.
//!
//! Somebody arrives at the target at a moment at which a vehicle arrives at a stop near it, plus the
//! walk. For each of these moments a search back gives how late one can set out from each source;
//! the earliest moment for which one can still set out at a minute is that minute's arrival. The
//! labels are kept from moment to moment, so the whole is about one search of a window instead of
//! one for each source; the times are the same to the second.

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
/// `back` is a plan of an arrival query whose targets are the sources; `near` are the walks from
/// stops to the target, `direct` those from sources. Lines that are known by interval only are not
/// looked at: a timetable that has some needs a search from each source.
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
    let travel = Search::new(back).at(&starts, near, &[]);
    let (Window::Departure { first } | Window::Arrival { first }) = query.window;
    let minutes: Vec<Clock> =
        (0..query.minutes() as u32).map(|minute| today(first) + STEP * minute).collect();
    let mut walked = vec![None; back.targets()];
    for leg in direct.iter().filter(|leg| leg.time <= query.longest) {
        if let Some(walk) = walked.get_mut(leg.to as usize) {
            *walk = Some(walk.map_or(leg.time, |known: Seconds| known.min(leg.time)));
        }
    }
    let of_source = |(source, walk): (usize, Option<Seconds>)| {
        let mut next = 0;
        let ride = |start: &Clock| {
            // Later minutes need later arrivals.
            while let Some(moment) = moments.get(next) {
                let leaves = travel.time(source, next).map(|time| moment - time.0);
                if leaves.is_some_and(|leaves| leaves >= *start) {
                    return Some(Seconds(moment - start)).filter(|time| *time <= query.longest);
                }
                next += 1;
            }
            None
        };
        let rides: Vec<Option<Seconds>> = minutes.iter().map(ride).collect();
        let least = |ride: Option<Seconds>| [ride, walk].into_iter().flatten().min();
        rides.into_iter().map(least).collect()
    };
    walked.iter().copied().enumerate().map(of_source).collect()
}
