//! Quotas: so many of a facility for each division, village or thousand people, from a day on.

use basis::{Date, Series};
use serde::{Deserialize, Serialize};

use crate::error::InputError;

/// The tier that owes a facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// 县.
    County,
    /// 乡镇、街道.
    Township,
    /// 村、社区.
    Village,
}

/// What a quota counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// For the division itself.
    Division,
    /// For each village in it.
    Village,
    /// For each thousand people.
    Thousand,
    /// For each thousand people of 65 and over.
    ThousandElders,
    /// For each hundred households.
    HundredHouseholds,
}

/// Whether units divide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measured {
    /// Whole things: clinics, posts. A need is rounded up.
    Whole,
    /// What divides: square metres, beds counted over many places.
    Divisible,
}

/// How much is owed while a version of the standard holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// What everyone owes, in units for each [`Per`].
    pub base: f64,
    /// What comes on top where a division can; 0 for none.
    #[serde(default)]
    pub elastic: f64,
    /// Cost of one unit in yuan; none where not known.
    #[serde(default)]
    pub yuan_a_unit: Option<i64>,
    /// A setting that the office has to confirm; never law.
    #[serde(default)]
    pub unconfirmed: bool,
}

/// A kind of facility with its quotas through time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaKind {
    /// What it is called, as 卫生室.
    pub name: String,
    /// In English.
    pub english: String,
    /// Who owes it.
    pub tier: Tier,
    /// What the quota counts by.
    pub per: Per,
    /// What is counted, as 个 or 平方米.
    pub unit: String,
    /// Whether units divide.
    pub measured: Measured,
    /// The quotas, each from a day on and with its source.
    pub quota: Series<Quota>,
}

/// All kinds of one standard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// What it is called.
    pub name: String,
    /// The kinds.
    pub facility: Vec<QuotaKind>,
}

impl Standard {
    /// Reads TOML; `file` appears in refusals.
    ///
    /// # Errors
    /// Text that is not of this form (with line and column), a kind that stands twice at one tier,
    /// versions that overlap, or a quota or cost that is negative or not finite.
    pub fn parse(file: &str, text: &str) -> Result<Self, InputError> {
        let found: Self = toml::from_str(text)
            .map_err(|error| InputError::File { file: file.to_owned(), what: error.to_string() })?;
        for (at, kind) in found.facility.iter().enumerate() {
            let same = |other: &QuotaKind| (&other.name, other.tier) == (&kind.name, kind.tier);
            if let Some(first) = found.facility[..at].iter().position(same) {
                return Err(InputError::duplicate(file, first, at, kind.name.clone()));
            }
            for dated in kind.quota.values() {
                check(file, at, &dated.value)?;
            }
        }
        Ok(found)
    }

    /// The kinds that a tier owes on a day, with the quota of that day.
    pub fn owed(&self, tier: Tier, on: Date) -> impl Iterator<Item = (&QuotaKind, Quota)> {
        let of_tier = self.facility.iter().filter(move |kind| kind.tier == tier);
        of_tier.filter_map(move |kind| kind.quota.at(on).map(|dated| (kind, dated.value)))
    }
}

fn check(file: &str, at: usize, quota: &Quota) -> Result<(), InputError> {
    let mend = "give a finite number, 0 or more";
    for (column, value) in [("base", quota.base), ("elastic", quota.elastic)] {
        if !(value.is_finite() && value >= 0.0) {
            return Err(InputError::value(file, at, column, value, mend));
        }
    }
    match quota.yuan_a_unit {
        Some(yuan) if yuan < 0 => Err(InputError::value(file, at, "yuan_a_unit", yuan, mend)),
        _ => Ok(()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) const TEXT: &str = r#"
        name = "test"
        [[facility]]
        name = "卫生室"
        english = "clinic"
        tier = "village"
        per = "division"
        unit = "个"
        measured = "whole"
        quota = [
          { from = "2020-01-01", value = { base = 1, elastic = 1, yuan_a_unit = 200000 } },
        ]
        [[facility]]
        name = "养老床位"
        english = "care beds"
        tier = "township"
        per = "thousand-elders"
        unit = "张"
        measured = "divisible"
        quota = [
          { from = "2020-01-01", value = { base = 30, yuan_a_unit = 50000 } },
          { from = "2025-01-01", value = { base = 40, unconfirmed = true } },
        ]
    "#;

    #[test]
    fn the_quota_of_a_day_is_owed() {
        let standard = Standard::parse("standard.toml", TEXT).unwrap();
        let owed = |year: i16| {
            let on = Date::new(year, 6, 1).unwrap();
            standard.owed(Tier::Township, on).map(|(_, quota)| quota.base).collect::<Vec<_>>()
        };
        assert_eq!((owed(2019), owed(2024), owed(2026)), (vec![], vec![30.0], vec![40.0]));
    }

    #[test]
    fn what_is_broken_is_refused_with_its_place() {
        let check = |from: &str, to: &str, expected: &str| {
            let text = TEXT.replacen(from, to, 1);
            assert_ne!(text, TEXT);
            let error = Standard::parse("standard.toml", &text).unwrap_err().to_string();
            assert!(error.contains("standard.toml") && error.contains(expected), "{error}");
        };
        check("base = 30", "base = -30", "row 2: base is -30");
        check("yuan_a_unit = 200000", "yuan_a_unit = -1", "yuan_a_unit is -1");
        check("\"whole\"", "\"half\"", "line 9");
        check("2025-01-01", "2020-01-01", "重叠");
        let again = TEXT.split("[[facility]]").nth(1).unwrap();
        let error = Standard::parse("s", &format!("{TEXT}[[facility]]{again}")).unwrap_err();
        assert!(error.to_string().contains("row 3: 卫生室 stands already in row 1"), "{error}");
    }
}
