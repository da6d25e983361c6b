//! Words of the options: scales, methods, weights, indicators.

use std::str::FromStr;

use access::index::{Direction, Weighting};
use clap::ValueEnum;

/// How values of different units become comparable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Scale {
    /// (x - min) / (max - min).
    #[default]
    Minmax,
    /// (x - mean) / standard deviation.
    Z,
    /// By rank, 0 to 1.
    Rank,
}

/// How normalised indicators become one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Together {
    /// Distance from the worst over distance from worst and best.
    #[default]
    Topsis,
    /// The weighted sum.
    Sum,
}

/// Where weights come from: entropy, critic, equal, or numbers in the order of the indicators.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(pub Weighting);

impl FromStr for Weights {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Self(match text {
            "entropy" => Weighting::Entropy,
            "critic" => Weighting::Critic,
            "equal" => Weighting::Equal,
            numbers => {
                let given: Result<Vec<f64>, _> =
                    numbers.split(',').map(|number| number.trim().parse()).collect();
                Weighting::Given(given.map_err(|_| {
                    format!("{text:?}: write entropy, critic, equal, or numbers like 2,1,1")
                })?)
            }
        }))
    }
}

/// An indicator and which way it is good: `beds:more`, `pupils_per_teacher:less`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    /// Its name in the table.
    pub name: String,
    /// Which way it is good.
    pub direction: Direction,
}

impl FromStr for Good {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let direction = |word: &str| match word {
            "more" | "+" => Some(Direction::More),
            "less" | "-" => Some(Direction::Less),
            _ => None,
        };
        let found = text.rsplit_once(':').and_then(|(name, word)| {
            let direction = direction(word)?;
            Some(Self { name: name.trim().to_owned(), direction })
        });
        found.ok_or_else(|| format!("{text:?}: write name:more or name:less"))
    }
}
