//! Parameters: their values are of their types, and in force when the rules need them.

use std::collections::BTreeSet;

use basis::{Date, Text};
use jiff::ToSpan;
use rules::{Dated, NoValue, Value};

use crate::check::about::{About, steps};
use crate::check::place;
use crate::codes::{PARAMETER_ENDS, PARAMETER_NO_VALUE, PARAMETER_OVERLAPS, PARAMETER_VALUE};
use crate::finding::Report;
use crate::load::Referenced;
use crate::model::{Matter, Parameter, Scalar};

/// How many days before a parameter ends it is time to say so.
const SOON: i64 = 90;

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
        overlaps(entry, report);
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

/// Notes a value that begins while another one holds.
fn overlaps(entry: &Referenced<Parameter>, report: &mut Report) {
    let mut values: Vec<_> = entry.value.values.iter().enumerate().collect();
    values.sort_by_key(|(_, value)| value.from);
    for pair in values.windows(2) {
        let [(_, before), (at, value)] = pair else { continue };
        let same = before.from == value.from;
        if !same && before.until.is_none_or(|until| until < value.from) {
            continue;
        }
        let (name, day) = (&entry.value.name, value.from);
        let what = Text::new(
            format!("参数“{name}”在 {day} 有两个值"),
            format!("the parameter “{name}” has two values on {day}"),
        );
        let mend = Text::new(
            "让前一个值在后一个值生效的前一天到期，或删去一个",
            "end the earlier value on the day before the later one begins, or take one away",
        );
        report.add(
            PARAMETER_OVERLAPS,
            entry.node.place_of(steps!["values", *at, "from"]),
            what,
            mend,
        );
    }
}

/// Today, or the day of its own time that is nearest: a matter that has ended was answered until
/// its last day, and its cases can still be looked at.
fn day_of_use(matter: &Matter, about: &About<'_>) -> Date {
    let today = about.settings.on;
    matter.effective.until.map_or(today, |until| until.min(today)).max(matter.effective.from)
}

/// Notes parameters that have no value on the day on which the matter is used, or will soon have none.
pub(super) fn check_in_force(
    matter: &Matter,
    read: &BTreeSet<String>,
    about: &About<'_>,
    report: &mut Report,
) {
    let day = day_of_use(matter, about);
    let division = matter.division.as_deref().unwrap_or_default();
    let parameters = about.parameters.of(division);
    for name in read {
        let Some(entry) = about.references.parameter(name, division) else { continue };
        let Some(parameter) = parameters.get(name) else { continue };
        match parameter.gap(day, matter.effective.until) {
            Some((first, fault)) if first == day => no_value(entry, day, fault, report),
            Some((first, _)) => ends(entry, parameter, (day, first), report),
            None => {}
        }
    }
}

fn no_value(entry: &Referenced<Parameter>, day: Date, fault: NoValue, report: &mut Report) {
    let name = &entry.value.name;
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
    let mend =
        Text::new("补上这一天有效的值和依据", "add the value in force on that day and its source");
    report.add(PARAMETER_NO_VALUE, place, what, mend);
}

/// Notes a parameter that has no value from a later day on: at once where that is a hole between two
/// values, in time where the last value ends.
fn ends(
    entry: &Referenced<Parameter>,
    parameter: &rules::Parameter,
    (day, first): (Date, Date),
    report: &mut Report,
) {
    let resumes = parameter.values.iter().any(|later| later.from > first);
    if !resumes && first > day.saturating_add(SOON.days()) {
        return;
    }
    let values = &entry.value.values;
    let ending = values.iter().position(|value| {
        value.until.is_some_and(|until| until.tomorrow().is_ok_and(|next| next == first))
    });
    let place = entry.node.place_of(steps!["values", ending.unwrap_or(0), "until"]);
    let name = &entry.value.name;
    let what = Text::new(
        format!("参数“{name}”从 {first} 起没有值"),
        format!("the parameter “{name}” has no value from {first} on"),
    );
    let mend = Text::new("补上那一天起的值和依据", "add the value from that day on and its source");
    report.add(PARAMETER_ENDS, place, what, mend);
}
