//! Ids that sort by the time at which they were made, and the macro that gives each thing its own type.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Instant, Refusal};

/// Crockford's base 32 in lower case: no i, l, o, u, so that an id can be read out on the telephone.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// 48 bits of milliseconds and 80 random bits as 26 characters; text order is time order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id([u8; LENGTH]);

impl Id {
    /// An id made at an instant from ten random bytes.
    #[must_use]
    pub fn from_parts(at: Instant, chance: [u8; 10]) -> Self {
        let millis = u128::from(at.millis().max(0).unsigned_abs()) & 0xFFFF_FFFF_FFFF;
        let low = chance.iter().fold(0u128, |sum, byte| (sum << 8) | u128::from(*byte));
        let mut bits = (millis << 80) | low;
        let mut text = [0; LENGTH];
        for place in text.iter_mut().rev() {
            *place = ALPHABET[(bits & 31) as usize];
            bits >>= 5;
        }
        Self(text)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // The bytes come from the alphabet above, which is ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Id {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let bytes: [u8; LENGTH] = text.as_bytes().try_into().map_err(|_| bad(text))?;
        if bytes[0] > b'7' || bytes.iter().any(|byte| !ALPHABET.contains(byte)) {
            return Err(bad(text));
        }
        Ok(Self(bytes))
    }
}

fn bad(text: &str) -> Refusal {
    Refusal::invalid(
        "id.malformed",
        format!("编号应为 26 个小写字母和数字，收到的有 {} 个字符", text.chars().count()),
        format!("an id has 26 lower-case letters and digits; this has {}", text.chars().count()),
    )
}

impl TryFrom<String> for Id {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        text.parse()
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.as_str().to_owned()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Makes a newtype over [`Id`] so that one thing's id cannot be passed for another's.
#[macro_export]
macro_rules! id_type {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $crate::Id);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::Refusal;
            fn from_str(text: &str) -> Result<Self, $crate::Refusal> {
                text.parse().map(Self)
            }
        }
    };
}

id_type!(
    /// A natural person known to the platform.
    PersonId
);
id_type!(
    /// One officer: a person acting for a department.
    OfficerId
);
id_type!(
    /// One run of a matter.
    CaseId
);
id_type!(
    /// One sentence about an act.
    RecordId
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_order_is_time_order(a in 0i64..1 << 47, b in 0i64..1 << 47, chance: [u8; 10]) {
            let (x, y) = (
                Id::from_parts(Instant::from_millis(a), chance),
                Id::from_parts(Instant::from_millis(b), chance),
            );
            prop_assert_eq!(a.cmp(&b), x.as_str().cmp(y.as_str()));
            prop_assert_eq!(x.as_str().parse::<Id>().unwrap(), x);
        }
    }

    #[test]
    fn a_malformed_id_says_what_is_expected() {
        let refusal = "ABC".parse::<Id>().unwrap_err();
        assert_eq!(refusal.rule, "id.malformed");
        assert!(refusal.text.zh.contains("26"));
    }
}
