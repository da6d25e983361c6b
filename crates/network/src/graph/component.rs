//! Strongly connected parts, by Tarjan's algorithm without recursion (SIAM J. Comput. 1, 1972).

use super::{NodeId, Rows};

/// Which part each node is in.
pub(super) struct Parts {
    /// Part of each node; `u32::MAX` for a node without any arc.
    pub(super) part: Vec<u32>,
    /// How many parts.
    pub(super) count: usize,
    /// The part with the most nodes; of equals the one that holds the first node.
    pub(super) largest: u32,
}

/// The parts of a graph given with its reverse; `None` when there is no arc.
pub(super) fn parts(out: &Rows, back: &Rows) -> Option<Parts> {
    let nodes = out.first.len().saturating_sub(1);
    let mut walk = Walk::new(nodes);
    for v in (0..nodes as u32).map(NodeId) {
        let alone = out.of(v).is_empty() && back.of(v).is_empty();
        if !alone && walk.order[v.index()] == 0 {
            walk.from(v, out);
        }
    }
    let mut sizes = vec![0u32; walk.count as usize];
    for &part in walk.part.iter().filter(|&&part| part != u32::MAX) {
        sizes[part as usize] += 1;
    }
    let most = *sizes.iter().max()?;
    let largest = walk.part.iter().copied().find(|&p| sizes.get(p as usize) == Some(&most))?;
    Some(Parts { part: walk.part, count: walk.count as usize, largest })
}

/// The state of the depth-first walk.
struct Walk {
    /// When a node was first seen, from 1; 0 is not yet.
    order: Vec<u32>,
    /// The earliest node still open that its tree reaches.
    low: Vec<u32>,
    part: Vec<u32>,
    open: Vec<NodeId>,
    /// The path walked: a node and its next arc.
    path: Vec<(NodeId, u32)>,
    clock: u32,
    count: u32,
}

impl Walk {
    fn new(nodes: usize) -> Self {
        Self {
            order: vec![0; nodes],
            low: vec![0; nodes],
            part: vec![u32::MAX; nodes],
            open: Vec::new(),
            path: Vec::new(),
            clock: 0,
            count: 0,
        }
    }

    fn enter(&mut self, v: NodeId) {
        self.clock += 1;
        self.order[v.index()] = self.clock;
        self.low[v.index()] = self.clock;
        self.open.push(v);
        self.path.push((v, 0));
    }

    fn from(&mut self, root: NodeId, out: &Rows) {
        self.enter(root);
        while let Some((v, next)) = self.path.last_mut() {
            let v = *v;
            let Some(arc) = out.of(v).get(*next as usize) else {
                self.leave(v);
                continue;
            };
            *next += 1;
            let w = arc.node.index();
            if self.order[w] == 0 {
                self.enter(arc.node);
            } else if self.part[w] == u32::MAX {
                self.low[v.index()] = self.low[v.index()].min(self.order[w]);
            }
        }
    }

    /// Closes a node: hands its reach to its parent, and closes its part when it is the root of it.
    fn leave(&mut self, v: NodeId) {
        self.path.pop();
        let low = self.low[v.index()];
        if let Some(&(parent, _)) = self.path.last() {
            self.low[parent.index()] = self.low[parent.index()].min(low);
        }
        if low < self.order[v.index()] {
            return;
        }
        while let Some(w) = self.open.pop() {
            self.part[w.index()] = self.count;
            if w == v {
                break;
            }
        }
        self.count += 1;
    }
}
