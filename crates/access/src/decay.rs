//! How much a facility still counts after so many minutes.

use crate::error::InputError;

/// A weight that falls with travel time t, in minutes; 1 at the door.
#[derive(Clone, Debug, PartialEq)]
pub enum Decay {
    /// 1 up to `within` minutes and 0 beyond.
    Binary {
        /// The last minute that counts.
        within: f64,
    },
    /// Zones of equal weight: the weight of the first step with t ≤ `until`, 0 beyond the last.
    Step(Vec<Step>),
    /// max(0, 1 − t / `zero_at`).
    Linear {
        /// Minutes at which the weight reaches 0.
        zero_at: f64,
    },
    /// exp(−`rate` · t).
    Exponential {
        /// Fall per minute.
        rate: f64,
    },
    /// min(1, t^−`exponent`), which is 1 up to the first minute (as R `accessibility` has it).
    Power {
        /// The exponent.
        exponent: f64,
    },
    /// exp(−t² / 2σ²) (as PySAL `access` has it).
    Gaussian {
        /// σ in minutes.
        sigma: f64,
    },
    /// The falling logistic of R5: (1 + e^(−k·middle)) / (1 + e^(k·(t − middle))), k = π / (√3 · sd).
    Logistic {
        /// Minutes at which about half the weight is left.
        middle: f64,
        /// Standard deviation of the underlying logistic distribution, in minutes.
        sd: f64,
    },
    /// The log-logistic curve: 1 / (1 + (t / middle)^shape).
    LogLogistic {
        /// Minutes at which half the weight is left.
        middle: f64,
        /// How steep the fall is.
        shape: f64,
    },
}

/// One step of a stepwise decay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The last minute of the step.
    pub until: f64,
    /// What a facility counts within it.
    pub weight: f64,
}

/// A checked decay with the limit beyond which nothing counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    decay: Decay,
    within: f64,
}

impl Reach {
    /// The decay without a limit of its own.
    ///
    /// # Errors
    /// A parameter that is negative or not finite (or 0 where it divides); steps that do not rise,
    /// or whose weights rise.
    pub fn new(decay: Decay) -> Result<Self, InputError> {
        check(&decay)?;
        Ok(Self { decay, within: f64::INFINITY })
    }

    /// Everything within so many minutes counts fully.
    ///
    /// # Errors
    /// Minutes that are negative or not finite.
    pub fn binary(within: f64) -> Result<Self, InputError> {
        Self::new(Decay::Binary { within })
    }

    /// The same decay, cut off: beyond `minutes` nothing counts.
    ///
    /// # Errors
    /// Minutes that are negative or not a number.
    pub fn cut(mut self, minutes: f64) -> Result<Self, InputError> {
        if minutes.is_nan() || minutes < 0.0 {
            return Err(InputError::parameter("the cut-off", minutes, "give minutes, 0 or more"));
        }
        self.within = minutes;
        Ok(self)
    }

    /// The weight after so many minutes.
    #[must_use]
    pub fn weight(&self, minutes: f64) -> f64 {
        self.run(One(minutes))
    }

    /// Calls `user` with the weight as a closure of known type, so that its loop is compiled for
    /// this decay instead of asking for its kind at each pair.
    pub(crate) fn run<U: WithWeight>(&self, user: U) -> U::Output {
        let limit = self.within;
        match self.decay {
            Decay::Binary { within } => {
                let last = within.min(limit);
                user.run(move |t| if t <= last { 1.0 } else { 0.0 })
            }
            Decay::Step(ref steps) => match four(steps) {
                Some(four) => user.run(move |t| if t <= limit { stepped(&four, t) } else { 0.0 }),
                None => user.run(move |t| if t <= limit { stepped(steps, t) } else { 0.0 }),
            },
            Decay::Linear { zero_at } => {
                user.run(move |t| if t <= limit { (1.0 - t / zero_at).max(0.0) } else { 0.0 })
            }
            Decay::Exponential { rate } => {
                user.run(move |t| if t <= limit { (-rate * t).exp() } else { 0.0 })
            }
            Decay::Power { exponent } => {
                user.run(move |t| if t <= limit { t.powf(-exponent).min(1.0) } else { 0.0 })
            }
            Decay::Gaussian { sigma } => {
                let scale = -0.5 / (sigma * sigma);
                user.run(move |t| if t <= limit { (scale * t * t).exp() } else { 0.0 })
            }
            Decay::Logistic { middle, sd } => {
                let k = std::f64::consts::PI / (3.0_f64.sqrt() * sd);
                let top = 1.0 + (-k * middle).exp();
                let at = move |t: f64| top / (1.0 + (k * (t - middle)).exp());
                user.run(move |t| if t <= limit { at(t) } else { 0.0 })
            }
            Decay::LogLogistic { middle, shape } => {
                let at = move |t: f64| 1.0 / (1.0 + (t / middle).powf(shape));
                user.run(move |t| if t <= limit { at(t) } else { 0.0 })
            }
        }
    }
}

/// Something that computes with a weight, whatever its formula.
pub(crate) trait WithWeight {
    /// What comes out.
    type Output;
    /// Computes with the weight.
    fn run<W: Fn(f64) -> f64>(self, weight: W) -> Self::Output;
}

struct One(f64);

impl WithWeight for One {
    type Output = f64;
    fn run<W: Fn(f64) -> f64>(self, weight: W) -> f64 {
        weight(self.0)
    }
}

/// Sums what each step adds from the far end; no branch that depends on t, since nearly random
/// travel times would make the processor guess wrongly at every pair.
fn stepped(steps: &[Step], t: f64) -> f64 {
    let mut weight = 0.0;
    for step in steps.iter().rev() {
        weight = if t <= step.until { step.weight } else { weight };
    }
    weight
}

/// Up to four steps in an array of known length, whose loop is unrolled; the last stands again.
fn four(steps: &[Step]) -> Option<[Step; 4]> {
    let last = steps.last().filter(|_| steps.len() <= 4)?;
    let mut four = [*last; 4];
    four[..steps.len()].copy_from_slice(steps);
    Some(four)
}

fn check(decay: &Decay) -> Result<(), InputError> {
    let positive = |name, value: f64| {
        let fine = value.is_finite() && value > 0.0;
        let mend = "give a finite number above 0";
        if fine { Ok(()) } else { Err(InputError::parameter(name, value, mend)) }
    };
    match *decay {
        Decay::Binary { within: 0.0 } => Ok(()),
        Decay::Binary { within } => positive("the time limit", within),
        Decay::Step(ref steps) => check_steps(steps),
        Decay::Linear { zero_at } => positive("the end of the linear decay", zero_at),
        Decay::Exponential { rate } => positive("the rate of the exponential decay", rate),
        Decay::Power { exponent } => positive("the exponent of the power decay", exponent),
        Decay::Gaussian { sigma } => positive("sigma of the gaussian decay", sigma),
        Decay::Logistic { middle, sd } => {
            positive("the middle of the logistic decay", middle)?;
            positive("the standard deviation of the logistic decay", sd)
        }
        Decay::LogLogistic { middle, shape } => {
            positive("the middle of the log-logistic decay", middle)?;
            positive("the shape of the log-logistic decay", shape)
        }
    }
}

fn check_steps(steps: &[Step]) -> Result<(), InputError> {
    let wrong = |index, column, value: f64, mend| {
        Err(InputError::value("steps", index, column, value, mend))
    };
    if steps.is_empty() {
        return Err(InputError::empty("steps", "give at least one step, as in 10:1,20:0.68"));
    }
    for (index, step) in steps.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| steps[before]);
        if !step.until.is_finite() || step.until < 0.0 {
            return wrong(index, "until", step.until, "give finite minutes, 0 or more");
        }
        if !step.weight.is_finite() || step.weight < 0.0 {
            return wrong(index, "weight", step.weight, "give a finite weight, 0 or more");
        }
        if before.is_some_and(|before| before.until >= step.until) {
            return wrong(index, "until", step.until, "give the steps in rising order of minutes");
        }
        if before.is_some_and(|before| before.weight < step.weight) {
            return wrong(index, "weight", step.weight, "a farther step cannot weigh more");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn steps(steps: &[(f64, f64)]) -> Decay {
        Decay::Step(steps.iter().map(|&(until, weight)| Step { until, weight }).collect())
    }

    #[test]
    fn weights_are_those_of_the_formulas() {
        let check = |decay: Decay, t: f64, expected: f64| {
            let weight = Reach::new(decay.clone()).unwrap().weight(t);
            assert!((weight - expected).abs() < 1e-10, "{decay:?} at {t}: {weight}");
        };
        check(Decay::Binary { within: 15.0 }, 15.0, 1.0);
        check(Decay::Binary { within: 15.0 }, 15.001, 0.0);
        let three = steps(&[(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)]);
        check(three.clone(), 10.0, 1.0);
        check(three.clone(), 10.1, 0.68);
        check(three.clone(), 30.0, 0.22);
        check(three, 31.0, 0.0);
        check(Decay::Linear { zero_at: 60.0 }, 15.0, 0.75);
        check(Decay::Linear { zero_at: 60.0 }, 90.0, 0.0);
        check(Decay::Exponential { rate: 0.1 }, 10.0, (-1.0_f64).exp());
        check(Decay::Power { exponent: 2.0 }, 4.0, 1.0 / 16.0);
        check(Decay::Power { exponent: 2.0 }, 0.0, 1.0);
        // The fixed values of the tests of PySAL access.
        check(Decay::Gaussian { sigma: 1.0 }, 1.0, 0.606_530_659_7);
        check(Decay::Gaussian { sigma: 2.0 }, 1.0, 0.882_496_902_6);
        check(Decay::Gaussian { sigma: 50.0 }, 1.0, 0.999_800_020_0);
        check(Decay::Logistic { middle: 30.0, sd: 5.0 }, 0.0, 1.0);
        check(Decay::Logistic { middle: 30.0, sd: 5.0 }, 30.0, 0.500_009_389_27);
        check(Decay::LogLogistic { middle: 30.0, shape: 3.0 }, 30.0, 0.5);
    }

    #[test]
    fn a_cut_ends_every_decay() {
        let reach = Reach::new(Decay::Exponential { rate: 0.1 }).unwrap().cut(30.0).unwrap();
        assert!(reach.weight(30.0) > 0.0);
        assert_eq!(reach.weight(30.1), 0.0);
        assert!(Reach::binary(5.0).unwrap().cut(f64::NAN).is_err());
    }

    #[test]
    fn what_is_not_a_decay_is_refused() {
        let check = |decay: Decay, expected: &str| {
            let error = Reach::new(decay).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check(Decay::Binary { within: -1.0 }, "the time limit is -1");
        check(Decay::Gaussian { sigma: 0.0 }, "sigma");
        check(Decay::Exponential { rate: f64::NAN }, "NaN");
        check(steps(&[]), "at least one step");
        check(steps(&[(20.0, 1.0), (10.0, 0.5)]), "steps, row 2: until is 10");
        check(steps(&[(10.0, 0.5), (20.0, 1.0)]), "steps, row 2: weight is 1");
    }

    proptest! {
        #[test]
        fn no_decay_rises_or_leaves_0_to_1(kind in 0usize..7, a in 0.1f64..50.0, t in 0.0f64..200.0, more in 0.0f64..50.0) {
            let decay = match kind {
                0 => Decay::Binary { within: a },
                1 => steps(&[(a, 1.0), (2.0 * a, 0.5)]),
                2 => Decay::Linear { zero_at: a },
                3 => Decay::Exponential { rate: a / 50.0 },
                4 => Decay::Power { exponent: a / 10.0 },
                5 => Decay::Gaussian { sigma: a },
                _ => Decay::Logistic { middle: a, sd: 5.0 },
            };
            let reach = Reach::new(decay).unwrap();
            let (near, far) = (reach.weight(t), reach.weight(t + more));
            prop_assert!((0.0..=1.0 + 1e-12).contains(&near) && far <= near + 1e-15);
        }
    }
}
