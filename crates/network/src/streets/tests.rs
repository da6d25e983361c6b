//! Streets from drawn extracts.

use super::*;
use crate::osm::{DrawnNode, DrawnRelation, DrawnTown, DrawnWay, MemberKind, write, write_town};
use crate::search::{Reached, Travel};
use crate::units::Cost;
use crate::{SnapRule, Snapper};

/// Nodes 1 to `count`, 0.001° (111.195 m) apart along the equator.
fn nodes(count: i64) -> Vec<DrawnNode> {
    (1..=count).map(|id| DrawnNode { id, place: [id as i32 * 10_000, 0] }).collect()
}

fn way(refs: &[i64], tags: &[(&str, &str)]) -> DrawnWay {
    let tags = tags.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
    DrawnWay { id: 1, refs: refs.to_vec(), tags }
}

const STREET: &[(&str, &str)] = &[("highway", "residential")];

#[test]
fn a_way_beyond_the_border_keeps_what_is_inside() {
    let pbf = write(&nodes(4), &[way(&[1, 2, 99, 3, 4], STREET), way(&[2, 3], STREET)]);
    let summary = read(&pbf, &Profile::walk()).unwrap().summary;
    assert_eq!((summary.missing_nodes, summary.nodes, summary.segments), (1, 4, 3));
    assert!((summary.length.0 - 3.0 * 111.1949).abs() < 0.01);
}

#[test]
fn doubled_nodes_and_ways_change_nothing() {
    let streets =
        [way(&[1, 2, 2, 3], STREET), way(&[3, 2, 1], STREET), way(&[1], STREET), way(&[], STREET)];
    let summary = read(&write(&nodes(3), &streets), &Profile::walk()).unwrap().summary;
    assert_eq!((summary.ways, summary.nodes, summary.segments, summary.components), (4, 3, 2, 1));
}

#[test]
fn of_two_ways_between_the_same_nodes_the_quicker_counts() {
    let slow = [("highway", "residential"), ("maxspeed", "20")];
    let quick = [("highway", "residential"), ("maxspeed", "50")];
    let pbf = write(&nodes(2), &[way(&[1, 2], &slow), way(&[1, 2], &quick)]);
    let graph = read(&pbf, &Profile::car()).unwrap().graph;
    // 111.195 m at 40 km/h: 10.0075 s.
    let cost = graph.cost(NodeId(0), NodeId(1)).unwrap().seconds();
    assert!((cost - 10.0075).abs() < 0.001, "{cost}");
}

#[test]
fn nothing_to_walk_on_says_so() {
    let pbf = write(&nodes(2), &[way(&[1, 2], &[("waterway", "river")])]);
    let error = read(&pbf, &Profile::walk()).unwrap_err().to_string();
    assert!(error.contains("no street here can be used"), "{error}");
    assert!(read(&pbf[..40], &Profile::walk()).is_err());
}

/// A crossing at the origin with arms to west (1), north (2), east (3) and south (4), 0.001° long,
/// each a way of its own from its outer end; way 1 leads west to the middle.
fn crossing(kind: &str, from: i64, to: i64) -> DrawnTown {
    let node = |id: i64, [x, y]: [i32; 2]| DrawnNode { id, place: [x * 10_000, y * 10_000] };
    let arms = [[-1, 0], [0, 1], [1, 0], [0, -1]];
    let mut nodes: Vec<_> = (1..).zip(arms).map(|(id, place)| node(id, place)).collect();
    nodes.push(node(9, [0, 0]));
    let ways = (1..=4).map(|id| DrawnWay { id, ..way(&[id, 9], STREET) }).collect();
    let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let relation = DrawnRelation {
        id: 1,
        members: vec![
            (MemberKind::Way, from, "from".to_owned()),
            (MemberKind::Node, 9, "via".to_owned()),
            (MemberKind::Way, to, "to".to_owned()),
        ],
        tags: vec![tag("type", "restriction"), tag("restriction", kind)],
    };
    DrawnTown { nodes, ways, relations: vec![relation], ..DrawnTown::default() }
}

/// Arms (1 to 4) between whose middles one drives, each with how many arms' lengths it takes.
fn drives(town: &DrawnTown, profile: &Profile) -> Vec<(usize, usize, f64)> {
    let graph = read(&write_town(town), profile).unwrap().graph;
    let snapper = Snapper::new(&graph, SnapRule::Segment, None);
    let middles = [[-0.0005, 0.0], [0.0, 0.0005], [0.0005, 0.0], [0.0, -0.0005]];
    let points: Vec<Point> = middles.iter().map(|[x, y]| Point::new(*x, *y).unwrap()).collect();
    let snaps = snapper.snap(&points).snaps;
    let travel = Travel::new(&graph, &snaps, &snaps, Cost(u32::MAX - 1));
    let mut found = Vec::new();
    let whole = 111.194_93 / 25.0 * 3.6;
    let _ = travel.each_row(|origin, row: &[Reached]| {
        found.extend(row.iter().filter(|one| one.target as usize != origin).map(|one| {
            let arms = one.cost.seconds() / whole;
            (origin + 1, one.target as usize + 1, (arms * 100.0).round() / 100.0)
        }));
        std::ops::ControlFlow::Continue(())
    });
    found
}

#[test]
fn turns_that_are_not_read_are_counted() {
    let count = |town: &DrawnTown, profile: Profile| {
        read(&write_town(town), &profile).unwrap().summary.turns_not_read
    };
    let plain = crossing("no_left_turn", 1, 2);
    assert_eq!(count(&plain, Profile::car()), 0);
    // By way of another street.
    let mut by_way = plain.clone();
    by_way.relations[0].members[1] = (MemberKind::Way, 3, "via".to_owned());
    // At certain hours only, and those for others.
    let mut at_hours = plain.clone();
    at_hours.relations[0].tags[1].0 = "restriction:conditional".to_owned();
    let mut others = plain.clone();
    others.relations[0].tags[1].0 = "restriction:hgv".to_owned();
    let cars = [&by_way, &at_hours, &others].map(|town| count(town, Profile::car()));
    assert_eq!(cars, [1, 1, 0]);
    assert_eq!(count(&by_way, Profile::walk()), 0);
    by_way.relations[0].tags.push(("except".to_owned(), "bicycle".to_owned()));
    assert_eq!(count(&by_way, Profile::bicycle()), 0);
}

#[test]
fn a_forbidden_turn_is_not_driven() {
    let time = |found: &[(usize, usize, f64)], from, to| {
        found.iter().find(|one| (one.0, one.1) == (from, to)).map(|one| one.2)
    };
    let free = drives(&crossing("give_way", 1, 2), &Profile::car());
    assert_eq!(free.len(), 12);
    assert!(free.iter().all(|one| one.2 == 1.0), "{free:?}");
    // From west to north only round by the end of another arm: out, back, and then north.
    let held = drives(&crossing("no_left_turn", 1, 2), &Profile::car());
    assert_eq!(
        (time(&held, 1, 2), time(&held, 2, 1), time(&held, 1, 3)),
        (Some(3.0), Some(1.0), Some(1.0))
    );
    let only = drives(&crossing("only_straight_on", 1, 3), &Profile::car());
    let from_west = [2, 3, 4].map(|to| time(&only, 1, to));
    assert_eq!(from_west, [Some(3.0), Some(1.0), Some(3.0)]);
    // Bicycles are bound too, unless excepted; people on foot never are.
    let mut excepted = crossing("no_left_turn", 1, 2);
    excepted.relations[0].tags.push(("except".to_owned(), "bicycle;psv".to_owned()));
    let free = |town: &DrawnTown, profile: Profile| {
        let graph = read(&write_town(town), &profile).unwrap().graph;
        graph.nodes() == 5
    };
    assert!(free(&excepted, Profile::bicycle()) && free(&excepted, Profile::walk()));
    assert!(!free(&crossing("no_left_turn", 1, 2), Profile::bicycle()));
}

#[test]
fn a_crossing_taken_apart_still_has_four_streets() {
    let graph = read(&write_town(&crossing("no_left_turn", 1, 2)), &Profile::car()).unwrap().graph;
    assert_eq!((graph.segments().count(), graph.nodes()), (4, 4 + 8));
    let ways = graph.segments().map(|(from, to)| (graph.cost(from, to), graph.cost_back(from, to)));
    assert!(ways.into_iter().all(|(there, back)| there.is_some() && there == back));
}

#[test]
fn barriers_stop_some_and_kerbs_stop_wheels() {
    // Streets 1-2-3 and 3-4-5, with something in the middle of the first.
    let nodes_of = |tags: &[(&str, &str)], profile: &Profile| {
        let tags: Vec<_> = tags.iter().map(|&(k, v)| (k.to_owned(), v.to_owned())).collect();
        let town = DrawnTown {
            nodes: nodes(5),
            node_tags: vec![(2, tags)],
            ways: vec![way(&[1, 2, 3, 4, 5], STREET)],
            ..DrawnTown::default()
        };
        read(&write_town(&town), profile).unwrap().graph.nodes()
    };
    let (all, cut) = (5, 4);
    let bollard = [("barrier", "bollard")];
    assert_eq!(nodes_of(&bollard, &Profile::car()), cut);
    assert_eq!(nodes_of(&bollard, &Profile::bicycle()), all);
    assert_eq!(nodes_of(&bollard, &Profile::walk()), all);
    let open = [("barrier", "bollard"), ("motor_vehicle", "yes")];
    assert_eq!(nodes_of(&open, &Profile::car()), all);
    let gate = [("barrier", "gate"), ("access", "private")];
    assert_eq!(nodes_of(&gate, &Profile::car()), cut);
    assert_eq!(nodes_of(&[("barrier", "gate")], &Profile::car()), all);
    assert_eq!(nodes_of(&[("barrier", "stile")], &Profile::bicycle()), cut);
    let kerb = [("barrier", "kerb"), ("kerb", "raised")];
    assert_eq!(nodes_of(&kerb, &Profile::wheelchair()), cut);
    assert_eq!(nodes_of(&kerb, &Profile::senior()), all);
    assert_eq!(nodes_of(&[("kerb", "lowered")], &Profile::wheelchair()), all);
}
