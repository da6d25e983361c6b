//! What the rules of the matter say on the facts that the case holds.

use basis::{Date, Fen};
use cases::model::Case;
use cases::{Cases, rule_fact};
use catalogue::model::Matter;
use rules::{Answer, Facts, Value};

/// The answer of the rules, where the matter has some.
pub(crate) fn answer(cases: &Cases, case: &Case, matter: &Matter, today: Date) -> Option<Answer> {
    if matter.conditions.is_empty() && matter.benefit.is_none() {
        return None;
    }
    let compiled = cases.catalogue().rules(&case.pin)?;
    let read = compiled.facts_read().iter();
    let facts: Facts = read
        .filter_map(|(name, ty)| Some((name.clone(), rule_fact(case, matter, name, ty)?)))
        .collect();
    // A decided case is explained as of its decision.
    let day = case.decision().map_or(today, |decision| decision.at.date());
    Some(compiled.answer(&facts, day))
}

/// The amount that the rules give.
pub(crate) fn amount(answer: &Answer) -> Option<Fen> {
    match answer.amount.as_ref()?.outcome {
        rules::Outcome::Value(Value::Money(fen)) => Some(fen),
        _ => None,
    }
}

/// The facts that are missing for the answer or for its amount, by name.
pub(crate) fn missing(answer: &Answer) -> Vec<&str> {
    let of_amount = answer.amount.iter().flat_map(|amount| &amount.missing);
    let mut names: Vec<&str> = answer.missing.iter().chain(of_amount).map(String::as_str).collect();
    names.dedup();
    names
}
