//! The columns of the list: one table for writing and reading.

use basis::clock::{Limit, Unit};
use basis::codes::{BasicCode, BusinessItemCode, CreditCode, ImplementationCode};
use basis::{Refusal, Text};

use super::ListRow;
use crate::model::{CaseKind, Channel, Kind, Level, Object, OutcomeKind};

/// A column: its header, and how a row gives and takes its cell.
pub(super) struct Column {
    pub title: &'static str,
    pub get: fn(&ListRow) -> String,
    pub set: fn(&mut ListRow, &str) -> Result<(), Text>,
}

/// Items of one cell are kept apart by this.
const BETWEEN: &str = "；";

macro_rules! column {
    ($title:literal, $row:ident => $get:expr, $cell:ident => $set:expr) => {
        Column {
            title: $title,
            get: |$row| $get,
            set: |$row, $cell| {
                $set;
                Ok(())
            },
        }
    };
}

/// Every column.
pub(super) const COLUMNS: &[Column] = &[
    column!("事项标识", row => row.matter.clone(), cell => row.matter = needed(cell)?),
    column!("事项名称", row => row.name.clone(), cell => row.name = needed(cell)?),
    column!("事项类型", row => row.kind.to_string(), cell => row.kind = word(cell, Kind::ALL, Kind::code)?),
    column!("版本号", row => row.version.to_string(), cell => row.version = number(cell)?),
    column!("区划代码", row => row.division.clone(), cell => row.division = cell.to_owned()),
    column!("行使层级", row => row.level.name().zh, cell => row.level = named(cell, Level::ALL, |level| level.name().zh)?),
    column!("基本编码", row => row.basic.clone(), cell => row.basic = basic(cell)?),
    column!("实施编码", row => row.implementation.clone(), cell => row.implementation = coded(cell, ImplementationCode::parse)?),
    column!("业务办理项编码", row => row.business.join(BETWEEN), cell => row.business = business(cell)?),
    column!("实施主体", row => row.body.clone(), cell => row.body = needed(cell)?),
    column!("实施主体编码", row => row.body_code.clone(), cell => row.body_code = coded(cell, CreditCode::parse)?),
    column!("设定依据", row => row.basis.join(BETWEEN), cell => row.basis = items(cell)),
    column!("服务对象", row => codes(&row.objects, |one| one.code()), cell => row.objects = words(cell, Object::ALL, Object::code)?),
    column!("办件类型", row => row.case_kind.to_string(), cell => row.case_kind = word(cell, CaseKind::ALL, CaseKind::code)?),
    column!("法定办结时限", row => row.statutory.map(|one| one.n.to_string()).unwrap_or_default(), cell => row.statutory = count(cell, row.statutory)?),
    column!("法定办结时限单位", row => row.statutory.map(|one| unit_name(one.unit).to_owned()).unwrap_or_default(), cell => row.statutory = measured(cell, row.statutory)?),
    column!("法定时限依据", row => row.statutory_source.clone(), cell => row.statutory_source = cell.to_owned()),
    column!("承诺办结时限", row => row.promised.n.to_string(), cell => row.promised.n = number(cell)?),
    column!("承诺办结时限单位", row => unit_name(row.promised.unit).to_owned(), cell => row.promised.unit = unit(cell)?),
    column!("特别程序", row => row.special.join(BETWEEN), cell => row.special = items(cell)),
    column!("受理条件", row => row.conditions.join(BETWEEN), cell => row.conditions = items(cell)),
    column!("申请材料", row => row.materials.join(BETWEEN), cell => row.materials = items(cell)),
    column!("办理流程", row => row.flow.clone(), cell => row.flow = cell.to_owned()),
    column!("收费金额（分）", row => row.fee_fen.map(|fen| fen.to_string()).unwrap_or_default(), cell => row.fee_fen = maybe(cell)?),
    column!("收费依据", row => row.fee_basis.clone(), cell => row.fee_basis = cell.to_owned()),
    column!("到办事现场次数", row => row.visits.to_string(), cell => row.visits = number(cell)?),
    column!("办理形式", row => codes(&row.channels, |one| one.code()), cell => row.channels = words(cell, Channel::ALL, Channel::code)?),
    column!("数量限制", row => row.quantity.map(|one| one.to_string()).unwrap_or_default(), cell => row.quantity = maybe(cell)?),
    column!("结果名称", row => row.result.clone(), cell => row.result = cell.to_owned()),
    column!("结果类型", row => row.result_kind.map(|one| one.to_string()).unwrap_or_default(), cell => row.result_kind = if cell.is_empty() { None } else { Some(word(cell, OutcomeKind::ALL, OutcomeKind::code)?) }),
    column!("联办事项", row => row.parts.join(BETWEEN), cell => row.parts = items(cell)),
    column!("人生事件", row => row.life_events.join(BETWEEN), cell => row.life_events = items(cell)),
    column!("计划生效日期", row => row.from.to_string(), cell => row.from = date(cell)?),
    column!("计划取消日期", row => row.until.map(|one| one.to_string()).unwrap_or_default(), cell => row.until = if cell.is_empty() { None } else { Some(date(cell)?) }),
];

fn needed(cell: &str) -> Result<String, Text> {
    if cell.is_empty() {
        return Err(Text::new("这一格不能空", "this cell must not be empty"));
    }
    Ok(cell.to_owned())
}

fn basic(cell: &str) -> Result<String, Text> {
    coded(&needed(cell)?, BasicCode::parse)
}

fn business(cell: &str) -> Result<Vec<String>, Text> {
    items(cell).iter().map(|item| coded(item, BusinessItemCode::parse)).collect()
}

/// A code whose form and check character are right, or nothing at all.
fn coded<T>(cell: &str, parse: impl Fn(&str) -> Result<T, Refusal>) -> Result<String, Text> {
    if !cell.is_empty() {
        parse(cell).map_err(|refusal| {
            let why = refusal.text;
            Text::new(format!("“{cell}”不对：{}", why.zh), format!("“{cell}” is wrong: {}", why.en))
        })?;
    }
    Ok(cell.to_owned())
}

fn number(cell: &str) -> Result<u32, Text> {
    cell.parse().map_err(|_| {
        Text::new(format!("“{cell}”不是整数，写数字"), format!("“{cell}” is not a whole number"))
    })
}

fn maybe<T: std::str::FromStr>(cell: &str) -> Result<Option<T>, Text> {
    if cell.is_empty() {
        return Ok(None);
    }
    cell.parse().map(Some).map_err(|_| {
        Text::new(
            format!("“{cell}”不是整数，写数字或留空"),
            format!("“{cell}” is not a whole number; write one or leave the cell empty"),
        )
    })
}

fn date(cell: &str) -> Result<basis::Date, Text> {
    cell.parse().map_err(|_| {
        Text::new(
            format!("“{cell}”不是日期，写成 2026-01-01"),
            format!("“{cell}” is not a date; write it as 2026-01-01"),
        )
    })
}

fn items(cell: &str) -> Vec<String> {
    cell.split(BETWEEN).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

fn codes<T>(all: &[T], code: impl Fn(&T) -> &'static str) -> String {
    all.iter().map(code).collect::<Vec<_>>().join(BETWEEN)
}

fn word<T: Copy>(cell: &str, all: &[T], code: impl Fn(T) -> &'static str) -> Result<T, Text> {
    named(cell, all, |one| code(one).to_owned())
}

fn words<T: Copy>(cell: &str, all: &[T], code: impl Fn(T) -> &'static str) -> Result<Vec<T>, Text> {
    items(cell).iter().map(|item| word(item, all, &code)).collect()
}

fn named<T: Copy>(cell: &str, all: &[T], name: impl Fn(T) -> String) -> Result<T, Text> {
    all.iter().copied().find(|one| name(*one) == cell).ok_or_else(|| {
        let known: Vec<String> = all.iter().map(|one| name(*one)).collect();
        Text::new(
            format!("“{cell}”不在可用的词里：{}", known.join("、")),
            format!("“{cell}” is not one of: {}", known.join(", ")),
        )
    })
}

const UNITS: [(Unit, &str); 4] = [
    (Unit::WorkingDay, "工作日"),
    (Unit::NaturalDay, "自然日"),
    (Unit::Hour, "小时"),
    (Unit::Month, "月"),
];

fn unit_name(unit: Unit) -> &'static str {
    UNITS.iter().find(|(known, _)| *known == unit).map_or("", |(_, name)| name)
}

fn unit(cell: &str) -> Result<Unit, Text> {
    let known = UNITS.iter().find(|(_, name)| *name == cell).map(|(unit, _)| *unit);
    known.ok_or_else(|| {
        Text::new(
            format!("“{cell}”不是时限单位：写工作日、自然日、小时或月"),
            format!("“{cell}” is not a unit: write 工作日, 自然日, 小时 or 月"),
        )
    })
}

/// The number of a limit that may be absent; its unit follows in the next column.
fn count(cell: &str, limit: Option<Limit>) -> Result<Option<Limit>, Text> {
    let unit = limit.map_or(Unit::WorkingDay, |limit| limit.unit);
    Ok(maybe(cell)?.map(|n| Limit { n, unit }))
}

fn measured(cell: &str, limit: Option<Limit>) -> Result<Option<Limit>, Text> {
    match (limit, cell) {
        (None, "") => Ok(None),
        (None, _) => Err(Text::new("有单位却没有数", "there is a unit but no number")),
        (Some(limit), cell) => Ok(Some(Limit { unit: unit(cell)?, ..limit })),
    }
}
