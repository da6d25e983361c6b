//! The planners' pages: datasets, maps with tiles of their own, equity, comparison, and OGC API Features.
//!
//! What must stay true: a page shows what the commands of [`planner`] wrote, digest and all, and
//! computes no second truth; whatever a map shows, a table and a list beside it say; nothing invented
//! is shown as real, and what is not in the data is said to be missing; a dataset that its operator
//! did not open is for planners alone, and for everybody else as if it were not there.
//!
//! It keeps nothing in the database: datasets stand in the folder of `plan import`, results in
//! `results/` beside them.

mod county;
mod draw;
mod encode;
mod equity;
mod geometry;
mod grid;
mod layer;
mod measure;
mod ogc;
mod pages;
mod reach;
mod results;
mod routes;
mod shelf;
mod tile;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use basis::{Divisions, Fault, Refusal, RefusalKind};
use identity::rights::Right;
use identity::{Actor, rights};
use planner::PlannerError;
use planner::store::Dataset;
use web::Failure;

pub use routes::routes;

use shelf::Shelf;

/// Where the planners' files are, and who may see them.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder of `plan import`, such as `var/plan`.
    pub plan: PathBuf,
    /// The folder with the census, such as `data/census`.
    pub census: PathBuf,
    /// Names of the datasets that everybody may see; `*` stands for all.
    pub open: Vec<String>,
}

/// The planners' pages. Cheap to clone.
#[derive(Clone)]
pub struct Atlas {
    place: Arc<Place>,
    divisions: Arc<Divisions>,
    shelf: Arc<Shelf>,
}

impl Atlas {
    /// Pages over the files of a place.
    #[must_use]
    pub fn new(place: Place, divisions: Arc<Divisions>) -> Self {
        Self { place: Arc::new(place), divisions, shelf: Arc::default() }
    }

    /// A dataset that somebody may see; one that is not theirs to see is as if it were not there.
    fn dataset<'kit>(
        &self,
        kit: &'kit shelf::Kit,
        actor: &Actor,
        name: &str,
    ) -> Result<&'kit Dataset, Failure> {
        kit.dataset(name).filter(|_| self.shows(actor, name)).ok_or_else(unknown)
    }

    /// Whether somebody may see a dataset.
    fn shows(&self, actor: &Actor, dataset: &str) -> bool {
        let is_open = self.place.open.iter().any(|open| open == "*" || open == dataset);
        is_open || rights::may(actor, &Right::Plan).is_ok()
    }
}

impl Atlas {
    /// Whether somebody may see a result: planners every one; others one over zones that are kept
    /// and open, if every dataset that it was made of is open as well.
    fn sees(&self, actor: &Actor, kept: &[Dataset], outcome: &results::Outcome) -> bool {
        let shows = |dataset: &Dataset| self.shows(actor, &dataset.name);
        rights::may(actor, &Right::Plan).is_ok()
            || outcome.zones(kept).is_some_and(shows)
                && outcome.inputs(kept).iter().all(|same| same.iter().copied().any(shows))
    }
}

/// What a reader is told who asks for something that is not there, or not for them.
fn unknown() -> Failure {
    Refusal::told(RefusalKind::NotFound, "plan.unknown").into()
}

/// What a reader is told of a file whose bytes are not those that a command wrote.
fn changed() -> Failure {
    Refusal::told(RefusalKind::Conflict, "plan.changed").into()
}

/// A question that makes no sense.
fn invalid(zh: &str, en: &str) -> Failure {
    Refusal::invalid("plan.question", zh, en).into()
}

/// A file of ours that cannot be read is our fault, not the reader's.
fn broken(error: PlannerError) -> Failure {
    Fault::because("reading a planners' file", error).into()
}

/// Work that computes or reads for long, away from the threads that answer.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PlannerError> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(broken),
        Err(error) => Err(Fault::because("work aside was cut short", error).into()),
    }
}
