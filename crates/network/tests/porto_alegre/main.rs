//! The published walking answers of Porto Alegre (r5r-poa), reproduced under its rules.

#[expect(clippy::unwrap_used, reason = "a test may stop where its data is not what it was")]
mod data;
#[path = "../given/mod.rs"]
#[expect(clippy::unwrap_used, reason = "a test may stop where its data is not what it was")]
mod given;

use data::Town;
use network::search::{Reached, Travel, k_nearest, nearest};
use network::{Cost, Minutes, NodeId, Profile, SnapRule, Snapped, Snapper, streets, walks};
use std::ops::ControlFlow;

/// Street, snaps and rows of the whole matrix up to `minutes`.
fn matrix(town: &Town, snapped: &Snapped, minutes: f64) -> Vec<Vec<Reached>> {
    let limit = Cost::from_minutes(Minutes(minutes));
    let travel = Travel::new(&town.streets.graph, &snapped.snaps, &snapped.snaps, limit);
    let mut rows = Vec::new();
    let _ = travel.each_row(|origin, row| {
        assert_eq!(origin, rows.len());
        rows.push(row.to_vec());
        ControlFlow::Continue(())
    });
    rows
}

#[test]
fn the_graph_has_the_expected_size() {
    let Some(town) = Town::load() else { return };
    let (summary, expected) = (town.streets.summary, &town.summary["graph"]);
    let counts = [
        ("walk_ways", summary.ways),
        ("nodes_before_component", summary.nodes_before),
        ("components", summary.components),
        ("nodes", summary.nodes),
        ("edges", summary.segments),
    ];
    for (name, found) in counts {
        assert_eq!(expected[name].as_u64(), Some(found as u64), "{name}");
    }
    let km = summary.length.0 / 1000.0;
    assert!((km - expected["km"].as_f64().unwrap()).abs() < 5e-4, "{km} km");
}

#[test]
fn points_snap_to_the_expected_nodes() {
    let Some(town) = Town::load() else { return };
    let graph = &town.streets.graph;
    let snapped = Snapper::new(graph, SnapRule::Node, None).snap(&town.points);
    let mut most: f64 = 0.0;
    for (hex, snap) in snapped.snaps.iter().enumerate() {
        let snap = snap.unwrap();
        let network::snap::Place::Node(node) = snap.place else { panic!("a segment") };
        assert_eq!(graph.osm_id(node), Some(town.expected(hex, "snap_osm_node") as i64), "{hex}");
        assert!((snap.leg.0 - town.expected(hex, "snap_m")).abs() <= 0.001, "{hex}");
        most = most.max(snap.leg.0);
    }
    assert!((most - town.summary["max_snap_m"].as_f64().unwrap()).abs() < 0.01);
}

#[test]
fn the_matrix_counts_what_is_expected_within_each_time() {
    let Some(town) = Town::load() else { return };
    let snapped = Snapper::new(&town.streets.graph, SnapRule::Node, None).snap(&town.points);
    let rows = matrix(&town, &snapped, 30.0);
    let within = |minutes: f64| {
        let limit = Cost::from_minutes(Minutes(minutes));
        rows.iter().flatten().filter(|reached| reached.cost <= limit).count() as u64
    };
    assert_eq!(town.summary["pairs_within_15"].as_u64(), Some(within(15.0)));
    assert_eq!(town.summary["pairs_within_30"].as_u64(), Some(within(30.0)));
    for minutes in [5, 10, 15, 30] {
        let limit = Cost::from_minutes(Minutes(f64::from(minutes)));
        for group in ["schools", "healthcare", "jobs", "population"] {
            let weights = town.column(group);
            for (hex, row) in rows.iter().enumerate() {
                let reached = row.iter().filter(|reached| reached.cost <= limit);
                let sum: f64 = reached.map(|reached| weights[reached.target as usize]).sum();
                let expected = town.expected(hex, &format!("{group}_{minutes}"));
                assert!((sum - expected).abs() < 1e-6, "{group} {minutes} of {hex}: {sum}");
            }
        }
    }
}

#[test]
fn the_nearest_facilities_are_the_expected_ones() {
    let Some(town) = Town::load() else { return };
    let graph = &town.streets.graph;
    let snapped = Snapper::new(graph, SnapRule::Node, None).snap(&town.points);
    for group in ["schools", "healthcare"] {
        let weights = town.column(group);
        let facilities: Vec<_> = (0..weights.len()).filter(|&hex| weights[hex] > 0.0).collect();
        let snaps: Vec<_> = facilities.iter().map(|&hex| snapped.snaps[hex]).collect();
        let found = nearest(graph, &snaps, Cost::UNREACHED);
        let mut covered = [(5, 0.0), (10, 0.0), (15, 0.0), (30, 0.0)];
        let (mut blind_hexes, mut time, mut people) = (0, 0.0, 0.0);
        for (hex, snap) in snapped.snaps.iter().enumerate() {
            let (facility, cost) = found.from(snap.as_ref().unwrap()).unwrap();
            let (minutes, population) = (cost.minutes().0, town.column("population")[hex]);
            for (limit, sum) in &mut covered {
                *sum += if minutes <= f64::from(*limit) { population } else { 0.0 };
            }
            blind_hexes += u32::from(minutes > 15.0 && population > 0.0);
            if minutes <= 60.0 {
                (time, people) = (time + minutes * population, people + population);
                let expected = town.expected(hex, &format!("nearest_{group}_min"));
                assert!((minutes - expected).abs() <= 1e-3, "{group} of {hex}: {minutes}");
                let id = town.word(hex, &format!("nearest_{group}_id"));
                assert_eq!(town.ids[facilities[facility as usize]], id, "{group} of {hex}");
            } else {
                assert_eq!(town.word(hex, &format!("nearest_{group}_id")), "");
            }
        }
        let expected = &town.summary[group];
        for (limit, sum) in covered {
            assert_eq!(
                expected[format!("pop_covered_{limit}")].as_f64(),
                Some(sum),
                "{group} {limit}"
            );
        }
        assert_eq!(expected["blind_hexes_15"].as_u64(), Some(u64::from(blind_hexes)), "{group}");
        let mean = expected["pop_weighted_mean_min_reached_60"].as_f64().unwrap();
        assert!((time / people - mean).abs() < 1e-3, "{group} {}", time / people);
    }
}

#[test]
fn k_nearest_agrees_with_the_matrix() {
    let Some(town) = Town::load() else { return };
    let graph = &town.streets.graph;
    let snapped = Snapper::new(graph, SnapRule::Segment, None).snap(&town.points);
    let facilities: Vec<_> = (0..town.points.len()).filter(|hex| hex % 7 == 0).collect();
    let snaps: Vec<_> = facilities.iter().map(|&hex| snapped.snaps[hex]).collect();
    let limit = Cost::from_minutes(Minutes(60.0));
    let found = k_nearest(graph, &snaps, 3, Cost::UNREACHED);
    let travel = Travel::new(graph, &snapped.snaps, &snaps, limit);
    let _ = travel.each_row(|origin, row| {
        let mut sorted: Vec<_> = row.iter().map(|r| (r.cost, r.target)).collect();
        sorted.sort_unstable();
        let three = found.from(&snapped.snaps[origin].unwrap());
        for (expected, (facility, cost)) in sorted.iter().take(3).zip(three) {
            // Two ends of a segment can tie to the unit.
            assert!(expected.0 == cost, "{origin}: {expected:?}, {facility} {cost:?}");
        }
        ControlFlow::Continue(())
    });
}

#[test]
fn walks_agree_with_the_matrix_and_with_plain_distance_sums() {
    let Some(town) = Town::load() else { return };
    for rule in [SnapRule::Node, SnapRule::Segment] {
        let snapped = Snapper::new(&town.streets.graph, rule, None).snap(&town.points);
        let found = walks(&town.streets.graph, &snapped.snaps, &snapped.snaps, 900.0);
        let rows = matrix(&town, &snapped, 15.01);
        let mut near = rows.iter().enumerate().flat_map(|(from, row)| {
            row.iter().map(move |reached| (from as u32, reached.target, reached.cost.seconds()))
        });
        for walk in &found {
            let (.., seconds) =
                near.find(|&(from, to, _)| (from, to) == (walk.from, walk.to)).unwrap();
            assert!((seconds - walk.seconds).abs() < 0.02, "{walk:?}, {seconds}");
        }
        if rule == SnapRule::Node {
            assert_eq!(town.summary["pairs_within_15"].as_u64(), Some(found.len() as u64));
        }
    }
}

#[test]
fn segments_are_nearer_than_nodes_and_never_further() {
    let Some(town) = Town::load() else { return };
    let graph = &town.streets.graph;
    let by_node = Snapper::new(graph, SnapRule::Node, None).snap(&town.points);
    let by_segment = Snapper::new(graph, SnapRule::Segment, None).snap(&town.points);
    let legs = |snapped: &Snapped| snapped.snaps.iter().flatten().map(|s| s.leg.0).sum::<f64>();
    assert!(legs(&by_segment) < legs(&by_node));
    for (node, segment) in by_node.snaps.iter().zip(&by_segment.snaps) {
        // The plane in which segments are measured is 0.1 % off at the most.
        assert!(segment.unwrap().leg.0 <= node.unwrap().leg.0 * 1.001);
    }
    let limited = Snapper::new(graph, SnapRule::Segment, Some(network::Metres(300.0)));
    let snapped = limited.snap(&town.points);
    let missing = snapped.snaps.iter().filter(|snap| snap.is_none()).count();
    assert!(missing > 0 && missing == snapped.too_far.len());
    assert!(snapped.too_far.iter().all(|far| far.distance.0 > 300.0));
}

#[test]
fn bicycle_and_car_have_graphs_too() {
    let Some(town) = Town::load() else { return };
    for profile in [Profile::bicycle(), Profile::car(), Profile::senior(), Profile::wheelchair()] {
        let streets = streets::read(&town.pbf, &profile).unwrap();
        let graph = &streets.graph;
        assert!(graph.nodes() > 5_000, "{profile:?}: {:?}", streets.summary);
        assert_eq!(graph.is_symmetric(), profile.mode() == network::Mode::Walk);
        let mut search = network::search::Search::new(graph);
        search.run(
            graph,
            network::search::Direction::Forwards,
            [(NodeId(0), Cost::ZERO)],
            Cost::UNREACHED,
        );
        // Strongly connected: every node is reached.
        assert_eq!(search.reached().len(), graph.nodes(), "{profile:?}");
    }
}

#[test]
fn hills_slow_walkers_and_leave_flat_streets_alone() {
    let Some(town) = Town::load() else { return };
    let terrain = network::slope::Elevation::read(&town.terrain).unwrap();
    let hilly = streets::read_on_slopes(&town.pbf, &Profile::walk(), &terrain).unwrap().graph;
    assert_eq!(hilly.nodes(), town.streets.graph.nodes());
    assert!(!hilly.is_symmetric() && hilly.even_kmh().is_none());
    let (mut level, mut sloped) = (0.0, 0.0);
    for node in (0..hilly.nodes() as u32).map(NodeId) {
        for arc in hilly.out(node) {
            let flat = town.streets.graph.cost(node, arc.node).unwrap().seconds();
            // Tobler is at most 19 % faster than on level ground.
            assert!(arc.cost.seconds() > flat / 1.2 - 0.001);
            (level, sloped) = (level + flat, sloped + arc.cost.seconds());
        }
    }
    let slower = sloped / level;
    assert!((1.02..1.5).contains(&slower), "{slower}");
}
