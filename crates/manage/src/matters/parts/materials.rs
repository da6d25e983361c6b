//! A material in its form: its name, where it comes from, when it is needed, what it must look like.

use std::collections::BTreeSet;

use basis::Text;
use catalogue::model::{Copy, FileKind, Need};
use serde_json::{Value as Json, json};
use web::{Choice, Field, Frame, Kind, Typed};

use super::typed::{
    Wrong, both, condition, conditions, kinds, law, laws, name, put, radios, text, ticked, words,
};
use super::{Sheet, names};

/// How many fields of a register can be chosen at least.
const PICKS: usize = 4;
/// The ways to come by a material, with their words.
const WAYS: [(&str, &str); 5] = [
    ("register", "manage.material.from-register"),
    ("certificate", "manage.material.from-certificate"),
    ("form", "manage.material.from-form"),
    ("commitment", "manage.material.from-commitment"),
    ("upload", "manage.material.from-upload"),
];

/// How a material comes, by the key of its source; empty where it has none.
fn way(source: Option<&Json>) -> &'static str {
    let mut ways = WAYS.iter().map(|(way, _)| *way);
    ways.find(|way| source.is_some_and(|one| one.get(*way).is_some())).unwrap_or_default()
}

/// What stands in the list: where the material comes from, and when it is needed.
pub(super) fn brief(frame: &Frame, item: &Json) -> [String; 2] {
    let from = way(item.get("from"));
    let words = WAYS.iter().find(|(way, _)| *way == from);
    let words = words.map(|(_, key)| frame.t(key)).unwrap_or_default();
    let when = text(item, "/when");
    let need = Need::from_code(&text(item, "/need"));
    let need = need.map(|need| frame.say(&need.name()).to_owned()).unwrap_or_default();
    [words, if when.is_empty() { need } else { format!("{need} · {when}") }]
}

/// The fields of a material.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, item: &Json, is_new: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    if is_new {
        fields.push(name(frame));
    }
    fields.extend(both(frame, "name", "manage.material.name", item));
    let from = item.get("from");
    let all = WAYS.iter().map(|(way, key)| (*way, Text::new(frame.t(key), "")));
    fields.push(radios(frame, ("from", "manage.material.from"), all, way(from)));
    fields.extend(picks(frame, sheet, item));
    let certificates = sheet.catalogue.certificate_types.values();
    let certificates = certificates.map(|one| Choice::new(one.id.as_str(), frame.say(&one.name)));
    fields.push(
        Field::new("certificate", frame.t("manage.material.certificate"), Kind::Select)
            .options(certificates.collect())
            .value(text(item, "/from/certificate"))
            .optional(),
    );
    let promise = json!({"commitment": item.pointer("/from/commitment")});
    let [zh, en] = both(frame, "commitment", "manage.material.commitment", &promise);
    fields.extend([zh.optional(), en]);
    fields.push(fallback(frame, item));
    fields.push(
        kinds(frame, "upload", "manage.material.upload")
            .hint(frame.t("manage.material.upload-hint"))
            .value(chosen_kinds(item)),
    );
    let copies = Copy::ALL.iter().map(|one| (one.code(), one.name()));
    fields.push(radios(frame, ("copy", "manage.material.copy"), copies, &text(item, "/copy")));
    let needs = Need::ALL.iter().map(|one| (one.code(), one.name()));
    fields.push(radios(frame, ("need", "manage.material.need"), needs, &text(item, "/need")));
    let about = ("manage.material.when", "manage.material.when-hint");
    fields.extend(conditions(frame, about, item, sheet.examples(frame)));
    let [zh, en] = both(frame, "accept", "manage.material.accept", item);
    fields.extend([zh.hint(frame.t("manage.material.accept-hint")).optional(), en]);
    fields.extend(laws(frame, item));
    fields
}

/// Lists from which the fields of a register are chosen, one more than there are.
fn picks(frame: &Frame, sheet: &Sheet, item: &Json) -> Vec<Field> {
    let choices = names::of_registers(frame, &sheet.catalogue);
    let register = text(item, "/from/register");
    let taken = item.pointer("/from/fields").and_then(Json::as_array);
    let taken: Vec<&str> = taken.into_iter().flatten().filter_map(Json::as_str).collect();
    let field = |at: usize| {
        let value = taken.get(at).map(|one| format!("{register}.{one}")).unwrap_or_default();
        let label = frame.tf("manage.material.field", [("n", at + 1)]);
        let field = Field::new(format!("field-{}", at + 1), label, Kind::Select);
        let hint = if at == 0 { frame.t("manage.material.field-hint") } else { String::new() };
        field.options(choices.clone()).hint(hint).value(value).optional()
    };
    (0..PICKS.max(taken.len() + 1)).map(field).collect()
}

fn fallback(frame: &Frame, item: &Json) -> Field {
    let before = way(item.get("fallback"));
    let mut all = vec![
        ("none", Text::new(frame.t("manage.material.no-fallback"), "")),
        ("upload", Text::new(frame.t("manage.material.from-upload"), "")),
    ];
    let value = match before {
        "" => "none",
        "upload" => "upload",
        _ => {
            all.push(("keep", Text::new(frame.t("manage.material.keep"), "")));
            "keep"
        }
    };
    radios(frame, ("fallback", "manage.material.fallback"), all.into_iter(), value)
}

/// The kinds of file that may be uploaded, at once or where the register has no answer.
fn chosen_kinds(item: &Json) -> String {
    let own = text(item, "/from/upload");
    if own.is_empty() { text(item, "/fallback/upload") } else { own }
}

/// The material that was typed, over what it was.
pub(super) fn made(typed: &Typed, before: &Json) -> Result<Json, Wrong> {
    let mut wrong: Wrong = Vec::new();
    let mut item = before.as_object().cloned().unwrap_or_default();
    let name = words(typed, "name");
    if name.is_none() {
        wrong.push(("name.zh", "manage.parts.empty"));
    }
    put(&mut item, "name", name);
    match source(typed, before) {
        Ok(source) => put(&mut item, "from", Some(source)),
        Err(told) => wrong.push(told),
    }
    let other = match typed.one("fallback") {
        "upload" if typed.one("from") != "upload" => {
            Some(json!({"upload": uploads(typed, before.pointer("/fallback/upload"))}))
        }
        "keep" => before.get("fallback").cloned(),
        _ => None,
    };
    put(&mut item, "fallback", other);
    for (id, is_known) in [
        ("copy", Copy::from_code(typed.one("copy")).is_some()),
        ("need", Need::from_code(typed.one("need")).is_some()),
    ] {
        if !is_known {
            wrong.push((id, "manage.parts.choose"));
        }
        put(&mut item, id, Some(json!(typed.one(id))));
    }
    put(&mut item, "when", condition(typed));
    put(&mut item, "accept", words(typed, "accept"));
    put(&mut item, "basis", law(typed));
    if wrong.is_empty() { Ok(Json::Object(item)) } else { Err(wrong) }
}

/// The kinds of file that were ticked; photographs and PDF where none was.
fn uploads(typed: &Typed, before: Option<&Json>) -> Json {
    let chosen = ticked(typed, "upload", before);
    let is_empty = chosen.as_array().is_none_or(Vec::is_empty);
    let usual = [FileKind::Pdf, FileKind::Jpg, FileKind::Png].map(FileKind::code);
    if is_empty { json!(usual) } else { chosen }
}

/// Where the material comes from, or the field that is wrong.
fn source(typed: &Typed, before: &Json) -> Result<Json, (&'static str, &'static str)> {
    match typed.one("from") {
        "register" => {
            let picks = typed.0.iter().filter(|(id, _)| id.starts_with("field-"));
            let picks = picks.filter_map(|(_, value)| value.split_once('.'));
            let mut fields: Vec<&str> = Vec::new();
            let mut registers: BTreeSet<&str> = BTreeSet::new();
            for (register, field) in picks {
                registers.insert(register);
                if !fields.contains(&field) {
                    fields.push(field);
                }
            }
            match registers.into_iter().collect::<Vec<_>>().as_slice() {
                [] => Err(("field-1", "manage.material.no-field")),
                [register] => Ok(json!({"register": register, "fields": fields})),
                _ => Err(("field-1", "manage.material.two-registers")),
            }
        }
        "certificate" => match typed.one("certificate") {
            "" => Err(("certificate", "manage.parts.choose")),
            id => Ok(json!({ "certificate": id })),
        },
        "form" => Ok(json!({"form": true})),
        "commitment" => match words(typed, "commitment") {
            Some(words) => Ok(json!({ "commitment": words })),
            None => Err(("commitment.zh", "manage.parts.empty")),
        },
        "upload" => Ok(json!({"upload": uploads(typed, before.pointer("/from/upload"))})),
        _ => Err(("from", "manage.parts.choose")),
    }
}
