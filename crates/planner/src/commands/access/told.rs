//! What `plan access` says in words: the figures, and who stands outside them.

use serde_json::Value;

use super::{AccessArgs, Measure};
use crate::commands::travel::word;

pub(super) fn words(args: &AccessArgs, value: &Value) -> String {
    let (measure, out) = (word(args.measure), args.out.display());
    let line = |name: &str, of: &Value| {
        let (mean, people) = (number(of, "/mean"), number(of, "/mean_over_people"));
        format!("{name} for {} origins in {out}: mean {mean}, over people {people}", of["origins"])
    };
    let summary = &value["summary"];
    let mut lines: Vec<String> = match summary.as_object() {
        Some(columns) if !args.cutoffs.is_empty() => {
            columns.iter().map(|(name, of)| line(name, of)).collect()
        }
        _ => vec![line(&measure, summary)],
    };
    lines.extend(outside(args, summary));
    if value.get("gap").is_some() {
        let (gap, status) = (&value["gap"], value["status"].as_str().unwrap_or_default());
        lines.push(format!("equilibrium to a relative gap of {gap} ({status}), proved"));
    }
    lines.extend(conserved(args, value));
    lines.join("\n")
}

/// Who has no value: where a mean looks good, they are the ones that it leaves out.
fn outside(args: &AccessArgs, summary: &Value) -> Option<String> {
    let without = summary["without_value"].as_u64().filter(|without| *without > 0)?;
    let within = args.cutoff.map(|cutoff| format!(" within {cutoff}")).unwrap_or_default();
    let why = match args.measure {
        Measure::Nth => format!("reach fewer than {} facilities with capacity{within}", args.n),
        Measure::Fca => "have nobody living at the places within reach".to_owned(),
        _ => format!("reach no facility with capacity{within}"),
    };
    let then = match args.measure {
        Measure::Raam => ", and the equilibrium is among the others",
        _ => "",
    };
    Some(format!(
        "{without} of {} origins, with {} of {} people, {why}: they have no value and are in no \
         mean{then}",
        summary["origins"],
        plain(&summary["people_without_value"]),
        plain(&summary["people"]),
    ))
}

/// What the capacity came to, and what of it nobody reaches.
fn conserved(args: &AccessArgs, value: &Value) -> Option<String> {
    let conservation = value.get("conservation")?;
    let mut words = format!(
        "capacity delivered {} of {} reached",
        number(conservation, "/delivered"),
        number(conservation, "/reached"),
    );
    if conservation["unreached"].as_f64().is_some_and(|unreached| unreached > 0.0) {
        let unreached = plain(&conservation["unreached"]);
        words += &format!("; {unreached} more lies where nobody reaches it");
    }
    words += match args.measure {
        Measure::ModifiedTwoStep => "; by this measure distance wastes capacity",
        Measure::Bfca => "; this measure conserves people, not capacity",
        _ => "",
    };
    Some(words)
}

fn number(of: &Value, at: &str) -> String {
    of.pointer(at).and_then(Value::as_f64).map_or("none".to_owned(), |n| format!("{n:.6}"))
}

/// A number of people or places, without zeros after the point.
fn plain(number: &Value) -> String {
    let number = number.as_f64().unwrap_or_default();
    ((number * 1e6).round() / 1e6).to_string()
}
