//! Dated values that the law or the county sets: each with its source, its first day and, if it ends, its last.

use std::collections::BTreeMap;

use basis::{Date, LegalSource};
use serde::{Deserialize, Serialize};

use crate::{types::Type, value::Value};

/// One value of a parameter and the days it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// First day.
    pub from: Date,
    /// Last day; `None` while the next value or no end is known.
    #[serde(default)]
    pub until: Option<Date>,
    /// The value.
    pub value: Value,
    /// The law or notice that sets it.
    pub source: LegalSource,
    /// Whether it is configuration that nobody has confirmed.
    #[serde(default)]
    pub unconfirmed: bool,
}

/// A named value over time, the earliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Dotted name, e.g. 高龄津贴.八十岁.
    pub name: String,
    /// Type and unit.
    pub ty: Type,
    /// Values, the earliest first.
    pub values: Vec<Dated>,
}

/// Why a parameter has no value on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum NoValue {
    /// Nobody declared it.
    #[error("没有这个参数")]
    Undeclared,
    /// The first value begins later.
    #[error("那一天还没有生效的值")]
    NotYet,
    /// The last value has ended.
    #[error("那一天已经过期")]
    Expired,
}

/// All parameters by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parameters(BTreeMap<String, Parameter>);

impl Parameter {
    /// A parameter; its values are put in order of their first day.
    #[must_use]
    pub fn new(name: impl Into<String>, ty: Type, mut values: Vec<Dated>) -> Self {
        values.sort_by_key(|dated| dated.from);
        Self { name: name.into(), ty, values }
    }

    /// The value on a day.
    ///
    /// # Errors
    /// Where no value is in force on that day.
    pub fn on(&self, day: Date) -> Result<&Dated, NoValue> {
        let latest = self.values.iter().rev().find(|dated| dated.from <= day);
        let latest = latest.ok_or(NoValue::NotYet)?;
        if latest.until.is_some_and(|end| end < day) { Err(NoValue::Expired) } else { Ok(latest) }
    }

    /// The first day from `from` to `until` on which there is no value.
    #[must_use]
    pub fn gap(&self, from: Date, until: Option<Date>) -> Option<(Date, NoValue)> {
        let mut day = from;
        loop {
            let dated = match self.on(day) {
                Ok(dated) => dated,
                Err(fault) => return Some((day, fault)),
            };
            let next = self.values.iter().find(|later| later.from > day).map(|later| later.from);
            day = match (dated.until.and_then(|end| end.tomorrow().ok()), next) {
                (Some(end), Some(next)) => end.min(next),
                (Some(day), None) | (None, Some(day)) => day,
                (None, None) => return None,
            };
            if until.is_some_and(|last| day > last) {
                return None;
            }
        }
    }
}

impl Parameters {
    /// No parameter.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces one.
    pub fn insert(&mut self, parameter: Parameter) {
        self.0.insert(parameter.name.clone(), parameter);
    }

    /// One by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Parameter> {
        self.0.get(name)
    }

    /// The value of one on a day.
    ///
    /// # Errors
    /// Where it is not declared or not in force.
    pub fn on(&self, name: &str, day: Date) -> Result<&Dated, NoValue> {
        self.get(name).ok_or(NoValue::Undeclared)?.on(day)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.0.values()
    }

    /// These with others laid over them: a reform or a county's own values.
    #[must_use]
    pub fn overlay(&self, over: &Self) -> Self {
        let mut whole = self.clone();
        whole.0.extend(over.0.iter().map(|(name, parameter)| (name.clone(), parameter.clone())));
        whole
    }
}

impl FromIterator<Parameter> for Parameters {
    fn from_iter<I: IntoIterator<Item = Parameter>>(all: I) -> Self {
        Self(all.into_iter().map(|parameter| (parameter.name.clone(), parameter)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn parameter(days: &[(&str, Option<&str>)]) -> Parameter {
        let dated = |(from, until): &(&str, Option<&str>)| Dated {
            from: day(from),
            until: until.map(day),
            value: Value::Int(1),
            source: LegalSource::default(),
            unconfirmed: false,
        };
        Parameter::new("甲", Type::int(), days.iter().map(dated).collect())
    }

    #[test]
    fn a_gap_is_found_on_its_first_day() {
        let check = |days: &[(&str, Option<&str>)], from, expected: Option<(&str, NoValue)>| {
            let expected = expected.map(|(first, fault)| (day(first), fault));
            assert_eq!(parameter(days).gap(day(from), None), expected, "{days:?}");
        };
        check(&[("2020-01-01", None)], "2026-01-01", None);
        check(&[("2027-01-01", None)], "2026-01-01", Some(("2026-01-01", NoValue::NotYet)));
        check(
            &[("2020-01-01", Some("2026-06-30")), ("2026-08-01", None)],
            "2026-01-01",
            Some(("2026-07-01", NoValue::Expired)),
        );
        check(&[("2020-01-01", Some("2026-06-30")), ("2026-07-01", None)], "2026-01-01", None);
    }
}
