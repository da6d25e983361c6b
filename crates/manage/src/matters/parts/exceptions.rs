//! When a condition of a matter does not count, and what holds then. They stand below their conditions
//! in the file; here they are one list.

use serde_json::{Value as Json, json};
use web::{Choice, Field, Frame, Typed};

use super::slots::{self, Answer, Slot};
use super::typed::{Wrong, name, text};
use super::{Sheet, Written, name_of_item};

/// The keys of both answers.
const HOLDS: [&str; 2] = ["manage.exception.holds", "manage.exception.fails"];

/// The first is asked of a new one only: an exception stays with its condition.
static SLOTS: [Slot; 5] = [
    Slot::new("condition", "manage.exception.condition", Answer::One(conditions)),
    Slot::new("when", "manage.exception.when", Answer::Condition)
        .hint("manage.exception.when-hint"),
    Slot::new("holds", "manage.exception.then", Answer::Yes(HOLDS)),
    Slot::new("text", "manage.exception.text", Answer::Words).optional(),
    Slot::basis(),
];

fn slots_of(is_new: bool) -> &'static [Slot] {
    if is_new { &SLOTS } else { &SLOTS[1..] }
}

fn words(frame: &Frame, item: &Json, key: &str) -> String {
    let (zh, en) = (text(item, &format!("/{key}/zh")), text(item, &format!("/{key}/en")));
    frame.say(&basis::Text::new(zh, en)).to_owned()
}

fn conditions(frame: &Frame, sheet: &Sheet) -> Vec<Choice> {
    let choice = |one: &Json| Choice::new(name_of_item(one), words(frame, one, "text"));
    sheet.listed().iter().map(choice).collect()
}

fn below(condition: &Json) -> Vec<Json> {
    condition.get("exceptions").and_then(Json::as_array).cloned().unwrap_or_default()
}

/// The exceptions of all conditions, each known by its condition's id and its own with a dot between.
pub(super) fn items(sheet: &Sheet) -> Vec<Json> {
    let of = |condition: &Json| {
        let id = name_of_item(condition).to_owned();
        below(condition).into_iter().map(move |one| known(&id, one))
    };
    sheet.listed().iter().flat_map(of).collect()
}

/// An exception with the id by which it is known among all.
fn known(condition: &str, mut one: Json) -> Json {
    let id = format!("{condition}.{}", name_of_item(&one));
    if let Some(one) = one.as_object_mut() {
        one.insert("id".to_owned(), json!(id));
        one.insert("condition".to_owned(), json!(condition));
    }
    one
}

/// What an exception is called: its words, or when it applies.
pub(super) fn called(frame: &Frame, item: &Json) -> String {
    let words = words(frame, item, "text");
    if words.is_empty() { text(item, "/when") } else { words }
}

/// What stands in the list: the condition, when it does not count, and what holds then.
pub(super) fn brief(frame: &Frame, sheet: &Sheet, item: &Json) -> Vec<String> {
    let condition = text(item, "/condition");
    let known = conditions(frame, sheet).into_iter().find(|one| one.value == condition);
    let condition = known.map_or(condition, |one| one.label);
    vec![condition, slots::brief(frame, sheet, &SLOTS[1..3], item)]
}

/// The fields of an exception.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, item: &Json, is_new: bool) -> Vec<Field> {
    let own = if is_new { vec![name(frame)] } else { Vec::new() };
    let rest = slots::fields(frame, sheet, slots_of(is_new), item);
    own.into_iter().chain(rest).collect()
}

/// What was typed, over what it was.
pub(super) fn made(typed: &Typed, before: &Json) -> Result<Json, Wrong> {
    let is_new = before.get("condition").is_none();
    slots::made(typed, slots_of(is_new), before)
}

/// The file with an exception as it is to be; none where there is no such condition.
pub(super) fn with(sheet: &Sheet, name: &str, item: &Json) -> Option<Written> {
    let (condition, id) = name.split_once('.')?;
    let mut own = item.as_object()?.clone();
    own.shift_remove("condition");
    own.insert("id".to_owned(), json!(id));
    changed(sheet, condition, |mut all| {
        match all.iter().position(|one| name_of_item(one) == id) {
            Some(at) => all[at] = Json::Object(own),
            None => all.push(Json::Object(own)),
        }
        all
    })
}

/// The file without an exception; none where there is none.
pub(super) fn without(sheet: &Sheet, name: &str) -> Option<Written> {
    let (condition, id) = name.split_once('.')?;
    items(sheet).iter().find(|one| name_of_item(one) == name)?;
    changed(sheet, condition, |mut all| {
        all.retain(|one| name_of_item(one) != id);
        all
    })
}

/// The conditions with other exceptions below one of them.
fn changed(
    sheet: &Sheet,
    condition: &str,
    change: impl FnOnce(Vec<Json>) -> Vec<Json>,
) -> Option<Written> {
    let mut all = sheet.listed();
    let one = all.iter_mut().find(|one| name_of_item(one) == condition)?;
    let exceptions = change(below(one));
    let one = one.as_object_mut()?;
    if exceptions.is_empty() {
        one.shift_remove("exceptions");
    } else {
        one.insert("exceptions".to_owned(), Json::Array(exceptions));
    }
    Some(vec![(sheet.part.path().to_vec(), Json::Array(all))])
}

/// The exception to which a way through the file leads, and the keys from it on.
pub(super) fn spot(conditions: &[Json], way: &[String]) -> Option<(String, Vec<String>)> {
    let keys: Vec<&str> = way.iter().map(String::as_str).collect();
    let ["conditions", at, "exceptions", rest @ ..] = keys.as_slice() else { return None };
    let condition = conditions.get(at.parse::<usize>().ok()?)?;
    let all = below(condition);
    let one = rest.first().and_then(|at| all.get(at.parse::<usize>().ok()?));
    let item = one.map(|one| format!("{}.{}", name_of_item(condition), name_of_item(one)));
    Some((item.unwrap_or_default(), way.get(4..).unwrap_or_default().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_words() {
        assert_eq!(slots::wordless(&SLOTS), Vec::<&str>::new());
    }
}
