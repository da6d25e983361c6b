//! The matrix of all origins and destinations, written row by row.

use std::ops::{ControlFlow, Range};

use network::Snap;
use network::search::Direction;
use network::transit::{AllTheWay, Legs, OnFoot, Plan, Travel, matrix};

use super::options::Question;
use super::per_minute::PerMinute;
use crate::PlannerError;
use crate::commands::travel::{Town, written_minutes};
use crate::host::{Host, Progress, go_on};
use crate::out::{Columns, Complete, Writer};

/// Walks of one question. Of an arrival query the sources are the destinations.
pub(super) struct Walks<'a> {
    pub(super) targets: Legs,
    access: Legs,
    sources: &'a [Option<Snap>],
    /// Walks all the way, worked out while the matrix is written.
    direct: AllTheWay<'a>,
}

impl<'a> Walks<'a> {
    pub(super) fn new(town: &Town<'a>, foot: &OnFoot<'a>, question: &Question) -> Self {
        let (origins, destinations) = (&town.origins.snaps, &town.destinations.snaps);
        let (near, longest) = (question.access, question.longest);
        if question.arriving {
            Self {
                targets: foot.to_stops(origins, near),
                access: foot.from_stops(destinations, near),
                sources: destinations,
                direct: foot.all_the_way(origins, Direction::Backwards, longest),
            }
        } else {
            Self {
                targets: foot.from_stops(destinations, near),
                access: foot.to_stops(origins, near),
                sources: origins,
                direct: foot.all_the_way(destinations, Direction::Forwards, longest),
            }
        }
    }
}

/// Everything that the matrix is made of.
pub(super) struct Matrix<'a> {
    pub(super) town: &'a Town<'a>,
    pub(super) plan: &'a Plan<'a>,
    pub(super) walks: &'a Walks<'a>,
    pub(super) question: &'a Question,
}

/// What is kept of one source: its targets, and what it reaches in each minute.
struct Row {
    targets: Vec<(u32, Vec<Option<f64>>)>,
    per_minute: Vec<f64>,
}

impl Matrix<'_> {
    /// Writes the travel times, and beside them what is reached in each minute.
    pub(super) fn write(
        &self,
        mut per_minute: Option<&mut PerMinute>,
        host: &dyn Host,
    ) -> Result<Complete, PlannerError> {
        let mut names: Vec<String> =
            self.question.percentiles.iter().map(|p| format!("p{}", p.percent())).collect();
        names.extend(self.unreached().then(|| "unreached".to_owned()));
        let numbers: Vec<&str> = names.iter().map(String::as_str).collect();
        let columns = Columns { words: &["origin", "dest"], numbers: &numbers };
        let mut writer = Writer::create(&self.town.args.out, columns)?;
        let total = Some(self.walks.access.rows() as u64);
        let worth = per_minute.as_ref().map(|own| own.worth());
        let reduce = |_: usize, travel: &Travel| Row {
            targets: self.targets(travel),
            per_minute: worth.as_ref().map(|worth| reached(travel, worth)).unwrap_or_default(),
        };
        let Walks { access, direct, sources, .. } = self.walks;
        let walks = (access, |some: Range<usize>| direct.of(&sources[some]));
        let done = matrix(self.plan, walks, reduce, |source, row: Row| {
            let written = self.write_row(source, &row, &mut writer).and_then(|()| {
                per_minute.as_mut().map_or(Ok(()), |own| {
                    own.row(self.town.origins.points.ids.name(source), &row.per_minute)
                })
            });
            host.progress(Progress { what: "travel times", done: source as u64 + 1, total });
            match written.and_then(|()| go_on(host)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => ControlFlow::Break(error),
            }
        })?;
        match done {
            ControlFlow::Break(error) => Err(error),
            ControlFlow::Continue(()) => writer.finish(),
        }
    }

    fn unreached(&self) -> bool {
        self.town.args.transit.unreached
    }

    /// Targets that are reached at one percentile at least, with minutes for each. Where the share
    /// of minutes is asked for, also those that are reached in any minute: their share counts.
    fn targets(&self, travel: &Travel) -> Vec<(u32, Vec<Option<f64>>)> {
        let row = |target: usize| {
            let mut numbers: Vec<Option<f64>> = self
                .question
                .percentiles
                .iter()
                .map(|p| travel.percentile(target, *p))
                .map(|time| time.map(|time| written_minutes(f64::from(time.0) / 60.0)))
                .collect();
            let mut reached = numbers.iter().any(Option::is_some);
            if self.unreached() {
                let share = travel.unreachable_share(target);
                reached = share < 1.0;
                numbers.push(Some(share));
            }
            reached.then_some((target as u32, numbers))
        };
        (0..travel.targets()).filter_map(row).collect()
    }

    fn write_row(&self, source: usize, row: &Row, writer: &mut Writer) -> Result<(), PlannerError> {
        let (from, to) = (&self.town.origins.points.ids, &self.town.destinations.points.ids);
        row.targets.iter().try_for_each(|(target, numbers)| {
            let (origin, dest) = if self.question.arriving {
                (*target as usize, source)
            } else {
                (source, *target as usize)
            };
            writer.row(&[from.name(origin), to.name(dest)], numbers)
        })
    }
}

/// What one source reaches in each minute of the window.
fn reached(travel: &Travel, worth: &[f64]) -> Vec<f64> {
    let in_minute = |minute: usize| travel.at_minute(minute).map(|(target, _)| worth[target]).sum();
    (0..travel.minutes()).map(in_minute).collect()
}
