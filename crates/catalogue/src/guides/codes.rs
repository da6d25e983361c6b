//! Codes of a guide: length, check character, and agreement with each other.

use basis::codes::{BasicCode, CreditCode};

use super::Judge;
use crate::model::Kind;

pub(super) fn judge(judge: &mut Judge<'_>) {
    let body = judge.text("dept_code");
    if let Some(code) = body {
        credit(judge, "dept_code", code);
    }
    let basic = judge.text("basic_code");
    if let Some(code) = basic {
        basic_code(judge, "basic_code", code);
    }
    match judge.text("task_code") {
        Some(code) => task(judge, code, body, basic),
        None => judge.flag("task_code", "field.missing", "没有写实施编码", "the code is missing"),
    }
}

fn credit(judge: &mut Judge<'_>, field: &str, code: &str) {
    match CreditCode::parse(code) {
        Err(refusal) => judge.flag(field, "code.credit", refusal.text.zh, refusal.text.en),
        Ok(parsed) => {
            let own = judge.text("division").unwrap_or_default();
            if !own.is_empty() && own.get(..4) != parsed.division().get(..4) {
                judge.flag(
                    field,
                    "code.division",
                    format!("机构代码里的区划是 {}，办理地是 {own}", parsed.division()),
                    format!("the body's code is of {}, the place is {own}", parsed.division()),
                );
            }
        }
    }
}

fn basic_code(judge: &mut Judge<'_>, field: &str, code: &str) {
    let parsed = match BasicCode::parse(code) {
        Ok(parsed) => parsed,
        Err(refusal) => {
            judge.flag(field, "code.basic", refusal.text.zh, refusal.text.en);
            return;
        }
    };
    let kind = judge.text("type").and_then(Kind::from_code).and_then(Kind::code_digits);
    if let Some(expected) = kind.filter(|digits| *digits != parsed.kind()) {
        judge.flag(
            field,
            "code.kind",
            format!("编码里的类型是 {}，事项类型应是 {expected}", parsed.kind()),
            format!("the code says kind {}, the guide says {expected}", parsed.kind()),
        );
    }
}

/// An implementation code (31) or a business item code (33).
fn task(judge: &mut Judge<'_>, code: &str, body: Option<&str>, basic: Option<&str>) {
    let length = code.chars().count();
    if !code.is_ascii() || !matches!(length, 31 | 33) {
        judge.flag(
            "task_code",
            "code.length",
            format!("实施编码应是 31 位（业务办理项 33 位），现在是 {length} 位"),
            format!("the code has {length} characters, not 31 or 33"),
        );
        return;
    }
    if length == 33 {
        judge.flag(
            "task_code",
            "code.item",
            "这是业务办理项编码（33 位），不是实施编码",
            "this is the code of a business item, not of the matter",
        );
    }
    let (own_body, own_basic) = (&code[..18], &code[19..31]);
    credit(judge, "task_code", own_body);
    if basic.is_none() {
        basic_code(judge, "task_code", own_basic);
    }
    if body.is_some_and(|body| body != own_body) {
        judge.flag(
            "task_code",
            "code.body",
            "与 dept_code 不一致",
            "it does not agree with dept_code",
        );
    }
    if basic.is_some_and(|basic| basic != own_basic) {
        judge.flag(
            "task_code",
            "code.inner",
            "与 basic_code 不一致",
            "it does not agree with basic_code",
        );
    }
    let digit = &code[18..19];
    let says = match judge.text("level") {
        Some("国家级") => Some("1"),
        Some("省级") => Some("2"),
        Some("市级") => Some("3"),
        Some("县级") => Some("4"),
        Some("乡级") => Some("5"),
        _ => None,
    };
    if let Some(expected) = says.filter(|expected| *expected != digit) {
        judge.flag(
            "task_code",
            "code.level",
            format!("编码里的层级是 {digit}，写的层级应是 {expected}"),
            format!("the code says level {digit}, the guide says {expected}"),
        );
    }
}
