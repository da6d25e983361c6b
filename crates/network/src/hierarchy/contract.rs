//! Contraction: which node goes next, and which shortcuts its going needs.

use crate::graph::{Arc, Graph, NodeId};
use crate::units::Cost;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many nodes a search for a way round settles before it gives up; giving up adds a shortcut
/// that may not be needed, which costs time later and is never wrong.
const WITNESS_MOST: usize = 60;

/// The result: the order in which nodes went, and at each the arcs to nodes that stayed longer.
pub(super) struct Contractor {
    pub(super) order: Vec<NodeId>,
    pub(super) out: Vec<Vec<Arc>>,
    /// Each with the node that it comes from.
    pub(super) back: Vec<Vec<Arc>>,
    /// How many nodes went below this one, one under the other.
    depth: Vec<u32>,
    witness: Witness,
}

/// A shortcut between two neighbours of a node that goes.
struct Shortcut {
    from: NodeId,
    to: NodeId,
    cost: Cost,
}

impl Contractor {
    pub(super) fn new(graph: &Graph) -> Self {
        let nodes = graph.nodes();
        let all = || (0..nodes as u32).map(NodeId);
        Self {
            order: Vec::with_capacity(nodes),
            out: all().map(|node| graph.out(node).to_vec()).collect(),
            back: all().map(|node| graph.back(node).to_vec()).collect(),
            depth: vec![0; nodes],
            witness: Witness { costs: vec![Cost::UNREACHED; nodes], ..Witness::default() },
        }
    }

    /// Removes all nodes, the cheapest to remove first.
    pub(super) fn run(mut self) -> Self {
        let nodes = (0..self.out.len() as u32).map(NodeId);
        let first: Vec<_> = nodes.map(|node| Reverse((self.shortcuts(node).1, node))).collect();
        let mut queue = BinaryHeap::from(first);
        while let Some(Reverse((_, node))) = queue.pop() {
            // Neighbours left since it was queued: look again, and wait if others are cheaper.
            let (shortcuts, price) = self.shortcuts(node);
            if queue.peek().is_some_and(|Reverse((next, _))| price > *next) {
                queue.push(Reverse((price, node)));
            } else {
                self.remove(node, shortcuts);
            }
        }
        self
    }

    /// The shortcuts that the going of a node needs, and its price: arcs added for each arc taken
    /// away, and the depth, which spreads the order evenly over the map.
    fn shortcuts(&mut self, node: NodeId) -> (Vec<Shortcut>, u64) {
        let (out, back) = (&self.out[node.index()], &self.back[node.index()]);
        let mut needed = Vec::new();
        for come in back {
            let onward = out.iter().filter(|go| go.node != come.node);
            let Some(most) = onward.clone().map(|go| come.cost.plus(go.cost)).max() else {
                continue;
            };
            self.witness.search(&self.out, come.node, node, most);
            needed.extend(onward.filter_map(|go| {
                let cost = come.cost.plus(go.cost);
                let needed = self.witness.costs[go.node.index()] > cost;
                needed.then_some(Shortcut { from: come.node, to: go.node, cost })
            }));
        }
        let taken = (out.len() + back.len()).max(1) as u64;
        let price =
            2_000 * needed.len() as u64 / taken + 1_000 * u64::from(self.depth[node.index()]);
        (needed, price)
    }

    fn remove(&mut self, node: NodeId, shortcuts: Vec<Shortcut>) {
        self.order.push(node);
        let depth = self.depth[node.index()] + 1;
        // Its own arcs stay as its way up; the neighbours forget it.
        let neighbours = |arcs: &[Arc]| arcs.iter().map(|arc| arc.node).collect::<Vec<_>>();
        for neighbour in neighbours(&self.out[node.index()]) {
            self.back[neighbour.index()].retain(|arc| arc.node != node);
            self.depth[neighbour.index()] = self.depth[neighbour.index()].max(depth);
        }
        for neighbour in neighbours(&self.back[node.index()]) {
            self.out[neighbour.index()].retain(|arc| arc.node != node);
            self.depth[neighbour.index()] = self.depth[neighbour.index()].max(depth);
        }
        for Shortcut { from, to, cost } in shortcuts {
            put(&mut self.out[from.index()], to, cost);
            put(&mut self.back[to.index()], from, cost);
        }
    }
}

/// Adds an arc or makes the one that is there cheaper.
fn put(arcs: &mut Vec<Arc>, node: NodeId, cost: Cost) {
    match arcs.iter_mut().find(|arc| arc.node == node) {
        Some(arc) => arc.cost = arc.cost.min(cost),
        None => arcs.push(Arc { node, cost }),
    }
}

/// A short search for a way round a node.
#[derive(Default)]
struct Witness {
    costs: Vec<Cost>,
    touched: Vec<NodeId>,
    queue: BinaryHeap<Reverse<(Cost, NodeId)>>,
}

impl Witness {
    fn search(&mut self, out: &[Vec<Arc>], from: NodeId, without: NodeId, most: Cost) {
        for node in self.touched.drain(..) {
            self.costs[node.index()] = Cost::UNREACHED;
        }
        self.queue.clear();
        self.offer(from, Cost::ZERO);
        let mut settled = 0;
        while let Some(Reverse((cost, node))) = self.queue.pop() {
            if cost > self.costs[node.index()] {
                continue;
            }
            settled += 1;
            if cost > most || settled > WITNESS_MOST {
                break;
            }
            for arc in out[node.index()].iter().filter(|arc| arc.node != without) {
                self.offer(arc.node, cost.plus(arc.cost));
            }
        }
    }

    fn offer(&mut self, node: NodeId, cost: Cost) {
        let known = &mut self.costs[node.index()];
        if cost < *known {
            if !known.is_reached() {
                self.touched.push(node);
            }
            *known = cost;
            self.queue.push(Reverse((cost, node)));
        }
    }
}
