//! What a scenario does: before and after, by group and zone, as plain data with a digest.

use serde::{Deserialize, Serialize};

use super::base::Base;
use super::changes::Setup;
use super::placed::Placed;
use super::state::{Pair, State};
use super::written::ScenarioFile;
use crate::PlannerError;
use crate::digest::Digest;

/// A scenario held against its base. It holds no time of day, so the same files give the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Name of the base.
    pub base: String,
    /// Digest of the base and of all that it names.
    pub base_sha256: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Digest of its file.
    pub scenario_sha256: String,
    /// What it costs, in 10,000 yuan, where its file says.
    pub price: Option<f64>,
    /// How many changes it has.
    pub changes: usize,
    /// Where they put something, and how far that is from the streets.
    pub placed: Vec<Placed>,
    /// Whoever is this near is served, in minutes.
    pub standard_minutes: f64,
    /// Facilities that count.
    pub facilities: Pair,
    /// The groups, everyone first.
    pub groups: Vec<GroupOutcome>,
    /// Inequality (Gini) of capacity for each person; none without capacities.
    pub gini: Option<Pair>,
    /// Zones in which something is different.
    pub zones: Vec<ZoneOutcome>,
}

/// One group's people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupOutcome {
    /// The column that it comes from.
    pub group: String,
    /// How many people it has.
    pub people: f64,
    /// People within the standard.
    pub served: Pair,
    /// People who are within the standard only after the changes.
    pub lifted: f64,
    /// People who were within it only before.
    pub dropped: f64,
    /// People whose way becomes shorter, by however little.
    pub nearer: f64,
    /// People whose way becomes longer.
    pub farther: f64,
    /// People who reach a facility within the longest time, whom the means are of.
    pub reached: Pair,
    /// Mean minutes to the nearest facility of those who reach one; none where nobody does.
    pub minutes: MeanMinutes,
}

/// Mean minutes before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MeanMinutes {
    /// Before the changes; none if nobody reached a facility.
    pub before: Option<f64>,
    /// After them; none if nobody reaches one.
    pub after: Option<f64>,
}

/// One zone in which something is different.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZoneOutcome {
    /// Its id.
    pub zone: String,
    /// People in it.
    pub people: f64,
    /// Minutes to the nearest facility before; none beyond the longest time.
    pub minutes_before: Option<f64>,
    /// The same after.
    pub minutes_after: Option<f64>,
    /// Which facility was nearest.
    pub nearest_before: Option<String>,
    /// Which is nearest after.
    pub nearest_after: Option<String>,
    /// Capacity for each person before.
    pub access_before: Option<f64>,
    /// The same after.
    pub access_after: Option<f64>,
}

/// Scenarios side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The outcomes, in the order asked for.
    pub outcomes: Vec<Outcome>,
}

/// The most scenarios that are compared at once: more columns are not read.
const MOST: usize = 8;

impl Outcome {
    /// The digest of its bytes: equal for equal files, whoever computes it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// The 10,000 yuan for each person lifted over the standard; none without a price or anyone.
    #[must_use]
    pub fn price_of_one(&self) -> Option<f64> {
        let lifted = self.groups.first().map_or(0.0, |all| all.served.after - all.served.before);
        self.price.filter(|_| lifted > 0.0).map(|price| price / lifted)
    }
}

/// Holds a scenario against its base; only what its changes touch is computed anew.
///
/// # Errors
/// A scenario of another base, a change of something that is not there.
pub fn evaluate(
    base: &Base<'_>,
    (scenario, digest): (&ScenarioFile, &Digest),
) -> Result<Outcome, PlannerError> {
    let ground = base.ground;
    if let Some(wanted) = scenario.base_sha256.as_ref().filter(|sum| **sum != ground.digest.hex()) {
        let found = ground.digest.hex();
        return Err(scenario.refuse(format!(
            "it was written for the base {wanted}, but {} is {found}: the base has changed",
            scenario.base
        )));
    }
    let setup = Setup::new(ground, scenario, base.snapper())?;
    let after = base.state_after(&setup)?;
    let before = &base.state;
    let groups = ground.file.zones.groups.iter().zip(&ground.people).enumerate();
    let standard = ground.file.standard_minutes;
    Ok(Outcome {
        base: ground.file.name.clone(),
        base_sha256: ground.digest.hex().to_owned(),
        scenario: scenario.name.clone(),
        scenario_sha256: digest.hex().to_owned(),
        price: scenario.price,
        changes: scenario.change.len(),
        placed: setup.placed,
        standard_minutes: standard,
        facilities: Pair { before: before.facilities as f64, after: after.facilities as f64 },
        groups: groups
            .map(|(n, (name, people))| {
                let served = Pair { before: before.served[n], after: after.served[n] };
                group((name.as_str(), people.as_slice()), served, [before, &after], standard)
            })
            .collect(),
        gini: match (before.gini, after.gini) {
            (Some(before), Some(after)) => Some(Pair { before, after }),
            _ => None,
        },
        zones: (0..ground.zones.len())
            .filter_map(|zone| {
                different(ground.zones.name(zone), ground.people[0][zone], [before, &after], zone)
            })
            .collect(),
    })
}

/// Puts up to eight outcomes of one base side by side.
///
/// # Errors
/// None, or more than eight; outcomes of different bases.
pub fn compare(outcomes: Vec<Outcome>) -> Result<Comparison, PlannerError> {
    let refuse = |what: String| Err(PlannerError::option("SCENARIO", what));
    if outcomes.is_empty() || outcomes.len() > MOST {
        return refuse(format!("{} scenarios: compare 1 to {MOST}", outcomes.len()));
    }
    let other = outcomes.iter().find(|outcome| outcome.base_sha256 != outcomes[0].base_sha256);
    if let Some(other) = other {
        return refuse(format!(
            "{} is of another base than {}; compare scenarios of one base",
            other.scenario, outcomes[0].scenario
        ));
    }
    Ok(Comparison { outcomes })
}

fn group(
    (name, people): (&str, &[f64]),
    served: Pair,
    states: [&State; 2],
    standard: f64,
) -> GroupOutcome {
    let [(reached_before, before), (reached_after, after)] =
        states.map(|state| mean(people, state));
    let mut found = GroupOutcome {
        group: name.to_owned(),
        people: people.iter().sum(),
        served,
        lifted: 0.0,
        dropped: 0.0,
        nearer: 0.0,
        farther: 0.0,
        reached: Pair { before: reached_before, after: reached_after },
        minutes: MeanMinutes { before, after },
    };
    for (zone, people) in people.iter().enumerate() {
        let [before, after] = states.map(|state| state.minutes[zone].unwrap_or(f64::INFINITY));
        match (before <= standard, after <= standard) {
            (false, true) => found.lifted += people,
            (true, false) => found.dropped += people,
            _ => {}
        }
        if after < before {
            found.nearer += people;
        } else if after > before {
            found.farther += people;
        }
    }
    found
}

/// How many reach a facility, and their mean minutes; no mean if nobody does.
fn mean(people: &[f64], state: &State) -> (f64, Option<f64>) {
    let reached = || people.iter().zip(&state.minutes).filter_map(|(p, m)| Some((p, (*m)?)));
    let all: f64 = reached().map(|(people, _)| people).sum();
    let sum: f64 = reached().map(|(people, minutes)| people * minutes).sum();
    // A sum of nobody is -0.0.
    (all + 0.0, (all > 0.0).then(|| sum / all))
}

fn different(
    name: &str,
    people: f64,
    [before, after]: [&State; 2],
    zone: usize,
) -> Option<ZoneOutcome> {
    let access = |state: &State| state.access.as_ref().map(|access| access[zone]);
    // Looked at before anything is copied: most zones are as they were.
    let is_same = before.minutes[zone] == after.minutes[zone]
        && before.nearest[zone] == after.nearest[zone]
        && access(before) == access(after);
    if is_same {
        return None;
    }
    Some(ZoneOutcome {
        zone: name.to_owned(),
        people,
        minutes_before: before.minutes[zone],
        minutes_after: after.minutes[zone],
        nearest_before: before.nearest[zone].clone(),
        nearest_after: after.nearest[zone].clone(),
        access_before: access(before),
        access_after: access(after),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_who_arrives_has_no_mean() {
        let state = |minutes: [Option<f64>; 2]| State {
            minutes: minutes.to_vec(),
            nearest: vec![None; 2],
            access: None,
            served: vec![0.0],
            gini: None,
            facilities: 0,
        };
        assert_eq!(mean(&[30.0, 10.0], &state([None, None])).1, None);
        let (reached, minutes) = mean(&[30.0, 10.0], &state([Some(4.0), None]));
        assert_eq!((reached, minutes), (30.0, Some(4.0)));
    }
}
