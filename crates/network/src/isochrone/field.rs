//! A grid over the area: at each of its points, how many metres inside the area it is.

use super::Draw;
use crate::geo::{Plane, Point};

/// The most grid points of one field.
const POINTS_MOST: f64 = 4_000_000.0;

/// A straight stretch of way that is reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) begin: Point,
    pub(super) end: Point,
    /// Metres that can still be walked beside it, at its begin and at its end.
    pub(super) reach: [f64; 2],
}

/// Metres inside (positive) or outside (negative) at the points of a square grid.
pub(super) struct Field {
    pub(super) plane: Plane,
    /// West and south edge in metres of the plane.
    pub(super) corner: [f64; 2],
    pub(super) cell: f64,
    pub(super) columns: usize,
    pub(super) rows: usize,
    values: Vec<f32>,
}

/// Limits of a set of places in metres.
type Bounds = [f64; 4];

impl Field {
    /// The field of the pieces; `None` when there are none.
    pub(super) fn of(pieces: &[Piece], draw: &Draw) -> Option<Self> {
        let plane = Plane::at(middle(pieces)?);
        let [west, south, east, north] = bounds(pieces, &plane);
        let (off, mut cell) = (draw.off_street.0, draw.cell.0);
        let sides = |cell: f64| [east - west, north - south].map(|s| (s + 2.0 * off) / cell + 8.0);
        while sides(cell).iter().product::<f64>() > POINTS_MOST {
            cell *= 1.25;
        }
        // A band narrower than the squares would fall between their corners.
        let off = off.max(1.5 * cell);
        let margin = off + 3.0 * cell;
        let count = |side: f64| ((side + 2.0 * margin) / cell).ceil() as usize + 1;
        let (columns, rows) = (count(east - west), count(north - south));
        let values = vec![(-cell) as f32; columns * rows];
        let corner = [west - margin, south - margin];
        let mut field = Self { plane, corner, cell, columns, rows, values };
        pieces.iter().for_each(|piece| field.add(piece, off));
        Some(field)
    }

    pub(super) fn value(&self, column: usize, row: usize) -> f32 {
        self.values.get(row * self.columns + column).copied().unwrap_or(f32::MIN)
    }

    /// Metres east and north of a grid point given in fractions of squares.
    pub(super) fn metres(&self, column: f64, row: f64) -> [f64; 2] {
        [self.corner[0] + column * self.cell, self.corner[1] + row * self.cell]
    }

    /// Raises the grid points beside a piece.
    fn add(&mut self, piece: &Piece, off: f64) {
        let (a, b) = (self.plane.flatten(piece.begin), self.plane.flatten(piece.end));
        // Two squares further than the area goes, so that its outline has values on both sides.
        let around = off.min(piece.reach[0].max(piece.reach[1])) + 2.0 * self.cell;
        let range = |axis: usize, count: usize| {
            let to_cells = |metres: f64| (metres - self.corner[axis]) / self.cell;
            let low = to_cells(a[axis].min(b[axis]) - around).floor().max(0.0) as usize;
            let high = to_cells(a[axis].max(b[axis]) + around).ceil().max(0.0) as usize;
            low..(high + 1).min(count)
        };
        let (columns, rows) = (range(0, self.columns), range(1, self.rows));
        for row in rows {
            for column in columns.clone() {
                let [x, y] = self.metres(column as f64, row as f64);
                let (share, distance) = nearest(a, b, [x, y]);
                let reach = piece.reach[0] + (piece.reach[1] - piece.reach[0]) * share;
                // At least half a square wide: what is reached at all must show.
                let inside = (reach.min(off).max(self.cell * 0.75) - distance) as f32;
                let slot = &mut self.values[row * self.columns + column];
                *slot = slot.max(inside);
            }
        }
    }
}

/// The nearest place on a stretch, as a share of it, and the distance to it.
fn nearest(a: [f64; 2], b: [f64; 2], at: [f64; 2]) -> (f64, f64) {
    let along = [b[0] - a[0], b[1] - a[1]];
    let from_a = [at[0] - a[0], at[1] - a[1]];
    let square = along[0] * along[0] + along[1] * along[1];
    let dot = from_a[0] * along[0] + from_a[1] * along[1];
    let share = if square > 0.0 { (dot / square).clamp(0.0, 1.0) } else { 0.0 };
    let away = [from_a[0] - along[0] * share, from_a[1] - along[1] * share];
    (share, away[0].hypot(away[1]))
}

fn middle(pieces: &[Piece]) -> Option<Point> {
    let first = pieces.first()?;
    let [west, south, east, north] = bounds(pieces, &Plane::at(first.begin));
    Some(Plane::at(first.begin).lift([(west + east) / 2.0, (south + north) / 2.0]))
}

fn bounds(pieces: &[Piece], plane: &Plane) -> Bounds {
    let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for [x, y] in pieces.iter().flat_map(|piece| [piece.begin, piece.end]).map(|p| plane.flatten(p))
    {
        bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
    }
    bounds
}
