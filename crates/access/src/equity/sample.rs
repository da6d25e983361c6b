//! Weighted values, checked and sorted once for all indices.

use super::order::rising;
use crate::error::InputError;

/// Weighted values in rising order. Values are finite and not negative; weights too, and at least
/// one is above 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    values: Vec<f64>,
    weights: Vec<f64>,
    order: Vec<u32>,
    weight: f64,
    total: f64,
}

impl Sample {
    /// Checks and sorts; without weights every value counts once.
    ///
    /// # Errors
    /// Names the first row whose value or weight is not finite or negative; no row at all; lists of
    /// different length; weights that are all 0.
    pub fn new(values: &[f64], weights: Option<&[f64]>) -> Result<Self, InputError> {
        check(values, "value")?;
        if let Some(weights) = weights {
            InputError::same_length("weights", weights.len(), values.len(), "value")?;
            check(weights, "weight")?;
        }
        let order = rising(values);
        let weight_of = |row: &u32| weights.map_or(1.0, |weights| weights[*row as usize]);
        let mut sample = Self {
            // Adding 0 makes −0 a 0.
            values: order.iter().map(|row| values[*row as usize] + 0.0).collect(),
            weights: order.iter().map(weight_of).collect(),
            order,
            weight: 0.0,
            total: 0.0,
        };
        sample.add_up();
        if sample.weight > 0.0 {
            return Ok(sample);
        }
        Err(InputError::empty("values", "give at least one row with a weight above 0"))
    }

    /// Values in rising order.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Weights in the order of the values.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The row of the input from which each value comes, from 0.
    #[must_use]
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// W, the sum of the weights.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// Σwx.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.total
    }

    /// μ.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.total / self.weight
    }

    /// Value and weight, in rising order of the values.
    pub fn iter(&self) -> impl Iterator<Item = (f64, f64)> + Clone {
        self.values.iter().copied().zip(self.weights.iter().copied())
    }

    /// The same values with other weights, in the order of the values; not checked.
    pub(crate) fn reweigh(&mut self, weights: impl Iterator<Item = f64>) {
        for (own, weight) in self.weights.iter_mut().zip(weights) {
            *own = weight;
        }
        self.add_up();
    }

    fn add_up(&mut self) {
        (self.weight, self.total) =
            self.iter().fold((0.0, 0.0), |(weight, total), (x, w)| (weight + w, total + w * x));
    }
}

fn check(numbers: &[f64], column: &'static str) -> Result<(), InputError> {
    if numbers.is_empty() {
        return Err(InputError::empty("values", "give at least one row"));
    }
    match numbers.iter().position(|number| !(number.is_finite() && *number >= 0.0)) {
        None => Ok(()),
        Some(row) => {
            let mend = "give a finite number, 0 or more, or leave the row out";
            Err(InputError::value("values", row, column, numbers[row], mend))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_sorted_with_their_weights() {
        let sample = Sample::new(&[3.0, -0.0, 2.0, 0.0], Some(&[1.0, 2.0, 4.0, 8.0])).unwrap();
        assert_eq!(sample.values(), [0.0, 0.0, 2.0, 3.0]);
        assert_eq!(sample.weights(), [2.0, 8.0, 4.0, 1.0]);
        assert_eq!(sample.order(), [1, 3, 2, 0]);
        assert_eq!((sample.weight(), sample.total()), (15.0, 11.0));
    }

    #[test]
    fn what_is_broken_is_refused_with_its_row() {
        let check = |values: &[f64], weights: Option<&[f64]>, expected: &str| {
            let error = Sample::new(values, weights).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check(&[], None, "at least one row");
        check(&[1.0, f64::NAN], None, "row 2: value is NaN");
        check(&[-1.0], None, "row 1: value is -1");
        check(&[1.0, 2.0], Some(&[1.0]), "1 rows where 2 are needed");
        check(&[1.0, 2.0], Some(&[1.0, f64::INFINITY]), "row 2: weight is inf");
        check(&[1.0, 2.0], Some(&[0.0, 0.0]), "a weight above 0");
    }
}
