//! Indicators by unit and year, as published.

use std::collections::HashMap;

use super::Break;
use crate::error::InputError;

/// Which way an indicator is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    More,
    /// Less is better, as pupils for each teacher.
    Less,
}

/// What is measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its name, unique in the panel.
    pub name: String,
    /// Its unit, as published.
    pub unit: String,
    /// Which way it is good.
    pub direction: Direction,
}

/// One published value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation<'a> {
    /// The indicator's name.
    pub indicator: &'a str,
    /// The unit of observation: a province, a county.
    pub unit: &'a str,
    /// The year.
    pub year: i32,
    /// The value.
    pub value: f64,
}

/// Indicators × units × years, with gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    indicators: Vec<Indicator>,
    units: Vec<String>,
    years: Vec<i32>,
    /// By year, then unit, then indicator.
    values: Vec<Option<f64>>,
    breaks: Vec<Break>,
}

impl Panel {
    /// Orders observations of the listed indicators; others are left out. Units stay in the order
    /// of their first row, years rise.
    ///
    /// # Errors
    /// Names the first row that is not finite or stands twice, or the indicator that is listed
    /// twice or has no row.
    pub fn new(
        indicators: Vec<Indicator>,
        rows: &[Observation<'_>],
        breaks: Vec<Break>,
    ) -> Result<Self, InputError> {
        let known = numbered(&indicators)?;
        let mut units: Vec<String> = Vec::new();
        let mut unit_of: HashMap<&str, usize> = HashMap::new();
        let mut years = Vec::new();
        let listed = || {
            rows.iter().enumerate().filter_map(|(i, row)| {
                known.get(row.indicator).map(|indicator| (i, row, *indicator))
            })
        };
        for (_, row, _) in listed() {
            unit_of.entry(row.unit).or_insert_with(|| {
                units.push(row.unit.to_owned());
                units.len() - 1
            });
            years.push(row.year);
        }
        years.sort_unstable();
        years.dedup();
        let mut values = vec![None; years.len() * units.len() * indicators.len()];
        let mut first = vec![0; values.len()];
        let mut seen = vec![false; indicators.len()];
        for (i, row, indicator) in listed() {
            if !row.value.is_finite() {
                let mend = "give a finite number, or leave the row out";
                return Err(InputError::value("indicators", i, "value", row.value, mend));
            }
            let year = years.partition_point(|year| *year < row.year);
            let at = (year * units.len() + unit_of[row.unit]) * indicators.len() + indicator;
            if values[at].replace(row.value).is_some() {
                let key = format!("{} of {} in {}", row.indicator, row.unit, row.year);
                return Err(InputError::duplicate("indicators", first[at], i, key));
            }
            first[at] = i;
            seen[indicator] = true;
        }
        if let Some(unseen) = seen.iter().position(|seen| !seen) {
            let mend = "give it at least one row, or do not list it";
            return Err(InputError::empty(&indicators[unseen].name, mend));
        }
        Ok(Self { indicators, units, years, values, breaks })
    }

    /// The indicators.
    #[must_use]
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The units.
    #[must_use]
    pub fn units(&self) -> &[String] {
        &self.units
    }

    /// The years that have any row, rising.
    #[must_use]
    pub fn years(&self) -> &[i32] {
        &self.years
    }

    /// The marked breaks of definition.
    #[must_use]
    pub fn breaks(&self) -> &[Break] {
        &self.breaks
    }

    /// A value by positions; `None` where it was not published.
    #[must_use]
    pub fn value(&self, year: usize, unit: usize, indicator: usize) -> Option<f64> {
        let at = (year * self.units.len() + unit) * self.indicators.len() + indicator;
        self.values.get(at).copied().flatten()
    }

    /// The years in which no value of any unit is missing.
    #[must_use]
    pub fn complete_years(&self) -> Vec<i32> {
        let each = (self.units.len() * self.indicators.len()).max(1);
        let complete = self.values.chunks(each).map(|year| year.iter().all(Option::is_some));
        self.years.iter().zip(complete).filter(|(_, complete)| *complete).map(|(y, _)| *y).collect()
    }

    /// What is missing: year, unit and indicator by name.
    pub fn gaps(&self) -> impl Iterator<Item = (i32, &str, &str)> {
        let each = self.indicators.len();
        self.values.iter().enumerate().filter(|(_, value)| value.is_none()).map(move |(at, _)| {
            let (row, indicator) = (at / each, at % each);
            let (year, unit) = (row / self.units.len(), row % self.units.len());
            (self.years[year], self.units[unit].as_str(), self.indicators[indicator].name.as_str())
        })
    }
}

fn numbered(indicators: &[Indicator]) -> Result<HashMap<&str, usize>, InputError> {
    if indicators.is_empty() {
        return Err(InputError::empty("indicators", "list at least one indicator"));
    }
    let mut known = HashMap::new();
    for (at, indicator) in indicators.iter().enumerate() {
        if let Some(first) = known.insert(indicator.name.as_str(), at) {
            let key = indicator.name.clone();
            return Err(InputError::duplicate("indicators", first, at, key));
        }
    }
    Ok(known)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn indicator(name: &str, direction: Direction) -> Indicator {
        Indicator { name: name.into(), unit: "-".into(), direction }
    }

    /// Values by unit, of indicators `a` (more) and `b` (less), in the years from 2010 on.
    pub(in super::super) fn panel(years: &[&[(f64, f64)]]) -> Panel {
        let names = ["u", "v", "w", "x"];
        let indicators = vec![indicator("a", Direction::More), indicator("b", Direction::Less)];
        let mut rows = Vec::new();
        for (values, year) in years.iter().zip(2010..) {
            for ((a, b), unit) in values.iter().zip(names) {
                rows.push(Observation { indicator: "a", unit, year, value: *a });
                rows.push(Observation { indicator: "b", unit, year, value: *b });
            }
        }
        Panel::new(indicators, &rows, Vec::new()).unwrap()
    }

    #[test]
    fn gaps_are_named_and_never_filled() {
        let row = |unit, year, value| Observation { indicator: "a", unit, year, value };
        let indicators = || vec![indicator("a", Direction::More)];
        let rows = [row("v", 2011, 3.0), row("u", 2010, 1.0), row("u", 2011, 2.0)];
        let panel = Panel::new(indicators(), &rows, Vec::new()).unwrap();
        assert_eq!(
            (panel.units(), panel.years()),
            (["v".into(), "u".into()].as_slice(), [2010, 2011].as_slice())
        );
        assert_eq!(panel.complete_years(), [2011]);
        assert_eq!(panel.gaps().collect::<Vec<_>>(), [(2010, "v", "a")]);
        assert_eq!((panel.value(0, 1, 0), panel.value(0, 0, 0)), (Some(1.0), None));
    }

    #[test]
    fn what_is_broken_is_refused_by_name() {
        let row = |value| Observation { indicator: "a", unit: "u", year: 2010, value };
        let check = |names: &[&str], rows: &[Observation<'_>], expected: &str| {
            let indicators = names.iter().map(|name| indicator(name, Direction::More)).collect();
            let error = Panel::new(indicators, rows, Vec::new()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check(&["a"], &[row(1.0), row(f64::NAN)], "row 2: value is NaN");
        check(&["a"], &[row(1.0), row(2.0)], "row 2: a of u in 2010 stands already in row 1");
        check(&["a", "b"], &[row(1.0)], "b has nothing");
        check(&["a", "a"], &[row(1.0)], "row 2: a stands already");
        check(&[], &[], "at least one indicator");
    }
}
