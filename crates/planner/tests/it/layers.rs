//! `plan export`: every format holds the same, and GDAL reads it.

use std::process::Command;

use crate::run::{Desk, rows};

/// Two areas, one with a hole in two parts, with a code, a number, a gap and Chinese.
const VILLAGES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"007","name":"湖镇","pop":120},"geometry":{"type":"Polygon","coordinates":[[[119,29],[119.1,29],[119.1,29.1],[119,29.1],[119,29]]]}},
{"type":"Feature","properties":{"id":"008","name":"\"塔石\", 北","pop":null},"geometry":{"type":"MultiPolygon","coordinates":[[[[119.2,29],[119.4,29],[119.4,29.2],[119.2,29.2],[119.2,29]],[[119.25,29.05],[119.3,29.05],[119.3,29.1],[119.25,29.05]]],[[[119.5,29],[119.6,29],[119.6,29.1],[119.5,29]]]]}}]}"#;

const LINE: &str = "export --in {}/v.geojson --in-cols id,name,pop --join {}/access.csv --join-cols \
                    id,value --layer villages --out";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("v.geojson", VILLAGES);
    desk.write("access.csv", "id,value\n007,0.25\n009,1\n");
    desk
}

/// `ogrinfo` on a file; none, said loudly, where GDAL or its driver is not installed.
pub fn ogrinfo(desk: &Desk, name: &str, driver: &str) -> Option<String> {
    let run = |arguments: &[&str]| Command::new("ogrinfo").args(arguments).output().ok();
    let Some(formats) = run(&["--formats"]) else {
        eprintln!("NOT TESTED: ogrinfo (gdal-bin) is not installed");
        return None;
    };
    if !String::from_utf8_lossy(&formats.stdout).contains(&format!("{driver} -")) {
        eprintln!("NOT TESTED: this GDAL has no driver {driver}");
        return None;
    }
    let path = desk.path(name).display().to_string();
    let found = run(&["-al", "-ro", &path]).unwrap();
    let text = String::from_utf8_lossy(&found.stdout).into_owned();
    let errors = String::from_utf8_lossy(&found.stderr).into_owned();
    assert!(found.status.success() && errors.is_empty(), "{name}: {errors}{text}");
    Some(text)
}

#[test]
fn gdal_reads_every_export() {
    let desk = desk();
    let cases = [
        ("v.gpkg", "GPKG"),
        ("out.geojson", "GeoJSON"),
        ("v.csv", "CSV"),
        ("v.xlsx", "XLSX"),
        ("v.parquet", "Parquet"),
    ];
    for (name, driver) in cases {
        let answer = desk.run(&format!("{LINE} {{}}/{name}")).unwrap();
        assert_eq!(answer.value["rows"], 2, "{name}");
        let Some(text) = ogrinfo(&desk, name, driver) else { continue };
        for wanted in ["Feature Count: 2", "007", "湖镇", "120", "0.25", "\"塔石\", 北"] {
            assert!(text.contains(wanted), "{name} lacks {wanted}:\n{text}");
        }
        if driver == "GPKG" || driver == "GeoJSON" {
            assert!(text.contains("POLYGON") && text.contains("WGS 84"), "{name}:\n{text}");
            assert!(text.contains("(119.000000, 29.000000) - (119.600000, 29.200000)"), "{text}");
        }
    }
}

#[test]
fn every_export_is_read_again_and_written_the_same() {
    let desk = desk();
    for name in ["v.gpkg", "out.geojson", "v.parquet"] {
        desk.run(&format!("{LINE} {{}}/{name}")).unwrap();
        let first = std::fs::read(desk.path(name)).unwrap();
        // Places, words and numbers come back; the geometry is the same to the bit.
        let layer = if name == "v.gpkg" { "#villages" } else { "" };
        let again = format!(
            "export --in {{}}/{name}{layer} --in-cols id,name,pop,value --layer villages --out \
             {{}}/again-{name}"
        );
        desk.run(&again).unwrap();
        assert_eq!(std::fs::read(desk.path(&format!("again-{name}"))).unwrap(), first, "{name}");
        desk.run(&format!("{again}.csv")).unwrap();
        let table = rows(&desk.path(&format!("again-{name}.csv")));
        assert_eq!(table[0], ["id", "name", "pop", "value", "lon", "lat"], "{name}");
        assert_eq!(table[1][..4], ["007", "湖镇", "120", "0.25"], "{name}");
        assert_eq!(table[2][..4], ["008", "\"塔石\", 北", "", ""], "{name}");
        assert_eq!(table[1][4].parse::<f64>().unwrap(), 119.05, "{name}");
    }
    let note = std::fs::read_to_string(desk.path("v.gpkg.json")).unwrap();
    assert!(note.contains("plan export") && note.contains("\"rows\": 2"), "{note}");
}

#[test]
fn what_cannot_be_exported_leaves_nothing() {
    let desk = desk();
    let before = desk.files();
    let refused = |line: &str, wanted: &str| {
        let refusal = desk.refusal(line);
        assert!(refusal.contains(wanted), "{refusal}");
        assert_eq!(desk.files(), before, "{line}");
    };
    refused(&format!("{LINE} {{}}/v.shp"), "ends in none of");
    refused("export --in {}/v.geojson --in-cols id,none --out {}/v.csv", "no column \"none\"");
    refused("export --in {}/v.geojson --in-cols pop --out {}/v.csv", "row 2");
    let twice = "export --in {}/v.geojson --in-cols id,name --join {}/access.csv --join-cols id,id --out {}/v.csv";
    refused(twice, "\"id\"");
}
