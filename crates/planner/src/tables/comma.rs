//! CSV and TSV: UTF-8, with a header, with or without a byte order mark.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::{Cell, Found, Place, Record, Visit, Wanted, locate};
use crate::PlannerError;

pub(super) fn read(
    path: &Path,
    delimiter: u8,
    wanted: Wanted<'_>,
    visit: &mut Visit<'_>,
) -> Result<Found, PlannerError> {
    let file = File::open(path).map_err(|why| PlannerError::file(path, why))?;
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).buffer_capacity(1 << 17).from_reader(file);
    let header = reader.headers().map_err(|error| refusal(path, 0, &error))?;
    let header: Vec<String> =
        header.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
    let places =
        locate(path, wanted, &header, |column| header.iter().position(|name| name == column))?;
    if let Some(column) = wanted.columns.iter().find(|column| twice(&header, column)) {
        let what = format!("two columns are called {column:?}; rename one of them");
        return Err(PlannerError::format(path, what));
    }
    let mut record = csv::StringRecord::new();
    let mut rows = 0;
    while reader.read_record(&mut record).map_err(|error| refusal(path, rows, &error))? {
        rows += 1;
        let cells: Vec<Cell<'_>> = places
            .iter()
            .map(|at| Cell::Text(Cow::Borrowed(record.get(*at).unwrap_or_default())))
            .collect();
        let here = || place(path, rows, record.position());
        visit(&Record { row: rows, place: &here, columns: wanted.columns, cells: &cells })?;
    }
    Ok(Found { rows, datum: None })
}

fn twice(header: &[String], column: &str) -> bool {
    header.iter().filter(|name| *name == column).count() > 1
}

fn place(path: &Path, row: u64, after: Option<&csv::Position>) -> Place {
    let line = after.map(|after| line(path, after));
    Place { file: path.display().to_string(), row, line }
}

/// The line on which a row begins. The reader says where the row before it ended, and that is before
/// the second half of a line end as Windows writes it, and before blank lines.
fn line(path: &Path, after: &csv::Position) -> u64 {
    let ends = || -> std::io::Result<u64> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(after.byte()))?;
        let mut ends = 0;
        for byte in BufReader::new(file).bytes() {
            match byte? {
                b'\n' => ends += 1,
                b'\r' => {}
                _ => break,
            }
        }
        Ok(ends)
    };
    // A file that cannot be read again has still told its line, give or take a blank one.
    after.line() + ends().unwrap_or(0)
}

/// What the reader of CSV complains of, with the row where it stands.
fn refusal(path: &Path, rows: u64, error: &csv::Error) -> PlannerError {
    let place = place(path, rows + 1, error.position());
    match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => PlannerError::Row {
            place,
            what: format!(
                "field {} is not UTF-8 text; save the file as CSV UTF-8 (文件编码常为 GBK)",
                err.field() + 1
            ),
        },
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => PlannerError::Row {
            place,
            what: format!(
                "{len} fields where the header has {expected_len}; put text with commas in quotes, \
                 or complete the row"
            ),
        },
        _ => PlannerError::format(path, error.to_string()),
    }
}
