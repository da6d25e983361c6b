//! All indices of one sample at once, for reports and for `--json`.

use serde::Serialize;

use super::atkinson::{atkinson, of_logs};
use super::entropy::Theils;
use super::lorenz::tails;
use super::{Aversion, Sample, gini, hoover};

/// The indices of a sample; each is `None` where it is not defined.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indices {
    /// Observations, those without weight too.
    pub observations: usize,
    /// W.
    pub weight: f64,
    /// μ.
    pub mean: f64,
    /// Gini index.
    pub gini: Option<f64>,
    /// Theil's T.
    pub theil_t: Option<f64>,
    /// Theil's L; `None` as soon as one value is 0.
    pub theil_l: Option<f64>,
    /// Atkinson's index for each ε asked for.
    pub atkinson: Vec<(Aversion, Option<f64>)>,
    /// Coefficient of variation, with the standard deviation of the population.
    pub cv: Option<f64>,
    /// Share of the top 10 % over share of the bottom 40 %.
    pub palma: Option<f64>,
    /// Share of the top fifth over share of the bottom fifth.
    pub twenty_twenty: Option<f64>,
    /// Hoover index.
    pub hoover: Option<f64>,
}

impl Indices {
    /// Computes them all.
    #[must_use]
    pub fn of(sample: &Sample, aversions: &[Aversion]) -> Self {
        let theils = Theils::of(sample);
        let atkinson = |aversion: &Aversion| match aversion.get() {
            1.0 if sample.total() > 0.0 => Some(of_logs(theils.mean_log)),
            _ => atkinson(sample, *aversion),
        };
        let [palma, twenty_twenty] = tails(sample);
        Self {
            observations: sample.values().len(),
            weight: sample.weight(),
            mean: sample.mean(),
            gini: gini(sample),
            theil_t: theils.t,
            theil_l: theils.l,
            atkinson: aversions.iter().map(|one| (*one, atkinson(one))).collect(),
            cv: variation(sample),
            palma,
            twenty_twenty,
            hoover: hoover(sample),
        }
    }
}

/// Coefficient of variation: √(Σ w (x − μ)² / W) / μ. `None` where all values are 0.
#[must_use]
pub fn variation(sample: &Sample) -> Option<f64> {
    let mean = sample.mean();
    let squares: f64 = sample.iter().map(|(x, w)| w * (x - mean) * (x - mean)).sum();
    (mean > 0.0).then(|| (squares / sample.weight()).sqrt() / mean)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Entropy, entropy, palma, twenty_twenty};
    use super::*;

    #[test]
    fn at_once_they_are_what_they_are_one_by_one() {
        for values in [vec![3.0, 1.0, 7.5, 2.25], vec![0.0, 4.0, 1.0], vec![0.0, 0.0], vec![0.1; 5]]
        {
            let sample = Sample::new(&values, None).unwrap();
            let aversions = [0.0, 1.0, 2.0].map(|epsilon| Aversion::new(epsilon).unwrap());
            let all = Indices::of(&sample, &aversions);
            assert_eq!(all.theil_t, entropy(&sample, Entropy::T));
            assert_eq!(all.theil_l, entropy(&sample, Entropy::L));
            assert_eq!((all.palma, all.twenty_twenty), (palma(&sample), twenty_twenty(&sample)));
            for (aversion, found) in all.atkinson {
                assert_eq!(found, atkinson(&sample, aversion), "{aversion:?} of {values:?}");
            }
        }
    }

    fn numbers(sample: &Sample) -> Vec<f64> {
        let aversions = [0.5, 1.0, 2.0, 1.7].map(|epsilon| Aversion::new(epsilon).unwrap());
        let all = Indices::of(sample, &aversions);
        let one =
            [all.gini, all.theil_t, all.theil_l, all.cv, all.palma, all.twenty_twenty, all.hoover];
        one.into_iter().chain(all.atkinson.into_iter().map(|one| one.1)).flatten().collect()
    }

    proptest! {
        #[test]
        fn no_index_sees_the_unit_or_the_size_of_the_population(
            rows in proptest::collection::vec((0.1f64..100.0, 0.1f64..9.0), 1..40),
            times in 0.01f64..1000.0,
        ) {
            let values: Vec<f64> = rows.iter().map(|row| row.0).collect();
            let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
            let plain = numbers(&Sample::new(&values, Some(&weights)).unwrap());
            prop_assert_eq!(plain.len(), 11);
            let scaled: Vec<f64> = values.iter().map(|x| x * times).collect();
            let more: Vec<f64> = weights.iter().map(|w| w * times).collect();
            for other in [(&scaled, &weights), (&values, &more)] {
                let other = numbers(&Sample::new(other.0, Some(other.1)).unwrap());
                for (one, other) in plain.iter().zip(&other) {
                    prop_assert!((one - other).abs() <= 1e-9 * one.abs().max(1e-3), "{one} {other}");
                }
            }
        }

        #[test]
        fn giving_from_the_one_with_most_to_the_one_with_least_lowers_them(
            rows in proptest::collection::vec(1.0f64..100.0, 3..40),
        ) {
            let mut values = rows;
            values.sort_by(f64::total_cmp);
            let before = numbers(&Sample::new(&values, None).unwrap());
            let last = values.len() - 1;
            let gift = (values[last] - values[0]) / 4.0;
            values[0] += gift;
            values[last] -= gift;
            let after = numbers(&Sample::new(&values, None).unwrap());
            for (before, after) in before.iter().zip(&after) {
                prop_assert!(*after <= before + 1e-12, "{before} {after}");
            }
        }
    }
}
