//! The words of every page: `data/messages/<language>/<crate>.toml`, embedded at build, looked up by dotted key.
//!
//! A placeholder is `{name}`; English chooses a form by number with `{name|day|days}`, which writes
//! the word only. A key that is missing shows itself in brackets, so that it is found at a glance.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Arc, OnceLock};

use basis::{Lang, Text};

pub use basis::words::filled;

/// Language, crate and text of each embedded file.
static FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// Words by key in both languages.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    zh: BTreeMap<String, String>,
    en: BTreeMap<String, String>,
}

impl Messages {
    /// The words embedded at build; parsed once.
    #[must_use]
    pub fn embedded() -> Arc<Self> {
        static ONCE: OnceLock<Arc<Messages>> = OnceLock::new();
        ONCE.get_or_init(|| {
            let mut messages = Self::default();
            for (lang, name, text) in FILES {
                if let Err(error) = messages.add(lang, name, text) {
                    tracing::error!(%error, file = name, lang, "a messages file is not valid TOML");
                }
            }
            Arc::new(messages)
        })
        .clone()
    }

    /// Adds one file's words; keys are prefixed with the crate's name.
    ///
    /// # Errors
    /// If the text is not TOML.
    pub fn add(&mut self, lang: &str, name: &str, text: &str) -> Result<(), toml::de::Error> {
        let table: toml::Table = toml::from_str(text)?;
        let words = if lang == "en" { &mut self.en } else { &mut self.zh };
        flatten(name, &toml::Value::Table(table), words);
        Ok(())
    }

    /// The words for a key; English falls back to Chinese, and a missing key shows itself.
    #[must_use]
    pub fn get(&self, lang: Lang, key: &str) -> String {
        let found = match lang {
            Lang::En => self.en.get(key).or_else(|| self.zh.get(key)),
            Lang::Zh => self.zh.get(key),
        };
        found.cloned().unwrap_or_else(|| {
            tracing::warn!(key, "no words for this key");
            format!("⟦{key}⟧")
        })
    }

    /// The words for a key with placeholders filled in.
    #[must_use]
    pub fn fill<V: Display>(&self, lang: Lang, key: &str, values: &[(&str, V)]) -> String {
        filled(&self.get(lang, key), values)
    }

    /// The same words with others for some keys. A key that is not there stays away: nobody asks
    /// for it.
    #[must_use]
    pub fn with<'a>(&self, others: impl IntoIterator<Item = (&'a str, &'a Text)>) -> Self {
        let mut words = self.clone();
        for (key, text) in others {
            if words.has(key) {
                words.zh.insert(key.to_owned(), text.zh.clone());
                words.en.insert(key.to_owned(), text.en.clone());
            }
        }
        words
    }

    /// Every key that has words in both languages, sorted, with them.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Text)> {
        self.zh.keys().filter_map(move |key| Some((key.as_str(), self.text(key)?)))
    }

    /// The words of a key in both languages, if it has them.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Text> {
        Some(Text::new(self.zh.get(key)?, self.en.get(key)?))
    }

    /// Whether there are words for a key in both languages.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.zh.contains_key(key) && self.en.contains_key(key)
    }

    /// What is wrong: keys in one language only, and placeholders that differ.
    #[must_use]
    pub fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for (key, zh) in &self.zh {
            match self.en.get(key) {
                None => findings.push(format!("{key}: English is missing")),
                Some(en) if placeholders(zh) != placeholders(en) => {
                    findings.push(format!("{key}: {:?} / {:?}", placeholders(zh), placeholders(en)))
                }
                Some(_) => {}
            }
        }
        let only_english = self.en.keys().filter(|key| !self.zh.contains_key(*key));
        findings.extend(only_english.map(|key| format!("{key}: Chinese is missing")));
        findings
    }
}

/// The embedded files, for the tests that look at their order.
#[must_use]
pub fn files() -> &'static [(&'static str, &'static str, &'static str)] {
    FILES
}

fn flatten(prefix: &str, value: &toml::Value, into: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, inner) in table {
                flatten(&format!("{prefix}.{key}"), inner, into);
            }
        }
        toml::Value::String(text) => {
            into.insert(prefix.to_owned(), text.clone());
        }
        other => {
            into.insert(prefix.to_owned(), other.to_string());
        }
    }
}

/// Names of the placeholders in a text, sorted, each once.
#[must_use]
pub fn placeholders(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(inside, _)| inside.split('|').next().unwrap_or(inside))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_complete_and_have_the_same_placeholders() {
        assert_eq!(Messages::embedded().findings(), Vec::<String>::new());
    }

    #[test]
    fn keys_are_sorted_so_that_two_people_do_not_add_the_same_one() {
        for (lang, name, text) in files() {
            let mut section: Vec<&str> = Vec::new();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                if line.starts_with('[') {
                    section.clear();
                } else if let Some((key, _)) = line.split_once(" = ") {
                    let last = section.last().copied().unwrap_or_default();
                    assert!(last < key, "{lang}/{name}.toml: {key} stands after {last}");
                    section.push(key);
                }
            }
        }
    }

    #[test]
    fn placeholders_are_filled_and_number_chooses_the_word() {
        let mut messages = Messages::default();
        messages.add("zh", "t", "left = \"还剩 {n} 个工作日\"").unwrap();
        messages.add("en", "t", "left = \"{n} working {n|day|days} left\"").unwrap();
        let check = |lang, n: i64, expected: &str| {
            assert_eq!(messages.fill(lang, "t.left", &[("n", n)]), expected);
        };
        check(Lang::Zh, 3, "还剩 3 个工作日");
        check(Lang::En, 3, "3 working days left");
        check(Lang::En, 1, "1 working day left");
        assert_eq!(messages.get(Lang::Zh, "t.gone"), "⟦t.gone⟧");
    }

    #[test]
    fn a_refusal_says_what_stands_under_its_rule() {
        let words = Messages::embedded();
        let sentences = words.texts().filter_map(|(key, text)| {
            Some((key.strip_prefix(basis::words::FILE)?.trim_start_matches('.').to_owned(), text))
        });
        let sentences: Vec<(String, Text)> = sentences.collect();
        assert!(sentences.len() > 100);
        for (rule, text) in sentences {
            assert_eq!(basis::words::sentence(&rule), Some(text), "{rule}");
        }
    }

    #[test]
    fn others_stand_in_for_the_words_of_a_key_and_for_nothing_else() {
        let mut brought = Messages::default();
        brought.add("zh", "t", "a = \"一\"\nb = \"二\"").unwrap();
        brought.add("en", "t", "a = \"one\"\nb = \"two\"").unwrap();
        let (text, stray) = (Text::new("壹", "first"), Text::new("无", "none"));
        let words = brought.with([("t.a", &text), ("t.c", &stray)]);
        assert_eq!((words.get(Lang::Zh, "t.a"), words.get(Lang::En, "t.a")), (text.zh, text.en));
        assert_eq!(words.text("t.b"), Some(Text::new("二", "two")), "the rest is as it was");
        assert_eq!(words.text("t.c"), None);
        assert_eq!(brought.get(Lang::Zh, "t.a"), "一");
        assert_eq!(words.texts().count(), 2);
    }

    #[test]
    fn a_missing_language_and_another_placeholder_are_found() {
        let mut messages = Messages::default();
        messages.add("zh", "t", "a = \"{n} 天\"\nb = \"二\"").unwrap();
        messages.add("en", "t", "a = \"{m} days\"\nc = \"three\"").unwrap();
        assert_eq!(messages.findings().len(), 3);
    }
}
