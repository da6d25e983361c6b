//! What to say when an answer will not do: what to enter, in the words of the question. Never what
//! was typed, which may be personal.

use basis::Refusal;

use crate::model::Field;

/// Nothing was entered.
pub(super) fn missing(field: &Field) -> Refusal {
    let label = &field.label;
    let en = if label.en.is_empty() { &label.zh } else { &label.en };
    Refusal::invalid("form.missing", format!("还没有填：{}", label.zh), format!("Answer: {en}"))
        .on(&field.id)
}

/// The answer has another form than it should.
pub(super) fn wrong(
    field: &Field,
    rule: &str,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Refusal {
    Refusal::invalid(format!("form.{rule}"), zh, en).on(&field.id)
}
