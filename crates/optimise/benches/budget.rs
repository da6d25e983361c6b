//! A budget of 2,000 measures in 30 divisions: seconds to a gap of half a per cent, and what more money brings.
//! `cargo bench -p optimise --bench budget`; with `--test` at toy size.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]
#![allow(missing_docs, reason = "not a library")]

use optimise::{Goal, Levels, Limit, budget};
use std::time::{Duration, Instant};

#[path = "../tests/it/county.rs"]
mod county;

fn main() {
    let toy = std::env::args().any(|argument| argument == "--test");
    let (n, n_divisions) = if toy { (200, 6) } else { (2000, 30) };
    let (measures, fund) = county::county(n, n_divisions);
    let levels = Levels {
        served: (0..n_divisions).map(|d| 200.0 * (d % 7) as f64).collect(),
        persons: (0..n_divisions).map(|d| 10_000.0 + 1000.0 * (d % 11) as f64).collect(),
    };
    println!("{n} measures, {n_divisions} divisions, {:.0} of 10,000 yuan", fund.total);
    println!("goal            wished gap  objective       bound     gap  status    nodes  seconds");
    let goals = [
        ("gain", Goal::Gain),
        ("worst division", Goal::WorstDivision(levels.clone())),
        ("least spread", Goal::LeastSpread(levels)),
    ];
    for (name, goal) in goals {
        for wished in [0.005, 0.0005] {
            let start = Instant::now();
            let late = move || start.elapsed() > Duration::from_secs(30);
            let answer = budget(&measures, &fund, &goal, &Limit::new(&late).with_gap(wished))
                .expect("a sound question");
            println!(
                "{name:15} {wished:9.4} {:11.4} {:11.4} {:7.5}  {:8} {:6} {:8.2}",
                answer.objective.unwrap_or(f64::NAN),
                answer.bound,
                answer.gap.unwrap_or(f64::NAN),
                answer.status.word(),
                answer.nodes,
                start.elapsed().as_secs_f64(),
            );
            if name == "gain" && wished < 0.001 {
                for price in &answer.prices {
                    println!(
                        "  {:?}: {:.4} persons for 10,000 yuan or unit",
                        price.rule, price.per_unit
                    );
                }
            }
        }
    }
}
