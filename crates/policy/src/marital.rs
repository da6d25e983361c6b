//! Marital status: couples are known from the households; the others are shared out by the census.

use basis::Chance;
use basis::codes::Sex;
use serde::{Deserialize, Serialize};

use crate::apportion::apportion;
use crate::census::Census;
use crate::pool::Soul;

/// Marital status as the census asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marital {
    /// 未婚
    Unmarried,
    /// 有配偶
    Married,
    /// 离婚
    Divorced,
    /// 丧偶
    Widowed,
}

impl Marital {
    /// The word of the census.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Unmarried => "未婚",
            Self::Married => "有配偶",
            Self::Divorced => "离婚",
            Self::Widowed => "丧偶",
        }
    }
}

/// Gives everybody a status so that the shares of those from 15 on are those of the census, for
/// each sex. Who lives with a spouse is married. Of the others the youngest (give or take some
/// years) are unmarried, the oldest widowed, some between divorced; what is left of the married is
/// married to somebody who lives elsewhere.
pub(crate) fn statuses(
    census: &Census,
    souls: &[Soul],
    with_spouse: &[bool],
    chance: &mut Chance,
) -> Vec<Marital> {
    let mut statuses = vec![Marital::Unmarried; souls.len()];
    for (sex, counts) in [Sex::Male, Sex::Female].into_iter().zip(&census.marital) {
        let asked = |i: &usize| souls[*i].sex == sex && souls[*i].age >= 15;
        let (coupled, mut others): (Vec<usize>, Vec<usize>) =
            (0..souls.len()).filter(asked).partition(|i| with_spouse[*i]);
        let weights = [counts.unmarried, counts.married, counts.divorced, counts.widowed];
        let quotas = apportion((coupled.len() + others.len()) as u64, &weights);
        let quota = |i: usize| usize::try_from(quotas[i]).unwrap_or(usize::MAX);
        for person in coupled {
            statuses[person] = Marital::Married;
        }
        let legal = if sex == Sex::Male { 22 } else { 20 };
        others.sort_by_cached_key(|i| {
            let age = i32::from(souls[*i].age);
            if age < legal { age - 100 } else { age + chance.between(-8, 8) }
        });
        let young = others.iter().filter(|i| i32::from(souls[**i].age) < legal).count();
        let unmarried = quota(0).max(young).min(others.len());
        let widowed = quota(3).min(others.len() - unmarried);
        let end = others.len() - widowed;
        for person in &others[end..] {
            statuses[*person] = Marital::Widowed;
        }
        let between = &mut others[unmarried..end];
        chance.shuffle(between);
        for (i, person) in between.iter().enumerate() {
            statuses[*person] = if i < quota(2) { Marital::Divorced } else { Marital::Married };
        }
    }
    statuses
}
