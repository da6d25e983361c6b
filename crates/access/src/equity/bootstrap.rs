//! Bootstrap intervals: how sure an index is, given that these are the people who were counted.

use basis::Chance;

use super::Sample;
use crate::InputError;

/// How to resample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resampling {
    /// How many samples are drawn.
    pub replicates: usize,
    /// Share of them that the interval holds, as 0.95.
    pub level: f64,
    /// The seed; the same seed gives the same interval.
    pub seed: u64,
}

/// An estimate with its percentile interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Interval {
    /// The index of the sample itself.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Replicates in which the index was defined.
    pub replicates: usize,
}

/// What is taken of each drawn sample; `None` where it is not defined.
pub type SampleIndex<'i> = dyn Fn(&Sample) -> Option<f64> + 'i;

/// The percentile interval of an index (Efron 1979): observations are drawn with replacement and
/// keep their weights. A replicate is a change of weights, so nothing is sorted again.
/// `None` where the index is not defined.
///
/// # Errors
/// No replicates, or a level that is not between 0 and 1.
pub fn bootstrap(
    sample: &Sample,
    how: Resampling,
    index: impl Fn(&Sample) -> Option<f64>,
) -> Result<Option<Interval>, InputError> {
    let index: &SampleIndex<'_> = &index;
    let found = bootstraps(sample, how, &[index], &mut |_| true)?;
    Ok(found.and_then(|mut found| found.pop().flatten()))
}

/// The intervals of several indices over the same draws, one for each index; the interval of an
/// index is what [`bootstrap`] gives for it alone. `go_on` is asked before each draw with the number
/// of draws done; `None` where it says no.
///
/// # Errors
/// No replicates, or a level that is not between 0 and 1.
pub fn bootstraps(
    sample: &Sample,
    how: Resampling,
    indices: &[&SampleIndex<'_>],
    go_on: &mut dyn FnMut(usize) -> bool,
) -> Result<Option<Vec<Option<Interval>>>, InputError> {
    if how.replicates == 0 {
        return Err(InputError::parameter("replicates", 0, "give at least 1, better 1000"));
    }
    if !(how.level > 0.0 && how.level < 1.0) {
        return Err(InputError::parameter("the level", how.level, "give a share such as 0.95"));
    }
    let estimates: Vec<Option<f64>> = indices.iter().map(|index| index(sample)).collect();
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); indices.len()];
    let mut chance = Chance::new(how.seed);
    let mut drawn = sample.clone();
    let mut times = vec![0_u32; sample.values().len()];
    for done in 0..how.replicates {
        if !go_on(done) {
            return Ok(None);
        }
        times.fill(0);
        (0..times.len()).for_each(|_| times[chance.index(sample.values().len())] += 1);
        drawn.reweigh(sample.weights().iter().zip(&times).map(|(w, times)| w * f64::from(*times)));
        if drawn.weight() > 0.0 {
            let defined = indices.iter().zip(&estimates).zip(&mut found);
            for ((index, _), found) in defined.filter(|((_, estimate), _)| estimate.is_some()) {
                found.extend(index(&drawn));
            }
        }
    }
    let intervals = estimates.into_iter().zip(found);
    let interval = |(estimate, found): (Option<f64>, Vec<f64>)| {
        estimate.map(|estimate| interval(estimate, found, how.level))
    };
    Ok(Some(intervals.map(interval).collect()))
}

/// The middle share of what was found.
fn interval(estimate: f64, mut found: Vec<f64>, level: f64) -> Interval {
    found.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    let at = |share: f64| quantile(&found, share).unwrap_or(estimate);
    Interval { estimate, low: at(tail), high: at(1.0 - tail), replicates: found.len() }
}

/// Linear between the two nearest of the sorted numbers.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * (sorted.len().checked_sub(1)?) as f64;
    let low = sorted.get(place.floor() as usize)?;
    let high = sorted.get(place.ceil() as usize)?;
    Some(low + (high - low) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::super::{gini, hoover};
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_interval_and_it_holds_the_estimate() {
        let values: Vec<f64> = (1..200).map(f64::from).collect();
        let sample = Sample::new(&values, None).unwrap();
        let how = Resampling { replicates: 400, level: 0.95, seed: 7 };
        let one = bootstrap(&sample, how, gini).unwrap().unwrap();
        assert_eq!(bootstrap(&sample, how, gini).unwrap().unwrap(), one);
        assert!(one.low < one.estimate && one.estimate < one.high && one.replicates == 400);
        // The standard error of the Gini index of 199 evenly spread values is about 0.012.
        let width = one.high - one.low;
        assert!((0.03..0.07).contains(&width), "{width}");
        let other = bootstrap(&sample, Resampling { seed: 8, ..how }, gini).unwrap().unwrap();
        assert_ne!(other.low, one.low);
    }

    #[test]
    fn an_index_of_equal_values_has_no_width_and_bad_settings_are_refused() {
        let sample = Sample::new(&[3.0; 9], None).unwrap();
        let how = Resampling { replicates: 10, level: 0.9, seed: 1 };
        let found = bootstrap(&sample, how, gini).unwrap().unwrap();
        assert!(found.low.abs() < 1e-15 && found.high.abs() < 1e-15);
        assert!(bootstrap(&sample, Resampling { replicates: 0, ..how }, gini).is_err());
        assert!(bootstrap(&sample, Resampling { level: 1.0, ..how }, gini).is_err());
        assert_eq!(bootstrap(&sample, how, |_| None).unwrap(), None);
    }

    #[test]
    fn several_indices_share_their_draws_and_stop_between_them() {
        let values: Vec<f64> = (0..40).map(|n| f64::from(n * n % 17)).collect();
        let sample = Sample::new(&values, None).unwrap();
        let how = Resampling { replicates: 60, level: 0.95, seed: 11 };
        let none = |_: &Sample| -> Option<f64> { None };
        let indices: [&SampleIndex<'_>; 3] = [&gini, &none, &hoover];
        let mut asked = Vec::new();
        let mut go_on = |done: usize| {
            asked.push(done);
            true
        };
        let found = bootstraps(&sample, how, &indices, &mut go_on).unwrap().unwrap();
        let alone = [
            bootstrap(&sample, how, gini).unwrap(),
            None,
            bootstrap(&sample, how, hoover).unwrap(),
        ];
        assert_eq!(found, alone);
        assert_eq!(asked, (0..60).collect::<Vec<usize>>());
        let stopped = bootstraps(&sample, how, &indices, &mut |done| done < 7).unwrap();
        assert_eq!(stopped, None);
    }
}
