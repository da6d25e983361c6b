//! What can go wrong with the database, in terms that do not depend on which one it is.

use std::sync::Arc;

use basis::{Fault, Refusal, RefusalKind, Stop};

/// A failure of the database.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique key or primary key exists already.
    #[error("a row with this key exists in {table}")]
    Unique {
        /// The table concerned.
        table: String,
    },
    /// Too much at once: the queue is full, no connection was free in time, or two
    /// transactions stood in each other's way. Trying again is right.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The database cannot work now: its connection was lost, it restarts, its disk is full or may
    /// not be written. Whether the last step was done is not known; the same key finds out.
    #[error("the database is away: {0}")]
    Away(String),
    /// A newer version has worked on the database since this process began, which therefore does not
    /// know its tables and writes nothing any more. Nothing of this step was done.
    #[error(
        "a newer version has worked on the database: it has {0}, which this version does not know"
    )]
    Outdated(String),
    /// A text with the character NUL, which PostgreSQL cannot keep; refused on both databases alike.
    #[error("a text holds the character NUL, which cannot be kept")]
    Unstorable,
    /// Anything else: a fault of ours or of the machine.
    #[error("{what}: {cause}")]
    Failed {
        /// What was being done.
        what: String,
        /// The driver's words.
        cause: Arc<str>,
    },
}

impl StoreError {
    pub(crate) fn failed(what: impl Into<String>, cause: impl ToString) -> Self {
        Self::Failed { what: what.into(), cause: cause.to_string().into() }
    }

    /// A value that could not be made into what a column holds.
    pub fn encoding(what: &str, cause: impl ToString) -> Self {
        Self::failed(format!("encoding {what}"), cause)
    }

    pub(crate) fn address(url: &str) -> Self {
        let kind = url.split(':').next().unwrap_or_default();
        Self::failed(
            "opening the database",
            format!(
                "'{kind}:' is not a known kind; use sqlite:FILE or postgres://USER@HOST:PORT/NAME"
            ),
        )
    }

    pub(crate) fn stopped() -> Self {
        Self::failed("writing", "the database has been closed or the work panicked")
    }

    /// Whether a unique key stood in the way.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique { .. })
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::because("the database failed", error)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(_) => Self::Refused(Refusal::told(RefusalKind::Busy, "store.busy")),
            StoreError::Away(why) => {
                // A refusal is not logged by whoever shows it; this one is the machine's trouble.
                tracing::error!(why, "the database is away");
                Self::Refused(Refusal::told(RefusalKind::Busy, "store.away"))
            }
            StoreError::Outdated(_) => {
                Self::Refused(Refusal::told(RefusalKind::Busy, "store.outdated"))
            }
            StoreError::Unstorable => {
                Self::Refused(Refusal::told(RefusalKind::Invalid, "text.unstorable"))
            }
            other => Self::Broken(other.into()),
        }
    }
}
