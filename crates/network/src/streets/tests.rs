//! Streets from drawn extracts.

use super::*;
use crate::osm::{DrawnNode, DrawnWay, write};

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
