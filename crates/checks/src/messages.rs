//! Words of the pages: the same keys in both languages, sorted, nothing empty, nothing used that is not there.

use std::collections::{BTreeMap, BTreeSet};

use crate::Finding;
use crate::tree::File;

/// Keys with their texts, and the order in which the file has them.
pub(crate) struct Messages {
    path: String,
    texts: BTreeMap<String, String>,
    order: Vec<(usize, String)>,
}

impl Messages {
    /// Reads one file of messages; nested tables are dotted keys.
    pub(crate) fn parse(file: &File) -> Result<Self, Finding> {
        let table: toml::Table = file
            .text
            .parse()
            .map_err(|error| Finding::new(&file.path, 0, format!("no TOML: {error}")))?;
        let mut texts = BTreeMap::new();
        flatten("", &table, &mut texts);
        Ok(Self { path: file.path.clone(), texts, order: order(&file.text) })
    }

    /// All keys as pages ask for them: the file's name (the crate) goes before.
    pub(crate) fn keys(&self) -> impl Iterator<Item = String> {
        let name = self.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
        self.texts.keys().map(move |key| format!("{name}.{key}"))
    }

    /// Keys out of order and texts that are empty.
    pub(crate) fn untidy(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for pair in self.order.windows(2) {
            if pair[0].1 >= pair[1].1 {
                let what =
                    format!("{} must stand before {}: keys are sorted", pair[1].1, pair[0].1);
                findings.push(Finding::new(&self.path, pair[1].0, what));
            }
        }
        for (key, text) in &self.texts {
            if text.trim().is_empty() {
                findings.push(Finding::new(&self.path, 0, format!("{key} is empty")));
            }
        }
        findings
    }

    /// Keys, and placeholders such as `{n}`, that the other language has and this one lacks.
    pub(crate) fn lacks(&self, other: &Self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (key, text) in &other.texts {
            let what = match self.texts.get(key) {
                None => format!("{key} is missing; {} has it", other.path),
                Some(own) if placeholders(own) != placeholders(text) => {
                    format!("{key} has other placeholders than in {}", other.path)
                }
                Some(_) => continue,
            };
            findings.push(Finding::new(&self.path, 0, what));
        }
        findings
    }
}

fn flatten(prefix: &str, table: &toml::Table, texts: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(table) => flatten(&key, table, texts),
            toml::Value::String(text) => {
                texts.insert(key, text.clone());
            }
            other => {
                texts.insert(key, other.to_string());
            }
        }
    }
}

/// Tables and, within a table, keys in the order of the file: `table` sorts before `table key`.
fn order(text: &str) -> Vec<(usize, String)> {
    let (mut order, mut table, mut inside) = (Vec::new(), String::new(), false);
    for (i, line) in text.lines().enumerate() {
        let quotes = line.matches("\"\"\"").count() + line.matches("'''").count();
        let was_inside = inside;
        inside ^= quotes % 2 == 1;
        if was_inside {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            table = name.trim().to_owned();
            order.push((i + 1, table.clone()));
        } else if let Some((key, _)) =
            line.split_once('=').filter(|_| !line.starts_with(['#', ' ']))
        {
            order.push((i + 1, format!("{table} {}", key.trim())));
        }
    }
    order
}

/// The names in braces; `{n|day|days}` chooses a word by `n` and adds no name of its own.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let inside = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    inside.map(|inside| inside.split('|').next().unwrap_or(inside)).collect()
}

/// Keys that a template or a source asks for by a literal: `.t("portal.home.title")`.
pub(crate) fn asked(file: &File) -> Vec<(usize, String)> {
    let mut asked = Vec::new();
    for (i, line) in
        file.text.lines().enumerate().filter(|(_, line)| !line.trim().starts_with("//"))
    {
        for rest in line.split(".t(\"").skip(1).chain(line.split(".tf(\"").skip(1)) {
            if let Some((key, _)) = rest.split_once('"') {
                asked.push((i + 1, key.to_owned()));
            }
        }
    }
    asked
}

/// Rules of refusals whose sentence stands among the words: `Refusal::told(kind, "case.unknown")`.
pub(crate) fn told(file: &File) -> Vec<(usize, String)> {
    let calls = file.text.match_indices("Refusal::told(").filter_map(|(at, call)| {
        let arguments = file.text[at + call.len()..].split(')').next()?;
        let rule = arguments.split('"').nth(1)?;
        let line = file.text[..at].lines().count().max(1);
        Some((line, format!("refusals.{rule}")))
    });
    calls.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Messages {
        let file = File { path: "data/messages/zh/x.toml".into(), text: text.into() };
        Messages::parse(&file).unwrap()
    }

    #[test]
    fn keys_are_sorted_and_texts_are_there() {
        let check = |text: &str, expected: usize| {
            assert_eq!(messages(text).untidy().len(), expected, "{text}");
        };
        check("[a.b]\nc = \"1\"\nd = \"\"\"\nz = 1\na = 2\n\"\"\"\n[a.c]\na = \"x\"\n", 0);
        check("[a.b]\nd = \"1\"\nc = \"2\"\n", 1);
        check("[b]\nc = \"1\"\n[a]\nc = \"2\"\n", 1);
        check("[a]\nc = \" \"\n", 1);
    }

    #[test]
    fn both_languages_have_the_same() {
        let check = |one: &str, other: &str, expected: usize| {
            assert_eq!(messages(one).lacks(&messages(other)).len(), expected);
        };
        check("[a]\nb = \"还有 {n} 天\"", "[a]\nb = \"{n} {n|day|days} left\"", 0);
        check("[a]\nb = \"还有几天\"", "[a]\nb = \"{n} days left\"", 1);
        check("[a]\nb = \"1\"", "[a]\nb = \"1\"\nc = \"2\"", 1);
    }

    #[test]
    fn what_a_refusal_tells_is_found() {
        let text =
            "//!\nlet a = Refusal::told(\n    Kind::A,\n    \"a.b\",\n);\ntold(a);".to_owned();
        assert_eq!(told(&File { path: "x.rs".into(), text }), [(2, "refusals.a.b".to_owned())]);
    }

    #[test]
    fn what_is_asked_is_found() {
        let text = "<p>{{ frame.t(\"a.b\") }} {{ frame.t(key) }}\n{{ frame.t(\"c\") }}".to_owned();
        let found = asked(&File { path: "x.html".into(), text });
        assert_eq!(found, [(1, "a.b".to_owned()), (2, "c".to_owned())]);
    }
}
