//! Spreadsheets: the first row that holds anything is the header.

use std::borrow::Cow;
use std::path::Path;

use calamine::{Data, Reader as _, open_workbook_auto};

use super::{Cell, Found, Place, Record, Visit, Wanted, locate};
use crate::PlannerError;

pub(super) fn read(
    path: &Path,
    sheet: Option<&str>,
    wanted: Wanted<'_>,
    visit: &mut Visit<'_>,
) -> Result<Found, PlannerError> {
    let wrong = |error: calamine::Error| PlannerError::format(path, error.to_string());
    let mut book = open_workbook_auto(path).map_err(wrong)?;
    let sheets = book.sheet_names();
    let name = match sheet {
        Some(sheet) => sheets.iter().find(|name| *name == sheet),
        None => sheets.first(),
    };
    let Some(name) = name.cloned() else {
        let what =
            format!("no sheet {:?}; it has {}", sheet.unwrap_or("at all"), sheets.join(", "));
        return Err(PlannerError::format(path, what));
    };
    let range = book.worksheet_range(&name).map_err(wrong)?;
    let top = range.start().map_or(0, |(row, _)| u64::from(row));
    let mut lines = range.rows();
    let header: Vec<String> = lines
        .next()
        .ok_or_else(|| PlannerError::format(path, format!("sheet {name} is empty")))?
        .iter()
        .map(|cell| cell.to_string().trim().to_owned())
        .collect();
    let places =
        locate(path, wanted, &header, |column| header.iter().position(|name| name == column))?;
    let file = format!("{}#{name}", path.display());
    let mut rows = 0;
    for (above, cells) in lines.enumerate() {
        let row = above as u64 + 1;
        if cells.iter().all(|cell| matches!(cell, Data::Empty)) {
            continue;
        }
        rows += 1;
        let place = || Place { file: file.clone(), row, line: Some(top + row + 1) };
        let given = |at: &usize| cells.get(*at).map_or(Ok(Cell::Empty), cell_of);
        let cells: Result<Vec<Cell<'_>>, String> = places.iter().map(given).collect();
        let cells = cells.map_err(|what| PlannerError::Row { place: place(), what })?;
        visit(&Record { row, place: &place, columns: wanted.columns, cells: &cells })?;
    }
    Ok(Found { rows, datum: None })
}

fn cell_of(data: &Data) -> Result<Cell<'_>, String> {
    match data {
        Data::Empty => Ok(Cell::Empty),
        Data::String(text) => Ok(Cell::Text(Cow::Borrowed(text))),
        Data::Float(number) => Ok(Cell::Number(*number)),
        Data::Int(number) => Ok(Cell::Integer(*number)),
        Data::Error(error) => Err(format!("a formula gives {error}; mend it in the sheet")),
        other => Ok(Cell::Text(Cow::Owned(other.to_string()))),
    }
}
