//! Facilities in tiers (county, township, village): so many of each, least total cost.
//!
//! minimise `Σ_l weight_l Σ_j demand_lj · (cost to the nearest open site that gives service l)`.
//! Tier 0 is the lowest. Where tiers are inclusive a facility gives the services of its own tier
//! and of all below (Narula 1986, "successively inclusive"); where they are not (GB 50180-2018:
//! a higher tier does not stand in for a lower one) only its own. A site may hold one facility of
//! each tier; under inclusive tiers a second one at the same site never helps.

use crate::answer::Proved;
use crate::model::{Conditions, Model, Rows};
use crate::siting::check_cutoff;
use crate::{Allowance, Answer, Limit, Reason, Role, SiteIndex, Siting, SitingError, Status};
use serde::{Deserialize, Serialize};

/// One tier of service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tier {
    /// How many facilities of this tier are open, kept ones included.
    pub number: usize,
    /// What a unit of demand times cost counts.
    pub weight: f64,
    /// The most that a client with demand may have to this service.
    pub cutoff: Option<f64>,
    /// Role of each site for this tier.
    pub roles: Vec<Role>,
}

/// An answer with the sites and the assignment of each tier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TieredAnswer {
    /// Value, bound and status of the whole; its sites are all that hold a facility.
    pub answer: Answer,
    /// Of each tier its sites, ascending.
    pub sites: Vec<Vec<SiteIndex>>,
    /// Of each tier, for each client the site that gives it this service.
    pub assignment: Vec<Vec<Option<SiteIndex>>>,
}

/// What binds the tiers together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Together {
    /// Whether a higher tier gives the services of those below it as well.
    pub inclusive: bool,
    /// The most that all opened facilities may cost, each the price of its site; kept ones cost
    /// nothing. None means no end.
    pub budget: Option<f64>,
}

/// Places facilities in tiers, the lowest first. Roles of the siting's own sites do not count here:
/// each tier has its roles.
///
/// # Errors
/// No tier, a list of the wrong length, a number, weight, cutoff or budget that makes no sense.
pub fn hierarchy(
    siting: &Siting,
    tiers: &[Tier],
    Together { inclusive, budget }: Together,
    limit: &Limit<'_>,
) -> Result<TieredAnswer, SitingError> {
    check(siting, tiers)?;
    if let Some(budget) = budget {
        Allowance::budget(budget).range(siting)?;
    }
    let n_sites = siting.sites().len();
    let serves = |by: usize, tier: usize| by == tier || inclusive && by > tier;
    let mut model = model(siting, tiers, &serves);
    model.conditions.budget = budget;
    if let Some(clients) = out_of_reach(siting, &model.rows) {
        let answer = Answer::infeasible(Reason::OutOfReach, clients, siting.demand().len());
        let none = vec![vec![None; siting.demand().len()]; tiers.len()];
        return Ok(TieredAnswer { answer, sites: vec![Vec::new(); tiers.len()], assignment: none });
    }
    if is_too_dear(siting, tiers, budget) {
        return Ok(nothing(siting, tiers, Some(Reason::TooLittleMoney), f64::INFINITY));
    }
    let price = tiers.iter().flat_map(|tier| prices(siting, tier)).collect();
    let roles = tiers.iter().flat_map(|tier| tier.roles.clone());
    let model = Model::with_roles(price, roles, model.rows, model.conditions);
    let outcome = model.solve(limit);
    let served = outcome.best.as_ref().filter(|(value, _)| model.serves_all(*value));
    let Some((objective, open)) = served else {
        let reason = outcome.complete.then_some(Reason::TooFewSites);
        return Ok(nothing(siting, tiers, reason, outcome.bound));
    };
    let in_tier = |l: usize, i: &&u32| **i as usize / n_sites == l;
    let of_tier = |l: usize| -> Vec<SiteIndex> {
        let open = open.iter().filter(|i| in_tier(l, i));
        open.map(|i| SiteIndex::from(*i as usize % n_sites)).collect()
    };
    let sites: Vec<Vec<SiteIndex>> = (0..tiers.len()).map(of_tier).collect();
    let assign = |(l, tier): (usize, &Tier)| {
        let giving = (0..tiers.len()).filter(|by| serves(*by, l));
        let open: Vec<SiteIndex> = giving.flat_map(|by| sites[by].clone()).collect();
        siting.nearest(&open, tier.cutoff.unwrap_or(f64::INFINITY))
    };
    let assignment: Vec<_> = tiers.iter().enumerate().map(assign).collect();
    let mut all: Vec<SiteIndex> = sites.iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    let complete = outcome.complete;
    let value =
        Proved { objective: *objective, bound: outcome.bound, complete, nodes: outcome.nodes };
    let answer = Answer::found(value, all, assignment[0].clone());
    Ok(TieredAnswer { answer, sites, assignment })
}

fn check(siting: &Siting, tiers: &[Tier]) -> Result<(), SitingError> {
    if tiers.is_empty() || tiers.len() > 16 {
        let mend = "give 1 to 16 tiers";
        return Err(SitingError::Setting {
            what: "number of tiers",
            value: tiers.len() as f64,
            mend,
        });
    }
    for tier in tiers {
        let (found, wanted) = (tier.roles.len(), siting.sites().len());
        if found != wanted {
            return Err(SitingError::Length { what: "roles", found, wanted });
        }
        if !(tier.weight.is_finite() && tier.weight >= 0.0) {
            let mend = "give a finite number from 0 up";
            return Err(SitingError::Setting {
                what: "weight of a tier",
                value: tier.weight,
                mend,
            });
        }
        check_cutoff(tier.cutoff.unwrap_or(0.0))?;
        let kept = tier.roles.iter().filter(|role| **role == Role::Kept).count();
        let available = tier.roles.iter().filter(|role| **role != Role::Closed).count();
        if tier.number < kept || tier.number > available {
            return Err(SitingError::Number { asked: tier.number, kept, available, least: kept });
        }
    }
    Ok(())
}

struct Tiers {
    rows: Rows,
    conditions: Conditions,
}

/// One row for each client and tier; site `i` of tier `l` is site `l · n_sites + i` of the model.
fn model(siting: &Siting, tiers: &[Tier], serves: &dyn Fn(usize, usize) -> bool) -> Tiers {
    let n_sites = siting.sites().len();
    let mut rows = Rows { lists: Vec::new(), outside: Vec::new() };
    for (l, tier) in tiers.iter().enumerate() {
        let cutoff = tier.cutoff.unwrap_or(f64::INFINITY);
        for (j, demand) in siting.demand().iter().enumerate() {
            let mut list = Vec::new();
            for (site, cost) in siting.costs().of(j.into()).take_while(|pair| pair.1 <= cutoff) {
                let by = (0..tiers.len()).filter(|by| serves(*by, l));
                let open = by.filter(|by| tiers[*by].roles[site.at()] != Role::Closed);
                let value = tier.weight * demand * cost;
                list.extend(open.map(|by| ((by * n_sites + site.at()) as u32, value)));
            }
            rows.lists.push(list);
            rows.outside.push(if *demand > 0.0 { None } else { Some(0.0) });
        }
    }
    let group = (0..tiers.len() * n_sites).map(|i| (i / n_sites) as u16).collect();
    let number: usize = tiers.iter().map(|tier| tier.number).sum();
    let conditions = Conditions {
        charge: vec![0.0; tiers.len() * n_sites],
        total: (number, number),
        budget: None,
        groups: (group, tiers.iter().map(|tier| (tier.number, tier.number)).collect()),
    };
    Tiers { rows, conditions }
}

/// Clients that some service does not reach, if there are any.
fn out_of_reach(siting: &Siting, rows: &Rows) -> Option<Vec<crate::ClientIndex>> {
    let n = siting.demand().len();
    let lacking = |j: &usize| {
        let mut tiers = rows.lists.iter().zip(&rows.outside).skip(*j).step_by(n);
        tiers.any(|(list, outside)| list.is_empty() && outside.is_none())
    };
    let clients: Vec<_> = (0..n).filter(lacking).map(crate::ClientIndex::from).collect();
    (!clients.is_empty()).then_some(clients)
}

/// What each site costs as a facility of a tier.
fn prices<'a>(siting: &'a Siting, tier: &'a Tier) -> impl Iterator<Item = f64> + 'a {
    let sites = siting.sites().iter().zip(&tier.roles);
    sites.map(|(site, role)| if *role == Role::Kept { 0.0 } else { site.price })
}

/// Whether even the cheapest facilities of every tier cost more than there is.
fn is_too_dear(siting: &Siting, tiers: &[Tier], budget: Option<f64>) -> bool {
    let least = |tier: &Tier| -> f64 {
        let kept = tier.roles.iter().filter(|role| **role == Role::Kept).count();
        let free = prices(siting, tier).zip(&tier.roles).filter(|(_, r)| **r == Role::Candidate);
        let mut free: Vec<f64> = free.map(|(price, _)| price).collect();
        free.sort_unstable_by(f64::total_cmp);
        free.iter().take(tier.number - kept).sum()
    };
    budget.is_some_and(|budget| tiers.iter().map(least).sum::<f64>() > budget * (1.0 + 1e-9))
}

/// No choice: infeasible for a reason, or not found before the limit.
fn nothing(siting: &Siting, tiers: &[Tier], reason: Option<Reason>, bound: f64) -> TieredAnswer {
    let n = siting.demand().len();
    let answer = match reason {
        Some(reason) => Answer::infeasible(reason, Vec::new(), n),
        None => Answer::empty(Status::Unknown, bound, n),
    };
    let assignment = vec![vec![None; n]; tiers.len()];
    TieredAnswer { answer, sites: vec![Vec::new(); tiers.len()], assignment }
}
