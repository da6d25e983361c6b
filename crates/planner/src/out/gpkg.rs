//! GeoPackage 1.3 (OGC 12-128r17): an SQLite file with a table for each layer.

mod rows;

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, MAIN_DB, ToSql};

use super::layer::{Feature, FieldKind, Layer, Value};
use super::wkb;
use crate::tables::Shape;

/// The degrees of WGS 84.
const WGS84: i32 = 4326;

/// Makes the file in memory.
pub(super) fn encode(layers: &[Layer]) -> rusqlite::Result<Vec<u8>> {
    let mut file = Connection::open_in_memory()?;
    file.execute_batch(rows::BEGIN)?;
    for layer in layers {
        write(&mut file, layer)?;
    }
    Ok(file.serialize(MAIN_DB)?.to_vec())
}

fn write(file: &mut Connection, layer: &Layer) -> rusqlite::Result<()> {
    let kind = geometry_kind(layer);
    let columns: Vec<(&str, &str)> =
        layer.fields.iter().map(|field| (field.name.as_str(), column_type(field.kind))).collect();
    let change = file.transaction()?;
    change.execute_batch(&rows::table(&layer.name, kind, &columns))?;
    let [west, south, east, north] = match layer.bounds() {
        Some(bounds) => bounds.map(Some),
        None => [None; 4],
    };
    let (data, srs) = if kind.is_some() { ("features", WGS84) } else { ("attributes", 0) };
    change.execute(rows::CONTENTS, (&layer.name, data, west, south, east, north, srs))?;
    if let Some(kind) = kind {
        change.execute(rows::GEOMETRY, (&layer.name, kind, WGS84))?;
    }
    {
        let mut insert =
            change.prepare(&rows::insert(&layer.name, kind.is_some(), columns.len()))?;
        for feature in &layer.features {
            insert.execute(rusqlite::params_from_iter(cells(feature, kind.is_some())))?;
        }
    }
    change.commit()
}

/// The values of a row: id, geometry if there is one, fields.
fn cells(feature: &Feature, has_geometry: bool) -> Vec<Cell<'_>> {
    let mut cells = vec![Cell::Word(&feature.id)];
    if has_geometry {
        cells.push(Cell::Blob(feature.shape.as_ref().map(blob)));
    }
    cells.extend(feature.values.iter().map(Cell::Value));
    cells
}

/// A value on its way into a row.
enum Cell<'a> {
    Word(&'a str),
    Blob(Option<Vec<u8>>),
    Value(&'a Value),
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Word(word) => word.to_sql(),
            Self::Blob(blob) => blob.to_sql(),
            Self::Value(Value::Nothing) => Ok(ToSqlOutput::from(rusqlite::types::Null)),
            Self::Value(Value::Word(word)) => word.to_sql(),
            Self::Value(Value::Number(number)) => Ok(ToSqlOutput::Owned(
                Some(*number)
                    .filter(|number| number.is_finite())
                    .map_or(rusqlite::types::Value::Null, rusqlite::types::Value::Real),
            )),
            Self::Value(Value::Whole(number)) => number.to_sql(),
        }
    }
}

/// A GeoPackage geometry: header with the reference system, no envelope, well-known binary.
fn blob(shape: &Shape) -> Vec<u8> {
    let mut blob = b"GP\x00\x01".to_vec();
    blob.extend(WGS84.to_le_bytes());
    blob.extend(wkb::bytes(shape));
    blob
}

/// The type that all geometries of a layer share; none for a plain table.
fn geometry_kind(layer: &Layer) -> Option<&'static str> {
    let kind = |shape: &Shape| match shape {
        Shape::Points(points) if points.len() == 1 => "POINT",
        Shape::Points(_) => "MULTIPOINT",
        Shape::Areas(_) => "MULTIPOLYGON",
    };
    let kinds = layer.features.iter().filter_map(|feature| feature.shape.as_ref()).map(kind);
    kinds.reduce(|a, b| if a == b { a } else { "GEOMETRY" })
}

fn column_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Word => "TEXT",
        FieldKind::Number => "REAL",
        FieldKind::Whole => "INTEGER",
    }
}
