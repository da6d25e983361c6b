//! The receipt that a resident holds: a proof file with the record and its salt inside, so that it
//! can be checked by anybody, offline, for ever.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use basis::{Instant, Lang, Text};
use serde::{Deserialize, Serialize};

use crate::merkle::leaf_hash;
use crate::proof::{Policy, ProofError, Proved, TlogProof};
use crate::record::{Envelope, Salt, commitment};

/// What stands in the `extra` line: all that is needed to make the leaf again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    /// The record's canonical text.
    text: String,
    /// Its salt, base64.
    salt: String,
}

/// A receipt that was checked and holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// The record that it proves.
    pub record: Envelope,
    /// Where, in which log, witnessed by whom.
    pub proved: Proved,
}

/// The `extra` bytes of a record's receipt.
pub(crate) fn opening(text: &str, salt: &Salt) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Opening { text: text.to_owned(), salt: STANDARD.encode(salt) })
}

/// Checks a receipt file and says what it proves.
///
/// # Errors
/// The first thing that does not hold, in the order: form, log, signatures, witnesses, record.
pub fn verify_receipt(file: &str, policy: &Policy) -> Result<Verified, ProofError> {
    let proof: TlogProof = file.parse()?;
    let extra = proof.extra.as_deref().ok_or(ProofError::Malformed("it holds no record"))?;
    let (text, salt) = read_opening(extra)?;
    let record: Envelope = serde_json::from_str(&text)
        .map_err(|_| ProofError::Malformed("the record in it cannot be read"))?;
    let proved = proof.verify(&leaf_hash(commitment(&salt, &text).as_bytes()), policy)?;
    Ok(Verified { record, proved })
}

fn read_opening(extra: &[u8]) -> Result<(String, Salt), ProofError> {
    let bad = || ProofError::Malformed("the record in it is cut");
    let opening: Opening = serde_json::from_slice(extra).map_err(|_| bad())?;
    // One form only, so that not a single byte of a receipt can be changed unnoticed.
    if serde_json::to_vec(&opening).ok().as_deref() != Some(extra) {
        return Err(bad());
    }
    let salt = STANDARD.decode(&opening.salt).ok().and_then(|salt| salt.try_into().ok());
    Ok((opening.text, salt.ok_or_else(bad)?))
}

impl Verified {
    /// What the receipt proves, in plain words, with the record's kind as it stands in the record.
    #[must_use]
    pub fn words(&self) -> Text {
        self.words_for(&Text::new(&*self.record.kind, &*self.record.kind))
    }

    /// What the receipt proves, with a name for what happened that people know, e.g. 提交申请.
    #[must_use]
    pub fn words_for(&self, event: &Text) -> Text {
        let Self { record, proved } = self;
        let (at, origin) = (local(record.at), &proved.checkpoint.origin);
        let (kind, kind_en) = (event.get(Lang::Zh), event.get(Lang::En));
        let (place, size) = (proved.index + 1, proved.checkpoint.size);
        let (by_zh, by_en) = witnesses(proved);
        Text::new(
            format!(
                "这份回执是真的，没有被改过。它证明：{at}（北京时间），办事机构记下了“{kind}”这件事，\
                 记录编号 {id}。这条记录是“{origin}”总账的第 {place} 条（签名时总账共 {size} 条）。\
                 谁要是事后改动、删除或倒填日期，都会和这份回执对不上。{by_zh}",
                id = record.id,
            ),
            format!(
                "This receipt is genuine and unchanged. It proves: at {at} (Beijing time) the office \
                 recorded \"{kind_en}\", record {id}. The record is number {place} of the {size} that the \
                 ledger {origin} had when it signed. Whoever changes, removes or back-dates it will \
                 not agree with this receipt. {by_en}",
                id = record.id,
            ),
        )
    }
}

fn local(at: Instant) -> String {
    at.civil().strftime("%Y-%m-%d %H:%M").to_string()
}

fn witnesses(proved: &Proved) -> (String, String) {
    let names: Vec<_> = proved.witnesses.iter().map(|(name, _)| name.as_str()).collect();
    if names.is_empty() {
        return (
            "这份回执只有办事机构自己的签名，没有核对其他单位的见证。".to_owned(),
            "Only the office itself has signed; no witness was checked.".to_owned(),
        );
    }
    (
        format!("另有 {} 家单位见证：{}。", names.len(), names.join("、")),
        format!("Witnessed by {}: {}.", names.len(), names.join(", ")),
    )
}

#[cfg(test)]
mod tests;
