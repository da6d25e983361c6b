//! Options that change an answer, each on a street that one can work out by hand.
//!
//! ```text
//! S1 ---- S2 ---- S3      0.01 degrees at 28.65 north (976 m) between stops, 32.5 minutes on foot
//!  x1 8:01 - 8:03
//!          y1 8:04 - 8:06
//!  t1 8:05 -------- 8:10     the only one of which wheelchairs are spoken of
//! ```

use std::io::{Cursor, Write as _};

use network::osm::{DrawnNode, DrawnWay, write};
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::given::given;
use crate::run::{Desk, Remembering, rows};

const STOPS: &str = "stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding\n\
    S1,一,28.65,120,1\nS2,二,28.65,120.01,\nS3,三,28.65,120.02,1\n";
const TRIPS: &str = "route_id,service_id,trip_id,wheelchair_accessible\n\
    R,week,t1,1\nR,week,x1,\nR,week,y1,\n";
const CALENDAR: &str = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
    week,1,1,1,1,1,0,0,20260101,20261231\n";
static FEED: [(&str, &str); 7] = [
    ("agency.txt", "agency_id,agency_name,agency_timezone\nJ,缙云公交,Asia/Shanghai\n"),
    ("stops.txt", STOPS),
    ("routes.txt", "route_id,route_short_name,route_type\nR,12,3\n"),
    ("trips.txt", TRIPS),
    ("calendar.txt", CALENDAR),
    (
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         t1,08:05:00,08:05:00,S1,1\nt1,08:10:00,08:10:00,S3,2\n\
         x1,08:01:00,08:01:00,S1,1\nx1,08:03:00,08:03:00,S2,2\n\
         y1,08:04:00,08:04:00,S2,1\ny1,08:06:00,08:06:00,S3,2\n",
    ),
    (
        "pathways.txt",
        "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\np,S1,S3,1,1\n",
    ),
];

/// The feed with some files given anew, or more of them.
fn feed(desk: &Desk, name: &str, with: &[(&str, &str)]) {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let others = FEED.iter().filter(|(file, _)| with.iter().all(|(own, _)| own != file));
    for (file, text) in others.chain(with) {
        zip.start_file(*file, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    std::fs::write(desk.path(name), zip.finish().unwrap().into_inner()).unwrap();
}

/// The street with its stops and vehicles.
pub fn town() -> Desk {
    let desk = Desk::new();
    let place = |id: i64| [1_200_000_000 + 100_000 * id as i32, 286_500_000];
    let nodes: Vec<_> = (0..3).map(|id| DrawnNode { id, place: place(id) }).collect();
    let tags = vec![("highway".to_owned(), "residential".to_owned())];
    let pbf = write(&nodes, &[DrawnWay { id: 1, refs: (0..3).collect(), tags }]);
    std::fs::write(desk.path("s.osm.pbf"), pbf).unwrap();
    desk.write("a.csv", "id,lon,lat\na,120,28.65\n");
    desk.write("b.csv", "id,lon,lat\nb,120.02,28.65\n");
    feed(&desk, "bus.zip", &[]);
    desk
}

const TRAVEL: &str = "travel --osm {}/s.osm.pbf --origins {}/a.csv --destinations {}/b.csv --cutoff 40 --out {}/r.csv";

/// Minutes from a to b, and what was told.
fn minutes(desk: &Desk, more: &str) -> (f64, String) {
    let host = Remembering::default();
    desk.run_with(&format!("{TRAVEL} {more}"), &host).unwrap_or_else(|e| panic!("{more}: {e}"));
    let table = rows(&desk.path("r.csv"));
    assert_eq!(table.len(), 2, "{more}");
    let notices = host.notices.lock().unwrap().join("\n");
    (table[1][2].parse().unwrap(), notices)
}

const RIDE: &str = "--gtfs {}/bus.zip --mode transit --window 1 --percentiles 50";
const AT_8: &str = "--departure 2026-03-02T08:00";

#[test]
fn options_of_riding() {
    let desk = town();
    let check = |more: &str, expected: f64| {
        let (found, _) = minutes(&desk, &format!("{RIDE} {more}"));
        assert_eq!(found, expected, "{more}");
    };
    check(AT_8, 6.0);
    check(&format!("{AT_8} --max-rides 1"), 10.0);
    check(&format!("{AT_8} --only-accessible"), 10.0);
    // To be there by 8:10 one may leave at 8:05.
    check("--arrival 2026-03-02T08:10", 5.0);
    // The operator wants five minutes for a change at S2.
    let change = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nS2,S2,2,300\n";
    feed(&desk, "bus.zip", &[("transfers.txt", change)]);
    check(AT_8, 6.0);
    check(&format!("{AT_8} --listed-transfers"), 10.0);
    // Every ten minutes from 8:00: at once, or half a headway later.
    let often = "trip_id,start_time,end_time,headway_secs\nt1,08:00:00,09:00:00,600\n";
    feed(&desk, "bus.zip", &[("frequencies.txt", often)]);
    check(&format!("{AT_8} --max-rides 1"), 5.0);
    check(&format!("{AT_8} --max-rides 1 --frequencies half"), 10.0);
    feed(&desk, "bus.zip", &[]);
    feed(&desk, "old.zip", &[("calendar.txt", CALENDAR.replace("2026", "2020").as_str())]);
    let both = format!("{RIDE} --gtfs {{}}/old.zip");
    let refusal = desk.refusal(&format!("{TRAVEL} {both} {AT_8}"));
    assert!(refusal.starts_with("--departure: ") && refusal.contains("old.zip"), "{refusal}");
    let refusal = desk.refusal(&format!("{TRAVEL} {both} --arrival 2026-03-02T08:10"));
    assert!(refusal.starts_with("--arrival: "), "{refusal}");
    assert_eq!(minutes(&desk, &format!("{both} {AT_8} --skip-out-of-season")).0, 6.0);
}

#[test]
fn a_place_that_is_reached_now_and_then_has_its_share() {
    let desk = town();
    // Whoever leaves at 8:00 to 8:05 is there by 8:10; later it is too far to walk.
    let ride = RIDE.replace("--window 1", "--window 10").replace("50", "90,100");
    let line = format!("{TRAVEL} {ride} {AT_8}").replace("--cutoff 40", "--cutoff 12");
    desk.run(&line).unwrap();
    assert_eq!(rows(&desk.path("r.csv")).len(), 1);
    desk.run(&format!("{line} --unreached --per-minute {{}}/m.csv")).unwrap();
    assert_eq!(rows(&desk.path("r.csv"))[1], ["a", "b", "", "", "0.4"]);
    let minutes = rows(&desk.path("m.csv"));
    assert_eq!(minutes[1..].iter().filter(|row| row[2] == "1").count(), 6);
}

#[test]
fn a_timetable_that_says_nothing_of_wheelchairs_carries_none_aloud() {
    let desk = town();
    let (stops, trips) = (STOPS.replace(",1\n", ",\n"), TRIPS.replace("t1,1", "t1,"));
    feed(&desk, "bus.zip", &[("stops.txt", stops.as_str()), ("trips.txt", trips.as_str())]);
    let strict = format!("{RIDE} {AT_8} --only-accessible");
    let (walked, notices) = minutes(&desk, &strict);
    assert!((32.0..33.0).contains(&walked), "{walked}");
    assert!(notices.contains("nobody rides") && notices.contains("--only-accessible"), "{notices}");
    let (_, notices) = minutes(&desk, &strict.replace("--only-accessible", "--walker wheelchair"));
    assert!(!notices.contains("nobody rides"), "{notices}");
}

#[test]
fn what_a_timetable_has_that_is_not_used_is_told_and_noted() {
    let desk = town();
    let (_, notices) = minutes(&desk, &format!("{RIDE} {AT_8}"));
    assert!(notices.contains("pathways.txt"), "{notices}");
    let note = std::fs::read(desk.path("r.csv.json")).unwrap();
    let note: Value = serde_json::from_slice(&note).unwrap();
    let feed = &note["found"]["timetable"]["findings"][0];
    assert_eq!(feed["feed"], "bus.zip");
    assert!(feed["findings"].to_string().contains("pathways.txt"), "{feed}");
}

#[test]
fn options_of_streets_and_those_that_change_nothing() {
    let desk = town();
    let (bike, told) = minutes(&desk, &format!("--mode bike --walker senior {AT_8}"));
    assert!((7.7..7.9).contains(&bike), "{bike}");
    for option in ["--walker is read only", "--departure is read only"] {
        assert!(told.contains(option), "{told}");
    }
    let (_, told) = minutes(&desk, "--mode walk --crs cgcs2000");
    assert!(told.contains("CGCS2000 taken to WGS 84, right to 1.5 m"), "{told}");
    assert!(!told.contains("is read only"), "{told}");
    desk.write("a.csv", "id,lon,lat\na,120,28.65\nfar,120.01,28.66\n");
    let line = format!("{TRAVEL} --mode walk --snap-limit 50");
    let value = desk.run(&line).unwrap().value;
    let far = &value["found"]["origins"]["too_far"];
    assert_eq!((far.as_array().unwrap().len(), &far[0]["id"]), (1, &"far".into()));
    assert_eq!(rows(&desk.path("r.csv")).len(), 2);
    let refusal = desk.refusal(&format!("{TRAVEL} --mode walk --snap-limit -1"));
    assert!(refusal.contains("--snap-limit: give metres"), "{refusal}");
    let refusal =
        desk.refusal(&format!("{TRAVEL} {RIDE} {AT_8}").replace("--window 1", "--window 0"));
    assert!(refusal.starts_with("--window: "), "{refusal}");
}

#[test]
fn hills_take_longer() {
    let Some(data) = given("r5r-poa") else { return };
    let desk = Desk::new();
    let data = data.display();
    let grid = rows(std::path::Path::new(&format!("{data}/poa_hexgrid.csv")));
    let some: Vec<String> = grid[600..620].iter().map(|row| row[..3].join(",")).collect();
    desk.write("o.csv", &format!("id,lon,lat\n{}\n", some.join("\n")));
    let sum = |more: &str| -> f64 {
        desk.run(&format!(
            "travel --osm {data}/poa_osm.pbf --origins {{}}/o.csv --destinations {{}}/o.csv --mode walk \
             --cutoff 600 --out {{}}/r.csv {more}"
        ))
        .unwrap();
        rows(&desk.path("r.csv"))[1..].iter().map(|row| row[2].parse::<f64>().unwrap()).sum()
    };
    let (flat, hilly) = (sum(""), sum(&format!("--elevation {data}/poa_elevation.tif")));
    assert!(flat > 0.0 && hilly > flat * 1.005, "{flat} {hilly}");
}

#[test]
fn no_command_writes_over_what_it_reads() {
    let desk = town();
    desk.write("o.csv", "id,pop,by\na,1,1\nb,2,2\n");
    desk.write("d.csv", "id,cap\nx,1\n");
    desk.write("c.csv", "origin,dest,cost\na,x,1\nb,x,2\n");
    let access =
        "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --measure nearest";
    let ride = format!("{TRAVEL} {RIDE} {AT_8}");
    let cases = [
        (format!("{access} --out {{}}/c.csv"), "--out: ", "c.csv is --costs too"),
        (format!("{ride} --per-minute {{}}/./r.csv"), "--per-minute: ", "r.csv is --out too"),
        (ride.replace("{}/r.csv", "{}/b.csv"), "--out: ", "b.csv is --destinations too"),
        (
            "equity --in {}/o.csv --value pop --by by --lorenz {}/l.csv --curve {}/l.csv".to_owned(),
            "--curve: ",
            "l.csv is --lorenz too",
        ),
        (
            "export --in {}/o.csv --in-cols id,pop --out {}/o.csv".to_owned(),
            "--out: ",
            "o.csv is --in too",
        ),
        (
            "circle --costs {}/c.csv --cost-cols origin,dest,cost --origins {}/o.csv --destinations \
             {}/d.csv --dest-cols id,cap --out {}/d.csv"
                .to_owned(),
            "--out: ",
            "d.csv is --destinations too",
        ),
    ];
    let before = desk.files();
    for (line, option, expected) in cases {
        let refusal = desk.refusal(&line);
        assert!(refusal.starts_with(option) && refusal.contains(expected), "{refusal}");
        assert_eq!(desk.files(), before, "{line}");
    }
    assert!(std::fs::read_to_string(desk.path("c.csv")).unwrap().starts_with("origin,dest,cost\n"));
}

#[test]
fn the_note_of_a_result_is_the_same_in_every_folder() {
    let desk = Desk::new();
    desk.write("o.csv", "id,pop\na,1\n");
    desk.write("d.csv", "id,category,cap\nx,k,8\n");
    desk.write("c.csv", "origin,dest,cost\na,x,4\n");
    desk.write("i.csv", "indicator,unit,year,value\nbeds,a,2019,1\nbeds,b,2019,2\nbeds,c,2019,6\n");
    let of =
        "--costs {}/c.csv --cost-cols origin,dest,cost --origins {}/o.csv --destinations {}/d.csv";
    let index = "index --in {}/i.csv --indicators beds:more --weights equal --method sum --draws 2";
    let lines =
        [format!("access {of} --measure nearest"), format!("circle {of}"), index.to_owned()];
    for line in lines {
        let [one, two] = ["one", "two"].map(|folder| {
            std::fs::create_dir_all(desk.path(folder)).unwrap();
            let out = format!("{folder}/r.csv");
            let value = desk.run(&format!("{line} --out {{}}/{out}")).unwrap().value;
            assert!(value["out"].as_str().unwrap().ends_with(&out), "{value}");
            std::fs::read_to_string(desk.path(&format!("{out}.json"))).unwrap()
        });
        assert_eq!(one, two, "{line}");
    }
}

#[test]
fn options_of_measures() {
    let desk = Desk::new();
    desk.write("o.csv", "id,pop\na,1\n");
    desk.write("d.csv", "id,cap\nx,8\n");
    desk.write("c.csv", "origin,dest,cost\na,x,30\n");
    let line = "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --out {}/v.csv";
    let told = |more: &str| {
        let host = Remembering::default();
        let answer = desk.run_with(&format!("{line} {more}"), &host).unwrap();
        let value = rows(&desk.path("v.csv"))[1][1].parse::<f64>().unwrap();
        (value, host.notices.lock().unwrap().join("\n"), answer.words)
    };
    // At the middle a hair more than half: R5 divides by the weight of nothing to walk.
    let (half, notices, _) = told("--measure gravity --decay logistic:30,5");
    assert!((half - 8.0 * 0.500_009_389_27).abs() < 1e-9 && notices.is_empty(), "{half} {notices}");
    let (near, notices, _) = told("--measure nearest --decay exp:0.1 --tau 30");
    assert_eq!(near, 30.0);
    assert!(notices.contains("--decay is not read with --measure nearest"), "{notices}");
    assert!(notices.contains("--tau is not read"), "{notices}");
    let (_, _, words) = told("--measure m2sfca --cutoff 30");
    assert!(words.contains("distance wastes capacity"), "{words}");
    let (_, _, words) = told("--measure bfca --cutoff 30");
    assert!(words.contains("conserves people, not capacity"), "{words}");
    let refusal = desk.refusal(&format!("{line} --measure count --cutoff -1"));
    assert!(refusal.contains("-1") && refusal.contains("above 0"), "{refusal}");
}

#[test]
fn options_of_equity_and_index() {
    let desk = Desk::new();
    desk.write("e.csv", "id,value,pop,side,town\na,10,1,urban,n\nb,12,1,rural,n\nc,20,2,rural,s\n");
    let line = "equity --in {}/e.csv --value value --weight pop --group town --urban-rural side";
    let met = |more: &str| {
        let value = desk.run(&format!("{line} {more}")).unwrap().value;
        (value["urban_rural"]["met"].clone(), value["balance"]["met"].clone())
    };
    let of = |ratio: bool, balance: bool| (Value::Bool(ratio), Value::Bool(balance));
    // Means 10 and 52 / 3; n attains 0.71 of the overall mean 15.5, so the balance is 0.85.
    assert_eq!(met(""), of(true, false));
    assert_eq!(met("--better less"), of(false, false));
    assert_eq!(met("--better less --ratio-target 1.8"), of(true, false));
    assert_eq!(met("--balance-target 0.8"), of(true, true));
    let refusal = desk.refusal(&format!("{line} --epsilon -1"));
    assert!(refusal.contains("epsilon") && refusal.contains("0 or more"), "{refusal}");
    desk.write("i.csv", "indicator,unit,year,value\nbeds,a,2019,1\nbeds,b,2019,2\nbeds,c,2019,6\n");
    let scores = |scale: &str| -> Vec<f64> {
        let line =
            "index --in {}/i.csv --indicators beds:more --weights equal --method sum --draws 2";
        desk.run(&format!("{line} --normalise {scale} --out {{}}/s.csv")).unwrap();
        rows(&desk.path("s.csv"))[1..].iter().map(|row| row[2].parse().unwrap()).collect()
    };
    assert_eq!(scores("minmax"), [0.0, 0.2, 1.0]);
    assert_eq!(scores("rank"), [0.0, 0.5, 1.0]);
    let sd = (14.0_f64 / 3.0).sqrt();
    for (found, expected) in scores("z").into_iter().zip([-2.0 / sd, -1.0 / sd, 3.0 / sd]) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
}
