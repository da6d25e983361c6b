//! The list as CSV and as a workbook, and back.

use std::borrow::Cow;

use basis::Text;
use basis::clock::Limit;
use calamine::Data;
use rust_xlsxwriter::{Format, Workbook};

use super::columns::COLUMNS;
use super::{ListError, ListRow, cells, column_name, opened, titles};
use crate::model::{CaseKind, Kind, Level, Pin};

/// The sheet's name.
const SHEET: &str = "实施清单";

/// Why a list cannot be written or read at all.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The workbook cannot be written.
    #[error("cannot write the workbook")]
    Write(#[from] rust_xlsxwriter::XlsxError),
    /// The file is not a workbook.
    #[error("this is no XLSX workbook; save it as .xlsx")]
    Read,
    /// The file would unpack to far more than any office fills in.
    #[error("this workbook holds far more than a list; copy the list into a new one")]
    TooLarge,
    /// The CSV cannot be written.
    #[error("cannot write the list: {0}")]
    Csv(String),
}

/// The list as CSV with a byte-order mark, without which office programs take it for another
/// encoding.
///
/// # Errors
/// Where memory cannot be written to.
pub fn to_csv(rows: &[ListRow]) -> Result<Vec<u8>, SheetError> {
    let failed = |error: csv::Error| SheetError::Csv(error.to_string());
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(titles()).map_err(failed)?;
    for row in rows {
        let cells = cells(row).into_iter().map(|cell| plain(&cell).into_owned());
        writer.write_record(cells).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| SheetError::Csv(error.to_string()))
}

/// A cell that no office program takes for a formula: one that begins like a formula gets a quotation
/// mark before it, as those programs write it themselves.
fn plain(cell: &str) -> Cow<'_, str> {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

/// The list as a workbook.
///
/// # Errors
/// Where the workbook cannot be made.
pub fn to_xlsx(rows: &[ListRow]) -> Result<Vec<u8>, SheetError> {
    let titles: Vec<&str> = titles().collect();
    workbook(&titles, &rows.iter().map(cells).collect::<Vec<_>>())
}

/// A workbook of one sheet with these headers and cells. Every cell is text, so that codes keep
/// their zeros.
///
/// # Errors
/// Where the workbook cannot be made.
pub fn workbook(titles: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, SheetError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?;
    let bold = Format::new().set_bold();
    for (column, title) in (0u16..).zip(titles) {
        sheet.write_string_with_format(0, column, *title, &bold)?;
        sheet.set_column_width(column, 18)?;
    }
    for (row, cells) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            sheet.write_string(row, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    Ok(workbook.save_to_buffer()?)
}

/// A list that was read.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The sheet's name.
    pub name: String,
    /// The rows without errors.
    pub rows: Vec<SheetRow>,
    /// Every row with the matter that it names, those with errors too.
    pub named: Vec<(u32, Pin)>,
    /// What is wrong, by cell. A missing column is all that is said, since nothing can be made of
    /// the rows then.
    pub errors: Vec<ListError>,
    /// The place of each column in the sheet, in the order of [`super::titles`].
    places: Vec<usize>,
}

/// A row of a list and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Row as a spreadsheet counts it, from 1.
    pub number: u32,
    /// What it says.
    pub row: ListRow,
}

impl Sheet {
    /// What is wrong with a cell, by the header of its column.
    #[must_use]
    pub fn error(&self, row: u32, title: &str, why: &Text) -> ListError {
        let at = titles().position(|known| known == title);
        let place = at.and_then(|at| self.places.get(at)).copied();
        error(&self.name, row, place.map(column_name).unwrap_or_default(), title, why)
    }

    /// What is wrong with the sheet as a whole.
    #[must_use]
    pub fn whole(&self, text: Text) -> ListError {
        ListError { sheet: self.name.clone(), row: 0, column: String::new(), text }
    }

    fn take(&mut self, number: u32, cells: &[Data]) {
        let before = self.errors.len();
        let mut row = blank();
        for (column, place) in COLUMNS.iter().zip(&self.places) {
            let text = cells.get(*place).map(cell_text).unwrap_or_default();
            if let Err(why) = (column.set)(&mut row, &text) {
                let at = column_name(*place);
                self.errors.push(error(&self.name, number, at, column.title, &why));
            }
        }
        self.named.push((number, row.pin()));
        if self.errors.len() == before {
            self.rows.push(SheetRow { number, row });
        }
    }
}

/// Reads a list. Rows with errors are left out; every error names its cell. Columns may stand in
/// any order; unknown ones are passed over.
///
/// # Errors
/// Where the file is not a workbook, or holds far more than a list.
pub fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    let (name, range) = opened(bytes, SHEET)?;
    let mut rows = range.rows();
    let header: Vec<String> =
        rows.next().map(|row| row.iter().map(cell_text).collect()).unwrap_or_default();
    let (places, errors) = places(&header, &name);
    let mut sheet = Sheet { name, rows: Vec::new(), named: Vec::new(), errors, places };
    if sheet.errors.is_empty() {
        for (number, row) in (2u32..).zip(rows) {
            if !row.iter().all(|one| cell_text(one).is_empty()) {
                sheet.take(number, row);
            }
        }
    }
    Ok(sheet)
}

/// Where each column stands; a missing one is an error.
fn places(header: &[String], sheet: &str) -> (Vec<usize>, Vec<ListError>) {
    let mut errors = Vec::new();
    let places = COLUMNS.iter().filter_map(|column| {
        let place = header.iter().position(|title| title == column.title);
        if place.is_none() {
            let why = Text::new(
                "缺少这一列；把表头改回来再导入",
                "this column is missing; give it its header back and import again",
            );
            errors.push(error(sheet, 1, String::new(), column.title, &why));
        }
        place
    });
    (places.collect(), errors)
}

fn error(sheet: &str, row: u32, column: String, title: &str, why: &Text) -> ListError {
    let text = Text::new(format!("{title}：{}", why.zh), format!("{title}: {}", why.en));
    ListError { sheet: sheet.to_owned(), row, column, text }
}

/// A cell of a workbook as somebody sees it: a whole number without a point, a day as `YYYY-MM-DD`,
/// anything else without spaces around it; empty for an empty cell.
#[must_use]
pub fn cell_text(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        // A code typed as a number must not read `330825.0`.
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        Data::DateTimeIso(text) => text.split('T').next().unwrap_or(text).to_owned(),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string().trim().to_owned(),
    }
}

/// A row before its cells are read.
fn blank() -> ListRow {
    ListRow {
        matter: String::new(),
        name: String::new(),
        kind: Kind::PublicService,
        version: 1,
        division: String::new(),
        level: Level::County,
        basic: String::new(),
        implementation: String::new(),
        business: Vec::new(),
        body: String::new(),
        body_code: String::new(),
        basis: Vec::new(),
        objects: Vec::new(),
        case_kind: CaseKind::Promised,
        statutory: None,
        statutory_source: String::new(),
        promised: Limit::ON_THE_SPOT,
        special: Vec::new(),
        conditions: Vec::new(),
        materials: Vec::new(),
        flow: String::new(),
        fee_fen: None,
        fee_basis: String::new(),
        visits: 0,
        channels: Vec::new(),
        quantity: None,
        result: String::new(),
        result_kind: None,
        parts: Vec::new(),
        life_events: Vec::new(),
        from: basis::Date::default(),
        until: None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx};

    use super::*;

    #[test]
    fn nothing_that_somebody_wrote_is_run_where_the_list_is_opened() {
        for evil in ["=1+1", "+1", "-1", "@A1", "\t=1"] {
            assert_eq!(plain(evil), format!("'{evil}"));
            let book = workbook(&["甲"], &[vec![evil.to_owned()]]).unwrap();
            let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
            let range = book.worksheet_range(SHEET).unwrap();
            assert_eq!(range.get((1, 0)), Some(&Data::String(evil.to_owned())), "{evil}");
        }
        assert_eq!(plain("高龄津贴"), "高龄津贴");
    }
}
