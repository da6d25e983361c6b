//! Points on the earth, distances between them, and a flat plane around a place.

pub mod datum;
mod hilbert;
mod plane;

pub use datum::{Datum, DatumError};
pub use hilbert::hilbert;
pub use plane::Plane;

use crate::units::Metres;
use thiserror::Error;

/// Mean radius of the earth in metres (IUGG, R1 of GRS 80).
pub const EARTH_RADIUS: f64 = 6_371_008.8;

/// A place in WGS 84 degrees.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    longitude: f64,
    latitude: f64,
}

/// Why two numbers are no place on earth.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum PointError {
    /// Longitude is not a number within ±180.
    #[error("longitude {0} is not within -180 and 180 degrees; were the columns swapped?")]
    Longitude(f64),
    /// A number far beyond any degree.
    #[error(
        "{0} is no degree; numbers like this are metres of a projection (Gauss-Krüger): save the places \
         as degrees, in EPSG:4490 or EPSG:4326"
    )]
    Metres(f64),
    /// Latitude is not a number within ±90.
    #[error("latitude {0} is not within -90 and 90 degrees; were the columns swapped?")]
    Latitude(f64),
}

impl Point {
    /// A place from degrees.
    ///
    /// # Errors
    /// NaN, infinite or out of range.
    pub fn new(longitude: f64, latitude: f64) -> Result<Self, PointError> {
        let beyond = |number: &f64| number.is_finite() && number.abs() > 360.0;
        if let Some(metres) = [longitude, latitude].into_iter().find(beyond) {
            return Err(PointError::Metres(metres));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err(PointError::Longitude(longitude));
        }
        if !(-90.0..=90.0).contains(&latitude) {
            return Err(PointError::Latitude(latitude));
        }
        Ok(Self { longitude, latitude })
    }

    /// A place from ten-millionths of a degree (1 cm), as OpenStreetMap counts; `None` off the earth.
    #[must_use]
    pub fn from_e7([longitude, latitude]: [i32; 2]) -> Option<Self> {
        Self::new(f64::from(longitude) / 1e7, f64::from(latitude) / 1e7).ok()
    }

    /// Degrees east.
    #[must_use]
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// Degrees north.
    #[must_use]
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Longitude and latitude rounded to ten-millionths of a degree.
    #[must_use]
    pub fn e7(self) -> [i32; 2] {
        [self.longitude, self.latitude].map(|degrees| (degrees * 1e7).round() as i32)
    }

    /// Great-circle distance by the haversine formula on a sphere of [`EARTH_RADIUS`]; within 0.5 %
    /// of the ellipsoid.
    #[must_use]
    pub fn distance(self, other: Self) -> Metres {
        let (from, to) = (self.latitude().to_radians(), other.latitude().to_radians());
        let half_height = ((to - from) / 2.0).sin();
        let half_width = ((other.longitude() - self.longitude()).to_radians() / 2.0).sin();
        let a = half_height * half_height + from.cos() * to.cos() * half_width * half_width;
        Metres(2.0 * EARTH_RADIUS * a.sqrt().min(1.0).asin())
    }

    /// The place at `share` (0 to 1) of the straight way to `other`.
    #[must_use]
    pub fn between(self, other: Self, share: f64) -> Self {
        let mix = |a: f64, b: f64| a + (b - a) * share;
        Self {
            longitude: mix(self.longitude, other.longitude),
            latitude: mix(self.latitude, other.latitude),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(longitude: f64, latitude: f64) -> Point {
        Point::new(longitude, latitude).unwrap()
    }

    #[test]
    fn a_degree_of_latitude_is_one_part_of_360() {
        let Metres(metres) = at(121.0, 30.0).distance(at(121.0, 31.0));
        assert!((metres - EARTH_RADIUS.to_radians()).abs() < 1e-6);
    }

    #[test]
    fn a_degree_of_longitude_shrinks_with_the_cosine() {
        let Metres(metres) = at(0.0, 60.0).distance(at(0.001, 60.0));
        assert!((metres - EARTH_RADIUS.to_radians() * 0.001 * 0.5).abs() < 1e-6);
    }

    #[test]
    fn what_is_off_the_earth_is_refused() {
        assert_eq!(Point::new(181.0, 0.0), Err(PointError::Longitude(181.0)));
        assert_eq!(Point::new(30.0, 121.0), Err(PointError::Latitude(121.0)));
        assert_eq!(Point::new(500_000.0, 3.2e6), Err(PointError::Metres(500_000.0)));
        assert_eq!(Point::new(121.0, -4e6), Err(PointError::Metres(-4e6)));
        assert!(Point::new(f64::NAN, 0.0).is_err());
        assert_eq!(Point::from_e7([0, i32::MIN]), None);
    }

    #[test]
    fn half_way_is_the_middle() {
        assert_eq!(at(0.0, 0.0).between(at(2.0, 4.0), 0.5), at(1.0, 2.0));
    }
}
