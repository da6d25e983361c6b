//! The catalogue in force: one place shared by all who ask, so that a running server can take up
//! another without a restart.

use std::fmt;
use std::sync::{Arc, OnceLock};

use parking_lot::RwLock;

use crate::Catalogue;

/// What looks whether something was published since.
type Look = Box<dyn Fn() + Send + Sync>;

/// Where the catalogue in force stands. Clones are the same place.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Place>);

#[derive(Default)]
struct Place {
    now: RwLock<Arc<Catalogue>>,
    look: OnceLock<Look>,
}

impl Shelf {
    /// The catalogue that is in force now. Whoever answers one request with it asks once.
    #[must_use]
    pub fn now(&self) -> Arc<Catalogue> {
        self.0.now.read().clone()
    }

    /// Puts another catalogue in force.
    pub fn put(&self, catalogue: Arc<Catalogue>) {
        *self.0.now.write() = catalogue;
    }

    /// Names what is to be done when something is missed that another server may have published a
    /// moment ago. The first one named stays.
    pub fn look_with(&self, look: impl Fn() + Send + Sync + 'static) {
        let _ = self.0.look.set(Box::new(look));
    }

    /// Looks at once whether something was published since, where the shelf knows how.
    pub fn look_again(&self) {
        if let Some(look) = self.0.look.get() {
            look();
        }
    }
}

impl From<Arc<Catalogue>> for Shelf {
    fn from(catalogue: Arc<Catalogue>) -> Self {
        let shelf = Self::default();
        shelf.put(catalogue);
        shelf
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shelf(..)")
    }
}
