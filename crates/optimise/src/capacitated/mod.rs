//! Siting with capacities: each site serves so much demand and no more.
//!
//! minimise `Σ_i charge_i y_i + Σ_ij cost_ij x_ij` where `x_ij` is the demand of client `j` served
//! at site `i`, `Σ_i x_ij = demand_j` and `Σ_j x_ij <= capacity_i y_i`. A client's demand may be
//! split (a village's children may go to two schools). With the sites given this is a
//! transportation problem, solved exactly; sites are chosen by branch and bound with Lagrangian
//! bounds.

mod relax;
mod transport;
mod tree;

use crate::answer::Proved;
use crate::siting::check_cutoff;
use crate::{Allowance, Answer, Flow, Limit, Reason, Role, SiteIndex, Siting, SitingError, Status};
use serde::{Deserialize, Serialize};

/// What is made best when capacities count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapacityGoal {
    /// Everyone is served at the least demand times cost (capacitated p-median).
    LeastCost,
    /// Everyone is served within the cutoff from the fewest sites (capacitated LSCP).
    FewestSites,
    /// The most demand is served within the cutoff (capacitated MCLP).
    MostServed,
}

/// Solves a siting problem with capacities. The answer's `flows` say who is served where and how
/// much of it; `assignment` names the site that serves most of a client.
///
/// # Errors
/// A number, budget or cutoff that makes no sense. Capacity that is short is an answer, not an error.
pub fn capacitated(
    siting: &Siting,
    (allowance, cutoff): (Allowance, Option<f64>),
    goal: CapacityGoal,
    limit: &Limit<'_>,
) -> Result<Answer, SitingError> {
    let cutoff = check_cutoff(cutoff.unwrap_or(f64::INFINITY))?;
    let range = allowance.range(siting)?;
    let n_clients = siting.demand().len();
    let must = goal != CapacityGoal::MostServed;
    let uncoverable = siting.uncoverable(cutoff);
    if must && !uncoverable.is_empty() {
        return Ok(Answer::infeasible(Reason::OutOfReach, uncoverable, n_clients));
    }
    let loads = Loads::new(siting, (range, allowance.budget), cutoff, goal);
    if must && loads.most_capacity() < siting.total_demand() * (1.0 - 1e-12) {
        return Ok(Answer::infeasible(Reason::CapacityShort, Vec::new(), n_clients));
    }
    let mut outcome = tree::search(&loads, limit);
    let left_out: f64 = uncoverable.iter().map(|client| siting.demand()[client.at()]).sum();
    outcome.bound = loads.sensible(outcome.bound, left_out, goal);
    let shown = |value: f64| if must { value } else { siting.total_demand() - value };
    let plan = outcome.best.as_ref().map(|(_, open)| transport::transport(&loads, open));
    let served = |plan: &transport::Plan| !must || plan.left_out <= 1e-6 * loads.least_demand();
    let (Some(plan), Some((value, open))) = (plan.filter(served), outcome.best) else {
        return Ok(if outcome.complete || outcome.bound >= loads.big {
            Answer::infeasible(Reason::CapacityShort, Vec::new(), n_clients)
        } else {
            Answer::empty(Status::Unknown, shown(outcome.bound), n_clients)
        });
    };
    let proved = Proved {
        objective: shown(value),
        bound: shown(outcome.bound.min(value)),
        // What nothing can be better than is best, however early the search was stopped.
        complete: outcome.complete || outcome.bound >= value - loads.hair(),
        nodes: outcome.nodes,
    };
    let mut sites: Vec<SiteIndex> = open.iter().map(|i| SiteIndex::from(*i)).collect();
    sites.sort_unstable();
    let flow = |&(client, site, amount): &(usize, usize, f64)| Flow {
        client: client.into(),
        site: site.into(),
        amount,
    };
    let flows: Vec<Flow> = plan.flows.iter().map(flow).collect();
    let mut answer = Answer::found(proved, sites, most_of(&flows, n_clients));
    answer.flows = flows;
    Ok(answer)
}

/// The site that serves most of each client.
fn most_of(flows: &[Flow], n_clients: usize) -> Vec<Option<SiteIndex>> {
    let mut most: Vec<Option<Flow>> = vec![None; n_clients];
    for flow in flows {
        let held = &mut most[flow.client.at()];
        if held.is_none_or(|held| flow.amount > held.amount) {
            *held = Some(*flow);
        }
    }
    most.into_iter().map(|flow| flow.map(|flow| flow.site)).collect()
}

/// The problem in the search's terms; costs are per unit of demand.
pub(crate) struct Loads {
    pub demand: Vec<f64>,
    pub capacity: Vec<f64>,
    pub roles: Vec<Role>,
    /// Of each site its clients within the cutoff and what a unit costs.
    pub clients: Vec<Vec<(usize, f64)>>,
    /// What a unit costs that is not served.
    pub outside: f64,
    pub charge: f64,
    pub range: (usize, usize),
    pub price: Vec<f64>,
    pub budget: f64,
    /// More than any choice costs that serves everyone; infinite if not everyone must be served.
    pub big: f64,
    /// More than any choice costs.
    pub worst: f64,
}

impl Loads {
    fn new(
        siting: &Siting,
        (range, budget): ((usize, usize), Option<f64>),
        cutoff: f64,
        goal: CapacityGoal,
    ) -> Self {
        let n_sites = siting.sites().len();
        let mut clients = vec![Vec::new(); n_sites];
        let mut greatest = 0.0_f64;
        for (j, demand) in siting.demand().iter().enumerate().filter(|(_, demand)| **demand > 0.0) {
            for (site, cost) in siting.costs().of(j.into()).take_while(|pair| pair.1 <= cutoff) {
                let unit = if goal == CapacityGoal::LeastCost { cost } else { 0.0 };
                greatest = greatest.max(unit);
                if *demand > 0.0 && siting.may_open(site.at()) {
                    clients[site.at()].push((j, unit));
                }
            }
        }
        let all = siting.total_demand();
        let charge = if goal == CapacityGoal::FewestSites { 1.0 } else { 0.0 };
        let most = greatest * all + charge * n_sites as f64 + 1.0;
        let price = |site: &crate::Site| if site.role == Role::Kept { 0.0 } else { site.price };
        let mut loads = Self {
            demand: siting.demand().to_vec(),
            capacity: siting.sites().iter().map(|s| s.capacity.unwrap_or(all).min(all)).collect(),
            roles: siting.sites().iter().map(|site| site.role).collect(),
            clients,
            outside: 1.0,
            charge,
            range,
            price: siting.sites().iter().map(price).collect(),
            budget: budget.unwrap_or(f64::INFINITY),
            big: f64::INFINITY,
            worst: all,
        };
        if goal != CapacityGoal::MostServed {
            // Leaving out a millionth of the least demand costs more than serving everyone.
            loads.outside = 1e6 * most / loads.least_demand();
            (loads.big, loads.worst) = (most, most);
        }
        loads
    }

    /// The least demand above 0.
    fn least_demand(&self) -> f64 {
        self.demand.iter().copied().filter(|demand| *demand > 0.0).fold(f64::INFINITY, f64::min)
    }

    /// The most that the allowed number of sites can serve.
    fn most_capacity(&self) -> f64 {
        let (kept, others) = self.capacities();
        let more = self.range.1 - kept.len();
        kept.iter().chain(others.iter().take(more)).sum()
    }

    /// Capacities of the kept sites, and of the candidates with the greatest first.
    fn capacities(&self) -> (Vec<f64>, Vec<f64>) {
        let of = |role: Role| -> Vec<f64> {
            let capacities = self.capacity.iter().zip(&self.roles);
            capacities.filter(|(_, r)| **r == role).map(|(capacity, _)| *capacity).collect()
        };
        let mut others = of(Role::Candidate);
        others.sort_unstable_by(|a, b| b.total_cmp(a));
        (of(Role::Kept), others)
    }

    /// The fewest sites whose capacities hold all demand, kept ones included.
    fn fewest_sites(&self) -> usize {
        let (kept, others) = self.capacities();
        let all: f64 = self.demand.iter().sum();
        let mut left = all * (1.0 - 1e-9) - kept.iter().sum::<f64>();
        let needed = others.iter().take_while(|capacity| {
            let is_needed = left > 0.0;
            left -= **capacity;
            is_needed
        });
        (kept.len() + needed.count()).max(self.range.0)
    }

    /// A bound of the search no worse than what anybody knows without one: a cost is not below 0,
    /// sites are whole and not fewer than the demand fills, and who is out of reach (`left_out`)
    /// or beyond all capacity is not served.
    fn sensible(&self, bound: f64, left_out: f64, goal: CapacityGoal) -> f64 {
        match goal {
            CapacityGoal::LeastCost => bound.max(0.0),
            CapacityGoal::FewestSites => (bound - 1e-6).ceil().max(self.fewest_sites() as f64),
            CapacityGoal::MostServed => {
                let beyond = self.demand.iter().sum::<f64>() - self.most_capacity();
                // What is left of rounding must not look like a proof.
                bound.max(left_out * (1.0 - 1e-12)).max(beyond * (1.0 - 1e-12)).max(0.0)
            }
        }
    }

    /// Differences of values below this are rounding.
    pub fn hair(&self) -> f64 {
        1e-12 * self.worst
    }

    /// Whether so much money is there.
    pub fn affords(&self, spent: f64) -> bool {
        spent <= self.budget + 1e-9 * self.budget.abs()
    }
}
