//! MCLP: the most demand within a cutoff, with so many sites or so much money.
//!
//! maximise `Σ_j demand_j · [an open site within the cutoff]` (Church and ReVelle 1974). The
//! search minimises the demand left out; clients reached by the same sites count as one.

use crate::model::{Conditions, Model, Rows, answer};
use crate::siting::check_cutoff;
use crate::{Allowance, Answer, ClientIndex, Limit, SiteIndex, Siting, SitingError, Status};
use std::collections::BTreeMap;

/// Solves the maximal covering problem. The objective is the demand covered; its bound is above it.
///
/// # Errors
/// A number, budget or cutoff that makes no sense.
pub fn mclp(
    siting: &Siting,
    allowance: Allowance,
    cutoff: f64,
    limit: &Limit<'_>,
) -> Result<Answer, SitingError> {
    let cutoff = check_cutoff(cutoff)?;
    let total = allowance.range(siting)?;
    let rows = merged_rows(siting, cutoff);
    let all: f64 = rows.outside.iter().flatten().sum();
    let model = Model::new(siting, rows, Conditions::number(siting, total, allowance.budget));
    let outcome = model.solve(limit);
    let assign = |open: &[SiteIndex]| siting.nearest(open, cutoff);
    let found = answer(&outcome, |left_out| all - left_out, assign);
    let n_clients = siting.demand().len();
    Ok(found.unwrap_or_else(|| Answer::empty(Status::Unknown, all, n_clients)))
}

/// The clients with demand that even the choice leaves out which leaves out least; nobody where the
/// limit came before any choice.
pub(crate) fn left_out(
    siting: &Siting,
    allowance: Allowance,
    cutoff: f64,
    limit: &Limit<'_>,
) -> Result<Vec<ClientIndex>, SitingError> {
    let most = mclp(siting, allowance, cutoff, limit)?;
    let found = most.objective.is_some();
    Ok(if found { without_site(siting, &most.assignment) } else { Vec::new() })
}

/// The clients with demand that no site serves.
pub(crate) fn without_site(siting: &Siting, assignment: &[Option<SiteIndex>]) -> Vec<ClientIndex> {
    let clients = assignment.iter().zip(siting.demand()).enumerate();
    let left = clients.filter(|(_, (site, demand))| site.is_none() && **demand > 0.0);
    left.map(|(client, _)| client.into()).collect()
}

/// One row for all clients that the same sites reach.
pub(crate) fn merged_rows(siting: &Siting, cutoff: f64) -> Rows {
    let mut merged: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
    for (j, demand) in siting.demand().iter().enumerate() {
        let near = siting.costs().of(j.into()).take_while(|(_, cost)| *cost <= cutoff);
        let mut sites: Vec<u32> =
            near.map(|(site, _)| site.0).filter(|i| siting.may_open(*i as usize)).collect();
        sites.sort_unstable();
        if !sites.is_empty() && *demand > 0.0 {
            *merged.entry(sites).or_default() += demand;
        }
    }
    let outside = merged.values().map(|demand| Some(*demand)).collect();
    let pairs = |sites: Vec<u32>| sites.into_iter().map(|site| (site, 0.0)).collect();
    Rows { lists: merged.into_keys().map(pairs).collect(), outside }
}
