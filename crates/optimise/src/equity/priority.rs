//! Demand that counts more: elders, children, remote villages.

use crate::{Siting, SitingError};
use serde::{Deserialize, Serialize};

/// A group of people and how much one of them counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriorityGroup {
    /// Persons of the group at each client.
    pub persons: Vec<f64>,
    /// What one person counts; 1 is like everyone else.
    pub weight: f64,
}

/// Clients that are far from every site count more.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remoteness {
    /// Farther than this from all existing sites, in the costs' unit.
    pub beyond: f64,
    /// What their demand is multiplied by.
    pub factor: f64,
}

/// The weighted demand `Σ_g weight_g · persons_gj`, times `factor` for remote clients.
/// Without an existing site nobody is remote.
///
/// # Errors
/// A list of the wrong length; a number or weight below 0 or not finite; no demand left.
pub fn priority_demand(
    siting: &Siting,
    groups: &[PriorityGroup],
    remote: Option<Remoteness>,
) -> Result<Vec<f64>, SitingError> {
    let wanted = siting.demand().len();
    let mut demand = vec![0.0; wanted];
    for group in groups {
        check("weight of a group", group.weight)?;
        let found = group.persons.len();
        if found != wanted {
            return Err(SitingError::Length { what: "numbers of persons", found, wanted });
        }
        for (sum, persons) in demand.iter_mut().zip(&group.persons) {
            *sum += group.weight * persons;
        }
    }
    if let Some(remote) = remote {
        check("factor of remoteness", remote.factor)?;
        let existing: Vec<_> = siting.kept().map(Into::into).collect();
        let near = siting.nearest(&existing, remote.beyond);
        let none = !existing.is_empty();
        for (sum, _) in demand.iter_mut().zip(near).filter(|(_, near)| none && near.is_none()) {
            *sum *= remote.factor;
        }
    }
    Siting::new(siting.costs().clone(), demand.clone())?;
    Ok(demand)
}

fn check(what: &'static str, value: f64) -> Result<(), SitingError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(SitingError::Setting { what, value, mend: "give a finite number from 0 up" })
}
