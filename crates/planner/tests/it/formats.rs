//! The same five villages in every format give the same answer.

use parquet::basic::{Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use proptest::prelude::*;
use std::sync::Arc;

use crate::run::{Desk, rows};

const VILLAGES: [(&str, f64, f64, f64); 3] =
    [("001", 121.25, 29.0, 1.0), ("002", 121.5, 29.5, 2.0), ("003", 121.75, 29.75, 4.0)];

fn wkb(x: f64, y: f64) -> Vec<u8> {
    let mut bytes = vec![1, 1, 0, 0, 0];
    bytes.extend(x.to_le_bytes());
    bytes.extend(y.to_le_bytes());
    bytes
}

fn write_xlsx(desk: &Desk) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["id", "lon", "lat", "pop"].iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
    for (row, (id, x, y, pop)) in VILLAGES.iter().enumerate() {
        let row = row as u32 + 1;
        sheet.write(row, 0, *id).unwrap();
        for (column, number) in [x, y, pop].into_iter().enumerate() {
            sheet.write(row, column as u16 + 1, *number).unwrap();
        }
    }
    book.save(desk.path("v.xlsx")).unwrap();
}

fn write_geojson(desk: &Desk) {
    let features: Vec<String> = VILLAGES
        .iter()
        .map(|(id, x, y, pop)| {
            // A square around the place, whose centre of gravity it is.
            let ring = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)]
                .map(|(dx, dy)| format!("[{},{}]", x + dx / 8.0, y + dy / 8.0))
                .join(",");
            format!(
                r#"{{"type":"Feature","id":"{id}","properties":{{"pop":{pop}}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
            )
        })
        .collect();
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    desk.write("v.geojson", &text);
}

fn write_gpkg(desk: &Desk, srs: i64) {
    let file = rusqlite::Connection::open(desk.path("v.gpkg")).unwrap();
    file.execute_batch(&format!(
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
         INSERT INTO gpkg_geometry_columns VALUES ('villages', 'geom', 'POINT', {srs}, 0, 0);
         CREATE TABLE villages (fid INTEGER PRIMARY KEY, geom BLOB, id TEXT, pop REAL);"
    ))
    .unwrap();
    for (id, x, y, pop) in VILLAGES {
        let mut blob = b"GP\x00\x01".to_vec();
        blob.extend(4326i32.to_le_bytes());
        blob.extend(wkb(x, y));
        file.execute("INSERT INTO villages (geom, id, pop) VALUES (?1, ?2, ?3)", (blob, id, pop))
            .unwrap();
    }
}

fn write_parquet(desk: &Desk) {
    let field = |name: &str, physical| {
        let field =
            Type::primitive_type_builder(name, physical).with_repetition(Repetition::REQUIRED);
        Arc::new(field.build().unwrap())
    };
    let fields = vec![
        field("id", Physical::BYTE_ARRAY),
        field("pop", Physical::DOUBLE),
        field("geometry", Physical::BYTE_ARRAY),
    ];
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build().unwrap());
    let geo = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":["Point"]}}}"#;
    let geo = KeyValue::new("geo".to_owned(), geo.to_owned());
    let properties = WriterProperties::builder().set_key_value_metadata(Some(vec![geo])).build();
    let file = std::fs::File::create(desk.path("v.parquet")).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let ids: Vec<ByteArray> = VILLAGES.iter().map(|(id, ..)| ByteArray::from(*id)).collect();
    let places: Vec<ByteArray> =
        VILLAGES.iter().map(|(_, x, y, _)| ByteArray::from(wkb(*x, *y))).collect();
    let people: Vec<f64> = VILLAGES.iter().map(|(.., pop)| *pop).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&ids, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<DoubleType>().write_batch(&people, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&places, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
}

/// Every format is read with its places by `import`, and its people by `access`.
#[test]
fn every_format_says_the_same() {
    let desk = Desk::new();
    let lines: Vec<String> =
        VILLAGES.iter().map(|(id, x, y, pop)| format!("{id},{x},{y},{pop}")).collect();
    desk.write("v.csv", &format!("\u{feff}id,lon,lat,pop\n{}\n", lines.join("\n")));
    desk.write("v.tsv", &format!("id\tlon\tlat\tpop\n{}\n", lines.join("\n").replace(',', "\t")));
    write_xlsx(&desk);
    write_geojson(&desk);
    write_gpkg(&desk, 4326);
    write_parquet(&desk);
    desk.write("d.csv", "id,cap\nx,14\n");
    desk.write("c.csv", "origin,dest,cost\n001,x,1\n002,x,2\n003,x,3\n");
    for ending in ["csv", "tsv", "xlsx", "geojson", "gpkg", "gpkg#villages", "parquet"] {
        let name = ending.replace('#', "-");
        let kept = desk.run(&format!(
            "import {{}}/v.{ending} --name {name} --kind zones --source test --date 2024-01-01 \
             --amount-cols pop --store {{}}/var"
        ));
        let about = kept.unwrap_or_else(|error| panic!("{ending}: {error}")).value["about"].clone();
        assert_eq!(
            (&about["rows"], &about["amounts"]["pop"]),
            (&3.into(), &7.0.into()),
            "{ending}"
        );
        desk.run(&format!(
            "access --costs {{}}/c.csv --origins {{}}/v.{ending} --destinations {{}}/d.csv --measure \
             2sfca --cutoff 5 --out {{}}/out.csv"
        ))
        .unwrap();
        let table = rows(&desk.path("out.csv"));
        assert_eq!(table[1..], [["001", "2"], ["002", "2"], ["003", "2"]], "{ending}");
    }
}

#[test]
fn what_is_written_as_parquet_reads_as_csv_does() {
    let desk = Desk::new();
    desk.write("o.csv", "id,pop\na,1\nb,2\nc,4\n");
    desk.write("d.csv", "id,cap\nx,7\n");
    desk.write("c.csv", "origin,dest,cost\na,x,1.5\nb,x,2\n");
    let line = "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --measure nearest --out {}/v.parquet";
    desk.run(line).unwrap();
    let first = std::fs::read(desk.path("v.parquet")).unwrap();
    let value = desk.run("equity --in {}/v.parquet --value value").unwrap().value;
    assert_eq!((&value["observations"], &value["mean"]), (&2.into(), &1.75.into()));
    let note = std::fs::read_to_string(desk.path("v.parquet.json")).unwrap();
    let note: serde_json::Value = serde_json::from_str(&note).unwrap();
    assert_eq!(note["output"]["sha256"], planner::digest::Digest::of(&first).hex());
    assert_eq!(note["inputs"].as_array().unwrap().len(), 3);
    assert_eq!(note["command"], "plan access");
    desk.run(line).unwrap();
    assert_eq!(
        std::fs::read(desk.path("v.parquet")).unwrap(),
        first,
        "the same inputs, the same bytes"
    );
}

#[test]
fn another_reference_system_is_refused() {
    let desk = Desk::new();
    write_gpkg(&desk, 32651);
    let refusal = desk.refusal(
        "import {}/v.gpkg --name v --kind zones --source test --date 2024-01-01 --store {}/var",
    );
    assert!(refusal.contains("reference system 32651"), "{refusal}");
    let refusal = desk.refusal(
        "import {}/v.gpkg#towns --name v --kind zones --source test --date 2024-01-01 --store {}/var",
    );
    assert!(refusal.contains("no layer \"towns\""), "{refusal}");
}

/// Brings a good file, damaged at a place by a byte or cut there, through `plan import`.
fn damaged(name: &str, at: f64, byte: Option<u8>) -> Result<(), TestCaseError> {
    let desk = Desk::new();
    match name {
        "v.gpkg" => write_gpkg(&desk, 4326),
        "v.parquet" => write_parquet(&desk),
        _ => write_xlsx(&desk),
    }
    let mut bytes = std::fs::read(desk.path(name)).unwrap();
    let at = (bytes.len() as f64 * at) as usize;
    match byte {
        Some(byte) => bytes[at] = byte,
        None => bytes.truncate(at),
    }
    std::fs::write(desk.path(name), bytes).unwrap();
    let line = format!(
        "import {{}}/{name} --name v --kind zones --source test --date 2024-01-01 --amount-cols pop \
         --store {{}}/var"
    );
    if let Err(error) = desk.run(&line) {
        prop_assert!(error.to_string().contains(name), "{error}");
        prop_assert!(!desk.path("var").exists(), "nothing is loaded");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Cut anywhere or with one byte changed, a file ends in an answer or in a sentence that names it.
    #[test]
    fn damaged_files_do_not_panic(
        name in prop::sample::select(vec!["v.gpkg", "v.parquet", "v.xlsx"]),
        at in 0.0f64..1.0,
        byte in prop::option::of(any::<u8>()),
    ) {
        damaged(name, at, byte)?;
    }
}

#[test]
fn damaged_parquet_all_along_ends_in_a_sentence() {
    // The reader of Parquet itself panics over some of these.
    for at in 0..100 {
        damaged("v.parquet", f64::from(at) / 100.0, Some(0xFF)).unwrap();
        damaged("v.parquet", f64::from(at) / 100.0, Some(1)).unwrap();
    }
}
