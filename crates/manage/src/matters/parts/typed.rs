//! What stands in an item, as fields show it; and what was typed, as the item has it.

use serde_json::{Map, Value as Json, json};
use web::{Choice, Field, Frame, Kind, Typed};

/// Stands between the parts of a line, as typed with either keyboard.
const BARS: [char; 2] = ['|', '｜'];

/// What is wrong with what was typed: the field, and the key of the words.
pub(super) type Wrong = Vec<(&'static str, &'static str)>;

/// The text of a value below an item, by its pointer (RFC 6901); empty where it has none.
pub(super) fn text(item: &Json, pointer: &str) -> String {
    item.pointer(pointer).map(plain).unwrap_or_default()
}

/// A value as it is shown in one field; lists with commas.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        Json::Null | Json::Object(_) => String::new(),
        other => other.to_string(),
    }
}

/// Puts a value under a key, or takes the key away where there is none.
pub(super) fn put(item: &mut Map<String, Json>, key: &str, value: Option<Json>) {
    match value {
        Some(value) => {
            item.insert(key.to_owned(), value);
        }
        None => {
            item.shift_remove(key);
        }
    }
}

/// One line of what was typed; none where it is empty.
pub(super) fn line(typed: &Typed, id: &str) -> Option<Json> {
    let line = one_line(typed.one(id));
    (!line.is_empty()).then(|| json!(line))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words in both languages; none where the Chinese is empty.
pub(super) fn words(typed: &Typed, id: &str) -> Option<Json> {
    let zh = line(typed, &format!("{id}.zh"))?;
    Some(match line(typed, &format!("{id}.en")) {
        Some(en) => json!({"zh": zh, "en": en}),
        None => json!({ "zh": zh }),
    })
}

/// The law behind an item with its article; none where no law is named.
pub(super) fn law(typed: &Typed) -> Option<Json> {
    law_at(typed, "basis")
}

/// A law with its article; none where no law is named.
pub(super) fn law_at(typed: &Typed, id: &str) -> Option<Json> {
    let law = line(typed, &format!("{id}.law"))?;
    Some(match line(typed, &format!("{id}.article")) {
        Some(article) => json!({"law": law, "article": article}),
        None => json!({ "law": law }),
    })
}

/// The condition that was typed, or else the example that was chosen.
pub(super) fn condition(typed: &Typed) -> Option<Json> {
    line(typed, "when").or_else(|| line(typed, "example"))
}

/// What was ticked, in the order in which it stood before where it is the same.
pub(super) fn ticked(typed: &Typed, id: &str, before: Option<&Json>) -> Json {
    let chosen: Vec<&str> = typed.all(id).into_iter().filter(|one| !one.is_empty()).collect();
    let was: Vec<&str> =
        before.and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
    let is_same = was.len() == chosen.len() && was.iter().all(|one| chosen.contains(one));
    if is_same { json!(was) } else { json!(chosen) }
}

/// A whole number that was typed; an error where it is none.
pub(super) fn number(typed: &Typed, id: &str) -> Result<Option<Json>, ()> {
    match typed.one(id) {
        "" => Ok(None),
        digits => digits.parse::<i64>().map(|number| Some(json!(number))).map_err(|_| ()),
    }
}

/// The parts of a line that was typed with bars between them.
pub(super) fn barred(line: &str) -> Vec<&str> {
    line.split(BARS).map(str::trim).filter(|one| !one.is_empty()).collect()
}

/// Names by a word that were typed one a line: the word, Chinese, English; none where there is none.
pub(super) fn listed(typed: &Typed, id: &str) -> Option<Json> {
    let mut names = Map::new();
    for line in typed.one(id).lines() {
        let name = match barred(line).as_slice() {
            [] | [_] => continue,
            [word, zh] => ((*word).to_owned(), json!({ "zh": zh })),
            [word, zh, en, ..] => ((*word).to_owned(), json!({"zh": zh, "en": en})),
        };
        names.insert(name.0, name.1);
    }
    (!names.is_empty()).then_some(Json::Object(names))
}

/// The same names, one a line.
pub(super) fn named(names: Option<&Json>) -> String {
    let line = |(word, name): (&String, &Json)| {
        let parts = [word.clone(), text(name, "/zh"), text(name, "/en")];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" | ")
    };
    let names = names.and_then(Json::as_object).into_iter().flatten();
    names.map(line).collect::<Vec<_>>().join("\n")
}

/// A label with the part of it that a field is about, in the brackets of the language.
pub(super) fn part_of(frame: &Frame, label: &str, part: &str) -> String {
    let (label, part) = (frame.t(label), frame.t(part));
    match frame.is_chinese() {
        true => format!("{label}（{part}）"),
        false => format!("{label} ({part})"),
    }
}

/// The two fields of words in both languages.
pub(super) fn both(frame: &Frame, id: &str, label: &str, item: &Json) -> [Field; 2] {
    let field = |lang: &str, name: &str| {
        let label = part_of(frame, label, name);
        let value = text(item, &format!("/{}/{lang}", id.replace('.', "/")));
        Field::new(format!("{id}.{lang}"), label, Kind::Lines { rows: 2 }).value(value)
    };
    [field("zh", "manage.parts.zh"), field("en", "manage.parts.en").optional()]
}

/// The name of a new item, which may be left to the program.
pub(super) fn name(frame: &Frame) -> Field {
    Field::line("id", frame.t("manage.parts.id")).hint(frame.t("manage.parts.id-hint")).optional()
}

/// The two fields of a condition: in the rule language, and examples to choose from.
pub(super) fn conditions(
    frame: &Frame,
    (label, hint): (&str, &str),
    item: &Json,
    examples: Vec<Choice>,
) -> [Field; 2] {
    [
        Field::new("when", frame.t(label), Kind::Lines { rows: 2 })
            .hint(frame.t(hint))
            .value(text(item, "/when"))
            .optional(),
        Field::new("example", frame.t("manage.parts.example"), Kind::Select)
            .hint(frame.t("manage.parts.example-hint"))
            .options(examples)
            .optional(),
    ]
}

/// The two fields of a law.
pub(super) fn laws(frame: &Frame, item: &Json) -> [Field; 2] {
    [
        Field::line("basis.law", frame.t("manage.parts.law"))
            .value(text(item, "/basis/law"))
            .optional(),
        Field::line("basis.article", frame.t("manage.parts.article"))
            .value(text(item, "/basis/article"))
            .optional(),
    ]
}

/// Checkboxes for the kinds of file.
pub(super) fn kinds(frame: &Frame, id: &str, label: &str) -> Field {
    use catalogue::model::FileKind;
    let choice = |kind: &FileKind| Choice::new(kind.code(), frame.say(&kind.name()));
    let choices = FileKind::ALL.iter().map(choice).collect();
    Field::new(id, frame.t(label), Kind::Checkboxes).options(choices)
}

/// Radio buttons for the words of a closed list: code and name of each.
pub(super) fn radios<'w>(
    frame: &Frame,
    (id, label): (&str, &str),
    all: impl Iterator<Item = (&'w str, basis::Text)>,
    value: &str,
) -> Field {
    let choices = all.map(|(code, name)| Choice::new(code, frame.say(&name))).collect();
    Field::radios(id, frame.t(label), choices).value(value)
}
