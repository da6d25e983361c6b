//! What is wrong with an input: in which table and row, and how to mend it.

use thiserror::Error;

/// An input that is refused. Rows count from 1 and leave out the header.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum InputError {
    /// A value that cannot be.
    #[error("{table}, row {row}: {column} is {value}; {mend}")]
    Value {
        /// The table or list, as the caller named it.
        table: String,
        /// The row, from 1.
        row: usize,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What to do.
        mend: &'static str,
    },
    /// The same key twice.
    #[error("{table}, row {row}: {key} stands already in row {first}; keep one of them")]
    Duplicate {
        /// The table or list.
        table: String,
        /// The later row, from 1.
        row: usize,
        /// The earlier row, from 1.
        first: usize,
        /// What stands twice.
        key: String,
    },
    /// A list of another length than the one that it goes with.
    #[error("{table} has {found} rows where {expected} are needed: one for each {each}")]
    Length {
        /// The table or list.
        table: String,
        /// How many rows it has.
        found: usize,
        /// How many it needs.
        expected: usize,
        /// What each row stands for.
        each: &'static str,
    },
    /// Nothing to compute with.
    #[error("{table} has nothing to compute with: {mend}")]
    Empty {
        /// The table or list.
        table: String,
        /// What to do.
        mend: &'static str,
    },
    /// A parameter outside its range.
    #[error("{name} is {value}; {mend}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// What was given.
        value: String,
        /// What to do.
        mend: &'static str,
    },
    /// A data file that cannot be read.
    #[error("{file}: {what}")]
    File {
        /// The file, as the caller named it.
        file: String,
        /// What is wrong, with line and column where known.
        what: String,
    },
}

impl InputError {
    /// A value that cannot be; `index` counts from 0.
    pub(crate) fn value(
        table: &str,
        index: usize,
        column: &'static str,
        value: impl ToString,
        mend: &'static str,
    ) -> Self {
        let table = table.to_owned();
        Self::Value { table, row: index + 1, column, value: value.to_string(), mend }
    }

    /// A key that stands twice; both positions count from 0.
    pub(crate) fn duplicate(table: &str, first: usize, again: usize, key: String) -> Self {
        Self::Duplicate { table: table.to_owned(), row: again + 1, first: first + 1, key }
    }

    /// A parameter outside its range.
    pub(crate) fn parameter(name: &'static str, value: impl ToString, mend: &'static str) -> Self {
        Self::Parameter { name, value: value.to_string(), mend }
    }

    /// An empty table.
    pub(crate) fn empty(table: &str, mend: &'static str) -> Self {
        Self::Empty { table: table.to_owned(), mend }
    }

    /// Passes when the list has the length that is needed.
    pub(crate) fn same_length(
        table: &str,
        found: usize,
        expected: usize,
        each: &'static str,
    ) -> Result<(), Self> {
        if found == expected {
            return Ok(());
        }
        Err(Self::Length { table: table.to_owned(), found, expected, each })
    }
}
