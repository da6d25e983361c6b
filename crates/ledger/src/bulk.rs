//! History in bulk: the same records, commitments, tiles and checkpoint as acts leave, written many
//! at a time. For loading what happened elsewhere or a county that is simulated; what people do
//! goes through [`crate::Act`].

use basis::{Fault, Id, Instant, Outcome, RecordId, Stop};
use seal::KeyedHash;
use serde::Serialize;
use serde_json::Value;
use store::Tx;

use crate::integrate::sign_grown;
use crate::record::{Envelope, Record, Sealed};
use crate::{Ledger, rows};

/// A record of the past: who did it and when. `B` is JSON: a tree, or text that is ready, which costs
/// half as much.
#[derive(Clone, Debug)]
pub struct Past<B = Value> {
    /// When it was done.
    pub at: Instant,
    /// Who did it, as in [`crate::Meta::by`].
    pub by: B,
    /// What was done.
    pub record: Record<B>,
}

/// Seals the records of one new stream, numbered from 1. `chance` draws their ids and salts: it must
/// not be used for another stream. Pure, so that several threads can prepare while one writes.
///
/// # Errors
/// A fault when a record cannot be written as JSON.
pub fn seal_stream<B: Serialize>(
    county: &str,
    chance: &[u8; 32],
    past: Vec<Past<B>>,
) -> Result<Vec<Sealed>, Fault> {
    let chance = KeyedHash::new(chance);
    let seal = |(at, past): (usize, Past<B>)| {
        let mut id = [0; 10];
        id.copy_from_slice(&chance.tag("id", &at.to_be_bytes()).0[..10]);
        let envelope = Envelope {
            county: county.to_owned(),
            stream: past.record.stream,
            seq: at as i64 + 1,
            id: RecordId(Id::from_parts(past.at, id)),
            kind: past.record.kind.to_owned(),
            at: past.at,
            by: past.by,
            body: past.record.body,
        };
        envelope.seal(chance.tag("salt", &at.to_be_bytes()).0)
    };
    past.into_iter().enumerate().map(seal).collect()
}

impl Ledger {
    /// Keeps sealed records of new streams and whatever `work` writes beside them, in one
    /// transaction: the records take the next places in the log and a checkpoint over them is
    /// signed. What waits in the log is integrated first. No records make no checkpoint.
    ///
    /// # Errors
    /// A fault when a stream exists already, or another server moved the log meanwhile.
    pub fn keep_history<F>(&self, county: &str, sealed: Vec<Sealed>, work: F) -> Outcome<()>
    where
        F: FnOnce(&mut Tx<'_>) -> Outcome<()> + Send + 'static,
    {
        let waits = self.store().read_now(|tx| {
            Ok::<_, Stop>(rows::head(tx, county)?.is_none() || rows::waiting(tx, county)?)
        });
        if waits? {
            self.integrate_now(county)?;
        }
        let (keys, at) = (self.keys().of(county)?.clone(), self.ambient().now());
        let county = county.to_owned();
        self.store().write_now(move |tx| {
            let size = rows::head(tx, &county)?.unwrap_or_default();
            let is_ours = rows::move_head(tx, &county, size, size)?;
            if !is_ours || rows::waiting(tx, &county)? {
                return Err(Fault::new("the log moved while history was loaded; load again").into());
            }
            let entries: Vec<_> = sealed.iter().map(|one| one.commitment.0.to_vec()).collect();
            rows::insert_sealed(tx, size, sealed)?;
            // A checkpoint of this size is there already.
            if !entries.is_empty() {
                sign_grown(tx, &county, (&keys, at), size, &entries)?;
            }
            work(tx)
        })
    }
}
