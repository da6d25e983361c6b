//! Names that a request uses and nobody knows: refused one by one, never swallowed, since what is
//! swallowed looks as if it had been handed in.

use basis::Refusal;
use catalogue::model::{FieldKind, Matter};
use serde_json::{Map, Value};
use web::sent::unknown;

use super::SubmitBody;
use crate::draft::Draft;
use crate::{Portal, flow};

/// Whether every name of an application is one of its matter, or of a part of it.
pub(super) fn of_application(
    portal: &Portal,
    matter: &Matter,
    sent: &SubmitBody,
) -> Result<(), Refusal> {
    // An empty draft leaves no part out.
    let all = flow::whole(&portal.catalogue(), matter, &Draft::default(), portal.today());
    let fields: Vec<&str> = all.form.iter().map(|field| field.id.as_str()).collect();
    let papers = all.form.iter().filter(|field| field.kind == FieldKind::File);
    let papers = papers.map(|field| field.id.as_str());
    let materials: Vec<&str> =
        all.materials.iter().map(|material| material.id.as_str()).chain(papers).collect();
    let parts: Vec<&str> = matter.parts.iter().map(|part| part.id.as_str()).collect();
    let handed = sent.files.keys().chain(&sent.later);
    each("api.answer-unknown", ("问题", "question"), sent.answers.keys(), &fields)?;
    each("api.material-unknown", ("材料", "material"), handed, &materials)?;
    each("api.part-unknown", ("联办事项", "part"), &sent.parts, &parts)
}

/// Whether every fact is one that the matter's rules read.
pub(super) fn of_facts<'a>(
    sent: impl IntoIterator<Item = &'a String>,
    known: &[&str],
) -> Result<(), Refusal> {
    each("api.fact-unknown", ("事实", "fact"), sent, known)
}

/// Whether an act has nothing beside what it took: `read` is the act as it was understood.
pub(super) fn of_act(sent: &Map<String, Value>, read: &Value) -> Result<(), Refusal> {
    // An empty list or nothing at all may be left out where the act is written again.
    let says =
        |value: &Value| !value.is_null() && value.as_array().is_none_or(|all| !all.is_empty());
    let surplus = sent.iter().find(|&(name, value)| read.get(name).is_none() && says(value));
    let known: Vec<&str> =
        read.as_object().into_iter().flat_map(Map::keys).map(String::as_str).collect();
    surplus.map_or(Ok(()), |(name, _)| {
        Err(unknown("api.field-unknown", ("字段", "field"), name, &known))
    })
}

fn each<'a>(
    rule: &'static str,
    what: (&str, &str),
    sent: impl IntoIterator<Item = &'a String>,
    known: &[&str],
) -> Result<(), Refusal> {
    let name = sent.into_iter().find(|name| !known.contains(&name.as_str()));
    name.map_or(Ok(()), |name| Err(unknown(rule, what, name, known)))
}
