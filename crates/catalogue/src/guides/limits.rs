//! Limits of a guide: missing ones, unknown units, words that say something else, steps that do not
//! add up.

use basis::clock::{Limit, Unit};
use serde_json::Value;

use super::Judge;
use crate::check::hours;

pub(super) fn judge(judge: &mut Judge<'_>) {
    let statutory = read(judge, "statutory");
    let promised = read(judge, "promised");
    let extended = read(judge, "extended");
    absent(judge, "statutory", statutory);
    absent(judge, "promised", promised);
    if let (Some(law), Some(promise)) = (statutory, promised)
        && hours(promise) > hours(law)
    {
        judge.flag(
            "promised",
            "promised.over-statutory",
            "承诺时限长于法定时限",
            "it is longer than the statutory limit",
        );
    }
    if let (Some(law), Some(longer)) = (statutory, extended)
        && hours(longer) <= hours(law)
    {
        judge.flag(
            "extended",
            "extended.not-longer",
            "延长后并不更长",
            "the extension is not longer",
        );
    }
    odd_words(judge);
    on_the_spot(judge, promised);
    steps(judge, promised.or(statutory));
}

fn read(judge: &mut Judge<'_>, field: &str) -> Option<Limit> {
    let value = judge.guide.says.get(field)?;
    limit(judge, field, value)
}

/// A limit; an unknown unit or shape is flagged.
fn limit(judge: &mut Judge<'_>, field: &str, value: &Value) -> Option<Limit> {
    let n = value.get("n").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let unit = value.get("unit").and_then(Value::as_str);
    let (Some(n), Some(unit)) = (n, unit) else {
        judge.flag(
            field,
            "limit.unreadable",
            "时限没有数或单位",
            "the limit has no number or unit",
        );
        return None;
    };
    let known = match unit {
        "工作日" | "当场" => Unit::WorkingDay,
        "日" | "自然日" => Unit::NaturalDay,
        "小时" => Unit::Hour,
        "月" | "个月" => Unit::Month,
        other => {
            let zh = format!("单位“{other}”不认识");
            judge.flag(field, "limit.unit", zh, format!("the unit “{other}” is not known"));
            return None;
        }
    };
    Some(Limit { n: if unit == "当场" { 0 } else { n }, unit: known })
}

fn absent(judge: &mut Judge<'_>, field: &str, limit: Option<Limit>) {
    if limit.is_some() || judge.guide.says.contains_key(field) {
        return;
    }
    let words = judge.text(&format!("{field}_text"));
    let zh = match words {
        Some("无") => "写作“无”，不知道是没有规定还是没有填".to_owned(),
        Some(words) => format!("没有数，只有文字“{words}”"),
        None => "没有写".to_owned(),
    };
    judge.flag(field, "limit.absent", zh, "the limit is blank, or only words");
}

/// Words beside a limit that say more than one number.
fn odd_words(judge: &mut Judge<'_>) {
    for field in ["statutory_text", "promised_text"] {
        let Some(words) = judge.text(field).filter(|words| *words != "无") else { continue };
        let slash = words.split('/').collect::<Vec<_>>();
        let two = slash.windows(2).any(|pair| {
            pair[0].ends_with(|c: char| c.is_ascii_digit())
                && pair[1].starts_with(|c: char| c.is_ascii_digit())
        });
        if two {
            let zh = format!("“{words}”是两个数，含义没有解释");
            judge.flag(
                field,
                "limit.two-numbers",
                zh,
                format!("“{words}” has two numbers, unexplained"),
            );
            continue;
        }
        let except = ["不含", "除", "最短", "原则上"].into_iter().find(|word| words.contains(word));
        if let Some(word) = except {
            let zh = format!("“{words}”带有“{word}”，比数字说得更宽");
            judge.flag(field, "limit.qualified", zh, "the words qualify the number");
        }
    }
}

fn on_the_spot(judge: &mut Judge<'_>, promised: Option<Limit>) {
    let spot = judge.text("case_kind") == Some("即办件");
    match promised {
        Some(limit) if spot && limit.n > 0 => {
            let zh = format!("即办件却承诺 {}", limit.words().zh);
            judge.flag("promised", "kind.on-the-spot", zh, "decided on the spot, yet with a limit");
        }
        Some(limit) if !spot && limit.n == 0 && judge.text("case_kind").is_some() => {
            judge.flag(
                "promised",
                "kind.promised",
                "承诺件却当场办结",
                "promised, yet on the spot",
            );
        }
        _ => {}
    }
}

/// The sum of the steps against the promised (or else the statutory) limit.
fn steps(judge: &mut Judge<'_>, whole: Option<Limit>) {
    let steps = judge.list("steps");
    let mut sum = 0;
    let (mut with, mut natural) = (0, false);
    for (at, step) in steps.iter().enumerate() {
        let Some(value) = step.get("limit") else { continue };
        if let Some(limit) = limit(judge, &format!("steps[{at}].limit"), value) {
            with += 1;
            natural |= limit.unit == Unit::NaturalDay;
            sum += hours(limit);
        }
    }
    if with == 0 {
        return;
    }
    if with < steps.len() {
        let zh = format!("{} 个环节里只有 {with} 个有时限", steps.len());
        judge.flag("steps", "steps.incomplete", zh, "some steps have no limit");
    }
    if natural {
        judge.flag(
            "steps",
            "steps.mixed-units",
            "环节时限混用工作日和自然日",
            "steps mix working and natural days",
        );
    }
    let Some(whole) = whole else { return };
    let words = whole.words();
    let days = format!("{:.1}", sum as f64 / hours(Limit::working_days(1)) as f64);
    if sum > hours(whole) {
        let zh = format!("环节时限之和约 {days} 个工作日，多于 {}", words.zh);
        judge.flag(
            "steps",
            "steps.more-than-promised",
            zh,
            format!("steps add up to more than {}", words.en),
        );
    } else if sum < hours(whole) {
        let zh = format!("环节时限之和约 {days} 个工作日，少于 {}", words.zh);
        judge.flag(
            "steps",
            "steps.less-than-promised",
            zh,
            format!("steps add up to less than {}", words.en),
        );
    }
}
