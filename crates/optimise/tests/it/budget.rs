//! Budgets: small ones against every choice, rules that contradict each other, a county's size.

use crate::county::{county, fund};
use optimise::{Fund, Goal, Levels, Limit, Measure, Payer, Rule, Setting, Status, budget};
use proptest::prelude::*;

const THIRDS: [f64; 3] = [0.5, 0.25, 0.25];

fn measure(price: f64, gain: f64, division: usize) -> Measure {
    Measure {
        price,
        gain,
        division,
        setting: Setting::Rural,
        is_equalization: true,
        shares: THIRDS,
        variant_of: None,
    }
}

/// Three measures, 10 in the fund: 6 + 4 for 60 + 30 beats 5 for 55; the next 10,000 yuan lifts 5 (30 / 6).
#[test]
fn by_hand() {
    let measures = [measure(6.0, 60.0, 0), measure(4.0, 30.0, 0), measure(5.0, 55.0, 0)];
    let answer = budget(&measures, &fund(10.0, 1), &Goal::Gain, &Limit::none()).unwrap();
    assert_eq!((answer.chosen, answer.objective), (vec![0, 1], Some(90.0)));
    assert_eq!(answer.status, Status::Optimal);
    assert_eq!(answer.spending.payers, [5.0, 2.5, 2.5]);
    // The relaxation takes all of the third (11 a unit) and five sixths of the first (10 a unit).
    let price = answer.prices.iter().find(|price| price.rule == Rule::Total).unwrap();
    assert!((price.per_unit - 10.0).abs() < 1e-9, "{}", price.per_unit);
}

#[test]
fn contradictions_are_named() {
    let measures = [measure(6.0, 60.0, 0), measure(4.0, 30.0, 1)];
    let mut rules = fund(5.0, 2);
    rules.division_money = vec![6.0, 0.0];
    let answer = budget(&measures, &rules, &Goal::Gain, &Limit::none()).unwrap();
    assert!(matches!(answer.status, Status::Infeasible { .. }));
    assert!(answer.conflict.contains(&Rule::DivisionMoney(0)), "{:?}", answer.conflict);
    assert!(answer.conflict.contains(&Rule::Total), "{:?}", answer.conflict);
    assert_eq!(answer.objective, None);
}

/// Of 6 a sixth would do for the first division, but measures are not divided, and 6 is more than the
/// fund: both rules are named and no other, and without a choice nothing has a price.
#[test]
fn what_only_whole_measures_contradict_is_named() {
    let measures = [measure(6.0, 60.0, 0), measure(4.0, 30.0, 1)];
    let mut rules = fund(5.0, 2);
    rules.division_money = vec![1.0, 1.0];
    rules.payers = [Some(6.0), None, Some(100.0)];
    rules.equalization_share = 0.5;
    let levels = Levels { served: vec![1.0, 2.0], persons: vec![100.0, 100.0] };
    for goal in [Goal::Gain, Goal::WorstDivision(levels.clone()), Goal::LeastSpread(levels)] {
        let answer = budget(&measures, &rules, &goal, &Limit::none()).unwrap();
        assert!(matches!(answer.status, Status::Infeasible { .. }), "{:?}", answer.status);
        assert_eq!(answer.conflict, [Rule::Total, Rule::DivisionMoney(0)]);
        assert_eq!((answer.prices, answer.objective), (vec![], None));
    }
    // With the money for it there is a choice, and nothing to name.
    let answer = budget(&measures, &fund(6.0, 2), &Goal::Gain, &Limit::none()).unwrap();
    assert!(answer.conflict.is_empty() && !answer.prices.is_empty());
}

#[test]
fn nonsense_is_refused() {
    let ask = |measures: &[Measure], fund: &Fund| {
        budget(measures, fund, &Goal::Gain, &Limit::none()).unwrap_err().to_string()
    };
    let good = measure(1.0, 1.0, 0);
    assert!(ask(&[], &fund(1.0, 1)).contains("no measure"));
    assert!(
        ask(&[good.clone(), measure(0.0, 1.0, 0)], &fund(1.0, 1)).contains("row 2: the price is 0")
    );
    assert!(ask(&[measure(1.0, -1.0, 0)], &fund(1.0, 1)).contains("gain is -1"));
    assert!(ask(&[measure(1.0, 1.0, 3)], &fund(1.0, 1)).contains("division 3 of 1"));
    assert!(
        ask(&[Measure { shares: [0.5; 3], ..good.clone() }], &fund(1.0, 1)).contains("sum to 1.5")
    );
    assert!(ask(std::slice::from_ref(&good), &fund(f64::NAN, 1)).contains("fund's total"));
    let share = Fund { equalization_share: 60.0, ..fund(1.0, 1) };
    assert!(ask(&[good], &share).contains("share of equalization"));
}

fn measures() -> impl Strategy<Value = Vec<Measure>> {
    let one = (1..20_u32, 0..50_u32, 0..3_usize, any::<bool>(), any::<bool>(), 0..6_u32);
    let one = one.prop_map(|(price, gain, division, urban, is_equalization, variant)| Measure {
        price: f64::from(price),
        gain: f64::from(gain),
        division,
        setting: if urban { Setting::Urban } else { Setting::Rural },
        is_equalization,
        shares: THIRDS,
        variant_of: (variant < 2).then_some(variant),
    });
    proptest::collection::vec(one, 1..11)
}

/// The rules, checked one by one as the law says them.
fn keeps(measures: &[Measure], fund: &Fund, set: &[usize]) -> bool {
    let sum = |of: &dyn Fn(&Measure) -> f64| set.iter().map(|k| of(&measures[*k])).sum::<f64>();
    let all = sum(&|m| m.price);
    let equal = sum(&|m| if m.is_equalization { m.price } else { 0.0 });
    let urban = sum(&|m| if m.setting == Setting::Urban { m.price } else { 0.0 });
    let hair = 1e-7;
    let ratio = fund.urban_per_rural.is_none_or(|(low, high)| {
        urban >= low * (all - urban) - hair && urban <= high * (all - urban) + hair
    });
    let payers = (0..3)
        .all(|k| fund.payers[k].is_none_or(|most| sum(&|m| m.price * m.shares[k]) <= most + hair));
    let divisions = (0..fund.division_money.len()).all(|d| {
        let money = sum(&|m| if m.division == d { m.price } else { 0.0 });
        let gain = sum(&|m| if m.division == d { m.gain } else { 0.0 });
        money >= fund.division_money[d] - hair && gain >= fund.division_gain[d] - hair
    });
    let variants =
        (0..2).all(|of| set.iter().filter(|k| measures[**k].variant_of == Some(of)).count() <= 1);
    all <= fund.total + hair
        && equal >= fund.equalization_share * all - hair
        && ratio
        && payers
        && divisions
        && variants
}

/// Measures and fund without the rules that are not named.
fn named_alone(measures: &[Measure], fund: &Fund, named: &[Rule]) -> (Vec<Measure>, Fund) {
    let has = |rule: Rule| named.contains(&rule);
    let least = |list: &[f64], of: fn(usize) -> Rule| -> Vec<f64> {
        list.iter().enumerate().map(|(d, least)| if has(of(d)) { *least } else { 0.0 }).collect()
    };
    let payer = |payer: Payer, k: usize| fund.payers[k].filter(|_| has(Rule::Payer(payer)));
    let ratio = |(low, high): (f64, f64)| {
        let low = if has(Rule::UrbanLeast) { low } else { 0.0 };
        (low, if has(Rule::UrbanMost) { high } else { 1e6 })
    };
    let is_ratio = has(Rule::UrbanLeast) || has(Rule::UrbanMost);
    let share = if has(Rule::EqualizationShare) { fund.equalization_share } else { 0.0 };
    let left = Fund {
        total: if has(Rule::Total) { fund.total } else { 1e6 },
        equalization_share: share,
        payers: [payer(Payer::Province, 0), payer(Payer::City, 1), payer(Payer::County, 2)],
        urban_per_rural: fund.urban_per_rural.filter(|_| is_ratio).map(ratio),
        division_money: least(&fund.division_money, Rule::DivisionMoney),
        division_gain: least(&fund.division_gain, Rule::DivisionGain),
    };
    let mut measures = measures.to_vec();
    for measure in &mut measures {
        measure.variant_of = measure.variant_of.filter(|of| has(Rule::Variants(*of)));
    }
    (measures, left)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn against_every_choice(
        measures in measures(),
        total in 5..60_u32,
        city in 5..20_u32,
        ratio in any::<bool>(),
        least in 0..10_u32,
        goal in 0..3_u8,
    ) {
        let mut rules = fund(f64::from(total), 3);
        rules.equalization_share = 0.6;
        rules.payers[1] = (city < 15).then_some(f64::from(city));
        rules.urban_per_rural = ratio.then_some((0.25, 2.0));
        rules.division_money[0] = f64::from(least);
        rules.division_gain[1] = f64::from(least / 2);
        let levels = Levels { served: vec![10.0, 40.0, 5.0], persons: vec![100.0, 200.0, 50.0] };
        let goal = match goal {
            0 => Goal::Gain,
            1 => Goal::WorstDivision(levels.clone()),
            _ => Goal::LeastSpread(levels.clone()),
        };
        let level = |set: &[usize], d: usize| {
            let gain: f64 = set.iter().map(|k| &measures[*k]).filter(|m| m.division == d).map(|m| m.gain).sum();
            (levels.served[d] + gain) / levels.persons[d]
        };
        let value = |set: &[usize]| match goal {
            Goal::Gain => set.iter().map(|k| measures[*k].gain).sum::<f64>(),
            Goal::WorstDivision(_) => (0..3).map(|d| level(set, d)).fold(f64::INFINITY, f64::min),
            Goal::LeastSpread(_) => {
                let mean = (0..3).map(|d| level(set, d) * levels.persons[d]).sum::<f64>() / 350.0;
                -(0..3).map(|d| (level(set, d) - mean).abs() * levels.persons[d]).sum::<f64>() / 350.0
            }
        };
        let n = measures.len();
        let best = (0..=n).flat_map(|size| crate::worlds::sets(n, size))
            .filter(|set| keeps(&measures, &rules, set))
            .map(|set| value(&set))
            .fold(f64::NEG_INFINITY, f64::max);
        let answer = budget(&measures, &rules, &goal, &Limit::none()).unwrap();
        if best.is_infinite() {
            let nothing = matches!(answer.status, Status::Infeasible { .. });
            prop_assert!(nothing, "{:?}", answer.status);
            prop_assert!(answer.prices.is_empty());
            // The named rules alone leave no choice.
            let (measures, named) = named_alone(&measures, &rules, &answer.conflict);
            let mut all = (0..=n).flat_map(|size| crate::worlds::sets(n, size));
            prop_assert!(!all.any(|set| keeps(&measures, &named, &set)), "{:?}", answer.conflict);
        } else {
            let sign = if matches!(goal, Goal::LeastSpread(_)) { -1.0 } else { 1.0 };
            let found = sign * answer.objective.unwrap();
            prop_assert!((found - best).abs() <= 1e-7 * (1.0 + best.abs()), "{found} for {best}");
            prop_assert!(keeps(&measures, &rules, &answer.chosen));
            prop_assert!((value(&answer.chosen) - found).abs() <= 1e-9 * (1.0 + best.abs()));
            prop_assert_eq!(answer.status, Status::Optimal);
        }
    }
}

/// A county by a fixed rule of chance: 400 measures in 10 divisions (the bench has 2,000 in 30).
#[test]
fn a_county_within_half_a_per_cent() {
    let (measures, rules) = county(400, 10);
    let limit = Limit::none().with_gap(0.005);
    let answer = budget(&measures, &rules, &Goal::Gain, &limit).unwrap();
    assert!(answer.gap.unwrap() <= 0.005, "{:?}", answer.gap);
    assert!(keeps(&measures, &rules, &answer.chosen));
    assert!(answer.bound >= answer.objective.unwrap());
    let stopped = budget(&measures, &rules, &Goal::Gain, &Limit::new(&|| true)).unwrap();
    assert!(stopped.status != Status::Optimal || stopped.objective == Some(stopped.bound));
    let total = answer.prices.iter().find(|price| price.rule == Rule::Total);
    assert!(total.is_some_and(|price| price.per_unit > 0.0));
    assert!(answer.prices.iter().all(|price| match price.rule {
        Rule::Total | Rule::Payer(Payer::Province | Payer::City | Payer::County) =>
            price.per_unit >= 0.0,
        Rule::DivisionMoney(_) | Rule::DivisionGain(_) => price.per_unit <= 0.0,
        _ => true,
    }));
}
