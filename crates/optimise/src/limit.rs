//! When to stop before the proof is complete.

use std::fmt;

/// Stops a search: by the caller's wish, after so many steps, or at a gap that is good enough.
///
/// This crate has no clock, so a time limit is a closure over the caller's clock. A search asks
/// it often (a few milliseconds apart) and still answers with the best it has and a true bound.
/// A limit by nodes or gap gives the same answer on every machine; one by time does not.
#[derive(Clone, Copy)]
pub struct Limit<'a> {
    should_stop: &'a (dyn Fn() -> bool + Sync),
    nodes: u64,
    gap: f64,
}

impl<'a> Limit<'a> {
    /// No limit: search until the answer is proved.
    #[must_use]
    pub fn none() -> Limit<'static> {
        Limit { should_stop: &|| false, nodes: u64::MAX, gap: 0.0 }
    }

    /// Stops soon after the closure says so.
    #[must_use]
    pub fn new(should_stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Limit { should_stop, nodes: u64::MAX, gap: 0.0 }
    }

    /// Stops after so many nodes of the search tree; reproducible.
    #[must_use]
    pub fn with_nodes(self, nodes: u64) -> Self {
        Self { nodes, ..self }
    }

    /// Stops when the relative gap (0.005 is half a per cent) is at most this.
    #[must_use]
    pub fn with_gap(self, gap: f64) -> Self {
        Self { gap: if gap > 0.0 { gap } else { 0.0 }, ..self }
    }

    /// Stops after so many nodes, or after fewer if it did before.
    pub(crate) fn with_at_most_nodes(self, nodes: u64) -> Self {
        Self { nodes: self.nodes.min(nodes), ..self }
    }

    pub(crate) fn stops(&self) -> bool {
        (self.should_stop)()
    }

    pub(crate) fn spent(&self, nodes: u64) -> bool {
        nodes >= self.nodes || self.stops()
    }

    pub(crate) fn gap(&self) -> f64 {
        self.gap
    }
}

impl fmt::Debug for Limit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limit").field("nodes", &self.nodes).field("gap", &self.gap).finish()
    }
}
