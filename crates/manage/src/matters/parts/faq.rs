//! A question that people ask about a matter, with its answer, in its form.

use serde_json::Value as Json;
use web::{Field, Frame};

use super::Sheet;
use super::slots::{self, Answer, Slot};
use super::typed::name;

/// What a question with its answer says.
pub(super) static SLOTS: [Slot; 2] = [
    Slot::new("asked", "manage.faq.asked", Answer::Words),
    Slot::new("answer", "manage.faq.answer", Answer::Words),
];

/// What stands in the list: the answer.
pub(super) fn brief(frame: &Frame, sheet: &Sheet, item: &Json) -> Vec<String> {
    vec![slots::brief(frame, sheet, &SLOTS[1..], item)]
}

/// The fields of a question with its answer.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, item: &Json, is_new: bool) -> Vec<Field> {
    let own = if is_new { vec![name(frame)] } else { Vec::new() };
    own.into_iter().chain(slots::fields(frame, sheet, &SLOTS, item)).collect()
}
