//! What `plan site` found, in sentences: which sites, how good they are, and what is proved of it.

use serde_json::Value;
use web::Frame;

use super::{figure, percent};
use crate::results::Outcome;

/// As many of those who are left out are named in a sentence; the note beside the result has them all.
const NAMED: usize = 20;

/// Which sites were chosen, for what, and how sure it is.
pub(super) fn sentences(frame: &Frame, outcome: &Outcome) -> Vec<String> {
    let found = outcome.found();
    let mut all = vec![answer(frame, found)];
    if let Some(worst) = found["worst"].as_f64() {
        let worst = ("worst", figure(worst));
        all.push(match found["worst_bound"].as_f64() {
            Some(bound) => {
                frame.tf("atlas.result.site-worst-bound", [worst, ("bound", figure(bound))])
            }
            None => frame.tf("atlas.result.site-worst", [worst]),
        });
    }
    if found["status"] == "infeasible" {
        all.extend(left_out(frame, found));
    }
    all
}

/// What is best of it depends on the model: costs are as small, people served as many as can be. So
/// the bound is told as what no choice is better than.
fn answer(frame: &Frame, found: &Value) -> String {
    let number = |name: &str| found[name].as_f64().map(figure);
    let (sites, bound) = (names(&found["sites"]), number("bound"));
    let figures = [
        ("model", found["model"].as_str().unwrap_or_default().to_owned()),
        ("n", figure(sites.len() as f64)),
        ("sites", sites.join("、")),
        ("objective", number("objective").unwrap_or_else(|| "—".to_owned())),
        ("bound", bound.clone().unwrap_or_default()),
        ("gap", found["gap"].as_f64().map_or_else(|| "—".to_owned(), percent)),
        ("reason", reason(frame, found["reason"].as_str().unwrap_or_default())),
    ];
    match found["status"].as_str() {
        Some("optimal") => frame.tf("atlas.result.site-optimal", figures),
        Some("feasible") if bound.is_some() => frame.tf("atlas.result.site-feasible", figures),
        Some("feasible") => frame.tf("atlas.result.site-unproved", figures),
        Some("infeasible") => frame.tf("atlas.result.site-infeasible", figures),
        _ => frame.tf("atlas.result.site-unknown", figures),
    }
}

/// Whom no choice serves, or not wholly, and how much of the demand that is, as far as the answer says.
fn left_out(frame: &Frame, found: &Value) -> Option<String> {
    let left = names(&found["uncoverable"]);
    if left.is_empty() {
        return None;
    }
    let more = if left.len() > NAMED { "……" } else { "" };
    let named = left.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("、");
    let figures = |people: String| {
        [("n", figure(left.len() as f64)), ("left", format!("{named}{more}")), ("people", people)]
    };
    Some(match found["uncoverable_demand"].as_f64() {
        Some(people) => frame.tf("atlas.result.site-left-people", figures(figure(people))),
        None => frame.tf("atlas.result.site-left", figures(String::new())),
    })
}

fn names(list: &Value) -> Vec<String> {
    let word = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
    list.as_array().into_iter().flatten().map(word).collect()
}

/// Why nothing keeps all conditions; a reason without words of ours is told as the command tells it.
fn reason(frame: &Frame, reason: &str) -> String {
    match reason {
        "" => frame.t("atlas.reason.none"),
        "some clients are reached by no site within the cut-off" => {
            frame.t("atlas.reason.out-of-reach")
        }
        "some clients are reached by no site" => frame.t("atlas.reason.no-way"),
        "not all clients can be reached with so few sites" => frame.t("atlas.reason.too-few-sites"),
        "whatever serves everyone costs more than the budget" => {
            frame.t("atlas.reason.too-little-money")
        }
        "the sites cannot hold the demand" => frame.t("atlas.reason.capacity-short"),
        "no choice is as equal as asked for" => frame.t("atlas.reason.too-unequal"),
        "the conditions contradict each other" => frame.t("atlas.reason.contradiction"),
        other => other.to_owned(),
    }
}
