//! The least total cost among choices whose ways are not too unequal.
//!
//! p-median with `Gini(cost of each person's way) <= most`. The Gini coefficient of the ways is
//! not a sum over clients, so it cannot enter the bound; the tree takes only choices that keep
//! it, and goes on until none that is cheaper can. The bound is the plain p-median's, true but
//! loose where equality costs much.

use crate::centre::p_centre;
use crate::median::weighted_rows;
use crate::model::{Conditions, Model, Wish, answer};
use crate::{Allowance, Answer, Limit, Reason, SiteIndex, Siting, SitingError, Status, p_median};

/// Solves the p-median problem among choices whose ways have at most this Gini coefficient (0 to 1).
///
/// # Errors
/// A number or budget that makes no sense, or a Gini coefficient outside 0 to 1.
pub fn gini_bounded(
    siting: &Siting,
    allowance: Allowance,
    most: f64,
    limit: &Limit<'_>,
) -> Result<Answer, SitingError> {
    if !(0.0..=1.0).contains(&most) {
        let mend = "give a number from 0 (all equal) to 1";
        return Err(SitingError::Setting { what: "Gini coefficient", value: most, mend });
    }
    let cheapest = p_median(siting, allowance, None, limit)?;
    let is_fair = |open: &[SiteIndex]| gini_of_costs(siting, open).is_some_and(|g| g <= most);
    if cheapest.objective.is_none() || is_fair(&cheapest.sites) {
        return Ok(cheapest);
    }
    let total = allowance.range(siting)?;
    let rows = weighted_rows(siting, f64::INFINITY, |cost| cost);
    let model = Model::new(siting, rows, Conditions::number(siting, total, allowance.budget));
    let kept: Vec<SiteIndex> = siting.kept().map(SiteIndex::from).collect();
    let Some(left) = model.inst.restricted(&model.decided) else { return Ok(cheapest) };
    let accept = |open: &[u32]| {
        let new = open.iter().map(|i| SiteIndex(left.sites[*i as usize]));
        is_fair(&kept.iter().copied().chain(new).collect::<Vec<_>>())
    };
    let starts = fair_starts(siting, allowance, &left.sites, limit);
    let outcome = model.solve_with(limit, Wish { accept: Some(&accept), aim: None, starts });
    let assign = |open: &[SiteIndex]| siting.nearest(open, f64::INFINITY);
    let n_clients = siting.demand().len();
    let found = answer(&outcome, |value| value, assign);
    Ok(found.unwrap_or_else(|| {
        if outcome.complete {
            Answer::infeasible(Reason::TooUnequal, Vec::new(), n_clients)
        } else {
            Answer::empty(Status::Unknown, outcome.bound.max(cheapest.bound), n_clients)
        }
    }))
}

/// Choices that are often fair: the centre's.
fn fair_starts(
    siting: &Siting,
    allowance: Allowance,
    left: &[u32],
    limit: &Limit<'_>,
) -> Vec<Vec<u32>> {
    let number = Allowance { budget: None, ..allowance };
    let centre = p_centre(siting, number, limit);
    let place = |site: &SiteIndex| left.iter().position(|i| *i == site.0).map(|k| k as u32);
    centre.into_iter().map(|centre| centre.sites.iter().filter_map(place).collect()).collect()
}

/// The Gini coefficient of the cost of each person's way to the nearest open site, weighed by
/// demand; none if somebody has no way. 0 when all ways cost nothing.
///
/// `G = Σ_j w_j c_j (2 F_j - w_j - W) / (W Σ w c)` over clients in the order of cost, with `F_j`
/// the weight up to and with `j`: half the mean difference over the mean.
#[must_use]
pub fn gini_of_costs(siting: &Siting, open: &[SiteIndex]) -> Option<f64> {
    let near = siting.nearest_with_cost(open, f64::INFINITY);
    let with_demand = near.iter().zip(siting.demand()).filter(|(_, demand)| **demand > 0.0);
    let mut ways: Vec<(f64, f64)> = with_demand
        .map(|(near, demand)| near.map(|(_, cost)| (cost, *demand)))
        .collect::<Option<_>>()?;
    ways.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = ways.iter().map(|(_, weight)| weight).sum();
    let cost: f64 = ways.iter().map(|(cost, weight)| cost * weight).sum();
    if cost <= 0.0 {
        return Some(0.0);
    }
    let (mut upto, mut sum) = (0.0, 0.0);
    for (cost, weight) in ways {
        upto += weight;
        sum += weight * cost * (2.0 * upto - weight - total);
    }
    Some(sum / (total * cost))
}
