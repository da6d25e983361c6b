//! Atkinson's index: the share of the total that a society of that aversion would give for equality.

use super::Sample;
use crate::error::InputError;

/// ε, the aversion to inequality: 0 none, 1 as the geometric mean, larger looks more at the worst off.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, serde::Serialize)]
#[serde(transparent)]
pub struct Aversion(f64);

impl Aversion {
    /// Checks ε.
    ///
    /// # Errors
    /// ε is negative or not finite.
    pub fn new(epsilon: f64) -> Result<Self, InputError> {
        if epsilon.is_finite() && epsilon >= 0.0 {
            return Ok(Self(epsilon));
        }
        Err(InputError::parameter("epsilon", epsilon, "give a finite number, 0 or more"))
    }

    /// ε.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

/// Atkinson (1970): 1 − (1/W Σ w (x/μ)^(1−ε))^(1/(1−ε)), at ε = 1 one minus the geometric mean over μ.
/// 1 where ε ≥ 1 and a value is 0; `None` where all are.
#[must_use]
pub fn atkinson(sample: &Sample, aversion: Aversion) -> Option<f64> {
    let (mean, epsilon) = (sample.mean(), aversion.0);
    if mean <= 0.0 {
        return None;
    }
    let equal = match epsilon {
        0.5 => average(sample, f64::sqrt).powi(2),
        1.0 => return Some(of_logs(average(sample, f64::ln))),
        2.0 => average(sample, f64::recip).recip(),
        _ => average(sample, |r| r.powf(1.0 - epsilon)).powf(1.0 / (1.0 - epsilon)),
    };
    Some((1.0 - equal).clamp(0.0, 1.0))
}

/// The mean over people of `f` of x/μ; compiled for each `f`, for it runs over every value.
fn average(sample: &Sample, f: impl Fn(f64) -> f64) -> f64 {
    let mean = sample.mean();
    let terms = sample.iter().filter(|(_, w)| *w > 0.0).map(|(x, w)| w * f(x / mean));
    terms.sum::<f64>() / sample.weight()
}

/// At ε = 1, from the mean logarithm of x/μ.
pub(super) fn of_logs(mean_log: f64) -> f64 {
    (1.0 - mean_log.exp()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_to_fifty_and_zeros() {
        let sample = Sample::new(&[10.0, 20.0, 30.0, 40.0, 50.0], None).unwrap();
        let check = |sample: &Sample, epsilon: f64, expected: f64| {
            let found = atkinson(sample, Aversion::new(epsilon).unwrap()).unwrap();
            assert!((found - expected).abs() < 1e-5, "{epsilon}: {found}");
        };
        // The fixed values of the tests of PySAL inequality.
        check(&sample, 0.0, 0.0);
        check(&sample, 0.5, 0.06315);
        check(&sample, 1.0, 0.131_609_6);
        // Harmonic mean 5 / (1/10 + … + 1/50) over 30.
        check(&sample, 2.0, 1.0 - 21.897_81 / 30.0);
        let zero = Sample::new(&[0.0, 20.0], None).unwrap();
        check(&zero, 0.5, 0.5);
        check(&zero, 1.0, 1.0);
        check(&zero, 2.0, 1.0);
        check(&zero, 1.5, 1.0);
        assert_eq!(atkinson(&Sample::new(&[0.0], None).unwrap(), Aversion(1.0)), None);
        assert!(Aversion::new(-0.1).is_err() && Aversion::new(f64::NAN).is_err());
    }
}
