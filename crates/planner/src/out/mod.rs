//! What commands write: tables row by row and layers with places, each with a note of what it was
//! made of.
//!
//! A file is written under a temporary name beside its place and renamed when it is complete, so
//! that a command that fails or is stopped leaves nothing behind and changes nothing.

mod apart;
mod comma;
mod draft;
mod features;
mod geojson;
mod geoparquet;
mod gpkg;
mod layer;
pub(crate) mod note;
mod parquet;
mod provenance;
mod sheet;
mod wkb;

pub(crate) use apart::apart;
pub(crate) use features::Features;
pub use layer::{
    Feature, Field, FieldKind, Format, Layer, Value, encode, publish as publish_layers,
};
pub(crate) use provenance::Made;
pub use provenance::{Input, Named, Provenance};

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::PlannerError;
use crate::digest::Digest;
use draft::Draft;

/// The columns of a table that is written: words first, then numbers.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// Names of the columns with words.
    pub words: &'a [&'a str],
    /// Names of the columns with numbers.
    pub numbers: &'a [&'a str],
}

/// A table that is being written. CSV or Parquet, told by the ending of the name.
///
/// Memory: the rows of one Parquet row group ([`parquet::GROUP`]), or a small buffer for CSV.
pub struct Writer {
    kind: Kind,
    path: PathBuf,
    rows: u64,
}

enum Kind {
    Comma(Box<comma::Comma>),
    Parquet(Box<parquet::Parquet>),
}

/// A file that is complete but does not yet have its name.
pub struct Complete {
    draft: Draft,
    path: PathBuf,
    /// How many rows it has.
    pub rows: u64,
    /// Its digest.
    pub digest: Digest,
    /// Its length.
    pub bytes: u64,
}

impl Writer {
    /// Begins a table.
    ///
    /// # Errors
    /// The ending is neither csv nor parquet; the folder is not there or not ours to write.
    pub fn create(path: &Path, columns: Columns<'_>) -> Result<Self, PlannerError> {
        is_table("--out", path)?;
        let draft = Draft::create(path)?;
        let kind = if ending(path) == "csv" {
            Kind::Comma(Box::new(comma::Comma::create(draft, columns)?))
        } else {
            Kind::Parquet(Box::new(parquet::Parquet::create(draft, columns)?))
        };
        Ok(Self { kind, path: path.to_owned(), rows: 0 })
    }

    /// Adds a row; a number that is none is written as nothing.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub fn row(&mut self, words: &[&str], numbers: &[Option<f64>]) -> Result<(), PlannerError> {
        self.rows += 1;
        match &mut self.kind {
            Kind::Comma(comma) => comma.row(words, numbers),
            Kind::Parquet(parquet) => parquet.row(words, numbers),
        }
    }

    /// Completes the table, still without its name.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub fn finish(self) -> Result<Complete, PlannerError> {
        let (draft, digest, bytes) = match self.kind {
            Kind::Comma(comma) => comma.finish()?,
            Kind::Parquet(parquet) => parquet.finish()?,
        };
        Ok(Complete { draft, path: self.path, rows: self.rows, digest, bytes })
    }
}

/// Refuses a table under a name that ends in no format of tables; to be asked before any work.
///
/// # Errors
/// The option that names it, and its endings.
pub(crate) fn is_table(option: &'static str, path: &Path) -> Result<(), PlannerError> {
    if matches!(ending(path).as_str(), "csv" | "parquet" | "geoparquet") {
        return Ok(());
    }
    let what = format!("{} ends in neither .csv nor .parquet", path.display());
    Err(PlannerError::option(option, what))
}

fn ending(path: &Path) -> String {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ending.to_ascii_lowercase()
}

/// A number as it is written: nothing where it is not finite; −0, the sum of nothing, as 0.
fn written(number: Option<f64>) -> Option<f64> {
    number.filter(|number| number.is_finite()).map(|number| number + 0.0)
}

/// Writes a whole file: complete under its name, or not at all.
pub(crate) fn publish(place: &Path, bytes: &[u8]) -> Result<(), PlannerError> {
    let mut draft = Draft::create(place)?;
    draft.write_all(bytes).map_err(|why| PlannerError::file(place, why))?;
    draft.publish()
}

impl Complete {
    /// Gives the table its name, and beside it `<name>.json` that says what it was made of.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub fn publish(self, provenance: &Provenance) -> Result<(), PlannerError> {
        let Self { path, digest, bytes, rows, .. } = &self;
        let made = Made { path, digest, bytes: *bytes, rows: *rows };
        publish(&note::beside(path), &provenance.text(made))?;
        self.draft.publish()
    }

    /// Its place.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}
