//! From an OpenStreetMap extract to the street graph of one profile.

use crate::geo::Point;
use crate::graph::{Builder, Built, Graph, GraphError, NodeId, Speeds};
use crate::osm::{Extract, OsmError, Way};
use crate::profile::{Mode, Pace, Profile};
use crate::slope::{Elevation, level_lengths};
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
    /// Whether it leaves the ground, so that the terrain says nothing of its slope.
    level: bool,
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
    build(pbf, profile, None)
}

/// As [`read`], with walking slower or faster on the slopes of the terrain ([`crate::slope`]);
/// bridges and tunnels, places outside the terrain, and other means than walking stay level.
///
/// # Errors
/// As [`read`].
pub fn read_on_slopes(
    pbf: &[u8],
    profile: &Profile,
    terrain: &Elevation,
) -> Result<Streets, StreetsError> {
    build(pbf, profile, Some(terrain).filter(|_| profile.mode() == Mode::Walk))
}

fn usable(way: Way<'_>, profile: &Profile) -> Option<Usable> {
    let pace = profile.pace(&way.tags)?;
    let level = ["bridge", "tunnel"].iter().any(|key| way.tags.get(key).is_some_and(|v| v != "no"));
    Some(Usable { pace, level, refs: way.refs.collect() })
}

fn build(
    pbf: &[u8],
    profile: &Profile,
    terrain: Option<&Elevation>,
) -> Result<Streets, StreetsError> {
    let extract = Extract::open(pbf)?;
    let usable = extract.ways(|way| usable(way, profile))?;
    let mut ids: Vec<i64> = usable.iter().flat_map(|way| way.refs.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let places = extract.places(&ids)?;
    let mut builder = Builder::new();
    let mut add = |(&id, place): (&i64, &Option<[i32; 2]>)| place.map(|at| builder.node_e7(id, at));
    let numbers: Vec<Option<NodeId>> = ids.iter().zip(&places).map(&mut add).collect();
    let number = |id: &i64| ids.binary_search(id).ok().and_then(|at| numbers[at]);
    for way in &usable {
        let nodes: Vec<Option<NodeId>> = way.refs.iter().map(number).collect();
        let terrain = terrain.filter(|_| !way.level);
        for pair in nodes.windows(2) {
            if let [Some(from), Some(to)] = *pair {
                let lengths = lengths(profile, terrain, builder.point(from), builder.point(to));
                join(&mut builder, [from, to], way.pace, lengths);
            }
        }
    }
    let even_kmh = profile.even_kmh().filter(|_| terrain.is_none());
    let built = builder.build(Speeds { leg_kmh: profile.leg_kmh(), even_kmh })?;
    let missing_nodes = places.iter().filter(|place| place.is_none()).count();
    Ok(Streets { summary: Summary::of(&built, usable.len(), missing_nodes), graph: built.graph })
}

impl Summary {
    fn of(built: &Built, ways: usize, missing_nodes: usize) -> Self {
        Self {
            ways,
            missing_nodes,
            nodes_before: built.nodes_before,
            components: built.components,
            nodes: built.graph.nodes(),
            segments: built.segments,
            length: built.length,
        }
    }
}

/// Metres of level ground from one place to another and back.
fn lengths(profile: &Profile, terrain: Option<&Elevation>, from: Point, to: Point) -> [f64; 2] {
    match terrain {
        Some(terrain) => level_lengths(profile, terrain, from, to),
        None => [from.distance(to).0; 2],
    }
}

/// Adds a segment with its lengths there and back.
fn join(builder: &mut Builder, [from, to]: [NodeId; 2], pace: Pace, [there, back]: [f64; 2]) {
    builder.one_way(from, to, Cost::of_length(Metres(there), pace.forward));
    builder.one_way(to, from, Cost::of_length(Metres(back), pace.backward));
}

#[cfg(test)]
mod tests;
