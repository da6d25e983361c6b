//! Snapping on drawn streets.

use super::*;
use crate::drawn::{place, town};

const SQUARE: &str = "\
a---------b
|         |
|         |
d---------c";

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.02
}

#[test]
fn a_point_beside_a_street_meets_it_at_a_right_angle() {
    let town = town(SQUARE);
    let snapper = Snapper::new(&town.graph, SnapRule::Segment, None);
    let snap = snapper.nearest(place(-1.0, 3.0)).unwrap();
    assert!(near(snap.leg.0, 10.0), "{:?}", snap.leg);
    let Place::Segment { from, to, share } = snap.place else { panic!("{snap:?}") };
    assert_eq!((from.min(to), from.max(to)), {
        let (a, b) = (town.node('a'), town.node('b'));
        (a.min(b), a.max(b))
    });
    let from_a = if from == town.node('a') { share } else { 1.0 - share };
    assert!((from_a - 0.3).abs() < 1e-4, "{share}");
    let mut ends: Vec<f64> =
        snap.leaving(&town.graph).into_iter().flatten().map(|(_, cost)| cost.seconds()).collect();
    ends.sort_by(f64::total_cmp);
    assert!(near(ends[0], 40.0) && near(ends[1], 80.0), "{ends:?}");
}

#[test]
fn a_point_beyond_a_corner_meets_the_node() {
    let town = town(SQUARE);
    let snapper = Snapper::new(&town.graph, SnapRule::Segment, None);
    let snap = snapper.nearest(place(-3.0, -4.0)).unwrap();
    assert_eq!(snap.place, Place::Node(town.node('a')));
    assert!(near(snap.leg.0, 50.0));
}

#[test]
fn the_node_rule_takes_the_nearest_node() {
    let town = town(SQUARE);
    let snapper = Snapper::new(&town.graph, SnapRule::Node, None);
    let snap = snapper.nearest(place(0.0, 6.0)).unwrap();
    assert_eq!(snap.place, Place::Node(town.node('b')));
    assert!(near(snap.leg.0, 40.0));
}

#[test]
fn who_is_too_far_is_listed_and_not_dropped() {
    let town = town(SQUARE);
    let snapper = Snapper::new(&town.graph, SnapRule::Segment, Some(Metres(50.0)));
    let snapped = snapper.snap(&[place(0.0, 0.0), place(-6.0, 5.0), place(-4.0, 5.0)]);
    assert_eq!(snapped.snaps.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(snapped.too_far.len(), 1);
    assert_eq!(snapped.too_far[0].index, 1);
    assert!(near(snapped.too_far[0].distance.0, 60.0));
}

#[test]
fn a_one_way_street_is_left_at_its_far_end_only() {
    let town = town("a->-b\n|   |\n+---+");
    let snapper = Snapper::new(&town.graph, SnapRule::Segment, None);
    let snap = snapper.nearest(place(0.0, 1.0)).unwrap();
    let nodes = |ends: Ends| ends.into_iter().flatten().map(|(node, _)| node).collect::<Vec<_>>();
    assert_eq!(nodes(snap.leaving(&town.graph)), [town.node('b')]);
    assert_eq!(nodes(snap.arriving(&town.graph)), [town.node('a')]);
    let ahead = snapper.nearest(place(0.0, 3.0)).unwrap();
    assert!(near(snap.straight(&ahead, &town.graph).unwrap().seconds(), 20.0));
    assert_eq!(ahead.straight(&snap, &town.graph), None);
}
