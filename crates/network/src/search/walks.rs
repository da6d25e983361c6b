//! Walks between two lists of points, as transit needs them for access, egress and transfers.

use super::dijkstra::{Direction, Search};
use super::targets::Targets;
use crate::graph::{Graph, NodeId};
use crate::snap::{Ends, Place, Snap};
use crate::units::Cost;
use rayon::prelude::*;

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
    let finder = Finder { graph, to, targets: Targets::new(graph, to), seconds };
    let rows: Vec<Vec<Walk>> = from
        .par_iter()
        .enumerate()
        .map_init(
            || Search::new(graph),
            |search, (index, snap)| match snap {
                Some(snap) => finder.row(search, index as u32, snap),
                None => Vec::new(),
            },
        )
        .collect();
    rows.into_iter().flatten().collect()
}

struct Finder<'a> {
    graph: &'a Graph,
    to: &'a [Option<Snap>],
    targets: Targets,
    seconds: f64,
}

impl Finder<'_> {
    fn row(&self, search: &mut Search, from: u32, origin: &Snap) -> Vec<Walk> {
        // A little further than asked, for the rounding of costs; exact seconds decide below.
        let limit = Cost::from_seconds(self.seconds + 1.0);
        let seeds = origin.leaving(self.graph);
        search.run(self.graph, Direction::Forwards, seeds.into_iter().flatten(), limit);
        let mut found: Vec<(u32, Cost, Option<NodeId>)> = Vec::new();
        for &node in search.reached() {
            let here = search.cost(node);
            let arrivals = self.targets.at(node).iter();
            found.extend(arrivals.map(|&(target, rest)| (target, here.plus(rest), Some(node))));
        }
        let beside = self.targets.beside(origin, self.graph);
        found.extend(beside.map(|(target, cost)| (target, cost, None)));
        found.sort_unstable();
        found.dedup_by_key(|&mut (target, _, _)| target);
        let walk = |(to, cost, last): (u32, Cost, Option<NodeId>)| {
            let exact = last.and_then(|last| self.exact(search, origin, to, last));
            Walk { from, to, seconds: exact.unwrap_or_else(|| cost.seconds()) }
        };
        found.into_iter().map(walk).filter(|walk| walk.seconds <= self.seconds).collect()
    }

    /// Seconds of the way found that enters the target from `last`, from unrounded lengths.
    fn exact(&self, search: &Search, origin: &Snap, to: u32, last: NodeId) -> Option<f64> {
        let kmh = self.graph.even_kmh()?;
        let target = self.to.get(to as usize)?.as_ref()?;
        let (mut metres, mut node) = (origin.leg.0 + target.leg.0, last);
        for next in search.way(last).skip(1) {
            metres += self.graph.point(node).distance(self.graph.point(next)).0;
            node = next;
        }
        metres += self.partial(origin, node)? + self.partial(target, last)?;
        Some(metres * 3.6 / kmh)
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
