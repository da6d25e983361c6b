//! Roads that are added: the times that they shorten, without searching from every zone again.
//!
//! A road from `u` to `v` that costs `c` makes the time from `s` to `t` the lesser of what it was and
//! `d(s,u) + c + d(v,t)`, since no shortest way uses a road twice. Several roads are added one after
//! the other, their ends being sources and targets of each other.

use std::sync::Arc;

use network::search::{Direction, Search, times};
use network::snap::Place;
use network::{Cost, Graph, Metres, NodeId, Snap, Snapper};

use super::changes::point;
use super::written::Change;

/// A road between two crossings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Road {
    from: NodeId,
    to: NodeId,
    cost: Cost,
    one_way: bool,
}

impl Road {
    /// The road of a change, and its length in metres.
    pub(super) fn new(
        graph: &Graph,
        snapper: &Snapper<'_>,
        change: &Change,
    ) -> Result<(Self, f64), String> {
        let Change::Road { from, to, metres, kmh, one_way } = change else {
            return Err("no road".to_owned());
        };
        let crossing = |[lon, lat]: [f64; 2]| {
            let place = snapper.nearest(point(lon, lat)?).map(|snap| snap.place);
            match place.ok_or("there are no streets")? {
                Place::Node(node) => Ok::<NodeId, String>(node),
                Place::Segment { from, to, share } => Ok(if share <= 0.5 { from } else { to }),
            }
        };
        let (from, to) = (crossing(*from)?, crossing(*to)?);
        if from == to {
            return Err("the road begins and ends at the same crossing".to_owned());
        }
        let straight = graph.point(from).distance(graph.point(to)).0;
        let metres = metres.unwrap_or(straight);
        if !(metres.is_finite() && metres >= straight * 0.99) {
            return Err(format!("{metres} m are less than the straight line of {straight:.0} m"));
        }
        let kmh = kmh.or(graph.even_kmh()).ok_or("the road needs kmh, its speed")?;
        let cost = Cost::of_length(Metres(metres), kmh);
        if !cost.is_reached() {
            return Err(format!("a road at {kmh} km/h never arrives"));
        }
        Ok((Self { from, to, cost, one_way: *one_way }, metres))
    }

    /// Its arcs.
    pub(super) fn arcs(&self) -> Vec<(NodeId, NodeId, Cost)> {
        let mut arcs = vec![(self.from, self.to, self.cost)];
        if !self.one_way {
            arcs.push((self.to, self.from, self.cost));
        }
        arcs
    }
}

/// The columns of facilities after some roads. `columns` are those before, one a facility with a
/// time from each zone.
pub(super) fn shortened(
    graph: &Graph,
    roads: &[Road],
    (zones, facilities): (&[Option<Snap>], &[Option<Snap>]),
    columns: Vec<Arc<[Cost]>>,
    limit: Cost,
) -> Vec<Arc<[Cost]>> {
    let end = |node: NodeId| {
        let place = Place::Node(node);
        Some(Snap { point: graph.point(node), place, leg: Metres(0.0) })
    };
    let ends: Vec<Option<Snap>> =
        roads.iter().flat_map(|road| [end(road.from), end(road.to)]).collect();
    let sources: Vec<Option<Snap>> = zones.iter().chain(&ends).copied().collect();
    let mut search = Search::new(graph);
    let mut between = |point: &Option<Snap>, others: &[Option<Snap>], direction| match point {
        Some(point) => times(graph, &mut search, (point, others), direction, limit),
        None => vec![Cost::UNREACHED; others.len()],
    };
    let to_ends: Vec<Vec<Cost>> =
        ends.iter().map(|end| between(end, &sources, Direction::Backwards)).collect();
    let from_ends: Vec<Vec<Cost>> =
        ends.iter().map(|end| between(end, facilities, Direction::Forwards)).collect();
    let mut all: Vec<Vec<Cost>> = Vec::with_capacity(columns.len() + ends.len());
    for (n, column) in columns.iter().enumerate() {
        all.push(column.iter().copied().chain(from_ends.iter().map(|row| row[n])).collect());
    }
    all.extend(to_ends);
    for (n, road) in roads.iter().enumerate() {
        let (from, to) = (2 * n, 2 * n + 1);
        insert(&mut all, (columns.len(), zones.len()), (from, to, road.cost), limit);
        if !road.one_way {
            insert(&mut all, (columns.len(), zones.len()), (to, from, road.cost), limit);
        }
    }
    let changed = |(column, before): (Vec<Cost>, Arc<[Cost]>)| {
        let column = &column[..zones.len()];
        if *column == *before { before } else { column.into() }
    };
    all.into_iter().zip(columns).map(changed).collect()
}

/// Puts an arc from one end to another into a table of times.
fn insert(
    all: &mut [Vec<Cost>],
    (n_columns, n_zones): (usize, usize),
    (from, to, cost): (usize, usize, Cost),
    limit: Cost,
) {
    let to_arc: Vec<Cost> = all[n_columns + from].iter().map(|time| time.plus(cost)).collect();
    for column in all {
        let rest = column[n_zones + to];
        if !rest.is_reached() {
            continue;
        }
        for (time, there) in column.iter_mut().zip(&to_arc) {
            let way = there.plus(rest);
            if way < *time && way <= limit {
                *time = way;
            }
        }
    }
}
