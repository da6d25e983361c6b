//! How firmly a ranking stands when weights are in doubt.

use basis::Chance;

use super::Scores;
use super::normal::ranks;
use super::score::scores;
use crate::InputError;

/// Ranks of one unit over all draws; 1 is best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankSpread {
    /// With the weights as they are.
    pub rank: f64,
    /// The best rank in any draw.
    pub best: f64,
    /// The worst rank in any draw.
    pub worst: f64,
    /// Share of draws in which the rank stays.
    pub stays: f64,
}

/// A ranking under noise.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// By unit.
    pub units: Vec<RankSpread>,
    /// Mean rank correlation (Spearman) with the ranking as it is.
    pub correlation: f64,
}

impl Scores {
    /// Draws weights again and again, each within ± `noise` of itself (0.2 = 20 %), and ranks the
    /// units of one year (by position). The same seed gives the same draws. `go_on` is asked before
    /// each draw with the number of draws done; `None` where it says no.
    ///
    /// # Errors
    /// No draws; noise outside 0 to 1.
    pub fn sensitivity(
        &self,
        year: usize,
        noise: f64,
        draws: usize,
        seed: u64,
        go_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Option<Sensitivity>, InputError> {
        if !(noise > 0.0 && noise <= 1.0) {
            return Err(InputError::parameter("the noise", noise, "give a share such as 0.2"));
        }
        if draws == 0 {
            return Err(InputError::parameter("draws", draws, "give at least 1, better 1000"));
        }
        let base = self.ranks(year);
        let spread = |rank: &f64| RankSpread { rank: *rank, best: *rank, worst: *rank, stays: 0.0 };
        let mut units: Vec<RankSpread> = base.iter().map(spread).collect();
        let mut chance = Chance::new(seed);
        let mut correlation = 0.0;
        for done in 0..draws {
            if !go_on(done) {
                return Ok(None);
            }
            let drawn: Vec<f64> = self
                .weights
                .iter()
                .map(|weight| weight * (1.0 + noise * (2.0 * chance.unit() - 1.0)))
                .collect();
            let found = self.ranks_with(year, &drawn);
            for (unit, rank) in units.iter_mut().zip(&found) {
                unit.best = unit.best.min(*rank);
                unit.worst = unit.worst.max(*rank);
                unit.stays += if unit.rank == *rank { 1.0 } else { 0.0 };
            }
            correlation += spearman(&base, &found);
        }
        // Divided once, so that what always stays is 1 and not a little more.
        let draws = draws as f64;
        units.iter_mut().for_each(|unit| unit.stays /= draws);
        Ok(Some(Sensitivity { units, correlation: correlation / draws }))
    }

    fn ranks_with(&self, year: usize, weights: &[f64]) -> Vec<f64> {
        let sum: f64 = weights.iter().sum();
        let weights: Vec<f64> =
            weights.iter().map(|weight| weight / sum.max(f64::MIN_POSITIVE)).collect();
        let all = scores(&self.table, &weights, self.method);
        let of_year = all[year * self.units..(year + 1) * self.units].iter();
        ranks(&of_year.map(|score| -score).collect::<Vec<f64>>())
    }
}

/// Correlation of two lists of ranks; 1 where either is all ties.
fn spearman(one: &[f64], other: &[f64]) -> f64 {
    let middle = (one.len() as f64 + 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - middle) * (b - middle)).sum()
    };
    let scale = (product(one, one) * product(other, other)).sqrt();
    if scale > 0.0 { (product(one, other) / scale).clamp(-1.0, 1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::super::panel::tests::panel;
    use super::super::{Method, Normalisation, Weighting};
    use super::*;

    #[test]
    fn what_is_better_in_everything_stays_and_a_near_tie_does_not() {
        // Normalised: u (1, 1), v (0, 0.9), w (0.9, 0), x (0, 0).
        let panel = panel(&[&[(10.0, 0.0), (0.0, 1.0), (9.0, 10.0), (0.0, 10.0)]]);
        let weighting = Weighting::Given(vec![1.0, 0.99]);
        let scores =
            Scores::of(&panel, &[2010], Normalisation::MinMax, &weighting, Method::WeightedSum)
                .unwrap();
        let draw = |noise: f64, draws: usize| scores.sensitivity(0, noise, draws, 7, &mut |_| true);
        let found = draw(0.2, 500).unwrap().unwrap();
        assert_eq!(found, draw(0.2, 500).unwrap().unwrap());
        let [u, v, w, x] = found.units[..] else { panic!("four units") };
        assert_eq!((u.rank, u.worst, u.stays), (1.0, 1.0, 1.0));
        assert_eq!((x.rank, x.best), (4.0, 4.0));
        assert_eq!((v.rank, v.best, w.rank, w.worst), (3.0, 2.0, 2.0, 3.0));
        assert!(v.stays > 0.4 && v.stays < 0.7 && found.correlation < 1.0);
        assert!(draw(0.0, 5).is_err() && draw(0.2, 0).is_err());
        let stopped = scores.sensitivity(0, 0.2, 500, 7, &mut |done| done < 3).unwrap();
        assert_eq!(stopped, None);
    }
}
