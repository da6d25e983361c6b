//! Sorting a day's runs into patterns within which no trip overtakes another.

use super::clock::Clock;
use super::lines::{Lines, Visit};
use super::runs::Run;
use std::collections::HashMap;

/// A chain of runs, each nowhere earlier than the one before.
type Chain = Vec<Vec<(Clock, Clock)>>;

/// Adds the runs to the lines: those with the same stops together, in as few chains as first-fit
/// finds. The result depends on the runs alone, not on their order.
pub(super) fn add(lines: &mut Lines, runs: &[Run<'_>]) {
    let mut groups: HashMap<Vec<Visit>, Vec<Vec<(Clock, Clock)>>> = HashMap::new();
    for run in runs {
        groups.entry(run.visits()).or_default().push(run.times());
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_unstable_by(|a, b| key(&a.0).cmp(key(&b.0)));
    for (visits, mut trips) in groups {
        trips.sort_unstable_by(|a, b| first_departure(a).cmp(&first_departure(b)).then(a.cmp(b)));
        for chain in chains(trips) {
            lines.push(&visits, &chain);
        }
    }
}

fn key(visits: &[Visit]) -> impl Iterator<Item = (u32, u32)> + '_ {
    visits.iter().map(|visit| (visit.board, visit.alight))
}

fn first_departure(trip: &[(Clock, Clock)]) -> Option<Clock> {
    trip.first().map(|(_, departure)| *departure)
}

fn chains(trips: Vec<Vec<(Clock, Clock)>>) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    for trip in trips {
        let fits = |chain: &&mut Chain| chain.last().is_some_and(|last| follows(&trip, last));
        match chains.iter_mut().find(fits) {
            Some(chain) => chain.push(trip),
            None => chains.push(vec![trip]),
        }
    }
    chains
}

/// Whether a trip is nowhere earlier than the other.
fn follows(trip: &[(Clock, Clock)], other: &[(Clock, Clock)]) -> bool {
    trip.iter().zip(other).all(|(a, b)| a.0 >= b.0 && a.1 >= b.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_express_that_overtakes_gets_a_chain_of_its_own() {
        let slow = vec![(0, 0), (100, 100)];
        let express = vec![(10, 10), (50, 50)];
        let next = vec![(20, 20), (120, 120)];
        let found = chains(vec![slow.clone(), express.clone(), next.clone()]);
        assert_eq!(found, [vec![slow, next], vec![express]]);
    }
}
