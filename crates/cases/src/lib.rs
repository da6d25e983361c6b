//! The case engine: states, processes, work lists, decisions.
//!
//! It knows matters and people and nothing else of the platform: not that certificates, payments
//! or other departments' data exist. Those react to the records that acts leave behind.
//!
//! What must stay true: a case changes only through [`Cases::submit`] and [`Cases::act`], which
//! commit the case, its work, its timer and its record together; the records of a case are enough
//! to rebuild it; every query takes the caller's scope.

mod acts;
mod allowed;
mod asked;
mod audit;
mod board;
mod brief;
mod calendars;
mod elsewhere;
mod files;
mod finish;
mod history;
mod known;
mod mark;
pub mod model;
mod often;
mod rows;
pub mod scan;
mod tell;
pub mod testing;
mod timers;
mod views;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use basis::calendar::Calendar;
use basis::{CaseId, Fault, Instant, Refusal, RefusalKind};
use catalogue::model::{Matter, Pin};
use catalogue::{Catalogue, Shelf};
use ledger::Ledger;
use serde::{Deserialize, Serialize};
use store::Store;

use calendars::Calendars;
use scan::Scanner;

pub use acts::{Application, Done};
pub use allowed::allowed_doings;
pub use audit::{CaseFinding, CasesReport, Wrong};
pub use board::{Board, Tally};
pub use brief::Brief;
pub use elsewhere::{Distant, merged};
pub use files::{FileKind, FileNote, Upload, Uploaded, unknown as unknown_file};
pub use finish::{AFTER_ANNUL, AFTER_GRANT};
pub use history::{History, PastAct, Ready, past_number};
pub use known::rule_fact;
pub use often::FEWEST_PEOPLE;
pub use tell::{Teller, Told};
pub use timers::{PART_ENDED, TIMER};
pub use views::{Cursor, Entry, Listed, Page, Seen, Step, Wanted, title};

/// What case work needs: database, ledger, catalogue and calendar. Cheap to clone.
#[derive(Clone)]
pub struct Cases {
    ledger: Ledger,
    catalogue: Shelf,
    calendars: Calendars,
    county: Arc<str>,
    scanner: Option<Arc<Scanner>>,
    teller: Option<Teller>,
    often: often::Often,
}

impl Cases {
    /// Case work of one county, with the calendar that the program brings along.
    #[must_use]
    pub fn new(
        ledger: Ledger,
        catalogue: impl Into<Shelf>,
        calendar: Calendar,
        county: &str,
    ) -> Self {
        let (catalogue, calendars) = (catalogue.into(), Calendars::new(calendar));
        let county = county.into();
        let often = often::Often::default();
        Self { ledger, catalogue, calendars, county, scanner: None, teller: None, often }
    }

    /// The same, holding every upload against a scanner for malware before it is kept.
    #[must_use]
    pub fn scanned_by(mut self, scanner: Scanner) -> Self {
        self.scanner = Some(Arc::new(scanner));
        self
    }

    /// The county whose cases these are.
    #[must_use]
    pub fn county(&self) -> &str {
        &self.county
    }

    /// The catalogue in force now; another may be published while it is held.
    #[must_use]
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.now()
    }

    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.ledger.store()
    }

    /// The matter of a case in the version under which it began.
    ///
    /// # Errors
    /// A fault where the catalogue no longer holds it: a version that cases use must stay.
    pub fn matter(&self, pin: &Pin) -> Result<Arc<Matter>, Fault> {
        let held = || self.catalogue().pinned(pin).cloned();
        let missed = || {
            // Another server may have begun the case under a version published a moment ago.
            self.catalogue.look_again();
            held()
        };
        held()
            .or_else(missed)
            .ok_or_else(|| Fault::new(format!("the catalogue does not hold {pin}")))
    }
}

/// The stream of a case's records.
#[must_use]
pub fn stream(case: CaseId) -> String {
    format!("case:{case}")
}

/// What a record of a case holds: what was done, and the status after it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordBody {
    /// What was done.
    pub doing: model::Doing,
    /// The public status afterwards.
    pub status: String,
}

pub(crate) fn unknown_case() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "case.unknown")
}

/// When something is next to be looked at by the timer, and the day shown on pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deadline {
    pub at: Instant,
    pub provisional: bool,
}
