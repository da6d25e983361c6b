//! Targets laid out for lookup: by the node they are entered from, by segment and by point.

use super::dijkstra::Direction;
use crate::geo::Point;
use crate::graph::{Graph, NodeId};
use crate::snap::{Place, Snap};
use crate::units::Cost;
use std::collections::HashMap;

/// Points that searches look for.
#[derive(Clone, Debug)]
pub(super) struct Targets {
    /// Arrivals at node `v` are `arrivals[first[v]..first[v + 1]]`.
    first: Vec<u32>,
    /// Target, and the cost from the node to it.
    arrivals: Vec<(u32, Cost)>,
    by_segment: HashMap<(NodeId, NodeId), Vec<u32>>,
    by_point: HashMap<[u64; 2], Vec<u32>>,
    snaps: Vec<Option<Snap>>,
    direction: Direction,
}

impl Targets {
    pub(super) fn new(graph: &Graph, snaps: &[Option<Snap>]) -> Self {
        Self::towards(graph, snaps, Direction::Forwards)
    }

    /// For a search in that direction; backwards the targets are where ways begin.
    pub(super) fn towards(graph: &Graph, snaps: &[Option<Snap>], direction: Direction) -> Self {
        let mut all: Vec<(NodeId, u32, Cost)> = Vec::with_capacity(snaps.len());
        let mut by_segment: HashMap<_, Vec<u32>> = HashMap::new();
        let mut by_point: HashMap<_, Vec<u32>> = HashMap::new();
        for (target, snap) in snaps.iter().enumerate() {
            let (Some(snap), target) = (snap, target as u32) else { continue };
            let ends = match direction {
                Direction::Forwards => snap.arriving(graph),
                Direction::Backwards => snap.leaving(graph),
            };
            let ends = ends.into_iter().flatten();
            all.extend(ends.map(|(node, cost)| (node, target, cost)));
            if let Place::Segment { from, to, .. } = snap.place {
                by_segment.entry((from, to)).or_default().push(target);
            }
            by_point.entry(bits(snap.point)).or_default().push(target);
        }
        all.sort_unstable();
        let mut first = vec![0u32; graph.nodes() + 1];
        for &(node, _, _) in &all {
            first[node.index() + 1] += 1;
        }
        for v in 0..graph.nodes() {
            first[v + 1] += first[v];
        }
        let arrivals = all.into_iter().map(|(_, target, cost)| (target, cost)).collect();
        Self { first, arrivals, by_segment, by_point, snaps: snaps.to_vec(), direction }
    }

    /// How many, reachable or not.
    pub(super) fn len(&self) -> usize {
        self.snaps.len()
    }

    /// Targets entered from `node`, each with the cost from there.
    #[inline]
    pub(super) fn at(&self, node: NodeId) -> &[(u32, Cost)] {
        match self.first.get(node.index()..node.index() + 2) {
            Some(&[from, to]) => self.arrivals.get(from as usize..to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// All arrivals: node, target and the cost from the node to it.
    pub(super) fn all(&self) -> impl Iterator<Item = (NodeId, u32, Cost)> + '_ {
        let nodes = (0..self.first.len().saturating_sub(1) as u32).map(NodeId);
        nodes.flat_map(|node| self.at(node).iter().map(move |&(target, cost)| (node, target, cost)))
    }

    /// Targets that `origin` reaches (backwards: that reach it) without passing a node: on its own segment, or at its very
    /// point, which costs nothing.
    pub(super) fn beside<'a>(
        &'a self,
        origin: &'a Snap,
        graph: &'a Graph,
    ) -> impl Iterator<Item = (u32, Cost)> + 'a {
        let here = self.by_point.get(&bits(origin.point)).into_iter().flatten();
        let segment = match origin.place {
            Place::Segment { from, to, .. } => self.by_segment.get(&(from, to)),
            Place::Node(_) => None,
        };
        let along = segment.into_iter().flatten().filter_map(move |&target| {
            let snap = self.snaps.get(target as usize)?.as_ref()?;
            let cost = match self.direction {
                Direction::Forwards => origin.straight(snap, graph)?,
                Direction::Backwards => snap.straight(origin, graph)?,
            };
            Some((target, cost))
        });
        here.map(|&target| (target, Cost::ZERO)).chain(along)
    }
}

/// A point as a key: equal degrees are the same place.
fn bits(point: Point) -> [u64; 2] {
    // Adding zero makes -0 and 0 one.
    [point.longitude() + 0.0, point.latitude() + 0.0].map(f64::to_bits)
}
