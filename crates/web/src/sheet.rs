//! Lists as sheets (XLSX) to take away. Every value is written as text or number and none as a
//! formula, so that nothing that somebody typed is run where the file is opened.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use basis::{Fault, Outcome};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::Frame;

const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The longest name that a sheet may have.
const MOST_TITLE: usize = 31;

/// So many lines are as much as anybody works through; a list that goes on says so ([`Sheet::cut`]).
pub const MOST_LINES: usize = 2_000;

/// One sheet.
pub struct Sheet {
    /// Its name on the tab.
    pub title: String,
    /// The heads of the columns.
    pub heads: Vec<String>,
    /// The lines.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// A sheet in which every value is a text, so that codes and days stay as they are.
    #[must_use]
    pub fn of_text(
        title: impl Into<String>,
        heads: &[&str],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        let row = |cells: Vec<String>| -> Vec<Cell> { cells.into_iter().map(Cell::Text).collect() };
        let heads = heads.iter().map(|head| (*head).to_owned()).collect();
        Self { title: title.into(), heads, rows: rows.into_iter().map(row).collect() }
    }

    /// The same with a last line that says that the list goes on, where it does.
    #[must_use]
    pub fn cut(mut self, frame: &Frame, is_cut: bool) -> Self {
        if is_cut {
            let words = frame.tf("web.sheet.cut", [("n", self.rows.len())]);
            self.rows.push(vec![Cell::Text(words)]);
        }
        self
    }
}

/// A value in a sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text, never a formula.
    Text(String),
    /// A number.
    Number(f64),
}

impl Cell {
    /// A number where it is one throughout, else text.
    #[must_use]
    pub fn of(text: String) -> Self {
        // A long code is no number: its digits must stay.
        let is_short = text.len() < 10 && !(text.len() > 1 && text.starts_with('0'));
        match text.parse::<f64>() {
            Ok(number) if is_short && number.is_finite() => Self::Number(number),
            _ => Self::Text(text),
        }
    }
}

/// The sheets as a file that the browser keeps.
///
/// # Errors
/// A fault, if they cannot be written.
pub fn answer(name: &str, sheets: &[Sheet]) -> Outcome<Response> {
    let bytes = bytes(sheets).map_err(|error| Fault::because("writing a sheet", error))?;
    Ok(file(name, bytes))
}

/// A finished workbook as a file that the browser keeps and nobody in between does.
#[must_use]
pub fn file(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, KIND.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

fn bytes(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(tab(&sheet.title))?;
        page.set_freeze_panes(1, 0)?;
        for (column, head) in (0u16..).zip(&sheet.heads) {
            page.write_string_with_format(0, column, head, &bold)?;
            page.set_column_width(column, 16)?;
        }
        for (line, row) in (1u32..).zip(&sheet.rows) {
            for (column, cell) in (0u16..).zip(row) {
                match cell {
                    Cell::Text(text) => page.write_string(line, column, text)?,
                    Cell::Number(number) => page.write_number(line, column, *number)?,
                };
            }
        }
    }
    book.save_to_buffer()
}

/// A tab takes few characters, and none of these.
fn tab(title: &str) -> String {
    let kept = title.chars().filter(|letter| !"[]:*?/\\'".contains(*letter));
    kept.take(MOST_TITLE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_typed_is_text_and_never_a_formula() {
        let evil = "=HYPERLINK(\"http://x\",\"y\")";
        assert_eq!(Cell::of(evil.to_owned()), Cell::Text(evil.to_owned()));
        assert_eq!(Cell::of("12".to_owned()), Cell::Number(12.0));
        assert_eq!(Cell::of("0123".to_owned()), Cell::Text("0123".to_owned()));
        let code = "330825101200".to_owned();
        assert_eq!(Cell::of(code.clone()), Cell::Text(code));
        let rows = vec![vec![Cell::Text(evil.to_owned()), Cell::Number(1.0)]];
        let sheet = Sheet { title: "a/b".to_owned(), heads: vec!["h".to_owned()], rows };
        let made = bytes(&[sheet]).unwrap();
        assert_eq!(&made[..2], b"PK");
    }
}
