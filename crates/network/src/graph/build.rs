//! Building a graph: arcs are gathered, sorted into rows, cut to the largest part and renumbered.

use super::component::{Parts, parts};
use super::{Arc, Graph, NodeId, Rows};
use crate::geo::{Point, hilbert};
use crate::units::{Cost, Metres};
use thiserror::Error;

/// Gathers nodes and arcs for a [`Graph`].
#[derive(Clone, Debug, Default)]
pub struct Builder {
    places: Vec<[i32; 2]>,
    osm_ids: Vec<i64>,
    arcs: Vec<(NodeId, NodeId, Cost)>,
    twins: Vec<[NodeId; 2]>,
}

/// How the points' legs and the arcs' speeds are to be understood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speeds {
    /// km/h of the straight leg between a point and the street.
    pub leg_kmh: f64,
    /// km/h of every arc, when they all have the same.
    pub even_kmh: Option<f64>,
}

/// A graph and what was cut away on the way to it.
#[derive(Clone, Debug)]
pub struct Built {
    /// The largest strongly connected part.
    pub graph: Graph,
    /// Nodes with at least one arc, before the cut.
    pub nodes_before: usize,
    /// Strongly connected parts before the cut.
    pub components: usize,
    /// Undirected segments kept.
    pub segments: usize,
    /// Their length along the ground.
    pub length: Metres,
}

/// Why there is no graph.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum GraphError {
    /// No arc at all.
    #[error("no street here can be used: is it the right area, and the right means of travel?")]
    Empty,
    /// More nodes or arcs than 32 bits count.
    #[error("{0} nodes or arcs are more than one graph holds (4 billion): cut the area")]
    TooLarge(usize),
}

impl Builder {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node and gives its number for [`Builder::one_way`] (not the number in the graph).
    pub fn node(&mut self, osm_id: i64, place: Point) -> NodeId {
        self.node_e7(osm_id, place.e7())
    }

    pub(crate) fn node_e7(&mut self, osm_id: i64, place: [i32; 2]) -> NodeId {
        self.places.push(place);
        self.osm_ids.push(osm_id);
        NodeId((self.places.len() - 1) as u32)
    }

    /// Where a node that was added lies; the null island for others.
    #[must_use]
    pub fn point(&self, node: NodeId) -> Point {
        self.places.get(node.index()).copied().and_then(Point::from_e7).unwrap_or_default()
    }

    /// Adds an arc; loops, unknown nodes and arcs that never arrive are left out.
    pub fn one_way(&mut self, from: NodeId, to: NodeId, cost: Cost) {
        let known = from.index().max(to.index()) < self.places.len();
        if from != to && known && cost.is_reached() {
            self.arcs.push((from, to, cost));
        }
    }

    /// Adds an arc in each direction.
    pub fn two_way(&mut self, one: NodeId, other: NodeId, cost: Cost) {
        self.one_way(one, other, cost);
        self.one_way(other, one, cost);
    }

    /// Says that two nodes are the end of one street where turns are restricted ([`Graph::twin`]).
    pub fn twins(&mut self, arriving: NodeId, leaving: NodeId) {
        self.twins.push([arriving, leaving]);
    }

    /// The graph of the largest strongly connected part; of parallel arcs the cheapest.
    ///
    /// # Errors
    /// No arc, or too many.
    pub fn build(self, speeds: Speeds) -> Result<Built, GraphError> {
        let count = self.places.len().max(self.arcs.len());
        if u32::try_from(count).is_err() {
            return Err(GraphError::TooLarge(count));
        }
        let all = cheapest(rows_of(self.places.len(), self.arcs.iter().copied()));
        let back = reversed(&all);
        let Parts { part, count: components, largest } =
            parts(&all, &back).ok_or(GraphError::Empty)?;
        let nodes_before = part.iter().filter(|&&p| p != u32::MAX).count();
        let kept = along_hilbert(&self.places, |v| part[v] == largest);
        let graph = self.cut(&all, &kept, speeds);
        let (mut segments, mut length) = (0, 0.0);
        for (from, to) in graph.segments() {
            segments += 1;
            length += graph.point(from).distance(graph.point(to)).0;
        }
        Ok(Built { graph, nodes_before, components, segments, length: Metres(length) })
    }

    /// The part of the graph on the kept nodes, in their order.
    fn cut(&self, all: &Rows, kept: &[u32], speeds: Speeds) -> Graph {
        let mut number = vec![u32::MAX; self.places.len()];
        for (new, &old) in kept.iter().enumerate() {
            number[old as usize] = new as u32;
        }
        let arcs = kept.iter().flat_map(|&old| {
            let from = NodeId(number[old as usize]);
            all.of(NodeId(old)).iter().map(move |arc| (from, arc.node, arc.cost))
        });
        let inside = arcs.filter_map(|(from, to, cost)| {
            let to = number[to.index()];
            (to != u32::MAX).then_some((from, NodeId(to), cost))
        });
        let out = cheapest(rows_of(kept.len(), inside.collect::<Vec<_>>().iter().copied()));
        let back = reversed(&out);
        let symmetric = back.first == out.first && back.arcs == out.arcs;
        let kept_twins = self.twins.iter().filter_map(|pair| {
            let [one, other] = pair.map(|node| number[node.index()]);
            (one != u32::MAX && other != u32::MAX).then_some((NodeId(one), NodeId(other)))
        });
        let mut twins: Vec<(NodeId, NodeId)> =
            kept_twins.flat_map(|(one, other)| [(one, other), (other, one)]).collect();
        twins.sort_unstable();
        Graph {
            back: (!symmetric).then_some(back),
            out,
            places: kept.iter().map(|&old| self.places[old as usize]).collect(),
            osm_ids: kept.iter().map(|&old| self.osm_ids[old as usize]).collect(),
            twins,
            leg_kmh: speeds.leg_kmh,
            even_kmh: speeds.even_kmh,
        }
    }
}

impl Graph {
    /// The same streets with more arcs between their nodes; of parallel arcs the cheapest. Nodes keep
    /// their numbers. The speed is no longer taken to be even.
    #[must_use]
    pub fn with_arcs(&self, more: &[(NodeId, NodeId, Cost)]) -> Self {
        let nodes = self.nodes();
        let known = (0..nodes as u32)
            .map(NodeId)
            .flat_map(|from| self.out(from).iter().map(move |arc| (from, arc.node, arc.cost)));
        let fits = |(from, to, cost): &&(NodeId, NodeId, Cost)| {
            from != to && from.index().max(to.index()) < nodes && cost.is_reached()
        };
        let arcs: Vec<_> = known.chain(more.iter().filter(fits).copied()).collect();
        let out = cheapest(rows_of(nodes, arcs.iter().copied()));
        let back = reversed(&out);
        let symmetric = back.first == out.first && back.arcs == out.arcs;
        Self {
            back: (!symmetric).then_some(back),
            out,
            places: self.places.clone(),
            osm_ids: self.osm_ids.clone(),
            twins: self.twins.clone(),
            leg_kmh: self.leg_kmh,
            even_kmh: None,
        }
    }
}

/// Sorts arcs into rows by their first node (counting sort: linear, and stable).
fn rows_of(nodes: usize, arcs: impl Iterator<Item = (NodeId, NodeId, Cost)> + Clone) -> Rows {
    let mut first = vec![0u32; nodes + 1];
    for (from, _, _) in arcs.clone() {
        first[from.index() + 1] += 1;
    }
    for v in 0..nodes {
        first[v + 1] += first[v];
    }
    let mut next = first.clone();
    let mut sorted = vec![Arc { node: NodeId(0), cost: Cost::ZERO }; first[nodes] as usize];
    for (from, node, cost) in arcs {
        let slot = &mut next[from.index()];
        sorted[*slot as usize] = Arc { node, cost };
        *slot += 1;
    }
    Rows { first, arcs: sorted }
}

/// Rows sorted by node, with only the cheapest of parallel arcs.
fn cheapest(rows: Rows) -> Rows {
    let Rows { first, mut arcs } = rows;
    let mut kept = Rows { first: Vec::with_capacity(first.len()), arcs: Vec::new() };
    kept.arcs.reserve_exact(arcs.len());
    kept.first.push(0);
    for bounds in first.windows(2) {
        let row = &mut arcs[bounds[0] as usize..bounds[1] as usize];
        row.sort_unstable_by_key(|arc| (arc.node, arc.cost));
        let begin = kept.arcs.len();
        for &arc in row.iter() {
            if kept.arcs.len() == begin
                || kept.arcs.last().is_some_and(|last| last.node != arc.node)
            {
                kept.arcs.push(arc);
            }
        }
        kept.first.push(kept.arcs.len() as u32);
    }
    kept
}

/// The same arcs, each in the row of the node that it leads to.
fn reversed(rows: &Rows) -> Rows {
    let nodes = rows.first.len().saturating_sub(1);
    let arcs = (0..nodes as u32)
        .map(NodeId)
        .flat_map(|from| rows.of(from).iter().map(move |arc| (arc.node, from, arc.cost)));
    rows_of(nodes, arcs)
}

/// The chosen nodes in the order of a Hilbert curve over their places.
fn along_hilbert(places: &[[i32; 2]], chosen: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut keyed: Vec<(u64, u32)> = places
        .iter()
        .enumerate()
        .filter(|&(v, _)| chosen(v))
        .map(|(v, &place)| (hilbert(place), v as u32))
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, v)| v).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEEDS: Speeds = Speeds { leg_kmh: 3.6, even_kmh: Some(3.6) };

    /// A row of nodes on the equator, a ten-thousandth of a degree apart.
    fn street(builder: &mut Builder, count: i64) -> Vec<NodeId> {
        (0..count).map(|i| builder.node(i, Point::new(i as f64 * 1e-4, 0.0).unwrap())).collect()
    }

    #[test]
    fn only_the_largest_part_stays() {
        let mut builder = Builder::new();
        let v = street(&mut builder, 6);
        builder.two_way(v[0], v[1], Cost(1));
        builder.two_way(v[2], v[3], Cost(2));
        builder.two_way(v[3], v[4], Cost(2));
        let built = builder.build(SPEEDS).unwrap();
        assert_eq!((built.graph.nodes(), built.components, built.nodes_before), (3, 2, 5));
        let mut ids: Vec<_> = (0..3).filter_map(|v| built.graph.osm_id(NodeId(v))).collect();
        ids.sort_unstable();
        assert_eq!(ids, [2, 3, 4]);
    }

    #[test]
    fn a_one_way_street_with_no_way_back_is_cut_off() {
        let mut builder = Builder::new();
        let v = street(&mut builder, 4);
        builder.one_way(v[0], v[1], Cost(1));
        builder.one_way(v[1], v[2], Cost(1));
        builder.one_way(v[2], v[0], Cost(1));
        builder.one_way(v[2], v[3], Cost(1));
        let built = builder.build(SPEEDS).unwrap();
        assert_eq!((built.graph.nodes(), built.graph.arcs(), built.components), (3, 3, 2));
        assert!(!built.graph.is_symmetric());
        assert_eq!(built.segments, 3);
    }

    #[test]
    fn of_parallel_arcs_the_cheapest_stays_and_loops_go() {
        let mut builder = Builder::new();
        let v = street(&mut builder, 2);
        builder.two_way(v[0], v[1], Cost(9));
        builder.two_way(v[0], v[1], Cost(4));
        builder.one_way(v[0], v[0], Cost(1));
        let graph = builder.build(SPEEDS).unwrap().graph;
        assert_eq!((graph.arcs(), graph.cost(NodeId(0), NodeId(1))), (2, Some(Cost(4))));
        assert!(graph.is_symmetric());
    }

    #[test]
    fn nothing_makes_no_graph() {
        assert_eq!(Builder::new().build(SPEEDS).unwrap_err(), GraphError::Empty);
        let mut builder = Builder::new();
        street(&mut builder, 3);
        assert_eq!(builder.build(SPEEDS).unwrap_err(), GraphError::Empty);
    }
}
