//! From an OpenStreetMap extract, or a GraphML file, to the street graph of one profile.

mod crossings;
mod graphml;
mod turns;
mod xml;

use std::borrow::Cow;
use std::io::Read as _;

use crate::geo::Point;
use crate::graph::{Built, Graph, GraphError, NodeId, Speeds};
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
    /// A GraphML file cannot be read.
    #[error("line {line}: {what}")]
    GraphMl {
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        what: String,
    },
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

/// A GraphML file larger than this, unpacked, is no town's; 1 GB.
const MOST_TEXT: u64 = 1 << 30;

/// Reads an OSM PBF extract, or GraphML as OSMnx writes it (plain or packed with gzip), and builds
/// the graph for `profile`: one segment per pair of consecutive nodes, of parallel ones the
/// quickest, only the largest strongly connected part.
///
/// Vehicles keep to turn restrictions (relations with one via node; those for certain hours or by
/// way of another street are counted in the summary and not read) and stop at barriers, wheelchairs
/// at raised kerbs ([`Profile::is_stopped_by`]): a street goes up to such a node and not beyond.
/// Ferries are not read. Blocks are unpacked in parallel.
///
/// # Errors
/// The file is broken, or holds no way that the profile may use.
pub fn read(pbf: &[u8], profile: &Profile) -> Result<Streets, StreetsError> {
    match graphml_text(pbf)? {
        Some(text) => graphml::read(&text, profile),
        None => build(pbf, profile, None),
    }
}

/// The text of a file that is XML, told by how it begins; none for others.
fn graphml_text(bytes: &[u8]) -> Result<Option<Cow<'_, str>>, StreetsError> {
    let refused = |what: &str| StreetsError::GraphMl { line: 1, what: what.to_owned() };
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        let mut packed = flate2::read::MultiGzDecoder::new(bytes).take(MOST_TEXT + 1);
        packed
            .read_to_end(&mut unpacked)
            .map_err(|why| refused(&format!("what is packed with gzip is broken: {why}")))?;
        if unpacked.len() as u64 > MOST_TEXT {
            return Err(refused("more than 1 GB of text: cut the area"));
        }
        Cow::from(unpacked)
    } else {
        Cow::from(bytes)
    };
    let begins = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes).trim_ascii_start();
    if !begins.starts_with(b"<") {
        return Ok(None);
    }
    let no_text = |_| refused("the file is no UTF-8: write it anew as UTF-8");
    Ok(Some(match bytes {
        Cow::Borrowed(bytes) => Cow::from(std::str::from_utf8(bytes).map_err(no_text)?),
        Cow::Owned(bytes) => {
            Cow::from(String::from_utf8(bytes).map_err(|why| no_text(why.utf8_error()))?)
        }
    }))
}

/// As [`read`], with walking slower or faster on the slopes of the terrain ([`crate::slope`]);
/// bridges and tunnels, places outside the terrain, and other means than walking stay level, as does
/// GraphML, which does not say what leaves the ground.
///
/// # Errors
/// As [`read`].
pub fn read_on_slopes(
    pbf: &[u8],
    profile: &Profile,
    terrain: &Elevation,
) -> Result<Streets, StreetsError> {
    if graphml_text(pbf)?.is_some() {
        return read(pbf, profile);
    }
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

impl Streets {
    /// West, south, east and north of all its crossings, in degrees (WGS 84).
    #[must_use]
    pub fn frame(&self) -> [f64; 4] {
        let nodes = (0..self.graph.nodes()).map(|node| self.graph.point(NodeId(node as u32)));
        let places = nodes.map(|point| [point.longitude(), point.latitude()]);
        places.fold(
            [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY],
            |[west, south, east, north], [x, y]| {
                [west.min(x), south.min(y), east.max(x), north.max(y)]
            },
        )
    }
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
