//! Indicators on one scale, more always better.

use super::{Direction, Panel};
use crate::error::InputError;

/// How values of different units become comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalisation {
    /// (x − min) / (max − min): 0 to 1.
    MinMax,
    /// (x − mean) / standard deviation.
    Z,
    /// (rank − 1) / (n − 1): 0 to 1, equal values sharing their mean rank.
    Rank,
}

/// Normalised indicators, one row for each unit of each year; 1 (or the largest) is best.
///
/// All years are normalised together, so that they compare: an index may rise for everyone.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub(super) columns: usize,
    /// By row, then column.
    pub(super) cells: Vec<f64>,
}

impl Table {
    /// Normalises the given years of a panel: rows by year, then unit.
    ///
    /// # Errors
    /// A year that the panel does not have; a value that is missing (named); an indicator that is the
    /// same everywhere and so says nothing.
    pub fn of(panel: &Panel, years: &[i32], how: Normalisation) -> Result<Self, InputError> {
        let columns = panel.indicators().len();
        let mut cells = Vec::with_capacity(years.len() * panel.units().len() * columns);
        for year in years {
            let Ok(at) = panel.years().binary_search(year) else {
                return Err(InputError::parameter("the year", year, "give a year of the panel"));
            };
            for unit in 0..panel.units().len() {
                for indicator in 0..columns {
                    let value = panel.value(at, unit, indicator);
                    cells.push(value.ok_or_else(|| missing(panel, *year, unit, indicator))?);
                }
            }
        }
        let mut table = Self { columns, cells };
        for (column, indicator) in panel.indicators().iter().enumerate() {
            let scaled = scaled(&table.column(column), how).ok_or_else(|| {
                let mend = "it is the same everywhere and says nothing; leave it out";
                InputError::empty(&indicator.name, mend)
            })?;
            let turned = |x: f64| match (indicator.direction, how) {
                (Direction::More, _) => x,
                (Direction::Less, Normalisation::Z) => -x,
                (Direction::Less, _) => 1.0 - x,
            };
            for (row, value) in scaled.into_iter().enumerate() {
                table.cells[row * columns + column] = turned(value);
            }
        }
        Ok(table)
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.cells.chunks(self.columns)
    }

    /// One indicator in all rows.
    #[must_use]
    pub fn column(&self, column: usize) -> Vec<f64> {
        self.rows().map(|row| row[column]).collect()
    }
}

fn missing(panel: &Panel, year: i32, unit: usize, indicator: usize) -> InputError {
    let what = &panel.indicators()[indicator].name;
    let table = format!("{what} of {} in {year}", panel.units()[unit]);
    InputError::empty(&table, "it was not published; choose other years, units or indicators")
}

/// `None` where all values are equal.
fn scaled(values: &[f64], how: Normalisation) -> Option<Vec<f64>> {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)));
    if low >= high {
        return None;
    }
    let all = |f: &dyn Fn(f64) -> f64| values.iter().map(|x| f(*x)).collect();
    Some(match how {
        Normalisation::MinMax => all(&|x| (x - low) / (high - low)),
        Normalisation::Z => {
            let (mean, sd) = mean_and_sd(values);
            all(&|x| (x - mean) / sd)
        }
        Normalisation::Rank => {
            let last = (values.len() - 1) as f64;
            ranks(values).into_iter().map(|rank| (rank - 1.0) / last).collect()
        }
    })
}

/// Mean and standard deviation of the population.
pub(super) fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / n).sqrt())
}

/// Ranks from 1 for the smallest; equal values share their mean rank.
pub(super) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut below = 0;
    for class in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = below as f64 + (class.len() as f64 + 1.0) / 2.0;
        class.iter().for_each(|row| ranks[*row] = rank);
        below += class.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::super::panel::tests::panel;
    use super::*;

    #[test]
    fn three_units_by_hand() {
        let panel = panel(&[&[(10.0, 4.0), (20.0, 2.0), (40.0, 2.0)]]);
        let table = |how| Table::of(&panel, &[2010], how).unwrap();
        assert_eq!(table(Normalisation::MinMax).column(0), [0.0, 1.0 / 3.0, 1.0]);
        assert_eq!(table(Normalisation::MinMax).column(1), [0.0, 1.0, 1.0]);
        assert_eq!(table(Normalisation::Rank).column(0), [0.0, 0.5, 1.0]);
        assert_eq!(table(Normalisation::Rank).column(1), [0.0, 0.75, 0.75]);
        let z = table(Normalisation::Z).column(1);
        assert!((z[0] + 2.0_f64.sqrt()).abs() < 1e-12 && z.iter().sum::<f64>().abs() < 1e-12);
    }

    #[test]
    fn years_share_one_scale_and_what_says_nothing_is_refused() {
        let two = panel(&[&[(0.0, 1.0), (5.0, 2.0)], &[(5.0, 1.0), (10.0, 2.0)]]);
        let table = Table::of(&two, &[2010, 2011], Normalisation::MinMax).unwrap();
        assert_eq!(table.column(0), [0.0, 0.5, 0.5, 1.0]);
        assert!(Table::of(&two, &[2009], Normalisation::MinMax).is_err());
        let flat = panel(&[&[(1.0, 1.0), (1.0, 2.0)]]);
        let error = Table::of(&flat, &[2010], Normalisation::MinMax).unwrap_err().to_string();
        assert!(error.contains("a has nothing"), "{error}");
    }
}
