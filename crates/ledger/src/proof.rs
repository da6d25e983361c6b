//! Offline proofs (c2sp.org/tlog-proof@v1): a leaf's place, the hashes to the root, the checkpoint.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use basis::{Instant, Text};
use seal::{KeyKind, Note, SealError, Sha256, Signed, VerifierKey};

use crate::checkpoint::{Checkpoint, decimal};
use crate::merkle::verify_inclusion;

const HEADER: &str = "c2sp.org/tlog-proof@v1\n";
/// A tree of 2^64 leaves has no longer path.
const MOST_HASHES: usize = 64;

/// A proof that can be checked without asking anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// What else is needed to make the leaf again; not authenticated by itself.
    pub extra: Option<Vec<u8>>,
    /// The leaf's place in the log, from 0.
    pub index: u64,
    /// The hashes from the leaf's sibling up to the root's child.
    pub hashes: Vec<Sha256>,
    /// The signed checkpoint.
    pub checkpoint: Note,
}

/// Whom the verifier trusts: the log's keys, and at least so many of these witnesses.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Keys of the log; each of them must have signed.
    pub log: Vec<VerifierKey>,
    /// Keys of witnesses that are known.
    pub witnesses: Vec<VerifierKey>,
    /// How many of the witnesses must have cosigned.
    pub quorum: usize,
}

/// Why a proof does not prove.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The file is not a proof in the expected form.
    #[error("this file is not a receipt: {0}")]
    Malformed(&'static str),
    /// The checkpoint is not one of the log that is trusted.
    #[error("the receipt is of the log {0}, for which no key was given")]
    UnknownLog(String),
    /// A signature is missing or does not fit.
    #[error("the ledger's signature does not hold: {0}")]
    Signature(SealError),
    /// Too few witnesses.
    #[error("{needed} witnesses must have cosigned; {found} of those known have")]
    Witnesses {
        /// How many are needed.
        needed: usize,
        /// How many there are.
        found: usize,
    },
    /// The record and the hashes do not lead to the signed root.
    #[error("the record is not in the ledger in this form: the record or the receipt was changed")]
    NotIncluded,
}

impl ProofError {
    /// The same for the person who holds the receipt.
    #[must_use]
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::Malformed(_) => "这个文件不是完整的回执。请找原来下载的文件再试一次".to_owned(),
            Self::UnknownLog(origin) => {
                format!("这份回执出自“{origin}”，但没有给出它的公钥。请先取得该机构公布的公钥")
            }
            Self::Signature(_) => {
                "回执上的签名对不上：文件被改过，或者公钥不是办事机构公布的那一把".to_owned()
            }
            Self::Witnesses { needed, found } => {
                format!("要求至少有 {needed} 家见证单位签名，这份回执上只有 {found} 家")
            }
            Self::NotIncluded => {
                "回执里的记录和总账对不上：记录或者回执被改过。请带上回执到办事窗口查问".to_owned()
            }
        };
        Text::new(zh, self.to_string())
    }
}

/// What a good proof says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The checkpoint that the log signed.
    pub checkpoint: Checkpoint,
    /// The leaf's place.
    pub index: u64,
    /// Witnesses that cosigned, and when.
    pub witnesses: Vec<(String, Instant)>,
}

impl TlogProof {
    /// Checks the proof for a leaf: origin and keys, witnesses, inclusion.
    pub fn verify(&self, leaf: &Sha256, policy: &Policy) -> Result<Proved, ProofError> {
        let text = self.checkpoint.text();
        let checkpoint = Checkpoint::parse(text).map_err(ProofError::Signature)?;
        if !policy.log.iter().any(|key| key.name() == checkpoint.origin) {
            return Err(ProofError::UnknownLog(checkpoint.origin));
        }
        Checkpoint::open(&self.checkpoint, &policy.log).map_err(ProofError::Signature)?;
        let witnesses = policy.count(&self.checkpoint)?;
        if !verify_inclusion(leaf, self.index, checkpoint.size, &self.hashes, &checkpoint.root) {
            return Err(ProofError::NotIncluded);
        }
        Ok(Proved { checkpoint, index: self.index, witnesses })
    }
}

impl Policy {
    /// The log's keys alone.
    #[must_use]
    pub fn of_log(log: Vec<VerifierKey>) -> Self {
        Self { log, ..Self::default() }
    }

    /// From keys of both sorts, as they stand in a file: cosignature keys are witnesses, the others
    /// are the log's.
    pub fn from_keys(keys: impl IntoIterator<Item = VerifierKey>, quorum: usize) -> Self {
        let (witnesses, log) = keys.into_iter().partition(|key| key.kind() == KeyKind::Cosignature);
        Self { log, witnesses, quorum }
    }

    /// The known witnesses of a checkpoint, if they are enough.
    fn count(&self, note: &Note) -> Result<Vec<(String, Instant)>, ProofError> {
        let known: Vec<_> =
            self.witnesses.iter().filter(|k| k.kind() == KeyKind::Cosignature).cloned().collect();
        let signed = match note.verify(&known) {
            Err(SealError::NoKnownSignature) => Vec::new(),
            other => other.map_err(ProofError::Signature)?,
        };
        if signed.len() < self.quorum {
            return Err(ProofError::Witnesses { needed: self.quorum, found: signed.len() });
        }
        Ok(signed.into_iter().map(|one| (one.name.clone(), at(&one))).collect())
    }
}

fn at(signed: &Signed) -> Instant {
    let seconds = signed.seconds.and_then(|seconds| i64::try_from(seconds).ok()).unwrap_or(0);
    Instant::from_millis(seconds.saturating_mul(1_000))
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEADER)?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{}", hash.to_base64()))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for TlogProof {
    type Err = ProofError;

    fn from_str(file: &str) -> Result<Self, ProofError> {
        let bad = ProofError::Malformed;
        let rest = file.strip_prefix(HEADER).ok_or(bad("its first line is not that of a proof"))?;
        let (head, note) = rest.split_once("\n\n").ok_or(bad("it has no empty line"))?;
        let mut lines = head.split('\n').peekable();
        let extra = match lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            None => None,
            Some(code) => {
                let extra = STANDARD.decode(code).map_err(|_| bad("its extra line is cut"))?;
                lines.next();
                Some(extra)
            }
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(decimal);
        let index = index.ok_or(bad("its index line is missing"))?;
        let hashes: Vec<_> = lines
            .take(MOST_HASHES + 1)
            .map(Sha256::from_base64)
            .collect::<Result<_, _>>()
            .map_err(|_| bad("a hash line is cut"))?;
        if hashes.len() > MOST_HASHES {
            return Err(bad("it has too many hash lines"));
        }
        let checkpoint = note.parse().map_err(|_| bad("its checkpoint is cut"))?;
        Ok(Self { extra, index, hashes, checkpoint })
    }
}
