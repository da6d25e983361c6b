//! Parameters of divisions: their own values, held to the direction of those above.

use basis::Text;
use jiff::civil::date;

use super::{TODAY, good};
use crate::codes::{BASE_RULE_BROKEN, PARAMETER_NO_VALUE, UNKNOWN_DIVISION};
use crate::elastic::drift_of;
use crate::{Finding, Settings, SourceFile, check_files};

const COUNTY: &str = "county/330825/elderly-allowance.yaml";
const NAME: &str = "高龄津贴.八十岁";

/// The model catalogue, where the county pays what its parameter says and the nation has a value
/// that may only rise; with these parameters of divisions beside it.
fn with(own: &str) -> Vec<SourceFile> {
    let mut files = good();
    for file in &mut files {
        if file.path == "parameters/elderly.yaml" {
            file.text = file.text.replace("unit: 元/月,", "unit: 元/月, elastic: higher,");
            file.text.push_str(own);
        }
        if file.path.ends_with("elderly-allowance.yaml") {
            let amount = format!("amount: '参数(\"{NAME}\")'");
            file.text = file.text.replace("amount: '100元'", &amount);
            file.text = file.text.replace("amount: '120元'", &amount);
        }
    }
    files
}

/// A parameter of a division; `dates` begins with the first day.
fn own(division: &str, dates: &str, value: &str) -> String {
    format!(
        "- {{name: {NAME}, division: \"{division}\", type: money, unit: 元/月, values: [{{from: {dates}, value: {value}, source: {{law: 县里的文件}}}}]}}\n"
    )
}

fn findings(files: &[SourceFile]) -> Vec<Finding> {
    check_files(files, &Settings::on(TODAY)).findings
}

/// The amount that somebody of 85 gets in the county.
fn amount(files: &[SourceFile]) -> String {
    let checked = check_files(files, &Settings::on(TODAY));
    assert_eq!(checked.findings, []);
    let matter = checked.catalogue.matter("330825", "elderly-allowance", TODAY).unwrap().clone();
    let rules = checked.catalogue.rules(&matter.pin()).unwrap();
    let source = || Text::new("人口库", "register");
    let born = rules::Value::Date(date(1941, 1, 1));
    let facts = rules::Facts::from_iter([
        ("出生日期".to_owned(), rules::Fact::known(born, source(), TODAY)),
        ("死亡日期".to_owned(), rules::Fact::null(source(), TODAY)),
    ]);
    format!("{:?}", rules.answer(&facts, TODAY))
}

#[test]
fn a_county_reads_its_own_value_and_its_neighbour_does_not() {
    assert!(amount(&with(&own("330825", "2024-01-01", "90元"))).contains("9000"));
    assert!(amount(&with(&own("33", "2024-01-01", "70元"))).contains("7000"));
    let both = own("33", "2024-01-01", "70元") + &own("330825", "2024-01-01", "95元");
    assert!(amount(&with(&both)).contains("9500"));
    assert!(amount(&with(&own("330824", "2024-01-01", "90元"))).contains("6000"));
}

#[test]
fn a_value_moves_only_as_the_base_allows() {
    let check = |own: &str, broken: &str| {
        let found = findings(&with(own));
        let hits: Vec<_> = found.iter().filter(|one| one.code == BASE_RULE_BROKEN).collect();
        assert_eq!(hits.is_empty(), broken.is_empty(), "{own}: {found:?}");
        for hit in hits {
            assert!(hit.what.zh.contains(broken), "{hit}");
            assert!(hit.path == "parameters/elderly.yaml" && hit.line == 3, "{hit}");
            assert!(hit.what.zh.contains("parameters/elderly.yaml:2:"), "both places: {hit}");
        }
    };
    check(&own("330825", "2024-01-01", "60元"), "");
    check(&own("330825", "2024-01-01", "59元"), "只能更高");
    check(&own("330825", "2024-01-01", "90元").replace("元/月", "元/年"), "单位");
    // Yesterday's lower value is nobody's business any more, tomorrow's is.
    let later = "90元, source: {law: 甲}}, {from: 2027-01-01, value: 50元";
    check(&own("330825", "2024-01-01", later), "2027-01-01");
    let before = "50元, source: {law: 甲}}, {from: 2026-01-01, value: 60元";
    check(&own("330825", "2024-01-01", before), "");
}

#[test]
fn without_a_word_of_the_base_nothing_moves() {
    let mut files = with(&own("330825", "2024-01-01", "90元"));
    for file in &mut files {
        file.text = file.text.replace(" elastic: higher,", "");
    }
    let found = findings(&files);
    assert!(found.iter().any(|one| one.code == BASE_RULE_BROKEN && one.what.zh.contains("不能改")));
}

#[test]
fn an_amount_that_is_a_parameter_is_compared_too() {
    let cases = [("70元", true), ("60元", true), ("50元", false)];
    for (amount, allowed) in cases {
        let mut files = with("");
        let county = files.iter_mut().find(|file| file.path == COUNTY).unwrap();
        county.text = county.text.replace(&format!("'参数(\"{NAME}\")'"), &format!("'{amount}'"));
        let broken = findings(&files).iter().any(|one| one.code == BASE_RULE_BROKEN);
        assert_eq!(broken, !allowed, "{amount}");
    }
}

#[test]
fn an_unknown_division_and_an_expired_own_value_are_found() {
    let found = findings(&with(&own("99", "2024-01-01", "90元")));
    assert!(found.iter().any(|one| one.code == UNKNOWN_DIVISION && one.line == 3), "{found:?}");
    let ended = own("330825", "2024-01-01, until: 2025-12-31", "90元");
    let found = findings(&with(&ended));
    assert!(found.iter().any(|one| one.code == PARAMETER_NO_VALUE && one.line == 3), "{found:?}");
}

#[test]
fn drift_shows_who_has_values_of_their_own() {
    let differences = drift_of(&with(&own("330825", "2024-01-01", "90元"))).differences;
    let own = differences.iter().find(|one| one.matter == NAME).unwrap();
    assert_eq!(own.base.as_deref(), Some("2024-01-01: 60元"));
    assert_eq!(own.says["330825"], "2024-01-01: 90元");
    assert!(!drift_of(&with("")).differences.iter().any(|one| one.matter == NAME));
}

#[test]
fn a_matter_that_has_ended_needs_its_parameters_until_its_last_day() {
    let check = |matter: &str, first: &str, expected: bool| {
        let mut files = good();
        for file in &mut files {
            if file.path == COUNTY {
                file.text = file.text.replace("effective: {from: 2026-01-01}", matter);
            }
            if file.path == "parameters/elderly.yaml" {
                file.text = file.text.replacen("from: 2020-01-01", first, 1);
            }
        }
        let found = findings(&files);
        let missing = found.iter().any(|one| one.code == PARAMETER_NO_VALUE);
        assert_eq!(missing, expected, "{matter} {first}: {found:?}");
    };
    let ended = "effective: {from: 2025-01-01, until: 2025-12-31}";
    check(ended, "from: 2020-01-01, until: 2025-12-31", false);
    check(ended, "from: 2020-01-01, until: 2025-06-30", true);
    check("effective: {from: 2026-01-01}", "from: 2020-01-01, until: 2025-12-31", true);
}
