//! Rows over a hierarchy: each origin climbs, then one sweep for several origins goes down.

use super::targets::Targets;
use super::travel::Scratch;
use crate::graph::{Graph, NodeId};
use crate::hierarchy::{Descent, Hierarchy, LANES, Lanes};
use crate::snap::Snap;
use crate::units::Cost;

/// The ways down to one set of targets.
#[derive(Clone, Debug)]
pub(super) struct Descents<'a> {
    hierarchy: &'a Hierarchy,
    descent: Descent,
    /// Place in the sweep, target, and the cost from there to it.
    arrivals: Vec<(u32, u32, Cost)>,
}

impl<'a> Descents<'a> {
    pub(super) fn new(hierarchy: &'a Hierarchy, targets: &Targets) -> Self {
        let descent = hierarchy.towards(targets.all().map(|(node, ..)| node));
        let place = |node: NodeId| descent.place(hierarchy.rank(node)).map(|place| place as u32);
        let arrivals = targets
            .all()
            .filter_map(|(node, target, cost)| Some((place(node)?, target, cost)))
            .collect();
        Self { hierarchy, arrivals, descent }
    }

    /// Costs from up to [`LANES`] origins to every place of the sweep, left in the scratch.
    pub(super) fn spread(
        &self,
        graph: &Graph,
        origins: &[Option<Snap>],
        limit: Cost,
        scratch: &mut Scratch,
    ) {
        let Scratch { search, costs, .. } = scratch;
        costs.clear();
        costs.resize(self.descent.len(), [Cost::UNREACHED.0; LANES]);
        for (lane, origin) in origins.iter().take(LANES).enumerate() {
            let leaving = origin.iter().flat_map(|snap| snap.leaving(graph)).flatten();
            let seeds = leaving.map(|(node, cost)| (self.hierarchy.rank(node), cost));
            search.run_rows(self.hierarchy.up(), seeds, limit);
            for &rank in search.reached() {
                if let Some(place) = self.descent.place(rank) {
                    costs[place][lane] = search.cost(rank).0;
                }
            }
        }
        self.descent.sweep(costs);
    }

    /// Every way to arrive at a target, for one of the origins.
    pub(super) fn arrivals<'b>(
        &'b self,
        costs: &'b [Lanes],
        lane: usize,
    ) -> impl Iterator<Item = (u32, Cost)> + 'b {
        self.arrivals.iter().filter_map(move |&(place, target, rest)| {
            Some((target, Cost(*costs.get(place as usize)?.get(lane)?).plus(rest)))
        })
    }
}
