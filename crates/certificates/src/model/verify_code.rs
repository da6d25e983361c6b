//! The code that a stranger scans or types: 100 random bits, forgiving of how it is typed.

use std::fmt;
use std::str::FromStr;

use basis::{Ambient, Refusal, RefusalKind};
use serde::{Deserialize, Serialize};

/// No I, L, O, U, so that it can be read out.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 20;
const GROUP: usize = 5;

/// Twenty characters that cannot be guessed and say nothing about anybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerifyCode(String);

impl VerifyCode {
    /// A new code.
    #[must_use]
    pub fn make(ambient: &Ambient) -> Self {
        // Five bits of each byte: 256 is a multiple of 32, so no character is likelier than another.
        let chance: [u8; LENGTH] = ambient.bytes();
        Self(chance.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())
    }

    /// As it stands in addresses and in the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of the public verification page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/verify/{}", self.0)
    }
}

impl fmt::Display for VerifyCode {
    /// As printed: in groups of five.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters: Vec<char> = self.0.chars().collect();
        let groups: Vec<String> =
            letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
        f.write_str(&groups.join("-"))
    }
}

impl FromStr for VerifyCode {
    type Err = Refusal;

    /// Lower case, spaces, dashes of any width and the letters that look like figures are forgiven.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let code: String = text.chars().filter_map(plain).collect();
        let known = code.bytes().all(|byte| ALPHABET.contains(&byte));
        if code.len() == LENGTH && known {
            return Ok(Self(code));
        }
        Err(Refusal::told(RefusalKind::Invalid, "certificate.code-malformed")
            .with("most", LENGTH)
            .with("n", code.chars().count())
            .on("code"))
    }
}

fn plain(letter: char) -> Option<char> {
    let half = match letter {
        // Full-width letters and figures lie at a fixed distance from the plain ones.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        other => other,
    };
    match half.to_ascii_uppercase() {
        ' ' | '-' | '\u{3000}' | '—' | '–' | '_' | '\t' | '\r' | '\n' => None,
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        other => Some(other),
    }
}

impl TryFrom<String> for VerifyCode {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        text.parse()
    }
}

impl From<VerifyCode> for String {
    fn from(code: VerifyCode) -> Self {
        code.0
    }
}
