//! A question of the form in its form: what is asked, how it is answered, when it is asked, and what it
//! is filled in from.

use catalogue::model::FieldKind;
use serde_json::{Value as Json, json};
use web::{Choice, Field, Frame, Kind, Typed};

use super::typed::{
    Wrong, barred, both, condition, conditions, kinds, line, name, number, put, radios, text,
    ticked, words,
};
use super::{Part, Sheet, name_of_item, names};

/// The bounds of an answer, with their words.
const BOUNDS: [(&str, &str); 3] = [
    ("min", "manage.question.min"),
    ("max", "manage.question.max"),
    ("max_length", "manage.question.max-length"),
];

/// What stands in the list: how the question is answered, and when it is asked.
pub(super) fn brief(frame: &Frame, item: &Json) -> [String; 2] {
    let kind = FieldKind::from_code(&text(item, "/type"));
    let kind = kind.map(|kind| frame.say(&kind.name()).to_owned()).unwrap_or_default();
    let when = text(item, "/when");
    [kind, if when.is_empty() { frame.t("manage.question.always") } else { when }]
}

/// The questions of the form, by their names.
pub(super) fn choices(frame: &Frame, sheet: &Sheet) -> Vec<Choice> {
    let form = sheet.at(Part::Questions.path());
    let choice = |one: &Json| {
        let label = basis::Text::new(text(one, "/label/zh"), text(one, "/label/en"));
        Choice::new(name_of_item(one), frame.say(&label))
    };
    form.as_array().into_iter().flatten().map(choice).collect()
}

/// The fields of a question.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, item: &Json, is_new: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    if is_new {
        fields.push(name(frame));
    }
    fields.extend(both(frame, "label", "manage.question.label", item));
    let choice = |one: &FieldKind| Choice::new(one.code(), frame.say(&one.name()));
    fields.push(
        Field::new("type", frame.t("manage.question.type"), Kind::Select)
            .options(FieldKind::ALL.iter().map(choice).collect())
            .value(text(item, "/type")),
    );
    fields.push(
        Field::new("options", frame.t("manage.question.options"), Kind::Lines { rows: 4 })
            .hint(frame.t("manage.question.options-hint"))
            .value(listed(item))
            .optional(),
    );
    let [zh, en] = both(frame, "hint", "manage.question.hint", item);
    fields.extend([zh.optional(), en]);
    fields.extend(both(frame, "why", "manage.question.why", item));
    let words = |key: &str| basis::Text::new(frame.t(key), "");
    let all = [
        ("yes", words("manage.question.required-yes")),
        ("no", words("manage.question.required-no")),
        ("rule", words("manage.question.required-rule")),
    ];
    let (chosen, rule) = required(item);
    let about = ("required", "manage.question.required");
    fields.push(radios(frame, about, all.into_iter(), chosen));
    fields.push(
        Field::new("rule", frame.t("manage.question.rule"), Kind::Lines { rows: 2 })
            .value(rule)
            .optional(),
    );
    let about = ("manage.question.when", "manage.question.when-hint");
    fields.extend(conditions(frame, about, item, sheet.examples(frame)));
    fields.push(
        Field::new("prefill", frame.t("manage.question.prefill"), Kind::Select)
            .hint(frame.t("manage.question.prefill-hint"))
            .options(names::sources(frame, &sheet.catalogue))
            .value(prefilled(item))
            .optional(),
    );
    let [zh, en] = both(frame, "unit", "manage.question.unit", item);
    fields.extend([zh.hint(frame.t("manage.question.unit-hint")).optional(), en]);
    let bound = |(id, label): &(&str, &str)| {
        let value = text(item, &format!("/{id}"));
        Field::digits(*id, frame.t(label), 9).value(value).optional()
    };
    fields.extend(BOUNDS.iter().map(bound));
    fields.push(
        kinds(frame, "accept", "manage.question.accept").value(text(item, "/accept")).optional(),
    );
    fields
}

/// Whether an answer is needed, and the rule that says so where one does.
fn required(item: &Json) -> (&'static str, String) {
    match item.get("required") {
        Some(Json::Bool(false)) => ("no", String::new()),
        Some(Json::String(rule)) => ("rule", rule.clone()),
        _ => ("yes", String::new()),
    }
}

/// What the question is filled in from: `@phone` of the person, or `register.field`.
fn prefilled(item: &Json) -> String {
    let person = text(item, "/prefill/person");
    if !person.is_empty() {
        return format!("@{person}");
    }
    let register = text(item, "/prefill/register");
    if register.is_empty() {
        String::new()
    } else {
        format!("{register}.{}", text(item, "/prefill/field"))
    }
}

/// The options, one a line.
fn listed(item: &Json) -> String {
    let options = item.get("options").and_then(Json::as_array);
    let line = |one: &Json| {
        let parts = [text(one, "/value"), text(one, "/label/zh"), text(one, "/label/en")];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" | ")
    };
    options.into_iter().flatten().map(line).collect::<Vec<_>>().join("\n")
}

/// The options that were typed, one a line: the word kept, Chinese, English; or Chinese alone.
fn options(typed: &Typed) -> Option<Json> {
    let option = |line: &str| match barred(line).as_slice() {
        [] => None,
        [zh] => Some(json!({"value": zh, "label": {"zh": zh}})),
        [value, zh] => Some(json!({"value": value, "label": {"zh": zh}})),
        [value, zh, en, ..] => Some(json!({"value": value, "label": {"zh": zh, "en": en}})),
    };
    let options: Vec<Json> = typed.one("options").lines().filter_map(option).collect();
    (!options.is_empty()).then(|| Json::Array(options))
}

/// The question that was typed, over what it was.
pub(super) fn made(typed: &Typed, before: &Json) -> Result<Json, Wrong> {
    let mut wrong: Wrong = Vec::new();
    let mut item = before.as_object().cloned().unwrap_or_default();
    let kind = FieldKind::from_code(typed.one("type"));
    if kind.is_none() {
        wrong.push(("type", "manage.parts.choose"));
    }
    put(&mut item, "type", kind.map(|kind| json!(kind.code())));
    for (id, key) in [("label", "label.zh"), ("why", "why.zh")] {
        let words = words(typed, id);
        if words.is_none() {
            wrong.push((key, "manage.parts.empty"));
        }
        put(&mut item, id, words);
    }
    put(&mut item, "hint", words(typed, "hint"));
    put(&mut item, "unit", words(typed, "unit"));
    put(&mut item, "prefill", prefill(typed.one("prefill")));
    match typed.one("required") {
        // What is not said is needed.
        "yes" if before.get("required").is_none() => {}
        "yes" => put(&mut item, "required", Some(json!(true))),
        "no" => put(&mut item, "required", Some(json!(false))),
        "rule" => match line(typed, "rule") {
            Some(rule) => put(&mut item, "required", Some(rule)),
            None => wrong.push(("rule", "manage.parts.empty")),
        },
        _ => wrong.push(("required", "manage.parts.choose")),
    }
    put(&mut item, "when", condition(typed));
    let options = options(typed);
    if kind == Some(FieldKind::Choice) && options.is_none() {
        wrong.push(("options", "manage.parts.empty"));
    }
    put(&mut item, "options", options);
    for (id, _) in BOUNDS {
        match number(typed, id) {
            Ok(number) => put(&mut item, id, number),
            Err(()) => wrong.push((id, "manage.fields.no-number")),
        }
    }
    let accept = ticked(typed, "accept", before.get("accept"));
    put(&mut item, "accept", Some(accept).filter(|one| *one != json!([])));
    if wrong.is_empty() { Ok(Json::Object(item)) } else { Err(wrong) }
}

fn prefill(source: &str) -> Option<Json> {
    if let Some(person) = source.strip_prefix('@') {
        return Some(json!({ "person": person }));
    }
    let (register, field) = source.split_once('.')?;
    Some(json!({"register": register, "field": field}))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_was_typed_becomes_a_question_and_what_no_field_shows_stays() {
        let before = json!({"field": "way", "type": "text", "label": {"zh": "旧"}, "why": {"zh": "办事"}, "basis": "kept"});
        let sent = [
            ("label.zh", "怎么\r\n通知您？"),
            ("why.zh", "好通知您"),
            ("type", "choice"),
            ("options", "phone | 打电话 | By phone\n上门\n"),
            ("required", "rule"),
            ("rule", "有(x)"),
            ("prefill", "@phone"),
            ("max", "9"),
        ];
        let expected = json!({
            "field": "way", "type": "choice", "label": {"zh": "怎么 通知您？"},
            "why": {"zh": "好通知您"}, "basis": "kept", "prefill": {"person": "phone"},
            "required": "有(x)", "max": 9,
            "options": [
                {"value": "phone", "label": {"zh": "打电话", "en": "By phone"}},
                {"value": "上门", "label": {"zh": "上门"}},
            ],
        });
        let made = made(&typed(&sent), &before).unwrap();
        assert_eq!(made, expected);
        assert_eq!(listed(&made), "phone | 打电话 | By phone\n上门 | 上门");
        assert_eq!(
            (required(&made), prefilled(&made)),
            (("rule", "有(x)".to_owned()), "@phone".to_owned())
        );
    }

    #[test]
    fn what_is_wrong_is_named_by_its_field() {
        let sent = [("type", "choice"), ("label.zh", "甲"), ("required", "yes"), ("min", "x")];
        let wrong = made(&typed(&sent), &json!({})).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["why.zh", "options", "min"]);
    }
}
