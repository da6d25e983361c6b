//! Telephone numbers in China. They never print in full: [`Phone::reveal`] is the only way to them.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::{Refusal, RefusalKind};

/// A mobile number of eleven digits, or a fixed line with its area code.
///
/// Read from JSON like any text, but not written: whoever stores it says so with `reveal`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Phone(String);

impl Phone {
    /// Reads a number; blanks, hyphens, brackets and +86 are left out.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        let text = text.strip_prefix("+86").unwrap_or(text);
        let digits: String = text.chars().filter(|c| !" -()（）".contains(*c)).collect();
        if is_mobile(&digits) || is_fixed(&digits) { Ok(Self(digits)) } else { Err(bad()) }
    }

    /// The whole number. For storing and dialling; never for logs or pages.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The number as pages show it: 138****1234, 0570****567.
    #[must_use]
    pub fn masked(&self) -> String {
        let tail = if self.is_mobile() { 4 } else { 3 };
        let head = self.0.len() - tail - 4;
        format!("{}****{}", &self.0[..head], &self.0[head + 4..])
    }

    /// Whether it can get short messages.
    #[must_use]
    pub fn is_mobile(&self) -> bool {
        is_mobile(&self.0)
    }
}

impl FromStr for Phone {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Phone {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::parse(&text)
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && bytes[1] >= b'3' && all_digits(bytes)
}

/// Area code of three (010, 02x) or four digits and seven or eight of the line.
fn is_fixed(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let area = if matches!(bytes, [b'0', b'1' | b'2', ..]) { 3 } else { 4 };
    bytes.first() == Some(&b'0')
        && all_digits(bytes)
        && (7..=8).contains(&bytes.len().saturating_sub(area))
        && bytes.get(area).is_some_and(|first| *first >= b'2')
}

fn all_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

fn bad() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "phone.malformed")
}
