//! Published optima: OR-Library p-median, and spopt's San Francisco.

use crate::worlds::{san_francisco, shared};
use optimise::{
    Allowance, Least, Limit, Reason, Status, lscp, mclp, p_centre, p_median, read_orlib,
};

/// The instances of OR-Library that take less than a second; all are in `benches/pmed.rs`.
#[test]
fn or_library_optima() {
    let Some(optima) = shared("pmed/optimal.csv") else { return };
    for name in ["1", "3", "5", "7", "9", "11", "13", "15", "17", "19", "21"] {
        let optimum =
            optima.lines().find_map(|line| line.strip_prefix(&format!("{name},"))).unwrap();
        let instance = read_orlib(&shared(&format!("pmed/pmed{name}.txt")).unwrap()).unwrap();
        let allowance = Allowance::total(instance.p);
        let answer = p_median(&instance.siting, allowance, None, &Limit::none()).unwrap();
        assert_eq!(answer.objective, Some(optimum.trim().parse().unwrap()), "pmed{name}");
        assert_eq!(answer.status, Status::Optimal);
        assert_eq!(answer.gap, Some(0.0));
        assert_eq!(answer.sites.len(), instance.p);
    }
}

fn near(found: Option<f64>, published: f64) {
    let found = found.expect("a choice");
    assert!((found - published).abs() <= 1e-9 * published, "{found} instead of {published}");
}

/// Every line of the published table.
#[test]
fn san_francisco_objectives() {
    let Some(siting) = san_francisco() else { return };
    let table = shared("spopt-sf/expected/objectives.csv").unwrap();
    let mut n_rows = 0;
    for line in table.lines().skip(1).filter(|line| !line.contains("not solved")) {
        let fields: Vec<&str> = line.split(',').collect();
        let Ok(published) = fields[3].parse::<f64>() else { continue };
        let cutoff = fields[1].parse().unwrap_or(f64::INFINITY);
        let p = fields[2].parse::<f64>().map_or(1, |p| p as usize);
        let (allowance, limit) = (Allowance::total(p), Limit::none());
        let answer = match fields[0] {
            "LSCP" => lscp(&siting, cutoff, Least::Sites, &limit),
            "MCLP" => mclp(&siting, allowance, cutoff, &limit),
            "PMedian" => p_median(&siting, allowance, None, &limit),
            "PCenter" => p_centre(&siting, allowance, &limit),
            other => panic!("{other} is not a model of the table"),
        };
        let answer = answer.unwrap();
        near(answer.objective, published);
        assert_eq!(answer.status, Status::Optimal, "{line}");
        if fields[0] != "LSCP" {
            assert_eq!(answer.sites.len(), p, "{line}");
        }
        n_rows += 1;
    }
    assert_eq!(n_rows, 22);
}

/// At 3,000 m the worst tract is 4,644.8457 m from its nearest store: named, not just refused.
#[test]
fn san_francisco_out_of_reach() {
    let Some(siting) = san_francisco() else { return };
    let answer = lscp(&siting, 3000.0, Least::Sites, &Limit::none()).unwrap();
    let Status::Infeasible { reason: Reason::OutOfReach, uncoverable } = &answer.status else {
        panic!("{:?}", answer.status)
    };
    let nearest = |client| siting.costs().of(client).next().unwrap().1;
    let worst = uncoverable.iter().map(|client| nearest(*client)).fold(0.0, f64::max);
    assert!((worst - 4_644.845_691_362_354).abs() < 1e-9);
    assert!(uncoverable.iter().all(|client| nearest(*client) > 3000.0));
    assert_eq!((answer.objective, answer.sites.len()), (None, 0));
}
