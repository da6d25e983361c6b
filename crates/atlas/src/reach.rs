//! How far people come on foot from a place: the area, and who lives in it.

use network::geo::Point;
use network::isochrone::{Draw, Isochrone, isochrones};
use network::search::Direction;
use network::streets::Streets;
use network::{Metres, Minutes, SnapRule, Snapper};
use serde_json::{Value, json};

use crate::geometry::{Area, Shape};
use crate::layer::Layer;

/// Nobody walks to a street that is farther than this: the limit of `plan travel` for stops.
pub(crate) const NEAR: Metres = Metres(300.0);

/// The longest walk that is drawn.
pub(crate) const LONGEST: f64 = 60.0;

/// The zones in an area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Inside {
    /// How many have their middle in it.
    pub(crate) zones: usize,
    /// How many people live in those; `None` where their data does not say.
    pub(crate) people: Option<f64>,
}

/// What is reached from a place.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    /// The place.
    pub(crate) from: [f64; 2],
    /// Minutes.
    pub(crate) minutes: f64,
    /// The area, in parts.
    pub(crate) areas: Vec<Area>,
    /// Its size in square kilometres.
    pub(crate) size: f64,
    /// How far the place is from the nearest street, in metres; `None` where none is as near as [`NEAR`].
    pub(crate) off_street: Option<f64>,
    inside: Isochrone,
}

impl Reach {
    /// Walks from a place along the streets, by the profile that they were read for. `None` where the
    /// place is no place on earth, or the minutes are none or too many.
    pub(crate) fn of(
        streets: &Streets,
        [longitude, latitude]: [f64; 2],
        minutes: f64,
    ) -> Option<Self> {
        let place = Point::new(longitude, latitude).ok()?;
        if !(minutes > 0.0 && minutes <= LONGEST) {
            return None;
        }
        let snap = Snapper::new(&streets.graph, SnapRule::Segment, None).nearest(place);
        let snap = snap.filter(|snap| snap.leg <= NEAR);
        let limit = [Minutes(minutes)];
        let drawn =
            isochrones(&streets.graph, &[snap], Direction::Forwards, &limit, &Draw::default())
                .ok()?;
        let inside = drawn.into_iter().next()?;
        let ring = |ring: &Vec<Point>| -> Vec<[f64; 2]> {
            ring.iter().map(|point| [round(point.longitude()), round(point.latitude())]).collect()
        };
        let area = |polygon: &network::isochrone::Polygon| -> Area {
            std::iter::once(&polygon.outline).chain(&polygon.holes).map(ring).collect()
        };
        Some(Self {
            from: [longitude, latitude],
            minutes,
            areas: inside.polygons.iter().map(area).collect(),
            size: inside.area / 1e6,
            off_street: snap.map(|snap| snap.leg.0),
            inside,
        })
    }

    /// The zones in the area with their people: of each zone, where the data has any.
    pub(crate) fn zones(&self, layer: &Layer, people: Option<&[Option<f64>]>) -> Inside {
        let is_inside = |shape: &Shape| {
            let [west, south, east, north] = shape.frame();
            let middle = Point::new((west + east) / 2.0, (south + north) / 2.0);
            middle.is_ok_and(|middle| {
                self.inside.polygons.iter().any(|polygon| polygon.contains(middle))
            })
        };
        let all = layer.shapes.iter().enumerate();
        let inside: Vec<usize> =
            all.filter(|(_, shape)| is_inside(shape)).map(|(zone, _)| zone).collect();
        let sum =
            |people: &[Option<f64>]| inside.iter().filter_map(|zone| people[*zone]).sum::<f64>();
        Inside { zones: inside.len(), people: people.map(sum) }
    }

    /// The area as a GeoJSON feature with its figures.
    pub(crate) fn to_json(&self, inside: Option<Inside>) -> Value {
        let geometry = if self.areas.is_empty() {
            Value::Null
        } else {
            Shape::Areas(self.areas.clone()).to_json()
        };
        json!({
            "type": "Feature",
            "geometry": geometry,
            "properties": {
                "minutes": self.minutes,
                "square_km": (self.size * 1000.0).round() / 1000.0,
                "metres_to_street": self.off_street.map(f64::round),
                "zones": inside.map(|inside| inside.zones),
                "people": inside.and_then(|inside| inside.people),
            },
        })
    }
}

/// To a ten-thousandth of a degree and a tenth of that: a metre.
fn round(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}
