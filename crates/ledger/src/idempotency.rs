//! The key that makes an act repeatable without doing it twice.

use std::fmt;
use std::str::FromStr;

use basis::{Id, Refusal, RefusalKind};
use serde::{Deserialize, Serialize};

const MOST_KEY_BYTES: usize = 200;

/// Made by whoever asks, once per intention: the same key again gives the same answer again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        if (1..=MOST_KEY_BYTES).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
        {
            return Ok(Self(text.to_owned()));
        }
        Err(Refusal::told(RefusalKind::Invalid, "act.key-malformed"))
    }
}

impl TryFrom<String> for IdempotencyKey {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        text.parse()
    }
}

impl From<IdempotencyKey> for String {
    fn from(key: IdempotencyKey) -> Self {
        key.0
    }
}

impl From<Id> for IdempotencyKey {
    fn from(id: Id) -> Self {
        Self(id.to_string())
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_short_visible_ascii() {
        let long = "k".repeat(201);
        for (text, good) in [
            ("k", true),
            ("a-B_9:/", true),
            ("", false),
            ("a b", false),
            ("键", false),
            (&*long, false),
        ] {
            assert_eq!(text.parse::<IdempotencyKey>().is_ok(), good, "{text}");
            let json = format!("{text:?}");
            assert_eq!(serde_json::from_str::<IdempotencyKey>(&json).is_ok(), good, "{text}");
        }
    }
}
