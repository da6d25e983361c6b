//! Streets from GraphML, as OSMnx and networkx write them: nodes with degrees, edges with metres.
//!
//! A node has `x` and `y` (or `lon` and `lat`), an edge `length` in metres; `highway`, `oneway`,
//! `maxspeed` and other tags of OpenStreetMap are read by the rules of the profile. Where a list of
//! tags stands for one its first counts. An edge of a directed graph leads one way, as every street
//! both ways has a second one; an edge without `highway` is taken for a residential street. Shapes
//! between crossings are not read: a curved street is a straight one of the right length.

use std::collections::HashMap;

use super::xml::{Event, Scanner, attribute, plain};
use super::{Streets, StreetsError, Summary};
use crate::geo::Point;
use crate::graph::{Builder, NodeId, Speeds};
use crate::osm::Tags;
use crate::profile::Profile;
use crate::units::{Cost, Metres};

/// More tags than this of one edge are not read; OSMnx writes some 15.
const MOST_TAGS: usize = 50;

/// The data of a node or an edge, by the names of their keys.
type Data = Vec<(String, String)>;

/// A node or an edge that is being read.
enum Item {
    Node(String),
    Edge([String; 2]),
}

/// An edge between two nodes by their ids.
struct Edge {
    ends: [String; 2],
    data: Data,
}

/// A document as far as it is read.
#[derive(Default)]
struct Document {
    /// The names of keys by their ids.
    keys: HashMap<String, String>,
    builder: Builder,
    nodes: HashMap<String, NodeId>,
    edges: Vec<Edge>,
    is_undirected: bool,
}

/// Reads a GraphML document and builds the graph for `profile`.
///
/// # Errors
/// The text is no GraphML of streets, or holds none that the profile may use.
pub(super) fn read(text: &str, profile: &Profile) -> Result<Streets, StreetsError> {
    let mut scanner = Scanner::new(text);
    let document = Document::read(&mut scanner).map_err(|what| {
        let line = scanner.line();
        StreetsError::GraphMl { line, what: what.to_owned() }
    })?;
    document.into_streets(profile)
}

impl Document {
    fn read(scanner: &mut Scanner<'_>) -> Result<Self, &'static str> {
        let mut document = Self::default();
        let mut item: Option<(Item, Data)> = None;
        let mut key: Option<(String, String)> = None;
        while let Some(event) = scanner.event()? {
            match event {
                Event::Open { name: "data", attributes, .. } => {
                    let id = attribute(attributes, "key").ok_or("a <data> without its key")?;
                    let name = document.keys.get(&id).cloned().unwrap_or(id);
                    key = Some((name, String::new()));
                }
                Event::Open { name, attributes, is_empty } => {
                    if let Some(opened) = document.opened(name, attributes)? {
                        item = Some((opened, Data::new()));
                    }
                    let is_whole = is_empty && matches!(name, "node" | "edge");
                    if let Some(whole) = item.take_if(|_| is_whole) {
                        document.closed(whole)?;
                    }
                }
                Event::Text(text) => key.iter_mut().for_each(|(_, found)| found.push_str(text)),
                Event::Close("data") => {
                    if let (Some((name, text)), Some((_, data))) = (key.take(), item.as_mut()) {
                        data.push((name, plain(text.trim())));
                    }
                }
                Event::Close("node" | "edge") => {
                    if let Some(whole) = item.take() {
                        document.closed(whole)?;
                    }
                }
                Event::Close(_) => {}
            }
        }
        if document.nodes.is_empty() {
            return Err("the file ends and no <node> was in it: is it GraphML?");
        }
        Ok(document)
    }

    /// Takes the beginning of an element; gives the node or edge that begins with it.
    fn opened(&mut self, name: &str, attributes: &str) -> Result<Option<Item>, &'static str> {
        let get = |name: &str| attribute(attributes, name);
        match name {
            "graph" => self.is_undirected = get("edgedefault").as_deref() == Some("undirected"),
            "key" => {
                let id = get("id").ok_or("a <key> without its id")?;
                self.keys.insert(id, get("attr.name").unwrap_or_default());
            }
            "node" => return Ok(Some(Item::Node(get("id").ok_or("a <node> without its id")?))),
            "edge" => {
                let ends = get("source").zip(get("target"));
                let (from, to) = ends.ok_or("an <edge> without source or target")?;
                return Ok(Some(Item::Edge([from, to])));
            }
            _ => {}
        }
        Ok(None)
    }

    /// Takes a whole node or edge.
    fn closed(&mut self, (item, data): (Item, Data)) -> Result<(), &'static str> {
        match item {
            Item::Edge(ends) => self.edges.push(Edge { ends, data }),
            Item::Node(id) => {
                let degrees = |names: [&str; 2]| number(&data, names);
                let place = degrees(["x", "lon"]).zip(degrees(["y", "lat"]));
                let (longitude, latitude) =
                    place.ok_or("a node without x and y, or lon and lat")?;
                let place = Point::new(longitude, latitude)
                    .map_err(|_| "a node's x and y are no degrees east and north (WGS 84)")?;
                let number = id.parse().unwrap_or(self.nodes.len() as i64);
                let node = self.builder.node(number, place);
                if self.nodes.insert(id, node).is_some() {
                    return Err("a node stands there twice");
                }
            }
        }
        Ok(())
    }

    fn into_streets(mut self, profile: &Profile) -> Result<Streets, StreetsError> {
        let (mut ways, mut missing_nodes) = (0, 0);
        for edge in &self.edges {
            let [from, to] = edge.ends.each_ref().map(|id| self.nodes.get(id).copied());
            let (Some(from), Some(to)) = (from, to) else {
                missing_nodes += 1;
                continue;
            };
            let straight = self.builder.point(from).distance(self.builder.point(to)).0;
            // Rounded lengths fall short of the straight line by a hair.
            let metres = number(&edge.data, ["length", "length"]).unwrap_or(0.0).max(straight);
            let tags = tags(&edge.data, self.is_undirected);
            let words: Vec<&[u8]> =
                tags.iter().flat_map(|(key, value)| [key.as_bytes(), value.as_bytes()]).collect();
            let at: Vec<u8> = (0..words.len() as u8).collect();
            let (keys, values) = at.iter().partition::<Vec<u8>, _>(|at| **at % 2 == 0);
            let Some(pace) = profile.pace(&Tags::apart(&words, &keys, &values)) else { continue };
            ways += 1;
            for (from, to, kmh) in [(from, to, pace.forward), (to, from, pace.backward)] {
                self.builder.one_way(from, to, Cost::of_length(Metres(metres), kmh));
            }
        }
        let speeds = Speeds { leg_kmh: profile.leg_kmh(), even_kmh: profile.even_kmh() };
        let built = self.builder.build(speeds)?;
        let summary = Summary::of(&built, ways, missing_nodes);
        Ok(Streets { summary, graph: built.graph })
    }
}

/// The tags of an edge as OpenStreetMap has them, at most [`MOST_TAGS`].
fn tags(data: &[(String, String)], is_undirected: bool) -> Data {
    let mut tags: Data = data.iter().take(MOST_TAGS).cloned().collect();
    for (key, value) in &mut tags {
        // The first of "['primary', 'secondary']".
        if let Some(first) = value.strip_prefix("['").and_then(|rest| rest.split('\'').next()) {
            *value = first.to_owned();
        }
        if key == "oneway" {
            let both = ["false", "no", "0"].contains(&value.to_ascii_lowercase().as_str());
            *value = if both { "no" } else { "yes" }.to_owned();
        }
    }
    let has = |name: &str, tags: &Data| tags.iter().any(|(key, _)| key == name);
    if !has("highway", &tags) {
        tags.push(("highway".to_owned(), "residential".to_owned()));
    }
    if !has("oneway", &tags) {
        let oneway = if is_undirected { "no" } else { "yes" };
        tags.push(("oneway".to_owned(), oneway.to_owned()));
    }
    tags
}

/// A finite number under one of two names.
fn number(data: &[(String, String)], names: [&str; 2]) -> Option<f64> {
    let found = data.iter().find(|(name, _)| names.contains(&name.as_str()))?;
    found.1.parse::<f64>().ok().filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Reached, Travel};
    use crate::streets::read as read_bytes;
    use crate::{SnapRule, Snapper};

    /// Three crossings on the equator, 111.2 m apart; the street from b to c leads one way and winds
    /// for 200 m; c has a way back to a.
    const TOWN: &str = r#"<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><!-- <node id="no"/> -->
<key id="d0" for="node" attr.name="x" attr.type="string"/><key id="d1" for="node" attr.name="y"/>
<key id="d2" for="edge" attr.name="length"/><key id="d3" for="edge" attr.name="oneway"/>
<key id="d4" for="edge" attr.name="highway"/><key id="d5" for="edge" attr.name="name"/>
<graph edgedefault="directed">
<node id="a"><data key="d0">0.0</data><data key="d1">0.0</data></node>
<node id="b"><data key="d0">0.001</data><data key="d1">0.0</data></node>
<node id="c"><data key="d0">0.002</data><data key="d1">0.0</data></node>
<edge source="a" target="b"><data key="d3">False</data><data key="d4">residential</data><data key="d5">&#19996;路 &amp; a</data></edge>
<edge source="b" target="c"><data key="d2">200</data><data key="d3">True</data><data key="d4">['tertiary', 'residential']</data></edge>
<edge source="c" target="a"><data key="d2">300</data><data key="d3">True</data><data key="d4">residential</data></edge>
<edge source="c" target="elsewhere"/>
</graph></graphml>"#;

    fn minutes(profile: &Profile, from: f64, to: f64) -> f64 {
        let streets = read_bytes(TOWN.as_bytes(), profile).unwrap();
        let snapper = Snapper::new(&streets.graph, SnapRule::Node, None);
        let tie = |longitude| snapper.nearest(Point::new(longitude, 0.0).unwrap());
        let (from, to) = (vec![tie(from)], vec![tie(to)]);
        let far = Cost::from_minutes(crate::Minutes(60.0));
        let mut found = f64::NAN;
        let done = Travel::new(&streets.graph, &from, &to, far).each_row(|_, row: &[Reached]| {
            found = row[0].cost.minutes().0;
            std::ops::ControlFlow::<()>::Continue(())
        });
        assert!(done.is_continue());
        found
    }

    #[test]
    fn lengths_and_one_way_streets_count() {
        let walk = Profile::walk();
        assert_eq!(read_bytes(TOWN.as_bytes(), &walk).unwrap().summary.missing_nodes, 1);
        // 60 m a minute; on foot both ways, by the length that is written.
        for (from, to, metres) in
            [(0.0, 0.001, 111.195), (0.001, 0.002, 200.0), (0.002, 0.001, 200.0)]
        {
            let found = minutes(&walk, from, to);
            assert!((found - metres / 60.0).abs() < 1e-3, "{from} to {to}: {found}");
        }
        // By car from c to b only round by a.
        let car = Profile::car();
        assert!(minutes(&car, 0.002, 0.001) > 1.5 * minutes(&car, 0.001, 0.002));
    }

    #[test]
    fn what_is_no_graphml_is_refused_with_its_line() {
        for (text, wanted) in [
            ("<graphml>\n<node/>", "line 2: a <node> without its id"),
            ("<!DOCTYPE x [<!ENTITY y 'z'>]><graphml/>", "document types are not read"),
            ("<html></html>", "no <node>"),
            ("<graphml><node id=\"a\"", "does not end"),
            ("<graphml><node id=\"a\"/></graphml>", "without x and y"),
        ] {
            let error = read_bytes(text.as_bytes(), &Profile::walk()).unwrap_err().to_string();
            assert!(error.contains(wanted), "{text}: {error}");
        }
        let projected = TOWN.replace("0.001", "440123.5");
        let error = read_bytes(projected.as_bytes(), &Profile::walk()).unwrap_err().to_string();
        assert!(error.contains("no degrees"), "{error}");
    }

    #[test]
    fn the_streets_of_futian_are_read() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/data/shenzhen-futian/drive_network.graphml.gz");
        let Ok(bytes) = std::fs::read(&file) else {
            eprintln!("SKIPPED: {} is not there, so this test shows nothing", file.display());
            return;
        };
        for profile in [Profile::walk(), Profile::car()] {
            let streets = read_bytes(&bytes, &profile).unwrap();
            let summary = streets.summary;
            assert!((500..=1751).contains(&summary.nodes), "{summary:?}");
            assert!(summary.nodes_before <= 1751 && summary.missing_nodes == 0, "{summary:?}");
            // The file says 22.51 to 22.56 degrees north, 113.99 to 114.04 east.
            let [west, south, east, north] = streets.frame();
            assert!(west > 113.99 && east < 114.04 && west < east, "{west} {east}");
            assert!(south > 22.51 && north < 22.56 && south < north, "{south} {north}");
        }
    }
}
