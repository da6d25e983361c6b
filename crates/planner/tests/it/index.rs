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
    desk.write("b.csv", "indicator,year,why\nbeds,2020,village beds came in\nbeds,2031,a slip\n");
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
    let notices = host.notices.lock().unwrap().join("\n");
    assert!(notices.contains("pupils of c in 2020"), "{notices}");
    assert!(notices.contains("--breaks: beds in 2031 marks nothing"), "{notices}");
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
fn draws_are_counted_and_a_stop_comes_between_them() {
    let desk = Desk::new();
    desk.write("i.csv", LONG);
    let line = "index --in {}/i.csv --indicators beds:more --weights equal --method sum --draws 500 \
                --out {}/o.csv";
    let host = Remembering::default();
    desk.run_with(line, &host).unwrap();
    assert!(host.steps.load(std::sync::atomic::Ordering::Relaxed) >= 500);
    let host = Remembering { stop_after: 100, ..Remembering::default() };
    assert!(desk.run_with(line, &host).unwrap_err().to_string().contains("stopped"));
    assert_eq!(desk.files(), ["i.csv", "o.csv", "o.csv.json"]);
}

#[test]
fn what_is_not_there_is_named_with_what_is() {
    let desk = Desk::new();
    desk.write("i.csv", LONG);
    desk.write("w.csv", "code,year,beds\na,2019,1\nb,2019,2\n");
    let check = |line: &str, expected: &[&str]| {
        let refusal = desk.refusal(&format!("index {line} --out {{}}/o.csv"));
        for expected in expected {
            assert!(refusal.contains(expected), "{refusal}");
        }
    };
    let long = "--in {}/i.csv --indicators";
    check(&format!("{long} bedz:more"), &["--indicators: no row is of bedz", "beds, pupils"]);
    check(&format!("{long} beds:more --years 2031"), &["--years", "2031", "there are 2019, 2020"]);
    let wide = "--in {}/w.csv --wide code,year --indicators";
    check(&format!("{wide} bedz:more"), &["no table has a column \"bedz\"", "code, year, beds"]);
    check("--in 2019={}/w.csv --indicators beds:more", &["--in", "needs --wide UNIT"]);
    check("--in {}/w.csv --wide code --indicators beds:more", &["which year is", "2020="]);
    check(
        "--in 2019={}/w.csv --wide code --indicators beds:more --column nurses=beds",
        &["--column: nurses is not among --indicators"],
    );
    assert_eq!(desk.files(), ["i.csv", "w.csv"]);
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
    let value = answer.unwrap().value;
    assert_eq!(value["units"].as_array().unwrap().len(), 31);
    let years = value["years"].as_array().unwrap().len();
    assert!(years >= 5, "{}", value["years"]);
    assert_eq!(rows(&desk.path("o.csv")).len(), 31 * years + 1);
    // The worst province of some year has 0, which has no logarithm: it alone is left out of what
    // needs one, and named.
    let found = &value["convergence"][0];
    assert_eq!(found["years"], value["years"]);
    let left_out = found["left_out"].as_array().unwrap();
    assert!((1..=3).contains(&left_out.len()), "{found}");
    let units = 31 - left_out.len();
    assert_eq!(found["beta"]["units"], units);
    assert!(found["beta"]["slope"].as_f64().unwrap() < 0.0, "{found}");
    let sigma = found["sigma"].as_array().unwrap();
    assert_eq!(sigma.len(), years);
    assert!(sigma.iter().all(|one| one["sd_log"].is_f64() && one["cv"].is_f64()), "{found}");
    assert!(found["why"].as_str().unwrap().contains("no logarithm"), "{found}");
    let ranking = value["ranking"].as_array().unwrap();
    assert!(ranking.iter().all(|one| one["stays"].as_f64().unwrap() <= 1.0));
}

#[test]
fn what_changes_all_at_once_is_told_and_not_compared() {
    let Some(data) = given("cn-province-indicators/province-indicators.csv") else { return };
    let (desk, host) = (Desk::new(), Remembering::default());
    let line = format!(
        "index --in {} --cols indicator,province,year,value --indicators \
         health_institutions:more,basic_medical_insured:more --draws 5 --out {{}}/o.csv",
        data.display()
    );
    let unmarked = desk.run_with(&line, &host).unwrap().value;
    let notices = host.notices.lock().unwrap().join("\n");
    let expected =
        "basic_medical_insured of all units changes by a factor of 1.58 from 2016 to 2017";
    assert!(notices.contains(expected), "{notices}");
    let runs = serde_json::json!([[2009, 2011, 2012, 2013, 2014, 2015, 2016], [2017, 2018]]);
    assert_eq!(unmarked["comparable_years"], runs);
    assert_eq!(unmarked["convergence"].as_array().unwrap().len(), 2);
    // The breaks that come with the programme say the same, aloud about those that mark nothing.
    let breaks = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/breaks/provinces.csv");
    let host = Remembering::default();
    let marked = desk.run_with(&format!("{line} --breaks {breaks}"), &host).unwrap().value;
    assert_eq!(marked["comparable_years"], runs);
    let notices = host.notices.lock().unwrap().join("\n");
    assert!(!notices.contains("changes by a factor"), "{notices}");
    assert!(notices.contains("rows of park_green_area_per_capita mark nothing here"), "{notices}");
    // Somebody who knows that it is growth says so.
    let growth = desk.run(&format!("{line} --jump 2")).unwrap().value;
    assert_eq!(growth["comparable_years"].as_array().unwrap().len(), 1);
    assert!(desk.refusal(&format!("{line} --jump 1")).contains("--jump"));
}
