//! The audit (`tongban ledger verify`): replays everything from the records up, believes nothing.

mod finding;
mod replay;

#[cfg(test)]
mod tests;

use basis::Outcome;
use seal::{Note, VerifierKey};
use store::Store;

use crate::{Ledger, ProofError, TlogProof};

pub use finding::Finding;

/// Findings beyond this many are counted, not listed.
const MOST_FINDINGS: usize = 1_000;

/// What an auditor brings along; all of it may be empty.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// Checkpoints of this log seen elsewhere: kept by residents, by witnesses, by the press.
    pub checkpoints: Vec<Note>,
    /// Keys of the witnesses whose cosignatures are to be checked.
    pub witnesses: Vec<VerifierKey>,
}

/// What the audit saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Which county's log.
    pub county: String,
    /// Leaves of the log.
    pub leaves: u64,
    /// Records that wait for their checkpoint.
    pub waiting: u64,
    /// Records whose salt and text were erased.
    pub erased: u64,
    /// Checkpoints that were replayed.
    pub checkpoints: u64,
    /// What does not hold.
    pub findings: Vec<Finding>,
    /// Findings beyond those listed.
    pub more: u64,
}

impl AuditReport {
    /// Whether everything holds.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    fn add(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }
}

impl Outside {
    /// Adds a file that somebody kept: a checkpoint, or a receipt (its checkpoint is taken).
    pub fn bring(&mut self, file: &str) -> Result<(), ProofError> {
        let note = match file.parse::<TlogProof>() {
            Ok(proof) => proof.checkpoint,
            Err(error) => file.parse().map_err(|_| error)?,
        };
        self.checkpoints.push(note);
        Ok(())
    }
}

/// Replays a county's records, tiles and checkpoints, and compares them with each other and with
/// what the auditor brings. Needs the public keys only. Blocking and long; for the command.
pub fn audit(
    store: &Store,
    county: &str,
    keys: &[VerifierKey],
    outside: &Outside,
) -> Outcome<AuditReport> {
    store.snapshot_now(|tx| replay::run(tx, county, keys, outside))
}

impl Ledger {
    /// [`audit`] with the keys of this process.
    pub fn audit_now(&self, county: &str, outside: &Outside) -> Outcome<AuditReport> {
        audit(self.store(), county, &self.keys().of(county)?.verifier_keys(), outside)
    }
}
