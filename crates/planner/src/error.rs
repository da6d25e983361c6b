//! What can go wrong: in which file, row and column, and how to mend it.

use std::path::Path;

use crate::tables::Place;

/// Why a command did nothing. Whatever the reason, no file has been written or changed.
#[derive(Debug, thiserror::Error)]
pub enum PlannerError {
    /// A file that cannot be opened, read or written.
    #[error("{file}: {why}{}", mend(why))]
    File {
        /// The file.
        file: String,
        /// What the system says.
        why: std::io::Error,
    },
    /// A file that is not what its name says.
    #[error("{file}: {what}")]
    Format {
        /// The file.
        file: String,
        /// What is wrong and how to mend it.
        what: String,
    },
    /// A column that is not there.
    #[error("{file} has no column {column:?}: name one of {} with {option}", known.join(", "))]
    Column {
        /// The file.
        file: String,
        /// The column asked for.
        column: String,
        /// The columns that there are.
        known: Vec<String>,
        /// The option that names columns.
        option: &'static str,
    },
    /// A cell that cannot be used.
    #[error("{place}, column {column}: {what}")]
    Cell {
        /// File and row.
        place: Place,
        /// The column.
        column: String,
        /// What is wrong and how to mend it.
        what: String,
    },
    /// A row that cannot be used.
    #[error("{place}: {what}")]
    Row {
        /// File and row.
        place: Place,
        /// What is wrong and how to mend it.
        what: String,
    },
    /// An option that is missing or makes no sense.
    #[error("{option}: {what}")]
    Option {
        /// The option.
        option: &'static str,
        /// What is wrong and how to mend it.
        what: String,
    },
    /// A dataset that is not in the store, or is already.
    #[error("dataset {name}: {what}")]
    Dataset {
        /// Its name.
        name: String,
        /// What is wrong and how to mend it.
        what: String,
    },
    /// Streets that cannot be read.
    #[error("{file}: {why}")]
    Streets {
        /// The file.
        file: String,
        /// Why not.
        why: network::streets::StreetsError,
    },
    /// A timetable that cannot be read.
    #[error(transparent)]
    Feed(#[from] network::gtfs::GtfsError),
    /// No service on that day.
    #[error(transparent)]
    Timetable(#[from] network::transit::TimetableError),
    /// A window or longest time that cannot be asked for.
    #[error(transparent)]
    Query(#[from] network::transit::QueryError),
    /// Walks and timetable do not fit: a fault of ours.
    #[error(transparent)]
    Plan(#[from] network::transit::PlanError),
    /// An input that a measure refuses.
    #[error(transparent)]
    Input(#[from] access::InputError),
    /// A siting question that cannot be asked.
    #[error(transparent)]
    Siting(#[from] optimise::SitingError),
    /// Stopped by its host.
    #[error("stopped; nothing was written")]
    Cancelled,
}

impl PlannerError {
    /// All that was found in a timetable that is refused, a sentence each; nothing of other errors.
    #[must_use]
    pub fn findings(&self) -> Vec<String> {
        match self {
            Self::Feed(network::gtfs::GtfsError::Broken { findings, .. }) => {
                findings.iter().map(ToString::to_string).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A file that cannot be opened, read or written.
    pub(crate) fn file(path: &Path, why: std::io::Error) -> Self {
        Self::File { file: path.display().to_string(), why }
    }

    /// A file that is not what its name says.
    pub(crate) fn format(path: &Path, what: impl Into<String>) -> Self {
        Self::Format { file: path.display().to_string(), what: what.into() }
    }

    /// An option that is missing or makes no sense.
    pub(crate) fn option(option: &'static str, what: impl Into<String>) -> Self {
        Self::Option { option, what: what.into() }
    }
}

/// What to do about it, where that is known.
fn mend(why: &std::io::Error) -> String {
    basis::mend::file(why.kind()).map_or_else(String::new, |how| format!("; {how}"))
}
