//! An answer that was stopped says so, and its bound is true.

use crate::worlds::{san_francisco, shared, street, tables};
use optimise::{
    Allowance, Answer, CapacityGoal, ClientIndex, Costs, Least, Limit, Number, Reason, Relocation,
    Role, Site, Siting, Status, Tier, Together, capacitated, fair_centre, hierarchy, lscp,
    lscp_within, mclp, p_centre, p_dispersion, p_median, read_orlib, relocate,
};
use proptest::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whether bound and objective stand to the optimum as promised, and the status to both.
fn check_minimised(answer: &Answer, optimum: f64) {
    assert!(answer.bound <= optimum + 1e-9 * optimum, "bound {} above {optimum}", answer.bound);
    match (&answer.status, answer.objective) {
        (Status::Optimal, Some(objective)) => {
            assert!((objective - optimum).abs() <= 1e-9 * optimum);
            assert_eq!(answer.bound, objective);
        }
        (Status::Feasible, Some(objective)) => {
            assert!(objective >= optimum - 1e-9 * optimum);
            assert!(answer.gap.is_some_and(|gap| gap >= 0.0));
        }
        (Status::Unknown, None) => {}
        other => panic!("{other:?} for a question that has an answer"),
    }
}

#[test]
fn stopped_at_once_on_or_library() {
    let Some(text) = shared("pmed/pmed17.txt") else { return };
    let instance = read_orlib(&text).unwrap();
    let limit = Limit::new(&|| true);
    let answer = p_median(&instance.siting, Allowance::total(10), None, &limit).unwrap();
    assert_eq!(answer.status, Status::Feasible);
    assert_eq!(answer.sites.len(), 10);
    check_minimised(&answer, 6999.0);
    assert!(answer.gap.unwrap() > 0.0);
}

/// However many steps are allowed, the bound never crosses the optimum.
#[test]
fn stopped_after_any_number_of_questions() {
    let Some(text) = shared("pmed/pmed11.txt") else { return };
    let instance = read_orlib(&text).unwrap();
    for most in [0, 1, 2, 5, 10, 20, 50, 100, 1000] {
        let asked = AtomicU64::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) >= most;
        let answer =
            p_median(&instance.siting, Allowance::total(5), None, &Limit::new(&stop)).unwrap();
        check_minimised(&answer, 7696.0);
    }
}

#[test]
fn a_gap_that_is_good_enough_is_not_called_optimal() {
    let Some(text) = shared("pmed/pmed17.txt") else { return };
    let instance = read_orlib(&text).unwrap();
    let limit = Limit::none().with_gap(0.05);
    let answer = p_median(&instance.siting, Allowance::total(10), None, &limit).unwrap();
    check_minimised(&answer, 6999.0);
    assert!(answer.gap.unwrap() <= 0.05);
    assert_eq!(answer.status == Status::Optimal, answer.gap == Some(0.0));
}

#[test]
fn stopped_at_once_on_san_francisco() {
    let Some(siting) = san_francisco() else { return };
    let limit = Limit::new(&|| true);
    check_minimised(
        &p_centre(&siting, Allowance::total(4), &limit).unwrap(),
        7_403.063_810_849_859,
    );
    check_minimised(&lscp(&siting, 5000.0, Least::Sites, &limit).unwrap(), 8.0);
    let covered = mclp(&siting, Allowance::total(4), 5000.0, &limit).unwrap();
    assert!(covered.objective.unwrap() <= 875_247.0 && covered.bound >= 875_247.0);
}

#[test]
fn the_same_question_gets_the_same_answer() {
    let Some(text) = shared("pmed/pmed17.txt") else { return };
    let instance = read_orlib(&text).unwrap();
    let limit = Limit::none().with_nodes(4);
    let ask = || p_median(&instance.siting, Allowance::total(10), None, &limit).unwrap();
    assert_eq!(ask(), ask());
}

#[test]
fn dispersion_stopped_at_once() {
    let places: Vec<f64> = (0..30).map(|k| f64::from(k * k % 97)).collect();
    let distances: Vec<f64> =
        places.iter().flat_map(|a| places.iter().map(move |b| (a - b).abs())).collect();
    let roles = vec![Role::Candidate; 30];
    let stopped = p_dispersion(&distances, &roles, 8, &Limit::new(&|| true)).unwrap();
    let proved = p_dispersion(&distances, &roles, 8, &Limit::none()).unwrap();
    assert_eq!(proved.status, Status::Optimal);
    assert!(stopped.objective <= proved.objective && stopped.bound >= proved.bound);
}

/// Two villages 100 apart and one site that may open: nobody is out of reach alone, both are together.
#[test]
fn too_few_sites_is_proved() {
    let siting = street(&[0.0, 100.0]);
    let answer = p_median(&siting, Allowance::total(1), Some(50.0), &Limit::none()).unwrap();
    let Status::Infeasible { reason: Reason::TooFewSites, uncoverable } = answer.status else {
        panic!("{:?}", answer.status)
    };
    // The best choice of one leaves out one of the two, who is named.
    assert_eq!(uncoverable.len(), 1);
}

/// Two valleys without a road between them, the second with more people: whichever model is asked for
/// one site, or for the money of one, the village of the first is named.
#[test]
fn who_is_left_out_is_named_by_every_model() {
    let far = f64::INFINITY;
    let costs = Costs::dense(2, 2, &[1.0, far, far, 1.0]).unwrap();
    let site = |role| Site { role, price: 4.0, capacity: None };
    let siting = Siting::new(costs, vec![3.0, 5.0]).unwrap();
    let free = siting.clone().with_sites(vec![site(Role::Candidate); 2]).unwrap();
    let stands = siting.with_sites(vec![site(Role::Kept), site(Role::Candidate)]).unwrap();
    let (one, limit) = (Allowance::total(1), Limit::none());
    let one_moves = Relocation { moves: 1, budget: None, cutoff: None };
    let tier = |number| Tier { number, weight: 1.0, cutoff: None, roles: vec![Role::Candidate; 2] };
    let tiers = |number, budget| {
        let together = Together { inclusive: false, budget };
        hierarchy(&free, &[tier(number)], together, &limit).unwrap().answer
    };
    for (answer, wanted) in [
        (p_median(&free, one, None, &limit).unwrap(), Reason::TooFewSites),
        (p_centre(&free, one, &limit).unwrap(), Reason::TooFewSites),
        (fair_centre(&free, one, &limit).unwrap().answer, Reason::TooFewSites),
        (relocate(&stands, one_moves, &limit).unwrap(), Reason::TooFewSites),
        (tiers(1, None), Reason::TooFewSites),
        (tiers(2, Some(4.0)), Reason::TooLittleMoney),
        (lscp_within(&free, 1.0, 4.0, &limit).unwrap(), Reason::TooLittleMoney),
    ] {
        let uncoverable = vec![ClientIndex(0)];
        assert_eq!(answer.status, Status::Infeasible { reason: wanted, uncoverable });
    }
}

/// Money that is too little is infeasible, not forgotten: the one site that reaches both costs 7.
#[test]
fn a_covering_within_a_budget() {
    let siting = street(&[0.0, 10.0, 20.0]);
    let site = |price: f64| Site { price, ..Site::candidate() };
    let siting = siting.with_sites(vec![site(4.0), site(7.0), site(4.0)]).unwrap();
    let ask = |budget: f64| lscp_within(&siting, 10.0, budget, &Limit::none()).unwrap();
    let enough = ask(7.0);
    assert_eq!((enough.objective, &enough.status), (Some(7.0), &Status::Optimal));
    let Status::Infeasible { reason, .. } = ask(6.5).status else { panic!("6.5 is too little") };
    assert_eq!(reason, Reason::TooLittleMoney);
    assert!(lscp_within(&siting, 10.0, -1.0, &Limit::none()).is_err());
}

/// With capacities too a stopped search claims nothing that cannot be: no less than nothing, no more
/// people than there are, no fewer schools than the demand fills.
#[test]
fn stopped_at_once_with_capacities() {
    let Some(siting) = san_francisco() else { return };
    let all = siting.total_demand();
    let room = all / 7.5;
    let n = siting.sites().len();
    let siting =
        siting.with_sites(vec![Site { capacity: Some(room), ..Site::candidate() }; n]).unwrap();
    let limit = Limit::new(&|| true);
    let any = Allowance { number: Number::Any, budget: None };
    let ask = |number, cutoff, goal| capacitated(&siting, (number, cutoff), goal, &limit).unwrap();
    let fewest = ask(any, None, CapacityGoal::FewestSites);
    assert!(fewest.bound >= 8.0 && fewest.bound.fract() == 0.0, "{}", fewest.bound);
    assert!(fewest.objective.is_none_or(|found| found >= fewest.bound));
    let most = ask(Allowance::total(4), Some(5000.0), CapacityGoal::MostServed);
    assert!(most.bound <= 4.0 * room + 1e-6, "{} of {all}", most.bound);
    assert!(most.objective.is_none_or(|found| found <= most.bound));
    let least = ask(Allowance::total(9), None, CapacityGoal::LeastCost);
    assert!(least.bound >= 0.0, "{}", least.bound);
    assert!(least.objective.is_none_or(|found| found >= least.bound));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn bounds_never_cross(table in tables(), p in 1..5_usize, most in 0..30_u64) {
        let siting = table.siting();
        let Ok(proved) = p_median(&siting, Allowance::total(p), None, &Limit::none()) else { return Ok(()) };
        let asked = AtomicU64::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) >= most;
        let stopped = p_median(&siting, Allowance::total(p), None, &Limit::new(&stop)).unwrap();
        if let Some(optimum) = proved.objective {
            check_minimised(&stopped, optimum);
        } else {
            prop_assert!(stopped.objective.is_none());
        }
    }
}
