//! Walks along streets to, from and between the stops of a timetable.

use super::legs::{Leg, Legs};
use super::timetable::Timetable;
use crate::geo::Point;
use crate::graph::Graph;
use crate::search::{Direction, Walks};
use crate::snap::{Snap, Snapper};
use crate::units::{Metres, Seconds};

/// The stops of a timetable tied to a street graph.
///
/// Each walk is rounded up to a whole second, both straight legs included. Stops that are not in
/// use, or further from any street than the limit, cannot be walked to or from.
#[derive(Clone, Debug)]
pub struct OnFoot<'g> {
    graph: &'g Graph,
    stops: Vec<Option<Snap>>,
}

impl<'g> OnFoot<'g> {
    /// Ties the stops to the graph that the snapper is for; `limit` is the longest straight leg of
    /// a stop.
    #[must_use]
    pub fn new(
        graph: &'g Graph,
        snapper: &Snapper<'_>,
        timetable: &Timetable,
        limit: Metres,
    ) -> Self {
        let tie = |point: Point| snapper.nearest(point).filter(|snap| snap.leg <= limit);
        let stops = timetable.stops().iter().map(|stop| {
            let used = if stop.in_use { stop.point } else { None };
            used.and_then(tie)
        });
        Self { graph, stops: stops.collect() }
    }

    /// How many stops can be walked to or from.
    #[must_use]
    pub fn stops(&self) -> usize {
        self.stops.iter().flatten().count()
    }

    /// From each stop to the others within `limit`, for [`Changes::new`](super::Changes::new).
    #[must_use]
    pub fn changes(&self, limit: Seconds) -> Legs {
        self.between(&self.stops, &self.stops, limit)
    }

    /// From each point to the stops within `limit`: the access of a departure query, or the targets
    /// of an arrival query.
    #[must_use]
    pub fn to_stops(&self, points: &[Option<Snap>], limit: Seconds) -> Legs {
        self.between(points, &self.stops, limit)
    }

    /// For each point the stops from which it can be walked to within `limit`: the targets of a
    /// departure query, or the access of an arrival query.
    #[must_use]
    pub fn from_stops(&self, points: &[Option<Snap>], limit: Seconds) -> Legs {
        if self.graph.is_symmetric() {
            return self.to_stops(points, limit);
        }
        self.between(&self.stops, points, limit).turned(points.len())
    }

    /// From each point of a list to those of another within `limit`, all the way on foot.
    #[must_use]
    pub fn between(&self, from: &[Option<Snap>], to: &[Option<Snap>], limit: Seconds) -> Legs {
        self.all_the_way(to, Direction::Forwards, limit).of(from)
    }

    /// Walks all the way to the points of a list (forwards) or from them (backwards), for some
    /// points at a time: what [`matrix`](super::matrix()) asks for, so that the walks of all pairs
    /// never lie in memory together.
    #[must_use]
    pub fn all_the_way<'a>(
        &self,
        others: &'a [Option<Snap>],
        direction: Direction,
        limit: Seconds,
    ) -> AllTheWay<'a>
    where
        'g: 'a,
    {
        AllTheWay(Walks::new(self.graph, others, direction, f64::from(limit.0)))
    }
}

/// Walks all the way, worked out when they are asked for.
#[derive(Debug)]
pub struct AllTheWay<'a>(Walks<'a>);

impl AllTheWay<'_> {
    /// A row for each of some points, with its walks to the others or from them.
    #[must_use]
    pub fn of(&self, points: &[Option<Snap>]) -> Legs {
        let leg = |(to, seconds): (u32, f64)| Leg { time: Seconds(seconds.ceil() as u32), to };
        Legs::from_rows(self.0.rows(points).into_iter().map(|row| row.into_iter().map(leg)))
    }
}
