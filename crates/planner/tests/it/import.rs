//! `plan import`: kept with digest, source and date; listed, replaced, used by name.

use crate::given::given;
use crate::run::Desk;

const ZONES: &str = "id,lon,lat,pop\na,121.1,29.0,4\nb,121.2,29.1,8\n";

#[test]
fn a_dataset_is_kept_listed_replaced_and_used() {
    let desk = Desk::new();
    desk.write("zones.csv", ZONES);
    let line = "import {}/zones.csv --name zones --kind zones --source census --date 2020-11-01 \
                --amount-cols pop --store {}/var/plan";
    let kept = desk.run(line).unwrap().value;
    assert_eq!(kept["about"]["amounts"]["pop"], 12.0);
    assert_eq!(kept["sha256"].as_str().unwrap().len(), 64);
    assert_eq!((&kept["source"], &kept["date"]), (&"census".into(), &"2020-11-01".into()));
    let again = desk.refusal(line);
    assert!(again.contains("--replace"), "{again}");
    desk.write("zones.csv", "id,lon,lat,pop\na,121.1,29.0,16\n");
    let replaced = desk.run(&format!("{line} --replace")).unwrap().value;
    assert_ne!(replaced["sha256"], kept["sha256"]);
    let listed = desk.run("import --list --store {}/var/plan").unwrap();
    assert_eq!(listed.value.as_array().unwrap().len(), 1);
    assert_eq!(listed.value[0], replaced);
    assert!(listed.words.contains("zones  zones  2020-11-01"), "{}", listed.words);
    let files: Vec<_> = std::fs::read_dir(desk.path("var/plan/zones")).unwrap().collect();
    assert_eq!(files.len(), 1, "the bytes that were replaced are gone");
    desk.write("d.csv", "id,cap\nx,2\n");
    desk.write("c.csv", "origin,dest,cost\na,x,1\n");
    let answer = desk.run(
        "access --costs {}/c.csv --origins @zones --origin-cols id,pop --destinations {}/d.csv \
         --measure 2sfca --cutoff 5 --out {}/v.csv --store {}/var/plan",
    );
    assert_eq!(answer.unwrap().value["summary"]["most"], 0.125);
    let missing = desk.refusal(
        "access --costs {}/c.csv --origins @zonen --destinations {}/d.csv --measure nearest --out \
         {}/v.csv --store {}/var/plan",
    );
    assert!(missing.contains("it has zones"), "{missing}");
}

#[test]
fn a_broken_dataset_changes_nothing() {
    let desk = Desk::new();
    desk.write("f.csv", "id,lon,lat,level\na,121,29,village\nb,121,29,hamlet\n");
    let common = "--name f --source register --date 2024-01-01 --store {}/var";
    let check = |file: &str, more: &str, expected: &str| {
        let refusal = desk.refusal(&format!("import {{}}/{file} {common} {more}"));
        assert!(refusal.contains(expected), "{refusal}");
        assert_eq!(desk.files(), ["f.csv"]);
    };
    check(
        "f.csv",
        "--kind facilities --level-col level",
        "row 2 (line 3), column level: \"hamlet\"",
    );
    check(
        "f.csv",
        "--kind facilities --hours-col level",
        "row 1 (line 2), column level: \"village\" are no opening hours",
    );
    check("f.csv", "--kind facilities --amount-cols beds", "no column \"beds\"");
    check("f.csv", "--kind streets", "f.csv");
    check("f.csv", "--kind timetable", "not a readable zip");
    check("none.csv", "--kind zones", "none.csv");
    let refusal = desk.refusal(
        "import {}/f.csv --name ../f --kind zones --source x --date 2024-01-01 --store {}/var",
    );
    assert!(refusal.contains("letters"), "{refusal}");
}

#[test]
fn a_timetable_is_checked() {
    let Some(zip) = given("r5r-poa/poa_trensurb.zip") else { return };
    let desk = Desk::new();
    let answer = desk.run(&format!(
        "import {} --name rail --kind timetable --source Trensurb --date 2019-05-13 --store {{}}/var",
        zip.display()
    ));
    let value = answer.unwrap().value;
    assert!(value["about"]["trips"].as_u64().unwrap() > 100, "{value}");
    assert!(value["about"]["days"].is_array());
}
