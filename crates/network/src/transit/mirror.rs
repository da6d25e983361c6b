//! Time turned round: what departs at `t` arrives at `TURN - t`, and every line runs backwards.
//!
//! An arrival query on a timetable is a departure query on its mirror, so there is one search.

use super::clock::{Clock, TURN};
use super::lines::{Lines, Visit};

/// The mirrored clock.
pub(super) fn turned(time: Clock) -> Clock {
    TURN.saturating_sub(time)
}

impl Lines {
    /// The lines with time turned round.
    pub(super) fn mirrored(&self) -> Self {
        let mut mirror = Self::new(self.stops);
        for pattern in &self.patterns {
            let visits = backwards(self.visits_of(pattern));
            let trips = (0..pattern.trips).rev().map(|trip| {
                let times = self.times_of(pattern, trip);
                times.iter().rev().map(|(from, to)| (turned(*to), turned(*from))).collect()
            });
            mirror.push(&visits, &trips.collect::<Vec<_>>());
        }
        for line in &self.repeating {
            let (visits, offsets) = self.repeating_of(line);
            let end = offsets.last().map_or(0, |(arrival, _)| *arrival);
            let back = offsets.iter().rev();
            // The first stop's arrival may be before its departure, from which offsets count; and
            // the last one's departure after its arrival: both ends are held there.
            let turn = |offset: u32| end.saturating_sub(offset);
            let offsets = back.map(|(arrival, departure)| (turn(*departure), turn(*arrival)));
            // Vehicles are taken to pass half an interval after the passenger came.
            let late = end + line.wait;
            let span = (turned(line.to + late), turned(line.from + late));
            mirror.push_repeating(&backwards(visits), offsets, span, line.wait);
        }
        mirror.close()
    }
}

fn backwards(visits: &[Visit]) -> Vec<Visit> {
    let turn = |visit: &Visit| Visit { board: visit.alight, alight: visit.board };
    visits.iter().rev().map(turn).collect()
}
