//! The demo county can begin with a past: waves of simulated cases through the same engine, with
//! supplements, late ones and ratings; the ledger agrees, and the boards have
//! something true to show.

use std::collections::{BTreeMap, BTreeSet};

use basis::{Date, Instant};
use jiff::civil::Weekday;
use serde_json::Value;
use store::Row;
use store::backup::rows_of;

use crate::support::client::Client;
use crate::support::home::Home;
use crate::support::server::Server;
use crate::support::{PEOPLE, root};

const DAYS: &str = "90";

fn load(home: &Home) -> Value {
    home.json(&["demo", "--people", PEOPLE, "--days", DAYS, "--load-only"])
}

#[test]
fn make_run_starts_with_such_a_past() {
    let makefile = std::fs::read_to_string(root().join("Makefile")).expect("it is there");
    let run = makefile.split("\nrun:").nth(1).and_then(|rest| rest.split("\n\n").next());
    assert!(run.is_some_and(|run| run.ends_with(&format!("demo --days {DAYS}"))), "{run:?}");
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
    let bad = rows_of(&home.house().app.store, "rating_follow_ups");
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

/// What a resident's or an office's day knows, and no county without a past has: by its record.
const HAPPENED: [&str; 4] =
    ["case.correction-asked", "case.supplement-asked", "case.supplied", "case.escalated"];

#[test]
fn the_same_seed_lives_the_same_days_on_either_database() {
    let homes = [Home::sqlite(), Home::postgres().unwrap_or_else(Home::sqlite)];
    let [one, other] = homes.each_ref().map(load);
    for field in ["cases", "ratings"] {
        assert_eq!(one["past"][field], other["past"][field], "{field}");
    }
    for home in &homes {
        let house = home.house();
        let rows = |table| rows_of(&house.app.store, table).expect("the table is read");
        let day = |row: &Row| Instant::from_millis(row.int("opened_at").expect("a time")).date();
        let came: Vec<Date> = rows("cases").iter().map(day).collect();
        assert_eq!(one["past"]["cases"], came.len());
        it_has_waves(&came, |day| house.cases.calendar().is_working(day).works());
        let kind = |row: &Row| row.text("kind").expect("a kind");
        let kinds: BTreeSet<String> = rows("records").iter().map(kind).collect();
        for kind in HAPPENED {
            assert!(kinds.contains(kind), "{kind}: {kinds:?}");
        }
        let bad = rows("rating_follow_ups").len() as u64;
        assert!(bad > 0 && bad < one["past"]["ratings"].as_u64().unwrap_or_default() / 2);
    }
}

/// More come on a Monday than on a Friday, and more on both than on a day off; each as an average of the
/// days on which somebody came.
fn it_has_waves(came: &[Date], works: impl Fn(Date) -> bool) {
    let mut days: BTreeMap<Date, u32> = BTreeMap::new();
    for day in came {
        *days.entry(*day).or_default() += 1;
    }
    let average = |is_meant: &dyn Fn(Date) -> bool| {
        let meant = days.iter().filter(|(day, _)| is_meant(**day));
        let (sum, n_days) =
            meant.fold((0_u32, 0_u32), |(sum, n_days), (_, many)| (sum + many, n_days + 1));
        f64::from(sum) / f64::from(n_days)
    };
    let of_week = |weekday: Weekday| average(&|day| works(day) && day.weekday() == weekday);
    let (monday, friday) = (of_week(Weekday::Monday), of_week(Weekday::Friday));
    let off = average(&|day| !works(day));
    assert!(monday > friday && friday > off, "{monday} {friday} {off}");
}
