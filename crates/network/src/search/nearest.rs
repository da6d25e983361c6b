//! The nearest facility of every node, in one search from all facilities at once.

use super::dijkstra::{pack, unpack};
use super::targets::Targets;
use crate::graph::{Graph, NodeId};
use crate::snap::Snap;
use crate::units::Cost;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// For every node its nearest facility; 8 bytes a node.
#[derive(Clone, Debug)]
pub struct Nearest<'g> {
    graph: &'g Graph,
    facilities: Targets,
    labels: Vec<(Cost, u32)>,
}

/// The nearest of `facilities` for every node, up to `limit`: what it costs to travel there.
#[must_use]
pub fn nearest<'g>(graph: &'g Graph, facilities: &[Option<Snap>], limit: Cost) -> Nearest<'g> {
    let mut labels = vec![(Cost::UNREACHED, u32::MAX); graph.nodes()];
    let mut queue = BinaryHeap::new();
    let mut offer = |queue: &mut BinaryHeap<_>, node: NodeId, label: (Cost, u32)| {
        let slot = &mut labels[node.index()];
        // Of equally near facilities the first, whatever the order of the search.
        if label.0 <= limit && label < *slot {
            if label.0 < slot.0 {
                queue.push(Reverse(pack(label.0, node)));
            }
            *slot = label;
        }
        *slot
    };
    for (facility, snap) in facilities.iter().enumerate() {
        for (node, cost) in snap.iter().flat_map(|snap| snap.arriving(graph)).flatten() {
            offer(&mut queue, node, (cost, facility as u32));
        }
    }
    let rows = graph.rows(true);
    while let Some(Reverse(entry)) = queue.pop() {
        let (cost, node) = unpack(entry);
        let (best, facility) = offer(&mut queue, node, (Cost::UNREACHED, u32::MAX));
        if best < cost {
            continue;
        }
        for arc in rows.of(node) {
            offer(&mut queue, arc.node, (cost.plus(arc.cost), facility));
        }
    }
    Nearest { graph, facilities: Targets::new(graph, facilities), labels }
}

impl Nearest<'_> {
    /// The facility nearest to a node, from 0, and the cost to travel there.
    #[must_use]
    pub fn at(&self, node: NodeId) -> Option<(u32, Cost)> {
        self.labels.get(node.index()).filter(|label| label.0.is_reached()).map(|&(c, f)| (f, c))
    }

    /// The facility nearest to a point, and the cost to travel there, legs included; it may pass the
    /// limit by the point's own leg.
    #[must_use]
    pub fn from(&self, snap: &Snap) -> Option<(u32, Cost)> {
        let ends = snap.leaving(self.graph).into_iter().flatten();
        let by_node = ends.filter_map(|(node, leg)| {
            let (facility, cost) = self.at(node)?;
            Some((facility, cost.plus(leg)))
        });
        by_node
            .chain(self.facilities.beside(snap, self.graph))
            .min_by_key(|&(facility, cost)| (cost, facility))
    }
}
