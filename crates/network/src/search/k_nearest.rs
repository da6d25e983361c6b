//! The k nearest facilities of every node, in one search in which a node settles k times.

use super::dijkstra::{pack, unpack};
use super::targets::Targets;
use crate::graph::{Graph, NodeId};
use crate::snap::Snap;
use crate::units::Cost;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// For every node its k nearest facilities; 8 bytes a node and facility.
#[derive(Clone, Debug)]
pub struct KNearest<'g> {
    graph: &'g Graph,
    facilities: Targets,
    k: usize,
    /// `k` entries a node, nearest first; the rest unreached.
    labels: Vec<(Cost, u32)>,
    counts: Vec<u32>,
}

/// The `k` nearest of `facilities` for every node, up to `limit`: what it costs to travel there.
/// Of equally near ones those with smaller numbers come first.
#[must_use]
pub fn k_nearest<'g>(
    graph: &'g Graph,
    facilities: &[Option<Snap>],
    k: usize,
    limit: Cost,
) -> KNearest<'g> {
    let k = k.min(facilities.len());
    let mut found = KNearest {
        graph,
        facilities: Targets::new(graph, facilities),
        k,
        labels: vec![(Cost::UNREACHED, u32::MAX); graph.nodes() * k],
        counts: vec![0; graph.nodes()],
    };
    // Facility beside the packed cost and node: equal entries come out by facility.
    let mut queue = BinaryHeap::new();
    for (facility, snap) in facilities.iter().enumerate() {
        for (node, cost) in snap.iter().flat_map(|snap| snap.arriving(graph)).flatten() {
            queue.push(Reverse((pack(cost, node), facility as u32)));
        }
    }
    let rows = graph.rows(true);
    while let Some(Reverse((entry, facility))) = queue.pop() {
        let (cost, node) = unpack(entry);
        if cost > limit || !found.settle(node, cost, facility) {
            continue;
        }
        for arc in rows.of(node) {
            let onward = cost.plus(arc.cost);
            if onward <= limit && found.wants(arc.node, facility) {
                queue.push(Reverse((pack(onward, arc.node), facility)));
            }
        }
    }
    found
}

impl KNearest<'_> {
    /// The facilities nearest to a node, nearest first, each with the cost to travel there.
    pub fn at(&self, node: NodeId) -> impl Iterator<Item = (u32, Cost)> + '_ {
        self.settled(node).iter().map(|&(cost, facility)| (facility, cost))
    }

    /// The facilities nearest to a point, nearest first, legs included.
    #[must_use]
    pub fn from(&self, snap: &Snap) -> Vec<(u32, Cost)> {
        let ends = snap.leaving(self.graph).into_iter().flatten();
        let by_node = ends.flat_map(|(node, leg)| {
            self.at(node).map(move |(facility, cost)| (facility, cost.plus(leg)))
        });
        let mut all: Vec<_> = by_node.chain(self.facilities.beside(snap, self.graph)).collect();
        all.sort_unstable();
        all.dedup_by_key(|&mut (facility, _)| facility);
        all.sort_unstable_by_key(|&(facility, cost)| (cost, facility));
        all.truncate(self.k);
        all
    }

    fn settled(&self, node: NodeId) -> &[(Cost, u32)] {
        let begin = node.index() * self.k;
        let count = self.counts.get(node.index()).copied().unwrap_or_default() as usize;
        self.labels.get(begin..begin + count).unwrap_or_default()
    }

    fn wants(&self, node: NodeId, facility: u32) -> bool {
        let settled = self.settled(node);
        settled.len() < self.k && settled.iter().all(|&(_, known)| known != facility)
    }

    fn settle(&mut self, node: NodeId, cost: Cost, facility: u32) -> bool {
        if !self.wants(node, facility) {
            return false;
        }
        let at = node.index() * self.k + self.counts[node.index()] as usize;
        self.labels[at] = (cost, facility);
        self.counts[node.index()] += 1;
        true
    }
}
