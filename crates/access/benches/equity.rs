//! Milliseconds for all indices of a million weighted values in 2,800 nested groups.
//! `cargo bench -p access --bench equity`; with `--test` at toy size.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]
#![allow(missing_docs, reason = "not a library")]

use std::sync::OnceLock;
use std::time::Instant;

use access::Chance;
use access::equity::{
    Aversion, Better, Entropy, Grouped, Indices, Nesting, Resampling, Sample, bootstrap,
    concentration, gini, lorenz,
};

fn main() {
    let toy = std::env::args().any(|argument| argument == "--test");
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
    let t = part("T in three nested levels", || grouped.entropy(Entropy::T));
    let l = part("L in three nested levels", || grouped.entropy(Entropy::L));
    part("Gini by group", || grouped.gini());
    part("regional balance", || grouped.balance(Better::More, 0.9)).expect("a target");
    part("Lorenz curve, 100 points", || lorenz(&sample, 100));
    println!("all of these                 {:9.2} ms, {n} values", (spent() - start) * 1e3);
    part("concentration (second sort)", || concentration(&sample, &by)).expect("an order");
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

fn part<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = spent();
    let out = run();
    println!("{what:28} {:9.2} ms", (spent() - start) * 1e3);
    out
}

/// Processor seconds of this thread where the system tells them, so that a busy machine does not
/// count; otherwise seconds since the first call.
fn spent() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds =
        told.and_then(|text| text.split_whitespace().next().and_then(|n| n.parse::<f64>().ok()));
    nanoseconds.map_or_else(
        || START.get_or_init(Instant::now).elapsed().as_secs_f64(),
        |nanoseconds| nanoseconds / 1e9,
    )
}
