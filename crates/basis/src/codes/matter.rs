//! The codes of matters (GB/T 39554): basic, implementation and business item codes.

use serde::{Deserialize, Serialize};

use super::{CreditCode, public_code};
use crate::{Refusal, RefusalKind};

/// The basic code: twelve characters, the same in the whole country.
/// Origin 2, kind 2, domain 2, main item 3, sub-item 3.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BasicCode(String);
public_code!(BasicCode);

impl BasicCode {
    /// Reads twelve digits and capitals, the first four of them digits.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let known = text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        let digits = text.bytes().take(4).all(|byte| byte.is_ascii_digit());
        if text.len() == 12 && known && digits {
            Ok(Self(text.to_owned()))
        } else {
            Err(bad_basic())
        }
    }

    /// Where the item was laid down: `00` nationally, otherwise the province.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0[..2]
    }

    /// The kind of matter: `01` permit, `05` payment, `07` confirmation, `20` public service.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.0[2..4]
    }

    /// The domain or department: `31` is market regulation.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.0[4..6]
    }

    /// The main item.
    #[must_use]
    pub fn main_item(&self) -> &str {
        &self.0[6..9]
    }

    /// The sub-item; `000` where there is none.
    #[must_use]
    pub fn sub_item(&self) -> &str {
        &self.0[9..]
    }
}

/// The level at which a power is exercised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExerciseLevel {
    /// 国家级 (1).
    Nation,
    /// 省级 (2).
    Province,
    /// 市级 (3).
    Prefecture,
    /// 县级 (4).
    County,
    /// 镇（乡、街道）级 (5).
    Township,
    /// 村（社区）级 (6).
    Village,
}

impl ExerciseLevel {
    /// Every level, from the top.
    pub const ALL: [Self; 6] = [
        Self::Nation,
        Self::Province,
        Self::Prefecture,
        Self::County,
        Self::Township,
        Self::Village,
    ];

    /// The digit in the implementation code.
    #[must_use]
    pub const fn digit(self) -> char {
        match self {
            Self::Nation => '1',
            Self::Province => '2',
            Self::Prefecture => '3',
            Self::County => '4',
            Self::Township => '5',
            Self::Village => '6',
        }
    }

    fn of_digit(digit: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| digit.starts_with(level.digit()))
    }
}

/// The implementation code: thirty-one characters; who does it (credit code), at which level
/// (one digit), and what (basic code).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ImplementationCode(String);
public_code!(ImplementationCode);

impl ImplementationCode {
    /// Reads thirty-one characters and checks each part.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let part = |from: usize, to: usize| text.get(from..to).ok_or_else(bad_implementation);
        if text.len() != 31 {
            return Err(bad_implementation());
        }
        CreditCode::parse(part(0, 18)?)?;
        ExerciseLevel::of_digit(part(18, 19)?).ok_or_else(bad_level)?;
        BasicCode::parse(part(19, 31)?)?;
        Ok(Self(text.to_owned()))
    }

    /// The code made of its parts.
    #[must_use]
    pub fn compose(body: &CreditCode, level: ExerciseLevel, basic: &BasicCode) -> Self {
        Self(format!("{body}{}{basic}", level.digit()))
    }

    /// The credit code of the body that does it.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.0[..18]
    }

    /// The level at which it is done.
    #[must_use]
    pub fn level(&self) -> ExerciseLevel {
        // Checked by `parse`.
        ExerciseLevel::of_digit(&self.0[18..19]).unwrap_or(ExerciseLevel::County)
    }

    /// The basic code.
    #[must_use]
    pub fn basic(&self) -> BasicCode {
        BasicCode(self.0[19..].to_owned())
    }
}

/// The business item code: thirty-three characters; an implementation code and two digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BusinessItemCode(String);
public_code!(BusinessItemCode);

impl BusinessItemCode {
    /// Reads thirty-three characters and checks each part.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let serial = text.get(31..).filter(|_| text.len() == 33).ok_or_else(bad_item)?;
        if !serial.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(bad_item());
        }
        ImplementationCode::parse(text.get(..31).ok_or_else(bad_item)?)?;
        Ok(Self(text.to_owned()))
    }

    /// The implementation code inside.
    #[must_use]
    pub fn implementation(&self) -> ImplementationCode {
        ImplementationCode(self.0[..31].to_owned())
    }

    /// The serial number of the item.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.0[31..]
    }
}

fn bad_basic() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "basic-code.malformed")
}

fn bad_implementation() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "implementation-code.malformed")
}

fn bad_level() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "implementation-code.level")
}

fn bad_item() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "business-item-code.malformed")
}
