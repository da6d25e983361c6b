//! The bench of streets at toy size: the same steps on a drawn street of five nodes.

#[path = "../benches/streets/steps.rs"]
mod steps;

use network::hierarchy::Hierarchy;
use network::osm::{DrawnNode, DrawnWay, write};
use network::{NodeId, Point, SnapRule};

#[test]
fn the_steps_of_the_bench_on_a_street_of_five_nodes() {
    // 0.001 degrees on the equator: 111.195 m, 111.195 s on foot.
    let nodes: Vec<_> =
        (0..5).map(|i| DrawnNode { id: i, place: [10_000 * i as i32, 0] }).collect();
    let tags = vec![("highway".to_owned(), "residential".to_owned())];
    let pbf = write(&nodes, &[DrawnWay { id: 1, refs: (0..5).collect(), tags }]);
    let streets = steps::graph(&pbf);
    assert_eq!((streets.summary.nodes, streets.summary.segments), (5, 4));
    let points: Vec<_> = (0..5).map(|i| Point::new(0.001 * f64::from(i), 0.0).unwrap()).collect();
    for rule in [SnapRule::Node, SnapRule::Segment] {
        let snaps = steps::snap(&streets.graph, rule, &points).snaps;
        // Within 4 minutes: itself and two neighbours on each side.
        let (pairs, sum) = steps::circles(&streets.graph, &snaps, 4.0);
        assert_eq!(pairs, 3 + 4 + 5 + 4 + 3);
        // Eight neighbours at one step, six at two.
        let seconds = sum as f64 / 1e4;
        assert!((seconds - 20.0 * 111.1949).abs() < 0.01, "{seconds}");
        let nearest = steps::nearest_for_all(&streets.graph, &snaps[..1]);
        let most = (0..5).filter_map(|node| nearest.at(NodeId(node))).map(|found| found.1).max();
        assert!((most.unwrap().seconds() - 4.0 * 111.1949).abs() < 0.01);
    }
    let roads = steps::car_graph(&pbf);
    let snaps = steps::snap(&roads.graph, SnapRule::Segment, &points).snaps;
    let plain = steps::drives(&roads.graph, &snaps, None);
    let over = steps::drives(&roads.graph, &snaps, Some(&Hierarchy::new(&roads.graph)));
    assert_eq!((plain.0, plain), (25, over));
}
