//! Acts: a transaction that can only be closed with its record.

use std::cell::Cell;
use std::sync::Arc;

use basis::{Fault, Id, Instant, Outcome, RecordId, Refusal, RefusalKind, Stop};
use seal::{KeyedHash, Sha256};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use store::Tx;
use store::jobs::{self, Job};
use tracing::Instrument;

use crate::measured::count;
use crate::record::{Envelope, Record, Sealed, sorted};
use crate::rows;
use crate::{IdempotencyKey, Ledger, StoredRecord};

/// The kind of the record that names a record whose salt and text were erased.
pub const ERASED: &str = "ledger.erased";

/// What stands around an act.
#[derive(Clone, Debug)]
pub struct Meta {
    /// The county in whose log the records go.
    pub county: String,
    /// The key of this intention, among those of the same `who` of [`Meta::by`].
    pub key: IdempotencyKey,
    /// When it is done.
    pub at: Instant,
    /// Who does it, for whom, through which channel; goes into every record. Nothing in it may
    /// differ when the same act is tried again (so no time).
    pub by: Value,
    /// What is asked, for telling a repetition from another request with the same key.
    pub request: Value,
}

impl Meta {
    /// Under what the answer is kept: the key among those of whoever acts, so that a key that
    /// somebody else has used stands in nobody's way and gives nobody's answer away.
    fn kept_key(&self) -> String {
        let who = Sha256::of(sorted(&self.by["who"]).to_string().as_bytes()).to_string();
        format!("{}@{}", self.key, &who[..32])
    }

    fn request_digest(&self) -> Sha256 {
        let whole = Value::Array(vec![sorted(&self.by), sorted(&self.request)]);
        Sha256::of(whole.to_string().as_bytes())
    }
}

/// An act with the digests of its key and request, worked out before its transaction: SQLite has one
/// writer, whom everybody waits for.
pub(crate) struct Asked {
    pub(crate) meta: Meta,
    /// Under what its answer is kept.
    pub(crate) key: String,
    /// The digest by which a repetition is told from another request.
    pub(crate) request: Sha256,
}

impl Asked {
    fn new(meta: Meta) -> Self {
        Self { key: meta.kept_key(), request: meta.request_digest(), meta }
    }

    /// For the act, and for whoever looks afterwards whether it had been done.
    fn twice(meta: Meta) -> (Arc<Self>, Arc<Self>) {
        let asked = Arc::new(Self::new(meta));
        (Arc::clone(&asked), asked)
    }
}

/// An open act. What it does through [`Act::tx`] is kept only if it ends with [`Act::close`].
pub struct Act<'act, 'tx> {
    tx: &'act mut Tx<'tx>,
    ledger: &'act Ledger,
    meta: &'act Meta,
    chance: KeyedHash,
    drawn: Cell<u32>,
    closing: RecordId,
}

/// The value of an act that has left its record. Only [`Act::close`] makes one.
pub struct Closed<T> {
    value: T,
    kind: &'static str,
}

impl<'tx> Act<'_, 'tx> {
    /// The transaction.
    pub fn tx(&mut self) -> &mut Tx<'tx> {
        self.tx
    }

    /// When the act is done.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.meta.at
    }

    /// The county in whose log the records go.
    #[must_use]
    pub fn county(&self) -> &str {
        &self.meta.county
    }

    /// A new id.
    #[must_use]
    pub fn new_id(&self) -> Id {
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&self.draw("id").0[..10]);
        Id::from_parts(self.meta.at, bytes)
    }

    /// The id that the closing record will have, for links to its receipt.
    #[must_use]
    pub fn record_id(&self) -> RecordId {
        self.closing
    }

    /// Puts work on the list in the same transaction; `false` when the same waits already.
    pub fn enqueue(&mut self, job: Job) -> Outcome<bool> {
        Ok(jobs::enqueue(self.tx, &job)?)
    }

    /// The records of a stream after a number, oldest first.
    pub fn records(&mut self, stream: &str, after: i64, limit: i64) -> Outcome<Vec<StoredRecord>> {
        let county = self.meta.county.clone();
        Ok(rows::records(self.tx, &county, stream, after, limit)?)
    }

    /// One more record beside the closing one.
    pub fn also(&mut self, record: Record) -> Outcome<RecordId> {
        let id = RecordId(self.new_id());
        self.write(id, record)?;
        Ok(id)
    }

    /// [`Act::also`] where the record's number in its stream is known: the stream is new, or its
    /// last number is the version of what this act has changed.
    pub fn also_as(&mut self, seq: i64, record: Record) -> Outcome<RecordId> {
        let id = RecordId(self.new_id());
        self.write_as(seq, id, record)?;
        Ok(id)
    }

    /// Destroys the salt and the text of a record. Its commitment stays in the log and proves
    /// nothing about anybody any more. A record of its own ([`ERASED`]) names it, so that an audit
    /// tells it from a record that somebody emptied in the database; the closing record says by
    /// whom and why.
    pub fn erase(&mut self, record: RecordId) -> Outcome<()> {
        if rows::erase(self.tx, &self.meta.county, record)? {
            let body = serde_json::json!({ "record": record });
            return self.also(Record::new(format!("erased:{record}"), ERASED, body)).map(drop);
        }
        Err(Refusal::told(RefusalKind::NotFound, "act.record-unknown").into())
    }

    /// Closes the act with its record.
    pub fn close<T>(&mut self, record: Record, value: T) -> Outcome<Closed<T>> {
        let kind = record.kind;
        self.write(self.closing, record)?;
        Ok(Closed { value, kind })
    }

    /// [`Act::close`] where the record's number in its stream is known, as in [`Act::also_as`].
    pub fn close_as<T>(&mut self, seq: i64, record: Record, value: T) -> Outcome<Closed<T>> {
        let kind = record.kind;
        self.write_as(seq, self.closing, record)?;
        Ok(Closed { value, kind })
    }

    fn write(&mut self, id: RecordId, record: Record) -> Outcome<()> {
        let seq = rows::last_seq(self.tx, &self.meta.county, &record.stream)? + 1;
        let sealed = self.seal(seq, id, record)?;
        rows::insert_record(self.tx, &sealed)
            .map_err(|error| if error.is_unique() { overtaken() } else { error.into() })?;
        self.react(&sealed.envelope)
    }

    fn write_as(&mut self, seq: i64, id: RecordId, record: Record) -> Outcome<()> {
        let sealed = self.seal(seq, id, record)?;
        rows::insert_record_later(self.tx, &sealed)?;
        self.react(&sealed.envelope)
    }

    fn seal(&self, seq: i64, id: RecordId, record: Record) -> Outcome<Sealed> {
        let envelope = Envelope {
            county: self.meta.county.clone(),
            stream: record.stream,
            seq,
            id,
            kind: record.kind.to_owned(),
            at: self.meta.at,
            by: self.meta.by.clone(),
            body: record.body,
        };
        Ok(envelope.seal(self.draw("salt").0)?)
    }

    /// Puts on the list what others want to do when a record of this kind appears.
    fn react(&mut self, envelope: &Envelope<()>) -> Outcome<()> {
        let wanted = self.ledger.reactions(&envelope.kind).to_vec();
        for kind in wanted {
            let job = Job {
                county: envelope.county.clone(),
                id: self.new_id(),
                kind: kind.to_owned(),
                dedupe: envelope.id.to_string(),
                run_at: envelope.at,
                body: serde_json::json!({"record": envelope.id, "stream": envelope.stream})
                    .to_string(),
            };
            jobs::put(self.tx, &job)?;
        }
        Ok(())
    }

    /// 32 bytes of chance, all different, from the one draw before the transaction.
    fn draw(&self, what: &str) -> Sha256 {
        self.drawn.set(self.drawn.get() + 1);
        self.chance.tag(what, &self.drawn.get().to_be_bytes())
    }
}

impl Ledger {
    /// Runs an act in one transaction: state, record, jobs and key are kept together or not at all.
    /// The same key with the same request gives the stored answer without doing it again.
    pub async fn act<T, F>(&self, meta: Meta, work: F) -> Outcome<T>
    where
        F: FnOnce(&mut Act<'_, '_>) -> Outcome<Closed<T>> + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let (ledger, chance) = (self.clone(), self.ambient().bytes());
        let (asked, again) = Asked::twice(meta);
        let before = self.store().meters().micros();
        let done = self.store().write(move |tx| run(&ledger, tx, &asked, chance, work));
        let done = match done.instrument(tracing::info_span!("act")).await {
            Err(stop) if may_be_answered(&stop) => {
                let earlier = self.store().read(move |tx| answered(tx, &again)).await;
                earlier.and_then(|earlier| earlier.map(|value| (value, None)).ok_or(stop))
            }
            done => done,
        };
        count(self.store().meters(), before, done)
    }

    /// [`Ledger::act`] on the present thread; for commands and tests.
    pub fn act_now<T, F>(&self, meta: Meta, work: F) -> Outcome<T>
    where
        F: FnOnce(&mut Act<'_, '_>) -> Outcome<Closed<T>> + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let (ledger, chance) = (self.clone(), self.ambient().bytes());
        let (asked, again) = Asked::twice(meta);
        let before = self.store().meters().micros();
        let done = match self.store().write_now(move |tx| run(&ledger, tx, &asked, chance, work)) {
            Err(stop) if may_be_answered(&stop) => {
                let earlier = self.store().read_now(|tx| answered(tx, &again));
                earlier.and_then(|earlier| earlier.map(|value| (value, None)).ok_or(stop))
            }
            done => done,
        };
        count(self.store().meters(), before, done)
    }

    /// Does once a key what leaves no record of its own, such as keeping a file until it is handed in.
    /// The same key with the same request gives the stored answer without doing it again.
    ///
    /// # Errors
    /// A refusal where the key was used for another request, or whatever the work ends with.
    pub async fn once<T, F>(&self, meta: Meta, work: F) -> Outcome<T>
    where
        F: FnOnce(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let (asked, again) = Asked::twice(meta);
        let done = self.store().write(move |tx| {
            let value = work(tx)?;
            keep(tx, &asked, &value)?;
            Ok::<_, Stop>(value)
        });
        match done.await {
            Err(stop) if may_be_answered(&stop) => {
                let earlier = self.store().read(move |tx| answered(tx, &again)).await;
                earlier.and_then(|earlier| earlier.ok_or(stop))
            }
            done => done,
        }
    }

    /// The stored answer of an act that has been done with this key, if it has: for whoever gathers
    /// much before an act and would gather something else by now.
    ///
    /// # Errors
    /// A refusal where the key was used for another request, or when the database fails.
    pub async fn repeated<T>(&self, meta: Meta) -> Outcome<Option<T>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let asked = Asked::new(meta);
        self.store().read(move |tx| answered(tx, &asked)).await
    }

    /// Forgets the answers of acts before an instant (they may hold personal data); how many.
    /// After that a key can be used again, so keep them longer than anybody retries.
    pub async fn forget_answers(&self, county: String, before: Instant) -> Outcome<u64> {
        self.store().write(move |tx| Ok(rows::forget_keys(tx, &county, before)?)).await
    }
}

/// What the act gives, and the kind of its record; no kind where it had been done before.
type Ran<T> = (T, Option<&'static str>);

fn run<T, F>(
    ledger: &Ledger,
    tx: &mut Tx<'_>,
    asked: &Asked,
    chance: [u8; 32],
    work: F,
) -> Outcome<Ran<T>>
where
    F: FnOnce(&mut Act<'_, '_>) -> Outcome<Closed<T>>,
    T: Serialize + DeserializeOwned,
{
    let meta = &asked.meta;
    let closed = {
        let mut act = Act {
            tx: &mut *tx,
            ledger,
            meta,
            chance: KeyedHash::new(&chance),
            drawn: Cell::new(0),
            closing: RecordId(Id::from_parts(meta.at, [0; 10])),
        };
        act.closing = RecordId(act.new_id());
        work(&mut act)?
    };
    keep(tx, asked, &closed.value)?;
    Ok((closed.value, Some(closed.kind)))
}

/// Keeps the answer under its key, which nobody may have used: where somebody has, the transaction
/// fails, and whoever asked finds out ([`answered`]). It stands last, so that it travels with the
/// commit; a second server with the same key waits there for the first.
fn keep<T: Serialize>(tx: &mut Tx<'_>, asked: &Asked, value: &T) -> Outcome<()> {
    let answer =
        serde_json::to_string(value).map_err(|error| Fault::because("keeping an answer", error))?;
    Ok(rows::keep_answer(tx, asked, &answer)?)
}

/// Whether an act that came to nothing may have been done before. Where the database was away
/// nothing can be asked.
fn may_be_answered(stop: &Stop) -> bool {
    stop.refusal().is_none_or(|refusal| !refusal.rule.starts_with("store."))
}

/// The answer that is kept under a key, if any is.
fn answered<T: DeserializeOwned>(tx: &mut Tx<'_>, asked: &Asked) -> Outcome<Option<T>> {
    match rows::answered(tx, asked)? {
        Some((request, answer)) if request == asked.request.0 => decode(&answer).map(Some),
        Some(_) => Err(reused().into()),
        None => Ok(None),
    }
}

fn decode<T: DeserializeOwned>(answer: &str) -> Outcome<T> {
    serde_json::from_str(answer)
        .map_err(|error| Fault::because("reading the stored answer of an act", error).into())
}

fn reused() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "act.key-reused")
}

fn overtaken() -> Stop {
    Refusal::told(RefusalKind::Conflict, "act.overtaken").into()
}
