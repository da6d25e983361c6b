//! Rules of the road, by tags.

use super::*;
use crate::osm::{DrawnWay, Extract, write};

/// The pace on a way with these tags, written `key=value key=value`.
fn pace(profile: Profile, tags: &str) -> Option<(f64, f64)> {
    let tags = tags.split(' ').filter_map(|tag| tag.split_once('='));
    let tags = tags.map(|(key, value)| (key.to_owned(), value.replace('_', " ").replace(' ', "_")));
    let way = DrawnWay { id: 1, refs: vec![1, 2], tags: tags.collect() };
    let bytes = write(&[], &[way]);
    let paces = Extract::open(&bytes).unwrap().ways(|way| profile.pace(&way.tags)).unwrap();
    paces.first().map(|pace| (pace.forward, pace.backward))
}

fn check(profile: Profile, tags: &str, expected: Option<(f64, f64)>) {
    let found = pace(profile, tags);
    let near = match (found, expected) {
        (Some(a), Some(b)) => (a.0 - b.0).abs() < 1e-9 && (a.1 - b.1).abs() < 1e-9,
        (a, b) => a == b,
    };
    assert!(near, "{tags}: {found:?}, expected {expected:?}");
}

#[test]
fn on_foot() {
    let both = Some((3.6, 3.6));
    for (tags, expected) in [
        ("highway=residential", both),
        ("highway=residential oneway=yes", both),
        ("highway=steps", both),
        ("highway=busway", both),
        ("highway=trunk", None),
        ("highway=trunk foot=yes", both),
        ("highway=trunk foot=permissive", None),
        ("highway=footway foot=no", None),
        ("highway=primary foot=use_sidepath", None),
        ("highway=service access=private", None),
        ("highway=service access=private foot=permissive", both),
        ("highway=construction", None),
        ("building=yes", None),
    ] {
        check(Profile::walk(), tags, expected);
    }
}

#[test]
fn old_or_with_a_wheelchair() {
    check(Profile::senior(), "highway=steps", Some((1.62, 1.62)));
    check(Profile::senior(), "highway=footway", Some((3.24, 3.24)));
    for (tags, expected) in [
        ("highway=steps", None),
        ("highway=steps ramp:wheelchair=yes", Some((2.88, 2.88))),
        ("highway=footway wheelchair=no", None),
        ("highway=path surface=sand", None),
        ("highway=path surface=gravel", Some((2.016, 2.016))),
        ("highway=path surface=gravel smoothness=good", Some((2.88, 2.88))),
    ] {
        check(Profile::wheelchair(), tags, expected);
    }
}

#[test]
fn by_bicycle() {
    for (tags, expected) in [
        ("highway=cycleway", Some((15.0, 15.0))),
        ("highway=residential oneway=yes", Some((15.0, 0.0))),
        ("highway=residential oneway=-1", Some((0.0, 15.0))),
        ("highway=residential oneway=yes oneway:bicycle=no", Some((15.0, 15.0))),
        ("highway=residential oneway=yes cycleway:left=opposite_lane", Some((15.0, 15.0))),
        ("highway=residential surface=gravel", Some((10.5, 10.5))),
        ("highway=footway", Some((4.0, 4.0))),
        ("highway=footway bicycle=designated", Some((15.0, 15.0))),
        ("highway=primary bicycle=use_sidepath", None),
        ("highway=steps", None),
        ("highway=motorway", None),
        ("highway=service access=private", None),
    ] {
        check(Profile::bicycle(), tags, expected);
    }
}

#[test]
fn by_car() {
    for (tags, expected) in [
        ("highway=residential", Some((25.0, 25.0))),
        ("highway=primary maxspeed=60", Some((48.0, 48.0))),
        ("highway=primary maxspeed=CN:urban", Some((50.0, 50.0))),
        ("highway=primary maxspeed=60 maxspeed:backward=40", Some((48.0, 32.0))),
        ("highway=motorway", Some((90.0, 0.0))),
        ("highway=tertiary junction=roundabout", Some((38.0, 0.0))),
        ("highway=residential oneway=-1", Some((0.0, 25.0))),
        ("highway=footway", None),
        ("highway=residential motor_vehicle=no", None),
        ("highway=residential access=no motorcar=yes", Some((25.0, 25.0))),
        ("highway=track", None),
        ("highway=track tracktype=grade1", Some((15.0, 15.0))),
        ("highway=unclassified surface=gravel", Some((22.4, 22.4))),
    ] {
        check(Profile::car(), tags, expected);
    }
    let slow = Profile::car().with_kmh(40.0).unwrap();
    check(slow, "highway=motorway", Some((40.0, 0.0)));
}

#[test]
fn a_speed_is_above_nothing() {
    for kmh in [0.0, -1.0, f64::NAN, 201.0] {
        assert!(Profile::walk().with_kmh(kmh).is_err(), "{kmh}");
    }
}
