//! Times between one point and many, by one search from it, forwards or back.

use super::dijkstra::{Direction, Search};
use crate::graph::Graph;
use crate::snap::Snap;
use crate::units::Cost;

/// The times between `point` and each of the others, in their order: from the point to them
/// (forwards) or from them to the point (backwards); [`Cost::UNREACHED`] beyond the limit.
///
/// The same as a row or a column of [`super::Travel`], to the last unit.
#[must_use]
pub fn times(
    graph: &Graph,
    search: &mut Search,
    (point, others): (&Snap, &[Option<Snap>]),
    direction: Direction,
    limit: Cost,
) -> Vec<Cost> {
    let forwards = direction == Direction::Forwards;
    let seeds = if forwards { point.leaving(graph) } else { point.arriving(graph) };
    search.run(graph, direction, seeds.into_iter().flatten(), limit);
    let time = |other: &Option<Snap>| {
        let Some(other) = other else { return Cost::UNREACHED };
        let ends = if forwards { other.arriving(graph) } else { other.leaving(graph) };
        let ways = ends.into_iter().flatten().map(|(node, rest)| search.cost(node).plus(rest));
        let straight =
            if forwards { point.straight(other, graph) } else { other.straight(point, graph) };
        // The same place costs nothing, straight legs included.
        let here = (other.point == point.point).then_some(Cost::ZERO);
        let least = ways.chain(straight).chain(here).min().unwrap_or(Cost::UNREACHED);
        if least <= limit { least } else { Cost::UNREACHED }
    };
    others.iter().map(time).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawn::{place, town};
    use crate::search::Travel;
    use crate::snap::{SnapRule, Snapper};

    /// One-way streets, places on segments, and one point given twice.
    #[test]
    fn rows_and_columns_of_the_matrix() {
        let town = town("A-->--B\n|     |\nC--D--E");
        let snapper = Snapper::new(&town.graph, SnapRule::Segment, None);
        let at = [(0.0, 0.0), (0.0, 2.4), (1.2, 6.0), (2.0, 4.0), (2.4, 1.0), (0.0, 2.4)];
        let points: Vec<_> = at.iter().map(|(row, column)| place(*row, *column)).collect();
        let snaps = snapper.snap(&points).snaps;
        let limit = Cost::from_seconds(75.0);
        let travel = Travel::new(&town.graph, &snaps, &snaps, limit);
        let mut matrix = vec![vec![Cost::UNREACHED; snaps.len()]; snaps.len()];
        let mut scratch = travel.scratch();
        for (from, row) in matrix.iter_mut().enumerate() {
            let mut reached = Vec::new();
            travel.row(from, &mut scratch, &mut reached);
            reached.iter().for_each(|to| row[to.target as usize] = to.cost);
        }
        let mut search = Search::new(&town.graph);
        for (n, snap) in snaps.iter().enumerate() {
            let point = (snap.as_ref().unwrap(), snaps.as_slice());
            let row = times(&town.graph, &mut search, point, Direction::Forwards, limit);
            assert_eq!(row, matrix[n], "from {n}");
            let column = times(&town.graph, &mut search, point, Direction::Backwards, limit);
            let expected: Vec<Cost> = matrix.iter().map(|row| row[n]).collect();
            assert_eq!(column, expected, "to {n}");
        }
    }
}
