//! Milliseconds for all indices of a million weighted values in 2,800 nested groups.
//! `cargo bench -p access --bench equity`; with `--test` at toy size.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]
#![allow(missing_docs, reason = "not a library")]

mod shared;

use access::equity::{
    Aversion, Better, Grouped, Indices, Nesting, Resampling, Sample, bootstrap, concentration,
    gini, lorenz,
};
use basis::Chance;
use shared::{part, spent, tell, toy};

fn main() {
    let toy = toy();
    let n = if toy { 10_000 } else { 1_000_000 };
    let mut chance = Chance::new(7);
    // Incomes with a tail; 2,800 counties in 340 cities in 31 provinces.
    let values: Vec<f64> = (0..n).map(|_| chance.exponential() + 0.1).collect();
    let weights: Vec<f64> = (0..n).map(|_| 1.0 + chance.below(5_000) as f64).collect();
    let by: Vec<f64> = (0..n).map(|_| chance.unit()).collect();
    let nesting = nested(&mut chance, n);

    let start = spent();
    let sample = part("check and sort", || Sample::new(&values, Some(&weights)).expect("sound"));
    let aversions = [0.5, 1.0, 2.0].map(|epsilon| Aversion::new(epsilon).expect("epsilon"));
    let all = part("Gini, T, L, 3 Atkinson, CV …", || Indices::of(&sample, &aversions));
    let grouped = part("into groups", || Grouped::new(&sample, &nesting).expect("groups"));
    let [t, l] = part("T and L in three nested levels", || grouped.theils());
    part("Gini by group", || grouped.gini());
    part("regional balance", || grouped.balance(Better::More, 0.9)).expect("a target");
    part("Lorenz curve, 100 points", || lorenz(&sample, 100));
    part("concentration and its curve, 100 points", || concentration(&sample, &by, 100))
        .expect("an order");
    tell(&format!("all of these, {n} values"), spent() - start);
    let how = Resampling { replicates: 20, level: 0.95, seed: 7 };
    part("bootstrap of the Gini, 20", || bootstrap(&sample, how, gini)).expect("settings");
    let (t, l) = (t.expect("T"), l.expect("L"));
    println!("Gini {:?}, T {:.6} = {:.6?} + {:.6}", all.gini, t.total, t.between, t.within);
    println!("L {:.6} = {:.6?} + {:.6}", l.total, l.between, l.within);
}

fn nested(chance: &mut Chance, n: usize) -> Nesting {
    let counties = (0..n).map(|_| chance.below(2_800) as u32).collect();
    let cities = (0..2_800).map(|county| county * 340 / 2_800).collect();
    let provinces = (0..340).map(|city| city * 31 / 340).collect();
    let nesting = Nesting::flat(counties).within(cities).expect("a city for each county");
    nesting.within(provinces).expect("a province for each city")
}
