//! What the frame itself needs: time and chance, words, settings. Knows no database.

use std::sync::Arc;

use basis::Ambient;
use meters::Meters;

use crate::{WebSettings, Wording};

/// The part of the context that pages and layers need. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// Time and chance.
    pub ambient: Ambient,
    /// The words of every page in each language.
    pub wording: Wording,
    /// The place that is served.
    pub settings: Arc<WebSettings>,
    /// Where requests are counted.
    pub meters: Meters,
}

impl Site {
    /// A site with the embedded words.
    #[must_use]
    pub fn new(ambient: Ambient, settings: WebSettings) -> Self {
        let meters = Meters::default();
        Self { ambient, wording: Wording::default(), settings: Arc::new(settings), meters }
    }
}
