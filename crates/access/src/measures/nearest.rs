//! The nearest facility, the nth nearest, and the time until enough capacity is within reach.

use super::Service;
use crate::{FacilityIndex, InputError, Rows};

/// A facility and the way to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    /// Which facility; of several equally near ones the first in the table.
    pub facility: FacilityIndex,
    /// Minutes to it.
    pub minutes: f64,
}

impl<R: Rows> Service<'_, R> {
    /// The nearest facility with capacity, by zone; `None` where none is reached.
    #[must_use]
    pub fn nearest(&self) -> Vec<Option<Nearest>> {
        self.until(0.0, |capacity| capacity)
    }

    /// The `n`th nearest facility with capacity, by zone, counted from 1; `None` where fewer are
    /// reached.
    ///
    /// # Errors
    /// `n` is 0.
    pub fn nth_nearest(&self, n: usize) -> Result<Vec<Option<Nearest>>, InputError> {
        if n == 0 {
            return Err(InputError::parameter("n", n, "count from 1, the nearest"));
        }
        Ok(self.until(n as f64, |_| 1.0))
    }

    /// The nearest facility at which the capacity passed on the way adds up to `needed` (the "cost
    /// to the n closest opportunities"), by zone; `None` where it never does.
    ///
    /// # Errors
    /// An amount that is negative or not finite.
    pub fn nearest_with(&self, needed: f64) -> Result<Vec<Option<Nearest>>, InputError> {
        if !(needed.is_finite() && needed >= 0.0) {
            let mend = "give a finite amount, 0 or more";
            return Err(InputError::parameter("the capacity needed", needed, mend));
        }
        Ok(self.until(needed, |capacity| capacity))
    }

    /// Walks outwards until the worth of the facilities with capacity reaches `needed`.
    fn until(&self, needed: f64, worth: impl Fn(f64) -> f64) -> Vec<Option<Nearest>> {
        let capacity = self.capacity.values();
        let mut found = vec![None; self.rows.zones()];
        let mut open: Vec<(f64, FacilityIndex)> = Vec::new();
        self.rows.each_row(&mut |row| {
            let pairs = row.minutes.iter().copied().zip(row.facilities.iter().copied());
            open.clear();
            open.extend(pairs.filter(|(_, facility)| capacity[facility.at()] > 0.0));
            let by = |a: &(f64, FacilityIndex), b: &(f64, FacilityIndex)| {
                a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
            };
            if let Some(first) = open.iter().copied().min_by(by) {
                let enough = worth(capacity[first.1.at()]) >= needed;
                let reached = if enough { Some(first) } else { None };
                let reached = reached.or_else(|| {
                    open.sort_unstable_by(by);
                    let mut sum = 0.0;
                    open.iter().copied().find(|(_, facility)| {
                        sum += worth(capacity[facility.at()]);
                        sum >= needed
                    })
                });
                found[row.zone.at()] =
                    reached.map(|(minutes, facility)| Nearest { facility, minutes });
            }
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Street;
    use super::*;

    #[test]
    fn the_nth_is_counted_outwards_and_closed_facilities_do_not_count() {
        let street = Street::new(&[9.0, 3.0, 3.0, 1.0, 7.0], &[1.0, 2.0, 4.0, 0.0, 8.0]);
        let service = street.service();
        let check = |found: Vec<Option<Nearest>>, expected: Option<(u32, f64)>| {
            assert_eq!(found[0].map(|near| (near.facility.0, near.minutes)), expected);
            assert_eq!(found[1], None);
        };
        check(service.nearest(), Some((1, 3.0)));
        check(service.nth_nearest(1).unwrap(), Some((1, 3.0)));
        check(service.nth_nearest(2).unwrap(), Some((2, 3.0)));
        check(service.nth_nearest(4).unwrap(), Some((0, 9.0)));
        check(service.nth_nearest(5).unwrap(), None);
        check(service.nearest_with(6.0).unwrap(), Some((2, 3.0)));
        check(service.nearest_with(6.5).unwrap(), Some((4, 7.0)));
        check(service.nearest_with(16.0).unwrap(), None);
        assert!(service.nth_nearest(0).is_err());
        assert!(service.nearest_with(f64::NAN).is_err());
    }
}
