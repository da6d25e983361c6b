//! Weights of indicators: equal, given, or read from how the indicators differ.

use super::Table;
use super::normal::mean_and_sd;
use crate::error::InputError;

/// Where weights come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Weighting {
    /// All the same.
    Equal,
    /// As given, in the order of the indicators; scaled to a sum of 1.
    Given(Vec<f64>),
    /// Entropy (Shannon): 1 + Σ p ln p / ln n with p = r / Σr. What is alike everywhere weighs little.
    /// Needs normalised values that are not negative.
    Entropy,
    /// CRITIC (Diakoulaki et al. 1995): standard deviation times Σ (1 − correlation with the others).
    Critic,
}

/// Weights that sum to 1, one for each indicator.
///
/// # Errors
/// Given weights of another number, negative, not finite or all 0; entropy on negative values (as z
/// gives); nothing that differs.
pub fn weights(table: &Table, weighting: &Weighting) -> Result<Vec<f64>, InputError> {
    let raw = match weighting {
        Weighting::Equal => vec![1.0; table.columns],
        Weighting::Given(given) => checked(given, table.columns)?,
        Weighting::Entropy => {
            if table.cells.iter().any(|cell| *cell < 0.0) {
                let mend = "entropy weights need values from 0: normalise by min–max or rank";
                return Err(InputError::parameter("the normalisation", "below 0", mend));
            }
            (0..table.columns).map(|column| spread(&table.column(column))).collect()
        }
        Weighting::Critic => critic(table),
    };
    let sum: f64 = raw.iter().sum();
    if sum > 0.0 {
        return Ok(raw.into_iter().map(|weight| weight / sum).collect());
    }
    Err(InputError::empty("weights", "they are all 0: give others, or add what differs"))
}

fn checked(given: &[f64], columns: usize) -> Result<Vec<f64>, InputError> {
    InputError::same_length("weights", given.len(), columns, "indicator")?;
    match given.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
        None => Ok(given.to_vec()),
        Some(row) => {
            let mend = "give a finite number, 0 or more";
            Err(InputError::value("weights", row, "weight", given[row], mend))
        }
    }
}

/// 1 − entropy of the shares; 0 ln 0 = 0.
fn spread(column: &[f64]) -> f64 {
    let sum: f64 = column.iter().sum();
    let terms = column.iter().filter(|r| **r > 0.0).map(|r| r / sum * (r / sum).ln());
    (1.0 + terms.sum::<f64>() / (column.len() as f64).ln()).max(0.0)
}

fn critic(table: &Table) -> Vec<f64> {
    let columns: Vec<Vec<f64>> = (0..table.columns).map(|column| table.column(column)).collect();
    let moments: Vec<(f64, f64)> = columns.iter().map(|column| mean_and_sd(column)).collect();
    let correlation = |a: usize, b: usize| {
        let ((mean_a, sd_a), (mean_b, sd_b)) = (moments[a], moments[b]);
        let pairs = columns[a].iter().zip(&columns[b]);
        let products: f64 = pairs.map(|(x, y)| (x - mean_a) * (y - mean_b)).sum();
        products / (columns[a].len() as f64 * sd_a * sd_b)
    };
    let conflict = |a: usize| -> f64 {
        (0..columns.len()).filter(|b| *b != a).map(|b| 1.0 - correlation(a, b)).sum()
    };
    // One indicator has nobody to conflict with.
    let alone = columns.len() == 1;
    (0..columns.len()).map(|a| if alone { 1.0 } else { moments[a].1 * conflict(a) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: usize, cells: &[f64]) -> Table {
        Table { columns, cells: cells.to_vec() }
    }

    fn check(table: &Table, weighting: &Weighting, expected: &[f64]) {
        let found = weights(table, weighting).unwrap();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{weighting:?}: {found} is not {expected}");
        }
    }

    #[test]
    fn weights_by_hand() {
        // One of two has everything: entropy 0; both alike: entropy 1.
        let two = table(2, &[1.0, 0.5, 0.0, 0.5]);
        check(&two, &Weighting::Entropy, &[1.0, 0.0]);
        check(&two, &Weighting::Equal, &[0.5, 0.5]);
        check(&two, &Weighting::Given(vec![1.0, 3.0]), &[0.25, 0.75]);
        // a and b are the same, c runs against them: conflicts 2, 2, 4, deviations all alike.
        let three = table(3, &[0.0, 0.0, 1.0, 1.0, 1.0, 0.0]);
        check(&three, &Weighting::Critic, &[0.25, 0.25, 0.5]);
        check(&table(1, &[0.0, 1.0]), &Weighting::Critic, &[1.0]);
    }

    #[test]
    fn what_is_not_a_weight_is_refused() {
        let two = table(2, &[1.0, 0.5, 0.0, 0.5]);
        for given in [vec![1.0], vec![1.0, -1.0], vec![f64::NAN, 1.0], vec![0.0, 0.0]] {
            assert!(weights(&two, &Weighting::Given(given)).is_err());
        }
        assert!(weights(&table(1, &[-1.0, 1.0]), &Weighting::Entropy).is_err());
        assert!(weights(&table(1, &[0.5, 0.5]), &Weighting::Entropy).is_err());
    }
}
