//! How a base stands: for each zone the nearest facility and what falls to it, for each group who is
//! served.

use std::sync::Arc;

use access::equity::{Sample, gini};
use network::Cost;
use serde::{Deserialize, Serialize};

use super::changes::Setup;
use super::ground::Ground;
use crate::PlannerError;

/// Times from the zones to facilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Times {
    /// Of each facility the time from each zone; [`Cost::UNREACHED`] beyond the longest.
    pub columns: Vec<Arc<[Cost]>>,
}

/// Zones and groups at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Minutes from each zone to the nearest facility that counts; none beyond the longest time.
    pub minutes: Vec<Option<f64>>,
    /// Which facility that is.
    pub nearest: Vec<Option<String>>,
    /// Capacity for each person of a zone (two-step floating catchment within the standard); none
    /// where the base has no capacities.
    pub access: Option<Vec<f64>>,
    /// Of each group, people within the standard.
    pub served: Vec<f64>,
    /// How unequal access is among people.
    pub gini: Option<f64>,
    /// Facilities that count.
    pub facilities: usize,
}

/// A group's numbers before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Before the changes.
    pub before: f64,
    /// After them.
    pub after: f64,
}

impl State {
    /// Takes stock. Ties between facilities go to the one that stands first.
    ///
    /// # Errors
    /// People that cannot be weighed: none at all.
    pub fn new(ground: &Ground, setup: &Setup, times: &Times) -> Result<Self, PlannerError> {
        let counts: Vec<bool> =
            setup.facilities.iter().map(|facility| ground.counts(facility)).collect();
        let n_zones = ground.zones.len();
        let mut best = vec![(Cost::UNREACHED, 0_usize); n_zones];
        for (n, column) in times.columns.iter().enumerate().filter(|(n, _)| counts[*n]) {
            for (best, time) in best.iter_mut().zip(column.iter()) {
                if *time < best.0 {
                    *best = (*time, n);
                }
            }
        }
        let standard = Cost::from_minutes(network::Minutes(ground.file.standard_minutes));
        let within = |(people, (time, _)): (&f64, &(Cost, usize))| {
            if *time <= standard { *people } else { 0.0 }
        };
        let served =
            ground.people.iter().map(|group| group.iter().zip(&best).map(within).sum()).collect();
        let reached = |(time, _): &(Cost, usize)| time.is_reached().then(|| time.minutes().0);
        let named =
            |(time, n): &(Cost, usize)| time.is_reached().then(|| setup.facilities[*n].id.clone());
        let access = catchments(ground, setup, times, (&counts, standard));
        let unequal = match &access {
            Some(access) => gini(&Sample::new(access, Some(&ground.people[0]))?),
            None => None,
        };
        Ok(Self {
            minutes: best.iter().map(reached).collect(),
            nearest: best.iter().map(named).collect(),
            access,
            served,
            gini: unequal,
            facilities: counts.iter().filter(|counts| **counts).count(),
        })
    }
}

/// Two-step floating catchment (Luo and Wang 2003) within the standard: each facility's capacity
/// for each person near it, summed over the facilities near a zone.
fn catchments(
    ground: &Ground,
    setup: &Setup,
    times: &Times,
    (counts, standard): (&[bool], Cost),
) -> Option<Vec<f64>> {
    if setup.facilities.iter().all(|facility| facility.capacity.is_none()) {
        return None;
    }
    let people = &ground.people[0];
    let mut access = vec![0.0; people.len()];
    for (n, column) in times.columns.iter().enumerate().filter(|(n, _)| counts[*n]) {
        let capacity = setup.facilities[n].capacity.unwrap_or(0.0);
        let near = || column.iter().enumerate().filter(|(_, time)| **time <= standard);
        let demand: f64 = near().map(|(zone, _)| people[zone]).sum();
        if capacity > 0.0 && demand > 0.0 {
            near().for_each(|(zone, _)| access[zone] += capacity / demand);
        }
    }
    Some(access)
}
