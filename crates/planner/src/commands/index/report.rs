//! What there is to say of an index beside its scores.

use access::index::{Panel, Scores, beta_convergence, sigma_convergence};
use serde_json::{Value, json};

use super::IndexArgs;
use crate::PlannerError;

/// A change of a series from one year to the next by more than this factor is pointed out.
const JUMP: f64 = 1.3;

pub(super) fn weights(panel: &Panel, scores: &Scores) -> Value {
    let names = panel.indicators().iter().map(|indicator| indicator.name.clone());
    let weights = scores.weights.iter().map(|weight| json!(weight));
    Value::Object(names.zip(weights).collect())
}

/// Marked breaks, and changes that look like one.
pub(super) fn marks(panel: &Panel, years: &[i32]) -> Value {
    let breaks: Vec<Value> = panel
        .breaks()
        .iter()
        .map(|one| json!({ "indicator": one.indicator, "year": one.year, "why": one.why }))
        .collect();
    let jumps: Vec<Value> = panel
        .jumps(JUMP)
        .iter()
        .filter(|jump| years.contains(&jump.year))
        .map(|jump| {
            json!({
                "indicator": jump.indicator,
                "year": jump.year,
                "unit": jump.unit,
                "factor": jump.factor,
                "marked": jump.marked,
            })
        })
        .collect();
    json!({ "breaks": breaks, "comparable_years": panel.segments(years), "jumps": jumps })
}

/// Convergence of the scores, within each run of years that compare.
pub(super) fn convergence(panel: &Panel, scores: &Scores) -> Value {
    let positive = |scores: &[f64]| scores.iter().all(|score| *score > 0.0);
    let at = |year: &i32| scores.years.iter().position(|other| other == year);
    let run = |years: &Vec<i32>| {
        let values: Vec<Vec<f64>> =
            years.iter().filter_map(at).map(|at| scores.scores[at].clone()).collect();
        let (first, last) = (values.first()?, values.last()?);
        if !values.iter().all(|year| positive(year)) {
            let why = "a score is 0, which has no logarithm";
            return Some(json!({ "years": years, "sigma": null, "beta": null, "why": why }));
        }
        let sigma: Vec<Value> = sigma_convergence(years, &values)
            .ok()?
            .iter()
            .map(|s| json!({ "year": s.year, "sd_log": s.of_logarithms, "cv": s.variation }))
            .collect();
        let span = f64::from(years.last()? - years.first()?);
        let beta = beta_convergence(first, last, span).ok().map(|beta| {
            json!({
                "slope": beta.slope,
                "error": beta.error,
                "r_squared": beta.r_squared,
                "speed": beta.speed,
                "half_life": beta.half_life,
            })
        });
        Some(json!({ "years": years, "sigma": sigma, "beta": beta }))
    };
    let runs: Vec<Option<Value>> = panel.segments(&scores.years).iter().map(run).collect();
    json!({ "convergence": runs })
}

/// The last year's ranking and how firmly it stands.
pub(super) fn ranking(
    args: &IndexArgs,
    panel: &Panel,
    scores: &Scores,
) -> Result<Value, PlannerError> {
    let last = scores.years.len().saturating_sub(1);
    let firm = scores.sensitivity(last, args.noise, args.draws, args.seed)?;
    let mut order: Vec<usize> = (0..panel.units().len()).collect();
    order.sort_by(|a, b| firm.units[*a].rank.total_cmp(&firm.units[*b].rank));
    let units: Vec<Value> = order
        .iter()
        .map(|unit| {
            let spread = firm.units[*unit];
            let obstacles = scores.obstacles(last, *unit);
            let worst = obstacles.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            json!({
                "unit": panel.units()[*unit],
                "score": scores.scores[last][*unit],
                "rank": spread.rank,
                "best": spread.best,
                "worst": spread.worst,
                "stays": spread.stays,
                "obstacle": worst.map(|(at, _)| panel.indicators()[at].name.as_str()),
            })
        })
        .collect();
    Ok(json!({ "ranking": units, "rank_correlation": firm.correlation, "seed": args.seed }))
}

/// So many units are named from each end.
const NAMED: usize = 5;

pub(super) fn words(value: &Value) -> String {
    let ranking = value["ranking"].as_array().map(Vec::as_slice).unwrap_or_default();
    let line = |one: &Value| {
        let unit = one["unit"].as_str().unwrap_or_default();
        format!("{} {unit} {:.4}", one["rank"], one["score"].as_f64().unwrap_or_default())
    };
    let mut lines: Vec<String> = ranking.iter().take(NAMED).map(line).collect();
    if ranking.len() > NAMED {
        let from = ranking.len().saturating_sub(NAMED).max(NAMED);
        lines.push("...".to_owned());
        lines.extend(ranking[from..].iter().map(line));
    }
    lines.join("\n")
}
