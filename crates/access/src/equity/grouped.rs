//! A sample in its groups: sums of every level, read once for all that is divided over groups.

use super::{Nesting, Sample};
use crate::error::InputError;

/// A sample with nested groups; what can be divided over groups is a method of it.
#[derive(Clone, Debug)]
pub struct Grouped<'a> {
    pub(super) sample: &'a Sample,
    pub(super) nesting: &'a Nesting,
    /// The innermost group of each value, in the order of the values.
    pub(super) group: Vec<u32>,
    /// W and Σwx of the groups of every level, innermost first.
    pub(super) sums: Vec<Vec<Sums>>,
    /// Of each innermost group Σ w x (2 W_{i−1} + w) over its values in rising order.
    pub(super) ranked: Vec<f64>,
}

/// W and Σwx.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) people: f64,
    pub(super) total: f64,
}

impl Sums {
    /// 0 without people.
    pub(super) fn mean(self) -> f64 {
        if self.people > 0.0 { self.total / self.people } else { 0.0 }
    }

    /// The share of people, and the mean as a multiple of the other's.
    pub(super) fn beside(self, whole: Self) -> (f64, f64) {
        let mean = whole.mean();
        let ratio = if mean > 0.0 { self.mean() / mean } else { 1.0 };
        (self.people / whole.people, ratio)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.people += other.people;
        self.total += other.total;
    }
}

impl<'a> Grouped<'a> {
    /// Puts the values of a sample into their groups.
    ///
    /// # Errors
    /// Not one group for each value.
    pub fn new(sample: &'a Sample, nesting: &'a Nesting) -> Result<Self, InputError> {
        let of_row = nesting.of_row();
        InputError::same_length("groups", of_row.len(), sample.values().len(), "value")?;
        let group: Vec<u32> = sample.order().iter().map(|row| of_row[*row as usize]).collect();
        let mut inner = vec![Sums::default(); nesting.sizes()[0]];
        let mut ranked = vec![0.0; inner.len()];
        for ((x, w), group) in sample.iter().zip(&group) {
            let (group, total) = (*group as usize, w * x);
            ranked[group] += total * (2.0 * inner[group].people + w);
            inner[group].add(Sums { people: w, total });
        }
        let mut sums = vec![inner];
        for level in 1..nesting.sizes().len() {
            let mut outer = vec![Sums::default(); nesting.sizes()[level]];
            let into = nesting.outer_of(level - 1).unwrap_or_default();
            for (group, into) in sums[level - 1].iter().zip(into) {
                outer[*into as usize].add(*group);
            }
            sums.push(outer);
        }
        Ok(Self { sample, nesting, group, sums, ranked })
    }

    /// Mean of each innermost group, by number; `None` for a group without people.
    #[must_use]
    pub fn means(&self) -> Vec<Option<f64>> {
        self.sums[0].iter().map(|sums| (sums.people > 0.0).then(|| sums.mean())).collect()
    }

    /// Value, weight and innermost group, in rising order of the values.
    pub(super) fn iter(&self) -> impl Iterator<Item = (f64, f64, usize)> {
        self.sample.iter().zip(&self.group).map(|((x, w), group)| (x, w, *group as usize))
    }

    pub(super) fn whole(&self) -> Sums {
        Sums { people: self.sample.weight(), total: self.sample.total() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_add_up_from_level_to_level() {
        let sample = Sample::new(&[4.0, 1.0, 2.0], Some(&[1.0, 2.0, 3.0])).unwrap();
        let nesting = Nesting::flat(vec![0, 2, 0]).within(vec![1, 0, 1]).unwrap();
        let grouped = Grouped::new(&sample, &nesting).unwrap();
        assert_eq!(grouped.means(), [Some(2.5), None, Some(1.0)]);
        let totals: Vec<f64> = grouped.sums[1].iter().map(|sums| sums.total).collect();
        assert_eq!(totals, [0.0, 12.0]);
        assert!(Grouped::new(&sample, &Nesting::flat(vec![0])).is_err());
    }
}
