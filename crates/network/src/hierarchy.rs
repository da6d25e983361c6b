//! A contraction hierarchy: a road graph prepared once for many long searches.
//!
//! Nodes are removed one by one, the least important first, and shortcuts keep the distances
//! between those that stay (Geisberger, Sanders, Schultes, Vetter, Exact Routing in Large Road
//! Networks Using Contraction Hierarchies, Transportation Science 46, 2012). A search then only
//! climbs, and one sweep down the ranks spreads its costs to all targets (PHAST and RPHAST: Delling,
//! Goldberg, Nowatzyk, Werneck 2013; Delling, Goldberg, Werneck 2011). It pays for car matrices
//! over long distances; for walking circles a bounded search is far quicker.

mod contract;

use crate::graph::{Arc, Graph, NodeId, Rows};
use crate::units::Cost;
use contract::Contractor;

/// A graph's nodes in order of importance, with the arcs and shortcuts that climb.
///
/// Memory: 12 bytes a node, and 8 bytes for each of some two to three times the graph's arcs.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    /// Rank of each node of the graph, 0 the least important.
    rank: Vec<u32>,
    /// By rank: arcs to higher ranks.
    up: Rows,
    /// By rank: arcs from higher ranks, each with the rank that it comes from.
    down: Rows,
}

impl Hierarchy {
    /// Prepares a graph. Takes some 10 to 50 microseconds a node on one core.
    #[must_use]
    pub fn new(graph: &Graph) -> Self {
        let contracted = Contractor::new(graph).run();
        let mut rank = vec![0; graph.nodes()];
        for (place, node) in contracted.order.iter().enumerate() {
            rank[node.index()] = place as u32;
        }
        let ranked = |lists: &[Vec<Arc>]| {
            let mut rows = Rows { first: vec![0], arcs: Vec::new() };
            for node in &contracted.order {
                let arcs = lists.get(node.index()).map(Vec::as_slice).unwrap_or_default();
                let moved =
                    |arc: &Arc| Arc { node: NodeId(rank[arc.node.index()]), cost: arc.cost };
                rows.arcs.extend(arcs.iter().map(moved));
                rows.first.push(rows.arcs.len() as u32);
            }
            rows
        };
        Self { up: ranked(&contracted.out), down: ranked(&contracted.back), rank }
    }

    /// How many arcs and shortcuts it holds.
    #[must_use]
    pub fn arcs(&self) -> usize {
        self.up.arcs.len() + self.down.arcs.len()
    }

    /// The rank of a node, written as a node of [`Hierarchy::up`] and [`Hierarchy::down`].
    pub(crate) fn rank(&self, node: NodeId) -> NodeId {
        NodeId(self.rank.get(node.index()).copied().unwrap_or(u32::MAX))
    }

    pub(crate) fn up(&self) -> &Rows {
        &self.up
    }

    /// The part of the way down that leads to these nodes.
    pub(crate) fn towards(&self, nodes: impl Iterator<Item = NodeId>) -> Descent {
        let mut needed = vec![false; self.rank.len()];
        let mut open: Vec<NodeId> = nodes.map(|node| self.rank(node)).collect();
        while let Some(rank) = open.pop() {
            let Some(seen) = needed.get_mut(rank.index()) else { continue };
            if !std::mem::replace(seen, true) {
                open.extend(self.down.of(rank).iter().map(|arc| arc.node));
            }
        }
        let mut descent = Descent {
            place: vec![u32::MAX; self.rank.len()],
            rows: Rows { first: vec![0], arcs: Vec::new() },
        };
        // From the top: whatever an arc comes from has its place before.
        for rank in (0..needed.len()).rev().filter(|&rank| needed[rank]) {
            descent.place[rank] = (descent.rows.first.len() - 1) as u32;
            for arc in self.down.of(NodeId(rank as u32)) {
                let from = NodeId(descent.place[arc.node.index()]);
                descent.rows.arcs.push(Arc { node: from, cost: arc.cost });
            }
            descent.rows.first.push(descent.rows.arcs.len() as u32);
        }
        descent
    }
}

/// Arcs down to a set of targets, in the order in which one sweep settles them.
#[derive(Clone, Debug)]
pub(crate) struct Descent {
    /// Place of each rank in the sweep; `u32::MAX` where the sweep does not pass.
    place: Vec<u32>,
    /// By place: arcs from earlier places.
    rows: Rows,
}

/// How many origins one sweep serves: their costs lie side by side, so the processor adds them in
/// one go.
pub(crate) const LANES: usize = 8;

/// Costs from several origins to one place.
pub(crate) type Lanes = [u32; LANES];

impl Descent {
    /// Place of a rank in the sweep.
    #[inline]
    pub(crate) fn place(&self, rank: NodeId) -> Option<usize> {
        self.place
            .get(rank.index())
            .filter(|&&place| place != u32::MAX)
            .map(|&place| place as usize)
    }

    /// How many places.
    pub(crate) fn len(&self) -> usize {
        self.rows.first.len() - 1
    }

    /// Spreads the costs down: each place takes the least over the arcs that lead to it.
    pub(crate) fn sweep(&self, costs: &mut [Lanes]) {
        for place in 0..costs.len().min(self.len()) {
            let mut best = costs[place];
            for arc in self.rows.of(NodeId(place as u32)) {
                let from = &costs[arc.node.index()];
                for (best, &from) in best.iter_mut().zip(from) {
                    *best = (*best).min(Cost(from).plus(arc.cost).0);
                }
            }
            costs[place] = best;
        }
    }
}
