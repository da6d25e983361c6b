//! Slopes: terrain from a GeoTIFF, and how much slower or faster people walk on it.

mod elevation;

pub use elevation::{Elevation, ElevationError};

use crate::geo::Point;
use crate::profile::{Mode, Profile, Walker};

/// Steeper is a fault of the terrain model, a cutting or a wall; streets are not built so.
const STEEPEST: f64 = 0.5;

/// A wheelchair is not pushed up or down more than this: twice the steepest ramp (1 : 12) that
/// GB 50763-2012 allows, because terrain models are rougher than streets.
const STEEPEST_WHEELCHAIR: f64 = 1.0 / 6.0;

/// Speed on a slope (rise over run, negative downhill) as a share of the speed on level ground.
///
/// Tobler's hiking function, 6 exp(-3.5 |s + 0.05|) km/h, divided by its value on level ground
/// (W. Tobler, Three presentations on geographical analysis and modeling, NCGIA 93-1, 1993): 1.19
/// at 5 % downhill, 0.70 at 10 % uphill. For a wheelchair the exponent is doubled and nothing is
/// gained downhill (an assumption, on the side of caution). Wheels other than that are not slowed.
#[must_use]
pub fn share_of_speed(profile: &Profile, slope: f64) -> f64 {
    let slope = slope.clamp(-STEEPEST, STEEPEST);
    match (profile.mode(), profile.walker()) {
        (Mode::Walk, Walker::Adult | Walker::Senior) => (3.5 * (0.05 - (slope + 0.05).abs())).exp(),
        (Mode::Walk, Walker::Wheelchair) if slope.abs() > STEEPEST_WHEELCHAIR => 0.0,
        (Mode::Walk, Walker::Wheelchair) => (-7.0 * slope.abs()).exp(),
        (Mode::Bicycle | Mode::Car, _) => 1.0,
    }
}

/// Length of a straight street over the terrain, forwards and backwards, as metres of level street
/// that take the same time; level where the terrain is not known. Infinite where it is too steep.
///
/// The street is cut into pieces of about one cell of the terrain model, and a street shorter than
/// that takes the slope of a cell around its middle: closer together, heights differ by noise.
#[must_use]
pub fn level_lengths(profile: &Profile, terrain: &Elevation, from: Point, to: Point) -> [f64; 2] {
    let length = from.distance(to).0;
    let cell = terrain.cell_metres(from);
    let pieces = (length / cell).floor().clamp(1.0, 1_000.0);
    let window = (length / pieces).max(cell) / length.max(1e-3);
    let mut level = [0.0; 2];
    for piece in 0..pieces as u32 {
        let middle = (f64::from(piece) + 0.5) / pieces;
        let height = |share: f64| terrain.at(from.between(to, share));
        let ends = height(middle - window / 2.0).zip(height(middle + window / 2.0));
        let slope = ends.map_or(0.0, |(begin, end)| (end - begin) / (window * length.max(1e-3)));
        for (sum, slope) in level.iter_mut().zip([slope, -slope]) {
            *sum += length / pieces / share_of_speed(profile, slope);
        }
    }
    level
}

#[cfg(test)]
mod tests;
