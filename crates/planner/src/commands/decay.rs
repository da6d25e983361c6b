//! `--steps` and `--decay`: how much a facility still counts after so many minutes.

use std::str::FromStr;

use access::{Decay, Step};

/// A decay as an option gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct DecayArg(pub Decay);

impl FromStr for DecayArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let forms =
            "write gaussian:15, exp:0.1, power:0.7, logistic:30,5, loglogistic:30,3 or linear:45";
        let (name, values) = text.split_once(':').ok_or_else(|| forms.to_owned())?;
        let values: Vec<f64> = values
            .split(',')
            .map(|value| value.trim().parse())
            .collect::<Result<_, _>>()
            .map_err(|_| format!("{text:?} has no numbers after the colon; {forms}"))?;
        let decay = match (name.trim(), values.as_slice()) {
            ("gaussian", [sigma]) => Decay::Gaussian { sigma: *sigma },
            ("exp", [rate]) => Decay::Exponential { rate: *rate },
            ("power", [exponent]) => Decay::Power { exponent: *exponent },
            ("logistic", [middle, sd]) => Decay::Logistic { middle: *middle, sd: *sd },
            ("loglogistic", [middle, shape]) => {
                Decay::LogLogistic { middle: *middle, shape: *shape }
            }
            ("linear", [zero_at]) => Decay::Linear { zero_at: *zero_at },
            _ => return Err(format!("{text:?} is no decay; {forms}")),
        };
        Ok(Self(decay))
    }
}

/// Steps as an option gives them: minutes and weight of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps(pub Vec<Step>);

impl Steps {
    /// 10:1,20:0.68,30:0.22 of Luo and Qi (2009).
    pub(super) fn usual() -> Self {
        let steps = [(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)];
        Self(steps.map(|(until, weight)| Step { until, weight }).to_vec())
    }
}

impl FromStr for Steps {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let step = |part: &str| {
            let wrong = || format!("{part:?} is no step; write minutes:weight, as in 10:1,20:0.68");
            let (until, weight) = part.split_once(':').ok_or_else(wrong)?;
            let number = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
            Ok(Step { until: number(until)?, weight: number(weight)? })
        };
        text.split(',').map(step).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_options_is_read() {
        let check = |text: &str, expected: Decay| {
            assert_eq!(text.parse::<DecayArg>(), Ok(DecayArg(expected)), "{text}");
        };
        check("gaussian:15", Decay::Gaussian { sigma: 15.0 });
        check("exp:0.1", Decay::Exponential { rate: 0.1 });
        check("power:0.7", Decay::Power { exponent: 0.7 });
        check("logistic:30,5", Decay::Logistic { middle: 30.0, sd: 5.0 });
        check("loglogistic:30,3", Decay::LogLogistic { middle: 30.0, shape: 3.0 });
        check("linear:45", Decay::Linear { zero_at: 45.0 });
        assert_eq!("10:1,20:0.68,30:0.22".parse::<Steps>(), Ok(Steps::usual()));
    }

    #[test]
    fn other_forms_say_what_to_write() {
        for text in ["gaussian", "gaussian:", "gaussian:1,2", "exp:x", "tanh:3"] {
            let error = text.parse::<DecayArg>().unwrap_err();
            assert!(error.contains("gaussian:15"), "{error}");
        }
        for text in ["", "10", "10:1,", "10:x"] {
            assert!(text.parse::<Steps>().unwrap_err().contains("10:1"), "{text}");
        }
    }
}
