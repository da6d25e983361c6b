//! The published transit answers of Porto Alegre (r5r-poa), reproduced exactly under its rules.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../given/mod.rs"]
mod given;
mod town;

use given::{columns, folder};
use network::Seconds;
use network::transit::{
    Options, Percentile, Query, Search, Timetable, TimetableError, Travel, Window,
};
use std::collections::HashMap;
use town::Town;

/// Seconds within which a pair counts as reached.
const LONGEST: u32 = 3600;

fn percentiles() -> [Percentile; 2] {
    [50, 90].map(|percent| Percentile::new(percent).unwrap())
}

/// Departures from 14:00 to 14:59.
fn afternoon() -> Query {
    let window = Window::Departure { first: Seconds(14 * 3600) };
    Query::new(window, 60, Seconds(LONGEST)).unwrap()
}

#[test]
fn the_timetable_has_the_expected_size() {
    let Some(town) = Town::load() else { return };
    let findings: Vec<String> =
        town.feeds.iter().flat_map(|feed| &feed.findings).map(ToString::to_string).collect();
    assert!(!findings.iter().any(|line| line.contains("warning")), "{findings:#?}");
    let timetable = Timetable::of_day(&town.feeds, town.date, &Options::default()).unwrap();
    // From 14:00 to 16:00, both included.
    let two_hours =
        Query::new(Window::Departure { first: Seconds(14 * 3600) }, 61, Seconds(LONGEST));
    assert_eq!(timetable.hops(two_hours.unwrap().span()), (63_051, 1_751));
    assert_eq!(timetable.stops().len(), 4_010);
    assert_eq!(town.on_foot(&timetable).stops(), 2_382);
}

#[test]
fn a_sunday_long_after_is_refused_with_a_better_day() {
    let Some(town) = Town::load() else { return };
    let late = basis::Date::constant(2024, 5, 12);
    let error = Timetable::of_day(&town.feeds, late, &Options::default()).unwrap_err();
    assert!(matches!(error, TimetableError::NoService { .. }));
    let text = error.to_string();
    assert!(text.contains("poa_eptc.zip is for 2019-04-15 to 2019-07-15"), "{text}");
}

#[test]
fn every_tenth_origin_has_the_expected_p50_and_p90() {
    let Some(town) = Town::load() else { return };
    let expected =
        columns(&folder().unwrap().join("expected/transit_p50_p90_every10th_origin.csv"));
    let place: HashMap<&str, usize> = (0..).zip(&town.ids).map(|(i, id)| (&**id, i)).collect();
    let prepared = town.prepare(&afternoon());
    let plan = prepared.plan(afternoon());
    let mut search = Search::new(&plan);
    let (mut searched, mut rows, mut reached) = (None, 0, 0);
    let mut travel: Option<Travel> = None;
    let numbers = expected["p50_s"].iter().zip(&expected["p90_s"]);
    for ((from, to), (p50, p90)) in expected["from_id"].iter().zip(&expected["to_id"]).zip(numbers)
    {
        let (from, to) = (place[&**from], place[&**to]);
        if searched != Some(from) {
            searched = Some(from);
            let direct = prepared.direct(from..from + 1);
            travel = Some(search.from(prepared.access.row(from), direct.row(0)).clone());
        }
        let found =
            percentiles().map(|percentile| travel.as_ref().unwrap().percentile(to, percentile));
        let expected = [p50, p90].map(|word| word.parse().ok().map(Seconds));
        assert_eq!(found, expected, "{} to {}", town.ids[from], town.ids[to]);
        rows += 1;
        reached += u32::from(found[0].is_some());
    }
    assert!(rows == 101_761 && reached > 60_000, "{rows} {reached}");
}

#[test]
fn the_whole_matrix_has_the_expected_sums() {
    let Some(town) = Town::load() else { return };
    let expected = columns(&folder().unwrap().join("expected/transit_access_p50.csv"));
    assert_eq!(expected["id"], town.ids);
    let prepared = town.prepare(&afternoon());
    let groups = ["schools", "healthcare", "jobs", "population"];
    let weights = groups.map(|group| town.column(group));
    let median = percentiles()[0];
    let sums = |_: usize, travel: &Travel| {
        let (mut access, mut pairs, mut seconds) = ([[0.0; 4]; 4], 0_u64, 0_u64);
        for target in 0..travel.targets() {
            let Some(time) = travel.percentile(target, median) else { continue };
            (pairs, seconds) = (pairs + 1, seconds + u64::from(time.0));
            for (sums, limit) in access.iter_mut().zip([15, 30, 45, 60]) {
                let counts = time.0 <= limit * 60;
                for (sum, weight) in sums.iter_mut().zip(&weights) {
                    *sum += if counts { weight[target] } else { 0.0 };
                }
            }
        }
        (access, pairs, seconds)
    };
    let (mut pairs, mut seconds) = (0, 0);
    let plan = prepared.plan(afternoon());
    // Walks of all pairs never lie in memory together: they are asked for turn by turn.
    let (turn, mut asked) = (network::transit::CHUNK * rayon::current_num_threads(), 0);
    let direct = |hexes: std::ops::Range<usize>| {
        assert!(hexes.start == asked && hexes.len() <= turn, "{hexes:?}");
        asked = hexes.end;
        prepared.direct(hexes)
    };
    let done = network::transit::matrix(&plan, (&prepared.access, direct), sums, |hex, row| {
        for (limit, sums) in [15, 30, 45, 60].into_iter().zip(row.0) {
            for (group, sum) in groups.into_iter().zip(sums) {
                let word = &expected[&format!("{group}_{limit}")][hex];
                assert_eq!(word.parse(), Ok(sum), "{group} within {limit} of {}", town.ids[hex]);
            }
        }
        (pairs, seconds) = (pairs + row.1, seconds + row.2);
        std::ops::ControlFlow::<()>::Continue(())
    });
    assert!(done.unwrap().is_continue());
    assert_eq!(pairs, 984_396);
    assert_eq!(asked, town.ids.len());
    let mean = seconds as f64 / 60.0 / pairs as f64;
    assert!((mean - 40.9312).abs() < 5e-5, "{mean}");
}

#[test]
fn arrivals_and_departures_tell_the_same_story() {
    // Who can leave at m and be there by a, can leave at m or later to be there by a; and no
    // departure after the latest one makes it.
    let Some(town) = Town::load() else { return };
    let (hex, minutes) = (600, 40);
    let departing = Window::Departure { first: Seconds(14 * 3600) };
    let departing = Query::new(departing, minutes, Seconds(LONGEST)).unwrap();
    let arriving = Window::Arrival { first: Seconds(14 * 3600 + 30 * 60) };
    let arriving = Query::new(arriving, minutes, Seconds(LONGEST)).unwrap();
    let there = town.prepare(&departing);
    let back = town.prepare(&arriving);
    let (plan, turned) = (there.plan(departing), back.plan(arriving));
    // All origins' travel times back from one destination.
    let direct = back.direct(hex..hex + 1);
    let latest = Search::new(&turned).from(back.access.row(hex), direct.row(0)).clone();
    let mut search = Search::new(&plan);
    for origin in (0..town.ids.len()).step_by(41) {
        let direct = there.direct(origin..origin + 1);
        let found = search.from(there.access.row(origin), direct.row(0));
        for by in 0..minutes {
            // Seconds after 14:00; who leaves before that has a negative departure.
            let arrival = i64::from(30 * 60 + by * 60);
            let departure =
                latest.time(origin, by as usize).map(|time| arrival - i64::from(time.0));
            for minute in 0..minutes {
                let Some(time) = found.time(hex, minute as usize) else { continue };
                let leaves = i64::from(minute * 60);
                let there = leaves + i64::from(time.0);
                if there <= arrival && arrival <= leaves + i64::from(LONGEST) {
                    assert!(departure.is_some_and(|departure| departure >= leaves), "{origin}");
                } else if there > arrival {
                    // The same walk added up from its other end can round up to the next second.
                    assert!(departure.is_none_or(|departure| departure <= leaves), "{origin}");
                }
            }
        }
    }
}
