//! Answers that an office asked to be put right: which they are, and whether the new ones will do.
//! They are checked as in the application, with what the case holds.

use std::collections::BTreeMap;

use basis::Refusal;
use cases::Seen;
use cases::model::Answers;
use catalogue::model::{Field, FieldKind};
use serde_json::Value;

use crate::Portal;
use crate::draft::Draft;
use crate::flow::{Flow, Gathered};

/// What was typed, by the field's id.
pub(crate) type New = BTreeMap<String, String>;

/// The questions whose answers the office asked to be put right.
pub(crate) fn asked(seen: &Seen) -> Vec<&Field> {
    let ids = seen.case.asked().map(|asked| asked.answers.as_slice()).unwrap_or_default();
    let fields = ids.iter().filter_map(|id| seen.matter.field(id));
    fields.filter(|field| field.kind != FieldKind::File).collect()
}

/// The answer that the case holds, as it was typed.
pub(crate) fn held(seen: &Seen, field: &str) -> String {
    seen.case.answers.get(field).map(typed).unwrap_or_default()
}

fn typed(answer: &Value) -> String {
    match answer {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What is really new of what was typed.
pub(crate) fn changed(seen: &Seen, new: &New) -> Answers {
    let differs = |(id, answer): &(&String, &String)| held(seen, id) != **answer;
    let changed = new.iter().filter(differs);
    changed.map(|(id, answer)| (id.clone(), Value::String(answer.clone()))).collect()
}

/// Why new answers will not do, by the field's id; empty when they will.
pub(crate) fn refusals(portal: &Portal, seen: &Seen, new: &New) -> Vec<(String, Refusal)> {
    let (case, matter) = (&seen.case, &seen.matter);
    let mut answers: New =
        case.answers.iter().map(|(id, answer)| (id.clone(), typed(answer))).collect();
    answers.extend(new.iter().map(|(id, answer)| (id.clone(), answer.clone())));
    let env = portal.catalogue().environment(matter);
    let facts = case.facts.iter().filter_map(|fact| {
        let ty = env.type_of(&fact.name)?;
        Some((fact.name.clone(), cases::rule_fact(case, matter, &fact.name, ty)?))
    });
    let known = Gathered { facts: facts.collect(), ..Gathered::default() };
    let draft = Draft { answers, ..Draft::default() };
    let whole = (**matter).clone();
    let flow = Flow::new(&portal.catalogue(), matter, whole, (draft, known), portal.today());
    new.keys().filter_map(|id| Some((id.clone(), flow.refusal(id)?))).collect()
}

/// The same for a stored form of new answers, as other systems send them.
pub(crate) fn first_refusal(
    portal: &Portal,
    seen: &Seen,
    answers: &Answers,
) -> Result<(), Refusal> {
    let new = answers.iter().map(|(id, answer)| (id.clone(), typed(answer))).collect();
    let first = refusals(portal, seen, &new).into_iter().next();
    first.map_or(Ok(()), |(id, refusal)| Err(refusal.on(id)))
}
