//! What reading a timetable found: where it stands, what is wrong, how to mend it.

use super::{Feed, GtfsError};
use std::collections::HashMap;
use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Read, and worth knowing.
    Notice,
    /// Read with a stated assumption, or a row was passed over; travel times may suffer.
    Warning,
    /// The feed cannot be trusted and is not loaded.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One thing that was found in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// A short name of the rule, the same for all findings of one kind, such as `stop_unknown`.
    pub code: &'static str,
    /// The file inside the zip.
    pub file: String,
    /// Line in the file, the header being 1; `None` when the whole file is meant.
    pub row: Option<u64>,
    /// Column by its name in the header; `None` when the whole row is meant.
    pub column: Option<&'static str>,
    /// What is wrong and how to mend it.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        write!(f, ": {}[{}]: {}", self.severity, self.code, self.what)
    }
}

/// A place in a feed to which a finding can be tied.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) file: &'static str,
    pub(super) row: Option<u64>,
    pub(super) column: Option<&'static str>,
}

impl Place {
    /// The whole file.
    pub(super) fn file(file: &'static str) -> Self {
        Self { file, row: None, column: None }
    }
}

/// So many findings of one code are kept word for word; the rest are counted, so that a broken file
/// of ten million rows does not fill the memory with complaints.
const KEPT_PER_CODE: usize = 50;

/// Collects findings in the order of reading.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Finding>,
    counts: HashMap<(&'static str, Severity), usize>,
}

impl Findings {
    pub(super) fn error(&mut self, place: Place, code: &'static str, what: impl Into<String>) {
        self.add(Severity::Error, place, code, what.into());
    }

    pub(super) fn warn(&mut self, place: Place, code: &'static str, what: impl Into<String>) {
        self.add(Severity::Warning, place, code, what.into());
    }

    pub(super) fn notice(&mut self, place: Place, code: &'static str, what: impl Into<String>) {
        self.add(Severity::Notice, place, code, what.into());
    }

    fn add(&mut self, severity: Severity, place: Place, code: &'static str, what: String) {
        let count = self.counts.entry((code, severity)).or_default();
        *count += 1;
        if *count <= KEPT_PER_CODE {
            let Place { file, row, column } = place;
            self.list.push(Finding { severity, code, file: file.to_owned(), row, column, what });
        }
    }

    /// How many errors there are, kept or only counted.
    pub(super) fn errors(&self) -> usize {
        let errors = self.counts.iter().filter(|((_, severity), _)| *severity == Severity::Error);
        errors.map(|(_, count)| count).sum()
    }

    /// The feed with what was found, or the errors instead of it.
    pub(super) fn close(mut self, feed: Feed) -> Result<Feed, GtfsError> {
        let count = self.errors();
        self.tell_of_the_rest();
        let first = self.list.iter().find(|finding| finding.severity == Severity::Error).cloned();
        match first {
            Some(first) => Err(GtfsError::Broken {
                feed: feed.name,
                count,
                first: Box::new(first),
                findings: self.list,
            }),
            None => Ok(Feed { findings: self.list, ..feed }),
        }
    }

    /// One line for every code of which only some findings were kept.
    fn tell_of_the_rest(&mut self) {
        let mut more: Vec<_> =
            self.counts.iter().filter(|(_, count)| **count > KEPT_PER_CODE).collect();
        more.sort();
        for ((code, severity), count) in more {
            let (severity, file) = (*severity, file_of(&self.list, code));
            let what = format!("{} more of the same kind", count - KEPT_PER_CODE);
            self.list.push(Finding { severity, code, file, row: None, column: None, what });
        }
    }
}

fn file_of(list: &[Finding], code: &str) -> String {
    list.iter().find(|finding| finding.code == code).map(|f| f.file.clone()).unwrap_or_default()
}
