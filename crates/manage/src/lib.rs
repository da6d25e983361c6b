//! What an office changes by itself in the browser, without a vendor, code or restart: staff and
//! their posts, matters and other files of the catalogue, texts, calendars.
//!
//! What must stay true: who may is decided in `identity::rights` alone; nothing is published by
//! somebody who wrote on it, and no post that approves or publishes is given by one person; what is
//! published passes the same check as `tongban check`; a case keeps the version under which it began;
//! every change leaves its record.

mod acts;
mod api;
mod begun;
mod calendar;
mod departments;
mod drafted;
mod listed;
mod matters;
pub mod model;
mod owed;
mod parameters;
mod posts;
mod residents;
mod routes;
mod rows;
mod sheets;
mod staff;
mod table;
mod texts;
mod upload;

#[cfg(test)]
mod tests;

use std::pin::Pin;
use std::sync::Arc;

use basis::{Date, Divisions};
use cases::Cases;
use catalogue::model::Matter;
use catalogue::{Shelf, SourceFile};
use identity::{Actor, By, Channel, Identity};
use ledger::IdempotencyKey;
use parking_lot::Mutex;
use web::{App, Frame, PageResult};

use crate::model::ChangeId;

pub use acts::Judged;
pub use calendar::BEGIN_YEAR;
pub use posts::Posts;
pub use routes::routes;

/// A page that is on its way.
type Drawing = Pin<Box<dyn Future<Output = PageResult> + Send>>;

/// The page of a matter as residents will see it, drawn by whoever draws those pages.
pub type Preview = Arc<dyn Fn(Frame, Arc<Matter>) -> Drawing + Send + Sync>;

/// What this part is built on. Cheap to clone.
#[derive(Clone)]
pub struct Manage {
    /// Database, ledger, time, words, settings.
    pub app: App,
    /// The catalogue in force and calendars.
    pub cases: Cases,
    /// Officers and their accounts.
    pub identity: Identity,
    /// Names of townships and villages.
    pub divisions: Arc<Divisions>,
    brought: Brought,
    preview: Option<Preview>,
}

/// What was in force when a server looked last.
struct Applied {
    /// The day.
    day: Date,
    /// The ids of everything published.
    ids: Vec<String>,
    /// Those of the catalogue's files among them, which take a check of the whole.
    files: Vec<ChangeId>,
}

/// The catalogue that the program brings along, and where the one in force stands.
#[derive(Clone)]
pub struct Brought {
    shelf: Shelf,
    files: Arc<Vec<SourceFile>>,
    seen: Arc<Mutex<Option<Applied>>>,
}

impl Brought {
    /// The files of the catalogue's folder, and the shelf on which the catalogue in force stands.
    #[must_use]
    pub fn new(shelf: Shelf, files: Vec<SourceFile>) -> Self {
        Self { shelf, files: Arc::new(files), seen: Arc::default() }
    }
}

impl Manage {
    /// The part, with everything it is built on.
    #[must_use]
    pub fn new(
        app: App,
        cases: Cases,
        identity: Identity,
        divisions: Arc<Divisions>,
        brought: Brought,
    ) -> Self {
        Self { app, cases, identity, divisions, brought, preview: None }
    }

    /// The same with somebody who draws previews.
    #[must_use]
    pub fn with_preview<D, F>(self, draw: D) -> Self
    where
        D: Fn(Frame, Arc<Matter>) -> F + Send + Sync + 'static,
        F: Future<Output = PageResult> + Send + 'static,
    {
        let drawing = move |frame, matter| -> Drawing { Box::pin(draw(frame, matter)) };
        Self { preview: Some(Arc::new(drawing)), ..self }
    }

    fn county(&self) -> &str {
        self.cases.county()
    }

    fn by(&self, actor: &Actor, key: IdempotencyKey) -> By {
        let (actor, at) = (actor.clone(), self.app.ambient.now());
        By { actor, for_whom: None, channel: Channel::Web, at, key }
    }
}
