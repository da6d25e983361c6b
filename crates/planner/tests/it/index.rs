//! `plan index`: three counties by hand, and the provinces.

use crate::given::given;
use crate::run::{Desk, Remembering, rows};

const LONG: &str = "indicator,unit,year,value
beds,a,2019,1\nbeds,b,2019,2\nbeds,c,2019,3
beds,a,2020,2\nbeds,b,2020,4\nbeds,c,2020,5
pupils,a,2019,30\npupils,b,2019,20\npupils,c,2019,10
pupils,a,2020,30\npupils,b,2020,20\npupils,c,2020,
";

#[test]
fn three_counties_by_hand() {
    let (desk, host) = (Desk::new(), Remembering::default());
    desk.write("i.csv", LONG);
    desk.write("b.csv", "indicator,year,why\nbeds,2020,village beds came in\n");
    let line = "index --in {}/i.csv --indicators beds:more,pupils:less --weights equal --method sum \
                --breaks {}/b.csv --out {}/o.csv";
    let value = desk.run_with(line, &host).unwrap().value;
    let table = rows(&desk.path("o.csv"));
    assert_eq!(table[0], ["unit", "year", "score", "rank"]);
    assert_eq!(
        table[1..],
        [["a", "2019", "0", "3"], ["b", "2019", "0.5", "2"], ["c", "2019", "1", "1"]]
    );
    // 2020 lacks the pupils of c: left out and told, never filled in.
    assert_eq!(value["left_out_years"], serde_json::json!([2020]));
    assert!(host.notices.lock().unwrap().join("\n").contains("pupils of c in 2020"));
    assert_eq!(value["weights"], serde_json::json!({ "beds": 0.5, "pupils": 0.5 }));
    assert_eq!(value["ranking"][0]["unit"], "c");
    let refusal = desk.refusal(&format!("{line} --years 2019,2020"));
    assert!(refusal.contains("pupils of c in 2020"), "{refusal}");
    let both = desk.run(&line.replace(",pupils:less", "")).unwrap().value;
    assert_eq!(both["comparable_years"], serde_json::json!([[2019], [2020]]));
    assert_eq!(both["breaks"][0]["why"], "village beds came in");
}

#[test]
fn a_value_that_stands_twice_is_refused() {
    let desk = Desk::new();
    desk.write("i.csv", "indicator,unit,year,value\nbeds,a,2019,1\nbeds,b,2019,2\nbeds,a,2019,3\n");
    let refusal = desk.refusal("index --in {}/i.csv --indicators beds:more --out {}/o.csv");
    assert!(refusal.contains("i.csv, row 3 (line 4)") && refusal.contains("row 1"), "{refusal}");
    assert_eq!(desk.files(), ["i.csv"]);
}

#[test]
fn the_provinces() {
    let Some(data) = given("cn-province-indicators/province-indicators.csv") else { return };
    let desk = Desk::new();
    let answer = desk.run(&format!(
        "index --in {} --cols indicator,province,year,value --indicators \
         health_technicians_per_10k:more,primary_pupils_per_teacher:less --out {{}}/o.csv",
        data.display()
    ));
    let value = match answer {
        Ok(answer) => answer.value,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(value["units"].as_array().unwrap().len(), 31);
    let years = value["years"].as_array().unwrap().len();
    assert!(years >= 5, "{}", value["years"]);
    assert_eq!(rows(&desk.path("o.csv")).len(), 31 * years + 1);
}
