//! Stops without a time between two with one: each gets its share of the time, by its number.
//!
//! With `k` stops between the departure `d` of the last timed stop and the arrival `a` of the
//! next, the `i`-th of them is passed at `d + (a - d)·i/(k + 1)`, rounded down to a second. The
//! specification leaves the rule open; this one needs no shapes and is the one that the published
//! comparison of this house states.

use super::finding::Findings;
use super::model::{Boarding, StopTime};
use super::stop_times::{Row, at};
use crate::units::Seconds;

/// A stop of a trip whose times may be missing.
#[derive(Clone, Copy)]
pub(super) struct Untimed {
    pub(super) arrival: Option<Seconds>,
    pub(super) departure: Option<Seconds>,
    pub(super) stop: u32,
    pub(super) boarding: Boarding,
}

/// Appends the trip's stops with all times; false, with an error, when the ends have none or time
/// runs backwards.
pub(super) fn complete(run: &[Row], times: &mut Vec<StopTime>, findings: &mut Findings) -> bool {
    let mut last: Option<(usize, Seconds)> = None;
    for (index, row) in run.iter().enumerate() {
        let Some((arrival, departure)) = times_of(row) else {
            if index == 0 || index + 1 == run.len() {
                let what = "the first and last stop of a trip need a time";
                findings.error(at(row, "arrival_time"), "end_untimed", what);
                return false;
            }
            continue;
        };
        if arrival > departure || last.is_some_and(|(_, before)| arrival < before) {
            let what = "earlier than the time before it on the same trip";
            findings.error(at(row, "arrival_time"), "time_backwards", what);
            return false;
        }
        let (from, start) = last.map_or((index, arrival), |(from, start)| (from + 1, start));
        fill(run.get(from..index).unwrap_or_default(), (start, arrival), times);
        times.push(stop_time(row, arrival, departure));
        last = Some((index, departure));
    }
    true
}

/// Arrival and departure; one stands for the other where only one is given.
fn times_of(row: &Row) -> Option<(Seconds, Seconds)> {
    let Untimed { arrival, departure, .. } = row.untimed;
    Some((arrival.or(departure)?, departure.or(arrival)?))
}

fn fill(between: &[Row], (start, end): (Seconds, Seconds), times: &mut Vec<StopTime>) {
    let gaps = between.len() as u64 + 1;
    for (row, number) in between.iter().zip(1_u64..) {
        let share = u64::from(end.0 - start.0) * number / gaps;
        let time = Seconds(start.0 + share as u32);
        times.push(stop_time(row, time, time));
    }
}

fn stop_time(row: &Row, arrival: Seconds, departure: Seconds) -> StopTime {
    let Untimed { stop, boarding, .. } = row.untimed;
    StopTime { arrival, departure, stop, boarding }
}
