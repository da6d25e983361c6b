//! Amounts through time, and what a lower level may make of a parameter of its base.

use std::collections::BTreeSet;

use basis::{Date, Text};
use rules::{Dated, Expr, ExprKind, Parameter, Value};

use super::super::Direction;
use super::Side;
use crate::check::{About, steps};
use crate::codes::BASE_RULE_BROKEN;
use crate::finding::Report;
use crate::load::Referenced;
use crate::model;

/// An amount as a rule writes it: a value, or the values of a parameter through time.
pub(super) struct Amount {
    unit: Option<String>,
    values: Vec<Dated>,
}

impl Amount {
    /// The amount that an expression names; none for anything that must be worked out.
    pub fn of(expr: &Expr, side: &Side) -> Option<Self> {
        match &expr.kind {
            ExprKind::Literal(value, unit) => {
                let dated = Dated {
                    from: Date::MIN,
                    until: None,
                    value: value.clone(),
                    source: basis::LegalSource::default(),
                    unconfirmed: false,
                };
                Some(Self { unit: unit.clone(), values: vec![dated] })
            }
            ExprKind::Call(name, arguments) if name == "参数" => match arguments.as_slice() {
                [Expr { kind: ExprKind::Literal(Value::Text(path), None), .. }] => {
                    let parameter = side.parameters.get(path)?;
                    Some(Self { unit: parameter.ty.unit.clone(), values: parameter.values.clone() })
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it is above the other on no day from `on`; on every day on which it has a value the
    /// other must have one too.
    pub fn never_above(&self, other: &Self, on: Date) -> bool {
        let units = self.unit == other.unit || self.unit.is_none() || other.unit.is_none();
        units
            && turns(&self.values, &other.values, on).into_iter().all(|day| {
                match (at(&self.values, day), at(&other.values, day)) {
                    (None, _) => true,
                    (Some(_), None) => false,
                    (Some(mine), Some(others)) => {
                        let alike = std::mem::discriminant(&mine.value)
                            == std::mem::discriminant(&others.value);
                        alike && mine.value <= others.value
                    }
                }
            })
    }
}

/// The value on a day; values stand in the order of their first day.
fn at(values: &[Dated], day: Date) -> Option<&Dated> {
    let latest = values.iter().rev().find(|dated| dated.from <= day)?;
    latest.until.is_none_or(|until| day <= until).then_some(latest)
}

/// The days from `on` on which one of the two may change.
fn turns(one: &[Dated], other: &[Dated], on: Date) -> BTreeSet<Date> {
    let all = one.iter().chain(other);
    let ends = all.clone().filter_map(|dated| dated.until?.tomorrow().ok());
    let days = all.map(|dated| dated.from).chain(ends).filter(|day| *day > on);
    days.chain([on]).collect()
}

/// Notes every parameter of a division that is not what the base's own `elastic` allows.
pub(crate) fn check(about: &About<'_>, report: &mut Report) {
    for entry in about.references.parameters.values() {
        let own = &entry.value;
        let Some(division) = own.division.as_deref() else { continue };
        // It answers to every level above, so that one in between cannot loosen what a higher one fixed.
        for base in bases(about, &own.name, division) {
            Walk { about, base, own: entry, division }.check(report);
        }
    }
}

/// The same parameter of the levels above a division, the nearest first.
fn bases<'a>(
    about: &About<'a>,
    name: &str,
    division: &str,
) -> impl Iterator<Item = &'a Referenced<model::Parameter>> {
    let levels = (0..division.len()).rev().filter_map(move |length| division.get(..length));
    let parameters = &about.references.parameters;
    levels.filter_map(move |level| parameters.get(&(name.to_owned(), level.to_owned())))
}

struct Walk<'a> {
    about: &'a About<'a>,
    base: &'a Referenced<model::Parameter>,
    own: &'a Referenced<model::Parameter>,
    division: &'a str,
}

impl Walk<'_> {
    fn check(&self, report: &mut Report) {
        let (base, own) = (&self.base.value, &self.own.value);
        if (base.kind, &base.unit) != (own.kind, &own.unit) {
            let why =
                Text::new("类型和单位要与上级相同", "type and unit must be those of the base");
            return self.broken(self.own.node.place, &why, report);
        }
        let sets = &self.about.parameters;
        let level = base.division.as_deref().unwrap_or_default();
        let (above, mine) = (sets.of(level), sets.of(self.division));
        let (Some(above), Some(mine)) = (above.get(&base.name), mine.get(&base.name)) else {
            return;
        };
        let higher = bases(self.about, &base.name, level).find_map(|one| one.value.elastic);
        let direction = base.elastic.or(higher).unwrap_or(Direction::Fixed);
        if let Some((day, before, now)) = self.first_wrong(direction, above, mine) {
            let at = own.values.iter().position(|value| value.from == now.from).unwrap_or(0);
            let place = self.own.node.place_of(steps!["values", at, "value"]);
            let words = direction.words();
            let why = Text::new(
                format!("{}：{day} 上级是 {}，这里是 {}", words.zh, before.value, now.value),
                format!(
                    "{}: on {day} the base has {}, here it is {}",
                    words.en, before.value, now.value
                ),
            );
            self.broken(place, &why, report);
        }
    }

    /// The first day on which the own value is not one that the base allows.
    fn first_wrong<'v>(
        &self,
        direction: Direction,
        above: &'v Parameter,
        mine: &'v Parameter,
    ) -> Option<(Date, &'v Dated, &'v Dated)> {
        let days = turns(&above.values, &mine.values, self.about.settings.on);
        days.into_iter().find_map(|day| {
            // A day without a value is noted where a matter needs it.
            let (before, now) = (at(&above.values, day)?, at(&mine.values, day)?);
            let allowed = match direction {
                Direction::Fixed | Direction::Wider => now.value == before.value,
                Direction::Shorter | Direction::Fewer | Direction::Lower => {
                    now.value <= before.value
                }
                Direction::More | Direction::Higher => now.value >= before.value,
            };
            (!allowed).then_some((day, before, now))
        })
    }

    fn broken(&self, place: crate::yaml::Place, why: &Text, report: &mut Report) {
        let (name, at) = (&self.own.value.name, self.about.name(self.base.node.place));
        let what = Text::new(
            format!("参数“{name}”{}（上级：{at}）", why.zh),
            format!("the parameter “{name}” {} (the base: {at})", why.en),
        );
        let mend = Text::new(
            "照上级改回来，或请上级在这个参数的 elastic 里放开",
            "go back to the base, or have it allow this in the parameter's elastic",
        );
        report.add(BASE_RULE_BROKEN, place, what, mend);
    }
}
