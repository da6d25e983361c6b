//! Guides as offices publish them: contradictions are flagged, nothing is repaired.

use std::path::Path;

use crate::guides::import_guides;

#[test]
fn contradictions_are_flagged_with_their_line() {
    let cases = [
        (r#"{"statutory_text": "无"}"#, "statutory", "limit.absent"),
        (r#"{"promised": {"n": 3, "unit": "天天"}}"#, "promised", "limit.unit"),
        (r#"{"promised_text": "1/8个工作日"}"#, "promised_text", "limit.two-numbers"),
        (
            r#"{"case_kind": "即办件", "promised": {"n": 1, "unit": "工作日"}}"#,
            "promised",
            "kind.on-the-spot",
        ),
        (
            r#"{"promised": {"n": 9, "unit": "工作日"}, "statutory": {"n": 8, "unit": "工作日"}}"#,
            "promised",
            "promised.over-statutory",
        ),
        (
            r#"{"promised": {"n": 9, "unit": "工作日"}, "steps": [{"limit": {"n": 5, "unit": "工作日"}}]}"#,
            "steps",
            "steps.less-than-promised",
        ),
        (
            r#"{"promised": {"n": 1, "unit": "工作日"}, "steps": [{"limit": {"n": 9, "unit": "小时"}}]}"#,
            "steps",
            "steps.more-than-promised",
        ),
        (r#"{"task_code": "123"}"#, "task_code", "code.length"),
        (r#"{"dept_code": "11513701777935454E"}"#, "dept_code", "code.credit"),
        (r#"{"basic_code": "51103101800"}"#, "basic_code", "code.basic"),
        (r#"{"type": "行政许可", "basic_code": "511031018000"}"#, "basic_code", "code.kind"),
        (
            r#"{"task_code": "11513701777935454D4511031018000", "basic_code": "511031018001"}"#,
            "task_code",
            "code.inner",
        ),
        (
            r#"{"task_code": "11513701777935454D4511031018000", "level": "市级"}"#,
            "task_code",
            "code.level",
        ),
        (r#"{"level": "乡级", "dept": "某县民政局"}"#, "level", "level.body"),
        (r#"{"level": "县级", "dept": "某局", "division": "330800"}"#, "level", "level.division"),
        (
            r#"{"materials": [{"name": "甲", "need": "视情形"}]}"#,
            "materials[0].need",
            "need.unclear",
        ),
        (r#"{"items": ["甲"], "depends": [["乙", "甲"]]}"#, "depends[0]", "depends.unknown"),
        ("not json", "", "line.unreadable"),
    ];
    for (line, field, rule) in cases {
        let imported = import_guides(&format!("\n{line}\n"), None);
        let hit = imported.flags.iter().find(|flag| flag.field == field && flag.rule == rule);
        assert_eq!(hit.map(|flag| flag.line), Some(2), "{line}: {:?}", imported.flags);
    }
    let good = r#"{"promised": {"n": 6, "unit": "工作日"}, "steps": [{"limit": {"n": 6, "unit": "工作日"}}]}"#;
    assert!(import_guides(good, None).flags.iter().all(|flag| !flag.rule.starts_with("steps.")));
}

#[test]
fn the_real_guides_are_flagged_and_left_as_they_are() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cn-guides/guides.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: the real guides are not at ../shared/data/cn-guides/guides.jsonl");
        return;
    };
    let imported = import_guides(&text, None);
    assert_eq!(imported.guides.len(), text.lines().count());
    for (guide, line) in imported.guides.iter().zip(text.lines()) {
        let again: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::Value::Object(guide.says.clone()), again, "nothing is repaired");
    }
    let has = |guide: &str, rule: &str| {
        imported.flags.iter().any(|flag| flag.guide == guide && flag.rule == rule)
    };
    let cases = [
        ("hn-longshan-elderly", "steps.less-than-promised"),
        ("hn-rucheng-smallfood", "steps.less-than-promised"),
        ("sc-bazhou-smallfood-change", "kind.on-the-spot"),
        ("sc-bazhou-smallfood-change", "code.division"),
        ("ln-lingyuan-smallcatering-change", "code.item"),
        ("ah-dangshan-funeral", "limit.two-numbers"),
        ("ah-dangshan-funeral", "need.unclear"),
        ("ah-yongqiao-disability", "steps.more-than-promised"),
        ("ah-yongqiao-disability", "steps.incomplete"),
        ("hb-jiangling-sscard", "limit.absent"),
        ("hb-jiangling-sscard", "limit.qualified"),
        ("hb-jiangling-sscard", "source.reprint"),
        ("xj-tbg130-destitute", "level.unknown"),
        ("gd-zhongshan-newborn", "limit.qualified"),
        ("fj-xiamen-newborn", "field.missing"),
        ("js-lianyun-dibao", "limit.absent"),
    ];
    let missed: Vec<_> = cases.iter().filter(|(guide, rule)| !has(guide, rule)).collect();
    let lines: Vec<String> = imported.flags.iter().map(ToString::to_string).collect();
    assert!(missed.is_empty(), "{missed:?}\n{}", lines.join("\n"));
    assert!(!has("sc-bazhou-smallfood-change", "code.credit"), "a real code with a right check");
    assert!(!has("gd-zhongshan-newborn", "depends.unknown"));
}
