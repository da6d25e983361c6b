//! The demo county can begin with a past: waves of simulated cases through the same engine, with
//! supplements, extensions, late ones and ratings; the ledger agrees, and the boards have
//! something true to show.

use crate::support::PEOPLE;
use crate::support::client::Client;
use crate::support::home::Home;
use crate::support::server::Server;
use serde_json::Value;

const DAYS: &str = "90";

fn load(home: &Home) -> Value {
    home.json(&["demo", "--people", PEOPLE, "--days", DAYS, "--load-only"])
}

#[test]
fn three_months_are_lived_and_the_ledger_agrees() {
    let home = Home::sqlite();
    let past = load(&home)["past"].clone();
    let of = |field: &str| past[field].as_u64().unwrap_or_default();
    assert!(of("cases") > 200, "{past}");
    assert!(of("open") > 0 && of("open") < of("cases") / 2, "{past}");
    assert!(of("ratings") > 30, "{past}");
    // A second start finds it there, and does not live it again.
    assert_eq!(load(&home)["past"], past);
    let report = home.json(&["ledger", "verify"]);
    assert_eq!(report["clean"], true, "{report}");

    // Some were not content, which has to be put right in public.
    let bad = store::backup::rows_of(&home.house().app.store, "rating_follow_ups");
    assert!(!bad.expect("the table is read").is_empty());

    let server = Server::demo(&home);
    let supervisor =
        Client::signed_in(&server.address, "supervisor").expect("the supervisor signs in");
    let due = supervisor.get("/api/desk/due").expect("the server answers").json();
    assert!(!due["entries"].as_array().is_none_or(Vec::is_empty), "{due}");
    let ratings =
        Client::stranger(&server.address).get("/ratings").expect("the server answers").text;
    assert!(ratings.contains("/ratings/"), "some matter has figures");

    // The board has something true to show: some had to add papers, some decisions came late.
    let board = supervisor.get("/api/desk/board").expect("the server answers").json();
    let of = |field: &str| board["all"][field].as_u64().unwrap_or_default();
    assert!(of("decided") > 100 && of("median_days") < of("p90_days"), "{}", board["all"]);
    for share in ["first_time", "in_time"] {
        assert!((1..100).contains(&of(share)), "{share}: {}", board["all"]);
    }
}

#[test]
fn the_same_seed_lives_the_same_days() {
    let (one, other) = (load(&Home::sqlite()), load(&Home::sqlite()));
    for field in ["cases", "ratings"] {
        assert_eq!(one["past"][field], other["past"][field], "{field}");
    }
}
