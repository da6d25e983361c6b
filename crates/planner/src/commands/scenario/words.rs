//! Outcomes in a few lines for people.

use std::fmt::Write as _;

use crate::scenario::{Comparison, Outcome};

/// One scenario.
pub(super) fn of_one(outcome: &Outcome) -> String {
    let mut words = format!(
        "{} on {}: {} changes, within {} min",
        outcome.scenario, outcome.base, outcome.changes, outcome.standard_minutes
    );
    for group in &outcome.groups {
        let _ = write!(
            words,
            "\n{}: {:.0} of {:.0} served, {:.0} before; {:.0} lifted over the standard, {:.0} \
             dropped; {:.0} nearer, {:.0} farther; mean {} min of the {:.0} who arrive, {} of {:.0} before",
            group.group,
            group.served.after,
            group.people,
            group.served.before,
            group.lifted,
            group.dropped,
            group.nearer,
            group.farther,
            mean(group.minutes.after),
            group.reached.after,
            mean(group.minutes.before),
            group.reached.before,
        );
    }
    if let Some(gini) = outcome.gini {
        let _ = write!(words, "\ngini of access {:.4}, {:.4} before", gini.after, gini.before);
    }
    if let (Some(price), Some(one)) = (outcome.price, outcome.price_of_one()) {
        let _ = write!(words, "\nprice {price} (10,000 yuan), {one:.4} for each person lifted");
    }
    let _ = write!(words, "\nresult {}", outcome.digest().hex());
    words
}

/// Several, a line each, everyone's numbers.
pub(super) fn of_many(compared: &Comparison) -> String {
    let mut words = String::from("scenario | served | lifted | dropped | mean min | price | each");
    for outcome in &compared.outcomes {
        let Some(all) = outcome.groups.first() else { continue };
        let sum = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| format!("{v:.4}"));
        let _ = write!(
            words,
            "\n{} | {:.0} | {:.0} | {:.0} | {} | {} | {}",
            outcome.scenario,
            all.served.after,
            all.lifted,
            all.dropped,
            mean(all.minutes.after),
            sum(outcome.price),
            sum(outcome.price_of_one()),
        );
    }
    words
}

/// Minutes, or that there are none.
fn mean(minutes: Option<f64>) -> String {
    minutes.map_or_else(|| "no".to_owned(), |minutes| format!("{minutes:.2}"))
}
