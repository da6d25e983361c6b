//! What people come for most: the matters that enough different people have handed in over thirty
//! whole days. Nothing of anybody leaves but the order of the matters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use basis::{Instant, Outcome, PersonId};
use catalogue::model::Pin;
use parking_lot::RwLock;

use crate::{Cases, rows};

/// A matter that fewer people came for is not in the list, which then points at nobody.
pub const FEWEST_PEOPLE: usize = 5;
/// Over how many days; today is not among them, so that nobody sees the list move with one case.
const DAYS: i64 = 30;
const DAY_MILLIS: i64 = 86_400_000;
/// No more cases are looked at; the newest are.
const MOST_CASES: i64 = 20_000;

/// The list as it was counted last. Clones are one place.
#[derive(Clone, Default)]
pub(crate) struct Often(Arc<RwLock<Arc<[String]>>>);

impl Cases {
    /// The ids of the matters that people come for most, as they were counted last; empty before.
    #[must_use]
    pub fn often(&self) -> Arc<[String]> {
        self.often.0.read().clone()
    }

    /// Counts them over the thirty days before today. Whoever asks for the list never waits for it.
    ///
    /// # Errors
    /// When the database fails; the list then stays.
    pub async fn count_often(&self, now: Instant) -> Outcome<()> {
        let county = self.county().to_owned();
        let until = Instant::at(now.date(), 0, 0);
        let days = (until.plus_millis(-DAYS * DAY_MILLIS), until);
        let read = self.store().read(move |tx| rows::handed_in(tx, &county, days, MOST_CASES));
        let found = read.await?;
        *self.often.0.write() = ranked(found).into();
        Ok(())
    }
}

/// The matters by how many people came for them, the most first, without those of too few.
fn ranked(found: Vec<(Pin, PersonId)>) -> Vec<String> {
    let mut people: BTreeMap<String, BTreeSet<PersonId>> = BTreeMap::new();
    for (pin, person) in found {
        people.entry(pin.matter).or_default().insert(person);
    }
    let enough = people.into_iter().filter(|(_, people)| people.len() >= FEWEST_PEOPLE);
    let mut ranked: Vec<(String, usize)> =
        enough.map(|(matter, people)| (matter, people.len())).collect();
    ranked.sort_by(|(a, many), (b, others)| others.cmp(many).then_with(|| a.cmp(b)));
    ranked.into_iter().map(|(matter, _)| matter).collect()
}
