//! Digests as types: a SHA-256 cannot be passed where an SM3 is expected.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
// The three suites' crates share one trait of this name.
use sha2::Digest;

use crate::SealError;

macro_rules! digest {
    ($(#[$meta:meta])* $name:ident, $hasher:ty) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// The digest of some bytes.
            #[must_use]
            pub fn of(bytes: &[u8]) -> Self {
                Self::of_parts(&[bytes])
            }

            /// The digest of several pieces, one after the other.
            #[must_use]
            pub fn of_parts(parts: &[&[u8]]) -> Self {
                let mut hasher = <$hasher>::new();
                parts.iter().for_each(|part| hasher.update(part));
                Self(hasher.finalize().into())
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// From exactly 32 bytes.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, SealError> {
                bytes.try_into().map(Self).map_err(|_| SealError::MalformedDigest)
            }

            /// Standard base64, as checkpoints and proofs write it.
            #[must_use]
            pub fn to_base64(&self) -> String {
                STANDARD.encode(self.0)
            }

            /// Reads what [`to_base64`](Self::to_base64) writes.
            pub fn from_base64(text: &str) -> Result<Self, SealError> {
                let bytes = STANDARD.decode(text).map_err(|_| SealError::MalformedDigest)?;
                Self::from_slice(&bytes)
            }
        }

        impl fmt::Display for $name {
            /// Lower-case hexadecimal.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl FromStr for $name {
            type Err = SealError;

            fn from_str(text: &str) -> Result<Self, SealError> {
                let bytes = from_hex(text).ok_or(SealError::MalformedDigest)?;
                Self::from_slice(&bytes)
            }
        }
    };
}

digest!(
    /// SHA-256, the digest of the Merkle tree and of record commitments.
    Sha256,
    sha2::Sha256
);
digest!(
    /// SM3 (GM/T 0004), the national digest.
    Sm3,
    sm3::Sm3
);

/// Bytes from hexadecimal in either case; `None` where it is not.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks(2).map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?)).collect()
}

fn nibble(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_agree_with_the_standards() {
        // FIPS 180-4 and GM/T 0004-2012, both for the message "abc".
        assert_eq!(
            Sha256::of(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            Sm3::of(b"abc").to_string(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(Sm3::of_parts(&[b"a", b"", b"bc"]), Sm3::of(b"abc"));
    }

    #[test]
    fn text_forms_come_back_and_other_texts_do_not() {
        let digest = Sha256::of(b"");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert_eq!(Sha256::from_base64(&digest.to_base64()), Ok(digest));
        for bad in ["", "0", "zz", "e3b0", "é"] {
            assert_eq!(bad.parse::<Sha256>(), Err(SealError::MalformedDigest), "{bad}");
            assert_eq!(Sha256::from_base64(bad), Err(SealError::MalformedDigest), "{bad}");
        }
    }
}
