//! Concentration along another order: does access go to the rich, the old, the near?

use super::order::{place, ranked, rising};
use super::{LorenzPoint, Sample};
use crate::error::InputError;

/// Concentration of a value along an order of people.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Concentration {
    /// 2 cov(rank, x) / μ with fractional mid-ranks, people of equal order sharing one rank
    /// (Wagstaff et al. 1991); from −1 (all to the first) to 1 (all to the last).
    pub index: f64,
    /// 4 μ / (max − min) · index (Erreygers 2009); 0 where all values are equal.
    pub corrected: f64,
    /// Share of the total held by the first people in the order.
    pub curve: Vec<LorenzPoint>,
}

/// Concentration of the values along `by` (income, age), one amount for each value, in the order
/// in which the sample was given. The curve has no more than `most` + 2 points, at 0 one for every
/// class of people of equal order. `None` where all values are 0.
///
/// # Errors
/// Names the first row whose order is not finite; another length.
pub fn concentration(
    sample: &Sample,
    by: &[f64],
    most: usize,
) -> Result<Option<Concentration>, InputError> {
    check(sample, by)?;
    if sample.total() <= 0.0 {
        return Ok(None);
    }
    let (weight, total) = (sample.weight(), sample.total());
    // Only the orders are sorted; what somebody counts and holds is looked up once, by row.
    let words = ranked(by);
    let mut people = vec![[0.0; 2]; by.len()];
    for ((x, w), row) in sample.iter().zip(sample.order()) {
        people[*row as usize] = [w, w * x];
    }
    let point = |below: f64, held: f64| LorenzPoint { people: below / weight, share: held / total };
    let every = if most == 0 { 1 } else { words.len().div_ceil(most) };
    let mut curve = vec![LorenzPoint { people: 0.0, share: 0.0 }];
    let (mut below, mut held, mut sum, mut classes) = (0.0, 0.0, 0.0, 0_usize);
    let alike = |a: &u64, b: &u64| a >> 32 == b >> 32 && by[place(*a)] == by[place(*b)];
    for class in words.chunk_by(alike) {
        let (people, holds) = class.iter().fold((0.0, 0.0), |(w, x), word| {
            let [own, holds] = people[place(*word)];
            (w + own, x + holds)
        });
        if people == 0.0 {
            continue;
        }
        // Twice the mid-rank of the class in people, less all people.
        sum += holds * (2.0 * below + people - weight);
        below += people;
        held += holds;
        classes += 1;
        if classes % every == 0 {
            curve.push(point(below, held));
        }
    }
    if classes % every != 0 {
        curve.push(point(below, held));
    }
    let index = sum / (weight * total);
    let corrected = match range(sample) {
        range if range > 0.0 => 4.0 * sample.mean() / range * index,
        _ => 0.0,
    };
    Ok(Some(Concentration { index, corrected, curve }))
}

/// The greatest value of anybody less the least.
fn range(sample: &Sample) -> f64 {
    let somebody = |weight: &f64| *weight > 0.0;
    let (values, weights) = (sample.values(), sample.weights());
    let (first, last) = (weights.iter().position(somebody), weights.iter().rposition(somebody));
    first.zip(last).map_or(0.0, |(first, last)| values[last] - values[first])
}

/// Mean value of the top tenth over mean value of the bottom 40 % of people in the order of `by`,
/// as R's `accessibility` has it: the borders are weighted quantiles of `by` (Hmisc's
/// `wtd.quantile`); the bottom is up to its border, the top above it. `None` where either has no
/// people or the bottom has nothing.
///
/// # Errors
/// Names the first row whose order is not finite; another length.
pub fn palma_by(sample: &Sample, by: &[f64]) -> Result<Option<f64>, InputError> {
    let ordered = ordered(sample, by)?;
    let (low, high) = (quantile(&ordered, 0.4), quantile(&ordered, 0.9));
    let mean = |within: &dyn Fn(f64) -> bool| {
        let among = ordered.iter().filter(|one| within(one.by));
        let (people, holds) = among.fold((0.0, 0.0), |(w, x), one| (w + one.w, x + one.w * one.x));
        holds / people
    };
    let ratio = mean(&|by| by > high) / mean(&|by| by <= low);
    Ok(ratio.is_finite().then_some(ratio))
}

struct Ordered {
    by: f64,
    x: f64,
    w: f64,
}

/// The people of the sample in the order of `by`.
fn ordered(sample: &Sample, by: &[f64]) -> Result<Vec<Ordered>, InputError> {
    let by = in_order(sample, by)?;
    let (values, weights) = (sample.values(), sample.weights());
    let person = |at: u32| {
        let at = at as usize;
        Ordered { by: by[at], x: values[at], w: weights[at] }
    };
    Ok(rising(&by).into_iter().map(person).filter(|one| one.w > 0.0).collect())
}

/// `by`, checked, in the order of the values.
fn in_order(sample: &Sample, by: &[f64]) -> Result<Vec<f64>, InputError> {
    check(sample, by)?;
    Ok(sample.order().iter().map(|row| by[*row as usize] + 0.0).collect())
}

/// Whether there is a finite order for each value.
fn check(sample: &Sample, by: &[f64]) -> Result<(), InputError> {
    InputError::same_length("orders", by.len(), sample.values().len(), "value")?;
    if let Some(row) = by.iter().position(|by| !by.is_finite()) {
        let mend = "give a finite number, or leave the row out";
        return Err(InputError::value("orders", row, "order", by[row], mend));
    }
    Ok(())
}

/// The quantile between the people at 1 + (W − 1) · `share`.
fn quantile(ordered: &[Ordered], share: f64) -> f64 {
    let weight: f64 = ordered.iter().map(|one| one.w).sum();
    let place = 1.0 + (weight - 1.0) * share;
    let at = |place: f64| {
        let mut below = 0.0;
        let person = ordered.iter().find(|one| {
            below += one.w;
            below >= place
        });
        person.or(ordered.last()).map_or(0.0, |one| one.by)
    };
    let low = place.floor().max(1.0);
    let high = (low + 1.0).min(weight);
    let between = place.fract();
    (1.0 - between) * at(low) + between * at(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(values: &[f64], weights: &[f64], by: &[f64]) -> f64 {
        let sample = Sample::new(values, Some(weights)).unwrap();
        concentration(&sample, by, 0).unwrap().unwrap().index
    }

    #[test]
    fn by_its_own_order_it_is_the_gini_and_against_it_the_negative() {
        let (values, weights) = ([5.0, 1.0, 3.0, 9.0], [1.0, 2.0, 3.0, 4.0]);
        let sample = Sample::new(&values, Some(&weights)).unwrap();
        let gini = super::super::gini(&sample).unwrap();
        assert!((index(&values, &weights, &values) - gini).abs() < 1e-15);
        let against = values.map(|x| -x);
        assert!((index(&values, &weights, &against) + gini).abs() < 1e-15);
        assert!(index(&values, &weights, &[1.0; 4]).abs() < 1e-15);
    }

    #[test]
    fn all_to_the_last_of_four() {
        let sample = Sample::new(&[0.0, 0.0, 0.0, 8.0], None).unwrap();
        let found = concentration(&sample, &[1.0, 2.0, 3.0, 4.0], 0).unwrap().unwrap();
        // Mid-rank 7/8: 2 (7/8 − 1/2).
        assert_eq!((found.index, found.corrected), (0.75, 0.75));
        assert_eq!(found.curve.len(), 5);
        let few = concentration(&sample, &[1.0, 2.0, 3.0, 4.0], 3).unwrap().unwrap();
        assert_eq!((few.index, few.corrected), (found.index, found.corrected));
        assert_eq!(few.curve, [found.curve[0], found.curve[2], found.curve[4]]);
        assert_eq!(palma_by(&sample, &[1.0, 2.0, 3.0, 4.0]).unwrap(), None);
        assert!(concentration(&sample, &[1.0; 3], 0).is_err());
        let broken = concentration(&sample, &[1.0, f64::NAN, 1.0, 1.0], 0).unwrap_err();
        assert!(broken.to_string().contains("row 2"), "{broken}");
    }
}
