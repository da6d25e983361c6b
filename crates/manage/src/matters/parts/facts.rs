//! What the rules of a matter may read, and what is asked of which register for it.

use serde_json::{Map, Value as Json, json};
use web::{Choice, Field, Frame, Kind, Typed};

use super::typed::{Wrong, text};
use super::{Sheet, Written, names, questions};

const FACTS: &[&str] = &["facts"];
/// Words of the rule language, which name nothing.
const KEPT: [&str; 7] = ["今天", "无", "是", "否", "true", "false", "new"];

/// The facts in their order, each with its name as its id.
pub(super) fn items(sheet: &Sheet) -> Vec<Json> {
    let facts = sheet.at(FACTS).as_object().cloned().unwrap_or_default();
    let item = |(name, fact): (String, Json)| {
        let mut item = Map::new();
        item.insert("id".to_owned(), json!(name));
        item.extend(fact.as_object().cloned().unwrap_or_default());
        Json::Object(item)
    };
    facts.into_iter().map(item).collect()
}

/// Where a fact comes from, as one word: `register.field`, `@` and what is known of the person, or `?`
/// and a question of the form.
fn from(item: &Json) -> String {
    let (register, field) = (text(item, "/register"), text(item, "/field"));
    match (text(item, "/person"), text(item, "/form")) {
        (person, _) if !person.is_empty() => format!("@{person}"),
        (_, form) if !form.is_empty() => format!("?{form}"),
        _ if register.is_empty() => String::new(),
        _ => format!("{register}.{field}"),
    }
}

/// Where facts may come from.
fn sources(frame: &Frame, sheet: &Sheet) -> Vec<Choice> {
    let group = frame.t("manage.parts.questions");
    let asked = questions::choices(frame, sheet)
        .into_iter()
        .map(|one| Choice::new(format!("?{}", one.value), one.label).under(group.as_str()));
    asked.chain(names::sources(frame, &sheet.catalogue)).collect()
}

/// What stands in the list: where the fact comes from.
pub(super) fn brief(frame: &Frame, sheet: &Sheet, item: &Json) -> Vec<String> {
    let (from, colon) = (from(item), if frame.is_chinese() { "：" } else { ": " });
    let known = sources(frame, sheet).into_iter().find(|one| one.value == from);
    vec![known.map_or(from, |one| format!("{}{colon}{}", one.group, one.label))]
}

/// The fields of a fact.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, item: &Json, is_new: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    if is_new {
        let name = Field::line("id", frame.t("manage.fact.name"));
        fields.push(name.hint(frame.t("manage.fact.name-hint")));
    }
    fields.push(
        Field::new("from", frame.t("manage.fact.from"), Kind::Select)
            .hint(frame.t("manage.fact.from-hint"))
            .options(sources(frame, sheet))
            .value(from(item)),
    );
    fields
}

/// The name of a new fact, as a rule can write it.
pub(super) fn fresh(typed: &Typed, taken: &[&str]) -> Result<String, Wrong> {
    let name = typed.one("id");
    let is_word = |one: char| one.is_alphanumeric() || one == '_';
    let is_right = name.starts_with(|one: char| one.is_alphabetic() || one == '_')
        && name.chars().all(is_word)
        && !KEPT.contains(&name);
    match (is_right, taken.contains(&name)) {
        (false, _) => Err(vec![("id", "manage.fact.no-name")]),
        (true, true) => Err(vec![("id", "manage.parts.taken")]),
        (true, false) => Ok(name.to_owned()),
    }
}

/// What was typed, under the name that it had.
pub(super) fn made(typed: &Typed, before: &Json) -> Result<Json, Wrong> {
    let id = text(before, "/id");
    let sent = typed.one("from");
    if let Some(person) = sent.strip_prefix('@') {
        return Ok(json!({"id": id, "person": person}));
    }
    if let Some(form) = sent.strip_prefix('?') {
        return Ok(json!({"id": id, "form": form}));
    }
    match sent.split_once('.') {
        Some((register, field)) => Ok(json!({"id": id, "register": register, "field": field})),
        None => Err(vec![("from", "manage.parts.choose")]),
    }
}

/// The file with a fact as it is to be.
pub(super) fn with(sheet: &Sheet, name: &str, item: &Json) -> Written {
    let mut facts = sheet.at(FACTS).as_object().cloned().unwrap_or_default();
    let mut fact = item.as_object().cloned().unwrap_or_default();
    fact.shift_remove("id");
    facts.insert(name.to_owned(), Json::Object(fact));
    vec![(FACTS.to_vec(), Json::Object(facts))]
}

/// The file without a fact; none where there is no such fact.
pub(super) fn without(sheet: &Sheet, name: &str) -> Option<Written> {
    let mut facts = sheet.at(FACTS).as_object().cloned().unwrap_or_default();
    facts.shift_remove(name)?;
    let left = if facts.is_empty() { Json::Null } else { Json::Object(facts) };
    Some(vec![(FACTS.to_vec(), left)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_told_in_one_word_and_read_from_it() {
        for fact in [
            json!({"id": "出生日期", "register": "population", "field": "birth"}),
            json!({"id": "电话", "person": "phone"}),
            json!({"id": "过世日期", "form": "death_date"}),
        ] {
            let typed = Typed(vec![("from".to_owned(), from(&fact))]);
            assert_eq!(made(&typed, &fact), Ok(fact));
        }
        let typed = Typed(vec![("from".to_owned(), "moon".to_owned())]);
        assert_eq!(made(&typed, &json!({})), Err(vec![("from", "manage.parts.choose")]));
    }

    #[test]
    fn a_name_is_one_that_a_rule_can_write() {
        let check = |name: &str, expected: Result<&str, &'static str>| {
            let typed = Typed(vec![("id".to_owned(), name.to_owned())]);
            let expected = expected.map(str::to_owned).map_err(|key| vec![("id", key)]);
            assert_eq!(fresh(&typed, &["出生日期"]), expected, "{name}");
        };
        check("户籍区划", Ok("户籍区划"));
        check("age_2", Ok("age_2"));
        check("出生日期", Err("manage.parts.taken"));
        for wrong in ["", "2岁", "出生 日期", "a.b", "今天", "new"] {
            check(wrong, Err("manage.fact.no-name"));
        }
    }
}
