//! The keys of the logs that this process signs: one origin per county, for the log's whole life.

use std::collections::BTreeMap;
use std::sync::Arc;

use basis::{Entropy, Fault};
use seal::{KeyKind, SealError, SigningKey, VerifierKey};

/// What signs one county's checkpoints: Ed25519 for the world's tools, SM2 for the national ones.
#[derive(Clone, Debug)]
pub struct LogKeys {
    ed25519: SigningKey,
    sm2: SigningKey,
}

impl LogKeys {
    /// New keys. The origin is a name without scheme that never changes, e.g.
    /// `longyou.example/ledger/330825`.
    pub fn generate(origin: &str, chance: &dyn Entropy) -> Result<Self, SealError> {
        Ok(Self {
            ed25519: SigningKey::generate(origin, KeyKind::Ed25519, chance)?,
            sm2: SigningKey::generate(origin, KeyKind::Sm2, chance)?,
        })
    }

    /// Reads the key file: two lines `PRIVATE+KEY+..`, Ed25519 and SM2, of the same name.
    pub fn from_secret_text(text: &str) -> Result<Self, SealError> {
        let keys: Vec<_> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(SigningKey::from_secret_text)
            .collect::<Result<_, _>>()?;
        let [ed25519, sm2] = <[_; 2]>::try_from(keys)
            .map_err(|_| SealError::MalformedKey("a log's key file has exactly two lines"))?;
        let fit = ed25519.verifier_key().kind() == KeyKind::Ed25519
            && sm2.verifier_key().kind() == KeyKind::Sm2
            && ed25519.verifier_key().name() == sm2.verifier_key().name();
        if fit {
            Ok(Self { ed25519, sm2 })
        } else {
            Err(SealError::MalformedKey("a log needs an Ed25519 and an SM2 key of one name"))
        }
    }

    /// The text of the key file. Secret.
    #[must_use]
    pub fn to_secret_text(&self) -> String {
        format!("{}\n{}\n", self.ed25519.to_secret_text(), self.sm2.to_secret_text())
    }

    /// The log's origin, which is also the name of both keys.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.ed25519.verifier_key().name()
    }

    /// The public keys, to be printed, published and given to residents' tools.
    #[must_use]
    pub fn verifier_keys(&self) -> Vec<VerifierKey> {
        self.signers().map(|key| key.verifier_key().clone()).to_vec()
    }

    pub(crate) fn signers(&self) -> [&SigningKey; 2] {
        [&self.ed25519, &self.sm2]
    }
}

/// The keys of every county that this process serves. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Keyring(Arc<BTreeMap<String, LogKeys>>);

impl Keyring {
    /// The keys of these counties.
    pub fn new(keys: impl IntoIterator<Item = (String, LogKeys)>) -> Self {
        Self(Arc::new(keys.into_iter().collect()))
    }

    /// A county's keys.
    pub fn of(&self, county: &str) -> Result<&LogKeys, Fault> {
        self.0.get(county).ok_or_else(|| Fault::new(format!("no ledger keys for county {county}")))
    }

    /// The counties, in the order of their codes.
    pub fn counties(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::ambient::SeededEntropy;

    #[test]
    fn the_key_file_comes_back_and_others_are_refused() {
        let keys = LogKeys::generate("a.example/1", &SeededEntropy::new(1)).unwrap();
        let text = keys.to_secret_text();
        let again = LogKeys::from_secret_text(&text).unwrap();
        assert_eq!(again.verifier_keys(), keys.verifier_keys());
        let (first, second) = text.trim_end().split_once('\n').unwrap();
        let other =
            LogKeys::generate("b.example/1", &SeededEntropy::new(1)).unwrap().to_secret_text();
        for bad in [
            first,
            "",
            &format!("{second}\n{first}"),
            &format!("{first}\n{}", other.lines().last().unwrap()),
        ] {
            assert!(LogKeys::from_secret_text(bad).is_err(), "{bad}");
        }
    }
}
