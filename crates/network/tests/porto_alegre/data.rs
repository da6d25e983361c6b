//! The streets and hexagons of Porto Alegre with the expected answers.

use network::streets::{Streets, read};
use network::{Point, Profile};
use std::collections::HashMap;

use crate::given::{amounts, columns, folder};

/// Streets, hexagons and expected answers.
pub struct Town {
    pub pbf: Vec<u8>,
    pub terrain: Vec<u8>,
    pub streets: Streets,
    pub ids: Vec<String>,
    pub points: Vec<Point>,
    pub summary: serde_json::Value,
    columns: HashMap<String, Vec<f64>>,
    expected: HashMap<String, Vec<String>>,
}

impl Town {
    /// Reads everything; `None` when the data set is not there.
    pub fn load() -> Option<Self> {
        let folder = folder()?;
        let pbf = std::fs::read(folder.join("poa_osm.pbf")).unwrap();
        let mut grid = columns(&folder.join("poa_hexgrid.csv"));
        let ids = grid.remove("id").unwrap();
        let columns_of: HashMap<String, Vec<f64>> =
            grid.iter().map(|(name, words)| (name.clone(), amounts(words))).collect();
        let (lon, lat) = (&columns_of["lon"], &columns_of["lat"]);
        let points = lon.iter().zip(lat).map(|(&x, &y)| Point::new(x, y).unwrap()).collect();
        let expected = columns(&folder.join("expected/walk_access.csv"));
        assert_eq!(expected["id"], ids);
        let summary = std::fs::read_to_string(folder.join("expected/walk_summary.json")).unwrap();
        Some(Self {
            streets: read(&pbf, &Profile::walk()).unwrap(),
            pbf,
            terrain: std::fs::read(folder.join("poa_elevation.tif")).unwrap(),
            ids,
            points,
            summary: serde_json::from_str(&summary).unwrap(),
            columns: columns_of,
            expected,
        })
    }

    /// A column of the grid; what is missing is nothing.
    pub fn column(&self, name: &str) -> &[f64] {
        &self.columns[name]
    }

    /// An expected number of one hexagon.
    pub fn expected(&self, hex: usize, name: &str) -> f64 {
        self.word(hex, name).parse().unwrap()
    }

    /// An expected word of one hexagon.
    pub fn word(&self, hex: usize, name: &str) -> &str {
        &self.expected[name][hex]
    }
}
