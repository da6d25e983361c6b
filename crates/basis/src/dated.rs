//! Values that hold from a day on, each with its source: parameters, standards, prices.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{LegalSource, Refusal};

/// A value with the days on which it holds and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    /// The first day on which it holds.
    pub from: Date,
    /// The last day on which it holds; none while no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The value.
    pub value: T,
    /// The law or notice behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<LegalSource>,
}

impl<T> Dated<T> {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }
}

/// The values of one thing through time, in order and without overlap; gaps are allowed and mean
/// that there is no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "Vec<Dated<T>>",
    into = "Vec<Dated<T>>",
    bound(serialize = "T: Clone + Serialize", deserialize = "T: Deserialize<'de>")
)]
pub struct Series<T>(Vec<Dated<T>>);

impl<T> Series<T> {
    /// A series of values in any order. A value without an end ends where the next begins;
    /// one with an end must end before that.
    pub fn new(mut values: Vec<Dated<T>>) -> Result<Self, Refusal> {
        values.sort_by_key(|one| one.from);
        let backwards = values.iter().find(|one| one.until.is_some_and(|until| until < one.from));
        if let Some(one) = backwards {
            return Err(bad(one.from, "失效日早于生效日", "ends before it begins"));
        }
        for pair in values.windows(2) {
            let next = pair[1].from;
            if pair[0].from == next || pair[0].until.is_some_and(|until| until >= next) {
                return Err(bad(next, "与前一个值的日期重叠", "overlaps the value before it"));
            }
        }
        Ok(Self(values))
    }

    /// The value that holds on a day.
    #[must_use]
    pub fn at(&self, on: Date) -> Option<&Dated<T>> {
        let after = self.0.partition_point(|one| one.from <= on);
        self.0[..after].last().filter(|one| one.holds(on))
    }

    /// All values, earliest first.
    #[must_use]
    pub fn values(&self) -> &[Dated<T>] {
        &self.0
    }
}

impl<T> TryFrom<Vec<Dated<T>>> for Series<T> {
    type Error = Refusal;
    fn try_from(values: Vec<Dated<T>>) -> Result<Self, Refusal> {
        Self::new(values)
    }
}

impl<T> From<Series<T>> for Vec<Dated<T>> {
    fn from(series: Series<T>) -> Self {
        series.0
    }
}

fn bad(from: Date, zh: &str, en: &str) -> Refusal {
    Refusal::invalid(
        "dated.overlap",
        format!("{from} 起的值{zh}"),
        format!("the value from {from} {en}"),
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn one(from: Date, until: Option<Date>, value: i32) -> Dated<i32> {
        Dated { from, until, value, source: None }
    }

    #[test]
    fn the_value_of_a_day_is_the_one_that_holds() {
        let (a, b, c) = (date(2020, 1, 1), date(2022, 1, 1), date(2024, 7, 1));
        let until = Some(date(2023, 12, 31));
        let series = Series::new(vec![one(c, None, 3), one(a, None, 1), one(b, until, 2)]).unwrap();
        let check = |on: Date, expected: Option<i32>| {
            assert_eq!(series.at(on).map(|one| one.value), expected, "{on}");
        };
        check(date(2019, 12, 31), None);
        check(a, Some(1));
        check(date(2021, 12, 31), Some(1));
        check(b, Some(2));
        check(date(2023, 12, 31), Some(2));
        check(date(2024, 1, 1), None);
        check(c, Some(3));
        let text = serde_json::to_string(&series).unwrap();
        assert_eq!(serde_json::from_str::<Series<i32>>(&text).unwrap(), series);
    }

    #[test]
    fn values_that_overlap_are_refused() {
        let (a, b) = (date(2020, 1, 1), date(2022, 1, 1));
        assert!(Series::new(vec![one(a, Some(b), 1), one(b, None, 2)]).is_err());
        assert!(Series::new(vec![one(a, None, 1), one(a, None, 2)]).is_err());
        assert!(Series::new(vec![one(b, Some(a), 1)]).is_err());
    }

    proptest! {
        #[test]
        fn agrees_with_looking_at_each(starts in proptest::collection::btree_set(0i32..400, 0..8), day in 0i32..400) {
            let date = |day: i32| date(2020, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
            let values: Vec<_> = starts.iter().map(|start| one(date(*start), None, *start)).collect();
            let slow = starts.iter().filter(|start| **start <= day).max().copied();
            let series = Series::new(values).unwrap();
            prop_assert_eq!(series.at(date(day)).map(|one| one.value), slow);
        }
    }
}
