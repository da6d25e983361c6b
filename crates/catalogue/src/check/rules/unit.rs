//! What a benefit is said to be paid by is what its amount is worked out by.

use basis::Text;
use rules::Compiled;

use crate::check::about::steps;
use crate::codes::RULE_UNIT;
use crate::finding::Report;
use crate::load::MatterFile;
use crate::model::Matter;

/// Notes a benefit whose unit is not that of its amount. An amount without a unit goes with every
/// one, and a benefit paid once may be measured by a standard for a month.
pub(super) fn check(file: &MatterFile, matter: &Matter, compiled: &Compiled, report: &mut Report) {
    let Some(benefit) = &matter.benefit else { return };
    let Some(unit) = compiled.amount_type().and_then(|ty| ty.unit.as_deref()) else { return };
    let said = &benefit.unit.zh;
    if said.is_empty() || per(said).is_empty() || per(unit).is_empty() || per(said) == per(unit) {
        return;
    }
    let what = Text::new(
        format!("金额算出来是{unit}，单位却写“{said}”"),
        format!("the amount comes to {unit}, but the unit says “{said}”"),
    );
    let mend = Text::new(
        format!("单位改成{unit}，或换算金额"),
        format!("write {unit}, or convert the amount"),
    );
    report.add(RULE_UNIT, file.place(steps!["benefit", "unit", "zh"]), what, mend);
}

/// What an amount is by: 月 of 元/人/月. For each person or household says nothing of the time.
fn per(unit: &str) -> Vec<&str> {
    let words = unit.split(['，', ',', '（']).next().unwrap_or_default();
    let parts = words.split('/').skip(1).map(str::trim).map(|part| match part {
        "个月" => "月",
        "日" => "天",
        other => other,
    });
    parts.filter(|part| !["人", "户"].contains(part)).collect()
}
