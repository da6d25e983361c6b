//! Named keys as text: verifier keys (`name+id+base64`) and secret keys (`PRIVATE+KEY+..`).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use basis::Entropy;

use crate::digest::from_hex;
use crate::note::{SignatureLine, cosigned_text};
use crate::{SealError, Sha256, Signer, Suite, Verifier};

const PRIVATE: &str = "PRIVATE+KEY+";
/// Object identifier of "SM2 with SM3", as the long identifier that C2SP asks for behind 0xff.
const SM2_TYPE: &[u8] = b"\xffoid/1.2.156.10197.1.501";

/// What a key signs, which decides the type bytes that go into its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Ed25519 over the note text (type 0x01).
    Ed25519,
    /// A witness's Ed25519 over time and checkpoint (type 0x04).
    Cosignature,
    /// SM2 with SM3 over the note text (type 0xff and the algorithm's object identifier).
    Sm2,
}

impl KeyKind {
    const ALL: [Self; 3] = [Self::Ed25519, Self::Cosignature, Self::Sm2];

    /// The type bytes in front of the public key.
    #[must_use]
    pub const fn type_bytes(self) -> &'static [u8] {
        match self {
            Self::Ed25519 => &[0x01],
            Self::Cosignature => &[0x04],
            Self::Sm2 => SM2_TYPE,
        }
    }

    /// The algorithm behind it.
    #[must_use]
    pub const fn suite(self) -> Suite {
        match self {
            Self::Ed25519 | Self::Cosignature => Suite::Ed25519,
            Self::Sm2 => Suite::Sm2,
        }
    }

    fn split(bytes: &[u8]) -> Result<(Self, &[u8]), SealError> {
        Self::ALL
            .into_iter()
            .find_map(|kind| Some((kind, bytes.strip_prefix(kind.type_bytes())?)))
            .ok_or(SealError::MalformedKey("its signature type is not known here"))
    }
}

/// A public key with its name: what a verifier is given once and trusts from then on.
#[derive(Clone)]
pub struct VerifierKey {
    name: String,
    id: u32,
    kind: KeyKind,
    verifier: Arc<dyn Verifier>,
}

impl VerifierKey {
    fn new(name: &str, kind: KeyKind, public: &[u8]) -> Result<Self, SealError> {
        check_name(name)?;
        let verifier = kind.suite().verifier(public)?;
        Ok(Self { name: name.to_owned(), id: key_id(name, kind, public), kind, verifier })
    }

    /// The key's name; for a log its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256(name ‖ newline ‖ type ‖ public key).
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// What it signs.
    #[must_use]
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Whether this signature line was made by this key over this text; gives the time of a
    /// cosignature in seconds since 1970.
    pub fn verify(&self, text: &str, line: &SignatureLine) -> Result<Option<u64>, SealError> {
        let bad = || SealError::BadSignature { name: self.name.clone() };
        if self.kind != KeyKind::Cosignature {
            let good = self.verifier.verifies(text.as_bytes(), &line.signature);
            return if good { Ok(None) } else { Err(bad()) };
        }
        let (time, signature) = line.signature.split_first_chunk::<8>().ok_or_else(bad)?;
        let seconds = u64::from_be_bytes(*time);
        let good = i64::try_from(seconds).is_ok()
            && self.verifier.verifies(cosigned_text(seconds, text).as_bytes(), signature);
        if good { Ok(Some(seconds)) } else { Err(bad()) }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let material = [self.kind.type_bytes(), &self.verifier.public_key()].concat();
        write!(f, "{}+{:08x}+{}", self.name, self.id, STANDARD.encode(material))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl PartialEq for VerifierKey {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for VerifierKey {}

impl FromStr for VerifierKey {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let (name, id, material) = split_key(text)?;
        let (kind, public) = KeyKind::split(&material)?;
        let key = Self::new(name, kind, public)?;
        if key.id == id { Ok(key) } else { Err(SealError::MalformedKey("its id does not fit")) }
    }
}

/// A secret key with its name. Clones share the secret.
#[derive(Clone)]
pub struct SigningKey {
    verifier_key: VerifierKey,
    signer: Arc<dyn Signer>,
    secret: [u8; 32],
}

impl SigningKey {
    /// A new key from chance.
    pub fn generate(name: &str, kind: KeyKind, chance: &dyn Entropy) -> Result<Self, SealError> {
        let mut secret = [0; 32];
        // Nearly every draw is a secret of SM2, and every one is of Ed25519.
        for _ in 0..8 {
            chance.fill(&mut secret);
            if kind.suite().signer(&secret).is_ok() {
                break;
            }
        }
        Self::new(name, kind, secret)
    }

    /// From a secret of 32 bytes (an Ed25519 seed or an SM2 scalar).
    pub fn new(name: &str, kind: KeyKind, secret: [u8; 32]) -> Result<Self, SealError> {
        let signer = kind.suite().signer(&secret)?;
        let verifier_key = VerifierKey::new(name, kind, &signer.public_key())?;
        Ok(Self { verifier_key, signer, secret })
    }

    /// The public half.
    #[must_use]
    pub const fn verifier_key(&self) -> &VerifierKey {
        &self.verifier_key
    }

    /// The text of the key file. Secret: it may be written to a file that only the service reads.
    #[must_use]
    pub fn to_secret_text(&self) -> String {
        let VerifierKey { name, id, kind, .. } = &self.verifier_key;
        let material = STANDARD.encode([kind.type_bytes(), &self.secret].concat());
        format!("{PRIVATE}{name}+{id:08x}+{material}")
    }

    /// Reads what [`to_secret_text`](Self::to_secret_text) writes.
    pub fn from_secret_text(text: &str) -> Result<Self, SealError> {
        let rest = text.trim_end().strip_prefix(PRIVATE);
        let (name, id, material) =
            split_key(rest.ok_or(SealError::MalformedKey("it does not begin with PRIVATE+KEY+"))?)?;
        let (kind, secret) = KeyKind::split(&material)?;
        let secret = secret.try_into().map_err(|_| SealError::MalformedKey("not 32 bytes"))?;
        let key = Self::new(name, kind, secret)?;
        if key.verifier_key.id == id {
            Ok(key)
        } else {
            Err(SealError::MalformedKey("its id does not fit"))
        }
    }

    /// Signs a note's text. `seconds` (since 1970) is used by cosignatures only.
    pub fn sign(&self, text: &str, seconds: u64) -> Result<SignatureLine, SealError> {
        let VerifierKey { name, id, kind, .. } = &self.verifier_key;
        let signature = if *kind == KeyKind::Cosignature {
            let signature = self.signer.sign(cosigned_text(seconds, text).as_bytes())?;
            [&seconds.to_be_bytes()[..], &signature].concat()
        } else {
            self.signer.sign(text.as_bytes())?
        };
        Ok(SignatureLine { name: name.clone(), id: *id, signature })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifier_key)
    }
}

/// Whether a name may stand in a key and in a signature line.
pub(crate) fn check_name(name: &str) -> Result<(), SealError> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.contains(bad) { Err(SealError::MalformedName) } else { Ok(()) }
}

fn key_id(name: &str, kind: KeyKind, public: &[u8]) -> u32 {
    let digest = Sha256::of_parts(&[name.as_bytes(), b"\n", kind.type_bytes(), public]);
    let [a, b, c, d, ..] = digest.0;
    u32::from_be_bytes([a, b, c, d])
}

/// `name+id+base64` taken apart; the base64 itself may hold plus signs.
fn split_key(text: &str) -> Result<(&str, u32, Vec<u8>), SealError> {
    let mut parts = text.trim_end().splitn(3, '+');
    let (Some(name), Some(id), Some(material)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(SealError::MalformedKey("it has not the three parts name+id+key"));
    };
    let id = from_hex(id).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    let id = id.ok_or(SealError::MalformedKey("its id is not eight hexadecimal digits"))?;
    let material =
        STANDARD.decode(material).map_err(|_| SealError::MalformedKey("it is not base64"))?;
    Ok((name, id, material))
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::ambient::SeededEntropy;

    #[test]
    fn keys_come_back_from_their_texts() {
        for kind in KeyKind::ALL {
            let key = SigningKey::generate("a.example/log", kind, &SeededEntropy::new(3)).unwrap();
            let again = SigningKey::from_secret_text(&key.to_secret_text()).unwrap();
            assert_eq!(again.verifier_key(), key.verifier_key());
            let public: VerifierKey = key.verifier_key().to_string().parse().unwrap();
            assert_eq!((public.kind(), public.name()), (kind, "a.example/log"));
            let line = key.sign("text\n", 1).unwrap();
            assert!(public.verify("text\n", &line).is_ok());
            assert!(public.verify("Text\n", &line).is_err());
            assert!(!format!("{key:?}").contains(&STANDARD.encode(key.secret)));
        }
    }

    #[test]
    fn keys_that_do_not_fit_are_refused() {
        let good = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
        assert_eq!(good.parse::<VerifierKey>().unwrap().to_string(), good);
        for bad in [
            "",
            "example.com/foo",
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/fo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k=",
            "example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        ] {
            assert!(bad.parse::<VerifierKey>().is_err(), "{bad}");
        }
        assert!(SigningKey::from_secret_text(good).is_err());
    }
}
