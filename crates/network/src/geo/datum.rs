//! Coordinates of other datums brought to WGS 84: CGCS2000 as it is, GCJ-02 by undoing its shift.

use super::{Point, PointError};
use std::fmt;
use thiserror::Error;

/// Which datum a file's degrees are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Datum {
    /// World Geodetic System 1984, what GPS and OpenStreetMap give.
    #[default]
    Wgs84,
    /// 国家大地坐标系 2000: the same axes and, to 0.1 mm, the same ellipsoid. It keeps the place of
    /// the ground at epoch 2000.0, and the ground of China moves some 3 cm a year, so taking its
    /// degrees for WGS 84 of today is off by less than 1.5 m (2026).
    Cgcs2000,
    /// 火星坐标系: the shift of 100 to 700 m that Chinese web maps carry. Undone by iterating the
    /// published shift polynomial; within 1 m of the surveyed place where map makers used that
    /// polynomial, and not at all outside China, where no shift is applied.
    Gcj02,
}

/// Why a datum's name or place could not be used.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum DatumError {
    /// Not one of the names.
    #[error("datum {0:?} is not known: write wgs84, cgcs2000 or gcj02")]
    Unknown(String),
    /// The degrees are no place.
    #[error(transparent)]
    Point(#[from] PointError),
}

impl Datum {
    /// The datum of a name as options and files write it.
    ///
    /// # Errors
    /// Any other word.
    pub fn parse(name: &str) -> Result<Self, DatumError> {
        match name.to_ascii_lowercase().as_str() {
            "wgs84" | "wgs-84" | "epsg:4326" | "4326" => Ok(Self::Wgs84),
            "cgcs2000" | "epsg:4490" | "4490" => Ok(Self::Cgcs2000),
            "gcj02" | "gcj-02" => Ok(Self::Gcj02),
            _ => Err(DatumError::Unknown(name.to_owned())),
        }
    }

    /// The worst error in metres that [`Datum::to_wgs84`] leaves, for a notice beside the result.
    #[must_use]
    pub fn accuracy_metres(self) -> f64 {
        match self {
            Self::Wgs84 => 0.0,
            Self::Cgcs2000 => 1.5,
            Self::Gcj02 => 1.0,
        }
    }

    /// Degrees of this datum as a WGS 84 point.
    ///
    /// # Errors
    /// Degrees off the earth.
    pub fn to_wgs84(self, longitude: f64, latitude: f64) -> Result<Point, DatumError> {
        let given = Point::new(longitude, latitude)?;
        match self {
            Self::Wgs84 | Self::Cgcs2000 => Ok(given),
            Self::Gcj02 => {
                let (longitude, latitude) = unshift(longitude, latitude);
                Ok(Point::new(longitude, latitude)?)
            }
        }
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wgs84 => "WGS 84",
            Self::Cgcs2000 => "CGCS2000",
            Self::Gcj02 => "GCJ-02",
        })
    }
}

/// WGS 84 degrees as GCJ-02 degrees, for showing results on Chinese web maps.
#[must_use]
pub fn to_gcj02(point: Point) -> (f64, f64) {
    shift(point.longitude(), point.latitude())
}

/// Krasovsky 1940: semi-major axis in metres and squared eccentricity, as the polynomial uses them.
const AXIS: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;

/// Whether the shift is applied here: the box that the web maps use for China.
fn inside_china(longitude: f64, latitude: f64) -> bool {
    (72.004..=137.8347).contains(&longitude) && (0.8293..=55.8271).contains(&latitude)
}

/// The published forward shift (found by regression in 2010 and used since by every map library).
fn shift(longitude: f64, latitude: f64) -> (f64, f64) {
    if !inside_china(longitude, latitude) {
        return (longitude, latitude);
    }
    let (x, y) = (longitude - 105.0, latitude - 35.0);
    let radians = latitude.to_radians();
    let magic = 1.0 - ECCENTRICITY_SQUARED * radians.sin().powi(2);
    let north = AXIS * (1.0 - ECCENTRICITY_SQUARED) / (magic * magic.sqrt());
    let east = AXIS / magic.sqrt() * radians.cos();
    (
        longitude + (metres_east(x, y) / east).to_degrees(),
        latitude + (metres_north(x, y) / north).to_degrees(),
    )
}

fn metres_east(x: f64, y: f64) -> f64 {
    let base = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt();
    base + ripple(x, 6.0, 2.0)
        + waves(x, [(1.0, 20.0), (1.0 / 3.0, 40.0), (1.0 / 12.0, 150.0), (1.0 / 30.0, 300.0)])
}

fn metres_north(x: f64, y: f64) -> f64 {
    let base = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt();
    base + ripple(x, 6.0, 2.0)
        + waves(y, [(1.0, 20.0), (1.0 / 3.0, 40.0), (1.0 / 12.0, 160.0), (1.0 / 30.0, 320.0)])
}

/// Two thirds of two short sines of equal weight.
fn ripple(x: f64, fast: f64, slow: f64) -> f64 {
    let sine = |turns: f64| (turns * x * std::f64::consts::PI).sin();
    (20.0 * sine(fast) + 20.0 * sine(slow)) * 2.0 / 3.0
}

/// Two thirds of four long sines.
fn waves(value: f64, terms: [(f64, f64); 4]) -> f64 {
    let sum: f64 =
        terms.iter().map(|(turns, size)| size * (turns * value * std::f64::consts::PI).sin()).sum();
    sum * 2.0 / 3.0
}

/// The place whose shift is the given one, by fixed-point iteration: the shift changes by less than
/// one part in a hundred over its own length, so ten rounds reach the rounding of the numbers.
fn unshift(longitude: f64, latitude: f64) -> (f64, f64) {
    if !inside_china(longitude, latitude) {
        return (longitude, latitude);
    }
    let mut guess = (longitude, latitude);
    for _ in 0..10 {
        let (x, y) = shift(guess.0, guess.1);
        guess = (guess.0 + longitude - x, guess.1 + latitude - y);
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_shift_agrees_with_the_published_pair() {
        // The pair that the widely used JavaScript library prints for 116.404, 39.915 (Beijing).
        let (longitude, latitude) = shift(116.404, 39.915);
        assert!((longitude - 116.410_244_499_169_38).abs() < 1e-9, "{longitude}");
        assert!((latitude - 39.916_404_281_501_64).abs() < 1e-9, "{latitude}");
    }

    #[test]
    fn outside_china_nothing_moves() {
        let paris = Point::new(2.35, 48.85).unwrap();
        assert_eq!(Datum::Gcj02.to_wgs84(2.35, 48.85), Ok(paris));
        assert_eq!(to_gcj02(paris), (2.35, 48.85));
    }

    #[test]
    fn an_unknown_datum_says_which_are_known() {
        let error = Datum::parse("bd09").unwrap_err().to_string();
        assert!(error.contains("wgs84, cgcs2000 or gcj02"), "{error}");
        assert_eq!(Datum::parse("EPSG:4490"), Ok(Datum::Cgcs2000));
    }

    proptest! {
        #[test]
        fn undoing_the_shift_comes_back_within_a_centimetre(
            longitude in 74.0..134.0f64, latitude in 4.0..53.0f64,
        ) {
            let (x, y) = shift(longitude, latitude);
            let back = Datum::Gcj02.to_wgs84(x, y).unwrap();
            let moved = back.distance(Point::new(longitude, latitude).unwrap()).0;
            prop_assert!(moved < 0.02, "{moved} m");
        }
    }
}
