//! p-median: least total cost to the nearest open site, each client weighed by its demand.
//!
//! minimise `Σ_j demand_j · min_{i open} cost_ij`, with so many sites or so much money
//! (Hakimi 1964). With a cutoff every client with demand must have an open site within it.

use crate::mclp::left_out;
use crate::model::{Conditions, Model, Rows, answer};
use crate::siting::check_cutoff;
use crate::{Allowance, Answer, Limit, Reason, SiteIndex, Siting, SitingError, Status};

/// Solves the p-median problem. The objective is in demand times cost.
///
/// # Errors
/// A number, budget or cutoff that makes no sense. Demand out of reach is an answer, not an error.
pub fn p_median(
    siting: &Siting,
    allowance: Allowance,
    cutoff: Option<f64>,
    limit: &Limit<'_>,
) -> Result<Answer, SitingError> {
    let cutoff = check_cutoff(cutoff.unwrap_or(f64::INFINITY))?;
    let total = allowance.range(siting)?;
    let n_clients = siting.demand().len();
    let uncoverable = siting.uncoverable(cutoff);
    if !uncoverable.is_empty() {
        return Ok(Answer::infeasible(Reason::OutOfReach, uncoverable, n_clients));
    }
    let rows = weighted_rows(siting, cutoff, |cost| cost);
    let conditions = Conditions::number(siting, total, allowance.budget);
    let mut answer = solve(siting, &Model::new(siting, rows, conditions), cutoff, limit);
    if let Status::Infeasible { reason: Reason::TooFewSites, uncoverable } = &mut answer.status {
        *uncoverable = left_out(siting, allowance, cutoff, limit)?;
    }
    Ok(answer)
}

/// Solves a model in which all demand must be served within the cutoff.
pub(crate) fn solve(siting: &Siting, model: &Model, cutoff: f64, limit: &Limit<'_>) -> Answer {
    let outcome = model.solve(limit);
    let n_clients = siting.demand().len();
    let served = outcome.best.as_ref().is_some_and(|(value, _)| model.serves_all(*value));
    if !served && (outcome.complete || !model.serves_all(outcome.bound)) {
        return Answer::infeasible(Reason::TooFewSites, Vec::new(), n_clients);
    }
    let assign = |open: &[SiteIndex]| siting.nearest(open, cutoff);
    let found = if served { answer(&outcome, |value| value, assign) } else { None };
    found.unwrap_or_else(|| {
        let mut unknown = Answer::empty(Status::Unknown, outcome.bound, n_clients);
        unknown.nodes = outcome.nodes;
        unknown
    })
}

/// Each client's sites within the cutoff, at demand times `of` the cost; all must be served that have demand.
pub(crate) fn weighted_rows(siting: &Siting, cutoff: f64, of: impl Fn(f64) -> f64) -> Rows {
    let list = |(j, demand): (usize, &f64)| {
        let near = siting.costs().of(j.into()).take_while(|(_, cost)| *cost <= cutoff);
        near.map(|(site, cost)| (site.0, demand * of(cost))).collect()
    };
    let served = |demand: &f64| if *demand > 0.0 { None } else { Some(0.0) };
    Rows {
        lists: siting.demand().iter().enumerate().map(list).collect(),
        outside: siting.demand().iter().map(served).collect(),
    }
}
