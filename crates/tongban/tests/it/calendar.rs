//! A limit that reaches into a year without a calendar is provisional, and is worked out again by an
//! act when the calendar is announced.

use std::fs;

use serde_json::{Value, json};

use crate::support::home::Home;
use crate::support::server::Server;
use crate::support::until;

#[test]
fn a_provisional_date_is_worked_out_again_when_the_year_is_announced() {
    let home = Home::sqlite().with_own_data();
    let years = [this_year(), this_year() + 1];
    for year in years {
        // As if nothing had been announced yet, whatever day the test runs on.
        let _ = fs::remove_file(home.data().join(format!("calendar/{year}.json")));
    }
    let server = Server::demo(&home);
    let done = crate::support::live(&server.address, "provisional-case", 1);
    let path = format!("/api/cases/{}", done.case);
    let elder = crate::support::signed_in(&server.address, "elder");
    let before = elder.get(&path).expect("the server answers").json();
    assert_eq!(before["provisional"], true, "{before}");

    // The server runs on, and is told nothing.
    let mut recomputed = 0;
    for year in years {
        let file = home.path(&format!("announced-{year}.json"));
        fs::write(&file, announced(year).to_string()).expect("it can be written");
        let report = home.json(&["import", "calendar", &file.display().to_string()]);
        assert_eq!(report["year"], year, "{report}");
        recomputed += report["recomputed"].as_u64().unwrap_or_default();
    }
    assert!(recomputed >= 1, "no case was worked out again");

    until(20, "the running server knows the calendar", || {
        let now = elder.get(&path).expect("the server answers").json();
        (now["provisional"] == false).then_some(())
    });
    let after = elder.get(&path).expect("the server answers").json();
    assert_eq!(after["provisional"], false, "{after}");
    assert!(after["due"].as_str() >= before["due"].as_str(), "days off only make it later");
    assert!(after["version"].as_i64() > before["version"].as_i64(), "it is an act: {after}");
    let history = elder.get(&format!("{path}/history")).expect("the server answers").text;
    assert!(history.contains("case.dates-recomputed"), "{history}");
}

fn this_year() -> i64 {
    let now = tongban::system().now().date();
    i64::from(now.year())
}

/// A year with a festival in each month in which it can matter.
fn announced(year: i64) -> Value {
    let festival = |month: u32| {
        (1..=3).map(move |day| {
            json!({ "name": "演示节", "date": format!("{year}-{month:02}-{day:02}"), "isOffDay": true })
        })
    };
    let days: Vec<Value> = (1..=12).flat_map(festival).collect();
    json!({ "year": year, "papers": ["https://example.test/notice"], "days": days })
}
