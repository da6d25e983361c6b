//! GeoJSON (RFC 7946): one collection, ids and properties in the order of the fields.

use serde_json::{Map, Value as Json, json};

use super::layer::{Feature, Field, Layer, Value};
use crate::tables::{Area, Shape};

/// The collection as text.
pub(super) fn encode(layer: &Layer) -> Vec<u8> {
    serde_json::to_vec(&collection(layer)).unwrap_or_default()
}

/// The collection as a value.
pub(super) fn collection(layer: &Layer) -> Json {
    let features: Vec<Json> =
        layer.features.iter().map(|feature| of_feature(feature, &layer.fields)).collect();
    json!({ "type": "FeatureCollection", "name": layer.name, "features": features })
}

/// A feature; the id stands beside the properties and among them, as tables want it there.
pub(super) fn of_feature(feature: &Feature, fields: &[Field]) -> Json {
    let mut properties = Map::new();
    properties.insert("id".to_owned(), json!(feature.id));
    for (field, value) in fields.iter().zip(&feature.values) {
        properties.insert(field.name.clone(), plain(value));
    }
    json!({
        "type": "Feature",
        "id": feature.id,
        "properties": properties,
        "geometry": feature.shape.as_ref().map(geometry),
    })
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Nothing => Json::Null,
        Value::Word(word) => json!(word),
        Value::Number(number) => json!(Some(number).filter(|number| number.is_finite())),
        Value::Whole(number) => json!(number),
    }
}

/// The geometry; one part is written as the simple type.
pub(super) fn geometry(shape: &Shape) -> Json {
    match shape {
        Shape::Points(points) => match points.as_slice() {
            [point] => json!({ "type": "Point", "coordinates": point }),
            _ => json!({ "type": "MultiPoint", "coordinates": points }),
        },
        Shape::Areas(areas) => {
            let areas: Vec<Area> = areas.iter().map(wound).collect();
            match areas.as_slice() {
                [area] => json!({ "type": "Polygon", "coordinates": area }),
                _ => json!({ "type": "MultiPolygon", "coordinates": areas }),
            }
        }
    }
}

/// Outlines against the clock and holes with it, as the standard asks.
fn wound(area: &Area) -> Area {
    let turned = |(n, ring): (usize, &Vec<[f64; 2]>)| {
        let mut ring = ring.clone();
        if (Shape::twice_area(&ring) > 0.0) != (n == 0) {
            ring.reverse();
        }
        ring
    };
    area.iter().enumerate().map(turned).collect()
}
