//! Dijkstra's algorithm, bounded, with arrays that are reused from search to search.

use crate::graph::{Arc, Graph, NodeId, Rows};
use crate::units::Cost;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Which way arcs are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the seeds outwards.
    Forwards,
    /// Towards the seeds: costs are those of travelling to them.
    Backwards,
}

/// The state of a search, made once for a graph and used for many.
///
/// After a search only the nodes it touched are cleared, so that a walking circle in a country
/// costs what the circle holds. Memory: 8 bytes a node.
#[derive(Clone, Debug, Default)]
pub struct Search {
    labels: Vec<Label>,
    touched: Vec<NodeId>,
    queue: BinaryHeap<Reverse<u64>>,
}

/// What a search knows of a node.
#[derive(Clone, Copy, Debug)]
struct Label {
    cost: Cost,
    parent: NodeId,
}

/// The parent of a seed.
const NONE: NodeId = NodeId(u32::MAX);
const UNTOUCHED: Label = Label { cost: Cost::UNREACHED, parent: NONE };

impl Search {
    /// A search for graphs like this one.
    #[must_use]
    pub fn new(graph: &Graph) -> Self {
        Self { labels: vec![UNTOUCHED; graph.nodes()], ..Self::default() }
    }

    /// Finds the least cost between the seeds and every node up to `limit`, which it includes.
    pub fn run(
        &mut self,
        graph: &Graph,
        direction: Direction,
        seeds: impl IntoIterator<Item = (NodeId, Cost)>,
        limit: Cost,
    ) {
        self.run_rows(graph.rows(direction == Direction::Backwards), seeds, limit);
    }

    /// The same over any rows of arcs.
    pub(super) fn run_rows(
        &mut self,
        rows: &Rows,
        seeds: impl IntoIterator<Item = (NodeId, Cost)>,
        limit: Cost,
    ) {
        self.clear(rows.first.len().saturating_sub(1));
        let limit = Cost(limit.0.min(Cost::UNREACHED.0 - 1));
        for (node, cost) in seeds {
            let entry = self.offer(node, cost, NONE, limit);
            self.queue.extend(entry.map(Reverse));
        }
        let mut next = self.queue.pop().map(|entry| entry.0);
        while let Some(entry) = next {
            let (cost, node) = unpack(entry);
            // An entry is stale when the node was reached for less after it was queued.
            let best = if self.labels[node.index()].cost < cost {
                None
            } else {
                self.relax(rows.of(node), node, cost, limit)
            };
            next = self.after(best);
        }
    }

    /// Offers the arcs of a node; queues all entries but the least, which it gives back.
    #[inline]
    fn relax(&mut self, arcs: &[Arc], node: NodeId, cost: Cost, limit: Cost) -> Option<u64> {
        let mut least = None;
        for arc in arcs {
            let Some(entry) = self.offer(arc.node, cost.plus(arc.cost), node, limit) else {
                continue;
            };
            let other = match least {
                Some(held) if held < entry => Some(entry),
                _ => least.replace(entry),
            };
            self.queue.extend(other.map(Reverse));
        }
        least
    }

    /// The least of the queue and `held`. Along a street between crossings `held` is often the
    /// least, and otherwise it takes the place of the one taken out: both spare a turn of the queue.
    #[inline]
    fn after(&mut self, held: Option<u64>) -> Option<u64> {
        let Some(held) = held else { return self.queue.pop().map(|entry| entry.0) };
        match self.queue.peek_mut() {
            Some(mut top) if top.0 < held => Some(std::mem::replace(&mut *top, Reverse(held)).0),
            _ => Some(held),
        }
    }

    /// The nodes reached, each once, in no order that means anything.
    #[must_use]
    pub fn reached(&self) -> &[NodeId] {
        &self.touched
    }

    /// The cost found for a node.
    #[inline]
    #[must_use]
    pub fn cost(&self, node: NodeId) -> Cost {
        self.labels.get(node.index()).map_or(Cost::UNREACHED, |label| label.cost)
    }

    /// The nodes of the best way from `node` back to its seed, `node` first.
    pub fn way(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let parent = |&node: &NodeId| {
            self.labels.get(node.index()).map(|label| label.parent).filter(|&parent| parent != NONE)
        };
        std::iter::successors(Some(node), parent)
    }

    /// Notes a cost when it is less than what is known, and gives the entry to queue.
    #[inline]
    fn offer(&mut self, node: NodeId, cost: Cost, parent: NodeId, limit: Cost) -> Option<u64> {
        if cost > limit {
            return None;
        }
        let label = self.labels.get_mut(node.index())?;
        if cost >= label.cost {
            return None;
        }
        if !label.cost.is_reached() {
            self.touched.push(node);
        }
        *label = Label { cost, parent };
        Some(pack(cost, node))
    }

    fn clear(&mut self, nodes: usize) {
        for node in self.touched.drain(..) {
            self.labels[node.index()] = UNTOUCHED;
        }
        self.labels.resize(nodes, UNTOUCHED);
        self.queue.clear();
    }
}

/// Cost above node in one word, so that the queue compares one number.
#[inline]
pub(super) fn pack(cost: Cost, node: NodeId) -> u64 {
    u64::from(cost.0) << 32 | u64::from(node.0)
}

#[inline]
pub(super) fn unpack(entry: u64) -> (Cost, NodeId) {
    (Cost((entry >> 32) as u32), NodeId(entry as u32))
}
