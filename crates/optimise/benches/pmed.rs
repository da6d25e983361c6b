//! The OR-Library's p-median instances: seconds until the optimum was found and until it was proved.
//! `cargo bench -p optimise --bench pmed [-- 11 17]`; with `--test` only the small ones.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]
#![allow(missing_docs, reason = "not a library")]

use optimise::{Allowance, Limit, p_median, read_orlib};
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let toy = arguments.iter().any(|argument| argument == "--test");
    let wanted: Vec<u32> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pmed");
    let Ok(optima) = std::fs::read_to_string(folder.join("optimal.csv")) else {
        eprintln!("SKIPPED: {} is not there", folder.display());
        return;
    };
    println!("pmed    n    p  optimum  objective  bound  status   found s  proved s  nodes");
    let (mut all_found, mut all_proved) = (Duration::ZERO, Duration::ZERO);
    for line in optima.lines().skip(1) {
        let Some((name, optimum)) = line.split_once(',') else { continue };
        let number: u32 = name.parse().unwrap_or(0);
        if (toy && number > 5) || (!wanted.is_empty() && !wanted.contains(&number)) {
            continue;
        }
        let text = std::fs::read_to_string(folder.join(format!("pmed{number}.txt")))
            .expect("the instance is there");
        let instance = read_orlib(&text).expect("the instance is sound");
        let (found, proved) = run(number, &instance, optimum.trim().parse().unwrap_or(0.0));
        all_found += found;
        all_proved += proved;
    }
    println!(
        "in all: found within {:.1} s, proved within {:.1} s",
        all_found.as_secs_f64(),
        all_proved.as_secs_f64()
    );
}

/// Time to the end of the root (0 nodes) or, if that is not optimal, of the whole; and of the whole.
fn run(number: u32, instance: &optimise::OrLib, optimum: f64) -> (Duration, Duration) {
    let allowance = Allowance::total(instance.p);
    let start = Instant::now();
    let limit = Limit::none().with_nodes(0);
    let root = p_median(&instance.siting, allowance, None, &limit).expect("a sound question");
    let mut found = start.elapsed();
    let start = Instant::now();
    let late = move || start.elapsed() > Duration::from_secs(600);
    let answer = p_median(&instance.siting, allowance, None, &Limit::new(&late)).expect("sound");
    let proved = start.elapsed();
    if root.objective != Some(optimum) {
        found = proved;
        println!("  root only {:?}, bound {}", root.objective, root.bound);
    }
    println!(
        "{number:4} {:4} {:4} {optimum:8} {:10} {:6} {:8} {:8.2} {:9.2} {:6}",
        instance.siting.demand().len(),
        instance.p,
        answer.objective.unwrap_or(f64::NAN),
        answer.bound,
        answer.status.word(),
        found.as_secs_f64(),
        proved.as_secs_f64(),
        answer.nodes,
    );
    (found, proved)
}
