//! Signed notes (c2sp.org/signed-note): a text and the signature lines of those who stand by it.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::key::check_name;
use crate::{KeyKind, SealError, SigningKey, VerifierKey};

/// More than the 16 that must be accepted, few enough that nobody can keep us busy.
const MOST_SIGNATURES: usize = 100;
const MOST_BYTES: usize = 1_000_000;
const DASH: &str = "\u{2014} ";

/// A text with signatures that have not been looked at yet: trust it only after [`Note::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

/// One line `— name base64(id ‖ signature)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureLine {
    /// Name of the key that is said to have signed.
    pub name: String,
    /// Id of that key.
    pub id: u32,
    /// The signature as its type defines it.
    pub signature: Vec<u8>,
}

/// A signature that was checked and is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Name of the key.
    pub name: String,
    /// What the key signs.
    pub kind: KeyKind,
    /// When a witness cosigned, in seconds since 1970.
    pub seconds: Option<u64>,
}

impl Note {
    /// A note without signatures. The text ends in a newline and has no other control characters.
    pub fn new(text: impl Into<String>) -> Result<Self, SealError> {
        let text = text.into();
        check_text(&text)?;
        Ok(Self { text, signatures: Vec::new() })
    }

    /// The text, with its last newline. Not to be trusted before [`verify`](Self::verify).
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines in their order.
    #[must_use]
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// Adds a key's signature. `seconds` (since 1970) is used by cosignatures only.
    pub fn sign(&mut self, key: &SigningKey, seconds: u64) -> Result<(), SealError> {
        let line = key.sign(&self.text, seconds)?;
        self.add(line);
        Ok(())
    }

    /// Adds a signature line made elsewhere, in place of an older one of the same key.
    pub fn add(&mut self, line: SignatureLine) {
        self.signatures.retain(|old| (&old.name, old.id) != (&line.name, line.id));
        self.signatures.push(line);
    }

    /// The signatures of the known keys. Unknown keys are passed over; one bad signature of a
    /// known key, or none at all, rejects the note. A key counts once.
    pub fn verify(&self, known: &[VerifierKey]) -> Result<Vec<Signed>, SealError> {
        let mut seen = BTreeSet::new();
        let mut good = Vec::new();
        for line in &self.signatures {
            let same = |key: &&VerifierKey| key.name() == line.name && key.id() == line.id;
            let Some(key) = known.iter().find(same) else { continue };
            if !seen.insert((&line.name, line.id)) {
                continue;
            }
            let seconds = key.verify(&self.text, line)?;
            good.push(Signed { name: line.name.clone(), kind: key.kind(), seconds });
        }
        if good.is_empty() { Err(SealError::NoKnownSignature) } else { Ok(good) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| write!(f, "{line}"))
    }
}

impl FromStr for Note {
    type Err = SealError;

    fn from_str(whole: &str) -> Result<Self, SealError> {
        if whole.len() > MOST_BYTES {
            return Err(SealError::MalformedNote("it is longer than a megabyte"));
        }
        let cut = whole.rfind("\n\n").ok_or(SealError::MalformedNote("no empty line"))?;
        let mut note = Self::new(&whole[..=cut])?;
        note.signatures = SignatureLine::parse_all(&whole[cut + 2..])?;
        if note.signatures.is_empty() {
            return Err(SealError::MalformedNote("no signature line"));
        }
        Ok(note)
    }
}

impl SignatureLine {
    /// Reads one or more whole lines, as a witness answers them.
    pub fn parse_all(lines: &str) -> Result<Vec<Self>, SealError> {
        if !lines.is_empty() && !lines.ends_with('\n') {
            return Err(SealError::MalformedNote("the last line has no newline"));
        }
        if lines.matches('\n').count() > MOST_SIGNATURES {
            return Err(SealError::MalformedNote("too many signatures"));
        }
        lines.split_terminator('\n').map(Self::parse).collect()
    }

    fn parse(line: &str) -> Result<Self, SealError> {
        let bad = SealError::MalformedNote("a signature line is not `— name base64`");
        let Some((name, code)) = line.strip_prefix(DASH).and_then(|rest| rest.split_once(' '))
        else {
            return Err(bad);
        };
        check_name(name)?;
        let bytes = STANDARD.decode(code).map_err(|_| bad.clone())?;
        let (id, signature) = bytes.split_first_chunk::<4>().ok_or_else(|| bad.clone())?;
        if signature.is_empty() {
            return Err(bad);
        }
        let id = u32::from_be_bytes(*id);
        Ok(Self { name: name.to_owned(), id, signature: signature.to_vec() })
    }
}

impl fmt::Display for SignatureLine {
    /// The whole line with its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = STANDARD.encode([&self.id.to_be_bytes()[..], &self.signature].concat());
        writeln!(f, "{DASH}{} {code}", self.name)
    }
}

/// What a witness signs: the time and the checkpoint's text (c2sp.org/tlog-cosignature).
pub(crate) fn cosigned_text(seconds: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

fn check_text(text: &str) -> Result<(), SealError> {
    if !text.ends_with('\n') {
        return Err(SealError::MalformedNote("the text does not end in a newline"));
    }
    if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        return Err(SealError::MalformedNote("control characters in the text"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
