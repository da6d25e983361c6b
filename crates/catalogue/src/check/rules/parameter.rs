//! Parameters: their values are of their types, and in force when the rules need them.

use basis::Text;
use rules::{Compiled, Dated, NoValue, Value};

use crate::check::about::{About, steps};
use crate::check::place;
use crate::codes::{PARAMETER_NO_VALUE, PARAMETER_VALUE};
use crate::finding::Report;
use crate::model::{Matter, Parameter, Scalar};

/// One parameter as the rule language takes it; values that cannot be read are left out.
pub(super) fn read_parameter(parameter: &Parameter) -> rules::Parameter {
    let mut ty = super::base(parameter.kind);
    if let Some(unit) = &parameter.unit {
        ty = ty.unit(unit);
    }
    let dated = parameter.values.iter().filter_map(|value| {
        Some(Dated {
            from: value.from,
            until: value.until,
            value: Value::read(&written(&value.value), &ty.base)?,
            source: value.source.clone(),
            unconfirmed: value.unconfirmed,
        })
    });
    rules::Parameter::new(&parameter.name, ty.clone(), dated.collect())
}

fn written(value: &Scalar) -> String {
    match value {
        Scalar::Bool(yes) => yes.to_string(),
        Scalar::Int(number) => number.to_string(),
        Scalar::Real(number) => number.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}

/// Notes values that are not of their parameter's type or end before they begin, and divisions
/// that are not there.
pub(in crate::check) fn check_parameters(about: &About<'_>, report: &mut Report) {
    for entry in about.references.parameters.values() {
        let parameter = &entry.value;
        place::exists(&entry.node, about, report);
        let base = super::base(parameter.kind).base;
        for (at, value) in parameter.values.iter().enumerate() {
            let place = |key| entry.node.place_of(steps!["values", at, key]);
            place::in_order(value.from, value.until, place("until"), report);
            let written = written(&value.value);
            if Value::read(&written, &base).is_some() {
                continue;
            }
            let what = Text::new(
                format!("“{written}”不是{base}"),
                format!("“{written}” is not of the type {}", parameter.kind),
            );
            let mend = Text::new(
                "整数写 80，金额写 60元，比率写 12.5%，日期写 2026-01-01",
                "write whole numbers 80, money 60元, rates 12.5%, dates 2026-01-01",
            );
            report.add(PARAMETER_VALUE, place("value"), what, mend);
        }
    }
}

/// Today, or the day of its own time that is nearest: a matter that has ended was answered until
/// its last day, and its cases can still be looked at.
fn day_of_use(matter: &Matter, about: &About<'_>) -> basis::Date {
    let today = about.settings.on;
    matter.effective.until.map_or(today, |until| until.min(today)).max(matter.effective.from)
}

/// Notes parameters that have no value on the day on which the matter is used.
pub(super) fn check_in_force(
    matter: &Matter,
    compiled: &Compiled,
    about: &About<'_>,
    report: &mut Report,
) {
    let day = day_of_use(matter, about);
    let division = matter.division.as_deref().unwrap_or_default();
    let parameters = about.parameters.of(division);
    for name in compiled.parameters_read() {
        let Err(fault) = parameters.on(name, day) else { continue };
        let Some(entry) = about.references.parameter(name, division) else { continue };
        let last = entry.value.values.len().saturating_sub(1);
        let place = entry.node.place_of(steps!["values", last]);
        let why = match fault {
            NoValue::NotYet => ("还没有生效", "not in force yet"),
            _ => ("已经到期", "expired"),
        };
        let what = Text::new(
            format!("参数“{name}”在 {day} 没有值：{}", why.0),
            format!("the parameter “{name}” has no value on {day}: {}", why.1),
        );
        let mend = Text::new(
            "补上这一天有效的值和依据",
            "add the value in force on that day and its source",
        );
        report.add(PARAMETER_NO_VALUE, place, what, mend);
    }
}
