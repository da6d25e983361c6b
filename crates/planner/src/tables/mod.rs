//! Tables that planners have: CSV, GeoJSON, XLSX, GeoPackage and (Geo)Parquet, read by column name.
//!
//! A file is read row by row with exactly the columns asked for. In the formats with geometry the
//! columns `lon` and `lat` come from it where no attribute has that name: a point as it is, an area
//! by the centre of gravity of its largest part. A sheet or layer that is not the first is named
//! after a `#`: `zones.xlsx#Sheet2`, `county.gpkg#villages`.
//!
//! The first thing that is wrong ends the reading with file, row and column.

mod amounts;
mod cell;
mod comma;
mod geojson;
mod gpkg;
mod header;
mod ids;
mod matrix;
mod pairs;
mod parquet;
mod place;
mod points;
mod spill;
mod wkb;
mod xlsx;

pub use amounts::AmountTable;
pub use cell::Cell;
pub use header::header;
pub use ids::Ids;
pub use matrix::{Matrix, Sides};
pub use pairs::{PairNames, Pairs};
pub use place::Place;
pub use points::{Datums, Points};
pub(crate) use points::{datum_of, tell};
pub use wkb::{Area, Shape};

use std::path::{Path, PathBuf};

use crate::PlannerError;

/// One row of a table, with the columns that were asked for.
pub struct Record<'a> {
    row: u64,
    place: &'a dyn Fn() -> Place,
    columns: &'a [&'a str],
    cells: &'a [Cell<'a>],
}

/// Columns to read, and the option that names them.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The columns, in the order in which a [`Record`] holds them.
    pub columns: &'a [&'a str],
    /// The option, for refusals.
    pub option: &'static str,
}

/// What reading a whole table found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Found {
    /// How many rows, the header aside.
    pub rows: u64,
    /// The datum that the file itself declares.
    pub datum: Option<network::geo::Datum>,
}

/// What is done with each row.
pub(crate) type Visit<'v> = dyn FnMut(&Record<'_>) -> Result<(), PlannerError> + 'v;

/// Reads a table of any known format, told by the ending of its name, row by row.
///
/// # Errors
/// The file cannot be read, is not of its format, lacks a column, or `visit` refuses a row.
pub fn read(
    input: &Path,
    wanted: Wanted<'_>,
    visit: &mut Visit<'_>,
) -> Result<Found, PlannerError> {
    let (path, part) = split(input);
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let part = part.as_deref();
    match ending.to_ascii_lowercase().as_str() {
        "csv" | "txt" => comma::read(&path, b',', wanted, visit),
        "tsv" => comma::read(&path, b'\t', wanted, visit),
        "geojson" | "json" => geojson::read(&path, wanted, visit),
        "xlsx" | "xls" | "ods" => xlsx::read(&path, part, wanted, visit),
        "gpkg" => gpkg::read(&path, part, wanted, visit),
        "parquet" | "geoparquet" => parquet::read(&path, wanted, visit),
        _ => Err(PlannerError::format(
            &path,
            "the ending is none of csv, tsv, geojson, json, xlsx, xls, ods, gpkg, parquet; rename \
             the file after its format",
        )),
    }
}

/// The whole geometry of each row, in the formats that have geometries; `None` for the others.
///
/// # Errors
/// The file cannot be read, or a row has no point or area.
pub fn shapes(input: &Path) -> Result<Option<Vec<Shape>>, PlannerError> {
    let (path, part) = split(input);
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "geojson" | "json" => geojson::shapes(&path).map(Some),
        "gpkg" => gpkg::shapes(&path, part.as_deref()).map(Some),
        "parquet" | "geoparquet" => parquet::shapes(&path).map(Some),
        _ => Ok(None),
    }
}

/// The file of an input, without the sheet or layer that may be named after a `#`.
#[must_use]
pub fn file_of(input: &Path) -> PathBuf {
    split(input).0
}

/// A file, and the sheet or layer named after its last `#`, if such a file is not itself there.
pub(crate) fn split(input: &Path) -> (PathBuf, Option<String>) {
    let text = input.to_string_lossy();
    match text.rsplit_once('#') {
        Some((path, part)) if !input.exists() && !part.contains(['/', '\\']) => {
            (PathBuf::from(path), Some(part.to_owned()))
        }
        _ => (input.to_owned(), None),
    }
}

impl Record<'_> {
    /// The row, from 1, the header aside.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.row
    }

    /// File, row and line, for a message: to find the line may take another look at the file.
    #[must_use]
    pub fn place(&self) -> Place {
        (self.place)()
    }

    /// The cell of the `n`th column asked for.
    #[must_use]
    pub fn cell(&self, n: usize) -> &Cell<'_> {
        self.cells.get(n).unwrap_or(&Cell::Empty)
    }

    /// A refusal of the `n`th column of this row.
    #[must_use]
    pub fn refuse(&self, n: usize, what: impl Into<String>) -> PlannerError {
        let column = self.columns.get(n).copied().unwrap_or_default().to_owned();
        PlannerError::Cell { place: self.place(), column, what: what.into() }
    }

    /// A refusal of the whole row.
    #[must_use]
    pub fn refuse_row(&self, what: impl Into<String>) -> PlannerError {
        PlannerError::Row { place: self.place(), what: what.into() }
    }

    /// An id or another word that must be there; whole numbers lose their `.0`.
    ///
    /// # Errors
    /// The cell is empty.
    pub fn word(&self, n: usize) -> Result<std::borrow::Cow<'_, str>, PlannerError> {
        self.cell(n).word().ok_or_else(|| self.refuse(n, "the cell is empty; fill it in"))
    }

    /// A finite number; `None` for an empty cell.
    ///
    /// # Errors
    /// Text, NaN or infinity.
    pub fn number(&self, n: usize) -> Result<Option<f64>, PlannerError> {
        match self.cell(n).number() {
            Ok(Some(number)) if !number.is_finite() => Err(self.refuse(
                n,
                format!("{number} is no finite number; correct it or leave the cell empty"),
            )),
            Ok(number) => Ok(number),
            Err(text) => {
                Err(self.refuse(n, format!("{text:?} is no number; write digits with a point")))
            }
        }
    }

    /// A finite number that is not negative; `None` for an empty cell.
    ///
    /// # Errors
    /// Text, NaN, infinity, or below 0.
    pub fn amount(&self, n: usize) -> Result<Option<f64>, PlannerError> {
        match self.number(n)? {
            Some(amount) if amount < 0.0 => {
                Err(self.refuse(n, format!("{amount} is negative; give 0 or more")))
            }
            amount => Ok(amount),
        }
    }
}

/// Finds the wanted columns among the header's.
fn locate<T>(
    path: &Path,
    wanted: Wanted<'_>,
    header: &[impl AsRef<str>],
    found: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, PlannerError> {
    let missing = |column: &str| PlannerError::Column {
        file: path.display().to_string(),
        column: column.to_owned(),
        known: header.iter().map(|name| name.as_ref().to_owned()).collect(),
        option: wanted.option,
    };
    wanted.columns.iter().map(|column| found(column).ok_or_else(|| missing(column))).collect()
}

/// Where a wanted column of a format with geometry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// The attribute at this position.
    Attribute(usize),
    /// The easting of the geometry.
    Longitude,
    /// The northing of the geometry.
    Latitude,
}

impl Origin {
    /// The attribute of that name, or else the geometry for `lon` and `lat`.
    fn find(header: &[impl AsRef<str>], column: &str) -> Option<Self> {
        let attribute = header.iter().position(|name| name.as_ref() == column);
        attribute.map(Self::Attribute).or(match column {
            "lon" => Some(Self::Longitude),
            "lat" => Some(Self::Latitude),
            _ => None,
        })
    }

    fn is_geometry(self) -> bool {
        !matches!(self, Self::Attribute(_))
    }
}
