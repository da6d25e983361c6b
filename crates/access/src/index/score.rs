//! Scores, ranks, and what holds a unit back.

use super::normal::ranks;
use super::{Normalisation, Panel, Table, Weighting, weights};
use crate::error::InputError;

/// How normalised indicators become one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Σ w r.
    WeightedSum,
    /// TOPSIS (Hwang & Yoon 1981): distance from the worst over the sum of distances from the worst
    /// and the best, both over all rows, in w r; 0 to 1.
    Topsis,
}

/// A composite index.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// The years.
    pub years: Vec<i32>,
    /// Weights of the indicators, summing to 1.
    pub weights: Vec<f64>,
    /// By year, then unit.
    pub scores: Vec<Vec<f64>>,
    /// The method.
    pub method: Method,
    pub(super) table: Table,
    pub(super) units: usize,
}

impl Scores {
    /// Scores the given years of a panel, normalised and weighed together.
    ///
    /// # Errors
    /// As [`Table::of`] and [`weights`].
    pub fn of(
        panel: &Panel,
        years: &[i32],
        how: Normalisation,
        weighting: &Weighting,
        method: Method,
    ) -> Result<Self, InputError> {
        let table = Table::of(panel, years, how)?;
        let weights = weights(&table, weighting)?;
        let units = panel.units().len();
        let all = scores(&table, &weights, method);
        let scores = all.chunks(units.max(1)).map(<[f64]>::to_vec).collect();
        Ok(Self { years: years.to_vec(), weights, scores, method, table, units })
    }

    /// Ranks in one year (by position), 1 for the best; equal scores share their mean rank.
    #[must_use]
    pub fn ranks(&self, year: usize) -> Vec<f64> {
        let against: Vec<f64> = self.scores[year].iter().map(|score| -score).collect();
        ranks(&against)
    }

    /// Obstacle degree of each indicator for a unit in a year (by position): its part of all that is
    /// missing to the best, w (1 − r) / Σ w (1 − r); all 0 for a unit that is best in everything.
    /// For z the best is the largest value of the indicator.
    #[must_use]
    pub fn obstacles(&self, year: usize, unit: usize) -> Vec<f64> {
        let columns = self.table.columns;
        let best: Vec<f64> =
            (0..columns).map(|column| largest(&self.table.column(column))).collect();
        let row = (year * self.units + unit) * columns;
        let cells = &self.table.cells[row..row + columns];
        let missing: Vec<f64> = cells
            .iter()
            .zip(&best)
            .zip(&self.weights)
            .map(|((cell, best), weight)| weight * (best - cell))
            .collect();
        let sum: f64 = missing.iter().sum();
        missing.into_iter().map(|part| if sum > 0.0 { part / sum } else { 0.0 }).collect()
    }
}

/// The score of every row.
pub(super) fn scores(table: &Table, weights: &[f64], method: Method) -> Vec<f64> {
    let weighted = |row: &[f64]| row.iter().zip(weights).map(|(r, w)| r * w).sum();
    match method {
        Method::WeightedSum => table.rows().map(weighted).collect(),
        Method::Topsis => topsis(table, weights),
    }
}

fn topsis(table: &Table, weights: &[f64]) -> Vec<f64> {
    let columns = || (0..table.columns).map(|column| table.column(column));
    let best: Vec<f64> = columns().map(|column| largest(&column)).collect();
    let against = |column: Vec<f64>| -largest(&column.iter().map(|r| -r).collect::<Vec<f64>>());
    let worst: Vec<f64> = columns().map(against).collect();
    let apart = |row: &[f64], from: &[f64]| {
        let parts = row.iter().zip(from).zip(weights);
        parts.map(|((r, from), w)| (w * (r - from)).powi(2)).sum::<f64>().sqrt()
    };
    let score = |row: &[f64]| {
        let (up, down) = (apart(row, &worst), apart(row, &best));
        if up + down > 0.0 { up / (up + down) } else { 0.0 }
    };
    table.rows().map(score).collect()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::panel::tests::panel;
    use super::*;

    #[test]
    fn three_units_by_hand() {
        // Normalised: u (0, 1), v (½, ½), w (1, 0).
        let panel = panel(&[&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]]);
        let of = |method, given: [f64; 2]| {
            let weighting = Weighting::Given(given.to_vec());
            Scores::of(&panel, &[2010], Normalisation::MinMax, &weighting, method).unwrap()
        };
        let sum = of(Method::WeightedSum, [3.0, 1.0]);
        assert_eq!(sum.scores, [[0.25, 0.5, 0.75]]);
        assert_eq!(sum.ranks(0), [3.0, 2.0, 1.0]);
        assert_eq!(sum.obstacles(0, 0), [1.0, 0.0]);
        assert_eq!(sum.obstacles(0, 1), [0.75, 0.25]);
        // Up ¼ and down ¾ for u; the middle is as far from both.
        assert_eq!(of(Method::Topsis, [3.0, 1.0]).scores, [[0.25, 0.5, 0.75]]);
        assert_eq!(of(Method::WeightedSum, [1.0, 1.0]).ranks(0), [2.0, 2.0, 2.0]);
    }
}
