//! Values of registers: JSON on the way in, values of rules and typed text on the way out.
//!
//! Money is a whole number of fen, a rate is text such as `12.5%`, a date is `2026-01-02`, a yes
//! or no is a JSON bool, everything else is text.

use basis::codes::IdentityNumber;
use basis::division::DivisionCode;
use basis::{Fen, Refusal};
use catalogue::model::{FieldKind, Register, RegisterField};
use rules::{Base, Held, Value};
use serde_json::Value as Json;

use crate::model::Fields;

/// What a field holds, for rules; a value that cannot be read counts as not known.
pub(crate) fn held(kind: FieldKind, json: Option<&Json>) -> Held {
    match json {
        None => Held::Unknown,
        Some(Json::Null) => Held::Null,
        Some(json) => read(kind, json).map_or(Held::Unknown, Held::Value),
    }
}

/// A value as a person would type it into a form.
pub(crate) fn typed(kind: FieldKind, json: &Json) -> String {
    match (kind, json) {
        (FieldKind::Money, Json::Number(fen)) => {
            fen.as_i64().map(|fen| Fen::new(fen).to_string()).unwrap_or_default()
        }
        (_, Json::String(text)) => text.clone(),
        (_, Json::Null) => String::new(),
        (_, other) => other.to_string(),
    }
}

fn read(kind: FieldKind, json: &Json) -> Option<Value> {
    match kind {
        FieldKind::Bool => json.as_bool().map(Value::Bool),
        FieldKind::Int => json.as_i64().map(Value::Int),
        FieldKind::Money => json.as_i64().map(|fen| Value::Money(Fen::new(fen))),
        FieldKind::Rate => Value::read(json.as_str()?, &Base::Rate),
        FieldKind::Date => json.as_str()?.parse().ok().map(Value::Date),
        FieldKind::Division | FieldKind::Code | FieldKind::Choice => {
            json.as_str().map(|code| Value::Code(code.to_owned()))
        }
        _ => json.as_str().map(|text| Value::Text(text.to_owned())),
    }
}

/// Whether a row may stand in a register.
///
/// # Errors
/// A refusal that names the field and what it takes, never the value.
pub(crate) fn check(register: &Register, fields: &Fields) -> Result<(), Refusal> {
    for (id, json) in fields {
        let field = register.field(id).ok_or_else(|| unknown_field(register, id))?;
        if !json.is_null() && !fits(field, json) {
            return Err(wrong_value(register, field));
        }
    }
    Ok(())
}

fn fits(field: &RegisterField, json: &Json) -> bool {
    let Some(value) = read(field.kind, json) else { return false };
    let text = json.as_str().unwrap_or_default();
    let listed = field.values.is_empty() || field.values.iter().any(|one| one == text);
    listed
        && match (field.kind, &value) {
            (FieldKind::Identity, _) => IdentityNumber::parse(text).is_ok(),
            (FieldKind::Division, _) => DivisionCode::parse(text).is_ok(),
            (_, Value::Text(text) | Value::Code(text)) => !text.trim().is_empty(),
            _ => true,
        }
}

fn unknown_field(register: &Register, id: &str) -> Refusal {
    let known: Vec<&str> = register.fields.iter().map(|field| field.id.as_str()).collect();
    let (register, known) = (&register.id, known.join(", "));
    Refusal::invalid(
        "register.field-unknown",
        format!("数据资源 {register} 没有字段 {id}；可用的字段：{known}"),
        format!("register {register} has no field {id}; its fields: {known}"),
    )
}

fn wrong_value(register: &Register, field: &RegisterField) -> Refusal {
    let (place, kind) = (format!("{}.{}", register.id, field.id), field.kind.name());
    Refusal::invalid(
        "register.value",
        format!("字段 {place} 应填{}；没有的写 null（金额按分写整数，日期写 2026-01-02）", kind.zh),
        format!(
            "field {place} takes: {}; write null where there is none (money in whole fen, dates as 2026-01-02)",
            kind.en
        ),
    )
}
