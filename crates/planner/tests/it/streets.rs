//! `plan travel` on a drawn street: isochrones, the k nearest, long ways by car.
//!
//! ```text
//! a --- b --- c --- d --- e      0.001 degrees (111.2 m) between neighbours, 3.6 km/h on foot
//! ```

use network::osm::{DrawnNode, DrawnWay, write};
use serde_json::Value;

use crate::given::given;
use crate::run::{Desk, rows};

fn street() -> Desk {
    let desk = Desk::new();
    let nodes: Vec<_> = (0..5).map(|id| DrawnNode { id, place: [10_000 * id as i32, 0] }).collect();
    let tags = vec![("highway".to_owned(), "residential".to_owned())];
    let pbf = write(&nodes, &[DrawnWay { id: 1, refs: (0..5).collect(), tags }]);
    std::fs::write(desk.path("s.osm.pbf"), pbf).unwrap();
    let places = ["a,0", "b,0.001", "c,0.002", "d,0.003", "e,0.004"];
    let text: String = places.iter().map(|place| format!("{place},0\n")).collect();
    desk.write("p.csv", &format!("id,lon,lat\n{text}"));
    desk
}

const WALK: &str = "travel --osm {}/s.osm.pbf --origins {}/p.csv --mode walk --speed-kmh 3.6";

#[test]
fn the_two_nearest_come_first() {
    let desk = street();
    let line = format!("{WALK} --destinations {{}}/p.csv --nearest 2 --cutoff 30 --out {{}}/n.csv");
    let answer = desk.run(&line).unwrap();
    assert_eq!(answer.value["rows"], 10);
    let table = rows(&desk.path("n.csv"));
    assert_eq!(table[0], ["origin", "dest", "minutes"]);
    let pairs: Vec<String> = table[1..].iter().map(|row| row[..2].join("")).collect();
    // Of equally near ones the first in the table.
    assert_eq!(pairs, ["aa", "ab", "bb", "ba", "cc", "cb", "dd", "dc", "ee", "ed"]);
    assert_eq!(table[1][2], "0");
    assert!((table[2][2].parse::<f64>().unwrap() - 1.8532).abs() < 1e-3, "{:?}", table[2]);
    // Within a shorter cut-off there is only the point itself.
    desk.run(&line.replace("--cutoff 30", "--cutoff 1")).unwrap();
    assert_eq!(rows(&desk.path("n.csv")).len(), 6);
}

#[test]
fn points_of_another_place_are_refused() {
    let desk = street();
    desk.write("q.csv", "id,lon,lat\na,0.2,0\nb,0,0.5\n");
    let line = format!("{WALK} --destinations {{}}/p.csv --cutoff 30 --out {{}}/n.csv");
    let refusal = desk.refusal(&line.replace("{}/p.csv --mode", "{}/q.csv --mode"));
    assert!(refusal.contains("--origins: none lies within 20 km of a street"), "{refusal}");
    assert!(refusal.contains("the nearest, a, is 22 km away"), "{refusal}");
    let others = line.replace("--destinations {}/p.csv", "--destinations {}/q.csv --snap-limit 99");
    assert!(desk.refusal(&others).contains("--destinations: none lies"));
    // One point that is at the place makes the others far, not wrong.
    desk.write("q.csv", "id,lon,lat\na,0.2,0\nb,0,0\n");
    desk.run(&others).unwrap();
    desk.write("q.csv", "id,lon,lat\na,500000,3200000\n");
    let refusal = desk.refusal(&others);
    assert!(
        refusal.contains("q.csv, row 1 (line 2), column lon: 500000 is no degree"),
        "{refusal}"
    );
    assert!(refusal.contains("EPSG:4490"), "{refusal}");
}

#[test]
fn areas_grow_with_time_and_hold_what_is_reached() {
    let desk = street();
    let line = format!("{WALK} --isochrones 2,4 --out {{}}/i.geojson");
    assert_eq!(desk.run(&line).unwrap().value["rows"], 10);
    let read = |desk: &Desk| {
        let text = std::fs::read_to_string(desk.path("i.geojson")).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let features = read(&desk);
    let features = features["features"].as_array().unwrap();
    assert_eq!((&features[0]["properties"]["id"], features.len()), (&"a".into(), 10));
    let area = |at: usize| features[at]["properties"]["square_metres"].as_f64().unwrap();
    assert!(area(0) > 0.0 && area(1) > 1.5 * area(0), "{} {}", area(0), area(1));
    let rings = features[0]["geometry"]["coordinates"][0].as_array().unwrap();
    let ring = rings[0].as_array().unwrap();
    assert_eq!(ring.first(), ring.last(), "closed");
    // 2 minutes are 120 m: b is inside (0.001 degrees), c is not.
    let east = ring.iter().map(|point| point[0].as_f64().unwrap()).fold(f64::MIN, f64::max);
    assert!((0.001..0.0015).contains(&east), "{east}");
    assert!(desk.path("i.geojson.json").exists());
    // All together are one area for each time.
    desk.run(&format!("{line} --together")).unwrap();
    let together = read(&desk);
    let features = together["features"].as_array().unwrap();
    assert_eq!((features.len(), &features[0]["properties"]["id"]), (2, &Value::Null));
    let refused = |line: &str| desk.refusal(line);
    assert!(refused(&line.replace("i.geojson", "i.csv")).contains(".geojson"));
    assert!(refused(&line.replace("walk", "transit")).contains("walk, bike or car"));
    assert!(refused(&line.replace("2,4", "2,-4")).contains("above 0"));
}

#[test]
fn long_ways_by_car_are_those_of_plain_searches() {
    let Some(data) = given("r5r-poa") else { return };
    let desk = Desk::new();
    let data = data.display();
    let grid = rows(std::path::Path::new(&format!("{data}/poa_hexgrid.csv")));
    let file = |name: &str, rows: &[Vec<String>]| {
        let rows: Vec<String> = rows.iter().map(|row| row[..3].join(",")).collect();
        desk.write(name, &format!("id,lon,lat\n{}\n", rows.join("\n")));
    };
    file("many.csv", &grid[1..301]);
    file("few.csv", &grid[1..41]);
    let run = |origins: &str| {
        let line = format!(
            "travel --osm {data}/poa_osm.pbf --origins {{}}/{origins} --destinations {{}}/few.csv --mode \
             car --cutoff 30 --out {{}}/c.csv"
        );
        desk.run(&line).unwrap();
        rows(&desk.path("c.csv"))
    };
    let (many, few) = (run("many.csv"), run("few.csv"));
    assert!(few.len() > 100);
    assert_eq!(many[..few.len()], few[..]);
}

#[test]
fn access_per_minute_and_the_unreached_share_are_the_same_minutes() {
    let Some(data) = given("r5r-poa") else { return };
    let desk = Desk::new();
    let data = data.display();
    let grid = rows(std::path::Path::new(&format!("{data}/poa_hexgrid.csv")));
    let some: Vec<String> = grid[600..612].iter().map(|row| row[..3].join(",")).collect();
    desk.write("o.csv", &format!("id,lon,lat\n{}\n", some[..3].join("\n")));
    let worth: Vec<String> = some.iter().map(|row| format!("{row},2")).collect();
    desk.write("d.csv", &format!("id,lon,lat,beds\n{}\n", worth.join("\n")));
    let line = format!(
        "travel --osm {data}/poa_osm.pbf --gtfs {data}/poa_eptc.zip --origins {{}}/o.csv --destinations \
         {{}}/d.csv --mode transit --departure 2019-05-13T14:00 --window 30 --percentiles 100 --cutoff \
         40 --unreached --per-minute {{}}/m.csv --amount-col beds --out {{}}/t.csv"
    );
    desk.run(&line).unwrap();
    let minutes = rows(&desk.path("m.csv"));
    assert_eq!(minutes[0], ["origin", "departure", "reached"]);
    assert_eq!((minutes.len(), minutes[2][1].as_str()), (3 * 30 + 1, "2019-05-13T14:01:00"));
    assert!(desk.path("m.csv.json").exists());
    let table = rows(&desk.path("t.csv"));
    assert_eq!(table[0], ["origin", "dest", "p100", "unreached"]);
    let number = |word: &String| word.parse::<f64>().unwrap();
    for origin in minutes[1..].chunks(30) {
        // Each pair counts 2 in every minute in which it is reached.
        let own = table[1..].iter().filter(|row| row[0] == origin[0][0]);
        let shares: f64 = own.map(|row| 1.0 - number(&row[3])).sum();
        let reached: f64 = origin.iter().map(|row| number(&row[2])).sum();
        assert!((2.0 * 30.0 * shares - reached).abs() < 1e-6, "{shares} {reached}");
    }
    // Twelve pairs are reached in some minutes only, and have no time at p100.
    assert_eq!((table.len(), table.iter().filter(|row| row[2].is_empty()).count()), (18, 12));
    // Whoever must be sure that the operator says it is possible rides with fewer.
    let sure = format!("{line} --walker wheelchair --only-accessible").replace("m.csv", "w.csv");
    desk.run(&sure).unwrap();
    let sum = |name: &str| -> f64 {
        rows(&desk.path(name))[1..].iter().map(|row| row[2].parse::<f64>().unwrap()).sum()
    };
    assert!(sum("w.csv") <= sum("m.csv"));
}
