//! Integration: waiting records get their places in the log, and a checkpoint over them is signed.

use std::future::Future;
use std::time::Duration;

use basis::{Fault, Instant, Outcome, RecordId, Stop};
use store::Tx;

use crate::checkpoint::Checkpoint;
use crate::proof::TlogProof;
use crate::rows::{self, NewTiles, Tiles};
use crate::tile::TreeError;
use crate::tree::{Tree, append};
use crate::{Ledger, LogKeys, receipt};

/// How many records share a checkpoint at most; keeps the writer free for acts in between.
const BATCH: i64 = 1_024;
/// Half of the second within which a checkpoint must follow an act.
const PERIOD: Duration = Duration::from_millis(500);

impl From<TreeError> for Stop {
    fn from(error: TreeError) -> Self {
        match error {
            TreeError::Store(error) => error.into(),
            other => Fault::because("the ledger's tree cannot be read", other).into(),
        }
    }
}

impl Ledger {
    /// Integrates what waits in a county's log; the newest checkpoint, if this call made one.
    /// Several servers may do it at once: one of them moves the head, the others do nothing.
    pub async fn integrate(&self, county: &str) -> Outcome<Option<Checkpoint>> {
        let mut newest = None;
        while self.is_due(county).await? {
            let (work, county) = (self.work(county)?, county.to_owned());
            match self.store().write(move |tx| step(tx, &county, &work)).await? {
                Some(checkpoint) => newest = Some(checkpoint),
                None => break,
            }
        }
        Ok(newest)
    }

    /// [`Ledger::integrate`] on the present thread; for commands and tests.
    pub fn integrate_now(&self, county: &str) -> Outcome<Option<Checkpoint>> {
        let mut newest = None;
        loop {
            let (work, name) = (self.work(county)?, county.to_owned());
            match self.store().write_now(move |tx| step(tx, &name, &work))? {
                Some(checkpoint) => newest = Some(checkpoint),
                None => return Ok(newest),
            }
        }
    }

    async fn is_due(&self, county: &str) -> Outcome<bool> {
        let county = county.to_owned();
        self.store()
            .read(move |tx| Ok(rows::head(tx, &county)?.is_none() || rows::waiting(tx, &county)?))
            .await
    }

    fn work(&self, county: &str) -> Outcome<Work> {
        Ok(Work { keys: self.keys().of(county)?.clone(), at: self.ambient().now() })
    }

    /// The receipt of a record, to be given to the person concerned; `None` while the record waits
    /// for its checkpoint (at most two seconds) and after it was erased.
    pub async fn receipt(&self, county: &str, id: RecordId) -> Outcome<Option<TlogProof>> {
        let county = county.to_owned();
        self.store().read(move |tx| prove(tx, &county, id)).await
    }

    /// [`Ledger::receipt`] on the present thread; for commands and tests.
    pub fn receipt_now(&self, county: &str, id: RecordId) -> Outcome<Option<TlogProof>> {
        self.store().read_now(|tx| prove(tx, county, id))
    }
}

/// What one step needs beside the database.
struct Work {
    keys: LogKeys,
    at: Instant,
}

fn step(tx: &mut Tx<'_>, county: &str, work: &Work) -> Outcome<Option<Checkpoint>> {
    let Some(size) = rows::head(tx, county)? else {
        // The first checkpoint is over nothing, so that witnesses can begin at the beginning.
        return if rows::begin_log(tx, county)? {
            sign(tx, county, work, 0).map(Some)
        } else {
            Ok(None)
        };
    };
    // Take the head before looking: on PostgreSQL a second server waits here, and then has lost.
    if !rows::move_head(tx, county, size, size)? {
        return Ok(None);
    }
    let entries = rows::number_waiting(tx, county, size, BATCH)?;
    if entries.is_empty() {
        return Ok(None);
    }
    grow(tx, county, work, size, &entries).map(Some)
}

/// Puts commitments that have their places into the tiles, moves the head and signs.
fn grow(
    tx: &mut Tx<'_>,
    county: &str,
    work: &Work,
    size: u64,
    entries: &[Vec<u8>],
) -> Outcome<Checkpoint> {
    let grown = append(&mut Tiles { tx, county }, size, entries)?;
    rows::move_head(tx, county, size, grown)?;
    sign(tx, county, work, grown)
}

/// [`grow`] for history, which comes in bulk.
pub(crate) fn sign_grown(
    tx: &mut Tx<'_>,
    county: &str,
    (keys, at): (&LogKeys, Instant),
    size: u64,
    entries: &[Vec<u8>],
) -> Outcome<()> {
    let mut tiles = NewTiles::over(tx, county, size);
    let grown = append(&mut tiles, size, entries)?;
    tiles.keep()?;
    rows::move_head(tx, county, size, grown)?;
    sign(tx, county, &Work { keys: keys.clone(), at }, grown).map(drop)
}

/// Signs and keeps a checkpoint. Nobody sees it before the transaction is durable, but in a load
/// beside which nobody works ([`Tx::durable_with_the_next`]).
fn sign(tx: &mut Tx<'_>, county: &str, work: &Work, size: u64) -> Outcome<Checkpoint> {
    let root = Tree::new(&mut Tiles { tx, county }, size).root()?;
    let checkpoint = Checkpoint { origin: work.keys.origin().to_owned(), size, root };
    let note = checkpoint
        .sign(&work.keys)
        .map_err(|error| Fault::because("signing a checkpoint", error))?;
    rows::keep_checkpoint(tx, county, size, &note.to_string(), work.at)?;
    Ok(checkpoint)
}

fn prove(tx: &mut Tx<'_>, county: &str, id: RecordId) -> Outcome<Option<TlogProof>> {
    let Some((index, text, salt)) = rows::opening(tx, county, id)? else { return Ok(None) };
    // A checkpoint with a witness is worth more than a newer one without.
    let above = i64::try_from(index).map_err(|_| TreeError::OutOfRange)?;
    let cosigned = rows::cosigned_size(tx, county, None, above)?;
    let Some(note) = rows::checkpoint(tx, county, cosigned)? else { return Ok(None) };
    let broken = |error| Fault::because("reading a stored checkpoint", error);
    let checkpoint: seal::Note = note.parse().map_err(broken)?;
    let size = Checkpoint::parse(checkpoint.text()).map_err(broken)?.size;
    let hashes = Tree::new(&mut Tiles { tx, county }, size).inclusion(index)?;
    let extra = receipt::opening(&text, &salt)
        .map_err(|error| Fault::because("writing a receipt", error))?;
    Ok(Some(TlogProof { extra: Some(extra), index, hashes, checkpoint }))
}

/// Integrates every county's log twice a second until `shutdown` is ready.
pub async fn run_integrator(ledger: Ledger, shutdown: impl Future<Output = ()>) {
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = &mut shutdown => break,
        }
        // Where a newer version has worked on the database, its servers move the log on.
        if ledger.store().newer().is_some() {
            continue;
        }
        for county in ledger.keys().counties() {
            if let Err(error) = ledger.integrate(county).await {
                tracing::error!(county, %error, "integrating the ledger failed; trying again");
            }
        }
    }
}
