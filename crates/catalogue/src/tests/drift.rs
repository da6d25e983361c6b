//! Drift between counties and from the base; violations that name both places.

use super::{TODAY, good};
use crate::codes::BASE_RULE_BROKEN;
use crate::elastic::drift_of;
use crate::{Settings, SourceFile, check_files};

const OURS: &str = "county/330825/elderly-allowance.yaml";

/// The model catalogue with a second county, changed by pairs of words.
fn neighbours(changes: &[(&str, &str)]) -> Vec<SourceFile> {
    let mut files = good();
    let text = files.iter().find(|file| file.path == OURS).unwrap().text.clone();
    let mut text = text.replace("330825\"", "330824\"");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    files.push(SourceFile { path: "county/330824/elderly-allowance.yaml".into(), text });
    files
}

#[test]
fn a_county_that_differs_is_told_with_the_base() {
    let same = drift_of(&neighbours(&[]));
    assert!(same.outdated.is_empty());
    assert!(!same.differences.iter().any(|one| one.field == "benefit.unit.zh"));

    let drift = drift_of(&neighbours(&[("  promised: {n: 10", "  promised: {n: 8")]));
    let promised = drift.differences.iter().find(|one| one.field == "limits.promised.n").unwrap();
    assert_eq!(promised.base.as_deref(), Some("15"));
    let says: Vec<(&str, &str)> =
        promised.says.iter().map(|(file, says)| (file.as_str(), says.as_str())).collect();
    assert_eq!(
        says,
        [("county/330824/elderly-allowance", "8"), ("county/330825/elderly-allowance", "10")]
    );
}

#[test]
fn a_base_that_moved_on_is_told() {
    let mut files = good();
    let base = files.iter_mut().find(|file| file.path.starts_with("province/33/")).unwrap();
    base.text = base.text.replace("version: 1", "version: 2");
    let drift = drift_of(&files);
    assert_eq!(drift.outdated.len(), 1);
    assert_eq!((drift.outdated[0].reviewed, drift.outdated[0].now), (1, 2));
    assert_eq!(drift.outdated[0].base, "province/33/elderly-allowance");
}

#[test]
fn each_direction_is_kept() {
    let cases: &[(&str, &str, bool)] = &[
        ("  promised: {n: 10", "  promised: {n: 16", false),
        ("  promised: {n: 10", "  promised: {n: 9", true),
        ("visits: 0", "visits: 1", true),
        ("visits: 0", "visits: 2", false),
        ("channels: [web, counter, kiosk, helper, phone]", "channels: [counter, web]", true),
        ("channels: [web, counter, kiosk, helper, phone]", "channels: [web, phone]", false),
        ("benefit: {amount: '120元'", "benefit: {amount: '100元'", true),
        ("benefit: {amount: '120元'", "benefit: {amount: '90元'", false),
        ("    - {id: deceased", "    - {id: rich", false),
        ("  - id: identity-card\n", "  - id: photo\n", false),
        ("plain: {zh", "name: {zh: 老人钱}\nplain: {zh", false),
        ("plain: {zh", "fee: {fen: 100}\nplain: {zh", false),
    ];
    for (from, to, allowed) in cases {
        let findings = check_files(&neighbours(&[(from, to)]), &Settings::on(TODAY)).findings;
        let broken: Vec<_> = findings
            .iter()
            .filter(|one| one.code == BASE_RULE_BROKEN && one.path.contains("330824"))
            .collect();
        assert_eq!(broken.is_empty(), *allowed, "{to}: {broken:?}");
        for one in broken {
            assert!(
                one.what.zh.contains("province/33/elderly-allowance.yaml:"),
                "both places: {one}"
            );
        }
    }
}

/// The whole of a material, a condition or the facts in the county's file, as a test changes it.
const CARD: &str = "    from: {certificate: identity-card}\n    fallback: {upload: [pdf]}\n";
const BOOK: &str = "    from: {register: population, fields: [household_division]}\n    fallback: {upload: [pdf, jpg]}\n    copy: 复印件\n    need: 必要\n";
const BOOK_AS_ORIGINAL: (&str, &str) = (
    "    fallback: {upload: [pdf, jpg]}\n    copy: 复印件\n",
    "    fallback: {upload: [pdf, jpg]}\n    copy: 原件\n",
);
const DEAD: &str =
    "{id: deceased, when: \"死亡日期 != 无\", holds: false, text: {zh: 人口库登记已去世}}";

#[test]
fn a_material_may_only_become_easier() {
    let book = |to: &str| BOOK.replace("    need: 必要\n", to);
    let cases: &[(&str, String, bool)] = &[
        (CARD, "    from: {upload: [pdf]}\n".into(), true),
        (CARD, "    from: {upload: [pdf, jpg]}\n".into(), true),
        (CARD, "    from: {upload: [ofd]}\n".into(), false),
        (CARD, "    from: {certificate: identity-card}\n".into(), false),
        (CARD, "    from: {commitment: {zh: 本人承诺}}\n".into(), true),
        (BOOK, BOOK.replace("复印件", "原件"), false),
        (BOOK, BOOK.replace("复印件", "原件和复印件"), false),
        (BOOK, book("    need: 容缺后补\n"), true),
        (BOOK, book("    need: 必要\n    when: pay_way == \"cash\"\n"), true),
        (BOOK, book("    need: 必要\n    accept: {zh: 三个月以内}\n"), false),
        ("    name: {zh: 户口簿,", "    name: {zh: 户口簿和房产证,".into(), false),
    ];
    for (from, to, allowed) in cases {
        holds_in_the_neighbour(&neighbours(&[(from, to)]), to, *allowed);
    }
}

#[test]
fn what_the_base_makes_easy_stays_so() {
    let mut files = neighbours(&[]);
    let base = files.iter_mut().find(|file| file.path.starts_with("province/33/")).unwrap();
    let before = "from: {upload: [pdf]}, copy: 复印件, need: 必要}\n  - {id: identity-card";
    assert!(base.text.contains(before));
    let easy = "from: {register: population, fields: [household_division]}, copy: 复印件, need: 容缺后补, when: 有(出生日期)}\n  - {id: identity-card";
    base.text = base.text.replacen(before, easy, 1);
    let say = |from: &str, to: &str| -> Vec<SourceFile> {
        let mut files = files.clone();
        let ours = files.iter_mut().find(|file| file.path.contains("330824")).unwrap();
        assert!(ours.text.contains(from), "{from}");
        ours.text = ours.text.replacen(from, to, 1);
        files
    };
    let whole = |from: &str, need: &str, when: &str| {
        format!("    from: {from}\n    copy: 复印件\n    need: {need}\n    when: {when}\n")
    };
    let register = "{register: population, fields: [household_division]}";
    let cases = [
        (whole(register, "容缺后补", "有(出生日期)"), true),
        (whole(register, "容缺后补", "有(出生日期) && pay_way == \"cash\""), true),
        (whole(register, "必要", "有(出生日期)"), false),
        (whole(register, "容缺后补", "有(死亡日期)"), false),
        (whole("{upload: [pdf]}", "容缺后补", "有(出生日期)"), false),
        (
            whole(
                "{register: population, fields: [household_division, birth]}",
                "容缺后补",
                "有(出生日期)",
            ),
            false,
        ),
        (
            whole(register, "容缺后补", "有(出生日期)").replace("    when: 有(出生日期)\n", ""),
            false,
        ),
    ];
    for (to, allowed) in cases {
        holds_in_the_neighbour(&say(BOOK, &to), &to, allowed);
    }
}

#[test]
fn an_exception_may_not_shut_more_people_out() {
    let kept = "{id: veteran, when: \"pay_way == \\\"card\\\"\", holds: true}";
    let cases: &[(String, bool)] = &[
        (DEAD.into(), true),
        (DEAD.replace("死亡日期 != 无", "死亡日期 != 无 || 周岁(出生日期, 今天) < 99"), false),
        (DEAD.replace("死亡日期 != 无", "死亡日期 != 无 && 周岁(出生日期, 今天) < 99"), true),
        (DEAD.replace("holds: false", "holds: true"), true),
        (DEAD.replace("id: deceased", "id: gone"), false),
        (format!("{DEAD}\n      - {kept}"), true),
        (format!("{DEAD}\n      - {}", kept.replace("true", "false")), false),
    ];
    for (to, allowed) in cases {
        holds_in_the_neighbour(&neighbours(&[(DEAD, to)]), to, *allowed);
    }
}

#[test]
fn an_exception_that_lets_people_in_stays() {
    let veteran = "{id: veteran, when: \"死亡日期 == 无\", holds: true}";
    for (to, allowed) in [
        (format!("{DEAD}\n      - {veteran}"), true),
        (DEAD.to_owned(), false),
        (format!("{DEAD}\n      - {}", veteran.replace("holds: true", "holds: false")), false),
        (
            format!(
                "{DEAD}\n      - {}",
                veteran.replace("无\"", "无 && 周岁(出生日期, 今天) > 99\"")
            ),
            false,
        ),
    ] {
        let mut files = neighbours(&[(DEAD, &to)]);
        for path in ["province/33/elderly-allowance.yaml", OURS] {
            let file = files.iter_mut().find(|file| file.path == path).unwrap();
            file.text = file.text.replacen(DEAD, &format!("{DEAD}\n      - {veteran}"), 1);
        }
        holds_in_the_neighbour(&files, &to, allowed);
    }
}

#[test]
fn a_fact_of_the_base_keeps_its_meaning() {
    let fact = "  出生日期: {register: population, field: birth}\n";
    for (to, allowed) in [
        ("  出生日期: {register: population, field: death}\n", false),
        ("  出生日期: {person: birth}\n", false),
        (
            "  出生日期: {register: population, field: birth}\n  户籍: {register: population, field: household_division}\n",
            true,
        ),
    ] {
        holds_in_the_neighbour(&neighbours(&[(fact, to)]), to, allowed);
    }
}

#[test]
fn an_amount_in_another_unit_is_not_compared() {
    let benefit = "benefit: {amount: '120元', unit: {zh: 元/月}}";
    let yearly = "benefit: {amount: '120元', unit: {zh: 元/年}}";
    holds_in_the_neighbour(&neighbours(&[(benefit, yearly)]), yearly, false);
}

/// A rule too long to be shown in short: what differs stands at its end.
#[test]
fn a_broken_condition_or_material_is_shown_whole_at_its_own_lines() {
    let base = "rule: '周岁(出生日期, 今天) >= 参数(\"高龄津贴.起始年龄\")'";
    let ours = base.replace('\'', "");
    let long = "有(死亡日期) && 有(出生日期) && 死亡日期 > 日期(\"2026-01-01\") || 周岁(出生日期, 今天) >= ";
    let mut files = neighbours(&[(&ours, &format!("rule: '{long}85岁'")), BOOK_AS_ORIGINAL]);
    let province = files.iter_mut().find(|file| file.path.starts_with("province/33/")).unwrap();
    assert!(province.text.contains(base));
    province.text = province.text.replace(base, &format!("rule: '{long}80岁'"));
    let line = |path: &str, text: &str| {
        let file = files.iter().find(|file| file.path.contains(path)).unwrap();
        let at = file.text.lines().position(|line| line.contains(text)).unwrap();
        u32::try_from(at + 1).unwrap()
    };
    let findings = check_files(&files, &Settings::on(TODAY)).findings;
    for (field, theirs, mine, here, there) in [
        ("conditions", "80岁", "85岁", "    rule:", "    rule:"),
        ("materials", "复印件", "原件", "    copy: 原件", "id: household-book"),
    ] {
        let broken = findings.iter().find(|one| {
            one.code == BASE_RULE_BROKEN
                && one.path.contains("330824")
                && one.what.zh.starts_with(field)
        });
        let one = broken.unwrap_or_else(|| panic!("{field}: {findings:#?}"));
        assert_eq!(one.line, line("330824", here), "{one}");
        let base = format!("province/33/elderly-allowance.yaml:{}:", line("province/33", there));
        assert!(one.what.zh.contains(&base), "{base}: {one}");
        assert!(one.what.zh.contains(theirs) && one.what.zh.contains(mine), "{one}");
    }
}

/// Whether the neighbouring county breaks a rule of the base; where it does, both places are told.
fn holds_in_the_neighbour(files: &[SourceFile], change: &str, allowed: bool) {
    let findings = check_files(files, &Settings::on(TODAY)).findings;
    let broken: Vec<_> = findings
        .iter()
        .filter(|one| one.code == BASE_RULE_BROKEN && one.path.contains("330824"))
        .collect();
    assert_eq!(broken.is_empty(), allowed, "{change}: {broken:?}");
    for one in broken {
        assert!(one.what.zh.contains("province/33/elderly-allowance.yaml:"), "both places: {one}");
    }
}
