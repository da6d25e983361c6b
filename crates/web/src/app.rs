//! The one context that every act and page needs; made once in the binary, cloned for each request.

use std::sync::Arc;

use basis::Ambient;
use ledger::Ledger;
use store::Store;

use crate::{Site, WebSettings, Wording};

/// Database, ledger, time and chance, words, settings. Cheap to clone; comes first in parameter lists.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// Acts that close with their record.
    pub ledger: Ledger,
    /// Time and chance.
    pub ambient: Ambient,
    /// The words of every page in each language.
    pub wording: Wording,
    /// The place that is served.
    pub settings: Arc<WebSettings>,
}

impl App {
    /// A context made of its parts.
    #[must_use]
    pub fn new(store: Store, ledger: Ledger, site: Site) -> Self {
        let Site { ambient, wording, settings, .. } = site;
        Self { store, ledger, ambient, wording, settings }
    }

    /// The part that the frame needs.
    #[must_use]
    pub fn site(&self) -> Site {
        Site {
            ambient: self.ambient.clone(),
            wording: self.wording.clone(),
            settings: self.settings.clone(),
            meters: self.store.meters().clone(),
        }
    }
}
