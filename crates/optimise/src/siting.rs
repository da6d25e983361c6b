//! The question that all siting models share: sites, clients, and what may be chosen.

use crate::{ClientIndex, Costs, SiteIndex, SitingError};
use serde::{Deserialize, Serialize};

/// What may happen to a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May be opened.
    #[default]
    Candidate,
    /// Exists and stays open; costs nothing more.
    Kept,
    /// May not be open.
    Closed,
}

/// A place where a service is or could be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// What may happen to it.
    pub role: Role,
    /// Money for opening it, in the budget's unit; kept sites cost nothing.
    pub price: f64,
    /// The most demand it can serve; none means no end.
    pub capacity: Option<f64>,
}

impl Site {
    /// A site that may be opened free of charge and serves any number.
    #[must_use]
    pub const fn candidate() -> Self {
        Self { role: Role::Candidate, price: 0.0, capacity: None }
    }

    /// A site that stays open.
    #[must_use]
    pub const fn kept() -> Self {
        Self { role: Role::Kept, price: 0.0, capacity: None }
    }
}

/// How many sites are open in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Number {
    /// So many, kept ones included; with a budget, at most so many.
    Total(usize),
    /// So many besides the kept ones; with a budget, at most so many.
    New(usize),
    /// As many as the budget pays for and help.
    Any,
}

/// How many sites, and for how much money.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Allowance {
    /// How many.
    pub number: Number,
    /// The most that the opened sites' prices may sum to; none means no end.
    pub budget: Option<f64>,
}

impl Allowance {
    /// So many sites in all, at any price.
    #[must_use]
    pub const fn total(p: usize) -> Self {
        Self { number: Number::Total(p), budget: None }
    }

    /// So many besides the kept ones, at any price.
    #[must_use]
    pub const fn new_sites(p: usize) -> Self {
        Self { number: Number::New(p), budget: None }
    }

    /// Whatever this money pays for.
    #[must_use]
    pub const fn budget(budget: f64) -> Self {
        Self { number: Number::Any, budget: Some(budget) }
    }

    /// Least and most open sites, kept ones included.
    pub(crate) fn range(&self, siting: &Siting) -> Result<(usize, usize), SitingError> {
        if let Some(budget) = self.budget
            && !(budget.is_finite() && budget >= 0.0)
        {
            let mend = "give a finite sum from 0 up, or none";
            return Err(SitingError::Setting { what: "budget", value: budget, mend });
        }
        let (kept, available) = (siting.n_kept(), siting.n_available());
        let asked = match self.number {
            Number::Total(p) => p,
            Number::New(p) => p.saturating_add(kept),
            Number::Any => return Ok((kept, available)),
        };
        let least = kept.max(1);
        if asked < least || asked > available {
            return Err(SitingError::Number { asked, kept, available, least });
        }
        Ok((if self.budget.is_some() { kept } else { asked }, asked))
    }
}

/// Sites, clients and the costs between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Siting {
    costs: Costs,
    demand: Vec<f64>,
    sites: Vec<Site>,
}

impl Siting {
    /// All sites are free candidates.
    ///
    /// # Errors
    /// A list of the wrong length, a demand below 0 or not a number, no demand at all.
    pub fn new(costs: Costs, demand: Vec<f64>) -> Result<Self, SitingError> {
        let wanted = costs.n_clients();
        if demand.len() != wanted {
            return Err(SitingError::Length { what: "demands", found: demand.len(), wanted });
        }
        let wrong = |value: &f64| !value.is_finite() || *value < 0.0;
        if let Some(client) = demand.iter().position(wrong) {
            let value = demand[client];
            return Err(SitingError::Demand { client: client.into(), value });
        }
        if demand.iter().all(|value| *value == 0.0) {
            return Err(SitingError::NoDemand);
        }
        let sites = vec![Site::candidate(); costs.n_sites()];
        Ok(Self { costs, demand, sites })
    }

    /// With these sites instead.
    ///
    /// # Errors
    /// A list of the wrong length; a price or capacity below 0 or not a number.
    pub fn with_sites(self, sites: Vec<Site>) -> Result<Self, SitingError> {
        let (found, wanted) = (sites.len(), self.costs.n_sites());
        if found != wanted {
            return Err(SitingError::Length { what: "sites", found, wanted });
        }
        for (site, given) in sites.iter().enumerate() {
            check_value(site, "price", given.price)?;
            check_value(site, "capacity", given.capacity.unwrap_or(0.0))?;
        }
        Ok(Self { sites, ..self })
    }

    /// With other demands, e.g. weighted ones.
    ///
    /// # Errors
    /// As [`Siting::new`].
    pub fn with_demand(self, demand: Vec<f64>) -> Result<Self, SitingError> {
        let sites = self.sites;
        Ok(Self { sites, ..Self::new(self.costs, demand)? })
    }

    /// The costs.
    #[must_use]
    pub fn costs(&self) -> &Costs {
        &self.costs
    }

    /// Demand of each client, in its unit (persons).
    #[must_use]
    pub fn demand(&self) -> &[f64] {
        &self.demand
    }

    /// The sites.
    #[must_use]
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// All demand together.
    #[must_use]
    pub fn total_demand(&self) -> f64 {
        self.demand.iter().sum()
    }

    /// Whether a site may be open.
    pub(crate) fn may_open(&self, site: usize) -> bool {
        self.sites[site].role != Role::Closed
    }

    pub(crate) fn n_kept(&self) -> usize {
        self.sites.iter().filter(|site| site.role == Role::Kept).count()
    }

    pub(crate) fn n_available(&self) -> usize {
        self.sites.iter().filter(|site| site.role != Role::Closed).count()
    }

    pub(crate) fn kept(&self) -> impl Iterator<Item = usize> + '_ {
        self.sites.iter().enumerate().filter(|(_, s)| s.role == Role::Kept).map(|(i, _)| i)
    }

    /// Clients with demand that no allowed site reaches within the cutoff.
    #[must_use]
    pub fn uncoverable(&self, cutoff: f64) -> Vec<ClientIndex> {
        let reached = |client: ClientIndex| {
            self.costs.of(client).any(|(site, cost)| cost <= cutoff && self.may_open(site.at()))
        };
        (0..self.demand.len())
            .filter(|j| self.demand[*j] > 0.0)
            .map(ClientIndex::from)
            .filter(|client| !reached(*client))
            .collect()
    }

    /// The nearest of the open sites for each client, within the cutoff.
    #[must_use]
    pub fn nearest(&self, open: &[SiteIndex], cutoff: f64) -> Vec<Option<SiteIndex>> {
        self.nearest_with_cost(open, cutoff).into_iter().map(|near| near.map(|(s, _)| s)).collect()
    }

    /// The nearest of the open sites for each client and its cost.
    pub(crate) fn nearest_with_cost(
        &self,
        open: &[SiteIndex],
        cutoff: f64,
    ) -> Vec<Option<(SiteIndex, f64)>> {
        let mut is_open = vec![false; self.sites.len()];
        for site in open {
            is_open[site.at()] = true;
        }
        let near = |j: usize| {
            let mut sites = self.costs.of(j.into()).take_while(|(_, cost)| *cost <= cutoff);
            sites.find(|(site, _)| is_open[site.at()])
        };
        (0..self.demand.len()).map(near).collect()
    }
}

fn check_value(site: usize, what: &'static str, value: f64) -> Result<(), SitingError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(SitingError::SiteValue { site: site.into(), what, value })
}

/// A cutoff that makes sense.
pub(crate) fn check_cutoff(cutoff: f64) -> Result<f64, SitingError> {
    if cutoff >= 0.0 {
        return Ok(cutoff);
    }
    let mend = "give a number from 0 up, in the unit of the costs";
    Err(SitingError::Setting { what: "cutoff", value: cutoff, mend })
}
