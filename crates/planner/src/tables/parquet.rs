//! Parquet and GeoParquet: only the columns asked for are unpacked; geometries are well-known binary.

use std::borrow::Cow;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use network::geo::Datum;
use parquet::errors::ParquetError;
use parquet::file::metadata::FileMetaData;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use serde_json::Value;

use super::{Cell, Found, Origin, Place, Record, Shape, Visit, Wanted, locate, wkb};
use crate::PlannerError;

/// What the metadata of GeoParquet say.
struct Geometry {
    column: String,
    datum: Datum,
}

pub(super) fn read(
    path: &Path,
    wanted: Wanted<'_>,
    visit: &mut Visit<'_>,
) -> Result<Found, PlannerError> {
    let wrong =
        |error: ParquetError| PlannerError::format(path, format!("not readable Parquet: {error}"));
    let file = File::open(path).map_err(|why| PlannerError::file(path, why))?;
    let reader = guarded(path, || SerializedFileReader::new(file))?.map_err(wrong)?;
    let metadata = reader.metadata().file_metadata();
    let fields = metadata.schema().get_fields();
    let header: Vec<&str> = fields.iter().map(|field| field.name()).collect();
    let origins = locate(path, wanted, &header, |column| Origin::find(&header, column))?;
    let needs_place = origins.iter().any(|origin| origin.is_geometry());
    let geometry = if needs_place { Some(geometry_of(path, metadata)?) } else { None };
    let geometry_at =
        geometry.as_ref().and_then(|geo| header.iter().position(|h| *h == geo.column));
    let mut unpacked: Vec<usize> = origins
        .iter()
        .filter_map(|origin| match origin {
            Origin::Attribute(at) => Some(*at),
            _ => geometry_at,
        })
        .collect();
    unpacked.sort_unstable();
    unpacked.dedup();
    let columns = unpacked.iter().map(|at| Arc::clone(&fields[*at])).collect();
    let projection = Type::group_type_builder(metadata.schema().name()).with_fields(columns);
    let projection = projection.build().map_err(wrong)?;
    let slot = |at: usize| unpacked.binary_search(&at).unwrap_or_default();
    let mut rows = 0;
    let found = guarded(path, || reader.get_row_iter(Some(projection)))?;
    let mut found = found.map_err(wrong)?;
    while let Some(row) = guarded(path, || found.next())? {
        let row: Row = row.map_err(wrong)?;
        rows += 1;
        let place = || Place { file: path.display().to_string(), row: rows, line: None };
        let refuse = |what: String| PlannerError::Row { place: place(), what };
        let values: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
        let here = match geometry_at {
            Some(at) => Some(position(values.get(slot(at)).copied()).map_err(refuse)?),
            None => None,
        };
        let cell = |origin: &Origin| match (origin, here) {
            (Origin::Attribute(at), _) => cell_of(values.get(slot(*at)).copied()),
            (Origin::Longitude, Some([x, _])) => Cell::Number(x),
            (Origin::Latitude, Some([_, y])) => Cell::Number(y),
            _ => Cell::Empty,
        };
        let cells: Vec<Cell<'_>> = origins.iter().map(cell).collect();
        visit(&Record { row: rows, place: &place, columns: wanted.columns, cells: &cells })?;
    }
    Ok(Found { rows, datum: geometry.map(|geometry| geometry.datum) })
}

/// The whole geometry of each row.
pub(super) fn shapes(path: &Path) -> Result<Vec<Shape>, PlannerError> {
    let wrong =
        |error: ParquetError| PlannerError::format(path, format!("not readable Parquet: {error}"));
    let file = File::open(path).map_err(|why| PlannerError::file(path, why))?;
    let reader = guarded(path, || SerializedFileReader::new(file))?.map_err(wrong)?;
    let metadata = reader.metadata().file_metadata();
    let geometry = geometry_of(path, metadata)?;
    let own = |field: &&Arc<Type>| field.name() == geometry.column;
    let columns = metadata.schema().get_fields().iter().filter(own).cloned().collect();
    let projection = Type::group_type_builder(metadata.schema().name()).with_fields(columns);
    let projection = projection.build().map_err(wrong)?;
    let mut shapes = Vec::new();
    let found = guarded(path, || reader.get_row_iter(Some(projection)))?;
    let mut found = found.map_err(wrong)?;
    while let Some(row) = guarded(path, || found.next())? {
        let row: Row = row.map_err(wrong)?;
        let field = row.get_column_iter().next().map(|(_, field)| field);
        let (file, number) = (path.display().to_string(), shapes.len() as u64 + 1);
        let place = Place { file, row: number, line: None };
        shapes.push(shape(field).map_err(|what| PlannerError::Row { place, what })?);
    }
    Ok(shapes)
}

/// What the reader of the format gives. It panics over some damaged files, of which a planner should
/// hear in a sentence.
fn guarded<T>(path: &Path, work: impl FnOnce() -> T) -> Result<T, PlannerError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let what = "not readable Parquet: it is damaged inside; fetch or save it again";
        PlannerError::format(path, what)
    })
}

/// The primary geometry by the `geo` metadata (GeoParquet 1.1); without a reference system it is
/// in the degrees of WGS 84.
fn geometry_of(path: &Path, metadata: &FileMetaData) -> Result<Geometry, PlannerError> {
    let refuse = |what: String| PlannerError::format(path, what);
    let entries = metadata.key_value_metadata().into_iter().flatten();
    let geo = entries.filter(|entry| entry.key == "geo").find_map(|entry| entry.value.as_deref());
    let Some(geo) = geo else {
        return Err(refuse(
            "no columns lon and lat, and no GeoParquet geometry; name the columns".to_owned(),
        ));
    };
    let geo: Value = serde_json::from_str(geo)
        .map_err(|error| refuse(format!("its GeoParquet metadata are not JSON: {error}")))?;
    let column = geo.get("primary_column").and_then(Value::as_str).unwrap_or("geometry");
    let about = geo.get("columns").and_then(|columns| columns.get(column));
    let about = about.ok_or_else(|| refuse(format!("its metadata do not describe {column}")))?;
    if about.get("encoding").and_then(Value::as_str) != Some("WKB") {
        return Err(refuse(format!("the geometry {column} is not WKB; save it as WKB")));
    }
    let crs = about.get("crs").filter(|crs| !crs.is_null());
    let datum = match crs.and_then(|crs| crs.pointer("/id/code")) {
        None if crs.is_none() => Datum::Wgs84,
        Some(code) if code == "CRS84" || code.as_i64() == Some(4326) => Datum::Wgs84,
        Some(code) if code.as_i64() == Some(4490) => Datum::Cgcs2000,
        other => {
            let name = other.map_or_else(|| "another system".to_owned(), Value::to_string);
            let what = format!("coordinates in {name}; save the file in EPSG:4326 or EPSG:4490");
            return Err(refuse(what));
        }
    };
    Ok(Geometry { column: column.to_owned(), datum })
}

fn position(value: Option<&Field>) -> Result<[f64; 2], String> {
    let place = shape(value)?.place();
    place.ok_or_else(|| "the geometry is empty; give a point or an area".to_owned())
}

fn shape(value: Option<&Field>) -> Result<Shape, String> {
    let Some(Field::Bytes(bytes)) = value else {
        return Err("no geometry; give a point or an area".to_owned());
    };
    wkb::parse(bytes.data())
}

fn cell_of(field: Option<&Field>) -> Cell<'_> {
    match field {
        None | Some(Field::Null) => Cell::Empty,
        Some(Field::Str(text)) => Cell::Text(Cow::Borrowed(text)),
        Some(Field::Bytes(bytes)) => Cell::Text(String::from_utf8_lossy(bytes.data())),
        Some(Field::Byte(number)) => Cell::Integer(i64::from(*number)),
        Some(Field::Short(number)) => Cell::Integer(i64::from(*number)),
        Some(Field::Int(number)) => Cell::Integer(i64::from(*number)),
        Some(Field::Long(number)) => Cell::Integer(*number),
        Some(Field::UByte(number)) => Cell::Integer(i64::from(*number)),
        Some(Field::UShort(number)) => Cell::Integer(i64::from(*number)),
        Some(Field::UInt(number)) => Cell::Integer(i64::from(*number)),
        Some(Field::Float(number)) => Cell::Number(f64::from(*number)),
        Some(Field::Double(number)) => Cell::Number(*number),
        Some(other) => Cell::Text(Cow::Owned(other.to_string())),
    }
}
