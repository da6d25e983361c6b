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
/// in which the sample was given. `None` where all values are 0.
///
/// # Errors
/// Names the first row whose order is not finite; another length.
pub fn concentration(sample: &Sample, by: &[f64]) -> Result<Option<Concentration>, InputError> {
    let by = in_order(sample, by)?;
    if sample.total() <= 0.0 {
        return Ok(None);
    }
    let (weight, total) = (sample.weight(), sample.total());
    let words = ranked(&by);
    let people: Vec<[f64; 2]> = sample.iter().map(|(x, w)| [w, w * x]).collect();
    let mut curve = Vec::with_capacity(words.len() + 1);
    curve.push(LorenzPoint { people: 0.0, share: 0.0 });
    let (mut below, mut held, mut sum) = (0.0, 0.0, 0.0);
    let alike = |a: &u64, b: &u64| a >> 32 == b >> 32 && by[place(*a)] == by[place(*b)];
    for class in words.chunk_by(alike) {
        let (people, holds) = class.iter().fold((0.0, 0.0), |(w, x), word| {
            let [own, holds] = people[place(*word)];
            (w + own, x + holds)
        });
        if people == 0.0 {
            continue;
        }
        // Mid-rank of the class, less ½.
        sum += holds * ((below + people / 2.0) / weight - 0.5);
        below += people;
        held += holds;
        curve.push(LorenzPoint { people: below / weight, share: held / total });
    }
    let index = 2.0 * sum / total;
    let positive = || sample.iter().filter(|(_, w)| *w > 0.0).map(|(x, _)| x);
    let range = positive().last().unwrap_or_default() - positive().next().unwrap_or_default();
    let corrected = if range > 0.0 { 4.0 * sample.mean() / range * index } else { 0.0 };
    Ok(Some(Concentration { index, corrected, curve }))
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
    InputError::same_length("orders", by.len(), sample.values().len(), "value")?;
    if let Some(row) = by.iter().position(|by| !by.is_finite()) {
        let mend = "give a finite number, or leave the row out";
        return Err(InputError::value("orders", row, "order", by[row], mend));
    }
    Ok(sample.order().iter().map(|row| by[*row as usize] + 0.0).collect())
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
        concentration(&sample, by).unwrap().unwrap().index
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
        let found = concentration(&sample, &[1.0, 2.0, 3.0, 4.0]).unwrap().unwrap();
        // Mid-rank 7/8: 2 (7/8 − 1/2).
        assert_eq!((found.index, found.corrected), (0.75, 0.75));
        assert_eq!(found.curve.len(), 5);
        assert_eq!(palma_by(&sample, &[1.0, 2.0, 3.0, 4.0]).unwrap(), None);
        assert!(concentration(&sample, &[1.0; 3]).is_err());
        let broken = concentration(&sample, &[1.0, f64::NAN, 1.0, 1.0]).unwrap_err();
        assert!(broken.to_string().contains("row 2"), "{broken}");
    }
}
