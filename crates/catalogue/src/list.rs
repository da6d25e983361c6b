//! The implementation list (实施清单) as a county office keeps it: one row a matter and version, with
//! Chinese headers; written as CSV and XLSX, and read back from XLSX.

mod agree;
mod columns;
mod draft;
mod opened;
mod row;
mod sheet;

use std::fmt;

use basis::Text;
use serde::Serialize;

pub use agree::agree;
pub use draft::{Draft, draft};
pub use opened::opened;
pub use row::ListRow;
pub use sheet::{Sheet, SheetError, SheetRow, cell_text, read, to_csv, to_xlsx, workbook};

use crate::catalogue::Catalogue;
use crate::model::Pin;
use columns::{COLUMNS, Column};

/// The rows of a catalogue, in the order of division, matter and version.
#[must_use]
pub fn rows(catalogue: &Catalogue) -> Vec<ListRow> {
    catalogue.matters().map(|matter| row::row(catalogue, matter)).collect()
}

/// The headers, in order.
pub fn titles() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|column| column.title)
}

/// The cells of a row, in the order of the headers.
#[must_use]
pub fn cells(row: &ListRow) -> Vec<String> {
    COLUMNS.iter().map(|column| (column.get)(row)).collect()
}

/// The letters of a column as a spreadsheet shows them: 0 is A, 26 is AA.
#[must_use]
pub fn column_name(mut at: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + u8::try_from(at % 26).unwrap_or(0)));
        if at < 26 {
            return name;
        }
        at = at / 26 - 1;
    }
}

/// What is wrong with a cell of a list that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListError {
    /// The sheet.
    pub sheet: String,
    /// Row as a spreadsheet counts it, from 1; 0 where the whole sheet is meant.
    pub row: u32,
    /// Column letters; empty where the whole row or sheet is meant.
    pub column: String,
    /// What is wrong and how to mend it.
    pub text: Text,
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            0 => write!(f, "{}: {}", self.sheet, self.text.zh),
            row => write!(f, "{}!{}{row}: {}", self.sheet, self.column, self.text.zh),
        }
    }
}

/// A cell that says something else than the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The matter.
    pub pin: Pin,
    /// The header.
    pub column: &'static str,
    /// What the catalogue says.
    pub was: String,
    /// What the list says.
    pub is: String,
}

/// What a list says differently from the catalogue, cell by cell. Nothing is changed by this.
#[must_use]
pub fn changes<'a>(
    catalogue: &Catalogue,
    list: impl IntoIterator<Item = &'a ListRow>,
) -> Vec<Change> {
    let change =
        |(column, pin, was, is): (&Column, _, _, _)| Change { pin, column: column.title, was, is };
    list.into_iter().flat_map(|new| changed(catalogue, new)).map(change).collect()
}

/// The columns in which a row differs from the catalogue, with what each says; a matter that the
/// catalogue does not have differs in none, since there is nothing to change.
fn changed(catalogue: &Catalogue, new: &ListRow) -> Vec<(&'static Column, Pin, String, String)> {
    let pin = new.pin();
    let Some(matter) = catalogue.pinned(&pin) else { return Vec::new() };
    let known = row::row(catalogue, matter);
    let differs = |column: &'static Column| {
        let (was, is) = ((column.get)(&known), (column.get)(new));
        (was != is).then(|| (column, pin.clone(), was, is))
    };
    COLUMNS.iter().filter_map(differs).collect()
}
