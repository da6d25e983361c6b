//! What can only be seen across the cells of a list, and between the list and the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use basis::Text;
use basis::codes::ImplementationCode;

use super::sheet::{Sheet, SheetRow};
use super::{ListError, ListRow};
use crate::catalogue::Catalogue;
use crate::check::hours;
use crate::model::Pin;

/// What is wrong in a list whose cells could be read: rows that are missing, that stand twice or that
/// nobody knows, and cells that contradict each other.
#[must_use]
pub fn agree(catalogue: &Catalogue, sheet: &Sheet) -> Vec<ListError> {
    let mut errors = strangers(catalogue, sheet);
    errors.extend(missing(catalogue, sheet));
    for SheetRow { number, row } in &sheet.rows {
        let wrong = contradictions(catalogue, row);
        errors.extend(wrong.into_iter().map(|(title, why)| sheet.error(*number, title, &why)));
    }
    errors
}

/// Rows that stand twice, and rows of matters that the catalogue does not have.
fn strangers(catalogue: &Catalogue, sheet: &Sheet) -> Vec<ListError> {
    let mut first: BTreeMap<&Pin, u32> = BTreeMap::new();
    let mut errors = Vec::new();
    for (number, pin) in &sheet.named {
        let before = *first.entry(pin).or_insert(*number);
        let why = if before != *number {
            Text::new(
                format!("“{pin}”在第 {before} 行已经有了；删去一行"),
                format!("“{pin}” stands in row {before} already; take one away"),
            )
        } else if catalogue.pinned(pin).is_none() {
            Text::new(
                format!("目录里没有“{pin}”；新事项、新版本先在目录里建文件"),
                format!(
                    "the catalogue has no “{pin}”; make the file of a new matter or version first"
                ),
            )
        } else {
            continue;
        };
        errors.push(sheet.error(*number, "事项标识", &why));
    }
    errors
}

/// Matters of the catalogue that the list has lost.
fn missing(catalogue: &Catalogue, sheet: &Sheet) -> Vec<ListError> {
    let named: BTreeSet<&Pin> = sheet.named.iter().map(|(_, pin)| pin).collect();
    let lost = catalogue.matters().filter(|matter| !named.contains(&matter.pin()));
    let said = lost.map(|matter| {
        let (pin, name) = (matter.pin(), &matter.name.zh);
        sheet.whole(Text::new(
            format!("少了“{name}”（{pin}）这一行；补上，停办的事项写计划取消日期"),
            format!("the row of “{name}” ({pin}) is missing; a matter that ends has a last day"),
        ))
    });
    said.collect()
}

/// The headers of the cells of a row that contradict others, and why.
fn contradictions(catalogue: &Catalogue, row: &ListRow) -> Vec<(&'static str, Text)> {
    let mut wrong = Vec::new();
    if let Some(statutory) = row.statutory.filter(|limit| hours(row.promised) > hours(*limit)) {
        let (mine, law) = (row.promised.words(), statutory.words());
        wrong.push((
            "承诺办结时限",
            Text::new(
                format!("{} 长于法定的 {}", mine.zh, law.zh),
                format!("{} is longer than the statutory {}", mine.en, law.en),
            ),
        ));
    }
    if let Some(until) = row.until.filter(|until| *until < row.from) {
        let why = Text::new(
            format!("{until} 早于生效日期 {}", row.from),
            format!("{until} is before the first day {}", row.from),
        );
        wrong.push(("计划取消日期", why));
    }
    wrong.extend(code_parts(row));
    if !catalogue.departments.values().any(|one| one.name.zh == row.body) {
        let why = Text::new(
            format!("部门表里没有“{}”", row.body),
            format!("no department is named “{}”", row.body),
        );
        wrong.push(("实施主体", why));
    }
    for event in row.life_events.iter().filter(|id| !catalogue.life_events.contains_key(*id)) {
        let why = Text::new(
            format!("没有“{event}”这个人生事件"),
            format!("there is no life event “{event}”"),
        );
        wrong.push(("人生事件", why));
    }
    wrong
}

/// The implementation code holds the credit code of the body, the level and the basic code.
fn code_parts(row: &ListRow) -> Vec<(&'static str, Text)> {
    let Ok(code) = ImplementationCode::parse(&row.implementation) else { return Vec::new() };
    let (level, basic) = (code.level().digit(), code.basic());
    let (is, should) = (level.to_string(), row.level.digit().to_string());
    let parts = [
        ("实施主体编码", "credit code", code.body(), row.body_code.as_str()),
        ("行使层级", "level", &is, &should),
        ("基本编码", "basic code", basic.as_str(), row.basic.as_str()),
    ];
    let differs = parts.into_iter().filter(|(.., is, should)| !should.is_empty() && is != should);
    differs
        .map(|(zh, en, is, should)| {
            let why = Text::new(
                format!("其中的{zh}是 {is}，这一行的{zh}却是 {should}"),
                format!("its {en} is {is}, but the row says {should}"),
            );
            ("实施编码", why)
        })
        .collect()
}
