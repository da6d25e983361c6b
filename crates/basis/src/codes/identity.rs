//! The citizen identity number (GB 11643). It never prints in full: [`IdentityNumber::reveal`] is
//! the only way to it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::checks;
use crate::division::{DivisionCode, Divisions};
use crate::{Refusal, RefusalKind, Text};

/// No one registered was born earlier.
const FIRST_YEAR: i16 = 1800;

/// Sex as the number tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

impl Sex {
    /// In words.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Male => Text::new("男", "male"),
            Self::Female => Text::new("女", "female"),
        }
    }
}

/// A citizen's identity number whose length, date of birth and check character are right.
///
/// Read from JSON like any text, but not written: whoever stores it says so with `reveal`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct IdentityNumber([u8; 18]);

impl IdentityNumber {
    /// Reads eighteen characters (a small x will do), or the fifteen digits of old archives,
    /// which become eighteen. An address code that no register knows is no reason to refuse:
    /// see [`Self::address_warning`].
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim().to_ascii_uppercase();
        match text.chars().count() {
            15 | 18 if !text.is_ascii() => Err(bad_characters()),
            18 => Self::of_eighteen(text.as_bytes()),
            15 => Self::of_fifteen(text.as_bytes()),
            length => Err(bad_length(length)),
        }
    }

    /// The number of a made-up person: an address code, a birthday and the sequence in that day
    /// (odd for men), with the check that follows. For synthetic data.
    pub fn compose(address: &str, birth: Date, sequence: u16) -> Result<Self, Refusal> {
        let birth = birth.strftime("%Y%m%d");
        Self::with_check(format!("{address}{birth}{sequence:03}").as_bytes())
    }

    /// The whole number. For storing and for sending to a register; never for logs or pages.
    #[must_use]
    pub fn reveal(&self) -> &str {
        // The bytes are ASCII, checked by `parse`.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The number as pages show it: 3308**********1234.
    #[must_use]
    pub fn masked(&self) -> String {
        let whole = self.reveal();
        format!("{}**********{}", &whole[..4], &whole[14..])
    }

    /// The day of birth.
    #[must_use]
    pub fn birth(&self) -> Date {
        // Checked by `parse`.
        birth(&self.0[6..14]).unwrap_or(Date::MIN)
    }

    /// Sex: odd sequences are men's.
    #[must_use]
    pub const fn sex(&self) -> Sex {
        if self.0[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The code of the county of first registration; it may no longer exist.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.reveal()[..6]
    }

    /// A warning where the register never knew the address code. Only ever a warning: codes of
    /// abolished counties stay in their people's numbers for life.
    #[must_use]
    pub fn address_warning(&self, divisions: &Divisions) -> Option<Text> {
        let known = DivisionCode::parse(self.address())
            .is_ok_and(|code| !divisions.history(&code).is_empty());
        (!known).then(|| {
            Text::new(
                "身份证号前六位的地区代码不在现有区划册里，可能是已撤并的县；请核对，不影响办理",
                "the area code of this identity number is not in the register of divisions (it may \
                 be of an abolished county); please check, it does not stop anything",
            )
        })
    }

    fn of_eighteen(bytes: &[u8]) -> Result<Self, Refusal> {
        let (body, check) = bytes.split_at(17);
        let number = Self::with_check(body)?;
        if number.0[17] == check[0] { Ok(number) } else { Err(bad_check()) }
    }

    fn of_fifteen(bytes: &[u8]) -> Result<Self, Refusal> {
        Self::with_check(&[&bytes[..6], b"19", &bytes[6..]].concat())
    }

    fn with_check(body: &[u8]) -> Result<Self, Refusal> {
        if body.len() != 17 {
            return Err(bad_length(body.len() + 1));
        }
        let check = checks::identity(body).ok_or_else(bad_characters)?;
        birth(&body[6..14]).ok_or_else(bad_birth)?;
        let mut number = [check; 18];
        number[..17].copy_from_slice(body);
        Ok(Self(number))
    }
}

impl FromStr for IdentityNumber {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::parse(text)
    }
}

impl TryFrom<String> for IdentityNumber {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::parse(&text)
    }
}

impl fmt::Display for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn birth(digits: &[u8]) -> Option<Date> {
    let text = std::str::from_utf8(digits).ok()?;
    let (year, month, day) = (text.get(..4)?, text.get(4..6)?, text.get(6..8)?);
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (date.year() >= FIRST_YEAR).then_some(date)
}

fn bad_length(length: usize) -> Refusal {
    Refusal::told(RefusalKind::Invalid, "identity-number.length").with("n", length)
}

fn bad_characters() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "identity-number.characters")
}

fn bad_birth() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "identity-number.birth")
}

fn bad_check() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "identity-number.checksum")
}
