//! Rings to polygons: outlines with the holes that lie in them.

use super::contour::{Ring, rings};
use super::field::Field;
use crate::geo::Point;

/// A part of an area. Rings are closed (the last point is the first) and turn as RFC 7946 asks:
/// the outline against the clock, holes with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Polygon {
    /// The outline.
    pub outline: Vec<Point>,
    /// Holes in it.
    pub holes: Vec<Vec<Point>>,
}

impl Polygon {
    /// Whether a point lies in the polygon and in none of its holes (even–odd rule, in degrees).
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        let at = [point.longitude(), point.latitude()];
        let crossings = |ring: &Vec<Point>| {
            ring.windows(2)
                .filter(|pair| {
                    let degrees = |p: Point| [p.longitude(), p.latitude()];
                    crosses(degrees(pair[0]), degrees(pair[1]), at)
                })
                .count()
        };
        let total: usize = std::iter::once(&self.outline).chain(&self.holes).map(crossings).sum();
        total % 2 == 1
    }
}

/// The polygons of a field, the largest first, and their area in square metres.
pub(super) fn polygons(field: &Field, smallest_hole: f64) -> (Vec<Polygon>, f64) {
    let square = field.cell * field.cell;
    let sized = rings(field).into_iter().map(|ring| (area(&ring) * square, ring));
    let (mut outlines, holes): (Vec<_>, Vec<_>) = sized.partition(|(area, _)| *area > 0.0);
    outlines.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut total: f64 = outlines.iter().map(|(area, _)| area).sum();
    let mut polygons: Vec<Polygon> = outlines
        .iter()
        .map(|(_, ring)| Polygon { outline: lift(field, ring), holes: Vec::new() })
        .collect();
    for (area, hole) in holes.iter().filter(|(area, _)| -area >= smallest_hole) {
        // Outlines are sorted, so the last that holds it is the smallest.
        let holder = outlines.iter().rposition(|(_, ring)| is_in(ring, hole[0]));
        if let Some(polygon) = holder.and_then(|at| polygons.get_mut(at)) {
            polygon.holes.push(lift(field, hole));
            total += area;
        }
    }
    (polygons, total)
}

/// The area on the left of a ring (Gauss's formula); negative where it turns with the clock.
fn area(ring: &Ring) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>() / 2.0
}

fn is_in(ring: &Ring, at: [f64; 2]) -> bool {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).filter(|&(&a, &b)| crosses(a, b, at)).count() % 2 == 1
}

/// Whether a ray east from `at` crosses the line from `a` to `b`.
fn crosses(a: [f64; 2], b: [f64; 2], at: [f64; 2]) -> bool {
    (a[1] > at[1]) != (b[1] > at[1])
        && at[0] < a[0] + (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1])
}

fn lift(field: &Field, ring: &Ring) -> Vec<Point> {
    let closed = ring.iter().chain(ring.first());
    closed.map(|&[column, row]| field.plane.lift(field.metres(column, row))).collect()
}
