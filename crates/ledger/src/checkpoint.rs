//! Checkpoints (c2sp.org/tlog-checkpoint): origin, size and root of a log, as a signed note.

use std::fmt;
use std::str::FromStr;

use seal::{Note, SealError, Sha256, Signed, VerifierKey};

use crate::LogKeys;

/// The three lines that say what a log was at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Sha256,
}

impl Checkpoint {
    /// Signs it with both of a log's keys.
    pub fn sign(&self, keys: &LogKeys) -> Result<Note, SealError> {
        let mut note = Note::new(self.to_string())?;
        keys.signers().into_iter().try_for_each(|key| note.sign(key, 0))?;
        Ok(note)
    }

    /// Reads a note's text. Extension lines are passed over: they are signed, not understood.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let bad = SealError::MalformedNote("it is not a checkpoint of origin, size and root");
        let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(bad);
        };
        let size = decimal(size).ok_or_else(|| bad.clone())?;
        let root = Sha256::from_base64(root).map_err(|_| bad.clone())?;
        if origin.is_empty() || lines.any(str::is_empty) {
            return Err(bad);
        }
        Ok(Self { origin: origin.to_owned(), size, root })
    }

    /// Reads a note and checks that every one of these keys of the log has signed it.
    pub fn open(note: &Note, keys: &[VerifierKey]) -> Result<Self, SealError> {
        let checkpoint = Self::parse(note.text())?;
        let known: Vec<_> =
            keys.iter().filter(|key| key.name() == checkpoint.origin).cloned().collect();
        let signed = note.verify(&known)?;
        let has = |key: &VerifierKey, one: &Signed| one.kind == key.kind();
        match known.iter().find(|key| !signed.iter().any(|one| has(key, one))) {
            Some(missing) => Err(SealError::BadSignature { name: missing.name().to_owned() }),
            None => Ok(checkpoint),
        }
    }
}

impl fmt::Display for Checkpoint {
    /// The note's text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root.to_base64())
    }
}

/// A decimal number without sign and leading zeros.
pub(crate) fn decimal<T: FromStr + ToString>(text: &str) -> Option<T> {
    text.parse::<T>().ok().filter(|number| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::ambient::SeededEntropy;

    const EXAMPLE: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn the_example_of_the_specification_reads() {
        let checkpoint = Checkpoint::parse(EXAMPLE).unwrap();
        assert_eq!(
            (&*checkpoint.origin, checkpoint.size),
            ("example.com/behind-the-sofa", 20_852_163)
        );
        assert_eq!(checkpoint.to_string(), EXAMPLE);
        assert_eq!(Checkpoint::parse(&format!("{EXAMPLE}extension\n")), Ok(checkpoint));
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        for (from, to) in [
            ("example.com/behind-the-sofa", ""),
            ("20852163", "020852163"),
            ("20852163", "+1"),
            ("20852163", "-1"),
            ("2I=\n", "\n"),
            ("2I=\n", "2I=\n\n"),
            ("20852163\n", ""),
        ] {
            assert!(Checkpoint::parse(&EXAMPLE.replace(from, to)).is_err(), "{from:?} to {to:?}");
        }
    }

    #[test]
    fn both_keys_must_have_signed() {
        let keys = LogKeys::generate("a.example", &SeededEntropy::new(1)).unwrap();
        let other = LogKeys::generate("a.example", &SeededEntropy::new(2)).unwrap();
        let checkpoint = Checkpoint { origin: "a.example".into(), size: 0, root: Sha256::of(b"") };
        let note = checkpoint.sign(&keys).unwrap();
        let ours = keys.verifier_keys();
        assert_eq!(Checkpoint::open(&note, &ours), Ok(checkpoint.clone()));
        assert_eq!(Checkpoint::open(&note, &ours[..1]), Ok(checkpoint));
        assert_eq!(
            Checkpoint::open(&note, &other.verifier_keys()),
            Err(SealError::NoKnownSignature)
        );
        let mixed = [ours[0].clone(), other.verifier_keys()[1].clone()];
        assert!(matches!(Checkpoint::open(&note, &mixed), Err(SealError::BadSignature { .. })));
    }
}
