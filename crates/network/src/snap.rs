//! Snapping: tying a point to the nearest node, or to the nearest place on a segment.
//!
//! A segment is split virtually: nothing is added to the graph, the place is a share of the way
//! between two nodes, and a search begins or ends at both of them. The straight leg between the
//! point and its place is part of every travel time, and a point too far away is listed.

mod tree;

use crate::geo::{Plane, Point};
use crate::graph::{Graph, NodeId};
use crate::units::{Cost, Metres};
use tree::BoxTree;

/// What a point may snap to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SnapRule {
    /// The nearest node; longer ways round in sparse networks.
    Node,
    /// The nearest place on a segment.
    #[default]
    Segment,
}

/// A place on the graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// A node.
    Node(NodeId),
    /// A place within a segment.
    Segment {
        /// The end with the smaller number.
        from: NodeId,
        /// The other end.
        to: NodeId,
        /// How far it is from `from`, as a share of the segment: above 0, below 1; 0 and 1 only at
        /// crossings with restricted turns.
        share: f64,
    },
}

/// A point tied to the graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// The point itself.
    pub point: Point,
    /// Where it meets the graph.
    pub place: Place,
    /// Straight distance from the point to that place.
    pub leg: Metres,
}

/// A point that is too far from any street.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooFar {
    /// Which of the points, from 0.
    pub index: usize,
    /// Straight distance to the nearest place on the graph.
    pub distance: Metres,
}

/// Points tied to the graph, with those that are not.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapped {
    /// One entry a point, in order; `None` for one that is too far.
    pub snaps: Vec<Option<Snap>>,
    /// The points that are too far, for the report: they reach nothing and nothing reaches them.
    pub too_far: Vec<TooFar>,
}

/// Ties points to one graph.
#[derive(Clone, Debug)]
pub struct Snapper<'g> {
    graph: &'g Graph,
    /// The segments, in the order of their first nodes; empty when only nodes are asked for.
    segments: Vec<(NodeId, NodeId)>,
    rule: SnapRule,
    limit: Option<Metres>,
    tree: BoxTree,
}

impl<'g> Snapper<'g> {
    /// A snapper for this graph; points further than `limit` from it are too far.
    ///
    /// Memory: 16 bytes for each eight nodes, or 10 bytes a segment.
    #[must_use]
    pub fn new(graph: &'g Graph, rule: SnapRule, limit: Option<Metres>) -> Self {
        let places = graph.places();
        let corner = |node: NodeId| places.get(node.index()).copied().unwrap_or_default();
        // Nodes are numbered along a Hilbert curve, so runs of them have small boxes.
        let (segments, tree) = match rule {
            SnapRule::Node => (Vec::new(), BoxTree::new(places.iter().map(|&at| (at, at)))),
            SnapRule::Segment => {
                let segments: Vec<_> = graph.segments().collect();
                let tree = BoxTree::new(segments.iter().map(|&(a, b)| (corner(a), corner(b))));
                (segments, tree)
            }
        };
        Self { graph, segments, rule, limit, tree }
    }

    /// Ties one point to the graph, however far it is.
    #[must_use]
    pub fn nearest(&self, point: Point) -> Option<Snap> {
        let plane = Plane::at(point);
        let flat = |node: NodeId| plane.flatten(self.graph.point(node));
        let place = match self.rule {
            SnapRule::Node => {
                // A node of one street at a crossing with restricted turns is no place of its own.
                let square = |item: usize| match NodeId(item as u32) {
                    node if self.graph.twin(node) != node => f64::INFINITY,
                    node => length_squared(flat(node)),
                };
                Place::Node(NodeId(self.tree.nearest(&plane, square)? as u32))
            }
            SnapRule::Segment => {
                let ends = |item: usize| self.segments.get(item).map(|&(a, b)| (flat(a), flat(b)));
                let square = |item: usize| {
                    ends(item).map_or(f64::INFINITY, |(a, b)| {
                        length_squared(along(a, b, nearest_share(a, b)))
                    })
                };
                let item = self.tree.nearest(&plane, square)?;
                let (&(from, to), (a, b)) = (self.segments.get(item)?, ends(item)?);
                place_on(self.graph, (from, to), nearest_share(a, b))
            }
        };
        Some(Snap { point, place, leg: point.distance(place.point(self.graph)) })
    }

    /// Ties many points to the graph and lists those that are too far.
    #[must_use]
    pub fn snap(&self, points: &[Point]) -> Snapped {
        let mut too_far = Vec::new();
        let snaps = points.iter().enumerate().map(|(index, &point)| {
            let snap = self.nearest(point)?;
            if self.limit.is_some_and(|limit| snap.leg > limit) {
                too_far.push(TooFar { index, distance: snap.leg });
                return None;
            }
            Some(snap)
        });
        let snaps = snaps.collect();
        Snapped { snaps, too_far }
    }
}

impl Place {
    /// Where it lies.
    #[must_use]
    pub fn point(self, graph: &Graph) -> Point {
        match self {
            Self::Node(node) => graph.point(node),
            Self::Segment { from, to, share } => graph.point(from).between(graph.point(to), share),
        }
    }
}

/// The ends of a snap at which a search begins or ends: at most two nodes, each with the cost
/// between it and the point.
pub(crate) type Ends = [Option<(NodeId, Cost)>; 2];

impl Snap {
    /// Nodes reached first when leaving the point, each with the cost to get there.
    #[must_use]
    pub fn leaving(&self, graph: &Graph) -> Ends {
        self.ends(graph, false)
    }

    /// Nodes passed last when arriving at the point, each with the cost from there.
    #[must_use]
    pub fn arriving(&self, graph: &Graph) -> Ends {
        self.ends(graph, true)
    }

    fn ends(&self, graph: &Graph, arriving: bool) -> Ends {
        let leg = graph.leg(self.leg);
        match self.place {
            Place::Node(node) => [Some((node, leg)), None],
            Place::Segment { from, to, share } => {
                let (ahead, behind) = (graph.cost(from, to), graph.cost_back(from, to));
                // Leaving towards an end and arriving from it use the two directions of the segment.
                let (first, second) = if arriving { (ahead, behind) } else { (behind, ahead) };
                let (from, to) = match arriving {
                    true => (from, graph.twin(to)),
                    false => (graph.twin(from), to),
                };
                let end = |node, whole: Option<Cost>, share| {
                    whole.map(|whole| (node, part(whole, share).plus(leg)))
                };
                [end(from, first, share), end(to, second, 1.0 - share)]
            }
        }
    }

    /// Cost of going to another snap on the same segment without passing an end of it.
    pub(crate) fn straight(&self, other: &Self, graph: &Graph) -> Option<Cost> {
        let Place::Segment { from, to, share } = self.place else { return None };
        let Place::Segment { from: f, to: t, share: there } = other.place else { return None };
        if (from, to) != (f, t) {
            return None;
        }
        let whole = if there >= share { graph.cost(from, to) } else { graph.cost_back(from, to) };
        let legs = graph.leg(self.leg).plus(graph.leg(other.leg));
        whole.map(|whole| part(whole, (there - share).abs()).plus(legs))
    }
}

/// A share of the cost of a segment, rounded.
fn part(whole: Cost, share: f64) -> Cost {
    Cost((f64::from(whole.0) * share).round() as u32)
}

fn place_on(graph: &Graph, (from, to): (NodeId, NodeId), share: f64) -> Place {
    let whole = |node| graph.twin(node) == node;
    // At an end the node itself is meant: its other streets are open without passing the segment.
    // Where turns are restricted there is no such node, but the end of this street.
    if share <= 0.0 && whole(from) {
        Place::Node(from)
    } else if share >= 1.0 && whole(to) {
        Place::Node(to)
    } else {
        Place::Segment { from, to, share }
    }
}

fn length_squared([x, y]: [f64; 2]) -> f64 {
    x * x + y * y
}

fn along(a: [f64; 2], b: [f64; 2], share: f64) -> [f64; 2] {
    [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}

/// The share of the way from `a` to `b` at which it is nearest to the origin.
fn nearest_share(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (x, y) = (b[0] - a[0], b[1] - a[1]);
    let square = x * x + y * y;
    if square > 0.0 { (-(a[0] * x + a[1] * y) / square).clamp(0.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests;
