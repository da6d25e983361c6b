//! The files of Porto Alegre, found beside the repository; the tests say loudly when they are not.

use network::streets::{Streets, read};
use network::{Point, Profile};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

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

/// The folder of the data set, if it is there.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/r5r-poa");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "NOT TESTED: {} is not there, so no answer of Porto Alegre was checked",
        folder.display()
    );
    None
}

/// A CSV file as columns of words.
fn columns(path: &Path) -> HashMap<String, Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns = vec![Vec::new(); names.len()];
    for record in reader.records() {
        for (column, word) in columns.iter_mut().zip(record.unwrap().iter()) {
            column.push(word.to_owned());
        }
    }
    names.into_iter().zip(columns).collect()
}

impl Town {
    /// Reads everything; `None` when the data set is not there.
    pub fn load() -> Option<Self> {
        let folder = folder()?;
        let pbf = std::fs::read(folder.join("poa_osm.pbf")).unwrap();
        let mut grid = columns(&folder.join("poa_hexgrid.csv"));
        let ids = grid.remove("id").unwrap();
        let numbers =
            |words: &Vec<String>| words.iter().map(|w| w.parse().unwrap_or(0.0)).collect();
        let columns_of: HashMap<String, Vec<f64>> =
            grid.iter().map(|(name, words)| (name.clone(), numbers(words))).collect();
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
            columns: columns_of.into_iter().map(|(n, c)| (n, clean(c))).collect(),
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

fn clean(column: Vec<f64>) -> Vec<f64> {
    column.into_iter().map(|value| if value.is_nan() { 0.0 } else { value }).collect()
}
