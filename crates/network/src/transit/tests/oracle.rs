//! An oracle: label correcting over trips, one departure at a time, straight from the definition.

use std::fmt::Write as _;

/// A timetable in whole minutes.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) stops: usize,
    /// Each trip's stops with arrival and departure.
    pub(super) trips: Vec<Vec<(usize, u32, u32)>>,
    /// Walks between stops, both ways: from, to, minutes.
    pub(super) walks: Vec<(usize, usize, u32)>,
    /// From the source to stops.
    pub(super) access: Vec<(usize, u32)>,
    /// From stops to each target.
    pub(super) targets: Vec<Vec<(usize, u32)>>,
    /// Walks all the way to targets.
    pub(super) direct: Vec<(usize, u32)>,
}

impl World {
    /// Earliest arrival at each target for one departure, with at most so many rides.
    pub(super) fn arrivals(&self, departure: u32, rides: usize) -> Vec<Option<u32>> {
        let mut ready = vec![u32::MAX; self.stops];
        let mut ridden = vec![u32::MAX; self.stops];
        for &(stop, minutes) in &self.access {
            ready[stop] = ready[stop].min(departure + minutes);
        }
        for _ in 0..rides {
            let before = (ready.clone(), ridden.clone());
            for trip in &self.trips {
                let mut aboard = false;
                for &(stop, arrival, leaves) in trip {
                    if aboard {
                        ridden[stop] = ridden[stop].min(arrival);
                    }
                    aboard |= before.0[stop] <= leaves;
                }
            }
            for stop in 0..self.stops {
                ready[stop] = ready[stop].min(ridden[stop]);
            }
            for &(a, b, minutes) in &self.walks {
                for (from, to) in [(a, b), (b, a)] {
                    ready[to] = ready[to].min(ridden[from].saturating_add(minutes));
                }
            }
            if before == (ready.clone(), ridden.clone()) {
                break;
            }
        }
        let walk = |target: usize| {
            self.direct
                .iter()
                .filter(move |(to, _)| *to == target)
                .map(|(_, time)| departure + time)
        };
        let by_ride = |target: usize| {
            self.targets[target].iter().filter_map(|&(stop, time)| ridden[stop].checked_add(time))
        };
        (0..self.targets.len()).map(|target| by_ride(target).chain(walk(target)).min()).collect()
    }

    /// The trips as a drawing.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (number, trip) in self.trips.iter().enumerate() {
            write!(text, "t{number}").unwrap();
            for (stop, arrival, departure) in trip {
                let letter = char::from(b'A' + *stop as u8);
                let at = |minute: u32| format!("{}:{:02}", minute / 60, minute % 60);
                write!(text, " {letter} {}-{}", at(*arrival), at(*departure)).unwrap();
            }
            text.push('\n');
        }
        text
    }
}

#[test]
fn the_oracle_knows_the_simple_answers() {
    let world = World {
        stops: 3,
        trips: vec![vec![(0, 5, 5), (1, 10, 10)], vec![(2, 14, 14), (1, 20, 20)]],
        walks: vec![(1, 2, 4)],
        access: vec![(0, 2)],
        targets: vec![vec![(1, 1)], vec![(2, 0)]],
        direct: vec![(1, 30)],
    };
    assert_eq!(world.arrivals(0, 9), [Some(11), Some(30)]);
    assert_eq!(world.arrivals(4, 9), [None, Some(34)]);
    assert_eq!(world.text(), "t0 A 0:05-0:05 B 0:10-0:10\nt1 C 0:14-0:14 B 0:20-0:20\n");
}
