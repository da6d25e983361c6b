//! Codes of administrative divisions: GB/T 2260, GB/T 10114 and the statistical twelve digits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Refusal, RefusalKind, Text};

/// How deep a division lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 省级, two digits.
    Province,
    /// 地级, four digits.
    Prefecture,
    /// 县级, six digits.
    County,
    /// 乡级, nine digits.
    Township,
    /// 村级, twelve digits.
    Village,
}

impl Level {
    /// Every level, from the top.
    pub const ALL: [Self; 5] =
        [Self::Province, Self::Prefecture, Self::County, Self::Township, Self::Village];

    /// How many digits a code of this level has.
    #[must_use]
    pub const fn digits(self) -> usize {
        match self {
            Self::Province => 2,
            Self::Prefecture => 4,
            Self::County => 6,
            Self::Township => 9,
            Self::Village => 12,
        }
    }

    /// The level in words.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Province => Text::new("省级", "province"),
            Self::Prefecture => Text::new("地级", "prefecture"),
            Self::County => Text::new("县级", "county"),
            Self::Township => Text::new("乡级", "township"),
            Self::Village => Text::new("村级", "village"),
        }
    }

    fn of_digits(digits: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.digits() == digits)
    }
}

/// The code of a division at any level, without trailing zeros: `33`, `3308`, `330825`,
/// `330825001`, `330825001200`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DivisionCode {
    digits: [u8; 12],
    level: Level,
}

impl DivisionCode {
    /// Reads a code of 2, 4, 6, 9 or 12 digits.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let level =
            Level::of_digits(text.len()).filter(|_| is_code(text)).ok_or_else(|| bad(text))?;
        let mut digits = [b'0'; 12];
        digits[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self { digits, level })
    }

    /// Reads a code written with twelve digits at every level: `330825000000` is the county.
    /// The level is where the zeros begin.
    pub fn parse_padded(text: &str) -> Result<Self, Refusal> {
        if text.len() != 12 {
            return Self::parse(text);
        }
        let zeros_from = |level: Level| {
            text.get(level.digits()..).is_some_and(|rest| rest.bytes().all(|b| b == b'0'))
        };
        let level =
            Level::ALL.into_iter().find(|level| zeros_from(*level)).ok_or_else(|| bad(text))?;
        Self::parse(text.get(..level.digits()).ok_or_else(|| bad(text))?)
    }

    /// The digits, as many as the level has.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // The bytes are ASCII digits, checked by `parse`.
        std::str::from_utf8(&self.digits[..self.level.digits()]).unwrap_or_default()
    }

    /// How deep the division lies.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The division above by the digits. (A township of a prefecture without counties is above
    /// nothing that a register need hold: [`super::Division::parent`] tells what is there.)
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        Level::ALL
            .into_iter()
            .rev()
            .find(|level| *level < self.level)
            .and_then(|level| self.up_to(level))
    }

    /// The division of a level that this one lies in, itself included.
    #[must_use]
    pub fn up_to(&self, level: Level) -> Option<Self> {
        if level > self.level {
            return None;
        }
        Self::parse(self.as_str().get(..level.digits())?).ok()
    }

    /// Whether this lies in another division, or is it.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        self.as_str().starts_with(other.as_str())
    }

    /// The county, for codes of counties and below.
    #[must_use]
    pub fn county(&self) -> Option<CountyCode> {
        self.up_to(Level::County).map(CountyCode)
    }
}

impl FromStr for DivisionCode {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::parse(text)
    }
}

impl TryFrom<String> for DivisionCode {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::parse(&text)
    }
}

impl From<DivisionCode> for String {
    fn from(code: DivisionCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The six digits of a county: the key by which all data is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountyCode(DivisionCode);

impl CountyCode {
    /// Reads six digits.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if text.len() == 6 { DivisionCode::parse(text).map(Self) } else { Err(bad_county()) }
    }

    /// The six digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The county as a division.
    #[must_use]
    pub const fn division(&self) -> DivisionCode {
        self.0
    }
}

impl FromStr for CountyCode {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CountyCode {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::parse(&text)
    }
}

impl From<CountyCode> for String {
    fn from(code: CountyCode) -> Self {
        code.as_str().to_owned()
    }
}

impl From<CountyCode> for DivisionCode {
    fn from(code: CountyCode) -> Self {
        code.0
    }
}

impl fmt::Display for CountyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn is_code(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0')
}

fn bad(text: &str) -> Refusal {
    Refusal::invalid(
        "division.code",
        format!("区划代码应为 2、4、6、9 或 12 位数字，收到“{text}”"),
        format!("a division code has 2, 4, 6, 9 or 12 digits; got \"{text}\""),
    )
}

fn bad_county() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "division.county-code")
}
