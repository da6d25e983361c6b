//! Everything a search needs, laid out for one question: lines, changes, ways to the targets.

use super::clock::{Clock, today};
use super::legs::Legs;
use super::lines::Lines;
use super::mirror::turned;
use super::query::{Query, STEP, Window};
use super::timetable::Timetable;
use super::transfers::Changes;
use std::borrow::Cow;
use thiserror::Error;

/// Why walks and timetable do not fit together.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PlanError {
    /// A walk leads to a stop that the timetable does not have.
    #[error(
        "a walk leads to stop {stop}, but the timetable has {stops}; compute the walks for this \
         timetable's stops"
    )]
    Stop {
        /// The stop's place.
        stop: u32,
        /// How many stops there are.
        stops: usize,
    },
    /// The changes were made for another timetable.
    #[error("changes for {rows} stops, but the timetable has {stops}; make them of this timetable")]
    Changes {
        /// Stops of the changes.
        rows: usize,
        /// Stops of the timetable.
        stops: usize,
    },
}

/// A timetable made ready for one question.
///
/// It speaks of *sources* and *targets*: in a departure query one searches from an origin (source)
/// to all destinations (targets), in an arrival query from a destination (source) back to all
/// origins (targets).
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    pub(super) lines: Cow<'a, Lines>,
    pub(super) changes: Cow<'a, Changes>,
    /// From each stop to the targets.
    pub(super) ways_out: Legs,
    pub(super) targets: usize,
    /// Clock and minute of each search, the latest clock first.
    pub(super) starts: Vec<(Clock, usize)>,
    pub(super) longest: u32,
    /// Most rides; `None` for no limit.
    pub(super) rides: Option<usize>,
}

impl<'a> Plan<'a> {
    /// Lays out one question. `targets` has a row for each target with the stops near it and how
    /// long the walk takes: from stop to target in a departure query, from target to stop in an
    /// arrival query.
    ///
    /// # Errors
    /// Walks or changes of another timetable.
    pub fn new(
        timetable: &'a Timetable,
        changes: &'a Changes,
        targets: &Legs,
        query: Query,
    ) -> Result<Self, PlanError> {
        let stops = timetable.lines.stops;
        if changes.stay.len() != stops {
            return Err(PlanError::Changes { rows: changes.stay.len(), stops });
        }
        for legs in [targets, &changes.legs] {
            within(legs, stops)?;
        }
        let (lines, changes) = match query.window {
            Window::Departure { .. } => (Cow::Borrowed(&timetable.lines), Cow::Borrowed(changes)),
            Window::Arrival { .. } => {
                (Cow::Owned(timetable.lines.mirrored()), Cow::Owned(changes.mirrored()))
            }
        };
        Ok(Self {
            lines,
            changes,
            ways_out: targets.turned(stops),
            targets: targets.rows(),
            starts: starts(query),
            longest: query.longest.0,
            rides: query.rides.map(|rides| usize::from(rides.get())),
        })
    }

    /// The same, independent of timetable and changes.
    #[must_use]
    pub fn into_owned(self) -> Plan<'static> {
        Plan {
            lines: Cow::Owned(self.lines.into_owned()),
            changes: Cow::Owned(self.changes.into_owned()),
            ways_out: self.ways_out,
            targets: self.targets,
            starts: self.starts,
            longest: self.longest,
            rides: self.rides,
        }
    }

    /// How many targets.
    #[must_use]
    pub fn targets(&self) -> usize {
        self.targets
    }

    /// Whether walks from a source fit this timetable.
    ///
    /// # Errors
    /// They lead to a stop that it does not have.
    pub fn check(&self, access: &Legs) -> Result<(), PlanError> {
        within(access, self.lines.stops)
    }
}

fn within(legs: &Legs, stops: usize) -> Result<(), PlanError> {
    match legs.furthest() {
        Some(stop) if stop as usize >= stops => Err(PlanError::Stop { stop, stops }),
        _ => Ok(()),
    }
}

fn starts(query: Query) -> Vec<(Clock, usize)> {
    let minutes = (0..query.minutes()).zip((0..).step_by(STEP as usize));
    let mut starts: Vec<_> = minutes
        .map(|(minute, after)| match query.window {
            Window::Departure { first } => (today(first) + after, minute),
            Window::Arrival { first } => (turned(today(first) + after), minute),
        })
        .collect();
    starts.sort_unstable_by(|a, b| b.cmp(a));
    starts
}
