//! How a base stands: for each zone the nearest facility and what falls to it, for each group who is
//! served.

use std::collections::HashMap;
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

/// Of each zone the time to the nearest facility that counts, and which one that is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Nearest(Vec<(Cost, usize)>);

impl Nearest {
    /// Every facility held against every zone. Ties go to the one that stands first.
    fn of_all(times: &Times, counts: &[bool], n_zones: usize) -> Self {
        let mut best = vec![(Cost::UNREACHED, 0_usize); n_zones];
        for (n, column) in times.columns.iter().enumerate().filter(|(n, _)| counts[*n]) {
            for (best, time) in best.iter_mut().zip(column.iter()) {
                if *time < best.0 {
                    *best = (*time, n);
                }
            }
        }
        Self(best)
    }

    /// The same after changes: only facilities that are new or moved are held against every zone, and
    /// only zones whose nearest one is gone are looked at anew. A column that is the very one
    /// of before is of a facility that stays.
    pub(super) fn after(
        &self,
        (before, counted): (&Times, &[bool]),
        (times, counts): (&Times, &[bool]),
    ) -> Self {
        let places: HashMap<*const Cost, usize> =
            before.columns.iter().enumerate().map(|(m, column)| (column.as_ptr(), m)).collect();
        let mut now = vec![None; before.columns.len()];
        let mut fresh = Vec::new();
        let mut last: Option<usize> = None;
        for (n, column) in times.columns.iter().enumerate().filter(|(n, _)| counts[*n]) {
            let place = places.get(&column.as_ptr()).copied();
            // One that closed and opened again stands last, so ties go to others: it is new.
            match place.filter(|m| counted[*m] && last.is_none_or(|last| *m > last)) {
                Some(m) => (now[m], last) = (Some(n), Some(m)),
                None => fresh.push(n),
            }
        }
        let every = |zone: usize| {
            let counting = (0..times.columns.len()).filter(|n| counts[*n]);
            let all = counting.map(|n| (times.columns[n][zone], n));
            all.filter(|(time, _)| time.is_reached()).min().unwrap_or((Cost::UNREACHED, 0))
        };
        let of_zone = |(zone, (time, m)): (usize, &(Cost, usize))| {
            let kept = match time.is_reached() {
                true => now[*m].map(|n| (*time, n)),
                false => Some((Cost::UNREACHED, usize::MAX)),
            };
            let Some(kept) = kept else { return every(zone) };
            let others = fresh.iter().map(|n| (times.columns[*n][zone], *n));
            let best = others.fold(kept, |best, other| best.min(other));
            if best.0.is_reached() { best } else { (Cost::UNREACHED, 0) }
        };
        Self(self.0.iter().enumerate().map(of_zone).collect())
    }
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
        Self::with_nearest(ground, setup, times).map(|(state, _)| state)
    }

    /// The same, and what it found nearest.
    pub(super) fn with_nearest(
        ground: &Ground,
        setup: &Setup,
        times: &Times,
    ) -> Result<(Self, Nearest), PlannerError> {
        let nearest = Nearest::of_all(times, &counting(ground, setup), ground.zones.len());
        Ok((Self::of(ground, setup, times, &nearest)?, nearest))
    }

    /// Takes stock where it is known what is nearest.
    pub(super) fn of(
        ground: &Ground,
        setup: &Setup,
        times: &Times,
        Nearest(best): &Nearest,
    ) -> Result<Self, PlannerError> {
        let counts = counting(ground, setup);
        let standard = Cost::from_minutes(network::Minutes(ground.file.standard_minutes));
        let within = |(people, (time, _)): (&f64, &(Cost, usize))| {
            if *time <= standard { *people } else { 0.0 }
        };
        let served =
            ground.people.iter().map(|group| group.iter().zip(best).map(within).sum()).collect();
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

/// Which of the facilities count.
pub(super) fn counting(ground: &Ground, setup: &Setup) -> Vec<bool> {
    setup.facilities.iter().map(|facility| ground.counts(facility)).collect()
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
