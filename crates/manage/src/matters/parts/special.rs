//! A special procedure, such as a public notice or a hearing, in its form: how long it takes, and whether
//! the clock stands still meanwhile.

use serde_json::{Value as Json, json};
use web::{Choice, Field, Frame, Typed};

use super::steps::UNITS;
use super::typed::{Wrong, both, law, laws, name, put, text, words};

/// What stands in the list: how long, and whether the clock stands still.
pub(super) fn brief(frame: &Frame, item: &Json) -> Vec<String> {
    let limit = item.get("limit").cloned().unwrap_or_default();
    let limit: Option<basis::clock::Limit> = serde_json::from_value(limit).ok();
    let limit = limit.map(|limit| crate::matters::list::limit(frame, limit)).unwrap_or_default();
    let stops = match stops(item) {
        "yes" => frame.t("manage.special.stops"),
        _ => frame.t("manage.special.runs"),
    };
    vec![limit, stops]
}

/// The fields of a special procedure.
pub(super) fn fields(frame: &Frame, item: &Json, is_new: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    if is_new {
        fields.push(name(frame));
    }
    fields.extend(both(frame, "name", "manage.special.name", item));
    fields.push(
        Field::digits("limit", frame.t("manage.special.limit"), 4).value(text(item, "/limit/n")),
    );
    let unit = text(item, "/limit/unit");
    let unit = if unit.is_empty() { UNITS[0].to_owned() } else { unit };
    let units = UNITS.iter().map(|one| Choice::new(*one, *one)).collect();
    fields.push(Field::radios("unit", frame.t("manage.fields.unit"), units).value(unit));
    let answers = vec![
        Choice::new("yes", frame.t("manage.special.stops")),
        Choice::new("no", frame.t("manage.special.runs")),
    ];
    fields.push(
        Field::radios("stops_clock", frame.t("manage.special.clock"), answers)
            .hint(frame.t("manage.special.clock-hint"))
            .value(stops(item)),
    );
    fields.extend(laws(frame, item));
    fields
}

/// Whether the clock stands still, as the form says it; empty where nobody has said.
fn stops(item: &Json) -> &'static str {
    match item.get("stops_clock").and_then(Json::as_bool) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

/// What was typed, over what it was.
pub(super) fn made(typed: &Typed, before: &Json) -> Result<Json, Wrong> {
    let mut wrong: Wrong = Vec::new();
    let mut item = before.as_object().cloned().unwrap_or_default();
    let called = words(typed, "name");
    if called.is_none() {
        wrong.push(("name.zh", "manage.parts.empty"));
    }
    put(&mut item, "name", called);
    let unit = UNITS.into_iter().find(|unit| *unit == typed.one("unit"));
    match (typed.one("limit").parse::<u32>(), unit) {
        (Ok(n), Some(unit)) => put(&mut item, "limit", Some(json!({"n": n, "unit": unit}))),
        (Err(_), _) => wrong.push(("limit", "manage.fields.no-number")),
        (_, None) => wrong.push(("unit", "manage.parts.choose")),
    }
    match typed.one("stops_clock") {
        "yes" => put(&mut item, "stops_clock", Some(json!(true))),
        "no" => put(&mut item, "stops_clock", Some(json!(false))),
        _ => wrong.push(("stops_clock", "manage.parts.choose")),
    }
    put(&mut item, "basis", law(typed));
    if wrong.is_empty() { Ok(Json::Object(item)) } else { Err(wrong) }
}
