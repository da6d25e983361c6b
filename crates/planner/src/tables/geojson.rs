//! GeoJSON (RFC 7946): a collection of features with properties and a geometry.

use std::borrow::Cow;
use std::path::Path;

use network::geo::Datum;
use serde_json::Value;

use super::wkb::{Area, Shape};
use super::{Cell, Found, Origin, Place, Record, Visit, Wanted, locate};
use crate::PlannerError;

pub(super) fn read(
    path: &Path,
    wanted: Wanted<'_>,
    visit: &mut Visit<'_>,
) -> Result<Found, PlannerError> {
    let text = std::fs::read(path).map_err(|why| PlannerError::file(path, why))?;
    let whole: Value = serde_json::from_slice(&text)
        .map_err(|error| PlannerError::format(path, format!("not JSON: {error}")))?;
    let features = whole.get("features").and_then(Value::as_array).ok_or_else(|| {
        PlannerError::format(path, "no `features`: give a GeoJSON FeatureCollection")
    })?;
    let datum = datum_of(path, &whole)?;
    let mut header = Vec::new();
    for feature in features {
        for name in properties(feature).map(|p| p.keys()).into_iter().flatten() {
            if !header.contains(&name) {
                header.push(name);
            }
        }
    }
    let has_id = features.iter().any(|feature| feature.get("id").is_some());
    let origins = locate(path, wanted, &header, |column| {
        let found = Origin::find(&header, column);
        // A feature may carry its id beside its properties.
        if found.is_none() && column == "id" && has_id {
            Some(Origin::Attribute(usize::MAX))
        } else {
            found
        }
    })?;
    for (before, feature) in features.iter().enumerate() {
        let row = before as u64 + 1;
        let place = || Place { file: path.display().to_string(), row, line: None };
        let refuse = |what: String| PlannerError::Row { place: place(), what };
        let point = match origins.iter().any(|origin| origin.is_geometry()) {
            true => Some(shape(feature.get("geometry")).map_err(refuse)?),
            false => None,
        };
        let cells: Vec<Cell<'_>> = origins
            .iter()
            .map(|origin| match (origin, point) {
                (Origin::Attribute(at), _) => {
                    let named = header.get(*at).and_then(|name| properties(feature)?.get(*name));
                    if *at == usize::MAX { cell_of(feature.get("id")) } else { cell_of(named) }
                }
                (Origin::Longitude, Some([x, _])) => Cell::Number(x),
                (Origin::Latitude, Some([_, y])) => Cell::Number(y),
                _ => Cell::Empty,
            })
            .collect();
        visit(&Record { row, place: &place, columns: wanted.columns, cells: &cells })?;
    }
    Ok(Found { rows: features.len() as u64, datum })
}

fn properties(feature: &Value) -> Option<&serde_json::Map<String, Value>> {
    feature.get("properties").and_then(Value::as_object)
}

/// The datum of the `crs` that older files carry; those without are WGS 84.
fn datum_of(path: &Path, whole: &Value) -> Result<Option<Datum>, PlannerError> {
    let Some(name) = whole.pointer("/crs/properties/name").and_then(Value::as_str) else {
        return Ok(Some(Datum::Wgs84));
    };
    if name.ends_with("CRS84") || name.ends_with(":4326") {
        return Ok(Some(Datum::Wgs84));
    }
    if name.ends_with(":4490") {
        return Ok(Some(Datum::Cgcs2000));
    }
    let what = format!("coordinates in {name}; save the file in EPSG:4326 or EPSG:4490 degrees");
    Err(PlannerError::format(path, what))
}

fn cell_of(value: Option<&Value>) -> Cell<'_> {
    match value {
        None | Some(Value::Null) => Cell::Empty,
        Some(Value::String(text)) => Cell::Text(Cow::Borrowed(text)),
        Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Cell::Integer(whole),
            (None, Some(number)) => Cell::Number(number),
            _ => Cell::Text(Cow::Owned(number.to_string())),
        },
        Some(other) => Cell::Text(Cow::Owned(other.to_string())),
    }
}

/// The whole geometry of each feature.
pub(super) fn shapes(path: &Path) -> Result<Vec<Shape>, PlannerError> {
    let text = std::fs::read(path).map_err(|why| PlannerError::file(path, why))?;
    let collection: Value = serde_json::from_slice(&text)
        .map_err(|error| PlannerError::format(path, format!("not JSON: {error}")))?;
    let features = collection.get("features").and_then(Value::as_array).into_iter().flatten();
    let row = |(before, feature): (usize, &Value)| {
        whole(feature.get("geometry")).map_err(|what| PlannerError::Row {
            place: Place { file: path.display().to_string(), row: before as u64 + 1, line: None },
            what,
        })
    };
    features.enumerate().map(row).collect()
}

/// The place that stands for a geometry.
fn shape(geometry: Option<&Value>) -> Result<[f64; 2], String> {
    let none = || "no geometry; give a point or an area".to_owned();
    whole(geometry)?.place().ok_or_else(none)
}

fn whole(geometry: Option<&Value>) -> Result<Shape, String> {
    let none = || "no geometry; give a point or an area".to_owned();
    let geometry = geometry.filter(|geometry| !geometry.is_null()).ok_or_else(none)?;
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or_default();
    let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
    let wrong = || format!("the coordinates of the {kind} are not as GeoJSON has them");
    Ok(match kind {
        "Point" => Shape::Points(vec![position(coordinates).ok_or_else(wrong)?]),
        "MultiPoint" => Shape::Points(ring(coordinates).ok_or_else(wrong)?),
        "Polygon" => Shape::Areas(vec![area(coordinates).ok_or_else(wrong)?]),
        "MultiPolygon" => {
            let areas: Option<Vec<Area>> =
                coordinates.as_array().and_then(|all| all.iter().map(area).collect());
            Shape::Areas(areas.ok_or_else(wrong)?)
        }
        _ => return Err(format!("a {kind} is no place; give points or areas")),
    })
}

fn position(value: &Value) -> Option<[f64; 2]> {
    let numbers = value.as_array()?;
    Some([numbers.first()?.as_f64()?, numbers.get(1)?.as_f64()?])
}

fn ring(value: &Value) -> Option<Vec<[f64; 2]>> {
    value.as_array()?.iter().map(position).collect()
}

fn area(value: &Value) -> Option<Area> {
    value.as_array()?.iter().map(ring).collect()
}
