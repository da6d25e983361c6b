//! Outcomes in a few lines for people.

use std::fmt::Write as _;

use crate::scenario::{Comparison, Outcome, Placed, PlacedKind};

/// One scenario.
pub(super) fn of_one(outcome: &Outcome) -> String {
    let mut words = format!(
        "{} on {}: {} changes, within {} min",
        outcome.scenario, outcome.base, outcome.changes, outcome.standard_minutes
    );
    for (n, group) in outcome.groups.iter().enumerate() {
        let _ = write!(
            words,
            "\n{}: {:.0} of {:.0} served, {:.0} before; {:.0} lifted over the standard, {:.0} \
             dropped; {:.0} nearer, {:.0} farther; {}; before the changes {}",
            if n == 0 { format!("everyone ({})", group.group) } else { group.group.clone() },
            group.served.after,
            group.people,
            group.served.before,
            group.lifted,
            group.dropped,
            group.nearer,
            group.farther,
            mean(group.minutes.after, group.reached.after),
            mean(group.minutes.before, group.reached.before),
        );
    }
    for place in &outcome.placed {
        let _ = write!(words, "\n{}", put(place));
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
            all.minutes.after.map_or_else(|| "nobody arrives".to_owned(), |m| format!("{m:.2}")),
            sum(outcome.price),
            sum(outcome.price_of_one()),
        );
    }
    words
}

/// Mean minutes with those whom they are of.
fn mean(minutes: Option<f64>, people: f64) -> String {
    match minutes {
        Some(minutes) => format!("{minutes:.2} min on average for the {people:.0} who arrive"),
        None => "nobody arrives".to_owned(),
    }
}

/// What a change puts where.
fn put(place: &Placed) -> String {
    let Placed { change, kind, id, lon, lat, street_metres, metres } = place;
    let id = id.as_deref().unwrap_or_default();
    let metres = metres.unwrap_or(0.0);
    let what = match kind {
        PlacedKind::Open => format!("{id} opens"),
        PlacedKind::Move => format!("{id} moves by {metres:.0} m"),
        PlacedKind::Stop => "a new stop".to_owned(),
        PlacedKind::Road => format!("a road of {metres:.0} m ends"),
    };
    format!("change {change}: {what} at {lon}, {lat}, {street_metres:.0} m from the nearest street")
}
