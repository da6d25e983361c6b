//! What the pages of matters say, kept until the catalogue, the words or the day are others.

use std::collections::HashMap;
use std::sync::Arc;

use basis::{Date, Lang};
use catalogue::Catalogue;
use catalogue::model::Matter;
use parking_lot::RwLock;
use web::{Frame, Messages};

use crate::Portal;
use crate::pages::matter::Told;

/// What was worked out of one catalogue, with one set of words, on one day.
#[derive(Default)]
pub(crate) struct Kept(RwLock<Option<Generation>>);

struct Generation {
    catalogue: Arc<Catalogue>,
    words: Arc<Messages>,
    day: Date,
    /// By matter and language: at most two for each matter of the catalogue.
    told: HashMap<(String, Lang), (Arc<Matter>, Arc<Told>)>,
}

impl Kept {
    /// What is said of a matter in the language of the page. A draft is another matter than the one
    /// in force under its name, and is worked out anew each time.
    pub(crate) fn of(&self, portal: &Portal, frame: &Frame, matter: &Arc<Matter>) -> Arc<Told> {
        let now = (portal.catalogue(), frame.words().clone(), portal.today());
        let key = (matter.id.clone(), frame.lang());
        if let Some(generation) = self.0.read().as_ref().filter(|one| one.is(&now))
            && let Some((of, told)) = generation.told.get(&key)
            && Arc::ptr_eq(of, matter)
        {
            return told.clone();
        }
        let told = Arc::new(Told::new(portal, frame, matter));
        let (catalogue, words, day) = now;
        let in_force = catalogue.matter(portal.county(), &matter.id, day);
        if in_force.is_some_and(|one| Arc::ptr_eq(one, matter)) {
            let now = (catalogue, words, day);
            let mut kept = self.0.write();
            if !kept.as_ref().is_some_and(|one| one.is(&now)) {
                *kept = Some(Generation::new(now));
            }
            if let Some(generation) = kept.as_mut() {
                generation.told.insert(key, (matter.clone(), told.clone()));
            }
        }
        told
    }
}

impl Generation {
    fn new((catalogue, words, day): (Arc<Catalogue>, Arc<Messages>, Date)) -> Self {
        Self { catalogue, words, day, told: HashMap::new() }
    }

    fn is(&self, (catalogue, words, day): &(Arc<Catalogue>, Arc<Messages>, Date)) -> bool {
        Arc::ptr_eq(&self.catalogue, catalogue)
            && Arc::ptr_eq(&self.words, words)
            && self.day == *day
    }
}
