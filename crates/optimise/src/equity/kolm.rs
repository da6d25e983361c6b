//! Kolm–Pollak siting: least equally-distributed equivalent of the ways.
//!
//! `EDE = (1/κ) ln(Σ_j w_j exp(κ c_j) / Σ w)`: the way that, were it everyone's, would be as good
//! as the ways there are, for a dislike `κ > 0` of inequality per unit of cost. It lies between
//! the mean (κ → 0) and the greatest way (κ → ∞). Least EDE is least `Σ w exp(κ c)`, a p-median
//! problem in other costs (Horton, Logan, Skipper and Speakman 2024), so it is solved and proved
//! the same way.

use crate::median::{solve, weighted_rows};
use crate::model::{Conditions, Model};
use crate::{Allowance, Answer, Limit, Reason, Siting, SitingError};
use serde::{Deserialize, Serialize};

/// An answer in units of cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KolmPollak {
    /// Objective and bound are equally-distributed equivalents.
    pub answer: Answer,
    /// Mean cost of a way, weighed by demand; none without a choice.
    pub mean: Option<f64>,
}

/// Solves the Kolm–Pollak problem with this dislike of inequality per unit of cost.
///
/// # Errors
/// A number or budget that makes no sense, or a dislike that is not above 0 or too great to compute with.
pub fn kolm_pollak(
    siting: &Siting,
    allowance: Allowance,
    dislike: f64,
    limit: &Limit<'_>,
) -> Result<KolmPollak, SitingError> {
    let total = allowance.range(siting)?;
    let greatest = siting.costs().distinct().last().copied().unwrap_or(0.0);
    if !(dislike > 0.0 && dislike * greatest <= 60.0) {
        let mend = "give a number above 0, and at most 60 divided by the greatest cost";
        return Err(SitingError::Setting { what: "dislike of inequality", value: dislike, mend });
    }
    let n_clients = siting.demand().len();
    let uncoverable = siting.uncoverable(f64::INFINITY);
    if !uncoverable.is_empty() {
        let answer = Answer::infeasible(Reason::OutOfReach, uncoverable, n_clients);
        return Ok(KolmPollak { answer, mean: None });
    }
    let rows = weighted_rows(siting, f64::INFINITY, |cost| (dislike * cost).exp());
    let model = Model::new(siting, rows, Conditions::number(siting, total, allowance.budget));
    let mut answer = solve(siting, &model, f64::INFINITY, limit);
    let all = siting.total_demand();
    let equivalent = |sum: f64| (sum / all).max(1.0).ln() / dislike;
    (answer.bound, answer.objective) = (equivalent(answer.bound), answer.objective.map(equivalent));
    answer.gap = answer.objective.map(|value| crate::relative_gap(value, answer.bound));
    let mean = answer.objective.is_some().then(|| mean_cost(siting, &answer)).flatten();
    Ok(KolmPollak { answer, mean })
}

/// The mean cost of a way under an answer, weighed by demand.
pub(crate) fn mean_cost(siting: &Siting, answer: &Answer) -> Option<f64> {
    let near = siting.nearest_with_cost(&answer.sites, f64::INFINITY);
    let with_demand = near.iter().zip(siting.demand()).filter(|(_, demand)| **demand > 0.0);
    let sum: Option<f64> =
        with_demand.map(|(near, demand)| near.map(|(_, cost)| cost * demand)).sum();
    Some(sum? / siting.total_demand())
}
