//! Layers: zones, facilities and results as maps and tables have them, in one of five formats.
//!
//! [`encode`] makes the bytes of a file, for pages; [`publish`] puts them under a name with a note
//! of what they were made of. All degrees are WGS 84. The same layers give the same bytes.

use std::path::Path;

use super::{Provenance, geojson, geoparquet, gpkg, note, sheet};
use crate::PlannerError;
use crate::digest::Digest;
use crate::tables::Shape;

/// Features of one kind with the same fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Name of the table, sheet or collection: `zones`.
    pub name: String,
    /// The fields beside the id, in the order of each feature's values.
    pub fields: Vec<Field>,
    /// The features.
    pub features: Vec<Feature>,
}

/// A field of every feature of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name; neither `id` nor the name of another field.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Word,
    /// Numbers with fractions, in whatever unit the name says.
    Number,
    /// Whole numbers.
    Whole,
}

/// A zone, a facility, a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Its id, unique in the layer.
    pub id: String,
    /// One value for each field of the layer.
    pub values: Vec<Value>,
    /// Where it is; none for rows of a plain table.
    pub shape: Option<Shape>,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing is known.
    Nothing,
    /// Text.
    Word(String),
    /// A number; one that is not finite counts as nothing.
    Number(f64),
    /// A whole number.
    Whole(i64),
}

/// A format that layers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// GeoJSON (RFC 7946); one layer.
    GeoJson,
    /// GeoPackage 1.3 (OGC 12-128); any number of layers.
    GeoPackage,
    /// GeoParquet 1.1; one layer.
    GeoParquet,
    /// CSV with the columns `lon` and `lat`, an area by its centre of gravity; one layer.
    Csv,
    /// A workbook with a sheet for each layer, places as in CSV.
    Xlsx,
}

impl Format {
    /// The format of a file, by the ending of its name.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "geojson" | "json" => Self::GeoJson,
            "gpkg" => Self::GeoPackage,
            "parquet" | "geoparquet" => Self::GeoParquet,
            "csv" => Self::Csv,
            "xlsx" => Self::Xlsx,
            _ => return None,
        })
    }

    /// The media type, for the header of an answer.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::GeoPackage => "application/geopackage+sqlite3",
            Self::GeoParquet => "application/vnd.apache.parquet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The ending of names, without the point.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::GeoPackage => "gpkg",
            Self::GeoParquet => "parquet",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Whether a file of this format holds several layers.
    #[must_use]
    pub const fn holds_many(self) -> bool {
        matches!(self, Self::GeoPackage | Self::Xlsx)
    }
}

/// The bytes of a file with these layers.
///
/// # Errors
/// No layer, or several in a format that holds one; a feature whose values do not fit the fields.
pub fn encode(layers: &[Layer], format: Format) -> Result<Vec<u8>, PlannerError> {
    let first = layers.first().ok_or_else(|| refuse("there is no layer to write"))?;
    if layers.len() > 1 && !format.holds_many() {
        let what = format!("a {} file holds one layer; use .gpkg or .xlsx", format.ending());
        return Err(PlannerError::option("--out", what));
    }
    layers.iter().try_for_each(check)?;
    match format {
        Format::GeoJson => Ok(geojson::encode(first)),
        Format::GeoPackage => gpkg::encode(layers).map_err(|error| refuse(&error.to_string())),
        Format::GeoParquet => geoparquet::encode(first).map_err(|error| refuse(&error.to_string())),
        Format::Csv => sheet::comma(first).map_err(|error| refuse(&error.to_string())),
        Format::Xlsx => sheet::book(layers).map_err(|error| refuse(&error.to_string())),
    }
}

/// Writes layers under a name, in the format of its ending, and beside it the note of what they
/// were made of.
///
/// # Errors
/// An ending that is none of the five, what [`encode`] refuses, a disk that is full or gone.
pub fn publish(
    path: &Path,
    layers: &[Layer],
    provenance: &Provenance,
) -> Result<Digest, PlannerError> {
    let format = Format::of(path).ok_or_else(|| {
        let what =
            format!("{} ends in none of .geojson, .gpkg, .parquet, .csv, .xlsx", path.display());
        PlannerError::option("--out", what)
    })?;
    let bytes = encode(layers, format)?;
    let rows = layers.iter().map(|layer| layer.features.len() as u64).sum();
    note::publish(path, &bytes, rows, provenance)
}

fn refuse(what: &str) -> PlannerError {
    PlannerError::option("--out", what)
}

fn check(layer: &Layer) -> Result<(), PlannerError> {
    let names = || layer.fields.iter().map(|field| field.name.as_str());
    let taken = |(n, name): (usize, &str)| {
        ["id", "fid", "geom", "geometry", "lon", "lat"].contains(&name)
            || names().take(n).any(|other| other == name)
    };
    if let Some((_, name)) = names().enumerate().find(|named| taken(*named)) {
        return Err(refuse(&format!("two columns would be called {name:?}; rename one of them")));
    }
    match layer.features.iter().find(|feature| feature.values.len() != layer.fields.len()) {
        None => Ok(()),
        Some(feature) => Err(refuse(&format!(
            "{} has {} values for {} fields",
            feature.id,
            feature.values.len(),
            layer.fields.len()
        ))),
    }
}

impl Value {
    /// The number that it is; none for words and what is not finite.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number).filter(|number| number.is_finite()),
            Self::Whole(number) => Some(*number as f64),
            Self::Nothing | Self::Word(_) => None,
        }
    }

    /// The shortest text that reads back as the same value; empty for nothing.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Word(word) => word.clone(),
            Self::Number(number) if number.is_finite() => number.to_string(),
            Self::Number(_) => String::new(),
            Self::Whole(number) => number.to_string(),
        }
    }
}

impl Layer {
    /// Whether any feature has a place.
    #[must_use]
    pub fn has_shapes(&self) -> bool {
        self.features.iter().any(|feature| feature.shape.is_some())
    }

    /// West, south, east and north in degrees; none without a place.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let shapes = self.features.iter().filter_map(|feature| feature.shape.as_ref());
        shapes
            .filter_map(Shape::bounds)
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }
}
