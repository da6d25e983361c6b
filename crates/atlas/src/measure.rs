//! What a map shows of each zone: a column of its own or of a result, in classes with their limits.

use serde::Deserialize;

use crate::layer::{Column, Layer, Values};

/// How many classes: as many shades as people tell apart.
pub(crate) const CLASSES: usize = 5;

/// Which measure is asked for, as the address of a page says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Asked {
    /// A result by its file; empty for the dataset's own columns.
    #[serde(default)]
    pub(crate) by: String,
    /// The column; empty for the first that fits.
    #[serde(default)]
    pub(crate) column: String,
    /// The category of a facility, where a result has several.
    #[serde(default)]
    pub(crate) category: String,
    /// Another result of the same kind to set beside it.
    #[serde(default)]
    pub(crate) with: String,
    /// The row after which a table goes on.
    #[serde(default)]
    pub(crate) after: usize,
}

/// How the columns of a scenario end: what was before its changes, and what is after them.
const BEFORE: &str = "_before";
const AFTER: &str = "_after";

impl Asked {
    /// What is set beside: the same of another result; of one and the same result, which is a
    /// scenario, the column after the changes beside the one before them. None where it has none.
    pub(crate) fn beside(&self) -> Option<Self> {
        if self.with != self.by {
            return Some(self.clone());
        }
        let column = self.column.strip_suffix(BEFORE)?;
        Some(Self { column: format!("{column}{AFTER}"), ..self.clone() })
    }
}

/// The column of a scenario that a map shows first, if the table has it with its fellow.
pub(crate) fn first_before(table: &[Column]) -> Option<&str> {
    let has = |name: &str| table.iter().any(|column| column.name == name);
    let is_first = |column: &&str| {
        column.strip_suffix(BEFORE).is_some_and(|name| has(&format!("{name}{AFTER}")))
    };
    table.iter().map(|column| column.name.as_str()).find(is_first)
}

/// A value for each zone of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Measure {
    /// What the column is called.
    pub(crate) column: String,
    /// The category, where there are several.
    pub(crate) category: String,
    /// The values in the order of the layer.
    pub(crate) values: Vec<Option<f64>>,
    /// Of each zone why it is a blind spot; empty where it is none, and for measures without.
    pub(crate) causes: Vec<String>,
}

impl Measure {
    /// A column of the layer itself.
    pub(crate) fn own(layer: &Layer, column: &str) -> Option<Self> {
        let values = layer.numbers(column)?.to_vec();
        Some(Self { column: column.to_owned(), values, ..Self::default() })
    }

    /// A column of a result, its rows set in the order of the layer by their id.
    pub(crate) fn of(layer: &Layer, table: &[Column], asked: &Asked) -> Option<Self> {
        let ids = ids(table)?;
        let categories = words(table, "category");
        let category = match &categories {
            Some(all) if !all.contains(&asked.category) => all.first().cloned().unwrap_or_default(),
            _ => asked.category.clone(),
        };
        let column = numbers(table, &asked.column)?;
        let causes = words(table, "cause");
        let mut found = Self {
            column: column.0.to_owned(),
            category,
            values: vec![None; layer.ids.len()],
            causes: vec![String::new(); causes.as_ref().map_or(0, |_| layer.ids.len())],
        };
        for (row, id) in ids.iter().enumerate() {
            let is_asked = categories.as_ref().is_none_or(|all| all[row] == found.category);
            let Some(number) = layer.find(id).filter(|_| is_asked) else { continue };
            found.values[number as usize] = column.1[row];
            if let Some(causes) = &causes {
                found.causes[number as usize].clone_from(&causes[row]);
            }
        }
        Some(found)
    }

    /// Whether a zone is a blind spot.
    pub(crate) fn is_blind(&self, zone: usize) -> bool {
        self.causes.get(zone).is_some_and(|cause| !cause.is_empty())
    }

    /// Positions of the zones with a value, the greatest first; of equal ones the first of the file.
    pub(crate) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> =
            (0..self.values.len()).filter(|zone| self.values[*zone].is_some()).collect();
        let value = |zone: &usize| self.values[*zone].unwrap_or(f64::NEG_INFINITY);
        order.sort_by(|a, b| value(b).total_cmp(&value(a)));
        order
    }
}

/// Limits of classes with about as many zones each: a value belongs to the first class whose upper
/// limit it does not pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Classes {
    /// The least value.
    pub(crate) least: f64,
    /// Upper limits, rising; the last is the greatest value.
    pub(crate) limits: Vec<f64>,
}

impl Classes {
    /// Quantiles of all values of one or two measures; equal limits are one. Empty without values.
    pub(crate) fn of(measures: &[&Measure]) -> Self {
        let mut all: Vec<f64> =
            measures.iter().flat_map(|one| one.values.iter().flatten().copied()).collect();
        all.sort_by(f64::total_cmp);
        let Some(&least) = all.first() else { return Self::default() };
        let at = |class: usize| all[(all.len() * class).div_ceil(CLASSES).max(1) - 1];
        let mut limits: Vec<f64> = (1..=CLASSES).map(at).collect();
        limits.dedup();
        Self { least, limits }
    }

    /// The class of a value, from 0.
    pub(crate) fn class(&self, value: f64) -> usize {
        self.limits.partition_point(|limit| *limit < value).min(self.limits.len().saturating_sub(1))
    }

    /// Lower and upper limit of each class.
    pub(crate) fn spans(&self) -> Vec<(f64, f64)> {
        let lower = std::iter::once(self.least).chain(self.limits.iter().copied());
        lower.zip(self.limits.iter().copied()).collect()
    }
}

/// The names of the columns of a table that a map can show: numbers, and not those that only repeat
/// a setting or say where a zone is.
pub(crate) fn showable(table: &[Column]) -> Vec<String> {
    let is_number = |column: &&Column| {
        matches!(column.values, Values::Numbers(_))
            && !["id", "zone", "limit", "lon", "lat"].contains(&&*column.name)
    };
    table.iter().filter(is_number).map(|column| column.name.clone()).collect()
}

/// The ids of the zones that the rows are about.
pub(crate) fn ids(table: &[Column]) -> Option<Vec<String>> {
    ["id", "zone", "client"].iter().find_map(|name| words(table, name))
}

/// A column as words, whatever it holds.
pub(crate) fn words(table: &[Column], name: &str) -> Option<Vec<String>> {
    let column = table.iter().find(|column| column.name == name)?;
    Some(match &column.values {
        Values::Words(words) => words.clone(),
        Values::Numbers(numbers) => {
            numbers.iter().map(|n| n.map(|n| n.to_string()).unwrap_or_default()).collect()
        }
    })
}

/// The column of that name, or the first that can be shown where there is none.
fn numbers<'a>(table: &'a [Column], name: &str) -> Option<(&'a str, &'a [Option<f64>])> {
    let first = showable(table).into_iter().next().unwrap_or_default();
    // A form that changes the result still sends the column of the one before.
    let is_there = table.iter().any(|column| column.name == name);
    let name = if is_there { name } else { first.as_str() };
    let column = table.iter().find(|column| column.name == name)?;
    match &column.values {
        Values::Numbers(numbers) => Some((&column.name, numbers)),
        Values::Words(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_hold_about_as_many_and_every_value_has_one() {
        let measure = |values: Vec<Option<f64>>| Measure { values, ..Measure::default() };
        let hundred = measure((1..=100).map(|n| Some(f64::from(n))).chain([None]).collect());
        let classes = Classes::of(&[&hundred]);
        assert_eq!(classes.limits, [20.0, 40.0, 60.0, 80.0, 100.0]);
        let found = [1.0, 20.0, 20.5, 100.0, 101.0].map(|value| classes.class(value));
        assert_eq!(found, [0, 0, 1, 4, 4]);
        assert_eq!(classes.spans()[0], (1.0, 20.0));
        let same = measure(vec![Some(3.0); 7]);
        assert_eq!(Classes::of(&[&same]).spans(), [(3.0, 3.0)]);
        assert_eq!(Classes::of(&[&measure(vec![None])]), Classes::default());
    }

    #[test]
    fn a_scenario_is_set_beside_itself() {
        let asked = |by: &str, column: &str, with: &str| Asked {
            by: by.to_owned(),
            column: column.to_owned(),
            with: with.to_owned(),
            ..Asked::default()
        };
        let beside = |asked: Asked| asked.beside().map(|asked| asked.column);
        let after = Some("minutes_after".to_owned());
        assert_eq!(beside(asked("s.csv", "minutes_before", "s.csv")), after);
        assert_eq!(beside(asked("s.csv", "people", "s.csv")), None);
        assert_eq!(beside(asked("s.csv", "people", "t.csv")), Some("people".to_owned()));
    }

    #[test]
    fn the_greatest_comes_first_and_what_has_no_value_not_at_all() {
        let values = vec![Some(2.0), None, Some(9.0), Some(2.0)];
        assert_eq!(Measure { values, ..Measure::default() }.order(), [2, 0, 3]);
    }
}
