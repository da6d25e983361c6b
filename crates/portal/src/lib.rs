//! The resident's pages: search, matter, check, application, receipt, my affairs, certificate.
//!
//! What must stay true: every page works without scripts; nothing personal stands in an address;
//! what is typed is kept until it is handed in; what a person may not see is as if it were not
//! there; and whether somebody qualifies is worked out by the same rules as at the desk.

pub mod api;
mod counters;
pub mod draft;
mod elsewhere;
pub mod flow;
mod gather;
mod map;
mod mend;
mod pages;
mod places;
pub mod progress;
mod routes;
mod rows;
mod somebody;
pub mod spoken;
mod told;
mod whom;
mod words;

use std::sync::Arc;

use basis::{Date, Divisions, Refusal, RefusalKind, Text};
use cases::Cases;
use catalogue::Catalogue;
use catalogue::model::{Matter, TOWNSHIP};
use catalogue::search::Index;
use exchange::Exchange;
use feedback::Feedback;
use identity::Identity;
use parking_lot::Mutex;
use web::App;

pub use elsewhere::{County, Elsewhere, MOST_COUNTIES};
pub use pages::matter::page_of as matter_page;
pub use routes::routes;
pub use somebody::Tidied;

#[cfg(test)]
mod tests;

/// The search index of the day for which it was made.
type Today = Option<(Date, Arc<Catalogue>, Arc<Index>)>;

/// What the portal is built on. Cheap to clone: each request has one of its own, and more than one.
#[derive(Clone)]
pub struct Portal(Arc<Parts>);

/// The parts of a portal, as [`Portal`] shows them.
#[derive(Clone)]
pub struct Parts {
    /// Database, ledger, time, words, settings.
    pub app: App,
    /// Cases.
    pub cases: Cases,
    /// Registers.
    pub exchange: Exchange,
    /// People and rights.
    pub identity: Identity,
    /// Ratings.
    pub feedback: Feedback,
    /// Names of places.
    pub divisions: Arc<Divisions>,
    elsewhere: Elsewhere,
    index: Arc<Mutex<Today>>,
    told: Arc<told::Kept>,
}

impl std::ops::Deref for Portal {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// A test may put other parts in.
#[cfg(test)]
impl std::ops::DerefMut for Portal {
    fn deref_mut(&mut self) -> &mut Parts {
        Arc::make_mut(&mut self.0)
    }
}

/// The services that the portal speaks to.
pub struct Services {
    /// Cases.
    pub cases: Cases,
    /// Registers.
    pub exchange: Exchange,
    /// People and rights.
    pub identity: Identity,
    /// Ratings.
    pub feedback: Feedback,
    /// Names of places.
    pub divisions: Arc<Divisions>,
}

impl Portal {
    /// The portal of one county.
    #[must_use]
    pub fn new(app: App, services: Services) -> Self {
        let Services { cases, exchange, identity, feedback, divisions } = services;
        let (elsewhere, index, told) = (Elsewhere::default(), Arc::default(), Arc::default());
        let parts =
            Parts { app, cases, exchange, identity, feedback, divisions, elsewhere, index, told };
        Self(Arc::new(parts))
    }

    /// The same portal, where residents also follow their affairs in the other counties of the
    /// database.
    #[must_use]
    pub fn beside(self, elsewhere: Elsewhere) -> Self {
        Self(Arc::new(Parts { elsewhere, ..Arc::unwrap_or_clone(self.0) }))
    }

    pub(crate) fn county(&self) -> &str {
        &self.app.settings.county
    }

    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        self.cases.catalogue()
    }

    pub(crate) fn today(&self) -> Date {
        self.app.ambient.now().date()
    }

    /// The matter that is offered today.
    pub(crate) fn matter(&self, id: &str) -> Result<Arc<Matter>, Refusal> {
        let catalogue = self.catalogue();
        let found = catalogue.matter(self.county(), id, self.today());
        found.cloned().ok_or_else(no_such_matter)
    }

    /// The search index of today.
    pub(crate) fn index(&self) -> Arc<Index> {
        let today = self.today();
        let catalogue = self.catalogue();
        let mut kept = self.index.lock();
        if let Some((day, of, index)) = &*kept
            && *day == today
            && Arc::ptr_eq(of, &catalogue)
        {
            return index.clone();
        }
        let index = Arc::new(Index::new(&catalogue, self.county(), today));
        *kept = Some((today, catalogue, index.clone()));
        index
    }

    /// The name of a department.
    pub(crate) fn department(&self, id: &str) -> Text {
        if id == TOWNSHIP {
            return Text::new("您户口所在的乡镇（街道）", "your township office");
        }
        let catalogue = self.catalogue();
        catalogue.department(id).map_or_else(|| Text::new(id, id), |one| one.name.clone())
    }
}

fn no_such_matter() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "matter.unknown")
}
