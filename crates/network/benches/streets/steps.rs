//! The steps that are timed; the tests run the same steps on a small drawn town.

use network::hierarchy::Hierarchy;
use network::search::{Nearest, Reached, Travel, nearest};
use network::snap::Snap;
use network::streets::{Streets, read};
use network::{Cost, Graph, Minutes, Point, Profile, SnapRule, Snapped, Snapper};
use std::ops::ControlFlow;

/// PBF to a routable graph.
pub fn graph(pbf: &[u8]) -> Streets {
    read(pbf, &Profile::walk()).unwrap_or_else(|error| panic!("{error}"))
}

/// PBF to a graph for cars.
pub fn car_graph(pbf: &[u8]) -> Streets {
    read(pbf, &Profile::car()).unwrap_or_else(|error| panic!("{error}"))
}

/// All car times between the points: how many, and their sum.
pub fn drives(graph: &Graph, snaps: &[Option<Snap>], over: Option<&Hierarchy>) -> (usize, u64) {
    let travel = Travel::new(graph, snaps, snaps, Cost::UNREACHED);
    sum(&match over {
        Some(hierarchy) => travel.over(hierarchy),
        None => travel,
    })
}

/// All points tied to it.
pub fn snap(graph: &Graph, rule: SnapRule, points: &[Point]) -> Snapped {
    Snapper::new(graph, rule, None).snap(points)
}

/// One bounded search from each point, with the pairs it reaches: how many, and their sum.
pub fn circles(graph: &Graph, snaps: &[Option<Snap>], minutes: f64) -> (usize, u64) {
    sum(&Travel::new(graph, snaps, snaps, Cost::from_minutes(Minutes(minutes))))
}

/// How many pairs are reached, and the sum of their costs.
fn sum(travel: &Travel<'_>) -> (usize, u64) {
    let (mut pairs, mut sum) = (0, 0);
    let _ = travel.each_row(|_, row: &[Reached]| {
        pairs += row.len();
        sum += row.iter().map(|reached| u64::from(reached.cost.0)).sum::<u64>();
        ControlFlow::Continue(())
    });
    (pairs, sum)
}

/// The nearest facility of every node.
pub fn nearest_for_all<'g>(graph: &'g Graph, facilities: &[Option<Snap>]) -> Nearest<'g> {
    nearest(graph, facilities, Cost::UNREACHED)
}
