//! Travel times from many origins to many targets, row by row.

use super::descent::Descents;
use super::dijkstra::{Direction, Search};
use super::targets::Targets;
use crate::graph::Graph;
use crate::hierarchy::{Hierarchy, LANES, Lanes};
use crate::snap::Snap;
use crate::units::Cost;
use rayon::prelude::*;
use std::ops::{ControlFlow, Range};
use std::sync::{Mutex, PoisonError};

/// A target that an origin reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// Which target, from 0.
    pub target: u32,
    /// The whole way, legs included.
    pub cost: Cost,
}

/// Travel times between origins and targets up to a limit.
///
/// Memory: 4 bytes a node and some 100 bytes a target, and on each core 8 bytes a node and 4 a
/// target; rows exist only while they are visited, 256 at a time. Over a hierarchy each core takes
/// another 32 bytes for each node on the ways down to the targets.
#[derive(Clone, Debug)]
pub struct Travel<'a> {
    graph: &'a Graph,
    origins: &'a [Option<Snap>],
    targets: Targets,
    limit: Cost,
    descents: Option<Descents<'a>>,
}

/// Rows computed between two visits; a multiple of the origins that one sweep serves.
const ROWS: usize = 256;

/// What one core needs to compute rows.
#[derive(Clone, Debug)]
pub struct Scratch {
    pub(super) search: Search,
    pub(super) costs: Vec<Lanes>,
    row: RowScratch,
}

/// The row being put together: the best cost of each target so far, and which have one.
#[derive(Clone, Debug)]
struct RowScratch {
    best: Vec<Cost>,
    found: Vec<u32>,
}

impl<'a> Travel<'a> {
    /// Prepares the targets; an origin or target that is `None` (too far from a street) reaches
    /// nothing.
    #[must_use]
    pub fn new(
        graph: &'a Graph,
        origins: &'a [Option<Snap>],
        targets: &[Option<Snap>],
        limit: Cost,
    ) -> Self {
        Self { graph, origins, targets: Targets::new(graph, targets), limit, descents: None }
    }

    /// The same times over the graph's hierarchy: quicker when the limit is long.
    #[must_use]
    pub fn over(self, hierarchy: &'a Hierarchy) -> Self {
        let descents = Descents::new(hierarchy, &self.targets);
        Self { descents: Some(descents), ..self }
    }

    /// Memory for one core.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        let best = vec![Cost::UNREACHED; self.targets.len()];
        let row = RowScratch { best, found: Vec::new() };
        Scratch { search: Search::new(self.graph), costs: Vec::new(), row }
    }

    /// The targets that one origin reaches within the limit, by ascending number, appended to `row`.
    pub fn row(&self, origin: usize, scratch: &mut Scratch, row: &mut Vec<Reached>) {
        if self.descents.is_some() {
            row.extend(self.rows(origin..origin + 1, scratch).into_iter().flatten());
        } else if let Some(Some(origin)) = self.origins.get(origin) {
            self.bounded(origin, scratch, row);
        }
    }

    /// Hands over the rows of all origins in order, computed on all cores of the current rayon pool;
    /// stops when `visit` breaks.
    pub fn each_row(
        &self,
        mut visit: impl FnMut(usize, &[Reached]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        // Scratch is large, so it is kept from one run of rows to the next.
        let spare: Mutex<Vec<Scratch>> = Mutex::default();
        let lock = || spare.lock().unwrap_or_else(PoisonError::into_inner);
        let compute = |origins: Range<usize>| {
            let taken = lock().pop();
            let mut scratch = taken.unwrap_or_else(|| self.scratch());
            let rows = self.rows(origins, &mut scratch);
            lock().push(scratch);
            rows
        };
        let count = self.origins.len();
        for begin in (0..count).step_by(ROWS) {
            let starts: Vec<usize> = (begin..count.min(begin + ROWS)).step_by(LANES).collect();
            let rows: Vec<Vec<Vec<Reached>>> = starts
                .into_par_iter()
                .map(|start| compute(start..count.min(start + LANES)))
                .collect();
            for (origin, row) in (begin..).zip(rows.iter().flatten()) {
                visit(origin, row)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// The rows of up to [`LANES`] origins.
    fn rows(&self, origins: Range<usize>, scratch: &mut Scratch) -> Vec<Vec<Reached>> {
        let snaps = self.origins.get(origins).unwrap_or_default();
        let Some(descents) = &self.descents else {
            let mut row = |snap: &Option<Snap>| {
                let mut row = Vec::new();
                snap.iter().for_each(|origin| self.bounded(origin, scratch, &mut row));
                row
            };
            return snaps.iter().map(&mut row).collect();
        };
        descents.spread(self.graph, snaps, self.limit, scratch);
        let lane = |(lane, snap): (usize, &Option<Snap>)| {
            let mut row = Vec::new();
            if let Some(origin) = snap {
                let Scratch { costs, row: parts, .. } = scratch;
                let arrivals = descents.arrivals(costs, lane);
                self.gather(origin, arrivals, parts, &mut row);
            }
            row
        };
        snaps.iter().enumerate().map(lane).collect()
    }

    /// The row of one origin by a bounded search.
    fn bounded(&self, origin: &Snap, scratch: &mut Scratch, row: &mut Vec<Reached>) {
        let Scratch { search, row: parts, .. } = scratch;
        let seeds = origin.leaving(self.graph).into_iter().flatten();
        search.run(self.graph, Direction::Forwards, seeds, self.limit);
        let arrivals = search.reached().iter().flat_map(|&node| {
            let here = search.cost(node);
            self.targets.at(node).iter().map(move |&(target, rest)| (target, here.plus(rest)))
        });
        self.gather(origin, arrivals, parts, row);
    }

    /// Puts a row together from all ways to arrive at targets.
    fn gather(
        &self,
        origin: &Snap,
        arrivals: impl Iterator<Item = (u32, Cost)>,
        RowScratch { best, found }: &mut RowScratch,
        row: &mut Vec<Reached>,
    ) {
        for (target, cost) in arrivals.chain(self.targets.beside(origin, self.graph)) {
            let slot = &mut best[target as usize];
            if cost <= self.limit && cost < *slot {
                if !slot.is_reached() {
                    found.push(target);
                }
                *slot = cost;
            }
        }
        found.sort_unstable();
        for target in found.drain(..) {
            let cost = std::mem::replace(&mut best[target as usize], Cost::UNREACHED);
            row.push(Reached { target, cost });
        }
    }
}
