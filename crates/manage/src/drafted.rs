//! A form about something that another writes on or has changed: what was typed is shown again, beside
//! the way to what is in the way.

use basis::Stop;
use identity::Actor;
use web::{ConflictPage, Failure, Field};

use crate::Manage;

/// Why a draft of some files was not begun; where there is one of them already, with what was typed
/// and a link to it.
pub(crate) async fn beside_draft(
    manage: &Manage,
    actor: &Actor,
    paths: &[String],
    stop: Stop,
    fields: &[Field],
) -> Failure {
    let refusal = stop.refusal().filter(|refusal| refusal.rule == "manage.has-draft").cloned();
    let Some(refusal) = refusal else { return Failure::from(stop) };
    let drafts = match manage.changes(actor).await {
        Ok((_, drafts)) => drafts,
        Err(stop) => return Failure::from(stop),
    };
    let draft = drafts.iter().find(|draft| paths.contains(&draft.path));
    let back_link = match draft {
        Some(draft) => format!("/manage/drafts/{}", draft.id),
        None => "/manage/matters".to_owned(),
    };
    let typed = told(fields);
    Failure::conflict(refusal, ConflictPage { changes: Vec::new(), typed, back_link })
}

/// Why something was not written into a draft; where somebody else was first, with what was typed.
pub(crate) fn beside_change(stop: Stop, fields: &[Field], back_link: String) -> Failure {
    let refusal = stop.refusal().filter(|refusal| refusal.rule == "manage.overtaken").cloned();
    let Some(refusal) = refusal else { return Failure::from(stop) };
    let typed = told(fields);
    Failure::conflict(refusal, ConflictPage { changes: Vec::new(), typed, back_link })
}

/// What was typed, with what was asked.
fn told(fields: &[Field]) -> Vec<(String, String)> {
    let typed = fields.iter().map(|field| (field.label.clone(), shown(field)));
    typed.filter(|(_, value)| !value.is_empty()).collect()
}

/// What was typed, in the words that were to be read.
fn shown(field: &Field) -> String {
    if field.options.is_empty() {
        return field.value.clone();
    }
    let chosen = field.options.iter().filter(|choice| choice.chosen);
    chosen.map(|choice| choice.label.as_str()).collect::<Vec<_>>().join(" · ")
}
