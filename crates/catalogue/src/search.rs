//! Search: from a villager's words to matters, ranked, each with the reason why it is shown.
//!
//! A document is scored by the names it has, not by its length: the official name and the everyday
//! one count most, then other names, life events, and last the summary. Synonyms say which matter
//! is meant by words that no name contains. One mistyped character in a name still finds it, and so
//! does its pinyin, the first letters of that, and other characters of the same sound.

mod grams;
mod sounds;

use std::collections::HashMap;
use std::sync::Arc;

use basis::{Date, Text};
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::model::{Matter, Pin};
use grams::{Grams, plain};
use sounds::Sounds;

/// A matter that fits a person's words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// Which matter.
    pub pin: Pin,
    /// The name.
    pub name: Text,
    /// How well it fits: higher is better; only the order means something.
    pub score: f64,
    /// Why it is shown.
    pub reason: Text,
}

/// An index over the matters that a division offers on a day.
#[derive(Clone, Debug, Default)]
pub struct Index {
    documents: Vec<Document>,
    /// For each pair of characters, the names in which it stands: document and name.
    postings: HashMap<(char, char), Vec<(u32, u32)>>,
    /// What people say, and the documents they mean by it, the likeliest first.
    synonyms: Vec<Synonym>,
    /// In how many documents a pair of characters stands.
    spread: HashMap<(char, char), u32>,
}

#[derive(Clone, Debug)]
struct Document {
    pin: Pin,
    name: Text,
    names: Vec<Name>,
}

/// Words under which a document is found, and how much they count.
#[derive(Clone, Debug)]
struct Name {
    words: String,
    grams: Grams,
    sounds: Sounds,
    weight: f64,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Official,
    Everyday,
    Also,
    Event,
    Summary,
}

#[derive(Clone, Debug)]
struct Synonym {
    said: String,
    grams: Grams,
    means: Vec<u32>,
}

impl Index {
    /// An index over what a division offers on a day.
    #[must_use]
    pub fn new(catalogue: &Catalogue, division: &str, on: Date) -> Self {
        let offered = catalogue.offered(division, on);
        let mut index = Self::default();
        for matter in &offered {
            index.add(catalogue, matter);
        }
        index.learn(catalogue, &offered);
        index
    }

    /// The matters that fit the words, the best first.
    #[must_use]
    pub fn search(&self, words: &str, most: usize) -> Vec<Hit> {
        let asked = plain(words);
        if asked.is_empty() {
            return Vec::new();
        }
        let grams = Grams::of(&asked);
        let mut best: HashMap<u32, (f64, Text)> = HashMap::new();
        let mut keep = |document: u32, score: f64, reason: Text| {
            let entry = best.entry(document).or_insert((0.0, Text::default()));
            if score > entry.0 {
                *entry = (score, reason);
            }
        };
        for (document, name) in self.candidates(&grams) {
            let Some(name) = self.document(document).and_then(|one| one.names.get(name as usize))
            else {
                continue;
            };
            let score = name.weight * self.fit(&asked, &grams, name);
            keep(document, score, name.kind.reason(&name.words));
        }
        for (document, name, fit) in self.heard(words) {
            keep(document, name.weight * fit, name.kind.heard(&name.words));
        }
        for synonym in &self.synonyms {
            let fit = self.said(&asked, &grams, synonym);
            for (rank, document) in synonym.means.iter().enumerate().filter(|_| fit > 0.0) {
                let score = 5.0 * fit * 0.93_f64.powi(i32::try_from(rank).unwrap_or(i32::MAX));
                let reason = Text::new(
                    format!("常有人把它说成“{}”", synonym.said),
                    format!("people say “{}” for it", synonym.said),
                );
                keep(*document, score, reason);
            }
        }
        self.ranked(best, most)
    }

    /// The names that sound like what was typed; a summary is not spelt out by anybody.
    fn heard(&self, words: &str) -> Vec<(u32, &Name, f64)> {
        let letters: String = words
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        let asked = Sounds::of(&letters);
        let fit = |name: &Name| match name.kind {
            Kind::Summary => 0.0,
            _ if asked.is_heard_as(&name.sounds) => 1.0,
            _ => name.sounds.fit(&letters),
        };
        let each = (0u32..).zip(&self.documents);
        let names = each.flat_map(|(at, one)| one.names.iter().map(move |name| (at, name)));
        names.map(|(at, name)| (at, name, fit(name))).filter(|(_, _, fit)| *fit > 0.0).collect()
    }

    fn ranked(&self, best: HashMap<u32, (f64, Text)>, most: usize) -> Vec<Hit> {
        const LEAST: f64 = 0.35;
        let top = best.values().map(|(score, _)| *score).fold(0.0, f64::max);
        let mut hits: Vec<Hit> = best
            .into_iter()
            .filter(|(_, (score, _))| *score >= LEAST && *score >= top * 0.2)
            .filter_map(|(document, (score, reason))| {
                let document = self.document(document)?;
                let (pin, name) = (document.pin.clone(), document.name.clone());
                Some(Hit { pin, name, score, reason })
            })
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.pin.cmp(&b.pin)));
        hits.truncate(most);
        hits
    }

    fn document(&self, at: u32) -> Option<&Document> {
        self.documents.get(usize::try_from(at).ok()?)
    }

    fn add(&mut self, catalogue: &Catalogue, matter: &Arc<Matter>) {
        let number = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        let mut names = vec![Name::new(&matter.name.zh, 4.0, Kind::Official)];
        names.push(Name::new(&matter.name.en, 3.0, Kind::Official));
        if let Some(everyday) = &matter.plain {
            names.push(Name::new(&everyday.zh, 4.0, Kind::Everyday));
            names.push(Name::new(&everyday.en, 3.0, Kind::Everyday));
        }
        names.extend(matter.also.iter().map(|also| Name::new(also, 4.0, Kind::Also)));
        for event in &matter.life_events {
            names.push(Name::new(event, 1.5, Kind::Event));
            let also = catalogue.life_events.get(event).map(|event| event.also.as_slice());
            let also = also.unwrap_or_default().iter();
            names.extend(also.map(|word| Name::new(word, 1.5, Kind::Event)));
        }
        names.push(Name::new(&matter.summary.zh, 1.2, Kind::Summary));
        names.push(Name::new(&matter.who.zh, 1.0, Kind::Summary));
        names.retain(|name| !name.words.is_empty());
        let mut seen = std::collections::HashSet::new();
        for (at, name) in (0u32..).zip(&names) {
            for gram in name.grams.pairs() {
                self.postings.entry(*gram).or_default().push((number, at));
                if seen.insert(*gram) {
                    *self.spread.entry(*gram).or_default() += 1;
                }
            }
        }
        self.documents.push(Document { pin: matter.pin(), name: matter.name.clone(), names });
    }

    /// Synonyms point to the matters that have one of the words as a name, or in one.
    fn learn(&mut self, catalogue: &Catalogue, offered: &[&Arc<Matter>]) {
        let mut known: HashMap<&str, Vec<u32>> = HashMap::new();
        for group in &catalogue.words {
            let mut means: Vec<u32> = Vec::new();
            for word in &group.means {
                let found = known.entry(word).or_insert_with(|| meant(word, offered));
                means.extend(
                    found.iter().filter(|one| !means.contains(one)).copied().collect::<Vec<_>>(),
                );
            }
            for said in &group.say {
                let words = plain(said);
                let grams = Grams::of(&words);
                self.synonyms.push(Synonym { said: said.clone(), grams, means: means.clone() });
            }
        }
    }

    /// Names that share a pair of characters with what was asked.
    fn candidates(&self, asked: &Grams) -> Vec<(u32, u32)> {
        let mut found: Vec<(u32, u32)> = asked
            .pairs()
            .filter_map(|gram| self.postings.get(gram))
            .flat_map(|names| names.iter().copied())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// How well a name fits: 1 is the same words, more than half is part of them.
    fn fit(&self, asked: &str, grams: &Grams, name: &Name) -> f64 {
        let words = plain(&name.words);
        if words == asked {
            return 1.25;
        }
        let inside = if words.contains(asked) || asked.contains(&words) { 0.35 } else { 0.0 };
        let shared = self.weigh(grams.shared(&name.grams));
        let mine = self.weigh(grams.pairs().copied());
        let theirs = self.weigh(name.grams.pairs().copied());
        if mine == 0.0 || theirs == 0.0 {
            return 0.0;
        }
        // What was asked must be explained first; a long summary explains much by chance.
        let (asked_share, name_share) = (shared / mine, shared / theirs);
        let slip = if inside == 0.0 && grams::one_slip(asked, &words) { 0.45 } else { 0.0 };
        match name.kind {
            Kind::Summary => 0.8 * asked_share + inside,
            _ => 0.55 * asked_share + 0.35 * name_share + inside.max(slip),
        }
    }

    fn said(&self, asked: &str, grams: &Grams, synonym: &Synonym) -> f64 {
        let said = plain(&synonym.said);
        if said == asked {
            return 1.1;
        }
        if asked.contains(&said) || (said.contains(asked) && asked.chars().count() > 2) {
            return 0.9;
        }
        if grams::one_slip(asked, &said) {
            return 0.7;
        }
        let shared = self.weigh(grams.shared(&synonym.grams));
        let both =
            self.weigh(grams.pairs().copied()).max(self.weigh(synonym.grams.pairs().copied()));
        let share = if both == 0.0 { 0.0 } else { shared / both };
        if share >= 0.3 { share * 0.8 } else { 0.0 }
    }

    /// Rare pairs of characters tell more than common ones.
    fn weigh(&self, pairs: impl Iterator<Item = (char, char)>) -> f64 {
        let all = f64::from(u32::try_from(self.documents.len()).unwrap_or(u32::MAX)) + 1.0;
        pairs
            .map(|pair| {
                let spread = f64::from(self.spread.get(&pair).copied().unwrap_or(0));
                (1.0 + all / (1.0 + spread)).ln()
            })
            .sum()
    }
}

/// Whether a word means a matter that is offered: its name, or a part of it.
#[must_use]
pub fn is_meant(word: &str, offered: &[&Arc<Matter>]) -> bool {
    !meant(word, offered).is_empty()
}

/// The matters that a word means: those so named, or else those with the word in a name.
fn meant(word: &str, offered: &[&Arc<Matter>]) -> Vec<u32> {
    let numbered = || (0u32..).zip(offered);
    let named = |matter: &Matter| {
        matter.name.zh == word
            || matter.id == word
            || matter.plain.as_ref().is_some_and(|plain| plain.zh == word)
            || matter.also.iter().any(|also| also == word)
    };
    let exact: Vec<u32> =
        numbered().filter(|(_, matter)| named(matter)).map(|(at, _)| at).collect();
    if !exact.is_empty() {
        return exact;
    }
    numbered().filter(|(_, matter)| matter.name.zh.contains(word)).map(|(at, _)| at).collect()
}

impl Name {
    fn new(words: &str, weight: f64, kind: Kind) -> Self {
        let (grams, sounds) = (Grams::of(&plain(words)), Sounds::of(words));
        Self { words: words.to_owned(), grams, sounds, weight, kind }
    }
}

impl Kind {
    fn reason(self, words: &str) -> Text {
        match self {
            Self::Official => Text::new("名称相符", "its name fits"),
            Self::Everyday | Self::Also => {
                Text::new(format!("也叫“{words}”"), format!("also called “{words}”"))
            }
            Self::Event => {
                Text::new(format!("与“{words}”有关"), format!("it belongs to “{words}”"))
            }
            Self::Summary => Text::new("简介里提到", "its summary mentions this"),
        }
    }

    /// The reason where a name was found by its sound.
    fn heard(self, words: &str) -> Text {
        match self {
            Self::Official => Text::new("名称读音相符", "its name sounds like this"),
            _ => Text::new(format!("“{words}”读音相符"), format!("“{words}” sounds like this")),
        }
    }
}
