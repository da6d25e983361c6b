//! Towns drawn in characters, for tests: what one sees is what one gets.
//!
//! A character is 10 metres. Letters and `+` are nodes; runs of `-` and `|` between them are
//! streets, one-way where the run holds an arrow (`>`, `<`, `^`, `v`). The upper left corner lies at
//! 0° east, 0° north, where degrees are equally long in both directions.

use crate::geo::{EARTH_RADIUS, Point};
use crate::graph::{Builder, Graph, NodeId, Speeds};
use crate::units::{Cost, Metres};
use std::collections::BTreeMap;

/// Metres of a character.
const STEP: f64 = 10.0;

pub(crate) struct Drawn {
    pub(crate) graph: Graph,
    letters: BTreeMap<char, (usize, usize)>,
}

/// The town of a drawing, walked at 3.6 km/h, so that 10 m are 10 s.
pub(crate) fn town(drawing: &str) -> Drawn {
    let rows: Vec<Vec<char>> = drawing.lines().map(|line| line.chars().collect()).collect();
    let at = |row: usize, column: usize| {
        rows.get(row).and_then(|r| r.get(column)).copied().unwrap_or(' ')
    };
    let (mut builder, mut nodes) = (Builder::new(), BTreeMap::new());
    let mut letters = BTreeMap::new();
    for (row, line) in rows.iter().enumerate() {
        for (column, &character) in line.iter().enumerate() {
            if is_node(character) {
                let id = (row * 1000 + column) as i64;
                nodes.insert((row, column), builder.node(id, place(row as f64, column as f64)));
                letters.insert(character, (row, column));
            }
        }
    }
    for (&(row, column), &from) in &nodes {
        for (down, right, street, ahead, behind) in [(0, 1, '-', '>', '<'), (1, 0, '|', 'v', '^')] {
            let (mut r, mut c, mut arrow) = (row + down, column + right, ' ');
            while [street, ahead, behind].contains(&at(r, c)) {
                arrow = if at(r, c) == street { arrow } else { at(r, c) };
                (r, c) = (r + down, c + right);
            }
            let Some(&to) = nodes.get(&(r, c)) else { continue };
            let cost = Cost::of_length(Metres((r + c - row - column) as f64 * STEP), 3.6);
            match arrow {
                ' ' => builder.two_way(from, to, cost),
                _ if arrow == ahead => builder.one_way(from, to, cost),
                _ => builder.one_way(to, from, cost),
            }
        }
    }
    let speeds = Speeds { leg_kmh: 3.6, even_kmh: Some(3.6) };
    Drawn { graph: builder.build(speeds).unwrap().graph, letters }
}

/// `v` is an arrow, so it cannot name a node.
fn is_node(character: char) -> bool {
    character == '+' || (character.is_ascii_alphabetic() && character != 'v')
}

/// The place so many characters down and right of the corner.
pub(crate) fn place(row: f64, column: f64) -> Point {
    let degrees = |characters: f64| (characters * STEP / EARTH_RADIUS).to_degrees();
    Point::new(degrees(column), -degrees(row)).unwrap()
}

impl Drawn {
    /// The node at a letter.
    pub(crate) fn node(&self, letter: char) -> NodeId {
        let (row, column) = self.letters[&letter];
        let id = (row * 1000 + column) as i64;
        (0..self.graph.nodes() as u32)
            .map(NodeId)
            .find(|&node| self.graph.osm_id(node) == Some(id))
            .unwrap()
    }

    /// The place of a letter.
    pub(crate) fn point(&self, letter: char) -> Point {
        let (row, column) = self.letters[&letter];
        place(row as f64, column as f64)
    }
}
