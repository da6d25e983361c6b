//! A condition that whoever applies has to meet, in its form: in plain words, as a rule, and the law
//! behind it. Its exceptions have a list of their own.

use serde_json::Value as Json;
use web::{Field, Frame};

use super::Sheet;
use super::slots::{self, Answer, Slot};
use super::typed::{name, text};

/// What a condition says; its exceptions have none.
pub(super) static SLOTS: [Slot; 3] = [
    Slot::new("text", "manage.condition.text", Answer::Words),
    Slot::new("rule", "manage.condition.rule", Answer::Condition)
        .hint("manage.condition.rule-hint"),
    Slot::basis(),
];

/// What stands in the list: the rule, and the law.
pub(super) fn brief(item: &Json) -> Vec<String> {
    let law = format!("{} {}", text(item, "/basis/law"), text(item, "/basis/article"));
    vec![text(item, "/rule"), law.trim().to_owned()]
}

/// The fields of a condition.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, item: &Json, is_new: bool) -> Vec<Field> {
    let own = if is_new { vec![name(frame)] } else { Vec::new() };
    own.into_iter().chain(slots::fields(frame, sheet, &SLOTS, item)).collect()
}
