//! What must hold in any town: more facilities never lower access, capacity is conserved, broken
//! lists are refused.

use access::measures::{RaamLimits, RaamStatus};
use access::{Amounts, Costs, Decay, Pair, Reach, Service};
use proptest::prelude::*;

/// A random town: pairs, people of 6 zones, capacity of 5 facilities.
fn town() -> impl Strategy<Value = (Vec<Pair>, Vec<f64>, Vec<f64>)> {
    let pairs = proptest::collection::btree_map((0u32..6, 0u32..5), 0.0f64..60.0, 1..30);
    let people = proptest::collection::vec(0.0f64..100.0, 6);
    let capacity = proptest::collection::vec(0.0f64..9.0, 5);
    (pairs, people, capacity).prop_map(|(pairs, people, capacity)| {
        let pairs = pairs
            .into_iter()
            .map(|((zone, facility), minutes)| Pair { zone, facility, minutes })
            .collect();
        (pairs, people, capacity)
    })
}

fn decays() -> impl Strategy<Value = Decay> {
    prop_oneof![
        (1.0f64..60.0).prop_map(|within| Decay::Binary { within }),
        (1.0f64..60.0).prop_map(|zero_at| Decay::Linear { zero_at }),
        (1.0f64..60.0).prop_map(|sigma| Decay::Gaussian { sigma }),
        (0.01f64..0.5).prop_map(|rate| Decay::Exponential { rate }),
    ]
}

proptest! {
    #[test]
    fn one_more_facility_never_lowers_access(
        (pairs, people, capacity) in town(), decay in decays(), last in 0.1f64..9.0,
    ) {
        let reach = Reach::new(decay).unwrap();
        let people = Amounts::new("people", people).unwrap();
        let costs = Costs::from_pairs(6, 5, &pairs).unwrap();
        let run = |capacity: Vec<f64>| {
            let capacity = Amounts::new("capacity", capacity).unwrap();
            let service = Service::new(&costs, &people, &capacity).unwrap();
            let minutes = |near: Option<access::measures::Nearest>| {
                near.map_or(f64::NEG_INFINITY, |near| -near.minutes)
            };
            [
                service.gravity(&reach),
                service.count(30.0).unwrap(),
                service.two_step(&reach).by_zone,
                service.modified_two_step(&reach).by_zone,
                service.availability(&reach, 1.0).unwrap().by_zone,
                service.nearest().into_iter().map(minutes).collect(),
            ]
        };
        let mut fewer = capacity.clone();
        fewer[4] = 0.0;
        let mut more = capacity;
        more[4] = last;
        for (fewer, more) in run(fewer).iter().zip(run(more)) {
            for (fewer, more) in fewer.iter().zip(&more) {
                prop_assert!(*more >= fewer - 1e-9 * fewer.abs(), "{fewer} {more}");
            }
        }
    }

    #[test]
    fn capacity_is_conserved((pairs, people, capacity) in town(), decay in decays()) {
        let reach = Reach::new(decay).unwrap();
        let (people, capacity) =
            (Amounts::new("people", people).unwrap(), Amounts::new("capacity", capacity).unwrap());
        let costs = Costs::from_pairs(6, 5, &pairs).unwrap();
        let service = Service::new(&costs, &people, &capacity).unwrap();
        let all = [
            service.two_step(&reach),
            service.three_step(&reach),
            service.availability(&reach, 0.7).unwrap(),
        ];
        for access in all {
            prop_assert!(access.conservation.holds(), "{:?}", access.conservation);
        }
        prop_assert!(service.modified_two_step(&reach).conservation.relative_error() <= 1e-9);
    }

    #[test]
    fn cumulative_counts_grow_with_time((pairs, people, capacity) in town()) {
        let (people, capacity) =
            (Amounts::new("people", people).unwrap(), Amounts::new("capacity", capacity).unwrap());
        let costs = Costs::from_pairs(6, 5, &pairs).unwrap();
        let service = Service::new(&costs, &people, &capacity).unwrap();
        let lists = service.cumulative(&[5.0, 15.0, 30.0, 60.0]).unwrap();
        for two in lists.windows(2) {
            prop_assert!(two[0].iter().zip(&two[1]).all(|(less, more)| less <= more));
        }
        for (list, minutes) in lists.iter().zip([5.0, 15.0, 30.0, 60.0]) {
            let alone = service.gravity(&Reach::binary(minutes).unwrap());
            prop_assert!(list.iter().zip(&alone).all(|(a, b)| (a - b).abs() < 1e-9));
        }
    }

    /// In the equilibrium nobody gains by changing, and everybody who reaches something is served.
    #[test]
    fn raam_is_an_equilibrium((pairs, people, capacity) in town()) {
        let (people, capacity) =
            (Amounts::new("people", people).unwrap(), Amounts::new("capacity", capacity).unwrap());
        let costs = Costs::from_pairs(6, 5, &pairs).unwrap();
        let service = Service::new(&costs, &people, &capacity).unwrap();
        let Ok(found) = service.raam(30.0, RaamLimits { gap: 1e-9, passes: 500 }) else {
            prop_assert!(people.total() == 0.0 || capacity.total() == 0.0);
            return Ok(());
        };
        prop_assert_eq!(found.status, RaamStatus::Reached);
        prop_assert!(found.bound <= found.value * (1.0 + 1e-12));
        let served: f64 = found.demand.iter().sum();
        prop_assert!((served + found.left_out - people.total()).abs() < 1e-6 * people.total().max(1.0));
        prop_assert!(found.by_zone.iter().flatten().all(|cost| cost.is_finite() && *cost >= 0.0));
    }

    #[test]
    fn broken_lists_are_refused_and_nothing_panics(
        pairs in proptest::collection::vec((0u32..8, 0u32..8, prop_oneof![
            0.0f64..60.0, Just(f64::NAN), Just(-1.0), Just(f64::INFINITY),
        ]), 0..12),
    ) {
        let pairs: Vec<Pair> = pairs
            .into_iter()
            .map(|(zone, facility, minutes)| Pair { zone, facility, minutes })
            .collect();
        let mut seen = std::collections::HashSet::new();
        let sound = pairs.iter().all(|pair| {
            pair.zone < 6
                && pair.facility < 5
                && (0.0..f64::INFINITY).contains(&pair.minutes)
                && seen.insert((pair.zone, pair.facility))
        });
        match Costs::from_pairs(6, 5, &pairs) {
            Ok(_) => prop_assert!(sound),
            Err(error) => {
                prop_assert!(!sound && error.to_string().starts_with("costs, row "), "{error}");
            }
        }
    }
}

/// The fixed worlds of the tests of PySAL access: a grid of 5 × 5 with capacity 1 everywhere.
#[test]
fn a_perfect_grid_is_that_of_pysal() {
    let at = |cell: usize| ((cell % 5) as f64, (cell / 5) as f64);
    let mut pairs = Vec::new();
    for zone in 0..25 {
        for facility in 0..25 {
            let ((x, y), (u, v)) = (at(zone), at(facility));
            let minutes = (x - u).hypot(y - v);
            pairs.push(Pair { zone: zone as u32, facility: facility as u32, minutes });
        }
    }
    let costs = Costs::from_pairs(25, 25, &pairs).unwrap();
    let capacity = Amounts::same("capacity", 1.0, 25);
    let demand_at = [3, 7, 12, 18, 24];
    let people =
        (0..25).map(|cell| if demand_at.contains(&cell) { 1.0 } else { 0.0 }).collect::<Vec<_>>();
    let people = Amounts::new("people", people).unwrap();
    let service = Service::new(&costs, &people, &capacity).unwrap();
    let check = |within: f64, expected: f64| {
        let found = service.two_step(&Reach::binary(within).unwrap());
        for cell in demand_at {
            assert!((found.by_zone[cell] - expected).abs() < 1e-12, "{within}: {cell}");
        }
    };
    check(1_000.0, 5.0);
    check(0.9, 1.0);
    assert!(Reach::binary(-1.0).is_err());
}

/// One zone of 100 people, two facilities of equal capacity, the farther 30 minutes on: with τ = 60
/// the levels are even when D_1/50 = D_2/50 + ½, so 62.5 and 37.5.
#[test]
fn raam_by_hand() {
    let pair = |facility, minutes| Pair { zone: 0, facility, minutes };
    let costs = Costs::from_pairs(1, 2, &[pair(0, 0.0), pair(1, 30.0)]).unwrap();
    let people = Amounts::same("people", 100.0, 1);
    let capacity = Amounts::same("capacity", 2.0, 2);
    let service = Service::new(&costs, &people, &capacity).unwrap();
    let found = service.raam(60.0, RaamLimits::default()).unwrap();
    assert!((found.demand[0] - 62.5).abs() < 1e-9 && (found.demand[1] - 37.5).abs() < 1e-9);
    assert!((found.by_zone[0].unwrap() - 1.25).abs() < 1e-12);
    assert!(service.raam(0.0, RaamLimits::default()).is_err());
}
