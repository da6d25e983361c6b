//! GeoJSON, feature by feature (RFC 7946).

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use network::Point;
use network::isochrone::Polygon;
use serde_json::Value;

use super::draft::Draft;
use super::{Complete, PlannerError};
use crate::digest::Digesting;

/// A collection of areas that is being written.
pub(crate) struct Features {
    writer: BufWriter<Digesting<Draft>>,
    path: PathBuf,
    rows: u64,
}

impl Features {
    /// Begins a collection.
    ///
    /// # Errors
    /// The ending is not geojson; the folder is not there or not ours to write.
    pub(crate) fn create(path: &Path) -> Result<Self, PlannerError> {
        Self::named(path)?;
        let writer = BufWriter::with_capacity(1 << 17, Digesting::new(Draft::create(path)?));
        let mut features = Self { writer, path: path.to_owned(), rows: 0 };
        features.put("{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(features)
    }

    /// Refuses a name that areas cannot have; to be asked before any work.
    ///
    /// # Errors
    /// The ending is not geojson.
    pub(crate) fn named(path: &Path) -> Result<(), PlannerError> {
        if super::ending(path) == "geojson" {
            return Ok(());
        }
        let what = format!("{} does not end in .geojson, as areas do", path.display());
        Err(PlannerError::option("--out", what))
    }

    /// Adds an area with its properties.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub(crate) fn add(
        &mut self,
        properties: &Value,
        polygons: &[Polygon],
    ) -> Result<(), PlannerError> {
        let comma = if self.rows == 0 { "\n" } else { ",\n" };
        self.rows += 1;
        let parts: Vec<String> = polygons.iter().map(polygon).collect();
        let parts = parts.join(",");
        self.put(&format!(
            "{comma}{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":\
             {{\"type\":\"MultiPolygon\",\"coordinates\":[{parts}]}}}}"
        ))
    }

    /// Completes the collection, still without its name.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub(crate) fn finish(mut self) -> Result<Complete, PlannerError> {
        self.put("\n]}\n")?;
        let Self { writer, path, rows } = self;
        let digesting =
            writer.into_inner().map_err(|error| PlannerError::file(&path, error.into_error()))?;
        let (draft, digest, bytes) = digesting.close();
        Ok(Complete { draft, path, rows, digest, bytes })
    }

    fn put(&mut self, text: &str) -> Result<(), PlannerError> {
        self.writer.write_all(text.as_bytes()).map_err(|why| PlannerError::file(&self.path, why))
    }
}

fn polygon(polygon: &Polygon) -> String {
    let rings = std::iter::once(&polygon.outline).chain(&polygon.holes);
    let rings: Vec<String> = rings.map(|points| ring(points)).collect();
    format!("[{}]", rings.join(","))
}

/// Degrees to a millionth, which is 0.1 m.
fn ring(points: &[Point]) -> String {
    let points: Vec<String> = points
        .iter()
        .map(|point| format!("[{:.6},{:.6}]", point.longitude(), point.latitude()))
        .collect();
    format!("[{}]", points.join(","))
}
