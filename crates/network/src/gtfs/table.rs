//! One CSV file of a timetable, row by row, its columns found by name.

use super::archive::Files;
use super::finding::{Findings, Place};
use super::value;
use crate::units::Seconds;
use csv::{ByteRecord, Reader, ReaderBuilder, Trim};
use std::borrow::Cow;
use std::collections::HashMap;

/// Whether a file or column may be missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Must,
    May,
}

/// A column or a file: its name, and whether it may be missing.
pub(super) type Column = (&'static str, Need);

/// A file being read. Columns are addressed by their place in the list given to [`Table::open`].
pub(super) struct Table<'a> {
    file: &'static str,
    bytes: &'a [u8],
    reader: Reader<&'a [u8]>,
    record: ByteRecord,
    width: usize,
    columns: Vec<(&'static str, Option<usize>)>,
}

impl<'a> Table<'a> {
    /// Opens `file` and finds its columns; `None`, with an error among the findings if that is one,
    /// when the file or a column that must be there is missing.
    fn open(
        files: &'a Files,
        (file, need): Column,
        columns: &[Column],
        findings: &mut Findings,
    ) -> Option<Self> {
        let Some(bytes) = files.get(file) else {
            if need == Need::Must {
                let what = "the zip does not hold this file, without which there is no timetable";
                findings.error(Place::file(file), "file_missing", what);
            }
            return None;
        };
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::Headers).from_reader(bytes);
        let header = match reader.byte_headers() {
            Ok(header) => header.clone(),
            Err(error) => {
                findings.error(Place::file(file), "csv_broken", error.to_string());
                return None;
            }
        };
        let found = find_columns(file, &header, columns, findings)?;
        let (record, width) = (ByteRecord::new(), header.len());
        Some(Self { file, bytes, reader, record, width, columns: found })
    }

    /// Hands every row of `file` to `each`. False when the file or a column that must be there is
    /// missing, which is among the findings then.
    pub(super) fn each_row(
        files: &'a Files,
        file: Column,
        columns: &[Column],
        findings: &mut Findings,
        mut each: impl FnMut(&Self, &mut Findings),
    ) -> bool {
        let Some(mut table) = Self::open(files, file, columns, findings) else { return false };
        while table.next(findings) {
            each(&table, findings);
        }
        true
    }

    /// Goes to the next row that is not blank; false at the end.
    fn next(&mut self, findings: &mut Findings) -> bool {
        loop {
            match self.reader.read_byte_record(&mut self.record) {
                Ok(false) => return false,
                Ok(true) => {}
                Err(error) => {
                    findings.error(self.row_place(), "csv_broken", error.to_string());
                    return false;
                }
            }
            if self.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            if self.record.len() != self.width {
                let (is, should) = (self.record.len(), self.width);
                let what = format!(
                    "{is} cells where the header has {should}; is a comma or a quotation mark missing?"
                );
                findings.warn(self.row_place(), "row_width", what);
            }
            return true;
        }
    }

    /// The line of the row, the header being 1.
    pub(super) fn line(&self) -> u64 {
        self.record.position().map_or(1, |after| {
            // The reader says where the row before ended: before the second half of a line end as
            // Windows writes it, and before blank lines.
            let rest = self.bytes.get(after.byte() as usize..).unwrap_or_default();
            let ends = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
            after.line() + ends.filter(|byte| **byte == b'\n').count() as u64
        })
    }

    /// The row as a place for findings.
    pub(super) fn row_place(&self) -> Place {
        Place { file: self.file, row: Some(self.line()), column: None }
    }

    /// A cell as a place for findings.
    pub(super) fn place(&self, column: usize) -> Place {
        let column = self.columns.get(column).map(|(name, _)| *name);
        Place { column, ..self.row_place() }
    }

    /// A cell without the blanks around it; empty when the column or cell is missing.
    #[inline]
    pub(super) fn cell(&self, column: usize) -> &[u8] {
        let at = self.columns.get(column).and_then(|(_, at)| *at);
        at.and_then(|at| self.record.get(at)).unwrap_or_default().trim_ascii()
    }

    /// A cell as text; bytes that are no UTF-8 are told of and replaced.
    pub(super) fn text(&self, column: usize, findings: &mut Findings) -> String {
        let text = String::from_utf8_lossy(self.cell(column));
        if let Cow::Owned(_) = text {
            let what = format!("{text:?} is not UTF-8; save the file as UTF-8");
            findings.warn(self.place(column), "not_utf8", what);
        }
        text.into_owned()
    }

    /// An identifier; an empty one is an error.
    pub(super) fn id(&self, column: usize, findings: &mut Findings) -> Option<String> {
        let text = self.text(column, findings);
        if text.is_empty() {
            findings.error(self.place(column), "id_empty", "an identifier must stand here");
            return None;
        }
        Some(text)
    }

    /// A whole number, `missing` if the cell is empty; anything else is an error.
    pub(super) fn number(&self, column: usize, missing: u32, findings: &mut Findings) -> u32 {
        let cell = self.cell(column);
        if cell.is_empty() {
            return missing;
        }
        value::number(cell).unwrap_or_else(|| {
            let what = format!("{} is not a whole number", shown(cell));
            findings.error(self.place(column), "number_wrong", what);
            missing
        })
    }

    /// A time of day, `None` if the cell is empty; anything else is an error.
    #[inline]
    pub(super) fn time(&self, column: usize, findings: &mut Findings) -> Option<Seconds> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let time = value::time(cell);
        if time.is_none() {
            let what = format!("{} is not a time; write HH:MM:SS", shown(cell));
            findings.error(self.place(column), "time_wrong", what);
        }
        time
    }

    /// A day; anything else is an error.
    pub(super) fn date(&self, column: usize, findings: &mut Findings) -> Option<basis::Date> {
        let date = value::date(self.cell(column));
        if date.is_none() {
            let what = format!("{} is not a day; write YYYYMMDD", shown(self.cell(column)));
            findings.error(self.place(column), "date_wrong", what);
        }
        date
    }

    /// What an identifier in this cell refers to; one that is unknown is an error.
    #[inline]
    pub(super) fn refer(&self, column: usize, to: &Ids, findings: &mut Findings) -> Option<u32> {
        let found = to.get(self.cell(column));
        if found.is_none() {
            let what = format!("{} is not in {}", shown(self.cell(column)), to.file);
            findings.error(self.place(column), to.unknown, what);
        }
        found
    }
}

fn find_columns(
    file: &'static str,
    header: &ByteRecord,
    columns: &[Column],
    findings: &mut Findings,
) -> Option<Vec<(&'static str, Option<usize>)>> {
    let mut whole = true;
    let mut found = Vec::with_capacity(columns.len());
    for &(name, need) in columns {
        let mut at = (0..header.len()).filter(|i| header.get(*i) == Some(name.as_bytes()));
        let first = at.next();
        if at.next().is_some() {
            let place = Place { file, row: Some(1), column: Some(name) };
            findings.error(place, "column_twice", "the header names this column twice; keep one");
        }
        if first.is_none() && need == Need::Must {
            let place = Place { file, row: Some(1), column: Some(name) };
            findings.error(place, "column_missing", "the header does not name this column");
            whole = false;
        }
        found.push((name, first));
    }
    whole.then_some(found)
}

/// A cell for a message, cut short.
pub(super) fn shown(cell: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(cell).chars().take(60).collect();
    format!("{text:?}")
}

/// Identifiers of one file and their places in its list.
pub(super) struct Ids {
    file: &'static str,
    unknown: &'static str,
    twice: &'static str,
    places: HashMap<Box<[u8]>, u32>,
}

impl Ids {
    /// For identifiers of `file`; `unknown` and `twice` are the codes of the two findings.
    pub(super) fn new(file: &'static str, unknown: &'static str, twice: &'static str) -> Self {
        Self { file, unknown, twice, places: HashMap::new() }
    }

    /// Where the identifier stands in its list.
    #[inline]
    pub(super) fn get(&self, id: &[u8]) -> Option<u32> {
        self.places.get(id).copied()
    }

    /// Gives the identifier the next place; a second time is an error.
    pub(super) fn add(&mut self, id: &str, place: Place, findings: &mut Findings) -> bool {
        let next = self.places.len() as u32;
        if self.places.contains_key(id.as_bytes()) {
            let what = format!("{id:?} stands here a second time; identifiers must be unique");
            findings.error(place, self.twice, what);
            return false;
        }
        self.places.insert(id.as_bytes().into(), next);
        true
    }
}
