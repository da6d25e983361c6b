//! LSCP: the fewest sites (or the least money) that reach everyone within a cutoff.
//!
//! minimise `Σ_i y_i` (or `Σ_i price_i y_i`) so that each client with demand has an open site
//! within the cutoff (Toregas, Swain, ReVelle and Bergman 1971). Before the search, sites that
//! reach no more than another and clients that are reached whenever another is are left out.

use crate::mclp::left_out;
use crate::model::{Conditions, Model, Rows, answer};
use crate::siting::check_cutoff;
use crate::{Allowance, Answer, Limit, Reason, Role, SiteIndex, Siting, SitingError, Status};
use serde::{Deserialize, Serialize};

/// What LSCP makes least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Least {
    /// The number of open sites, kept ones included.
    #[default]
    Sites,
    /// The money for the opened sites.
    Price,
}

/// Solves the set covering problem. The objective is a number of sites or a sum of money.
///
/// # Errors
/// A cutoff that makes no sense. Demand out of reach is an answer, not an error.
pub fn lscp(
    siting: &Siting,
    cutoff: f64,
    least: Least,
    limit: &Limit<'_>,
) -> Result<Answer, SitingError> {
    let cutoff = check_cutoff(cutoff)?;
    let n_clients = siting.demand().len();
    let uncoverable = siting.uncoverable(cutoff);
    if !uncoverable.is_empty() {
        return Ok(Answer::infeasible(Reason::OutOfReach, uncoverable, n_clients));
    }
    let cover = Cover::new(siting, cutoff, least);
    let outcome = cover.model.solve(limit);
    let assign = |open: &[SiteIndex]| siting.nearest(open, cutoff);
    let served = outcome.best.as_ref().is_some_and(|(value, _)| cover.model.serves_all(*value));
    let found = if served { answer(&outcome, |value| value, assign) } else { None };
    Ok(found.unwrap_or_else(|| Answer::empty(Status::Unknown, outcome.bound, n_clients)))
}

/// The least money that reaches everyone, if there is so much: more than the budget is infeasible
/// as soon as it is proved, with those whom the money leaves out at best. The objective is a sum of
/// money.
///
/// # Errors
/// As [`lscp`], and a budget that makes no sense.
pub fn lscp_within(
    siting: &Siting,
    cutoff: f64,
    budget: f64,
    limit: &Limit<'_>,
) -> Result<Answer, SitingError> {
    let allowance = Allowance::budget(budget);
    allowance.range(siting)?;
    let answer = lscp(siting, cutoff, Least::Price, limit)?;
    let is_over = |money: f64| money > budget + 1e-9 * budget;
    let n_clients = siting.demand().len();
    Ok(match answer.status {
        Status::Infeasible { .. } => answer,
        _ if is_over(answer.bound) => {
            let left = left_out(siting, allowance, cutoff, limit)?;
            Answer::infeasible(Reason::TooLittleMoney, left, n_clients)
        }
        // A choice that is too dear is none, but a cheaper one is not ruled out.
        _ if answer.objective.is_some_and(is_over) => {
            let unknown = Answer::empty(Status::Unknown, answer.bound, n_clients);
            Answer { nodes: answer.nodes, ..unknown }
        }
        _ => answer,
    })
}

/// A covering model after its reductions.
pub(crate) struct Cover {
    pub model: Model,
}

impl Cover {
    pub fn new(siting: &Siting, cutoff: f64, least: Least) -> Self {
        let charge: Vec<f64> = siting
            .sites()
            .iter()
            .map(|site| match least {
                Least::Sites => 1.0,
                Least::Price if site.role == Role::Kept => 0.0,
                Least::Price => site.price,
            })
            .collect();
        let mut roles: Vec<Role> = siting.sites().iter().map(|site| site.role).collect();
        let lists = reduced(reach(siting, cutoff, &roles), &charge, &mut roles);
        let pairs = |list: Vec<u32>| list.into_iter().map(|site| (site, 0.0)).collect();
        let outside = vec![None; lists.len()];
        let rows = Rows { lists: lists.into_iter().map(pairs).collect(), outside };
        let n = siting.sites().len();
        let conditions =
            Conditions { charge, total: (0, n), budget: None, groups: (Vec::new(), Vec::new()) };
        Self { model: Model::with_roles(vec![0.0; n], roles.into_iter(), rows, conditions) }
    }
}

/// The allowed sites that reach each client that has demand and is not reached by a kept site.
fn reach(siting: &Siting, cutoff: f64, roles: &[Role]) -> Vec<Vec<u32>> {
    let mut lists = Vec::new();
    for (j, demand) in siting.demand().iter().enumerate() {
        let near = siting.costs().of(j.into()).take_while(|(_, cost)| *cost <= cutoff);
        let mut list: Vec<u32> =
            near.map(|(site, _)| site.0).filter(|i| roles[*i as usize] != Role::Closed).collect();
        let kept = list.iter().any(|i| roles[*i as usize] == Role::Kept);
        if *demand > 0.0 && !kept {
            list.sort_unstable();
            lists.push(list);
        }
    }
    lists
}

/// Leaves out dominated clients and closes dominated sites, in turn until nothing changes.
fn reduced(mut lists: Vec<Vec<u32>>, charge: &[f64], roles: &mut [Role]) -> Vec<Vec<u32>> {
    for _ in 0..8 {
        let before = (lists.len(), lists.iter().map(Vec::len).sum::<usize>());
        lists = undominated_clients(lists, charge.len());
        close_dominated_sites(&lists, charge, roles);
        for list in &mut lists {
            list.retain(|i| roles[*i as usize] != Role::Closed);
        }
        if before == (lists.len(), lists.iter().map(Vec::len).sum()) {
            break;
        }
    }
    lists
}

/// Without the clients that are reached by every site that reaches another client.
fn undominated_clients(mut lists: Vec<Vec<u32>>, n_sites: usize) -> Vec<Vec<u32>> {
    lists.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    lists.dedup();
    // A smaller list lies within a greater one only if its first site is in the greater one.
    let mut by_first: Vec<Vec<usize>> = vec![Vec::new(); n_sites];
    let mut kept: Vec<Vec<u32>> = Vec::new();
    let mut inside = vec![false; n_sites];
    for list in lists {
        list.iter().for_each(|i| inside[*i as usize] = true);
        let mut smaller = list.iter().flat_map(|i| &by_first[*i as usize]);
        let dominated = smaller.any(|k| kept[*k].iter().all(|i| inside[*i as usize]));
        list.iter().for_each(|i| inside[*i as usize] = false);
        if !dominated {
            if let Some(first) = list.first() {
                by_first[*first as usize].push(kept.len());
            }
            kept.push(list);
        }
    }
    kept
}

/// Closes candidates that reach only what a candidate reaches that charges no more.
fn close_dominated_sites(lists: &[Vec<u32>], charge: &[f64], roles: &mut [Role]) {
    let mut clients: Vec<Vec<u32>> = vec![Vec::new(); charge.len()];
    for (j, list) in lists.iter().enumerate() {
        for &i in list {
            clients[i as usize].push(j as u32);
        }
    }
    let mut order: Vec<usize> =
        (0..charge.len()).filter(|i| roles[*i] == Role::Candidate).collect();
    order.sort_unstable_by(|a, b| clients[*a].len().cmp(&clients[*b].len()).then(b.cmp(a)));
    for &i in &order {
        let Some(first) = clients[i].iter().min_by_key(|j| lists[**j as usize].len()) else {
            roles[i] = Role::Closed;
            continue;
        };
        let better = |k: usize| {
            let more = clients[k].len() > clients[i].len()
                || clients[k].len() == clients[i].len() && (charge[k] < charge[i] || k < i);
            k != i
                && roles[k] == Role::Candidate
                && charge[k] <= charge[i]
                && more
                && is_within(&clients[i], &clients[k])
        };
        if lists[*first as usize].iter().any(|k| better(*k as usize)) {
            roles[i] = Role::Closed;
        }
    }
}

/// Whether an ascending list lies within another.
fn is_within(small: &[u32], great: &[u32]) -> bool {
    let mut rest = great.iter();
    small.iter().all(|x| rest.find(|y| *y >= x) == Some(x))
}
