//! Fields that are missing, words that are not in the lists, levels that do not fit the body.

use serde_json::Value;

use super::Judge;
use crate::model::{CaseKind, Kind, Need};

/// Words for levels and the number of digits in the code of such a division.
const LEVELS: [(&str, usize); 5] =
    [("国家级", 0), ("省级", 2), ("市级", 4), ("县级", 6), ("乡级", 9)];

pub(super) fn judge(judge: &mut Judge<'_>, is_division: Option<&dyn Fn(&str) -> bool>) {
    for field in ["id", "place", "division", "name", "type", "dept", "level", "url"] {
        if judge.text(field).is_none_or(str::is_empty) {
            judge.flag(field, "field.missing", "没有写", "it is missing");
        }
    }
    known_word(judge, "type", Kind::from_code);
    known_word(judge, "case_kind", CaseKind::from_code);
    if judge.text("case_kind").is_none() {
        judge.flag("case_kind", "field.missing", "没有写办件类型", "the case kind is missing");
    }
    needs(judge);
    reprint(judge);
    division(judge, is_division);
    level(judge);
    dependencies(judge);
}

fn known_word<T>(judge: &mut Judge<'_>, field: &str, known: impl Fn(&str) -> Option<T>) {
    if let Some(word) = judge.text(field).filter(|word| known(word).is_none()) {
        let (zh, en) = (format!("“{word}”不在词表里"), format!("“{word}” is not a known word"));
        judge.flag(field, "word.unknown", zh, en);
    }
}

fn needs(judge: &mut Judge<'_>) {
    for (at, material) in judge.list("materials").iter().enumerate() {
        let name = material.get("name").and_then(Value::as_str).unwrap_or_default();
        let field = format!("materials[{at}].need");
        match material.get("need").and_then(Value::as_str) {
            None => judge.flag(
                &field,
                "field.missing",
                format!("材料“{name}”没有写是否必要"),
                "necessity is missing",
            ),
            Some(need) if Need::from_code(need).is_none() => {
                let zh = format!("材料“{name}”的必要性写作“{need}”，没有说清什么情形");
                judge.flag(
                    &field,
                    "need.unclear",
                    zh,
                    format!("necessity “{need}” does not say when"),
                );
            }
            Some(_) => {}
        }
        let by = material.get("by").and_then(Value::as_str);
        let provider = material.get("provider");
        if by == Some("申请人") && provider.is_some() {
            judge.flag(
                &format!("materials[{at}].by"),
                "material.shareable",
                format!("材料“{name}”有部门能提供，却要申请人自带"),
                "a department has it, but the applicant must bring it",
            );
        }
    }
}

fn reprint(judge: &mut Judge<'_>) {
    let Some(url) = judge.text("url") else { return };
    if url.contains("转载") {
        judge.flag(
            "url",
            "source.reprint",
            "来源是转载页，不是原发布页",
            "the source is a reprint",
        );
    } else if url.ends_with("...") || !url.contains('.') {
        judge.flag("url", "source.incomplete", "网址不完整", "the address is not complete");
    }
}

fn division(judge: &mut Judge<'_>, is_division: Option<&dyn Fn(&str) -> bool>) {
    let Some(code) = judge.text("division") else { return };
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !matches!(code.len(), 2 | 4 | 6 | 9 | 12) {
        judge.flag("division", "division.form", "区划代码位数不对", "the code has a wrong length");
    } else if is_division.is_some_and(|known| !known(code) && !known(code.trim_end_matches("00"))) {
        let zh = format!("区划里没有 {code}");
        judge.flag("division", "division.unknown", zh, format!("there is no division {code}"));
    }
}

/// The level of the guide against its body and its division.
fn level(judge: &mut Judge<'_>) {
    let (Some(level), Some(dept)) = (judge.text("level"), judge.text("dept")) else { return };
    let Some((_, digits)) = LEVELS.iter().find(|(word, _)| *word == level) else {
        let zh = format!("层级“{level}”不在词表里");
        judge.flag("level", "level.unknown", zh, format!("“{level}” is not a known level"));
        return;
    };
    let says = body_level(dept);
    if let Some(body) = says.filter(|body| body != digits) {
        let word = LEVELS.iter().find(|(_, digits)| *digits == body).map_or("", |(word, _)| word);
        judge.flag(
            "level",
            "level.body",
            format!("写的是{level}，办理机构“{dept}”却像{word}"),
            format!("the level does not fit the body “{dept}”"),
        );
    }
    let division = judge.text("division").unwrap_or_default();
    let at = if division.ends_with("00") && division.len() == 6 { 4 } else { division.len() };
    if at < *digits.min(&6) || (at == 6 && *digits < 6) {
        judge.flag(
            "level",
            "level.division",
            format!("写的是{level}，区划代码 {division} 却是另一级"),
            format!("the level does not fit the division {division}"),
        );
    }
}

/// The number of digits of the division that a body's name speaks of.
fn body_level(dept: &str) -> Option<usize> {
    let village = ["镇", "乡", "街道", "团"];
    let county = ["县", "区", "旗"];
    let office = dept.contains("局") || dept.contains("机构") || dept.contains("中心");
    if village.iter().any(|word| dept.contains(word)) && !office {
        return Some(9);
    }
    if county.iter().any(|word| dept.contains(word)) {
        return Some(6);
    }
    // A city's name may be that of a county-level city, so that it says nothing by itself.
    None
}

/// Dependencies name items of the list and do not run in a circle.
fn dependencies(judge: &mut Judge<'_>) {
    let items: Vec<&str> = judge.list("items").iter().filter_map(Value::as_str).collect();
    for (at, pair) in judge.list("depends").iter().enumerate() {
        let ends: Vec<&str> =
            pair.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for end in ends.iter().filter(|end| !items.contains(end)) {
            let field = format!("depends[{at}]");
            let zh = format!("“{end}”不在联办事项里");
            judge.flag(&field, "depends.unknown", zh, format!("“{end}” is not among the items"));
        }
    }
    if judge.text("type") == Some("一件事") && judge.list("depends").is_empty() {
        judge.flag(
            "depends",
            "field.missing",
            "没有写联办事项的先后",
            "the order of the items is missing",
        );
    }
}
