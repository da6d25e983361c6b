//! The street graph: nodes with places, directed arcs with a whole-number cost, in compressed rows.

mod build;
mod component;

pub use build::{Builder, Built, GraphError, Speeds};

use crate::geo::Point;
use crate::units::{Cost, Metres};

/// A node of one graph: its index, 0 to [`Graph::nodes`] - 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// As an index into arrays of one entry a node.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One end of an arc as stored: where it leads and what it costs (8 bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// The node at the other end.
    pub node: NodeId,
    /// Travel time along it.
    pub cost: Cost,
}

/// Rows of arcs, one a node: the arcs of node `v` are `arcs[first[v]..first[v + 1]]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) first: Vec<u32>,
    pub(crate) arcs: Vec<Arc>,
}

impl Rows {
    #[inline]
    pub(crate) fn of(&self, node: NodeId) -> &[Arc] {
        let v = node.index();
        match self.first.get(v..v + 2) {
            Some(&[from, to]) => self.arcs.get(from as usize..to as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// Streets for one profile: only the largest strongly connected part, so that every node reaches
/// every other.
///
/// Nodes are numbered along a Hilbert curve, so neighbours on the ground are neighbours in memory.
/// Memory: 20 bytes a node, 8 bytes an arc, and 8 bytes an arc more when some street is one-way
/// or dearer in one direction.
#[derive(Clone, Debug)]
pub struct Graph {
    out: Rows,
    /// Arcs by their head; `None` when every arc has a twin of equal cost.
    back: Option<Rows>,
    /// Longitude and latitude in ten-millionths of a degree.
    places: Vec<[i32; 2]>,
    osm_ids: Vec<i64>,
    /// Pairs of nodes at one end of a street where turns are restricted: the one at which it is
    /// arrived by that street and the one from which it is left along it, in both orders, sorted.
    twins: Vec<(NodeId, NodeId)>,
    leg_kmh: f64,
    even_kmh: Option<f64>,
}

impl Graph {
    /// How many nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.places.len()
    }

    /// How many directed arcs; a two-way segment has two.
    #[must_use]
    pub fn arcs(&self) -> usize {
        self.out.arcs.len()
    }

    /// Arcs that leave `node`.
    #[inline]
    #[must_use]
    pub fn out(&self, node: NodeId) -> &[Arc] {
        self.out.of(node)
    }

    /// Arcs that enter `node`, each with the node it comes from.
    #[inline]
    #[must_use]
    pub fn back(&self, node: NodeId) -> &[Arc] {
        self.back.as_ref().unwrap_or(&self.out).of(node)
    }

    /// Whether every arc has a twin of equal cost in the other direction.
    #[must_use]
    pub fn is_symmetric(&self) -> bool {
        self.back.is_none()
    }

    /// Where `node` lies; the null island for a node of another graph.
    #[inline]
    #[must_use]
    pub fn point(&self, node: NodeId) -> Point {
        self.places.get(node.index()).and_then(|&place| Point::from_e7(place)).unwrap_or_default()
    }

    /// Longitude and latitude in ten-millionths of a degree, one pair a node.
    #[must_use]
    pub fn places(&self) -> &[[i32; 2]] {
        &self.places
    }

    /// The OpenStreetMap id of `node`; negative for a node that was not in the file.
    #[must_use]
    pub fn osm_id(&self, node: NodeId) -> Option<i64> {
        self.osm_ids.get(node.index()).copied()
    }

    /// Cost of the arc from one node to another, if there is one.
    #[must_use]
    pub fn cost(&self, from: NodeId, to: NodeId) -> Option<Cost> {
        self.out(from).iter().find(|arc| arc.node == to).map(|arc| arc.cost)
    }

    /// Where turns are restricted, each street that ends at a crossing has two nodes there: one at
    /// which it is arrived, one from which it is left. This is the other of the two; elsewhere the
    /// node itself.
    #[inline]
    #[must_use]
    pub fn twin(&self, node: NodeId) -> NodeId {
        if self.twins.is_empty() {
            return node;
        }
        let at = self.twins.binary_search_by_key(&node, |pair| pair.0);
        at.map_or(node, |at| self.twins[at].1)
    }

    /// Cost of the way back along the segment that leads from one node to another, if it is open.
    #[must_use]
    pub fn cost_back(&self, from: NodeId, to: NodeId) -> Option<Cost> {
        self.cost(self.twin(to), self.twin(from))
    }

    /// Speed in km/h of the straight leg between a point and the street.
    #[must_use]
    pub fn leg_kmh(&self) -> f64 {
        self.leg_kmh
    }

    /// The time of a straight leg of `length`.
    #[must_use]
    pub fn leg(&self, length: Metres) -> Cost {
        Cost::of_length(length, self.leg_kmh)
    }

    /// The one speed of all arcs in km/h, when there is only one: then lengths follow from costs.
    #[must_use]
    pub fn even_kmh(&self) -> Option<f64> {
        self.even_kmh
    }

    /// Undirected segments: each pair of joined nodes once, the smaller index first; where turns are
    /// restricted, the nodes of one of the two directions. Turns are no segments.
    pub fn segments(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        (0..self.nodes() as u32).map(NodeId).flat_map(move |from| {
            let ahead = self.out(from).iter().map(|arc| arc.node).filter(move |&to| {
                let back = (self.twin(to), self.twin(from));
                let first = if back == (to, from) {
                    from < to
                } else {
                    (from, to) < back || self.cost(back.0, back.1).is_none()
                };
                first && !self.is_turn(from, to)
            });
            let behind = self.back(from).iter().map(|arc| arc.node).filter(move |&to| {
                let one_way = self.back.is_some() && self.cost(from, to).is_none();
                let whole = self.twin(from) == from && self.twin(to) == to;
                from < to && one_way && whole && !self.is_turn(to, from)
            });
            ahead.chain(behind).map(move |to| (from, to))
        })
    }

    /// Whether an arc is a turn within a crossing and no part of a street.
    fn is_turn(&self, from: NodeId, to: NodeId) -> bool {
        !self.twins.is_empty() && self.osm_id(from) == self.osm_id(to)
    }

    /// The rows that a search forwards (`false`) or backwards (`true`) follows.
    pub(crate) fn rows(&self, backwards: bool) -> &Rows {
        match &self.back {
            Some(back) if backwards => back,
            _ => &self.out,
        }
    }
}
