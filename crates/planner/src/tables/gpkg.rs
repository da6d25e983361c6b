//! GeoPackage (OGC 12-128): an SQLite file with feature tables, opened for reading only.

mod rows;

use std::borrow::Cow;
use std::path::Path;

use network::geo::Datum;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{Cell, Found, Origin, Place, Record, Shape, Visit, Wanted, locate, wkb};
use crate::PlannerError;

/// A feature table.
struct Layer {
    name: String,
    geometry: String,
    srs: i64,
}

pub(super) fn read(
    path: &Path,
    layer: Option<&str>,
    wanted: Wanted<'_>,
    visit: &mut Visit<'_>,
) -> Result<Found, PlannerError> {
    let wrong = |error| unreadable(path, &error);
    let (file, layer) = open(path, layer)?;
    let mut statement = file.prepare(&rows::all_of(&layer.name)).map_err(wrong)?;
    let header: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let origins = locate(path, wanted, &header, |column| Origin::find(&header, column))?;
    let needs_place = origins.iter().any(|origin| origin.is_geometry());
    let datum = if needs_place { Some(datum_of(path, layer.srs)?) } else { None };
    let geometry = header.iter().position(|name| *name == layer.geometry);
    let name = format!("{}#{}", path.display(), layer.name);
    let mut found = statement.query([]).map_err(wrong)?;
    let mut rows = 0;
    while let Some(row) = found.next().map_err(wrong)? {
        rows += 1;
        let place = || Place { file: name.clone(), row: rows, line: None };
        let refuse = |what: String| PlannerError::Row { place: place(), what };
        let here = match geometry.filter(|_| needs_place) {
            Some(at) => Some(position(row.get_ref(at).map_err(wrong)?).map_err(refuse)?),
            None => None,
        };
        let cell = |origin: &Origin| match (origin, here) {
            (Origin::Attribute(at), _) => row.get_ref(*at).map(cell_of).map_err(wrong),
            (Origin::Longitude, Some([x, _])) => Ok(Cell::Number(x)),
            (Origin::Latitude, Some([_, y])) => Ok(Cell::Number(y)),
            _ => Ok(Cell::Empty),
        };
        let cells: Vec<Cell<'_>> = origins.iter().map(cell).collect::<Result<_, _>>()?;
        visit(&Record { row: rows, place: &place, columns: wanted.columns, cells: &cells })?;
    }
    Ok(Found { rows, datum })
}

/// The whole geometry of each row.
pub(super) fn shapes(path: &Path, layer: Option<&str>) -> Result<Vec<Shape>, PlannerError> {
    let wrong = |error| unreadable(path, &error);
    let (file, layer) = open(path, layer)?;
    let mut statement = file.prepare(&rows::all_of(&layer.name)).map_err(wrong)?;
    let at = statement.column_names().position(|name| name == layer.geometry);
    let mut found = statement.query([]).map_err(wrong)?;
    let mut shapes = Vec::new();
    while let Some(row) = found.next().map_err(wrong)? {
        let cell = row.get_ref(at.unwrap_or(usize::MAX)).map_err(wrong)?;
        let name = format!("{}#{}", path.display(), layer.name);
        let place = Place { file: name, row: shapes.len() as u64 + 1, line: None };
        shapes.push(shape(cell).map_err(|what| PlannerError::Row { place, what })?);
    }
    Ok(shapes)
}

/// The file, read only, and the layer that is asked for.
fn open(path: &Path, layer: Option<&str>) -> Result<(Connection, Layer), PlannerError> {
    // Opening creates nothing, but a missing file should be called missing.
    std::fs::metadata(path).map_err(|why| PlannerError::file(path, why))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file =
        Connection::open_with_flags(path, flags).map_err(|error| unreadable(path, &error))?;
    let layer = find_layer(path, &file, layer)?;
    Ok((file, layer))
}

fn unreadable(path: &Path, error: &rusqlite::Error) -> PlannerError {
    PlannerError::format(path, format!("not a readable GeoPackage: {error}"))
}

fn find_layer(path: &Path, file: &Connection, asked: Option<&str>) -> Result<Layer, PlannerError> {
    let layer = file
        .query_row(rows::LAYER, [asked], |row| {
            Ok(Layer { name: row.get(0)?, geometry: row.get(1)?, srs: row.get(2)? })
        })
        .optional()
        .map_err(|error| unreadable(path, &error))?;
    layer.ok_or_else(|| {
        let what = format!("no layer {:?} with geometries", asked.unwrap_or("at all"));
        PlannerError::format(path, what)
    })
}

fn datum_of(path: &Path, srs: i64) -> Result<Datum, PlannerError> {
    match srs {
        4326 => Ok(Datum::Wgs84),
        4490 => Ok(Datum::Cgcs2000),
        _ => {
            let what = format!(
                "coordinates in reference system {srs}; save the layer in EPSG:4326 or EPSG:4490 \
                 degrees"
            );
            Err(PlannerError::format(path, what))
        }
    }
}

/// The place of a GeoPackage geometry.
fn position(value: ValueRef<'_>) -> Result<[f64; 2], String> {
    let place = shape(value)?.place();
    place.ok_or_else(|| "the geometry is empty; give a point or an area".to_owned())
}

/// A GeoPackage geometry: a header, perhaps an envelope, then well-known binary.
fn shape(value: ValueRef<'_>) -> Result<Shape, String> {
    let ValueRef::Blob(bytes) = value else {
        return Err("no geometry; give a point or an area".to_owned());
    };
    let damaged = || "the geometry has no GeoPackage header; the file is damaged".to_owned();
    let &[b'G', b'P', _, flags] = bytes.first_chunk::<4>().ok_or_else(damaged)? else {
        return Err(damaged());
    };
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(damaged()),
    };
    wkb::parse(bytes.get(8 + envelope..).ok_or_else(damaged)?)
}

fn cell_of(value: ValueRef<'_>) -> Cell<'_> {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => Cell::Empty,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Number(number),
        ValueRef::Text(text) => Cell::Text(match std::str::from_utf8(text) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(text),
        }),
    }
}
