//! Nodes of the street graph where not every way through is open.
//!
//! A crossing with restricted turns is taken apart: every street that ends there gets a node at which
//! it is arrived and one from which it is left, and the turns that are allowed join them at no cost.
//! A node that stops the traveller is taken apart without turns.

use std::collections::HashMap;

use super::turns::Restriction;
use crate::geo::Point;
use crate::graph::{Builder, NodeId};
use crate::osm::Nodes;
use crate::units::{Cost, Metres};

/// The nodes of all streets, on their way into a graph.
pub(super) struct Crossings<'a> {
    builder: Builder,
    ids: &'a [i64],
    /// Places and numbers by the position of the id.
    places: Vec<Option<[i32; 2]>>,
    numbers: Vec<Option<NodeId>>,
    /// Crossings taken apart, by the position of the id.
    apart: HashMap<usize, Apart>,
}

/// A crossing that is taken apart.
#[derive(Default)]
struct Apart {
    /// None where nobody passes.
    restrictions: Option<Vec<Restriction>>,
    ends: Vec<End>,
}

/// The end of a street at such a crossing.
#[derive(Clone, Copy)]
struct End {
    way: i64,
    arriving: NodeId,
    leaving: NodeId,
}

/// A segment to be joined: where its two directions begin and end.
pub(super) struct Segment {
    pub(super) points: [Point; 2],
    there: [NodeId; 2],
    back: [NodeId; 2],
}

impl<'a> Crossings<'a> {
    /// The nodes with their places; those marked let nobody pass.
    pub(super) fn new(ids: &'a [i64], nodes: Nodes<()>, restrictions: Vec<Restriction>) -> Self {
        let mut apart: HashMap<usize, Apart> = HashMap::new();
        for restriction in restrictions {
            let Ok(at) = ids.binary_search(&restriction.via) else { continue };
            let own = apart.entry(at).or_default().restrictions.get_or_insert_default();
            own.push(restriction);
        }
        for (at, ()) in nodes.marked {
            apart.insert(at, Apart::default());
        }
        let mut builder = Builder::new();
        let mut number = |(at, place): (usize, &Option<[i32; 2]>)| {
            let place = place.filter(|_| !apart.contains_key(&at))?;
            Some(builder.node_e7(ids[at], place))
        };
        let numbers = nodes.places.iter().enumerate().map(&mut number).collect();
        Self { builder, ids, places: nodes.places, numbers, apart }
    }

    /// Nodes that streets name but the extract does not hold.
    pub(super) fn missing(&self) -> usize {
        self.places.iter().filter(|place| place.is_none()).count()
    }

    /// The segment of a way between two nodes; none where one of them is missing.
    pub(super) fn segment(&mut self, way: i64, ids: [i64; 2]) -> Option<Segment> {
        let [from, to] = ids.map(|id| self.ids.binary_search(&id).ok());
        let (from, to) = (from?, to?);
        self.places[from].and(self.places[to])?;
        let (from, to) = (self.end(way, from)?, self.end(way, to)?);
        Some(Segment {
            points: [self.builder.point(from.leaving), self.builder.point(to.arriving)],
            there: [from.leaving, to.arriving],
            back: [to.leaving, from.arriving],
        })
    }

    /// Adds both directions of a segment, each with its metres and km/h.
    pub(super) fn join(&mut self, segment: &Segment, ways: [(f64, f64); 2]) {
        for ([from, to], (metres, kmh)) in [segment.there, segment.back].into_iter().zip(ways) {
            self.builder.one_way(from, to, Cost::of_length(Metres(metres), kmh));
        }
    }

    /// The end of a segment at a node: the node itself, or two of its own where that is taken apart.
    fn end(&mut self, way: i64, at: usize) -> Option<End> {
        if let Some(node) = self.numbers[at] {
            return Some(End { way, arriving: node, leaving: node });
        }
        let (place, apart) = (self.places[at]?, self.apart.get_mut(&at)?);
        let arriving = self.builder.node_e7(self.ids[at], place);
        let leaving = match apart.restrictions {
            // Where nobody passes, one turns round at the barrier.
            None => arriving,
            Some(_) => self.builder.node_e7(self.ids[at], place),
        };
        let end = End { way, arriving, leaving };
        apart.ends.push(end);
        Some(end)
    }

    /// Adds the turns that are allowed.
    pub(super) fn into_builder(mut self) -> Builder {
        for apart in self.apart.values() {
            let Some(restrictions) = &apart.restrictions else { continue };
            for from in &apart.ends {
                self.builder.twins(from.arriving, from.leaving);
                for to in &apart.ends {
                    let round = from.arriving == to.arriving;
                    if is_open(restrictions, (from.way, to.way), round) {
                        self.builder.one_way(from.arriving, to.leaving, Cost::ZERO);
                    }
                }
            }
        }
        self.builder
    }
}

/// Whether a turn is allowed. Turning round is forbidden only by a rule from a way to itself, which
/// says nothing of going on along it.
fn is_open(restrictions: &[Restriction], (from, to): (i64, i64), round: bool) -> bool {
    let mut of_way = restrictions.iter().filter(|rule| rule.from == from);
    of_way.all(|rule| {
        let about_round = rule.from == rule.to;
        match rule.only {
            true => round || rule.to == to,
            false => about_round != round || rule.to != to,
        }
    })
}
