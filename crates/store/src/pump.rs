//! The writer thread of SQLite: closures queue up, run one after another, and share one durable commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use meters::Meters;
use rusqlite::Connection;

use crate::{StoreError, measured, sqlite};

/// Called after the group's commit with what became of it.
pub(crate) type Acknowledge = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Runs inside the group's transaction and must leave it clean if it fails.
pub(crate) type Work = Box<dyn FnOnce(&Connection) -> Acknowledge + Send>;

/// How many closures may wait; beyond it a writer is told that the database is busy.
pub(crate) const QUEUE: usize = 2_048;
/// How many closures share a commit at most, so that the first does not wait for ever.
const GROUP: usize = 256;

/// The sending end of the writer's queue.
pub(crate) struct Pump {
    queue: Option<SyncSender<Entry>>,
    thread: Option<thread::JoinHandle<()>>,
    waiting: Arc<AtomicUsize>,
    meters: Meters,
}

/// Work with the moment at which it came.
struct Entry {
    work: Work,
    came: u64,
}

impl Pump {
    pub(crate) fn start(connection: Connection, meters: Meters) -> Result<Self, StoreError> {
        let (queue, receiver) = sync_channel(QUEUE);
        let waiting = Arc::<AtomicUsize>::default();
        let writer = Writer {
            connection,
            queue: receiver,
            waiting: waiting.clone(),
            meters: meters.clone(),
        };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(|error| StoreError::failed("starting the writer", error))?;
        Ok(Self { queue: Some(queue), thread: Some(thread), waiting, meters })
    }

    pub(crate) fn push(&self, work: Work) -> Result<(), StoreError> {
        let queue = self.queue.as_ref().ok_or_else(StoreError::stopped)?;
        // Counted first, since the writer may take it before this thread goes on.
        self.waiting.fetch_add(1, Ordering::Relaxed);
        queue.try_send(Entry { work, came: self.meters.micros() }).map_err(|error| {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => {
                    self.meters.add(&measured::BUSY, &[], 1);
                    StoreError::Busy("the writer's queue is full".to_owned())
                }
                TrySendError::Disconnected(_) => StoreError::stopped(),
            }
        })
    }

    /// How many closures wait for the writer.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

impl Drop for Pump {
    /// Lets what was queued finish, then closes the connection.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

/// The writer's own thread: its connection, and what it takes from.
struct Writer {
    connection: Connection,
    queue: Receiver<Entry>,
    waiting: Arc<AtomicUsize>,
    meters: Meters,
}

impl Writer {
    fn run(&self) {
        let connection = &self.connection;
        while let Ok(first) = self.queue.recv() {
            let first = self.take(first);
            if let Err(error) = begin(connection) {
                self.meters.add(&measured::COMMITS_FAILED, &[], 1);
                refuse(connection, first, &error);
                continue;
            }
            let mut group = vec![perform(connection, first)];
            while group.len() < GROUP {
                match self.queue.try_recv() {
                    Ok(entry) => group.push(perform(connection, self.take(entry))),
                    Err(_) => break,
                }
            }
            let outcome = self.commit(group.len());
            for acknowledge in group.into_iter().flatten() {
                acknowledge(outcome.clone());
            }
        }
    }

    /// The work of an entry that is about to be done.
    fn take(&self, entry: Entry) -> Work {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        self.meters.observe(&measured::WRITE_WAIT, &[], self.meters.since(entry.came));
        entry.work
    }

    fn commit(&self, group: usize) -> Result<(), StoreError> {
        let before = self.meters.micros();
        let outcome = commit(&self.connection);
        self.meters.observe(&measured::COMMIT_SECONDS, &[], self.meters.since(before));
        self.meters.observe(&measured::COMMIT_GROUP, &[], group as f64);
        if outcome.is_err() {
            self.meters.add(&measured::COMMITS_FAILED, &[], 1);
        }
        outcome
    }
}

fn begin(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| sqlite::fail("beginning", &error))
}

fn commit(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch("COMMIT").map_err(|error| {
        let error = sqlite::fail("committing", &error);
        let _ = connection.execute_batch("ROLLBACK");
        error
    })
}

/// A panic in the work drops its acknowledgement, which its caller sees as a fault.
fn perform(connection: &Connection, work: Work) -> Option<Acknowledge> {
    let done = catch_unwind(AssertUnwindSafe(|| work(connection)));
    if done.is_err() {
        let _ = connection.execute_batch("ROLLBACK TO act; RELEASE act");
    }
    done.ok()
}

/// The transaction could not even begin: the work runs on nothing, and is told so.
fn refuse(connection: &Connection, work: Work, error: &StoreError) {
    // Outside a transaction the savepoint of the work opens one of its own; it is rolled back here.
    let acknowledge = perform(connection, work);
    let _ = connection.execute_batch("ROLLBACK");
    if let Some(acknowledge) = acknowledge {
        acknowledge(Err(error.clone()));
    }
}
