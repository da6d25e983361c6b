//! `plan import`: kept with digest, source and date; listed, replaced, used by name.

use planner::store::Store;

use crate::given::given;
use crate::run::{Desk, Remembering, rows};

const ZONES: &str = "id,lon,lat,pop\na,121.1,29.0,4\nb,121.2,29.1,8\n";

#[test]
fn a_dataset_is_kept_listed_replaced_and_used() {
    let desk = Desk::new();
    desk.write("zones.csv", ZONES);
    let line = "import {}/zones.csv --name zones --kind zones --source census --date 2020-11-01 \
                --amount-cols pop --store {}/var/plan";
    let kept = desk.run(line).unwrap().value;
    assert_eq!(kept["about"]["amounts"]["pop"], 12.0);
    assert_eq!(kept["sha256"].as_str().unwrap().len(), 64);
    assert_eq!((&kept["source"], &kept["date"]), (&"census".into(), &"2020-11-01".into()));
    let again = desk.refusal(line);
    assert!(again.contains("--replace"), "{again}");
    desk.write("zones.csv", "id,lon,lat,pop\na,121.1,29.0,16\n");
    let replaced = desk.run(&format!("{line} --replace")).unwrap().value;
    assert_ne!(replaced["sha256"], kept["sha256"]);
    let listed = desk.run("import --list --store {}/var/plan").unwrap();
    assert_eq!(listed.value, serde_json::json!({ "datasets": [replaced] }));
    assert!(listed.words.contains("zones  zones  2020-11-01"), "{}", listed.words);
    let files: Vec<_> = std::fs::read_dir(desk.path("var/plan/zones")).unwrap().collect();
    assert_eq!(files.len(), 1, "the bytes that were replaced are gone");
    desk.write("d.csv", "id,cap\nx,2\n");
    desk.write("c.csv", "origin,dest,cost\na,x,1\n");
    let answer = desk.run(
        "access --costs {}/c.csv --origins @zones --origin-cols id,pop --destinations {}/d.csv \
         --measure 2sfca --cutoff 5 --out {}/v.csv --store {}/var/plan",
    );
    assert_eq!(answer.unwrap().value["summary"]["most"], 0.125);
    let missing = desk.refusal(
        "access --costs {}/c.csv --origins @zonen --destinations {}/d.csv --measure nearest --out \
         {}/v.csv --store {}/var/plan",
    );
    assert!(missing.contains("it has zones"), "{missing}");
}

#[test]
fn imports_at_the_same_time_are_all_kept() {
    let desk = Desk::new();
    desk.write("z.csv", ZONES);
    let import = |name: &str| {
        desk.run(&format!(
            "import {{}}/z.csv --name {name} --kind zones --source census --date 2020-11-01 --store {{}}/var"
        ))
    };
    std::thread::scope(|scope| {
        for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            scope.spawn(move || import(name).unwrap());
        }
    });
    let mut before = Store::open(&desk.path("var")).unwrap();
    assert_eq!(before.datasets().len(), 8);
    // What somebody else keeps after the list was read stays too, and is not written over.
    import("i").unwrap();
    let zones = before.find("a").unwrap().clone();
    let mut keep = |name: &str| {
        let name = name.to_owned();
        let dataset = planner::store::Dataset { name, ..zones.clone() };
        before.keep(&desk.path("z.csv"), dataset, false).map(|_| ()).map_err(|e| e.to_string())
    };
    assert!(keep("i").unwrap_err().contains("there is one of that name"));
    keep("j").unwrap();
    assert_eq!(Store::open(&desk.path("var")).unwrap().datasets().len(), 10);
}

#[test]
fn a_dataset_that_was_changed_is_refused() {
    let desk = Desk::new();
    desk.write("z.csv", ZONES);
    let import =
        "import {}/z.csv --name z --kind zones --source census --date 2020-11-01 --store {}/var";
    let kept = desk.run(import).unwrap().value;
    let file = desk.path("var/z").join(kept["file"].as_str().unwrap());
    std::fs::write(file, ZONES.replace(",8", ",9")).unwrap();
    let export = "export --in @z --store {}/var --out {}/o.csv";
    for line in [export, "equity --in @z --value pop --store {}/var"] {
        let refusal = desk.refusal(line);
        assert!(refusal.contains("dataset z: its bytes were changed"), "{refusal}");
    }
    assert_eq!(desk.files(), ["var", "z.csv"]);
    desk.run(&format!("{import} --replace")).unwrap();
    desk.run(export).unwrap();
}

#[test]
fn a_refused_timetable_tells_more_than_its_first_error() {
    let desk = Desk::new();
    // A zip that holds nothing.
    std::fs::write(desk.path("g.zip"), [b"PK\x05\x06".as_slice(), &[0; 18]].concat()).unwrap();
    let host = Remembering::default();
    let line =
        "import {}/g.zip --name g --kind timetable --source x --date 2024-01-01 --store {}/var";
    let refused = desk.run_with(line, &host).unwrap_err();
    let notices = host.notices.lock().unwrap().join("\n");
    for file in ["stops.txt: error", "trips.txt: error", "stop_times.txt: error"] {
        assert!(notices.contains(file), "{notices}");
        assert!(refused.findings().iter().any(|one| one.starts_with(file)), "{file}");
    }
}

#[test]
fn a_broken_dataset_changes_nothing() {
    let desk = Desk::new();
    desk.write("f.csv", "id,lon,lat,level\na,121,29,village\nb,121,29,hamlet\n");
    let common = "--name f --source register --date 2024-01-01 --store {}/var";
    let check = |file: &str, more: &str, expected: &str| {
        let refusal = desk.refusal(&format!("import {{}}/{file} {common} {more}"));
        assert!(refusal.contains(expected), "{refusal}");
        assert_eq!(desk.files(), ["f.csv"]);
    };
    check(
        "f.csv",
        "--kind facilities --level-col level",
        "row 2 (line 3), column level: \"hamlet\"",
    );
    check(
        "f.csv",
        "--kind facilities --hours-col level",
        "row 1 (line 2), column level: \"village\" are no opening hours",
    );
    check("f.csv", "--kind facilities --amount-cols beds", "no column \"beds\"");
    check("f.csv", "--kind streets", "f.csv");
    check("f.csv", "--kind timetable", "not a readable zip");
    check("none.csv", "--kind zones", "none.csv");
    let refusal = desk.refusal(
        "import {}/f.csv --name ../f --kind zones --source x --date 2024-01-01 --store {}/var",
    );
    assert!(refusal.contains("letters"), "{refusal}");
}

#[test]
fn a_timetable_is_checked() {
    let Some(zip) = given("r5r-poa/poa_trensurb.zip") else { return };
    let desk = Desk::new();
    let answer = desk.run(&format!(
        "import {} --name rail --kind timetable --source Trensurb --date 2019-05-13 --store {{}}/var",
        zip.display()
    ));
    let value = answer.unwrap().value;
    assert!(value["about"]["trips"].as_u64().unwrap() > 100, "{value}");
    assert!(value["about"]["days"].is_array());
}

#[test]
fn what_was_imported_as_gcj02_is_used_as_gcj02() {
    let desk = Desk::new();
    let place = network::Point::new(121.4, 31.2).unwrap();
    let (lon, lat) = network::geo::datum::to_gcj02(place);
    desk.write("z.csv", &format!("id,lon,lat\na,{lon},{lat}\n"));
    let feature = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a"},"geometry":{"type":"Point","coordinates":[LON,LAT]}}]}"#;
    let feature = feature.replace("LON", &lon.to_string()).replace("LAT", &lat.to_string());
    desk.write("z.geojson", &feature);
    for name in ["z.csv", "z.geojson"] {
        let replace = if name == "z.csv" { "" } else { "--replace" };
        let kept = desk.run(&format!(
            "import {{}}/{name} --name z --kind zones --source map --date 2024-01-01 --crs gcj02 \
             --store {{}}/var {replace}"
        ));
        assert_eq!(kept.unwrap().value["crs"], "gcj02");
        let check = |input: &str, more: &str| {
            let line = format!("export --in {input} {more} --store {{}}/var --out {{}}/o.csv");
            desk.run(&line).unwrap();
            let table = rows(&desk.path("o.csv"));
            let [lon, lat] = [1, 2].map(|n| table[1][n].parse::<f64>().unwrap());
            let off = place.distance(network::Point::new(lon, lat).unwrap()).0;
            assert!(off < 1.0, "{input} {more}: {off} m");
        };
        check("@z", "");
        check("@z", "--crs gcj02");
        check(&format!("{{}}/{name}"), "--crs gcj02");
        // The note names the dataset with its source and date.
        desk.run("export --in @z --store {}/var --out {}/o.csv").unwrap();
        let note = std::fs::read(desk.path("o.csv.json")).unwrap();
        let note: serde_json::Value = serde_json::from_slice(&note).unwrap();
        let named = serde_json::json!({ "name": "z", "source": "map", "date": "2024-01-01" });
        assert_eq!(note["inputs"][0]["dataset"], named);
    }
    for line in [
        "export --in @z --crs wgs84 --store {}/var --out {}/x.csv",
        "travel --osm {}/z.csv --origins @z --destinations @z --mode walk --crs cgcs2000 --store \
         {}/var --out {}/x.csv",
    ] {
        let refusal = desk.refusal(line);
        assert!(refusal.contains("--crs: dataset z was imported as gcj02"), "{refusal}");
    }
}

#[test]
fn the_layer_that_was_imported_is_the_one_that_is_used() {
    let desk = Desk::new();
    let file = rusqlite::Connection::open(desk.path("two.gpkg")).unwrap();
    file.execute_batch(
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
         INSERT INTO gpkg_geometry_columns VALUES ('north', 'geom', 'POINT', 4326, 0, 0), ('south', 'geom', 'POINT', 4326, 0, 0);
         CREATE TABLE north (fid INTEGER PRIMARY KEY, geom BLOB, id TEXT, pop REAL);
         CREATE TABLE south (fid INTEGER PRIMARY KEY, geom BLOB, id TEXT, pop REAL);
         INSERT INTO north (id, pop) VALUES ('a', 100), ('b', 300);
         INSERT INTO south (id, pop) VALUES ('c', 2), ('d', 4);",
    )
    .unwrap();
    drop(file);
    let kept = desk.run(
        "import {}/two.gpkg#south --name two --kind table --amount-cols pop --source survey --date \
         2024-01-01 --store {}/var",
    );
    assert_eq!(kept.unwrap().value["part"], "south");
    let mean = |input: &str| {
        let line = format!("equity --in {input} --value pop --lorenz {{}}/l.csv --store {{}}/var");
        desk.run(&line).unwrap().value["mean"].clone()
    };
    assert_eq!(mean("@two#north"), 200.0);
    assert_eq!(mean("@two"), 3.0);
    let note = std::fs::read_to_string(desk.path("l.csv.json")).unwrap();
    assert!(note.contains(r#""part": "south""#), "{note}");
}
