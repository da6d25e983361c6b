//! Points and areas on the earth, their frame, and their place on the square map of the web.

use network::geo::Datum;
use serde_json::{Value, json};

/// Rings of one area: the outline first, then its holes; degrees east and north (WGS 84).
pub(crate) type Area = Vec<Vec<[f64; 2]>>;

/// What stands on a map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// A point in degrees.
    Point([f64; 2]),
    /// Areas, of which a division may have several.
    Areas(Vec<Area>),
}

/// West, south, east and north in degrees.
pub(crate) type Bounds = [f64; 4];

/// The frame of nothing, which any point widens.
pub(crate) const EMPTY: Bounds =
    [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

/// The smallest frame around both.
pub(crate) fn joined(a: Bounds, b: Bounds) -> Bounds {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// Whether two frames have a point in common.
pub(crate) fn meet(a: Bounds, b: Bounds) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/// The latitude at which the square map ends.
const EDGE: f64 = 85.051_128_779_806_6;

/// Place on the square map: both numbers from 0 to 1, from the north-west corner (EPSG:3857, scaled).
pub(crate) fn on_square([longitude, latitude]: [f64; 2]) -> [f64; 2] {
    let latitude = latitude.clamp(-EDGE, EDGE).to_radians();
    let up = (latitude.tan() + 1.0 / latitude.cos()).ln();
    [(longitude + 180.0) / 360.0, (1.0 - up / std::f64::consts::PI) / 2.0]
}

impl Shape {
    /// The smallest frame that holds it.
    pub(crate) fn frame(&self) -> Bounds {
        let of = |frame: Bounds, [x, y]: [f64; 2]| joined(frame, [x, y, x, y]);
        match self {
            Self::Point(point) => of(EMPTY, *point),
            Self::Areas(areas) => {
                areas.iter().flatten().flatten().fold(EMPTY, |frame, point| of(frame, *point))
            }
        }
    }

    /// As GeoJSON (RFC 7946).
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Point(point) => json!({ "type": "Point", "coordinates": point }),
            Self::Areas(areas) => match areas.as_slice() {
                [one] => json!({ "type": "Polygon", "coordinates": one }),
                many => json!({ "type": "MultiPolygon", "coordinates": many }),
            },
        }
    }
}

/// The areas of a GeoJSON geometry brought to WGS 84; `None` for what is no area.
pub(crate) fn areas(geometry: &Value, datum: Datum) -> Option<Vec<Area>> {
    let coordinates = geometry.get("coordinates")?;
    match geometry.get("type")?.as_str()? {
        "Polygon" => Some(vec![area(coordinates, datum)?]),
        "MultiPolygon" => coordinates.as_array()?.iter().map(|one| area(one, datum)).collect(),
        _ => None,
    }
}

fn area(rings: &Value, datum: Datum) -> Option<Area> {
    let ring = |ring: &Value| ring.as_array()?.iter().map(|point| position(point, datum)).collect();
    rings.as_array()?.iter().map(ring).collect()
}

fn position(value: &Value, datum: Datum) -> Option<[f64; 2]> {
    let numbers = value.as_array()?;
    let point = datum.to_wgs84(numbers.first()?.as_f64()?, numbers.get(1)?.as_f64()?).ok()?;
    Some([point.longitude(), point.latitude()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_has_its_known_places() {
        let near = |degrees, expected: [f64; 2]| {
            let found = on_square(degrees);
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
        };
        near([0.0, 0.0], [0.5, 0.5]);
        near([-180.0, 90.0], [0.0, 0.0]);
        near([180.0, -90.0], [1.0, 1.0]);
        // EPSG:3857 of 10°E 50°N is (1113194.9079, 6446275.8410) of a half side of 20037508.3428 m.
        near([10.0, 50.0], [0.5 + 0.5 / 18.0, 0.5 - 6_446_275.841_017 / 40_075_016.685_578]);
    }

    #[test]
    fn areas_are_read_and_framed() {
        let square =
            json!({ "type": "Polygon", "coordinates": [[[1, 2], [3, 2], [3, 5], [1, 2]]] });
        let shape = Shape::Areas(areas(&square, Datum::Wgs84).unwrap());
        assert_eq!(shape.frame(), [1.0, 2.0, 3.0, 5.0]);
        assert_eq!(shape.to_json()["type"], "Polygon");
        assert!(meet(shape.frame(), [3.0, 5.0, 9.0, 9.0]) && !meet(shape.frame(), EMPTY));
        assert_eq!(areas(&json!({ "type": "Point", "coordinates": [1, 2] }), Datum::Wgs84), None);
        assert_eq!(
            areas(&json!({ "type": "Polygon", "coordinates": [[[200, 2]]] }), Datum::Wgs84),
            None
        );
    }
}
