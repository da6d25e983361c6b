//! The page for an act that came too late: what happened since, and what was typed.

use basis::{CaseId, Refusal};
use cases::Step;
use cases::model::STATUSES;
use web::{ConflictPage, Failure, Field, Frame};

/// What happened after the version that was seen, and the typed words beside it.
pub(crate) fn page(
    frame: &Frame,
    steps: &[Step],
    (seen, refusal): (i64, Refusal),
    fields: &[Field],
    code: &str,
    case: CaseId,
) -> Failure {
    let shown = steps.iter().rfind(|step| step.record.seq <= seen);
    let mut before = shown.map(status(frame));
    let mut changes = Vec::new();
    for step in steps.iter().filter(|step| step.record.seq > seen) {
        let now = status(frame)(step);
        let label = format!("{} · {}", frame.moment(&step.record.at), frame.say(&step.title()));
        changes.push((label, before.unwrap_or_default(), now.clone()));
        before = Some(now);
    }
    let typed = fields.iter().filter(|field| !field.value.is_empty());
    let typed = typed.map(|field| (field.label.clone(), field.value.clone())).collect();
    let back_link = format!("/desk/cases/{case}/do/{code}");
    Failure::conflict(refusal, ConflictPage { changes, typed, back_link })
}

/// The public status after a step.
fn status(frame: &Frame) -> impl Fn(&Step) -> String + '_ {
    move |step| {
        let code = step.body.as_ref().map_or("", |body| body.status.as_str());
        let found = STATUSES.iter().find(|status| status.0 == code);
        let words = found.map_or((code, code), |status| (status.1, status.2));
        if frame.is_chinese() { words.0 } else { words.1 }.to_owned()
    }
}
