//! Travel times from many origins to many targets, row by row.

use super::dijkstra::{Direction, Search};
use super::targets::Targets;
use crate::graph::Graph;
use crate::snap::Snap;
use crate::units::Cost;
use rayon::prelude::*;
use std::ops::ControlFlow;
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
/// target; rows exist only while they are visited, [`ROWS`] at a time.
#[derive(Clone, Debug)]
pub struct Travel<'a> {
    graph: &'a Graph,
    origins: &'a [Option<Snap>],
    targets: Targets,
    limit: Cost,
}

/// Rows computed between two visits.
const ROWS: usize = 256;

/// What one core needs to compute rows.
#[derive(Clone, Debug)]
pub struct Scratch {
    search: Search,
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
        Self { graph, origins, targets: Targets::new(graph, targets), limit }
    }

    /// Memory for one core.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        let best = vec![Cost::UNREACHED; self.targets.len()];
        Scratch { search: Search::new(self.graph), best, found: Vec::new() }
    }

    /// The targets that one origin reaches within the limit, by ascending number, appended to `row`.
    pub fn row(&self, origin: usize, scratch: &mut Scratch, row: &mut Vec<Reached>) {
        let Some(Some(origin)) = self.origins.get(origin) else { return };
        let Scratch { search, best, found } = scratch;
        let mut offer = |target: u32, cost: Cost| {
            let slot = &mut best[target as usize];
            if cost <= self.limit && cost < *slot {
                if !slot.is_reached() {
                    found.push(target);
                }
                *slot = cost;
            }
        };
        let seeds = origin.leaving(self.graph).into_iter().flatten();
        search.run(self.graph, Direction::Forwards, seeds, self.limit);
        for &node in search.reached() {
            for &(target, rest) in self.targets.at(node) {
                offer(target, search.cost(node).plus(rest));
            }
        }
        self.targets.beside(origin, self.graph).for_each(|(target, cost)| offer(target, cost));
        found.sort_unstable();
        for target in found.drain(..) {
            let cost = std::mem::replace(&mut best[target as usize], Cost::UNREACHED);
            row.push(Reached { target, cost });
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
        let compute = |origin: usize| {
            let taken = lock().pop();
            let mut scratch = taken.unwrap_or_else(|| self.scratch());
            let mut row = Vec::new();
            self.row(origin, &mut scratch, &mut row);
            lock().push(scratch);
            row
        };
        for begin in (0..self.origins.len()).step_by(ROWS) {
            let end = (begin + ROWS).min(self.origins.len());
            let rows: Vec<Vec<Reached>> = (begin..end).into_par_iter().map(compute).collect();
            for (origin, row) in (begin..).zip(&rows) {
                visit(origin, row)?;
            }
        }
        ControlFlow::Continue(())
    }
}
