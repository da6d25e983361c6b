//! Facilities in tiers (county, township, village): so many of each, least total cost.
//!
//! minimise `Σ_l weight_l Σ_j demand_lj · (cost to the nearest open site that gives service l)`.
//! Tier 0 is the lowest. Where tiers are inclusive a facility gives the services of its own tier
//! and of all below (Narula 1986, "successively inclusive"); where they are not (GB 50180-2018:
//! a higher tier does not stand in for a lower one) only its own. A site may hold one facility of
//! each tier; under inclusive tiers a second one at the same site never helps.

use crate::answer::{Assignment, Proved};
use crate::model::{Conditions, Model, Rows};
use crate::siting::check_cutoff;
use crate::{
    Allowance, Answer, ClientIndex, Limit, Reason, Role, SiteIndex, Siting, SitingError, Status,
};
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
    together: Together,
    limit: &Limit<'_>,
) -> Result<TieredAnswer, SitingError> {
    check(siting, tiers)?;
    if let Some(budget) = together.budget {
        Allowance::budget(budget).range(siting)?;
    }
    let model = model(siting, tiers, together);
    if let Some(clients) = out_of_reach(siting, &model.rows) {
        let answer = Answer::infeasible(Reason::OutOfReach, clients, siting.demand().len());
        let none = vec![vec![None; siting.demand().len()]; tiers.len()];
        return Ok(TieredAnswer { answer, sites: vec![Vec::new(); tiers.len()], assignment: none });
    }
    let left = || left_out(siting, tiers, together, limit);
    if is_too_dear(siting, tiers, together.budget) {
        let why = Some((Reason::TooLittleMoney, left()));
        return Ok(nothing(siting, tiers, why, f64::INFINITY));
    }
    let model = searched(siting, tiers, model);
    let outcome = model.solve(limit);
    let served = outcome.best.as_ref().filter(|(value, _)| model.serves_all(*value));
    let Some((objective, open)) = served else {
        let why = outcome.complete.then(|| (Reason::TooFewSites, left()));
        return Ok(nothing(siting, tiers, why, outcome.bound));
    };
    let (sites, assignment) = by_tier(siting, tiers, together, open);
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
        let kept = n_kept(tier);
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

/// Whether a facility of one tier gives the service of another.
fn serves(together: Together, by: usize, tier: usize) -> bool {
    by == tier || together.inclusive && by > tier
}

/// Kept facilities of a tier.
fn n_kept(tier: &Tier) -> usize {
    tier.roles.iter().filter(|role| **role == Role::Kept).count()
}

/// One row for each client and tier; site `i` of tier `l` is site `l · n_sites + i` of the model.
fn model(siting: &Siting, tiers: &[Tier], together: Together) -> Tiers {
    let n_sites = siting.sites().len();
    let mut rows = Rows { lists: Vec::new(), outside: Vec::new() };
    for (l, tier) in tiers.iter().enumerate() {
        let cutoff = tier.cutoff.unwrap_or(f64::INFINITY);
        for (j, demand) in siting.demand().iter().enumerate() {
            let mut list = Vec::new();
            for (site, cost) in siting.costs().of(j.into()).take_while(|pair| pair.1 <= cutoff) {
                let by = (0..tiers.len()).filter(|by| serves(together, *by, l));
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
        budget: together.budget,
        groups: (group, tiers.iter().map(|tier| (tier.number, tier.number)).collect()),
    };
    Tiers { rows, conditions }
}

/// The search's problem.
fn searched(siting: &Siting, tiers: &[Tier], Tiers { rows, conditions }: Tiers) -> Model {
    let price = tiers.iter().flat_map(|tier| prices(siting, tier)).collect();
    let roles = tiers.iter().flat_map(|tier| tier.roles.clone());
    Model::with_roles(price, roles, rows, conditions)
}

/// Of each tier the open sites and, for each client, the one that gives it this service.
fn by_tier(siting: &Siting, tiers: &[Tier], together: Together, open: &[u32]) -> ByTier {
    let n_sites = siting.sites().len();
    let of_tier = |l: usize| -> Vec<SiteIndex> {
        let open = open.iter().map(|i| *i as usize).filter(|i| i / n_sites == l);
        open.map(|i| SiteIndex::from(i % n_sites)).collect()
    };
    let sites: Vec<Vec<SiteIndex>> = (0..tiers.len()).map(of_tier).collect();
    let assign = |(l, tier): (usize, &Tier)| {
        let giving = (0..tiers.len()).filter(|by| serves(together, *by, l));
        let open: Vec<SiteIndex> = giving.flat_map(|by| sites[by].clone()).collect();
        siting.nearest(&open, tier.cutoff.unwrap_or(f64::INFINITY))
    };
    let assignment = tiers.iter().enumerate().map(assign).collect();
    (sites, assignment)
}

/// Sites of each tier, and each tier's assignment.
type ByTier = (Vec<Vec<SiteIndex>>, Vec<Assignment>);

/// The clients that lack a service even under the choice that leaves out least, of no more
/// facilities and no more money; nobody where the limit came before any choice.
fn left_out(
    siting: &Siting,
    tiers: &[Tier],
    together: Together,
    limit: &Limit<'_>,
) -> Vec<ClientIndex> {
    let mut most = model(siting, tiers, together);
    most.rows.lists.iter_mut().flatten().for_each(|pair| pair.1 = 0.0);
    let demand = siting.demand();
    most.rows.outside = tiers.iter().flat_map(|_| demand.iter().map(|d| Some(*d))).collect();
    most.conditions.total.0 = tiers.iter().map(n_kept).sum();
    most.conditions.groups.1 = tiers.iter().map(|tier| (n_kept(tier), tier.number)).collect();
    let Some((_, open)) = searched(siting, tiers, most).solve(limit).best else {
        return Vec::new();
    };
    let (_, assignment) = by_tier(siting, tiers, together, &open);
    let lacks = |j: &usize| assignment.iter().any(|of_tier| of_tier[*j].is_none());
    let clients = (0..demand.len()).filter(|j| demand[*j] > 0.0).filter(lacks);
    clients.map(ClientIndex::from).collect()
}

/// Clients that some service does not reach, if there are any.
fn out_of_reach(siting: &Siting, rows: &Rows) -> Option<Vec<ClientIndex>> {
    let n = siting.demand().len();
    let lacking = |j: &usize| {
        let mut tiers = rows.lists.iter().zip(&rows.outside).skip(*j).step_by(n);
        tiers.any(|(list, outside)| list.is_empty() && outside.is_none())
    };
    let clients: Vec<_> = (0..n).filter(lacking).map(ClientIndex::from).collect();
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
        let kept = n_kept(tier);
        let free = prices(siting, tier).zip(&tier.roles).filter(|(_, r)| **r == Role::Candidate);
        let mut free: Vec<f64> = free.map(|(price, _)| price).collect();
        free.sort_unstable_by(f64::total_cmp);
        free.iter().take(tier.number - kept).sum()
    };
    budget.is_some_and(|budget| tiers.iter().map(least).sum::<f64>() > budget * (1.0 + 1e-9))
}

/// No choice: infeasible for a reason, with those who are left out, or not found before the limit.
fn nothing(
    siting: &Siting,
    tiers: &[Tier],
    why: Option<(Reason, Vec<ClientIndex>)>,
    bound: f64,
) -> TieredAnswer {
    let n = siting.demand().len();
    let answer = match why {
        Some((reason, left)) => Answer::infeasible(reason, left, n),
        None => Answer::empty(Status::Unknown, bound, n),
    };
    let assignment = vec![vec![None; n]; tiers.len()];
    TieredAnswer { answer, sites: vec![Vec::new(); tiers.len()], assignment }
}
