//! Where something stands in a file.

use std::fmt;

/// A row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, with its sheet or layer where it has several.
    pub file: String,
    /// The row, from 1, the header aside.
    pub row: u64,
    /// The line of the file or sheet, from 1, where it has lines.
    pub line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, row {}", self.file, self.row)?;
        match self.line {
            Some(line) => write!(f, " (line {line})"),
            None => Ok(()),
        }
    }
}
