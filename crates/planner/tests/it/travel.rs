//! `plan travel`: the published answers of Porto Alegre, a drawn town, stopping.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use crate::given::{columns, given};
use crate::run::{Desk, Remembering, rows};

#[test]
fn walking_times_of_porto_alegre() {
    let Some(data) = given("r5r-poa") else { return };
    let (desk, host) = (Desk::new(), Remembering::default());
    let data = data.display();
    let answer = desk.run_with(
        &format!(
            "travel --osm {data}/poa_osm.pbf --origins {data}/poa_hexgrid.csv --destinations \
             {data}/poa_hexgrid.csv --point-cols id,lon,lat --mode walk --speed-kmh 3.6 --snap node \
             --cutoff 15 --out {{}}/walk.csv --json"
        ),
        &host,
    );
    let answer = answer.unwrap();
    assert_eq!(answer.value["rows"], 13_129);
    assert_eq!(answer.value["found"]["streets"]["nodes"], 37_751);
    let table = rows(&desk.path("walk.csv"));
    assert_eq!(table[0], ["origin", "dest", "minutes"]);
    assert_eq!(table.len(), 13_130);
    let itself = table.iter().skip(1).filter(|row| row[0] == row[1]).collect::<Vec<_>>();
    assert!(itself.len() == 1_227 && itself.iter().all(|row| row[2] == "0"));
    // Far points are tied, counted and told of.
    let notices = host.notices.lock().unwrap().join("\n");
    assert!(notices.contains("lie more than 500 m"), "{notices}");
    let far = answer.value["found"]["origins"]["far_from_street"].as_array().unwrap();
    let most = far.iter().map(|one| one["metres"].as_f64().unwrap()).fold(0.0, f64::max);
    assert!((most - 3059.5).abs() < 0.1, "{most}");
    // Schools within a quarter of an hour, from the file that was written.
    let grid = columns(&std::path::PathBuf::from(format!("{data}/poa_hexgrid.csv")));
    let schools: HashMap<&String, f64> =
        grid["id"].iter().zip(grid["schools"].iter().map(|n| n.parse().unwrap_or(0.0))).collect();
    let mut sums: HashMap<&String, f64> = HashMap::new();
    for row in &table[1..] {
        *sums.entry(&row[0]).or_default() += schools[&row[1]];
    }
    let expected = columns(&std::path::PathBuf::from(format!("{data}/expected/walk_access.csv")));
    for (id, expected) in expected["id"].iter().zip(&expected["schools_15"]) {
        assert_eq!(sums[id], expected.parse::<f64>().unwrap(), "{id}");
    }
}

#[test]
fn riding_times_of_porto_alegre() {
    let Some(data) = given("r5r-poa") else { return };
    let desk = Desk::new();
    let data = data.display();
    let grid = rows(std::path::Path::new(&format!("{data}/poa_hexgrid.csv")));
    // Every tenth origin has published pairs; forty of them keep the test short.
    let some: Vec<String> =
        grid[1..].iter().step_by(10).take(40).map(|row| row[..3].join(",")).collect();
    desk.write("some.csv", &format!("id,lon,lat\n{}\n", some.join("\n")));
    let answer = desk.run(&format!(
        "travel --osm {data}/poa_osm.pbf --gtfs {data}/poa_eptc.zip --gtfs {data}/poa_trensurb.zip \
         --origins {{}}/some.csv --destinations {data}/poa_hexgrid.csv --mode transit --speed-kmh 3.6 \
         --snap node --departure 2019-05-13T14:00 --window 60 --percentiles 50,90 --cutoff 60 \
         --out {{}}/ride.csv"
    ));
    let answer = answer.unwrap();
    // Of the 2,382 stops that can be walked to those at which somebody stops within the window.
    assert_eq!(answer.value["found"]["timetable"]["stops_walkable"], 2_353);
    let table = rows(&desk.path("ride.csv"));
    assert_eq!(table[0], ["origin", "dest", "p50", "p90"]);
    let seconds = |word: &str| word.parse::<f64>().ok().map(|minutes| (minutes * 60.0).round());
    let found: HashMap<(&str, &str), _> = table[1..]
        .iter()
        .map(|row| ((row[0].as_str(), row[1].as_str()), (seconds(&row[2]), seconds(&row[3]))))
        .collect();
    let expected = format!("{data}/expected/transit_p50_p90_every10th_origin.csv");
    let expected = rows(std::path::Path::new(&expected));
    let mut compared = 0;
    for row in expected[1..].iter().filter(|row| some.iter().any(|one| one.starts_with(&row[0]))) {
        let seconds = |word: &str| word.parse::<f64>().ok();
        let there = found[&(row[0].as_str(), row[1].as_str())];
        assert_eq!(there, (seconds(&row[2]), seconds(&row[3])), "{row:?}");
        compared += 1;
    }
    assert_eq!(compared, found.len());
}

#[test]
fn a_day_without_service_says_which_day_has() {
    let Some(data) = given("r5r-poa") else { return };
    let desk = Desk::new();
    let data = data.display();
    let refusal = desk.refusal(&format!(
        "travel --osm {data}/poa_osm.pbf --gtfs {data}/poa_trensurb.zip --origins \
         {data}/poa_points_of_interest.csv --destinations {data}/poa_points_of_interest.csv --mode \
         transit --departure 2035-05-13T14:00 --out {{}}/ride.csv"
    ));
    assert!(refusal.contains("2035-05-13"), "{refusal}");
    assert_eq!(desk.files(), [] as [&str; 0]);
}

#[test]
fn a_stopped_command_leaves_nothing() {
    let Some(data) = given("r5r-poa") else { return };
    let desk = Desk::new();
    let data = data.display();
    let line = format!(
        "travel --osm {data}/poa_osm.pbf --origins {data}/poa_hexgrid.csv --destinations \
         {data}/poa_hexgrid.csv --mode walk --cutoff 15 --out {{}}/walk.parquet"
    );
    let host = Remembering { stop_after: 100, ..Remembering::default() };
    let error = desk.run_with(&line, &host).unwrap_err();
    assert!(matches!(error, planner::PlannerError::Cancelled), "{error}");
    assert!(host.steps.load(Ordering::Relaxed) >= 100);
    assert_eq!(desk.files(), [] as [&str; 0]);
}

#[test]
fn options_are_checked_before_files_are_written() {
    let desk = Desk::new();
    let points = desk.write("points.csv", "id,lon,lat\na,121,30\n");
    let common = format!(
        "travel --osm {points} --origins {points} --destinations {points} --out {{}}/x.csv"
    );
    let check = |more: &str, expected: &str| {
        let refusal = desk.refusal(&format!("{common} {more}"));
        assert!(refusal.contains(expected), "{refusal}");
    };
    check("--mode walk --speed-kmh 0", "--speed-kmh");
    check("--mode walk --cutoff=-1", "--cutoff");
    check("--mode walk", "points.csv");
    let (gtfs, at_8) = ("--mode transit --gtfs g.zip", "--departure 2026-03-02T08:00");
    check(gtfs, "--departure: --mode transit needs a day and time");
    check(&format!("--mode transit {at_8}"), "--gtfs: no timetable was given");
    check(&format!("{gtfs} {at_8} --per-minute x.txt"), "--per-minute: x.txt ends in neither");
    let line = format!("{common} --mode walk").replace("x.csv", "x.txt");
    assert!(desk.refusal(&line).contains("x.txt ends in neither .csv nor .parquet"));
    assert_eq!(desk.files(), ["points.csv"]);
}
