//! Small instances against every choice looked at.

use crate::worlds::{Table, larger_tables, sets, tables};
use optimise::{
    Allowance, Answer, Least, Limit, Number, Relocation, Role, Site, SiteIndex, Status, Tier,
    Together, fair_centre, frontier, gini_bounded, gini_of_costs, hierarchy, kolm_pollak, lscp,
    mclp, p_centre, p_dispersion, p_median, relocate,
};
use proptest::prelude::*;

fn nearest(table: &Table, set: &[usize], client: usize) -> f64 {
    set.iter().map(|site| table.cost(*site, client)).fold(f64::INFINITY, f64::min)
}

fn total(table: &Table, set: &[usize]) -> f64 {
    (0..table.demand.len()).map(|j| table.demand[j] * nearest(table, set, j)).sum()
}

fn worst(table: &Table, set: &[usize]) -> f64 {
    (0..table.demand.len()).map(|j| nearest(table, set, j)).fold(0.0, f64::max)
}

fn covered(table: &Table, set: &[usize], cutoff: f64) -> f64 {
    let reached = |j: &usize| nearest(table, set, *j) <= cutoff;
    (0..table.demand.len()).filter(reached).map(|j| table.demand[j]).sum()
}

fn least(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(f64::INFINITY, f64::min)
}

fn at(sites: &[SiteIndex]) -> Vec<usize> {
    sites.iter().map(|site| site.at()).collect()
}

/// The answer has the least value (infinite: nothing is possible), and its set has that value.
fn check_least(answer: &Answer, expected: f64, of: impl Fn(&[usize]) -> f64) {
    if expected.is_infinite() {
        assert!(matches!(answer.status, Status::Infeasible { .. }), "{answer:?}");
        return;
    }
    let objective = answer.objective.expect("a choice");
    assert!((objective - expected).abs() <= 1e-9 * (1.0 + expected), "{objective} for {expected}");
    assert!((of(&at(&answer.sites)) - expected).abs() <= 1e-9 * (1.0 + expected));
    assert_eq!(answer.status, Status::Optimal);
    assert_eq!(answer.bound, objective);
}

/// Roles and prices by chance for a table's sites.
fn sites(n: usize) -> impl Strategy<Value = Vec<Site>> {
    let role = prop_oneof![
        1 => Just(Role::Kept),
        6 => Just(Role::Candidate),
        1 => Just(Role::Closed),
    ];
    let site = (role, 1..9_u32).prop_map(|(role, price)| Site {
        role,
        price: f64::from(price),
        capacity: None,
    });
    proptest::collection::vec(site, n)
}

fn tables_with_sites() -> impl Strategy<Value = (Table, Vec<Site>)> {
    tables().prop_flat_map(|table| {
        let n = table.n_sites;
        (Just(table), sites(n))
    })
}

fn keeps(sites: &[Site], set: &[usize]) -> bool {
    (0..sites.len()).all(|i| match sites[i].role {
        Role::Kept => set.contains(&i),
        Role::Candidate => true,
        Role::Closed => !set.contains(&i),
    })
}

fn price(sites: &[Site], set: &[usize]) -> f64 {
    set.iter().filter(|i| sites[**i].role == Role::Candidate).map(|i| sites[*i].price).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn p_median_is_least((table, sites) in tables_with_sites(), p in 1..5_usize, cutoff in 5..60_u32) {
        let siting = table.siting().with_sites(sites.clone()).unwrap();
        let cutoff = (cutoff < 50).then_some(f64::from(cutoff));
        let Ok(answer) = p_median(&siting, Allowance::total(p), cutoff, &Limit::none()) else {
            return Ok(());
        };
        let most = cutoff.unwrap_or(f64::MAX);
        let allowed = sets(table.n_sites, p)
            .filter(|set| keeps(&sites, set) && worst(&table, set) <= most);
        check_least(&answer, least(allowed.map(|set| total(&table, &set))), |set| total(&table, set));
    }

    #[test]
    fn p_median_within_a_budget((table, sites) in tables_with_sites(), budget in 0..30_u32) {
        let siting = table.siting().with_sites(sites.clone()).unwrap();
        let budget = f64::from(budget);
        let answer = p_median(&siting, Allowance::budget(budget), None, &Limit::none()).unwrap();
        let pays = |set: &Vec<usize>| keeps(&sites, set) && price(&sites, set) <= budget;
        let all = (0..=table.n_sites).flat_map(|size| sets(table.n_sites, size)).filter(pays);
        check_least(&answer, least(all.map(|set| total(&table, &set))), |set| total(&table, set));
        prop_assert!(price(&sites, &at(&answer.sites)) <= budget);
    }

    #[test]
    fn lscp_is_least((table, sites) in tables_with_sites(), cutoff in 5..40_u32, by_price in any::<bool>()) {
        let siting = table.siting().with_sites(sites.clone()).unwrap();
        let cutoff = f64::from(cutoff);
        type Value<'a> = &'a dyn Fn(&[usize]) -> f64;
        let (what, value): (_, Value<'_>) = if by_price {
            (Least::Price, &|set: &[usize]| price(&sites, set))
        } else {
            (Least::Sites, &|set: &[usize]| set.len() as f64)
        };
        let answer = lscp(&siting, cutoff, what, &Limit::none()).unwrap();
        let covers = |set: &Vec<usize>| keeps(&sites, set) && worst(&table, set) <= cutoff;
        let all = (0..=table.n_sites).flat_map(|size| sets(table.n_sites, size)).filter(covers);
        check_least(&answer, least(all.map(|set| value(&set))), |set| {
            assert!(worst(&table, set) <= cutoff && keeps(&sites, set));
            value(set)
        });
    }

    #[test]
    fn mclp_is_most((table, sites) in tables_with_sites(), p in 1..5_usize, cutoff in 0..40_u32, money in 0..40_u32) {
        let siting = table.siting().with_sites(sites.clone()).unwrap();
        let cutoff = f64::from(cutoff);
        let budget = (money < 30).then_some(f64::from(money));
        let allowance = Allowance { number: Number::Total(p), budget };
        let Ok(answer) = mclp(&siting, allowance, cutoff, &Limit::none()) else { return Ok(()) };
        let pays = |set: &Vec<usize>| keeps(&sites, set) && price(&sites, set) <= budget.unwrap_or(1e9);
        let all = (0..=p).flat_map(|size| sets(table.n_sites, size)).filter(pays);
        let most = all.map(|set| covered(&table, &set, cutoff)).fold(0.0, f64::max);
        prop_assert_eq!(answer.objective, Some(most));
        prop_assert_eq!(&answer.status, &Status::Optimal);
        prop_assert_eq!(covered(&table, &at(&answer.sites), cutoff), most);
        prop_assert!(pays(&at(&answer.sites)));
    }

    #[test]
    fn p_centre_is_least((table, sites) in tables_with_sites(), p in 1..5_usize) {
        let siting = table.siting().with_sites(sites.clone()).unwrap();
        let Ok(answer) = p_centre(&siting, Allowance::total(p), &Limit::none()) else { return Ok(()) };
        let allowed = || sets(table.n_sites, p).filter(|set| keeps(&sites, set));
        let radius = least(allowed().map(|set| worst(&table, &set)));
        check_least(&answer, radius, |set| worst(&table, set));
        if radius.is_finite() {
            prop_assert_eq!(answer.sites.len(), p);
            let fair = fair_centre(&siting, Allowance::total(p), &Limit::none()).unwrap();
            let fairest = allowed().filter(|set| worst(&table, set) <= radius);
            prop_assert_eq!((fair.worst, fair.worst_bound), (Some(radius), radius));
            check_least(&fair.answer, least(fairest.map(|set| total(&table, &set))), |set| total(&table, set));
        }
    }

    #[test]
    fn p_dispersion_is_most(places in proptest::collection::vec((0..30_i32, 0..30_i32), 2..10), roles in proptest::collection::vec(0..8_u8, 10), p in 1..6_usize) {
        let n = places.len();
        let apart = |a: usize, b: usize| {
            f64::from((places[a].0 - places[b].0).abs() + (places[a].1 - places[b].1).abs())
        };
        let distances: Vec<f64> = (0..n * n).map(|k| apart(k / n, k % n)).collect();
        let role = |r: &u8| match r { 0 => Role::Kept, 1 => Role::Closed, _ => Role::Candidate };
        let sites: Vec<Site> =
            roles[..n].iter().map(|r| Site { role: role(r), ..Site::candidate() }).collect();
        let roles: Vec<Role> = sites.iter().map(|site| site.role).collect();
        let Ok(answer) = p_dispersion(&distances, &roles, p, &Limit::none()) else { return Ok(()) };
        let nearest = |set: &[usize]| {
            least(set.iter().flat_map(|a| set.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b).map(|(a, b)| apart(a, b)))
        };
        let allowed = sets(n, p).filter(|set| keeps(&sites, set));
        let most = allowed.map(|set| nearest(&set)).fold(0.0, f64::max);
        prop_assert_eq!(answer.objective, Some(most));
        prop_assert_eq!(nearest(&at(&answer.sites)), most);
        prop_assert!(keeps(&sites, &at(&answer.sites)) && answer.sites.len() == p);
        prop_assert_eq!(&answer.status, &Status::Optimal);
    }

    #[test]
    fn relocation_is_least((table, sites) in tables_with_sites(), moves in 0..4_usize, money in 0..30_u32) {
        let siting = table.siting().with_sites(sites.clone()).unwrap();
        let budget = (money < 25).then_some(f64::from(money));
        let relocation = Relocation { moves, budget, cutoff: None };
        let Ok(answer) = relocate(&siting, relocation, &Limit::none()) else { return Ok(()) };
        let existing: Vec<usize> = (0..sites.len()).filter(|i| sites[*i].role == Role::Kept).collect();
        let allowed = sets(table.n_sites, existing.len()).filter(|set| {
            let stays = existing.iter().filter(|i| set.contains(i)).count();
            let open = set.iter().all(|i| sites[*i].role != Role::Closed);
            open && existing.len() - stays <= moves && price(&sites, set) <= budget.unwrap_or(1e9)
        });
        check_least(&answer, least(allowed.map(|set| total(&table, &set))), |set| total(&table, set));
    }

    #[test]
    fn tiers_are_least(table in tables(), high in 1..3_usize, low in 1..3_usize, inclusive in any::<bool>(), money in 0..12_u32, is_kept in any::<bool>()) {
        // Each facility costs its site's number; the first site of the upper tier may stand already.
        let price = |i: usize| i as f64;
        let priced = (0..table.n_sites).map(|i| Site { price: price(i), ..Site::candidate() });
        let siting = table.siting().with_sites(priced.collect()).unwrap();
        let roles = vec![Role::Candidate; table.n_sites];
        let tier = |number: usize, weight: f64| Tier { number, weight, cutoff: None, roles: roles.clone() };
        let mut tiers = [tier(low.min(table.n_sites), 1.0), tier(high.min(table.n_sites), 3.0)];
        let last = table.n_sites - 1;
        if is_kept {
            tiers[1].roles[last] = Role::Kept;
        }
        let budget = f64::from(money);
        let together = Together { inclusive, budget: Some(budget) };
        let answer = hierarchy(&siting, &tiers, together, &Limit::none()).unwrap();
        let mut expected = f64::INFINITY;
        for lower in sets(table.n_sites, tiers[0].number) {
            for higher in sets(table.n_sites, tiers[1].number) {
                let new = higher.iter().filter(|i| !(is_kept && **i == last));
                let spent: f64 = lower.iter().chain(new).map(|i| price(*i)).sum();
                if spent > budget || is_kept && !higher.contains(&last) {
                    continue;
                }
                let mut giving = lower.clone();
                if inclusive {
                    giving.extend(&higher);
                }
                expected = expected.min(total(&table, &giving) + 3.0 * total(&table, &higher));
            }
        }
        if expected.is_infinite() {
            let is_none = matches!(answer.answer.status, Status::Infeasible { .. });
            prop_assert!(is_none);
        } else {
            prop_assert_eq!(answer.answer.objective, Some(expected));
            let (lower, higher) = (at(&answer.sites[0]), at(&answer.sites[1]));
            let giving = if inclusive { [lower, higher.clone()].concat() } else { lower };
            prop_assert_eq!(total(&table, &giving) + 3.0 * total(&table, &higher), expected);
        }
    }

    #[test]
    fn gini_bounded_is_least(table in tables(), p in 1..4_usize, percent in 0..60_u32) {
        let siting = table.siting();
        let most = f64::from(percent) / 100.0;
        let Ok(answer) = gini_bounded(&siting, Allowance::total(p), most, &Limit::none()) else { return Ok(()) };
        let fair = |set: &Vec<usize>| {
            let open: Vec<SiteIndex> = set.iter().map(|i| SiteIndex::from(*i)).collect();
            gini_of_costs(&siting, &open).is_some_and(|g| g <= most)
        };
        let allowed = sets(table.n_sites, p).filter(fair);
        check_least(&answer, least(allowed.map(|set| total(&table, &set))), |set| total(&table, set));
    }

    #[test]
    fn kolm_pollak_is_least(table in tables(), p in 1..4_usize) {
        let siting = table.siting();
        let Ok(found) = kolm_pollak(&siting, Allowance::total(p), 0.1, &Limit::none()) else { return Ok(()) };
        let equivalent = |set: &[usize]| {
            let sum: f64 = (0..table.demand.len())
                .map(|j| table.demand[j] * (0.1 * nearest(&table, set, j)).exp())
                .sum();
            (sum / table.demand.iter().sum::<f64>()).ln() / 0.1
        };
        let best = least(sets(table.n_sites, p).map(|set| equivalent(&set)));
        check_least(&found.answer, best, equivalent);
        if let (Some(mean), Some(value)) = (found.mean, found.answer.objective) {
            prop_assert!(mean <= value + 1e-9, "the equivalent is no less than the mean");
        }
    }

    #[test]
    fn frontier_has_no_dominated_point(table in tables(), p in 1..4_usize) {
        let siting = table.siting();
        let Ok(points) = frontier(&siting, Allowance::total(p), 100, &Limit::none()) else { return Ok(()) };
        let all: Vec<(f64, f64)> =
            sets(table.n_sites, p).map(|set| (total(&table, &set), worst(&table, &set))).collect();
        let efficient = |a: &(f64, f64)| {
            a.0.is_finite() && !all.iter().any(|b| b.0 <= a.0 && b.1 <= a.1 && (b.0 < a.0 || b.1 < a.1))
        };
        let mut expected: Vec<(f64, f64)> = all.iter().copied().filter(efficient).collect();
        expected.sort_by(|a, b| a.0.total_cmp(&b.0));
        expected.dedup();
        let found: Vec<(f64, f64)> =
            points.iter().map(|point| (point.answer.objective.unwrap(), point.worst)).collect();
        prop_assert_eq!(found, expected);
    }
}

/// A table whose costs are distances in the plane: the bound has gaps there.
fn plane(points: &[(i32, i32)]) -> Table {
    let apart = |a: &(i32, i32), b: &(i32, i32)| {
        f64::from((a.0 - b.0).pow(2) + (a.1 - b.1).pow(2)).sqrt().round()
    };
    let costs = points.iter().flat_map(|a| points.iter().map(move |b| apart(a, b))).collect();
    Table { n_sites: points.len(), costs, demand: vec![1.0; points.len()] }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn larger_p_median(table in larger_tables(), p in 5..9_usize, half in any::<bool>()) {
        // Half values make the search treat the objective as not whole.
        let mut table = table;
        table.demand[0] += if half { 0.5 } else { 0.0 };
        let answer = p_median(&table.siting(), Allowance::total(p), None, &Limit::none()).unwrap();
        check_least(&answer, least(sets(table.n_sites, p).map(|set| total(&table, &set))), |set| total(&table, set));
    }

    #[test]
    fn larger_in_the_plane(points in proptest::collection::vec((0..100_i32, 0..100_i32), 15..17), p in 5..8_usize) {
        let table = plane(&points);
        let answer = p_median(&table.siting(), Allowance::total(p), None, &Limit::none()).unwrap();
        check_least(&answer, least(sets(table.n_sites, p).map(|set| total(&table, &set))), |set| total(&table, set));
        let answer = p_centre(&table.siting(), Allowance::total(p), &Limit::none()).unwrap();
        check_least(&answer, least(sets(table.n_sites, p).map(|set| worst(&table, &set))), |set| worst(&table, set));
    }

    #[test]
    fn larger_covering(table in larger_tables(), cutoff in 2..15_u32, p in 3..7_usize, prices in proptest::collection::vec(1..9_u32, 16)) {
        let cutoff = f64::from(cutoff);
        let site = |price: &u32| Site { price: f64::from(*price), ..Site::candidate() };
        let sites: Vec<Site> = prices[..table.n_sites.min(16)].iter().map(site).collect();
        prop_assume!(sites.len() == table.n_sites);
        let siting = table.siting().with_sites(sites.clone()).unwrap();
        let all = || (0..=table.n_sites).flat_map(|size| sets(table.n_sites, size));
        let covers = |set: &Vec<usize>| worst(&table, set) <= cutoff;
        let fewest = lscp(&siting, cutoff, Least::Price, &Limit::none()).unwrap();
        check_least(&fewest, least(all().filter(covers).map(|set| price(&sites, &set))), |set| price(&sites, set));
        let most = mclp(&siting, Allowance::total(p), cutoff, &Limit::none()).unwrap();
        let best = sets(table.n_sites, p).map(|set| covered(&table, &set, cutoff)).fold(0.0, f64::max);
        prop_assert_eq!(most.objective, Some(best));
        let paid = mclp(&siting, Allowance::budget(20.0), cutoff, &Limit::none()).unwrap();
        let pays = all().filter(|set| price(&sites, set) <= 20.0);
        let best = pays.map(|set| covered(&table, &set, cutoff)).fold(0.0, f64::max);
        prop_assert_eq!(paid.objective, Some(best));
        let median = p_median(&siting, Allowance::budget(20.0), None, &Limit::none()).unwrap();
        let pays = all().filter(|set| price(&sites, set) <= 20.0);
        check_least(&median, least(pays.map(|set| total(&table, &set))), |set| total(&table, set));
    }

    #[test]
    fn larger_and_fair(points in proptest::collection::vec((0..100_i32, 0..100_i32), 15..17), percent in 20..60_u32) {
        let table = plane(&points);
        let siting = table.siting();
        let most = f64::from(percent) / 100.0;
        let fair = |set: &Vec<usize>| {
            let open: Vec<SiteIndex> = set.iter().map(|i| SiteIndex::from(*i)).collect();
            gini_of_costs(&siting, &open).is_some_and(|g| g <= most)
        };
        let answer = gini_bounded(&siting, Allowance::total(5), most, &Limit::none()).unwrap();
        let allowed = sets(table.n_sites, 5).filter(fair);
        check_least(&answer, least(allowed.map(|set| total(&table, &set))), |set| total(&table, set));
    }
}

/// Four houses, two and two: the Gini coefficient of ways 0, 2, 0, 2 is 1/2 (two of four persons have all).
#[test]
fn gini_by_hand() {
    let siting = crate::worlds::street(&[0.0, 2.0, 10.0, 12.0]);
    let open = [SiteIndex(0), SiteIndex(2)];
    assert_eq!(gini_of_costs(&siting, &open), Some(0.5));
    assert_eq!(gini_of_costs(&siting, &[]), None);
}
