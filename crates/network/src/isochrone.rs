//! Isochrones: what can be reached within a time, drawn as polygons.
//!
//! The area is what lies beside a street part that is reached: as far from it as the time left
//! allows, and at most [`Draw::off_street`]. So a lane in the fields is a band and not a sliver, an
//! origin far from any street is still a disc, and a block too wide to be crossed stays a hole.
//! Nothing is interpolated between nodes that no street joins, which is where polygons from hulls
//! or from triangles of few points go wrong.

mod contour;
mod field;
mod rings;

pub use rings::Polygon;

use crate::geo::Point;
use crate::graph::{Graph, NodeId};
use crate::search::{Direction, Search};
use crate::snap::Snap;
use crate::units::{Cost, Metres, Minutes};
use field::{Field, Piece};
use thiserror::Error;

/// How isochrones are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draw {
    /// How far beside a street an area counts as reached at the most.
    pub off_street: Metres,
    /// Side of the squares on which the area is computed; its outline is interpolated within them.
    /// What is reached in the last second is shown three quarters of a square wide, or it would fall
    /// between the squares' corners. Made larger where an area would need more than four million squares.
    pub cell: Metres,
    /// Holes smaller than this are filled, in square metres.
    pub smallest_hole: f64,
}

impl Default for Draw {
    /// 100 m beside the street, squares of 20 m, holes from one hectare.
    fn default() -> Self {
        Self { off_street: Metres(100.0), cell: Metres(20.0), smallest_hole: 10_000.0 }
    }
}

/// The area reached within one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Isochrone {
    /// The time.
    pub limit: Minutes,
    /// Its parts, the largest first; empty only when no origin is on the graph.
    pub polygons: Vec<Polygon>,
    /// Area of all parts without their holes, in square metres.
    pub area: f64,
}

/// Why an isochrone cannot be drawn.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum DrawError {
    /// A length that is no length.
    #[error("{name} is {value} m: give a number above 0 and up to 100,000")]
    Length {
        /// Which of the options.
        name: &'static str,
        /// What it was.
        value: f64,
    },
}

/// The areas that can be reached from any of the origins (or from which they can be reached, when
/// searched [`Direction::Backwards`]) within each of the limits, in the order of the limits.
///
/// # Errors
/// A drawing option that is no length.
pub fn isochrones(
    graph: &Graph,
    origins: &[Option<Snap>],
    direction: Direction,
    limits: &[Minutes],
    draw: &Draw,
) -> Result<Vec<Isochrone>, DrawError> {
    for (name, value) in [("off_street", draw.off_street.0), ("cell", draw.cell.0)] {
        if !(value > 0.0 && value <= 100_000.0) {
            return Err(DrawError::Length { name, value });
        }
    }
    let longest = limits.iter().map(|&limit| Cost::from_minutes(limit)).max();
    let mut search = Search::new(graph);
    let seeds = origins.iter().flatten().flat_map(|snap| ends(graph, snap, direction)).flatten();
    search.run(graph, direction, seeds, longest.unwrap_or(Cost::ZERO));
    let reached = Reached { graph, origins, direction, search };
    Ok(limits.iter().map(|&limit| reached.draw(limit, draw)).collect())
}

fn ends(graph: &Graph, snap: &Snap, direction: Direction) -> [Option<(NodeId, Cost)>; 2] {
    match direction {
        Direction::Forwards => snap.leaving(graph),
        Direction::Backwards => snap.arriving(graph),
    }
}

/// A finished search with what it began from.
struct Reached<'a> {
    graph: &'a Graph,
    origins: &'a [Option<Snap>],
    direction: Direction,
    search: Search,
}

impl Reached<'_> {
    fn draw(&self, limit: Minutes, draw: &Draw) -> Isochrone {
        let pieces = self.pieces(Cost::from_minutes(limit));
        let Some(field) = Field::of(&pieces, draw) else {
            return Isochrone { limit, polygons: Vec::new(), area: 0.0 };
        };
        let (polygons, area) = rings::polygons(&field, draw.smallest_hole);
        Isochrone { limit, polygons, area }
    }

    /// Every stretch of street reached within the limit, each with the reach left at its ends.
    fn pieces(&self, limit: Cost) -> Vec<Piece> {
        let mut pieces: Vec<Piece> =
            self.origins.iter().flatten().flat_map(|snap| self.around(snap, limit)).collect();
        let rows = self.graph.rows(self.direction == Direction::Backwards);
        for &node in self.search.reached() {
            let here = self.search.cost(node);
            if here > limit {
                continue;
            }
            let point = self.graph.point(node);
            for arc in rows.of(node) {
                let end = self.graph.point(arc.node);
                pieces.push(self.piece(point, end, here, arc.cost, limit));
            }
        }
        pieces
    }

    /// The leg of an origin, and the two stretches of its segment that lead away from it.
    fn around(&self, snap: &Snap, limit: Cost) -> Vec<Piece> {
        let place = snap.place.point(self.graph);
        let leg = self.graph.leg(snap.leg);
        let mut pieces = vec![self.piece(snap.point, place, Cost::ZERO, leg, limit)];
        for (node, cost) in ends(self.graph, snap, self.direction).into_iter().flatten() {
            if leg <= limit {
                let along = Cost(cost.0.saturating_sub(leg.0));
                pieces.push(self.piece(place, self.graph.point(node), leg, along, limit));
            }
        }
        pieces
    }

    /// The part of a straight way that is reached, begun at cost `here`.
    fn piece(&self, begin: Point, end: Point, here: Cost, whole: Cost, limit: Cost) -> Piece {
        let left = limit.0.saturating_sub(here.0);
        let share = if whole.0 > left { f64::from(left) / f64::from(whole.0) } else { 1.0 };
        let metres = |cost: u32| Cost(cost).seconds() * self.graph.leg_kmh() / 3.6;
        Piece {
            begin,
            end: begin.between(end, share),
            reach: [metres(left), metres(left.saturating_sub(whole.0))],
        }
    }
}

#[cfg(test)]
mod tests;
