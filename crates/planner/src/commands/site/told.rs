//! An answer told: for programs, as a table, and in a few lines for people.

use std::path::Path;

use optimise::{Answer as Found, ClientIndex, Reason, Status};
use serde_json::{Value, json};

use super::Model;
use super::question::Question;
use crate::PlannerError;
use crate::commands::access::merge;
use crate::commands::travel::word;
use crate::out::{Columns, Provenance, Writer};

/// The object for programs; `is_cut` says whether a cut-off was given.
pub(super) fn report(question: &Question, found: &Found, is_cut: bool) -> Value {
    let served = found.assignment.iter().zip(question.siting.demand());
    let served: f64 = served.filter(|(site, _)| site.is_some()).map(|(_, d)| d).sum();
    let mut value = json!({
        "objective": found.objective,
        "bound": Some(found.bound).filter(|bound| bound.is_finite()),
        "gap": found.gap.filter(|gap| gap.is_finite()),
        "status": found.status.word(),
        "sites": found.sites.iter().map(|site| question.site(*site)).collect::<Vec<_>>(),
        "demand": question.siting.total_demand(),
        "demand_served": served,
        "nodes": found.nodes,
    });
    if let Status::Infeasible { reason, uncoverable } = &found.status {
        merge(&mut value, json!({ "reason": self::reason(*reason, is_cut) }));
        let demand = |client: &ClientIndex| question.siting.demand()[client.at()];
        // Nobody is named where nobody was looked for.
        let all: Option<f64> =
            (!uncoverable.is_empty()).then(|| uncoverable.iter().map(demand).sum());
        merge(&mut value, left_out(question, uncoverable, all));
    }
    value
}

/// The clients who are left out, and how much of their demand.
pub(super) fn left_out(question: &Question, clients: &[ClientIndex], demand: Option<f64>) -> Value {
    let names = || -> Vec<Value> { clients.iter().map(|c| question.client(*c)).collect() };
    json!({ "uncoverable": demand.map(|_| names()), "uncoverable_demand": demand })
}

fn reason(reason: Reason, is_cut: bool) -> &'static str {
    match reason {
        Reason::OutOfReach if is_cut => "some clients are reached by no site within the cut-off",
        Reason::OutOfReach => "some clients are reached by no site",
        Reason::TooFewSites => "not all clients can be reached with so few sites",
        Reason::TooLittleMoney => "whatever serves everyone costs more than the budget",
        Reason::CapacityShort => "the sites cannot hold the demand",
        Reason::TooUnequal => "no choice is as equal as asked for",
        Reason::Contradiction => "the conditions contradict each other",
    }
}

/// Which site serves each client.
pub(super) fn write(
    out: &Path,
    question: &Question,
    found: &Found,
    provenance: &Provenance,
) -> Result<(), PlannerError> {
    let columns = Columns { words: &["client", "site"], numbers: &[] };
    let mut writer = Writer::create(out, columns)?;
    let word = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for (client, site) in found.assignment.iter().enumerate() {
        let client = word(question.client(client.into()));
        let site = site.map(|site| word(question.site(site))).unwrap_or_default();
        writer.row(&[&client, &site], &[])?;
    }
    writer.finish()?.publish(provenance)
}

/// A few lines.
pub(super) fn words(model: Model, value: &Value) -> String {
    let text = |key: &str| match &value[key] {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let sites: Vec<String> = value["sites"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|site| site.as_str().map_or_else(|| site.to_string(), str::to_owned))
        .collect();
    let mut words = format!(
        "{}: {} (bound {}, gap {}), {} in {} s\nsites: {}",
        word(model),
        text("objective"),
        text("bound"),
        text("gap"),
        text("status"),
        text("seconds"),
        sites.join(", "),
    );
    if !value["worst"].is_null() {
        words += &format!("\nlongest way: {} (bound {})", text("worst"), text("worst_bound"));
    }
    if let Some(reason) = value["reason"].as_str() {
        words += &format!("\n{reason}");
        let clients = value["uncoverable"].as_array().into_iter().flatten();
        let clients: Vec<String> = clients
            .map(|client| client.as_str().map_or_else(|| client.to_string(), str::to_owned))
            .collect();
        if !clients.is_empty() {
            let demand = text("uncoverable_demand");
            words += &format!("; left out: {} ({demand} of demand)", clients.join(", "));
        }
    }
    words
}
