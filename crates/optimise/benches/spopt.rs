//! San Francisco (16 stores, 205 tracts): milliseconds for each model, to be held against spopt's seconds.
//! `cargo bench -p optimise --bench spopt`.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]
#![allow(missing_docs, reason = "not a library")]

use optimise::{Allowance, Answer, Least, Limit, lscp, mclp, p_centre, p_median};
use std::time::Instant;

#[path = "../tests/it/worlds.rs"]
#[allow(dead_code, reason = "only the table is needed")]
mod worlds;

fn main() {
    let Some(siting) = worlds::san_francisco() else { return };
    let limit = Limit::none();
    let time = |name: &str, p: usize, ask: &dyn Fn() -> Answer| {
        let start = Instant::now();
        let answer = ask();
        let spent = start.elapsed().as_secs_f64() * 1e3;
        let value = answer.objective.unwrap_or(f64::NAN);
        println!("{name:10} p {p:2}  {value:18.4}  {:9}  {spent:8.2} ms", answer.status.word());
    };
    time("LSCP 5 km", 0, &|| lscp(&siting, 5000.0, Least::Sites, &limit).expect("sound"));
    for p in [1, 3, 4, 6, 10] {
        let of = Allowance::total(p);
        time("MCLP 5 km", p, &|| mclp(&siting, of, 5000.0, &limit).expect("sound"));
        time("p-median", p, &|| p_median(&siting, of, None, &limit).expect("sound"));
        time("p-centre", p, &|| p_centre(&siting, of, &limit).expect("sound"));
    }
}
