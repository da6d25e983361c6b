//! Isochrones on drawn streets.

use super::*;
use crate::drawn::{Drawn, place, town};
use crate::snap::{SnapRule, Snapper};
use proptest::prelude::*;

/// Two roads of 1 km that cross in a town, with nothing between: the sparse country.
fn country() -> Drawn {
    let street = "-".repeat(49);
    let lane = format!("{}|\n", " ".repeat(50));
    town(&format!("{0}n\n{1}w{2}m{2}e\n{1}{0}s", " ".repeat(50), lane.repeat(49), street))
}

fn draw(town: &Drawn, at: Point, minutes: &[f64], options: &Draw) -> Vec<Isochrone> {
    let snaps = Snapper::new(&town.graph, SnapRule::Segment, None).snap(&[at]).snaps;
    let limits: Vec<Minutes> = minutes.iter().map(|&m| Minutes(m)).collect();
    isochrones(&town.graph, &snaps, Direction::Forwards, &limits, options).unwrap()
}

fn holds(isochrone: &Isochrone, point: Point) -> bool {
    isochrone.polygons.iter().any(|polygon| polygon.contains(point))
}

#[test]
fn bands_along_the_roads_as_far_as_the_time_goes() {
    let town = country();
    let fine = Draw { cell: Metres(8.0), ..Draw::default() };
    let found = &draw(&town, town.point('m'), &[5.0], &fine)[0];
    let middle = (50.0, 50.0);
    for (ahead, aside, inside) in [
        (29.0, 0.0, true),   // 290 m along the road in 300 s
        (31.0, 0.0, false),  // 310 m
        (15.0, 9.5, true),   // 95 m beside the road
        (15.0, 10.5, false), // 105 m
        (25.0, 4.5, true),   // 50 s are left for 50 m beside
        (25.0, 5.7, false),
        (20.0, 20.0, false), // no street leads there
    ] {
        for (down, right) in [(ahead, aside), (-ahead, aside), (aside, ahead), (-aside, -ahead)] {
            let point = place(middle.0 + down, middle.1 + right);
            assert_eq!(holds(found, point), inside, "{ahead} ahead, {aside} aside");
        }
    }
    assert_eq!(found.polygons.len(), 1);
    assert!(found.polygons[0].outline.first() == found.polygons[0].outline.last());
}

#[test]
fn an_origin_far_from_any_street_is_a_disc() {
    let town = country();
    // 400 m from both roads: 100 s do not reach a street, and still something is drawn.
    let at = place(10.0, 10.0);
    let found = &draw(&town, at, &[1.0], &Draw::default())[0];
    assert!(holds(found, at));
    assert!(found.area > 9_000.0 && found.area < 40_000.0, "{}", found.area);
}

#[test]
fn no_time_at_all_still_draws_where_one_is() {
    let town = country();
    let found = &draw(&town, town.point('m'), &[0.0], &Draw::default())[0];
    assert!(holds(found, town.point('m')) && found.area < 5_000.0, "{}", found.area);
}

#[test]
fn the_area_of_a_band_is_its_length_times_its_width() {
    let street = town(&format!("a{}b", "-".repeat(199)));
    let draw_it = Draw { off_street: Metres(50.0), cell: Metres(5.0), smallest_hole: 0.0 };
    let found = &draw(&street, place(0.0, 100.0), &[100.0], &draw_it)[0];
    // 2 km by 100 m, and a half disc at each end.
    let expected = 200_000.0 + std::f64::consts::PI * 2500.0;
    assert!((found.area - expected).abs() / expected < 0.005, "{}", found.area);
}

#[test]
fn a_wide_block_is_a_hole_and_a_small_hole_is_filled() {
    let street = "-".repeat(49);
    let lane = format!("|{}|\n", " ".repeat(49));
    let block = town(&format!("a{street}b\n{}c{street}d", lane.repeat(49)));
    let options = |smallest_hole| Draw { smallest_hole, ..Draw::default() };
    let centre = place(25.0, 25.0);
    let open = &draw(&block, block.point('a'), &[60.0], &options(0.0))[0];
    assert!(!holds(open, centre) && open.polygons[0].holes.len() == 1);
    let filled = &draw(&block, block.point('a'), &[60.0], &options(1e6))[0];
    assert!(holds(filled, centre) && (filled.area - open.area - 90_000.0).abs() < 2_000.0);
}

#[test]
fn an_island_reached_by_nobody_and_wrong_options() {
    let town = country();
    let limits = [Minutes(5.0)];
    let none = isochrones(&town.graph, &[None], Direction::Forwards, &limits, &Draw::default());
    assert_eq!(none.unwrap()[0].polygons, []);
    let wrong = Draw { cell: Metres(f64::NAN), ..Draw::default() };
    let refused = isochrones(&town.graph, &[], Direction::Forwards, &limits, &wrong);
    assert!(refused.unwrap_err().to_string().contains("cell"));
}

proptest! {
    /// Every node reached is inside, and more time covers what less time covered.
    #[test]
    fn what_is_reached_is_inside(row in -10.0..110.0f64, column in -10.0..110.0f64, minutes in 0.5..20.0f64) {
        let town = country();
        let at = place(row, column);
        let both = draw(&town, at, &[minutes, minutes * 1.5], &Draw::default());
        prop_assert!(both[0].area <= both[1].area * 1.0001);
        prop_assert!(holds(&both[0], at));
        let snap = Snapper::new(&town.graph, SnapRule::Segment, None).nearest(at).unwrap();
        let mut search = Search::new(&town.graph);
        let seeds = snap.leaving(&town.graph);
        let limit = Cost::from_minutes(Minutes(minutes));
        search.run(&town.graph, Direction::Forwards, seeds.into_iter().flatten(), limit);
        for &node in search.reached() {
            prop_assert!(holds(&both[0], town.graph.point(node)) && holds(&both[1], town.graph.point(node)));
        }
    }
}
