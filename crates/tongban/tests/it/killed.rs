//! The server is killed without warning, again and again, while people work: what was acknowledged
//! is there, nothing is there by half, and the ledger agrees. `tongban chaos kill` does the same.

use store::{Store, StoreError, params};
use tongban::chaos::books::Books;
use tongban::chaos::kill::kill;
use tongban::chaos::scene::Scene;

use crate::support::COUNTY;
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
    a_notice_that_is_missing_is_found(home);
}

/// The last of these findings can be made at all.
fn a_notice_that_is_missing_is_found(home: &Home) {
    let store = Store::open(&home.database).expect("it can be opened");
    let all = "DELETE FROM notices WHERE county = $1";
    let gone = store.write_now(move |tx| tx.execute(all, &params![COUNTY]));
    let gone = gone.map_err(|error: StoreError| error.to_string()).expect("they can be deleted");
    let untold = Books::of(&store).and_then(|books| books.untold()).expect("the books can be read");
    assert!(gone > 0 && untold.len() as u64 == gone, "{gone}: {untold:?}");
}

fn scene(home: &Home) -> Scene {
    Scene {
        binary: env!("CARGO_BIN_EXE_tongban").into(),
        database: home.database.clone(),
        data: home.data(),
        var: home.var(),
    }
}
