//! The keyed hash (HMAC-SHA256, RFC 2104): session tokens and blind indexes that a copy of the
//! database does not give away.

use hmac::{Hmac, KeyInit, Mac};

use crate::Sha256;

/// A secret that turns values into tags which nobody without it can make or guess.
#[derive(Clone)]
pub struct KeyedHash(Hmac<sha2::Sha256>);

impl KeyedHash {
    /// From a secret; at least 32 random bytes.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        // The key is one block of zeros up to 64 bytes long, so no length can be refused.
        let mut block = [0; 64];
        block[..32].copy_from_slice(secret);
        Self(Hmac::new(&block.into()))
    }

    /// The tag of a value. The domain keeps tags of different uses apart, e.g. `session`,
    /// `identity-number`.
    #[must_use]
    pub fn tag(&self, domain: &str, value: &[u8]) -> Sha256 {
        Sha256(self.over(domain, value).finalize().into_bytes().into())
    }

    /// Whether a tag is that of the value, in time that does not depend on where they differ.
    #[must_use]
    pub fn matches(&self, domain: &str, value: &[u8], tag: &Sha256) -> bool {
        self.over(domain, value).verify_slice(tag.as_bytes()).is_ok()
    }

    fn over(&self, domain: &str, value: &[u8]) -> Hmac<sha2::Sha256> {
        let mut mac = self.0.clone();
        if !domain.is_empty() {
            mac.update(domain.as_bytes());
            mac.update(&[0]);
        }
        mac.update(value);
        mac
    }
}

impl std::fmt::Debug for KeyedHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyedHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_rfc_4231() {
        // Case 2 of RFC 4231: a key shorter than a block is filled with zeros, so these are equal.
        let mut secret = [0; 32];
        secret[..4].copy_from_slice(b"Jefe");
        assert_eq!(
            KeyedHash::new(&secret).tag("", b"what do ya want for nothing?").to_string(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn another_domain_value_or_key_gives_another_tag() {
        let hash = KeyedHash::new(&[7; 32]);
        let tag = hash.tag("session", b"value");
        assert!(hash.matches("session", b"value", &tag));
        assert!(!hash.matches("other", b"value", &tag));
        assert!(!hash.matches("session", b"Value", &tag));
        assert!(!KeyedHash::new(&[8; 32]).matches("session", b"value", &tag));
        assert_eq!(format!("{hash:?}"), "KeyedHash(..)");
    }
}
