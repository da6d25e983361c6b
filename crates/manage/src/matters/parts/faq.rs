//! A question that people ask about a matter, with its answer, in its form.

use serde_json::Value as Json;
use web::{Field, Frame, Typed};

use super::typed::{Wrong, both, name, put, text, words};

/// What stands in the list: the answer.
pub(super) fn brief(frame: &Frame, item: &Json) -> Vec<String> {
    let answer = basis::Text::new(text(item, "/answer/zh"), text(item, "/answer/en"));
    vec![frame.say(&answer).to_owned()]
}

/// The fields of a question with its answer.
pub(super) fn fields(frame: &Frame, item: &Json, is_new: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    if is_new {
        fields.push(name(frame));
    }
    fields.extend(both(frame, "asked", "manage.faq.asked", item));
    fields.extend(both(frame, "answer", "manage.faq.answer", item));
    fields
}

/// What was typed, over what it was.
pub(super) fn made(typed: &Typed, before: &Json) -> Result<Json, Wrong> {
    let mut wrong: Wrong = Vec::new();
    let mut item = before.as_object().cloned().unwrap_or_default();
    for (id, field) in [("asked", "asked.zh"), ("answer", "answer.zh")] {
        let words = words(typed, id);
        if words.is_none() {
            wrong.push((field, "manage.parts.empty"));
        }
        put(&mut item, id, words);
    }
    if wrong.is_empty() { Ok(Json::Object(item)) } else { Err(wrong) }
}
