//! The writer thread of SQLite: closures queue up, run one after another, and share one durable commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use rusqlite::Connection;

use crate::{StoreError, sqlite};

/// Called after the group's commit with what became of it.
pub(crate) type Acknowledge = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Runs inside the group's transaction and must leave it clean if it fails.
pub(crate) type Work = Box<dyn FnOnce(&Connection) -> Acknowledge + Send>;

/// How many closures may wait; beyond it a writer is told that the database is busy.
const QUEUE: usize = 2_048;
/// How many closures share a commit at most, so that the first does not wait for ever.
const GROUP: usize = 256;

/// The sending end of the writer's queue.
pub(crate) struct Pump {
    queue: Option<SyncSender<Work>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Pump {
    pub(crate) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (queue, receiver) = sync_channel(QUEUE);
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(&connection, &receiver))
            .map_err(|error| StoreError::failed("starting the writer", error))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    pub(crate) fn push(&self, work: Work) -> Result<(), StoreError> {
        let queue = self.queue.as_ref().ok_or_else(StoreError::stopped)?;
        queue.try_send(work).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Busy("the writer's queue is full".to_owned()),
            TrySendError::Disconnected(_) => StoreError::stopped(),
        })
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

fn run(connection: &Connection, queue: &Receiver<Work>) {
    while let Ok(first) = queue.recv() {
        if let Err(error) = begin(connection) {
            refuse(connection, first, &error);
            continue;
        }
        let mut waiting = vec![perform(connection, first)];
        while waiting.len() < GROUP {
            match queue.try_recv() {
                Ok(work) => waiting.push(perform(connection, work)),
                Err(_) => break,
            }
        }
        let outcome = commit(connection);
        for acknowledge in waiting.into_iter().flatten() {
            acknowledge(outcome.clone());
        }
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
