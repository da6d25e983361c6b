//! A condition that whoever applies has to meet, in its form: in plain words, as a rule, and the law
//! behind it.

use serde_json::Value as Json;
use web::{Field, Frame, Kind, Typed};

use super::Sheet;
use super::typed::{Wrong, both, law, laws, line, name, put, text, words};

/// What stands in the list: the rule, and the law.
pub(super) fn brief(item: &Json) -> Vec<String> {
    let law = format!("{} {}", text(item, "/basis/law"), text(item, "/basis/article"));
    vec![text(item, "/rule"), law.trim().to_owned()]
}

/// The fields of a condition.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, item: &Json, is_new: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    if is_new {
        fields.push(name(frame));
    }
    fields.extend(both(frame, "text", "manage.condition.text", item));
    fields.push(
        Field::new("rule", frame.t("manage.condition.rule"), Kind::Lines { rows: 2 })
            .hint(frame.t("manage.condition.rule-hint"))
            .value(text(item, "/rule")),
    );
    fields.push(
        Field::new("example", frame.t("manage.parts.example"), Kind::Select)
            .hint(frame.t("manage.parts.example-hint"))
            .options(sheet.examples(frame))
            .optional(),
    );
    fields.extend(laws(frame, item));
    fields
}

/// What was typed, over what it was. Exceptions, which have no field, stay.
pub(super) fn made(typed: &Typed, before: &Json) -> Result<Json, Wrong> {
    let mut wrong: Wrong = Vec::new();
    let mut item = before.as_object().cloned().unwrap_or_default();
    let said = words(typed, "text");
    if said.is_none() {
        wrong.push(("text.zh", "manage.parts.empty"));
    }
    put(&mut item, "text", said);
    let rule = line(typed, "rule").or_else(|| line(typed, "example"));
    if rule.is_none() {
        wrong.push(("rule", "manage.parts.empty"));
    }
    put(&mut item, "rule", rule);
    put(&mut item, "basis", law(typed));
    if wrong.is_empty() { Ok(Json::Object(item)) } else { Err(wrong) }
}
