//! The transparency log: leaves, tiles, checkpoints, proofs, witnesses, and the act that cannot close without its record.
//!
//! What must stay true: state, record, jobs and key of an act are kept in one transaction; a leaf
//! is a salted commitment and says nothing about anybody; a checkpoint is kept before it is shown,
//! and two checkpoints of one origin never contradict each other.

mod act;
mod bulk;
mod cosign;
mod idempotency;
mod integrate;
mod keys;
mod rows;

pub mod audit;
pub mod bench;
pub mod checkpoint;
pub mod measured;
pub mod merkle;
pub mod proof;
pub mod receipt;
pub mod record;
pub mod serve;
pub mod tile;
pub mod tree;
pub mod witness;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use basis::{Ambient, Fault, Outcome, Refusal, RefusalKind, Stop};
use store::Store;

pub use act::{Act, Closed, ERASED, Meta};
pub use audit::{AuditReport, Finding, Outside, audit};
pub use bench::bench;
pub use bulk::{Past, seal_stream};
pub use checkpoint::Checkpoint;
pub use cosign::{Cosigned, Post, WitnessAddress};
pub use idempotency::IdempotencyKey;
pub use integrate::run_integrator;
pub use keys::{Keyring, LogKeys};
pub use proof::{Policy, ProofError, Proved, TlogProof};
pub use receipt::{Verified, verify_receipt};
pub use record::{Content, Record, Sealed, StoredRecord};
pub use rows::{record, records, records_of, size, streams};
pub use serve::router;
pub use witness::{AddCheckpoint, Rejection, Witness};

/// The ledger of the counties that this process serves. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    store: Store,
    ambient: Ambient,
    keys: Keyring,
    reactions: Arc<BTreeMap<&'static str, Vec<&'static str>>>,
}

impl Ledger {
    /// A ledger on a database, with the keys of its counties.
    #[must_use]
    pub fn new(store: Store, ambient: Ambient, keys: Keyring) -> Self {
        Self { store, ambient, keys, reactions: Arc::default() }
    }

    /// The same ledger with a list of (record kind, job kind): a record of the kind puts the job on
    /// the list in its own transaction, with body `{"record": id, "stream": ..}`.
    #[must_use]
    pub fn reacting(
        mut self,
        reactions: impl IntoIterator<Item = (&'static str, &'static str)>,
    ) -> Self {
        let mut all = BTreeMap::<_, Vec<_>>::new();
        reactions.into_iter().for_each(|(record, job)| all.entry(record).or_default().push(job));
        self.reactions = Arc::new(all);
        self
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Time and chance.
    #[must_use]
    pub fn ambient(&self) -> &Ambient {
        &self.ambient
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Looks whether the newest checkpoint of a county's log was signed with these keys: a log that
    /// went on under others would contradict itself for good. For whoever is about to write.
    ///
    /// # Errors
    /// A refusal when other keys have signed it, or when the database fails.
    pub fn check_keys_now(&self, county: &str) -> Outcome<()> {
        let newest = self.store().read_now(|tx| Ok::<_, Stop>(rows::checkpoint(tx, county, None)?));
        let Some(note) = newest? else { return Ok(()) };
        let keys = self.keys().of(county)?.verifier_keys();
        let note: seal::Note =
            note.parse().map_err(|error| Fault::because("reading a stored checkpoint", error))?;
        Checkpoint::open(&note, &keys).map(drop).map_err(|_| other_keys().into())
    }

    fn reactions(&self, kind: &str) -> &[&'static str] {
        self.reactions.get(kind).map_or(&[], Vec::as_slice)
    }
}

fn other_keys() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "ledger.other-keys")
}
