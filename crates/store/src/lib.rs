//! The database: SQLite by default, PostgreSQL in production; transactions, migrations, jobs.
//!
//! A transaction is a synchronous closure over [`Tx`]. On SQLite it runs on the one writer
//! thread, where many closures share one durable commit; on PostgreSQL it runs on a pooled
//! connection. Synchronous, because a hop between threads for each statement costs up to 4 ms
//! on a busy two-core machine, and an act is about ten statements.
//!
//! What must stay true: nothing is acknowledged before it is durable (of a load, not before its last
//! act is: [`Tx::durable_with_the_next`]); one SQL text serves both
//! databases; no other crate names a driver.

mod address;
mod durable;
mod error;
mod hands;
mod hosts;
mod many;
mod migrate;
mod one_county;
mod postgres;
mod pump;
mod row;
mod shelve;
mod sqlite;
mod survey;
mod turn;
mod tx;
mod value;

pub mod backup;
pub mod distribute;
pub mod faults;
pub mod jobs;
pub mod measured;
pub mod testing;
pub mod workshop;

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use meters::Meters;

pub use error::StoreError;
pub use hands::{by_hands, each_by_hands};
pub use hosts::other_hosts;
pub use many::{AT_ONCE, filled, markers};
pub use row::Row;
pub use turn::{at_a_page, carried, carried_on};
pub use tx::Tx;
pub use value::Value;

/// A handle to the database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Backend>,
    meters: Meters,
    /// What goes wrong on purpose; nothing but in simulations.
    faults: Option<Arc<dyn faults::Faults>>,
    /// The migration that shows that a newer version has worked on the database meanwhile.
    newer: Arc<OnceLock<String>>,
}

/// How much a database has to do at a moment.
struct Load {
    busy: usize,
    idle: usize,
    most: usize,
    waiting: usize,
}

enum Backend {
    Sqlite(sqlite::Sqlite),
    Postgres(Box<postgres::Postgres>),
}

impl Store {
    /// Opens `sqlite:FILE`, `sqlite::memory:` (a temporary file that goes with the store) or
    /// `postgres://user@host:port/database?schema=NAME`.
    ///
    /// # Errors
    /// When the address is of no known kind or the database cannot be reached.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_measured(url, Meters::default())
    }

    /// [`Store::open`], counting what it does in these meters.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_measured(url: &str, meters: Meters) -> Result<Self, StoreError> {
        meters.declare(&measured::ALL);
        let own = meters.clone();
        let backend = match url.strip_prefix("sqlite:") {
            Some(path) => Backend::Sqlite(sqlite::Sqlite::open(path, own)?),
            None if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Backend::Postgres(Box::new(postgres::Postgres::open(url, own)?))
            }
            None => return Err(StoreError::address(url)),
        };
        Ok(Self { inner: Arc::new(backend), meters, faults: None, newer: Arc::default() })
    }

    /// [`Store::open`] for commands that read for long: an answer may take as long as it takes, unless
    /// the address says how long.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_unhurried(url: &str) -> Result<Self, StoreError> {
        match url.starts_with("sqlite:") {
            true => Self::open(url),
            false => Self::open(&address::unhurried(url)),
        }
    }

    /// Opens a database that is there, only to read it, for as long as that takes. Nothing of an SQLite file is written, and
    /// nothing beside it but the locks of one that somebody has open, so that a copy on a disk that
    /// may only be read will do; on PostgreSQL a role that may only read will. Writing fails.
    ///
    /// # Errors
    /// As [`Store::open`]; an SQLite file that is not there is not made.
    pub fn open_to_read(url: &str) -> Result<Self, StoreError> {
        let Some(path) = url.strip_prefix("sqlite:").filter(|path| *path != ":memory:") else {
            return Self::open_unhurried(url);
        };
        let meters = Meters::default();
        meters.declare(&measured::ALL);
        let backend = Backend::Sqlite(sqlite::Sqlite::open_to_read(path, meters.clone())?);
        Ok(Self { inner: Arc::new(backend), meters, faults: None, newer: Arc::default() })
    }

    /// Whether what was read since [`Store::open_to_read`] can be relied on: nobody has begun to
    /// write into an SQLite file that nobody had open then, and that is read without locks.
    #[must_use]
    pub fn was_left_alone(&self) -> bool {
        match &*self.inner {
            Backend::Sqlite(sqlite) => sqlite.was_left_alone(),
            Backend::Postgres(_) => true,
        }
    }

    /// Where this process counts what it does.
    #[must_use]
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Looks at what goes up and down, connections and who waits, and sets their gauges.
    pub fn look(&self) {
        let now = match &*self.inner {
            Backend::Sqlite(sqlite) => sqlite.load(),
            Backend::Postgres(postgres) => postgres.load(),
        };
        let set = |state, many: usize| {
            self.meters.set(&measured::CONNECTIONS, &[state], many as f64);
        };
        set("busy", now.busy);
        set("idle", now.idle);
        set("most", now.most);
        self.meters.set(&measured::WAITING, &[], now.waiting as f64);
    }

    /// The kind of database, for reports: `sqlite` or `postgres`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &*self.inner {
            Backend::Sqlite(_) => "sqlite",
            Backend::Postgres(_) => "postgres",
        }
    }

    /// Whether nothing can be written as long as this store is open: the file of SQLite lies on a
    /// disk that may only be read, or is not ours to write. PostgreSQL may become writable again.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        match &*self.inner {
            Backend::Sqlite(sqlite) => sqlite.is_read_only(),
            Backend::Postgres(_) => false,
        }
    }

    /// Reads. Nothing that the closure does is kept.
    ///
    /// # Errors
    /// What the closure refuses, or a [`StoreError`] as the closure's error type.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &*self.inner {
            Backend::Sqlite(_) if self.faults.is_some() => self.read_now(work),
            // A bounded read of a local file takes less time than a hop to another thread and back,
            // which costs up to 4 ms when both cores compute. What reads for long does it off the
            // loop, with `read_now`.
            Backend::Sqlite(sqlite) => sqlite.read(counted(self.meters.clone(), work)),
            Backend::Postgres(_) => {
                let store = self.clone();
                off_the_loop(move || store.read_now(work)).await
            }
        }
    }

    /// Writes in one transaction: kept and durable when this returns `Ok`, gone on `Err`.
    ///
    /// # Errors
    /// What the closure refuses, or a [`StoreError`] as the closure's error type.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &*self.inner {
            Backend::Sqlite(sqlite) => {
                let fault = self.before_write()?;
                let work = counted(self.meters.clone(), work);
                if fault == faults::Fault::Forgotten {
                    return forgotten(sqlite, work).await;
                }
                let answer = sqlite.submit(work)?;
                let outcome = answer.await.unwrap_or_else(|_| Err(StoreError::stopped().into()));
                faults::told(fault, outcome)
            }
            Backend::Postgres(_) => {
                let store = self.clone();
                off_the_loop(move || store.write_now(work)).await
            }
        }
    }

    /// Reads on the present thread; for commands and tests, not for the server's loop.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_now<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        self.before_read()?;
        let work = counted(self.meters.clone(), work);
        match &*self.inner {
            Backend::Sqlite(sqlite) => sqlite.read(work),
            Backend::Postgres(postgres) => postgres.read(work),
        }
    }

    /// [`Store::read_now`] in which all statements see the same moment, whatever is committed
    /// meanwhile: for whoever holds much against much. A read of SQLite is that already; PostgreSQL
    /// has to be asked for it.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn snapshot_now<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        self.read_now(|tx| {
            tx.begin_snapshot()?;
            let result = work(tx);
            tx.end_snapshot()?;
            result
        })
    }

    /// Writes from the present thread and waits; for commands and tests.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_now<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let fault = self.before_write()?;
        let work = counted(self.meters.clone(), work);
        let outcome = match &*self.inner {
            Backend::Sqlite(sqlite) => sqlite
                .submit(work)?
                .blocking_recv()
                .unwrap_or_else(|_| Err(StoreError::stopped().into())),
            Backend::Postgres(postgres) => postgres.write(work),
        };
        faults::told(fault, outcome)
    }

    /// Brings the schema up to date with the migrations that the binary carries; the names of those
    /// that were missing. Where the tables are spread over machines, new ones are spread too; indexes
    /// that a load has laid aside and left are made again.
    ///
    /// # Errors
    /// When a migration fails (those before it are kept), one that was applied has been edited since,
    /// or the database was made by a newer version than this one.
    pub fn migrate(&self) -> Result<Vec<&'static str>, StoreError> {
        let applied = migrate::run(self)?;
        self.unshelve()?;
        // Also when nothing was missing: whoever applied the last ones may have ended before this.
        if self.is_distributed()? {
            self.distribute()?;
        }
        Ok(applied)
    }

    /// Makes the database one of a version before: takes the newest migrations back, as far as they
    /// made nothing but indexes; their names, the newest first. For measuring how long an upgrade of
    /// a large database takes.
    ///
    /// # Errors
    /// As [`Store::migrate`].
    pub fn step_back(&self) -> Result<Vec<&'static str>, StoreError> {
        migrate::step_back(self)
    }

    /// Looks whether a newer version has worked on the database since this process began. From then
    /// on everything that would write fails with [`StoreError::Outdated`]; reads go on.
    ///
    /// # Errors
    /// When the list of migrations cannot be read.
    pub async fn look_for_newer(&self) -> Result<(), StoreError> {
        if let Some(name) = self.read(migrate::newer).await? {
            // Whoever has found it before has said so.
            let _ = self.newer.set(name);
        }
        Ok(())
    }

    /// The migration by which [`Store::look_for_newer`] has found that a newer version has worked on
    /// the database.
    #[must_use]
    pub fn newer(&self) -> Option<&str> {
        self.newer.get().map(String::as_str)
    }

    /// The names of migrations that the database lacks, without applying any.
    ///
    /// # Errors
    /// As [`Store::migrate`].
    pub fn missing_migrations(&self) -> Result<Vec<&'static str>, StoreError> {
        migrate::missing(self)
    }

    /// [`Store::missing_migrations`] of a database that may only be read.
    ///
    /// # Errors
    /// As [`Store::migrate`]; also when the database was never one of ours.
    pub fn lacking_migrations(&self) -> Result<Vec<&'static str>, StoreError> {
        migrate::lacking(self)
    }
}

/// Work whose statements are counted.
fn counted<T, E>(
    meters: Meters,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> impl FnOnce(&mut Tx<'_>) -> Result<T, E> {
    move |tx: &mut Tx<'_>| {
        let before = tx.asked();
        let outcome = work(tx);
        meters.add(&measured::STATEMENTS, &[], tx.asked() - before);
        outcome
    }
}

/// Says that it wrote, and did not.
async fn forgotten<T, E, F>(sqlite: &sqlite::Sqlite, work: F) -> Result<T, E>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (undone, answer) = faults::forgotten(work);
    let outcome = sqlite.submit(undone)?.await;
    let value = answer.lock().take();
    match (value, outcome) {
        (Some(value), _) => Ok(value),
        (None, Ok(Err(error))) => Err(error),
        _ => Err(StoreError::stopped().into()),
    }
}

async fn off_the_loop<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let work = carried(work);
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(StoreError::stopped().into()))
}
