//! Opportunities within reach, without competition: counts, cumulative amounts, gravity.

use super::Service;
use crate::decay::WithWeight;
use crate::{InputError, Reach, Rows};

impl<R: Rows> Service<'_, R> {
    /// Gravity (Hansen 1959): Σ_j S_j w_ij, by zone. With a binary reach the cumulative
    /// opportunities within its time.
    #[must_use]
    pub fn gravity(&self, reach: &Reach) -> Vec<f64> {
        reach.run(Sum { rows: self.rows, worth: self.capacity.values() })
    }

    /// How many facilities with capacity each zone reaches within `minutes`.
    ///
    /// # Errors
    /// Minutes that are negative or not finite.
    pub fn count(&self, minutes: f64) -> Result<Vec<f64>, InputError> {
        let open = |capacity: &f64| if *capacity > 0.0 { 1.0 } else { 0.0 };
        let worth: Vec<f64> = self.capacity.values().iter().map(open).collect();
        Ok(Reach::binary(minutes)?.run(Sum { rows: self.rows, worth: &worth }))
    }

    /// Capacity within each of a list of times: one list a time, each with one value a zone.
    /// All times are read in one pass.
    ///
    /// # Errors
    /// Times that are negative, not finite or not in rising order.
    pub fn cumulative(&self, times: &[f64]) -> Result<Vec<Vec<f64>>, InputError> {
        check_times(times)?;
        let capacity = self.capacity.values();
        let mut sums = vec![vec![0.0; self.rows.zones()]; times.len()];
        let mut within = vec![0.0; times.len() + 1];
        self.rows.each_row(&mut |row| {
            within.fill(0.0);
            for (facility, minutes) in row.iter() {
                let class = times.iter().filter(|time| minutes > **time).count();
                within[class] += capacity[facility];
            }
            let mut sum = 0.0;
            for (sums, class) in sums.iter_mut().zip(&within) {
                sum += class;
                sums[row.zone.at()] = sum;
            }
        });
        Ok(sums)
    }
}

fn check_times(times: &[f64]) -> Result<(), InputError> {
    for (index, time) in times.iter().enumerate() {
        if !time.is_finite() || *time < 0.0 {
            let mend = "give finite minutes, 0 or more";
            return Err(InputError::value("times", index, "minutes", time, mend));
        }
        if index > 0 && times[index - 1] >= *time {
            let mend = "give the times in rising order";
            return Err(InputError::value("times", index, "minutes", time, mend));
        }
    }
    Ok(())
}

struct Sum<'a, R> {
    rows: &'a R,
    worth: &'a [f64],
}

impl<R: Rows> WithWeight for Sum<'_, R> {
    type Output = Vec<f64>;

    fn run<W: Fn(f64) -> f64>(self, weight: W) -> Vec<f64> {
        let mut sums = vec![0.0; self.rows.zones()];
        self.rows.each_row(&mut |row| {
            let worth =
                row.iter().map(|(facility, minutes)| weight(minutes) * self.worth[facility]);
            sums[row.zone.at()] = worth.sum();
        });
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Street;
    use crate::{Decay, Reach};

    #[test]
    fn powers_of_two_tell_what_was_reached() {
        let capacity = [1.0, 2.0, 0.0, 8.0, 16.0, 32.0];
        let street = Street::new(&[0.0, 5.0, 10.0, 15.0, 15.5], &capacity);
        let service = street.service();
        assert_eq!(
            service.cumulative(&[5.0, 10.0, 15.0]).unwrap(),
            [[3.0, 0.0], [3.0, 0.0], [11.0, 0.0]]
        );
        assert_eq!(service.count(15.0).unwrap(), [3.0, 0.0]);
        let linear = Reach::new(Decay::Linear { zero_at: 20.0 }).unwrap();
        assert_eq!(service.gravity(&linear), [1.0 + 2.0 * 0.75 + 8.0 * 0.25 + 16.0 * 0.225, 0.0]);
        assert!(service.cumulative(&[5.0, 5.0]).is_err());
        assert!(service.cumulative(&[f64::NAN]).is_err());
        assert!(service.count(-1.0).is_err());
    }
}
