//! A limit as laws and guides write it: a number and a unit.

use serde::{Deserialize, Serialize};

use crate::Text;

/// What a limit counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Days on which the offices work, by the official calendar.
    #[serde(rename = "工作日", alias = "working-day")]
    WorkingDay,
    /// Every day.
    #[serde(rename = "自然日", alias = "natural-day")]
    NaturalDay,
    /// Hours within office hours.
    #[serde(rename = "小时", alias = "hour")]
    Hour,
    /// Months by date.
    #[serde(rename = "月", alias = "month")]
    Month,
}

impl Unit {
    /// The unit in words: 个工作日 / working days.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::WorkingDay => Text::new("个工作日", "working days"),
            Self::NaturalDay => Text::new("个自然日", "calendar days"),
            Self::Hour => Text::new("个工作小时", "working hours"),
            Self::Month => Text::new("个月", "months"),
        }
    }
}

/// A limit of time. Written `{"n": 20, "unit": "工作日"}`; n = 0 means on the spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
}

impl Limit {
    /// Done while the person waits.
    pub const ON_THE_SPOT: Self = Self::working_days(0);

    /// So many working days.
    #[must_use]
    pub const fn working_days(n: u32) -> Self {
        Self { n, unit: Unit::WorkingDay }
    }

    /// So many natural days.
    #[must_use]
    pub const fn natural_days(n: u32) -> Self {
        Self { n, unit: Unit::NaturalDay }
    }

    /// So many working hours.
    #[must_use]
    pub const fn hours(n: u32) -> Self {
        Self { n, unit: Unit::Hour }
    }

    /// So many months.
    #[must_use]
    pub const fn months(n: u32) -> Self {
        Self { n, unit: Unit::Month }
    }

    /// The limit in words: 20 个工作日 / 20 working days.
    #[must_use]
    pub fn words(self) -> Text {
        if self.n == 0 {
            return Text::new("当场办结", "on the spot");
        }
        let unit = self.unit.words();
        let en = if self.n == 1 { unit.en.trim_end_matches('s') } else { &unit.en };
        Text::new(format!("{} {}", self.n, unit.zh), format!("{} {en}", self.n))
    }
}
