//! The implementation list as an office edits it, and the calendar and guides that are no such thing:
//! what is wrong is named and changes nothing, what is right goes into the files.

use std::fs;

use serde_json::{Value, json};

use crate::support::PEOPLE;
use crate::support::home::{Home, Ran};

/// The list of the demo county with one cell of the old-age allowance changed.
fn edited(home: &Home, title: &str, text: &str) -> String {
    let data = home.data().join("catalogue");
    let today = tongban::system().now().date();
    let catalogue = catalogue::Catalogue::load(&data, &catalogue::Settings::on(today));
    let rows = catalogue::list::rows(&catalogue.expect("the catalogue is right"));
    let mut cells: Vec<Vec<String>> = rows.iter().map(catalogue::list::cells).collect();
    let titles: Vec<&str> = catalogue::list::titles().collect();
    let at = titles.iter().position(|known| *known == title).expect("a column");
    let row = cells.iter_mut().find(|row| row[0] == "elderly-allowance").expect("its row");
    row[at] = text.to_owned();
    let workbook = catalogue::list::workbook(&titles, &cells).expect("it can be made");
    let file = home.text("edited.xlsx");
    fs::write(&file, workbook).expect("it can be written");
    file
}

#[test]
fn a_wrong_cell_is_named_with_its_file_and_nothing_is_written() {
    let home = Home::sqlite().with_own_data();
    let file = edited(&home, "承诺办结时限", "999");
    for arguments in [&["import", "list", &file][..], &["import", "list", &file, "--write"]] {
        let ran = home.run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}: {}", ran.out);
        let named = ran.out.lines().any(|line| {
            line.starts_with(&format!("{file}: 实施清单!")) && line.contains("承诺办结时限")
        });
        assert!(named, "{}", ran.out);
    }
    assert_eq!(matter(&home), fs::read_to_string(original()).expect("the matter"));
}

#[test]
fn a_right_change_goes_into_the_file_and_is_no_change_afterwards() {
    let home = Home::sqlite().with_own_data();
    let file = edited(&home, "承诺办结时限", "9");
    let before = matter(&home);
    let seen = home.json(&["import", "list", &file]);
    assert_eq!((seen["changes"].as_array().map(Vec::len), &seen["written"]), (Some(1), &json!([])));
    assert_eq!(matter(&home), before, "nothing is written without --write");
    let written = home.json(&["import", "list", &file, "--write"]);
    assert_eq!(written["written"], json!(["county/330825/elderly-allowance.yaml"]), "{written}");
    let expected = before.replacen("promised: {n: 10,", "promised: {n: 9,", 1);
    assert_eq!(matter(&home), expected, "only that value has changed");
    let again = home.json(&["import", "list", &file]);
    assert_eq!(again["changes"], json!([]), "{again}");
    let folder = home.data().join("catalogue").display().to_string();
    assert_eq!(home.json(&["check", &folder])["errors"], 0);
}

#[test]
fn a_cell_that_only_sums_up_cannot_be_taken_in() {
    let home = Home::sqlite().with_own_data();
    let file = edited(&home, "申请材料", "身份证");
    assert_eq!(home.run(&["import", "list", &file]).code, 0, "a difference is no error");
    let ran = home.run(&["import", "list", &file, "--write"]);
    assert!(ran.code == 1 && ran.out.contains("elderly-allowance.yaml"), "{}", ran.out);
}

#[test]
fn a_calendar_that_announces_nothing_is_refused() {
    let home = Home::sqlite();
    let empty = json!({ "year": 2027, "papers": [], "days": [] });
    let worked = json!({ "year": 2027, "papers": ["https://example.test/notice"],
        "days": [{ "name": "元旦", "date": "2027-01-01", "isOffDay": false }] });
    for (calendar, says) in [(empty, "calendar.empty"), (worked, "calendar.against-law")] {
        let ran = imported(&home, &calendar);
        assert!(ran.code > 0 && ran.err.contains(says), "{} {}", ran.out, ran.err);
    }
}

#[test]
fn the_calendar_that_is_in_force_changes_nothing() {
    let home = Home::sqlite();
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    let file = home.data().join("calendar/2026.json").display().to_string();
    let report = home.json(&["import", "calendar", &file]);
    assert_eq!((&report["changed"], &report["recomputed"]), (&json!(false), &json!(0)));
    assert!(home.run(&["import", "calendar", &file]).out.contains("nothing changes"));
}

#[test]
fn a_file_without_guides_is_one_error() {
    let home = Home::sqlite();
    let file = home.data().join("catalogue/registers.yaml").display().to_string();
    let ran = home.run(&["import", "guides", &file]);
    assert!(ran.code > 0 && ran.out.is_empty(), "{}", ran.out);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}

fn imported(home: &Home, calendar: &Value) -> Ran {
    let file = home.text("calendar.json");
    fs::write(&file, calendar.to_string()).expect("it can be written");
    home.run(&["import", "calendar", &file])
}

fn matter(home: &Home) -> String {
    let file = home.data().join("catalogue/county/330825/elderly-allowance.yaml");
    fs::read_to_string(file).expect("the matter is there")
}

fn original() -> std::path::PathBuf {
    crate::support::root().join("data/catalogue/county/330825/elderly-allowance.yaml")
}
