//! What there is to say of an index beside its scores.

use access::index::{Convergence, Jump, Panel, Scores, converge};
use serde_json::{Value, json};

use super::IndexArgs;
use crate::PlannerError;
use crate::host::{Host, draws};

pub(super) fn weights(panel: &Panel, scores: &Scores) -> Value {
    let names = panel.indicators().iter().map(|indicator| indicator.name.clone());
    let weights = scores.weights.iter().map(|weight| json!(weight));
    Value::Object(names.zip(weights).collect())
}

/// Tells of changes of all units together that nobody has marked as a break.
pub(super) fn tell_jumps(panel: &Panel, years: &[i32], limit: f64, host: &dyn Host) {
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return };
    let told = |jump: &&Jump| jump.unexplained(limit) && *first < jump.year && jump.year <= *last;
    for jump in panel.jumps(limit).iter().filter(told) {
        let Jump { indicator, year, earlier, factor, .. } = jump;
        host.notice(&format!(
            "{indicator} of all units changes by a factor of {factor:.2} from {earlier} to {year}, and no \
             break is marked: convergence is not computed across it; mark it with --breaks, or give a \
             greater --jump if it is real"
        ));
    }
}

/// Marked breaks, and changes that look like one.
pub(super) fn marks(panel: &Panel, years: &[i32], limit: f64) -> Value {
    let breaks: Vec<Value> = panel
        .breaks()
        .iter()
        .map(|one| json!({ "indicator": one.indicator, "year": one.year, "why": one.why }))
        .collect();
    let jumps: Vec<Value> = panel
        .jumps(limit)
        .iter()
        .filter(|jump| years.contains(&jump.year))
        .map(|jump| {
            json!({
                "indicator": jump.indicator,
                "year": jump.year,
                "earlier": jump.earlier,
                "unit": jump.unit,
                "factor": jump.factor,
                "marked": jump.marked,
            })
        })
        .collect();
    json!({ "breaks": breaks, "comparable_years": panel.comparable(years, limit), "jumps": jumps })
}

/// Convergence of the scores, within each run of years that compare.
pub(super) fn convergences(panel: &Panel, scores: &Scores, jump: f64) -> Value {
    let at = |year: &i32| scores.years.iter().position(|other| other == year);
    let run = |years: &Vec<i32>| {
        let values: Vec<Vec<f64>> =
            years.iter().filter_map(at).map(|at| scores.scores[at].clone()).collect();
        let found = converge(years, &values);
        let spreads = found.of_logarithms.iter().zip(&found.variation);
        let sigma: Vec<Value> = years
            .iter()
            .zip(spreads)
            .map(|(year, (sd_log, cv))| json!({ "year": year, "sd_log": sd_log, "cv": cv }))
            .collect();
        let beta = found.beta.map(|beta| {
            json!({
                "slope": beta.slope,
                "error": beta.error,
                "r_squared": beta.r_squared,
                "speed": beta.speed,
                "half_life": beta.half_life,
                "units": beta.units,
            })
        });
        let left_out: Vec<&str> =
            found.left_out.iter().map(|unit| panel.units()[*unit].as_str()).collect();
        let why = why(&found, years.len());
        json!({ "years": years, "sigma": sigma, "beta": beta, "left_out": left_out, "why": why })
    };
    let runs: Vec<Value> = panel.comparable(&scores.years, jump).iter().map(run).collect();
    json!({ "convergence": runs })
}

/// Why something is not there; `None` where all is.
fn why(found: &Convergence, years: usize) -> Option<String> {
    let mut why = Vec::new();
    if !found.left_out.is_empty() {
        why.push(format!(
            "{} units have a score in some year that is not above 0 and has no logarithm: sd_log and \
             beta are over the others",
            found.left_out.len()
        ));
    }
    if found.beta.is_none() && years < 2 {
        why.push("beta needs two years that compare".to_owned());
    } else if found.beta.is_none() {
        why.push(
            "beta needs three units with scores above 0 that do not all begin alike".to_owned(),
        );
    }
    (!why.is_empty()).then(|| why.join("; "))
}

/// The last year's ranking and how firmly it stands.
pub(super) fn ranking(
    args: &IndexArgs,
    panel: &Panel,
    scores: &Scores,
    host: &dyn Host,
) -> Result<Value, PlannerError> {
    let last = scores.years.len().saturating_sub(1);
    let mut go_on = draws(host, "drawing weights", args.draws);
    let firm = scores.sensitivity(last, args.noise, args.draws, args.seed, &mut go_on)?;
    let Some(firm) = firm else { return Err(PlannerError::Cancelled) };
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
