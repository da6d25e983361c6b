//! What to say when nothing was answered: what to enter, in the words of the question.

use basis::{Refusal, RefusalKind};

use crate::model::Field;

/// Nothing was entered.
pub(super) fn missing(field: &Field) -> Refusal {
    Refusal::told(RefusalKind::Invalid, "form.missing")
        .with_words("question", field.label.clone())
        .on(&field.id)
}
