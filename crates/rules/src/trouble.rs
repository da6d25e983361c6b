//! What can go wrong while a rule runs: a value of its own, never a panic.

use basis::Text;
use serde::{Deserialize, Serialize};

/// Why an expression has no value although everything it needs is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// A number left the range that the computer holds.
    #[error("数太大，算不下")]
    Overflow,
    /// Something was divided by nothing.
    #[error("除数是零")]
    DivisionByZero,
    /// A value that must be there is known to be absent.
    #[error("必须有的值登记为“无”")]
    Absent,
    /// A parameter has no value on the day.
    #[error("参数在这一天没有值")]
    NoParameter,
    /// No band of `档` covers the value.
    #[error("没有一档包含这个值")]
    OutsideBands,
    /// A fact came with a value of another type than declared.
    #[error("事实的类型与声明不符")]
    WrongType,
}

impl Trouble {
    const ALL: [Self; 6] = [
        Self::Overflow,
        Self::DivisionByZero,
        Self::Absent,
        Self::NoParameter,
        Self::OutsideBands,
        Self::WrongType,
    ];

    pub(crate) fn code(self) -> i64 {
        Self::ALL.iter().position(|trouble| *trouble == self).map_or(0, |place| place as i64)
    }

    pub(crate) fn from_code(code: i64) -> Self {
        let place = usize::try_from(code).unwrap_or(0);
        Self::ALL.get(place).copied().unwrap_or(Self::Overflow)
    }

    /// The reason in both languages.
    #[must_use]
    pub fn text(self) -> Text {
        let en = match self {
            Self::Overflow => "a number is too large",
            Self::DivisionByZero => "division by zero",
            Self::Absent => "a value that must be there is registered as absent",
            Self::NoParameter => "a parameter has no value on this day",
            Self::OutsideBands => "no band covers the value",
            Self::WrongType => "a fact is not of its declared type",
        };
        Text::new(self.to_string(), en)
    }
}
