//! Searches on drawn streets.

use super::*;
use crate::drawn::{Drawn, place, town};
use crate::geo::Point;
use crate::graph::{Builder, NodeId, Speeds};
use crate::hierarchy::Hierarchy;
use crate::snap::{Place, Snap, SnapRule, Snapper};
use crate::units::{Cost, Metres};
use proptest::prelude::*;
use std::ops::ControlFlow;

/// A river town: from one bank to the other only over the bridge `p` to `q`.
const RIVER: &str = "\
a----+----b
|    |    |
c----p----d
     |
     |
e----q----f";

fn snaps(town: &Drawn, points: &[Point]) -> Vec<Option<Snap>> {
    Snapper::new(&town.graph, SnapRule::Segment, None).snap(points).snaps
}

/// Exactly at a node, with no leg and no rounding of places.
fn at_node(town: &Drawn, letter: char) -> Option<Snap> {
    let place = Place::Node(town.node(letter));
    Some(Snap { point: town.point(letter), place, leg: Metres(0.0) })
}

/// Seconds from each point to each, rounded, as rows.
fn seconds(town: &Drawn, points: &[Point], limit: f64) -> Vec<Vec<Option<i64>>> {
    let snaps = snaps(town, points);
    let travel = Travel::new(&town.graph, &snaps, &snaps, Cost::from_seconds(limit));
    let mut rows = Vec::new();
    let _ = travel.each_row(|_, row| {
        let mut times = vec![None; points.len()];
        for reached in row {
            times[reached.target as usize] = Some(reached.cost.seconds().round() as i64);
        }
        rows.push(times);
        ControlFlow::Continue(())
    });
    rows
}

#[test]
fn across_the_river_one_walks_over_the_bridge() {
    let town = town(RIVER);
    let points = ['c', 'e', 'f', 'b'].map(|letter| town.point(letter));
    let expected = [
        [Some(0), Some(130), Some(130), Some(120)],
        [Some(130), Some(0), Some(100), Some(150)],
        [Some(130), Some(100), Some(0), Some(150)],
        [Some(120), Some(150), Some(150), Some(0)],
    ];
    assert_eq!(seconds(&town, &points, 1000.0), expected);
}

#[test]
fn the_limit_is_included_and_nothing_beyond_it() {
    let town = town(RIVER);
    let snaps = ['c', 'e', 'b'].map(|letter| at_node(&town, letter));
    let within = |limit: u32| {
        let travel = Travel::new(&town.graph, &snaps[..1], &snaps, Cost(limit));
        let (mut scratch, mut row) = (travel.scratch(), Vec::new());
        travel.row(0, &mut scratch, &mut row);
        row.iter().map(|reached| reached.target).collect::<Vec<_>>()
    };
    assert_eq!(within(1_200_000), [0, 2]);
    assert_eq!(within(1_199_999), [0]);
    assert_eq!(within(1_300_000), [0, 1, 2]);
}

#[test]
fn two_points_on_one_street_do_not_pass_its_ends() {
    let town = town(RIVER);
    let points = [place(5.0, 1.0), place(5.0, 4.0), place(5.5, 4.0)];
    let expected =
        [[Some(0), Some(30), Some(35)], [Some(30), Some(0), Some(5)], [Some(35), Some(5), Some(0)]];
    assert_eq!(seconds(&town, &points, 1000.0), expected);
}

#[test]
fn a_point_to_itself_takes_no_time_however_far_it_is_from_the_street() {
    let town = town(RIVER);
    assert_eq!(seconds(&town, &[place(30.0, 5.0)], 1.0), [[Some(0)]]);
}

#[test]
fn a_one_way_street_is_gone_round_on_the_way_back() {
    let town = town("a->-b\n|   |\n+---+");
    let points = ['a', 'b'].map(|letter| town.point(letter));
    assert_eq!(seconds(&town, &points, 1000.0), [[Some(0), Some(40)], [Some(80), Some(0)]]);
}

#[test]
fn the_nearest_facility_is_where_one_can_go_not_come_from() {
    let town = town("a->-b\n|   |\n+---+");
    let facilities = snaps(&town, &[town.point('b')]);
    let found = nearest(&town.graph, &facilities, Cost::UNREACHED);
    let at = |letter| found.at(town.node(letter)).map(|(f, cost)| (f, cost.seconds().round()));
    assert_eq!(at('a'), Some((0, 40.0)));
    let back = snaps(&town, &[town.point('a')]);
    let found = nearest(&town.graph, &back, Cost::UNREACHED);
    let at = |letter| found.at(town.node(letter)).map(|(f, cost)| (f, cost.seconds().round()));
    assert_eq!(at('b'), Some((0, 80.0)));
    assert_eq!(nearest(&town.graph, &back, Cost(0)).at(town.node('b')), None);
}

#[test]
fn of_two_equally_near_facilities_the_first_is_named() {
    let town = town("b----a----c");
    let node = town.node('a');
    for letters in [['b', 'c'], ['c', 'b']] {
        let facilities = letters.map(|letter| at_node(&town, letter));
        assert_eq!(
            nearest(&town.graph, &facilities, Cost::UNREACHED).at(node),
            Some((0, Cost(500_000)))
        );
        let both: Vec<_> =
            k_nearest(&town.graph, &facilities, 5, Cost::UNREACHED).at(node).collect();
        assert_eq!(both, [(0, Cost(500_000)), (1, Cost(500_000))]);
    }
}

#[test]
fn walks_back_from_some_points_are_the_walks_to_them() {
    let town = town("A-->--B\n|     |\nC--D--E");
    let at = [(0.0, 0.0), (0.0, 2.4), (1.2, 6.0), (2.0, 4.0), (2.4, 1.0), (0.0, 2.4), (0.0, 3.5)];
    let points: Vec<Point> = at.iter().map(|(row, column)| place(*row, *column)).collect();
    let mut snaps = snaps(&town, &points);
    snaps.push(None);
    let forwards = walks(&town.graph, &snaps, &snaps, 75.0);
    let back = Walks::new(&town.graph, &snaps, Direction::Backwards, 75.0);
    // In two parts, as a long list is asked for.
    let (first, rest) = snaps.split_at(3);
    let rows = back.rows(first).into_iter().chain(back.rows(rest));
    let mut found: Vec<Walk> = (0..)
        .zip(rows)
        .flat_map(|(to, row)| {
            row.into_iter().map(move |(from, seconds)| Walk { from, to, seconds })
        })
        .collect();
    found.sort_unstable_by_key(|walk| (walk.from, walk.to));
    assert!(forwards.len() > snaps.len() && forwards.len() < snaps.len() * snaps.len());
    assert_eq!(found, forwards);
}

#[test]
fn nothing_to_look_for_finds_nothing() {
    let town = town(RIVER);
    let found = nearest(&town.graph, &[None], Cost::UNREACHED);
    assert_eq!(found.at(town.node('a')), None);
    assert_eq!(k_nearest(&town.graph, &[], 3, Cost::UNREACHED).at(town.node('a')).count(), 0);
    let travel = Travel::new(&town.graph, &[None], &[], Cost::UNREACHED);
    let broken = travel.each_row(|_, row| {
        if row.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(broken.is_break());
    assert!(walks(&town.graph, &[None], &[None], 900.0).is_empty());
}

/// A grid of `side` by `side` nodes, 20 m apart.
fn grid(side: usize) -> Drawn {
    let streets = vec!["+"; side].join("-") + "\n";
    let between = vec!["|"; side].join(" ") + "\n";
    town(&(between.as_str().to_owned() + &streets).repeat(side)[between.len()..])
}

proptest! {
    /// On a perfect grid the way between two crossings is the sum of both differences.
    #[test]
    fn a_grid_has_city_block_distances(from in (0usize..9, 0usize..9), to in (0usize..9, 0usize..9)) {
        let town = grid(9);
        let at = |(row, column): (usize, usize)| place(2.0 * row as f64, 2.0 * column as f64);
        let blocks = from.0.abs_diff(to.0) + from.1.abs_diff(to.1);
        let found = seconds(&town, &[at(from), at(to)], 1000.0);
        prop_assert_eq!(found[0][1], Some(20 * blocks as i64));
    }

    /// Over a hierarchy every time is the one that a plain search finds, on any one-way maze.
    #[test]
    fn a_hierarchy_changes_no_time(
        arcs in prop::collection::vec((0u32..30, 0u32..30, 1u32..1_000), 30..150),
        points in prop::collection::vec((-2.0..12.0f64, -2.0..12.0f64), 1..20),
        limit in 0u32..6_000,
    ) {
        let mut builder = Builder::new();
        for node in 0..30 {
            builder.node(node, place((node / 6) as f64 * 2.0, (node % 6) as f64 * 2.0));
        }
        for &(from, to, cost) in &arcs {
            builder.one_way(NodeId(from), NodeId(to), Cost(cost));
        }
        let Ok(built) = builder.build(Speeds { leg_kmh: 500.0, even_kmh: None }) else {
            return Ok(());
        };
        let graph = built.graph;
        let points: Vec<Point> = points.into_iter().map(|(row, column)| place(row, column)).collect();
        let snaps = Snapper::new(&graph, SnapRule::Segment, None).snap(&points).snaps;
        let hierarchy = Hierarchy::new(&graph);
        for limit in [Cost(limit), Cost::UNREACHED] {
            let rows = |travel: Travel<'_>| {
                let mut rows = Vec::new();
                let _ = travel.each_row(|_, row| {
                    rows.push(row.to_vec());
                    ControlFlow::Continue(())
                });
                rows
            };
            let plain = rows(Travel::new(&graph, &snaps, &snaps, limit));
            let over = rows(Travel::new(&graph, &snaps, &snaps, limit).over(&hierarchy));
            prop_assert_eq!(plain, over);
        }
    }

    /// What is reached grows with the time, and k nearest is the head of the sorted row.
    #[test]
    fn more_time_reaches_more(
        points in prop::collection::vec((-2.0..20.0f64, -2.0..20.0f64), 2..12),
        short in 0.0..200.0f64, more in 0.0..200.0f64, k in 1usize..5,
    ) {
        let town = grid(9);
        let points: Vec<Point> = points.into_iter().map(|(row, column)| place(row, column)).collect();
        let near = seconds(&town, &points, short);
        let far = seconds(&town, &points, short + more);
        for (near, far) in near.iter().flatten().zip(far.iter().flatten()) {
            prop_assert!(near.is_none() || near == far);
        }
        let snaps = snaps(&town, &points);
        let found = k_nearest(&town.graph, &snaps, k, Cost::UNREACHED);
        let one = nearest(&town.graph, &snaps[1..], Cost::UNREACHED);
        let travel = Travel::new(&town.graph, &snaps, &snaps, Cost::UNREACHED);
        let _ = travel.each_row(|origin, row| {
            let snap = snaps[origin].as_ref().unwrap();
            let mut costs: Vec<Cost> = row.iter().map(|reached| reached.cost).collect();
            costs.sort_unstable();
            costs.truncate(k);
            assert_eq!(found.from(snap).iter().map(|f| f.1).collect::<Vec<_>>(), costs);
            let best = row.iter().filter(|reached| reached.target > 0).map(|reached| reached.cost).min();
            assert_eq!(one.from(snap).map(|f| f.1), best);
            ControlFlow::Continue(())
        });
    }
}
