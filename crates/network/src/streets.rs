//! From an OpenStreetMap extract to the street graph of one profile.

use crate::graph::{Builder, Graph, GraphError, NodeId, Speeds};
use crate::osm::{Extract, OsmError};
use crate::profile::{Pace, Profile};
use crate::units::{Cost, Metres};
use thiserror::Error;

/// A graph with the figures that a planner checks it by.
#[derive(Clone, Debug)]
pub struct Streets {
    /// The largest strongly connected part of the usable streets.
    pub graph: Graph,
    /// What was read and what was cut away.
    pub summary: Summary,
}

/// What was read and what was cut away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Ways that the profile may use.
    pub ways: usize,
    /// Nodes of those ways that the extract names but does not hold, as at its border.
    pub missing_nodes: usize,
    /// Nodes on usable segments, before the cut to the largest part.
    pub nodes_before: usize,
    /// Strongly connected parts before the cut.
    pub components: usize,
    /// Nodes kept.
    pub nodes: usize,
    /// Undirected segments kept.
    pub segments: usize,
    /// Length of the segments kept.
    pub length: Metres,
}

/// Why there are no streets.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StreetsError {
    /// The extract cannot be read.
    #[error(transparent)]
    Osm(#[from] OsmError),
    /// Nothing is left to travel on.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

/// A way that the profile may use.
struct Usable {
    pace: Pace,
    refs: Vec<i64>,
}

/// Reads an OSM PBF extract and builds the graph for `profile`: one segment per pair of consecutive
/// nodes, of parallel ones the quickest, only the largest strongly connected part.
///
/// Turn restrictions, barriers on nodes and ferries are not read. Blocks are unpacked in parallel.
///
/// # Errors
/// The file is broken, or holds no way that the profile may use.
pub fn read(pbf: &[u8], profile: &Profile) -> Result<Streets, StreetsError> {
    let extract = Extract::open(pbf)?;
    let usable = extract.ways(|way| {
        profile.pace(&way.tags).map(|pace| Usable { pace, refs: way.refs.collect() })
    })?;
    let mut ids: Vec<i64> = usable.iter().flat_map(|way| way.refs.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let places = extract.places(&ids)?;
    let mut builder = Builder::new();
    let numbers: Vec<Option<NodeId>> = ids
        .iter()
        .zip(&places)
        .map(|(&id, place)| place.map(|place| builder.node_e7(id, place)))
        .collect();
    let number = |id: &i64| ids.binary_search(id).ok().and_then(|at| numbers[at]);
    for way in &usable {
        let nodes: Vec<Option<NodeId>> = way.refs.iter().map(number).collect();
        for pair in nodes.windows(2) {
            if let [Some(from), Some(to)] = *pair {
                join(&mut builder, from, to, way.pace);
            }
        }
    }
    let speeds = Speeds { leg_kmh: profile.leg_kmh(), even_kmh: profile.even_kmh() };
    let built = builder.build(speeds)?;
    let summary = Summary {
        ways: usable.len(),
        missing_nodes: places.iter().filter(|place| place.is_none()).count(),
        nodes_before: built.nodes_before,
        components: built.components,
        nodes: built.graph.nodes(),
        segments: built.segments,
        length: built.length,
    };
    Ok(Streets { graph: built.graph, summary })
}

fn join(builder: &mut Builder, from: NodeId, to: NodeId, pace: Pace) {
    let length = builder.distance(from, to);
    builder.one_way(from, to, Cost::of_length(length, pace.forward));
    builder.one_way(to, from, Cost::of_length(length, pace.backward));
}
