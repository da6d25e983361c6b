//! The server is killed without warning, again and again, while people work: what was acknowledged
//! is there, nothing is there by half, and the ledger agrees. `tongban chaos kill` does the same.

use tongban::chaos::kill::kill;
use tongban::chaos::scene::Scene;

use crate::support::home::Home;

/// How often each database is killed.
const KILLS: u64 = 20;

#[test]
fn twenty_kills_on_sqlite_lose_nothing() {
    check(&Home::sqlite());
}

#[test]
fn twenty_kills_on_postgresql_lose_nothing() {
    let Some(home) = Home::postgres() else { return };
    check(&home);
}

fn check(home: &Home) {
    let report = kill(&scene(home), KILLS).unwrap_or_else(|error| panic!("{error:#}"));
    eprintln!("{} acts acknowledged in {KILLS} rounds", report.acknowledged);
    assert!(report.findings.is_empty(), "{report:#?}");
    assert!(report.acknowledged as u64 >= 2 * KILLS, "too few acts for a load");
}

fn scene(home: &Home) -> Scene {
    Scene {
        binary: env!("CARGO_BIN_EXE_tongban").into(),
        database: home.database.clone(),
        data: home.data(),
        var: home.var(),
    }
}
