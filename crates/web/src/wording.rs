//! The words in force: those embedded at build, and over them what an office has put in their place.
//! One place shared by all who ask, so that a running server takes up others without a restart.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use basis::{Date, Instant, Text};
use parking_lot::RwLock;

use crate::Messages;

/// One change of the words of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewording {
    /// The dotted key, such as `outbound.told.accepted`.
    pub key: String,
    /// Counts the changes of the key, from 1; of those in force the highest holds.
    pub number: i64,
    /// The words; `None` goes back to those of the build.
    pub words: Option<Text>,
    /// The first day on which it is in force.
    pub from: Date,
    /// When it was published: earlier than that it was in force nowhere.
    pub published: Instant,
}

/// Where the words in force stand. Clones are the same place.
#[derive(Clone)]
pub struct Wording(Arc<RwLock<InForce>>);

#[derive(Clone)]
struct InForce {
    brought: Arc<Messages>,
    now: Arc<Messages>,
    since: Instant,
    changes: Arc<[Rewording]>,
}

impl Wording {
    /// A place where only what the build brings along is in force.
    #[must_use]
    pub fn new(brought: Arc<Messages>) -> Self {
        let (now, since) = (brought.clone(), Instant::from_millis(0));
        Self(Arc::new(RwLock::new(InForce { brought, now, since, changes: Arc::from([]) })))
    }

    /// The words that the build brings along.
    #[must_use]
    pub fn brought(&self) -> Arc<Messages> {
        self.0.read().brought.clone()
    }

    /// The words in force now. Whoever answers one request with them asks once; looking a key up is
    /// then one search in one map, whether anything was changed or not.
    #[must_use]
    pub fn now(&self) -> Arc<Messages> {
        self.0.read().now.clone()
    }

    /// The words that were in force at an instant, so that a paper of that day says ever after what
    /// it said then.
    #[must_use]
    pub fn at(&self, at: Instant) -> Arc<Messages> {
        let held = self.0.read().clone();
        let then = in_force(&held.changes, at);
        if then == in_force(&held.changes, held.since) {
            return held.now.clone();
        }
        Arc::new(worded(&held.brought, &then))
    }

    /// Puts changes in force: all that were ever published and still fit, as they stand at an
    /// instant.
    pub fn put(&self, changes: Vec<Rewording>, at: Instant) {
        let brought = self.brought();
        // What another server published is in force, though its clock may be a little ahead.
        let since = changes.iter().map(|change| change.published).fold(at, Instant::max);
        let now = Arc::new(worded(&brought, &in_force(&changes, since)));
        *self.0.write() = InForce { brought, now, since, changes: changes.into() };
    }
}

impl Default for Wording {
    fn default() -> Self {
        Self::new(Messages::embedded())
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wording(..)")
    }
}

/// The change of each key that was in force at an instant.
fn in_force(changes: &[Rewording], at: Instant) -> BTreeMap<&str, &Rewording> {
    let today = at.date();
    let mut found: BTreeMap<&str, &Rewording> = BTreeMap::new();
    for change in changes.iter().filter(|one| one.from <= today && one.published <= at) {
        let held = found.entry(&change.key).or_insert(change);
        if change.number > held.number {
            *held = change;
        }
    }
    found
}

fn worded(brought: &Messages, changes: &BTreeMap<&str, &Rewording>) -> Messages {
    brought.with(changes.iter().filter_map(|(key, change)| Some((*key, change.words.as_ref()?))))
}

#[cfg(test)]
mod tests {
    use basis::Lang;

    use super::*;

    const DAY: i64 = 86_400_000;
    /// 2026-11-22, 09:00 in China.
    const NOW: i64 = 1_795_309_200_000;

    fn change(number: i64, words: Option<&str>, days: i64) -> Rewording {
        let (published, begins) = (NOW + number, Instant::from_millis(NOW + days * DAY));
        Rewording {
            key: "t.a".to_owned(),
            number,
            words: words.map(|words| Text::new(words, words)),
            from: begins.date(),
            published: Instant::from_millis(published),
        }
    }

    #[test]
    fn the_newest_that_has_begun_holds_and_the_past_keeps_its_words() {
        let mut brought = Messages::default();
        brought.add("zh", "t", "a = \"一\"\nb = \"二\"").unwrap();
        brought.add("en", "t", "a = \"one\"\nb = \"two\"").unwrap();
        let wording = Wording::new(Arc::new(brought));
        let clone = wording.clone();
        let at = |millis: i64| Instant::from_millis(NOW + millis);
        let says = |millis: i64| wording.at(at(millis)).get(Lang::Zh, "t.a");
        // Number 2 waits for tomorrow, 3 goes back to what the build says on the day after.
        let changes = vec![change(1, Some("壹"), 0), change(2, Some("弌"), 1), change(3, None, 2)];
        wording.put(changes, at(10));
        assert_eq!(clone.now().get(Lang::Zh, "t.a"), "壹", "clones are one place");
        assert_eq!(clone.now().get(Lang::Zh, "t.b"), "二", "nobody has changed it");
        let found = [says(0), says(1), says(DAY), says(2 * DAY)];
        assert_eq!(found, ["一", "壹", "弌", "一"]);
        // What goes back at once overtakes what was still to come.
        wording.put(vec![change(1, Some("壹"), 1), change(2, None, 0)], at(10));
        assert_eq!([says(10), says(DAY)], ["一", "一"]);
    }
}
