//! The choices between efficiency and equity of which none is worse in both.

use super::gini::gini_of_costs;
use super::kolm::mean_cost;
use crate::centre::{p_centre, radius};
use crate::{Allowance, Answer, Limit, Siting, SitingError, Status, p_median};
use serde::{Deserialize, Serialize};

/// One choice between the cheapest and the fairest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrontierPoint {
    /// Everyone has a site within this.
    pub cutoff: f64,
    /// The least total cost under that condition.
    pub answer: Answer,
    /// Mean cost of a person's way.
    pub mean: f64,
    /// The longest way.
    pub worst: f64,
    /// Gini coefficient of the ways.
    pub gini: f64,
}

/// A max-min choice: the longest way with its own proof, and the least total cost that keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fair {
    /// The choice; its objective and bound are in demand times cost.
    pub answer: Answer,
    /// The longest way of the choice, in the unit of the costs; none without a choice.
    pub worst: Option<f64>,
    /// Proved: no choice has a shorter longest way. Infinite when nothing is possible.
    pub worst_bound: f64,
}

/// Max-min equity: the least longest way first, then the least total cost among all choices that
/// keep it. The objective is demand times cost; the longest way is the p-centre's.
///
/// # Errors
/// As [`p_centre`].
pub fn fair_centre(
    siting: &Siting,
    allowance: Allowance,
    limit: &Limit<'_>,
) -> Result<Fair, SitingError> {
    let centre = p_centre(siting, allowance, limit)?;
    let worst_bound = centre.bound;
    let answer = match (centre.objective, &centre.status) {
        (Some(longest), Status::Optimal) => {
            let answer = p_median(siting, allowance, Some(longest), limit)?;
            let found = answer.objective.is_some();
            if found { answer } else { centre_in_demand(siting, centre) }
        }
        _ => centre_in_demand(siting, centre),
    };
    let worst = answer.objective.and_then(|_| radius(siting, &answer.sites));
    Ok(Fair { answer, worst, worst_bound })
}

/// A centre set valued as a median; nothing is proved of that value.
fn centre_in_demand(siting: &Siting, centre: Answer) -> Answer {
    let Some(mean) = mean_cost(siting, &centre) else { return centre };
    let objective = mean * siting.total_demand();
    let bound = 0.0;
    let gap = Some(crate::relative_gap(objective, bound));
    Answer { objective: Some(objective), bound, gap, status: Status::Feasible, ..centre }
}

/// From the cheapest choice to the one with the least longest way: least total cost under ever
/// tighter cutoffs, at most `most` points, those left out that another beats in both.
/// Every point carries its own proof; a limit leaves the later points out.
///
/// # Errors
/// As [`p_centre`]; fewer than two points.
pub fn frontier(
    siting: &Siting,
    allowance: Allowance,
    most: usize,
    limit: &Limit<'_>,
) -> Result<Vec<FrontierPoint>, SitingError> {
    if most < 2 {
        let mend = "ask for at least 2";
        return Err(SitingError::Setting { what: "number of points", value: most as f64, mend });
    }
    let centre = p_centre(siting, allowance, limit)?;
    let cheapest = p_median(siting, allowance, None, limit)?;
    let mut points: Vec<FrontierPoint> =
        point(siting, f64::INFINITY, cheapest).into_iter().collect();
    let (Some(least), Some(first)) = (centre.objective, points.first()) else { return Ok(points) };
    for cutoff in cutoffs(siting, least, first.worst, most) {
        let reached = points.last().is_some_and(|point| point.worst <= cutoff);
        if reached {
            continue;
        }
        let answer = p_median(siting, allowance, Some(cutoff), limit)?;
        points.extend(point(siting, cutoff, answer));
    }
    Ok(undominated(points))
}

/// Costs between the two ends, the greatest first, evenly spread by rank.
fn cutoffs(siting: &Siting, least: f64, greatest: f64, most: usize) -> Vec<f64> {
    let mut all = siting.costs().distinct();
    all.retain(|cost| (least..greatest).contains(cost));
    all.reverse();
    let steps = (most - 1).min(all.len());
    let last = all.len().saturating_sub(1);
    let place = |k: usize| if steps < 2 { last } else { k * last / (steps - 1) };
    (0..steps).map(|k| all[place(k)]).collect()
}

fn point(siting: &Siting, cutoff: f64, answer: Answer) -> Option<FrontierPoint> {
    let mean = mean_cost(siting, &answer)?;
    let worst = radius(siting, &answer.sites)?;
    let gini = gini_of_costs(siting, &answer.sites)?;
    Some(FrontierPoint { cutoff, answer, mean, worst, gini })
}

/// Without the points that another one beats or equals in mean and longest way.
fn undominated(points: Vec<FrontierPoint>) -> Vec<FrontierPoint> {
    let beats = |a: &FrontierPoint, b: &FrontierPoint| {
        a.mean <= b.mean && a.worst <= b.worst && (a.mean < b.mean || a.worst < b.worst)
    };
    let keep: Vec<bool> =
        points.iter().map(|point| !points.iter().any(|other| beats(other, point))).collect();
    points.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| point).collect()
}
