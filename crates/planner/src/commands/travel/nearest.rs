//! The k nearest destinations of every origin: one search from all destinations at once, whatever
//! the number of origins.

use std::num::NonZeroUsize;

use network::search::{Reached, k_nearest};

use super::Town;
use crate::PlannerError;
use crate::host::{Host, go_on, stage};
use crate::out::Writer;

/// Writes the `k` nearest destinations of each origin within the cut-off, the nearest first.
pub(super) fn write(
    town: &Town<'_>,
    k: NonZeroUsize,
    writer: &mut Writer,
    host: &dyn Host,
) -> Result<(), PlannerError> {
    stage(host, "nearest destinations")?;
    let limit = town.limit();
    let found = k_nearest(&town.streets.graph, &town.destinations.snaps, k.get(), limit);
    for (origin, snap) in town.origins.snaps.iter().enumerate() {
        go_on(host)?;
        let near = snap.iter().flat_map(|snap| found.from(snap));
        let row: Vec<Reached> = near
            .filter(|(_, cost)| *cost <= limit)
            .map(|(target, cost)| Reached { target, cost })
            .collect();
        town.write_row(origin, &row, writer)?;
        town.tell(origin, host);
    }
    Ok(())
}
