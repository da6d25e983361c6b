//! From an OpenStreetMap extract to the street graph of one profile.

mod crossings;
mod turns;

use crate::geo::Point;
use crate::graph::{Built, Graph, GraphError, Speeds};
use crate::osm::{Extract, OsmError, Tags, Way};
use crate::profile::{Mode, Pace, Profile};
use crate::slope::{Elevation, level_lengths};
use crate::units::Metres;
use crossings::Crossings;
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
    /// Turn restrictions that would bind the traveller but are not read: those for certain hours,
    /// by way of another street, or of several streets at once.
    pub turns_not_read: usize,
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
    id: i64,
    pace: Pace,
    /// Whether it leaves the ground, so that the terrain says nothing of its slope.
    level: bool,
    refs: Vec<i64>,
}

/// Reads an OSM PBF extract and builds the graph for `profile`: one segment per pair of consecutive
/// nodes, of parallel ones the quickest, only the largest strongly connected part.
///
/// Vehicles keep to turn restrictions (relations with one via node; those for certain hours or by
/// way of another street are counted in the summary and not read) and stop at barriers, wheelchairs
/// at raised kerbs ([`Profile::is_stopped_by`]): a street goes up to such a node and not beyond.
/// Ferries are not read. Blocks are unpacked in parallel.
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
    Some(Usable { id: way.id, pace, level, refs: way.refs.collect() })
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
    let stops = |tags: &Tags<'_>| profile.is_stopped_by(tags).then_some(());
    let nodes = extract.nodes(&ids, stops)?;
    let (restrictions, turns_not_read) = turns::read(&extract, profile)?;
    let mut crossings = Crossings::new(&ids, nodes, restrictions);
    for way in &usable {
        let terrain = terrain.filter(|_| !way.level);
        for pair in way.refs.windows(2) {
            let Some(ends) = crossings.segment(way.id, [pair[0], pair[1]]) else { continue };
            let [from, to] = ends.points;
            let [there, back] = lengths(profile, terrain, from, to);
            crossings.join(&ends, [(there, way.pace.forward), (back, way.pace.backward)]);
        }
    }
    let even_kmh = profile.even_kmh().filter(|_| terrain.is_none());
    let missing_nodes = crossings.missing();
    let built = crossings.into_builder().build(Speeds { leg_kmh: profile.leg_kmh(), even_kmh })?;
    let summary = Summary { turns_not_read, ..Summary::of(&built, usable.len(), missing_nodes) };
    Ok(Streets { summary, graph: built.graph })
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
            turns_not_read: 0,
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

#[cfg(test)]
mod tests;
