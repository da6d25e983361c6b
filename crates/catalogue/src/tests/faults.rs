//! Faults planted in the model catalogue, beside the one example that each code has: every one is
//! found where it stands.

use std::fs;

use super::codes::spoiled;
use super::{TODAY, good, good_folder};
use crate::codes::{self, Code, Example};
use crate::elastic;
use crate::{IsDivision, Settings, SourceFile, check, check_files, read_folder};

const ALLOWANCE: &str = "county/330825/elderly-allowance.yaml";
const HOUSEHOLD: &str = "county/330825/household.yaml";
const BIRTH: &str = "county/330825/birth-certificate.yaml";

fn planted(file: &'static str, right: &'static str, wrong: &'static str, code: Code) {
    let (files, line, column) = spoiled(&Example { file, right, wrong });
    found(&files, (file, line, column), code);
}

fn found(files: &[SourceFile], at: (&str, u32, u32), code: Code) {
    let findings = check_files(files, &Settings::on(TODAY)).findings;
    let hit = findings
        .iter()
        .any(|one| one.code == code && (one.path.as_str(), one.line, one.column) == at);
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(hit, "{code} expected at {at:?}, found:\n{}", lines.join("\n"));
}

#[test]
fn a_parameter_without_value_is_found_wherever_a_rule_reads_it() {
    let expired = "- {name: 出生证.工本费, type: money, unit: 元, values: [{from: 2010-01-01, until: 2020-12-31, value: 5元, source: {law: 价格文件}}]}\n";
    let cases = [
        ("fee: {fen: 0}", "fee: {rule: '参数(\"出生证.工本费\")', basis: {law: 价格文件}}"),
        ("    max_length: 20\n", "    max_length: 20\n    when: 参数(\"出生证.工本费\") > 3元\n"),
        (
            "    max_length: 20\n",
            "    max_length: 20\n    required: 参数(\"出生证.工本费\") > 3元\n",
        ),
        (
            "process:\n",
            "materials:\n  - {id: paper, name: {zh: 证明}, from: {upload: [pdf]}, copy: 原件, need: 必要, when: '参数(\"出生证.工本费\") > 3元'}\nprocess:\n",
        ),
    ];
    for (right, wrong) in cases {
        let mut files = good();
        for file in &mut files {
            if file.path == BIRTH {
                assert!(file.text.contains(right), "{right}");
                file.text = file.text.replacen(right, wrong, 1);
            }
            if file.path == "parameters/elderly.yaml" {
                file.text.push_str(expired);
            }
        }
        let column = u32::try_from(expired.split("{from").next().unwrap().chars().count()).unwrap();
        found(&files, ("parameters/elderly.yaml", 3, column + 1), codes::PARAMETER_NO_VALUE);
    }
}

#[test]
fn an_accepted_case_is_not_sent_back_to_the_reception() {
    planted(ALLOWANCE, "return: check", "return: «receive", codes::STAGE_UNKNOWN);
}

#[test]
fn a_code_in_a_rule_that_is_no_division_is_found() {
    let rule = |wrong| {
        planted(HOUSEHOLD, "copy: 原件, need: 必要}", wrong, codes::UNKNOWN_DIVISION);
    };
    rule("copy: 原件, need: 必要, when: '属于(head_division, «\"999999\")'}");
    rule("copy: 原件, need: 必要, when: 'head_division != «\"999999\"'}");
    rule("copy: 原件, need: 必要, when: 'head_division in [\"330825\", «\"999999\"]'}");

    let (files, line, column) = spoiled(&Example {
        file: HOUSEHOLD,
        right: "copy: 原件, need: 必要}",
        wrong: "copy: 原件, need: 必要, when: '属于(head_division, «\"339999\")'}",
    });
    let known = |code: &str| if code == "339999" { IsDivision::No } else { IsDivision::Yes };
    let settings = Settings { on: TODAY, division: Some(&known) };
    let findings = check_files(&files, &settings).findings;
    let places: Vec<_> = findings.iter().map(|one| (one.code, one.line, one.column)).collect();
    assert_eq!(places, [(codes::UNKNOWN_DIVISION, line, column)], "{findings:?}");
}

#[test]
fn a_benefit_by_the_year_whose_amount_is_by_the_month_is_found() {
    planted(
        ALLOWANCE,
        "benefit: {amount: '120元', unit: {zh: 元/月}}",
        "benefit: {amount: '参数(\"高龄津贴.八十岁\")', unit: {zh: «元/年}}",
        codes::RULE_UNIT,
    );
    let (files, ..) = spoiled(&Example {
        file: ALLOWANCE,
        right: "benefit: {amount: '120元', unit: {zh: 元/月}}",
        wrong: "benefit: {amount: '参数(\"高龄津贴.八十岁\")', unit: {zh: «元/人/月}}",
    });
    let findings = check_files(&files, &Settings::on(TODAY)).findings;
    assert!(!findings.iter().any(|one| one.code == codes::RULE_UNIT), "{findings:?}");
}

#[test]
fn a_long_procedure_that_does_not_stop_the_clock_is_a_step() {
    planted(
        ALLOWANCE,
        "limit: {n: 7, unit: 自然日}, stops_clock: true, basis: {law: 某省老年人办法, article: 第六条}}]\n  extension: {limit: {n: 10, unit: 工作日}, role: approver}\n  deliver: {ways: [electronic, counter], limit: {n: 10, unit: 工作日}}\nlimits:\n  statutory: {n: 30, unit: 工作日, source: {law: 某省老年人办法, article: 第五条}}\n  promised: {n: 10",
        "limit: {n: 60, unit: 自然日}, stops_clock: false}]\n  extension: {limit: {n: 10, unit: 工作日}, role: approver}\n  deliver: {ways: [electronic, counter], limit: {n: 10, unit: 工作日}}\nlimits:\n  statutory: {n: 30, unit: 工作日, source: {law: 某省老年人办法, article: 第五条}}\n  promised: «{n: 10",
        codes::STEPS_OVER_PROMISED,
    );
}

#[test]
fn small_slips_are_found_too() {
    planted(ALLOWANCE, "then: [decide]", "then: [decide, «decide]", codes::DUPLICATE_ID);
    planted(
        ALLOWANCE,
        "from: {register: population, fields: [household_division]}",
        "from: {register: population, fields: «[]}",
        codes::MATERIAL_WITHOUT_SOURCE,
    );
    planted(
        "parameters/elderly.yaml",
        "values: [{from: 2020-01-01, value: 80,",
        "values: [{from: 2020-01-01, value: 75, source: {law: 老年人权益保障法}}, {from: «2020-01-01, value: 80,",
        codes::PARAMETER_OVERLAPS,
    );
    planted(
        "parameters/elderly.yaml",
        "values: [{from: 2020-01-01, value: 80,",
        "values: [{from: 2030-01-01, value: 75, source: {law: 老年人权益保障法}}, {from: 2020-01-01, until: «2028-12-31, value: 80,",
        codes::PARAMETER_ENDS,
    );
    planted(HOUSEHOLD, "matter: household\n", "«\u{fffd}matter: household\n", codes::NOT_YAML);
}

#[test]
fn a_code_without_quotes_is_shown_as_it_is_written() {
    let code = "1133082500261914974330709001000";
    let mut files = good();
    let file = files.iter_mut().find(|file| file.path == HOUSEHOLD).unwrap();
    file.text = file.text.replace(&format!("\"{code}\""), code);
    let findings = check_files(&files, &Settings::on(TODAY)).findings;
    let one = findings.iter().find(|one| one.code == codes::WRONG_TYPE).unwrap();
    assert!(one.what.zh.contains(&format!("“{code}”")), "{one}");
    assert_eq!(one.mend.en, format!("put it in quotes: \"{code}\""));
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_rest_is_checked() {
    let home = tempfile::tempdir().unwrap();
    for file in good() {
        let path = home.path().join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file.text).unwrap();
    }
    let folder = home.path().join("county/330825");
    fs::write(folder.join("gbk.yaml"), b"matter: gbk\nname: {zh: \xb8\xdf\xc1\xe4}\n").unwrap();
    fs::write(folder.join("empty.yaml"), "").unwrap();
    fs::write(folder.join("other.yml"), "matter: other\n").unwrap();
    let checked = check(home.path(), &Settings::on(TODAY)).unwrap();
    let found: Vec<_> = checked
        .findings
        .iter()
        .map(|one| (one.path.trim_start_matches("county/330825/"), one.code, one.line, one.column))
        .collect();
    let expected = [
        ("empty.yaml", codes::NOT_YAML, 1, 1),
        ("gbk.yaml", codes::NOT_YAML, 2, 12),
        ("other.yml", codes::MISNAMED_FILE, 1, 1),
    ];
    assert_eq!(found, expected, "{:#?}", checked.findings);
    assert!(checked.findings[0].what.zh.contains("空"), "{}", checked.findings[0]);
    assert!(checked.findings[1].what.zh.contains("UTF-8"), "{}", checked.findings[1]);
    assert_eq!(checked.catalogue.matters().count(), 4);
}

#[test]
fn a_folder_without_matters_is_refused() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("notes.yaml"), "a: 1\n").unwrap();
    let below = good_folder().join("county/330825");
    for folder in [home.path(), below.as_path()] {
        let words = [
            check(folder, &Settings::on(TODAY)).unwrap_err().to_string(),
            elastic::drift(folder).unwrap_err().to_string(),
            read_folder(folder).unwrap_err().to_string(),
        ];
        for said in words {
            assert!(said.contains("no matter under") && said.contains("data/catalogue"), "{said}");
        }
    }
}
