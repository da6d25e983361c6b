//! The sentences with which the service says no: `data/messages/<language>/refusals.toml`, embedded at
//! build and looked up by the rule that refuses; and how values are put into a sentence.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::OnceLock;

use crate::Text;

/// Under which the sentences stand among the words of the pages.
pub const FILE: &str = "refusals";

const ZH: &str = include_str!("../../../data/messages/zh/refusals.toml");
const EN: &str = include_str!("../../../data/messages/en/refusals.toml");

/// The sentence of a rule in both languages, as it comes with the program.
#[must_use]
pub fn sentence(rule: &str) -> Option<Text> {
    static ONCE: OnceLock<[BTreeMap<String, String>; 2]> = OnceLock::new();
    let [zh, en] = ONCE.get_or_init(|| [parse(ZH), parse(EN)]);
    Some(Text::new(zh.get(rule)?, en.get(rule)?))
}

/// Keys and texts of a file of words that has one of them a line: the part of TOML that is used.
fn parse(file: &str) -> BTreeMap<String, String> {
    let (mut section, mut all) = ("", BTreeMap::new());
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
        }
        let pair = line.split_once(" = ");
        let quoted = |text: &str| Some(text.strip_prefix('"')?.strip_suffix('"')?.to_owned());
        if let Some((key, text)) = pair.and_then(|(key, text)| Some((key, quoted(text)?))) {
            all.insert(format!("{section}.{key}"), text.replace("\\\"", "\""));
        }
    }
    all
}

/// A text with its placeholders filled in: `{name}` becomes the value, and English chooses a form by
/// number with `{name|day|days}`.
#[must_use]
pub fn filled<V: Display>(text: &str, values: &[(&str, V)]) -> String {
    let one = |text: String, (name, value): &(&str, V)| put(&text, name, &value.to_string());
    values.iter().fold(text.to_owned(), one)
}

/// Puts a value at `{name}` and chooses the word at `{name|one|many}`.
fn put(text: &str, name: &str, value: &str) -> String {
    let mut text = text.replace(&format!("{{{name}}}"), value);
    let choice = format!("{{{name}|");
    while let Some(start) = text.find(&choice) {
        let Some(length) = text[start..].find('}') else { break };
        let words = &text[start + choice.len()..start + length];
        let (one, many) = words.split_once('|').unwrap_or((words, words));
        let word = if value == "1" { one } else { many }.to_owned();
        text.replace_range(start..=start + length, &word);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_by_its_rule() {
        let found =
            parse("# a = \"b\"\n[case]\nchanged = \"变了“{n}”\"\nodd = \"If-Match: \\\"3\\\"\"\n");
        assert_eq!(found.get("case.changed").map(String::as_str), Some("变了“{n}”"));
        assert_eq!(found.get("case.odd").map(String::as_str), Some("If-Match: \"3\""));
        assert_eq!(found.len(), 2);
        assert!(sentence("case.unknown").is_some_and(|text| !text.en.is_empty()));
        assert_eq!(sentence("case.none"), None);
    }

    #[test]
    fn a_value_is_put_in_and_chooses_its_word() {
        let check = |n: i64, expected: &str| {
            assert_eq!(filled("{n} {n|day|days} left", &[("n", n)]), expected);
        };
        check(1, "1 day left");
        check(3, "3 days left");
    }
}
