//! p-centre: the least greatest cost from a client to its nearest open site.
//!
//! minimise `max_j min_{i open} cost_ij` over the clients with demand (Minieka 1970). The answer
//! is one of the costs, so it is sought by halving among the distinct costs; each step asks
//! whether so few sites can reach everyone within that cost (LSCP). The objective is that entry
//! of the table exactly. Among centre sets of the last step the search's own is given.

use crate::answer::Proved;
use crate::kernel::local::Local;
use crate::lscp::{Cover, Least};
use crate::mclp::left_out;
use crate::median::weighted_rows;
use crate::model::{Conditions, Model, Wish};
use crate::{Allowance, Answer, Limit, Number, Reason, SiteIndex, Siting, SitingError, Status};

/// Solves the p-centre problem; unweighted, among clients whose demand is above 0.
///
/// # Errors
/// A number that makes no sense, or a budget: p-centre chooses by number only.
/// Demand out of reach is an answer, not an error.
pub fn p_centre(
    siting: &Siting,
    allowance: Allowance,
    limit: &Limit<'_>,
) -> Result<Answer, SitingError> {
    if allowance.number == Number::Any || allowance.budget.is_some() {
        let (what, value) = ("budget", allowance.budget.unwrap_or(f64::INFINITY));
        let mend = "p-centre chooses by number: give the number of sites and no budget";
        return Err(SitingError::Setting { what, value, mend });
    }
    let (_, p) = allowance.range(siting)?;
    let n_clients = siting.demand().len();
    let uncoverable = siting.uncoverable(f64::INFINITY);
    if !uncoverable.is_empty() {
        return Ok(Answer::infeasible(Reason::OutOfReach, uncoverable, n_clients));
    }
    let mut halving = Halving::new(siting, p);
    halving.run(limit);
    let mut answer = halving.answer();
    if let Status::Infeasible { reason: Reason::TooFewSites, uncoverable } = &mut answer.status {
        *uncoverable = left_out(siting, allowance, f64::INFINITY, limit)?;
    }
    Ok(answer)
}

/// The search between what is too little and what is enough.
struct Halving<'a> {
    siting: &'a Siting,
    p: usize,
    /// The distinct costs.
    radii: Vec<f64>,
    /// Every radius before this place is proved too small.
    least: usize,
    /// The best set so far and the place of its radius (the length of `radii`: none yet).
    found: (usize, Vec<SiteIndex>),
    complete: bool,
    nodes: u64,
}

impl<'a> Halving<'a> {
    fn new(siting: &'a Siting, p: usize) -> Self {
        let radii = siting.costs().distinct();
        let least = place(&radii, nearest_of_all(siting));
        let found = (radii.len(), Vec::new());
        let mut halving = Self { siting, p, radii, least, found, complete: false, nodes: 0 };
        halving.offer(halving.first());
        halving
    }

    /// Sites by local search for the least total cost: a fair start.
    fn first(&self) -> Vec<SiteIndex> {
        let rows = weighted_rows(self.siting, f64::INFINITY, |cost| cost * cost);
        let conditions = Conditions::number(self.siting, (self.p, self.p), None);
        let model = Model::new(self.siting, rows, conditions);
        let kept: Vec<u32> = self.siting.kept().map(|i| i as u32).collect();
        let Some(left) = model.inst.restricted(&model.decided) else { return Vec::new() };
        let mut local = Local::new(&left, &[]);
        local.fill();
        let chosen = local.open().iter().map(|i| left.sites[*i as usize]);
        kept.into_iter().chain(chosen).map(SiteIndex).collect()
    }

    /// Takes a set if its radius is the least so far.
    fn offer(&mut self, sites: Vec<SiteIndex>) {
        if let Some(radius) = radius(self.siting, &sites) {
            let at = place(&self.radii, radius);
            if at < self.found.0 {
                self.found = (at, sites);
            }
        }
    }

    fn run(&mut self, limit: &Limit<'_>) {
        while self.least < self.found.0 {
            if limit.spent(self.nodes) {
                return;
            }
            let middle = self.least + (self.found.0 - self.least) / 2;
            match self.reaches_all(self.radii[middle], limit) {
                Some(true) => {}
                Some(false) => self.least = middle + 1,
                None => return,
            }
            if self.found.0 > middle && self.least <= middle {
                return;
            }
        }
        self.complete = true;
    }

    /// Whether `p` sites reach everyone within a radius; none if the limit came first.
    fn reaches_all(&mut self, radius: f64, limit: &Limit<'_>) -> Option<bool> {
        if !self.siting.uncoverable(radius).is_empty() {
            return Some(false);
        }
        let cover = Cover::new(self.siting, radius, Least::Sites);
        let p = self.p as f64;
        let outcome = cover.model.solve_with(limit, Wish { aim: Some(p), ..Wish::default() });
        self.nodes += outcome.nodes;
        match outcome.best {
            Some((value, open)) if value <= p + 1e-6 => {
                self.offer(open.into_iter().map(SiteIndex).collect());
                Some(true)
            }
            _ if outcome.complete || outcome.bound > p + 1e-6 => Some(false),
            _ => None,
        }
    }

    fn answer(self) -> Answer {
        let n_clients = self.siting.demand().len();
        let bound = self.radii.get(self.least).copied().unwrap_or(f64::INFINITY);
        let (at, sites) = self.found;
        let Some(&objective) = self.radii.get(at) else {
            return if self.complete {
                Answer::infeasible(Reason::TooFewSites, Vec::new(), n_clients)
            } else {
                Answer::empty(Status::Unknown, bound, n_clients)
            };
        };
        let sites = completed(self.siting, sites, self.p);
        let assignment = self.siting.nearest(&sites, f64::INFINITY);
        let proved = Proved { objective, bound, complete: self.complete, nodes: self.nodes };
        Answer::found(proved, sites, assignment)
    }
}

/// The greatest cost of a client with demand to its nearest open site; none if somebody has none.
pub(crate) fn radius(siting: &Siting, open: &[SiteIndex]) -> Option<f64> {
    let near = siting.nearest_with_cost(open, f64::INFINITY);
    let with_demand = near.iter().zip(siting.demand()).filter(|(_, demand)| **demand > 0.0);
    with_demand
        .map(|(near, _)| near.map(|(_, cost)| cost))
        .try_fold(0.0, |most: f64, cost| Some(most.max(cost?)))
}

/// The radius when every allowed site is open.
fn nearest_of_all(siting: &Siting) -> f64 {
    let allowed = (0..siting.sites().len()).filter(|i| siting.may_open(*i));
    let all: Vec<SiteIndex> = allowed.map(SiteIndex::from).collect();
    radius(siting, &all).unwrap_or(f64::INFINITY)
}

fn place(radii: &[f64], radius: f64) -> usize {
    radii.partition_point(|r| *r < radius)
}

/// Opens what is lacking to `p` sites, each time where the total cost falls most.
fn completed(siting: &Siting, mut sites: Vec<SiteIndex>, p: usize) -> Vec<SiteIndex> {
    let rows = weighted_rows(siting, f64::INFINITY, |cost| cost);
    let model = Model::new(siting, rows, Conditions::number(siting, (p, p), None));
    let mut decided = model.decided.clone();
    for site in &sites {
        decided.state[site.at()] = crate::kernel::instance::State::Open;
    }
    if let Some(left) = model.inst.restricted(&decided) {
        let mut local = Local::new(&left, &[]);
        local.fill();
        sites.extend(local.open().iter().map(|i| SiteIndex(left.sites[*i as usize])));
    }
    sites.sort_unstable();
    sites
}
