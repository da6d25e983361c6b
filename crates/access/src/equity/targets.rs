//! Two targets that county plans are held to: urban to rural, and balance among divisions.
//!
//! Neither has one definition in the papers that ask for it, so ours is stated here and travels
//! with the number.

use serde::Serialize;

use super::{Grouped, Nesting, Sample};
use crate::error::InputError;

/// Which way a measure is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better: capacity for one person, facilities within reach.
    More,
    /// Less is better: minutes, RAAM cost.
    Less,
}

/// Urban against rural.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct UrbanRural {
    /// Mean over urban people.
    pub urban: f64,
    /// Mean over rural people.
    pub rural: f64,
    /// How many times as well off the urban side is: urban / rural where more is better,
    /// rural / urban where less is.
    pub ratio: f64,
    /// The largest ratio that meets the target, as 1.2.
    pub target: f64,
    /// Whether it does. A rural side that is better off meets it.
    pub met: bool,
}

/// The ratio of urban to rural means, against a target such as 1.2 for "1 : 1.2". `rural` says of
/// each value, in the order in which the sample was given, whether its people are rural.
/// `None` where one side has no people, or the worse one nothing.
///
/// # Errors
/// Another length; a target that is not finite or not above 0.
pub fn urban_rural(
    sample: &Sample,
    rural: &[bool],
    better: Better,
    target: f64,
) -> Result<Option<UrbanRural>, InputError> {
    check_target(target)?;
    let nesting = Nesting::flat(rural.iter().map(|rural| u32::from(*rural)).collect());
    let means = Grouped::new(sample, &nesting)?.means();
    let side = |at: usize| means.get(at).copied().flatten();
    let (Some(urban), Some(rural)) = (side(0), side(1)) else { return Ok(None) };
    let ratio = match better {
        Better::More => urban / rural,
        Better::Less => rural / urban,
    };
    let found = UrbanRural { urban, rural, ratio, target, met: ratio <= target };
    Ok(ratio.is_finite().then_some(found))
}

/// Balance among divisions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Balance {
    /// Σ_d p_d min(1, m_d / m): how much of the overall mean m people have in their division, on
    /// average, when what a division has beyond it does not count. It equals 1 − the Hoover index of
    /// the division means. Where less is better, m_d / m is turned round.
    pub balance: f64,
    /// The division that is worst off, by number.
    pub worst: u32,
    /// What people there have of the overall mean; 1 or more = at least the mean.
    pub worst_attains: f64,
    /// Share of people who live in divisions that attain the target.
    pub people_attaining: f64,
    /// The target, as 0.9.
    pub target: f64,
    /// Whether the balance attains it.
    pub met: bool,
}

impl Grouped<'_> {
    /// Regional balance over the innermost groups, against a target such as 0.9.
    /// `None` where all values are 0.
    ///
    /// # Errors
    /// A target that is not finite or not above 0.
    pub fn balance(&self, better: Better, target: f64) -> Result<Option<Balance>, InputError> {
        check_target(target)?;
        let whole = self.whole();
        if whole.total <= 0.0 {
            return Ok(None);
        }
        let mut found = Balance {
            balance: 0.0,
            worst: 0,
            worst_attains: f64::INFINITY,
            people_attaining: 0.0,
            target,
            met: false,
        };
        for (sums, division) in self.sums[0].iter().zip(0..).filter(|(sums, _)| sums.people > 0.0) {
            let (share, ratio) = sums.beside(whole);
            let attained = if better == Better::More { ratio } else { ratio.recip() };
            found.balance += share * attained.min(1.0);
            found.people_attaining += if attained >= target { share } else { 0.0 };
            if attained < found.worst_attains {
                (found.worst, found.worst_attains) = (division, attained);
            }
        }
        found.met = found.balance >= target;
        Ok(Some(found))
    }
}

fn check_target(target: f64) -> Result<(), InputError> {
    if target.is_finite() && target > 0.0 {
        return Ok(());
    }
    Err(InputError::parameter("the target", target, "give a finite number above 0"))
}

#[cfg(test)]
mod tests {
    use super::super::hoover;
    use super::*;

    #[test]
    fn urban_people_have_a_half_more() {
        let sample = Sample::new(&[3.0, 6.0, 4.0], Some(&[1.0, 1.0, 2.0])).unwrap();
        let rural = [false, false, true];
        let found = urban_rural(&sample, &rural, Better::More, 1.2).unwrap().unwrap();
        assert_eq!((found.urban, found.rural, found.ratio), (4.5, 4.0, 1.125));
        assert!(found.met);
        let minutes = urban_rural(&sample, &rural, Better::Less, 0.8).unwrap().unwrap();
        assert!((minutes.ratio - 4.0 / 4.5).abs() < 1e-15 && !minutes.met);
        assert_eq!(urban_rural(&sample, &[false; 3], Better::More, 1.2).unwrap(), None);
        assert!(urban_rural(&sample, &[false; 2], Better::More, 1.2).is_err());
        assert!(urban_rural(&sample, &rural, Better::More, 0.0).is_err());
    }

    #[test]
    fn balance_is_one_less_the_hoover_index_of_the_means() {
        let sample = Sample::new(&[2.0, 4.0, 9.0], Some(&[4.0, 2.0, 2.0])).unwrap();
        let divisions = Nesting::flat(vec![1, 0, 2]);
        let found =
            Grouped::new(&sample, &divisions).unwrap().balance(Better::More, 0.9).unwrap().unwrap();
        assert!((found.balance - (1.0 - hoover(&sample).unwrap())).abs() < 1e-15);
        assert_eq!((found.worst, found.worst_attains, found.met), (1, 2.0 / 4.25, false));
        assert_eq!(found.people_attaining, 0.5);
        let equal = Sample::new(&[5.0; 3], None).unwrap();
        let found =
            Grouped::new(&equal, &divisions).unwrap().balance(Better::Less, 0.9).unwrap().unwrap();
        assert!(found.met && (found.balance - 1.0).abs() < 1e-15);
    }
}
