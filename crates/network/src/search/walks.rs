//! Walks between two lists of points, as transit needs them for access, egress and transfers.

use super::dijkstra::{Direction, Search};
use super::targets::Targets;
use crate::graph::{Graph, NodeId};
use crate::snap::{Ends, Place, Snap};
use crate::units::Cost;
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// A walk from a point of the first list to one of the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walk {
    /// Which of the first list, from 0.
    pub from: u32,
    /// Which of the second list, from 0.
    pub to: u32,
    /// Seconds, both legs included.
    pub seconds: f64,
}

/// All walks of at most `seconds`, by ascending `from`, then `to`; from a point to itself it takes
/// none.
///
/// Where the graph has one speed ([`Graph::even_kmh`]) the lengths of the way found are added up
/// in floating point, so that rounding up to whole seconds gives what unrounded lengths give.
/// Runs on all cores. Points that are `None` have no walks.
#[must_use]
pub fn walks(graph: &Graph, from: &[Option<Snap>], to: &[Option<Snap>], seconds: f64) -> Vec<Walk> {
    let rows = Walks::new(graph, to, Direction::Forwards, seconds).rows(from);
    let walks = (0..).zip(rows).flat_map(|(from, row)| {
        row.into_iter().map(move |(to, seconds)| Walk { from, to, seconds })
    });
    walks.collect()
}

/// The same, some points at a time: what is held is what was asked for, whatever the number of
/// pairs in all.
///
/// Memory: 4 bytes a node and some 100 bytes for each of the others, once, and 8 bytes a node on
/// each core.
#[derive(Debug)]
pub struct Walks<'a> {
    graph: &'a Graph,
    others: &'a [Option<Snap>],
    targets: Targets,
    direction: Direction,
    seconds: f64,
    /// Searches are large, so they are kept from one call to the next.
    spare: Mutex<Vec<Search>>,
}

/// Points that one core works on before it takes others.
const POINTS: usize = 8;

impl<'a> Walks<'a> {
    /// Prepares the points at the other end: walks lead to them (forwards) or come from them
    /// (backwards), and take at most `seconds`.
    #[must_use]
    pub fn new(
        graph: &'a Graph,
        others: &'a [Option<Snap>],
        direction: Direction,
        seconds: f64,
    ) -> Self {
        let targets = Targets::towards(graph, others, direction);
        Self { graph, others, targets, direction, seconds, spare: Mutex::default() }
    }

    /// Of each point the others within reach, ascending, each with its seconds, as [`walks()`] has
    /// them: the lengths of a way are added up from the same end, whatever the direction.
    #[must_use]
    pub fn rows(&self, points: &[Option<Snap>]) -> Vec<Vec<(u32, f64)>> {
        let lock = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let some = |points: &[Option<Snap>]| {
            let taken = lock().pop();
            let mut search = taken.unwrap_or_else(|| Search::new(self.graph));
            let row = |point: &Option<Snap>| {
                point.as_ref().map(|point| self.row(&mut search, point)).unwrap_or_default()
            };
            let rows: Vec<Vec<(u32, f64)>> = points.iter().map(row).collect();
            lock().push(search);
            rows
        };
        let rows: Vec<Vec<Vec<(u32, f64)>>> = points.par_chunks(POINTS).map(some).collect();
        rows.into_iter().flatten().collect()
    }

    fn row(&self, search: &mut Search, point: &Snap) -> Vec<(u32, f64)> {
        // A little further than asked, for the rounding of costs; exact seconds decide below.
        let limit = Cost::from_seconds(self.seconds + 1.0);
        let seeds = match self.direction {
            Direction::Forwards => point.leaving(self.graph),
            Direction::Backwards => point.arriving(self.graph),
        };
        search.run(self.graph, self.direction, seeds.into_iter().flatten(), limit);
        let mut found: Vec<(u32, Cost, Option<NodeId>)> = Vec::new();
        for &node in search.reached() {
            let here = search.cost(node);
            let ends = self.targets.at(node).iter();
            found.extend(ends.map(|&(other, rest)| (other, here.plus(rest), Some(node))));
        }
        let beside = self.targets.beside(point, self.graph);
        found.extend(beside.map(|(other, cost)| (other, cost, None)));
        found.sort_unstable();
        found.dedup_by_key(|&mut (other, _, _)| other);
        let walk = |(other, cost, end): (u32, Cost, Option<NodeId>)| {
            let exact = end.and_then(|end| self.exact(search, point, other, end));
            (other, exact.unwrap_or_else(|| cost.seconds()))
        };
        found.into_iter().map(walk).filter(|(_, seconds)| *seconds <= self.seconds).collect()
    }

    /// Seconds of the way found between the point and another, which has `end` beside it, from
    /// unrounded lengths.
    fn exact(&self, search: &Search, point: &Snap, other: u32, end: NodeId) -> Option<f64> {
        let kmh = self.graph.even_kmh()?;
        let other = self.others.get(other as usize)?.as_ref()?;
        let metres = match self.direction {
            Direction::Forwards => self.metres((point, other), search.way(end))?,
            Direction::Backwards => {
                let mut way: Vec<NodeId> = search.way(end).collect();
                way.reverse();
                self.metres((other, point), way.into_iter())?
            }
        };
        Some(metres * 3.6 / kmh)
    }

    /// Metres from one snap to another along a way, which is given from its last node to its first.
    fn metres(
        &self,
        (from, to): (&Snap, &Snap),
        mut way: impl Iterator<Item = NodeId>,
    ) -> Option<f64> {
        let last = way.next()?;
        let (mut metres, mut node) = (from.leg.0 + to.leg.0, last);
        for next in way {
            metres += self.graph.point(node).distance(self.graph.point(next)).0;
            node = next;
        }
        Some(metres + (self.partial(from, node)? + self.partial(to, last)?))
    }

    /// Metres along the segment between a snap and the end it is left by.
    fn partial(&self, snap: &Snap, end: NodeId) -> Option<f64> {
        let Place::Segment { from, to, share } = snap.place else { return Some(0.0) };
        let length = self.graph.point(from).distance(self.graph.point(to)).0;
        let known: Ends = snap.arriving(self.graph);
        known.into_iter().flatten().find(|&(node, _)| node == end)?;
        Some(length * if end == from { share } else { 1.0 - share })
    }
}
