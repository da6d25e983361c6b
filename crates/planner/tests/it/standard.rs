//! `plan circle --standard`: what divisions owe, have and lack, by hand.

use serde_json::json;

use crate::run::{Desk, Remembering, rows};

const STANDARD: &str = r#"
name = "test"
[[facility]]
name = "clinic"
english = "clinic"
tier = "village"
per = "division"
unit = "place"
measured = "whole"
quota = [{ from = "2020-01-01", value = { base = 1, elastic = 1, yuan_a_unit = 200000 } }]
[[facility]]
name = "beds"
english = "care beds"
tier = "township"
per = "thousand-elders"
unit = "bed"
measured = "divisible"
quota = [
  { from = "2020-01-01", value = { base = 30, yuan_a_unit = 50000 } },
  { from = "2025-01-01", value = { base = 40, unconfirmed = true } },
]
"#;
const DIVISIONS: &str = "id,tier,pop,old,households,villages
t,township,4000,1050,1500,2\nv,village,800,100,300,1\nw,village,500,90,200,1\n";
const LINE: &str =
    "circle --standard {}/s.toml --divisions {}/d.csv --holdings {}/h.csv --out {}/c.csv";

fn desk(holdings: &str) -> Desk {
    let desk = Desk::new();
    desk.write("s.toml", STANDARD);
    desk.write("d.csv", DIVISIONS);
    desk.write("h.csv", holdings);
    desk
}

#[test]
fn a_township_and_two_villages_by_hand() {
    let desk = desk("division,category,units\nt,beds,20\nt,beds,1.5\nv,clinic,1\nw,cinema,1\n");
    let host = Remembering::default();
    let value =
        desk.run_with(&format!("{LINE} --units-col units --on 2024-06-01"), &host).unwrap().value;
    let table = rows(&desk.path("c.csv"));
    let expected = [
        // 30 for each thousand of 1,050 elders, of which 21.5 stand: 10 are missing at 50,000 yuan.
        "t,beds,short,bed,,21.5,31.5,31.5,10,10,500000",
        "v,clinic,base,place,,1,1,2,0,1,0",
        "w,clinic,short,place,,0,1,2,1,2,200000",
    ];
    let header = "division,category,verdict,unit,certainty,has,base,full,short,short_of_full,yuan";
    assert_eq!(table[0].join(","), header);
    assert_eq!(table[1..].iter().map(|row| row.join(",")).collect::<Vec<_>>(), expected);
    assert_eq!((&value["compliant"], &value["yuan"]), (&json!(["v"]), &json!(700_000.0)));
    assert_eq!(value["share_met"], json!(1.0 / 3.0));
    let beds = json!({ "category": "beds", "unit": "bed", "short": 10.0, "divisions_short": 1,
                       "yuan": 500_000.0, "divisions_without_price": 0 });
    assert_eq!(value["categories"][0], beds);
    let notices = host.notices.lock().unwrap().join("\n");
    assert!(notices.contains("1 rows of cinema"), "{notices}");
    // The same inputs give the same bytes, and the note says of which day.
    let note = std::fs::read_to_string(desk.path("c.csv.json")).unwrap();
    assert!(note.contains("\"on\": \"2024-06-01\"") && !note.contains("\"out\":"), "{note}");
}

#[test]
fn a_later_version_holds_from_its_day() {
    let desk = desk("division,category\nt,beds\nv,clinic\nw,clinic\n");
    let value = desk.run(&format!("{LINE} --on 2026-01-01")).unwrap().value;
    let beds = rows(&desk.path("c.csv"))[1].join(",");
    assert_eq!(beds, "t,beds,short,bed,unconfirmed,1,42,42,41,41,");
    // Of all that is missing no price is known: that is no sum of 0.
    assert_eq!((&value["lines_without_price"], &value["yuan"]), (&json!(1), &json!(null)));
    assert_eq!(value["categories"][0]["yuan"], json!(null));
    let before = desk.refusal(&format!("{LINE} --on 2019-01-01"));
    assert!(before.contains("--on: the standard has no quota on 2019-01-01"), "{before}");
    assert!(before.contains("the first quota is of 2020-01-01"), "{before}");
}

#[test]
fn what_is_broken_is_named_and_nothing_is_written() {
    let check = |divisions: &str, holdings: &str, expected: &str| {
        let desk = desk(holdings);
        desk.write("d.csv", divisions);
        let refusal = desk.refusal(&format!("{LINE} --on 2024-06-01"));
        assert!(refusal.contains(expected), "{refusal}");
        assert_eq!(desk.files(), ["d.csv", "h.csv", "s.toml"]);
    };
    let good = "division,category\nv,clinic\n";
    check(DIVISIONS, "division,category\nx,clinic\n", "h.csv, row 1 (line 2), column division");
    check(&DIVISIONS.replace("township", "region"), good, "d.csv, row 1 (line 2), column tier");
    check(&DIVISIONS.replace("4000", "-4"), good, "column pop: -4 is negative");
    check(&DIVISIONS.replace("w,village", "v,village"), good, "stands already in row 2");
    check(&DIVISIONS.replace("200,1\n", "200,1.5\n"), good, "column villages");
}

#[test]
fn the_shipped_standard_can_be_used() {
    let desk = desk("division,category\nt,便民服务中心\nv,卫生室\n");
    let shipped =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/standards/county-township-village.toml");
    let line = LINE.replace("{}/s.toml", shipped);
    let answer = desk.run(&format!("{line} --on 2026-01-01")).unwrap();
    assert!(!answer.words.contains("0.00 yuan"), "{}", answer.words);
    assert!(answer.words.contains("no price is known of what is missing"), "{}", answer.words);
    assert!(answer.words.contains("yuan_a_unit"), "{}", answer.words);
    let value = answer.value;
    assert!(value["share_met"].as_f64().unwrap() > 0.0);
    assert!(rows(&desk.path("c.csv")).len() > 5);
}
