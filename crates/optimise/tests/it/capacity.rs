//! Capacities: by hand, and against every set of sites with a plan found another way.

use crate::worlds::{Table, sets, tables};
use optimise::{
    Allowance, Answer, CapacityGoal, Costs, Limit, Reason, Role, Site, SiteIndex, Siting, Status,
    capacitated,
};
use proptest::prelude::*;

fn with_capacity(siting: Siting, capacity: &[f64]) -> Siting {
    let site = |c: &f64| Site { capacity: Some(*c), ..Site::candidate() };
    siting.with_sites(capacity.iter().map(site).collect()).expect("capacities are sound")
}

/// Two schools of 3 places; villages of 2, 2 and 1 pupils at 0, 1 and 10 on a road, schools at 0 and 10.
/// The second village sends one pupil to each: 0·2 + 1·1 + 9·1 + 0·1 = 10.
#[test]
fn pupils_by_hand() {
    let costs = Costs::dense(2, 3, &[0.0, 10.0, 1.0, 9.0, 10.0, 0.0]).unwrap();
    let siting = with_capacity(Siting::new(costs, vec![2.0, 2.0, 1.0]).unwrap(), &[3.0, 3.0]);
    let ask = |p: usize| {
        capacitated(&siting, (Allowance::total(p), None), CapacityGoal::LeastCost, &Limit::none())
            .unwrap()
    };
    let answer = ask(2);
    assert_eq!((answer.objective, &answer.status), (Some(10.0), &Status::Optimal));
    let to_second: f64 =
        answer.flows.iter().filter(|flow| flow.site == SiteIndex(1)).map(|flow| flow.amount).sum();
    assert_eq!(to_second, 2.0);
    assert_eq!(
        ask(1).status,
        Status::Infeasible { reason: Reason::CapacityShort, uncoverable: vec![] }
    );
}

/// The cheapest plan in whole persons, one person after another with all detours (Bellman–Ford on
/// persons), independent of the library's. Costs and capacities are whole.
fn plan(table: &Table, set: &[usize], capacity: &[f64], outside: f64) -> f64 {
    let mut persons: Vec<usize> = Vec::new();
    for (j, demand) in table.demand.iter().enumerate() {
        persons.extend(std::iter::repeat_n(j, *demand as usize));
    }
    let places: Vec<usize> = set
        .iter()
        .flat_map(|i| std::iter::repeat_n(*i, (capacity[*i] as usize).min(persons.len())))
        .collect();
    let cost = |person: usize, place: usize| {
        places.get(place).map_or(outside, |site| table.cost(*site, persons[person]).min(outside))
    };
    hungarian(persons.len(), places.len() + persons.len(), &cost)
}

/// Assignment of rows to columns at the least cost (Kuhn and Munkres, with potentials).
fn hungarian(n: usize, m: usize, cost: &dyn Fn(usize, usize) -> f64) -> f64 {
    let (mut u, mut v) = (vec![0.0; n + 1], vec![0.0; m + 1]);
    let (mut row_of, mut way) = (vec![0; m + 1], vec![0; m + 1]);
    for i in 1..=n {
        row_of[0] = i;
        let mut at = 0;
        let (mut least, mut used) = (vec![f64::INFINITY; m + 1], vec![false; m + 1]);
        while row_of[at] != 0 {
            used[at] = true;
            let (row, mut delta, mut next) = (row_of[at], f64::INFINITY, 0);
            for j in 1..=m {
                if used[j] {
                    continue;
                }
                let reduced = cost(row - 1, j - 1) - u[row] - v[j];
                if reduced < least[j] {
                    (least[j], way[j]) = (reduced, at);
                }
                if least[j] < delta {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=m {
                if used[j] {
                    u[row_of[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[way[at]];
            at = way[at];
        }
    }
    (1..=m).filter(|j| row_of[*j] != 0).map(|j| cost(row_of[j] - 1, j - 1)).sum()
}

fn small() -> impl Strategy<Value = (Table, Vec<f64>)> {
    tables().prop_flat_map(|mut table| {
        table.demand.iter_mut().for_each(|demand| *demand = (*demand / 4.0).ceil());
        let all = table.demand.iter().sum::<f64>() as u32;
        let n = table.n_sites;
        (Just(table), proptest::collection::vec((0..all + 2).prop_map(f64::from), n))
    })
}

/// Flows keep demands, capacities and open sites.
fn check_flows(table: &Table, capacity: &[f64], answer: &Answer) {
    let mut used = vec![0.0; capacity.len()];
    let mut served = vec![0.0; table.demand.len()];
    for flow in &answer.flows {
        assert!(answer.sites.contains(&flow.site) && flow.amount > 0.0);
        used[flow.site.at()] += flow.amount;
        served[flow.client.at()] += flow.amount;
    }
    assert!(used.iter().zip(capacity).all(|(used, capacity)| *used <= capacity + 1e-9));
    assert!(served.iter().zip(&table.demand).all(|(served, demand)| *served <= demand + 1e-9));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn least_cost((table, capacity) in small(), p in 1..4_usize) {
        let siting = with_capacity(table.siting(), &capacity);
        let allowance = (Allowance::total(p), None);
        let Ok(answer) = capacitated(&siting, allowance, CapacityGoal::LeastCost, &Limit::none()) else { return Ok(()) };
        let best = sets(table.n_sites, p).map(|set| plan(&table, &set, &capacity, 1e6)).fold(f64::INFINITY, f64::min);
        if best >= 1e6 {
            let nothing = matches!(answer.status, Status::Infeasible { .. });
            prop_assert!(nothing, "{:?} for {best}", answer);
        } else {
            prop_assert_eq!(answer.objective, Some(best));
            prop_assert_eq!(&answer.status, &Status::Optimal);
            check_flows(&table, &capacity, &answer);
        }
    }

    #[test]
    fn most_served((table, capacity) in small(), p in 1..4_usize, cutoff in 5..40_u32) {
        let siting = with_capacity(table.siting(), &capacity);
        let cutoff = f64::from(cutoff);
        let allowance = (Allowance::total(p), Some(cutoff));
        let Ok(answer) = capacitated(&siting, allowance, CapacityGoal::MostServed, &Limit::none()) else { return Ok(()) };
        let far = |cost: &f64| if *cost <= cutoff { 0.0 } else { 1.0 };
        let covers = Table { costs: table.costs.iter().map(far).collect(), ..table.clone() };
        let left = sets(table.n_sites, p).map(|set| plan(&covers, &set, &capacity, 1.0)).fold(f64::INFINITY, f64::min);
        let served = table.demand.iter().sum::<f64>() - left;
        prop_assert!((answer.objective.unwrap() - served).abs() < 1e-9, "{:?} for {served}", answer);
        prop_assert_eq!(&answer.status, &Status::Optimal);
        check_flows(&table, &capacity, &answer);
    }

    #[test]
    fn fewest_sites((table, capacity) in small(), cutoff in 5..40_u32, kept in 0..3_usize) {
        let mut sites: Vec<Site> =
            capacity.iter().map(|c| Site { capacity: Some(*c), ..Site::candidate() }).collect();
        if let Some(site) = sites.get_mut(kept) {
            site.role = Role::Kept;
        }
        let siting = table.siting().with_sites(sites).unwrap();
        let cutoff = f64::from(cutoff);
        let allowance = Allowance { number: optimise::Number::Any, budget: None };
        let answer = capacitated(&siting, (allowance, Some(cutoff)), CapacityGoal::FewestSites, &Limit::none()).unwrap();
        let far = |cost: &f64| if *cost <= cutoff { 0.0 } else { 1.0 };
        let covers = Table { costs: table.costs.iter().map(far).collect(), ..table.clone() };
        let serves = |set: &Vec<usize>| plan(&covers, set, &capacity, 1.0) == 0.0 && (kept >= table.n_sites || set.contains(&kept));
        let best = (1..=table.n_sites).find(|size| sets(table.n_sites, *size).any(|set| serves(&set)));
        match best {
            Some(size) => prop_assert_eq!(answer.objective, Some(size as f64)),
            None => {
                let nothing = matches!(answer.status, Status::Infeasible { .. });
                prop_assert!(nothing, "{:?}", answer);
            }
        }
    }

    #[test]
    fn stopped_at_once((table, capacity) in small(), p in 1..4_usize) {
        let siting = with_capacity(table.siting(), &capacity);
        let ask = |limit: &Limit<'_>| capacitated(&siting, (Allowance::total(p), None), CapacityGoal::LeastCost, limit);
        let (Ok(proved), Ok(stopped)) = (ask(&Limit::none()), ask(&Limit::new(&|| true))) else { return Ok(()) };
        if let Some(best) = proved.objective {
            prop_assert!(stopped.bound <= best + 1e-9 * best);
            prop_assert!(stopped.objective.is_none_or(|value| value >= best - 1e-9 * best));
        } else {
            prop_assert!(stopped.objective.is_none());
        }
    }
}
