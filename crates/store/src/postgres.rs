//! PostgreSQL: pooled connections, statements prepared once a connection, read committed.

mod connection;
mod copy;
mod idle;
mod line;
mod reach;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use meters::Meters;
use parking_lot::{Condvar, Mutex};

pub(crate) use self::connection::Connection;
use self::connection::Way;
use self::idle::{Idle, OTHERS, PEOPLE};
use self::reach::config;
use crate::address::Address;
use crate::tx::Driver;
use crate::{Load, StoreError, Tx, measured, turn};

/// How long one waits for a connection before being told that the database is busy.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Postgres {
    way: Arc<Way>,
    idle: Mutex<Idle>,
    /// Woken when something is free: those who ask for somebody at a page, and all others.
    freed: [Condvar; 2],
    meters: Meters,
    /// How many connections at most.
    most: usize,
    /// How long one waits for a free one.
    patience: Duration,
}

impl Postgres {
    pub(crate) fn open(url: &str, meters: Meters) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let servers = address.servers();
        let servers = servers.iter().map(|one| config(one, &address));
        let servers = servers.collect::<Result<Vec<_>, StoreError>>()?;
        let Address { schema, is_pooled, connections, answer, .. } = address;
        let idle = Mutex::new(Idle::default());
        let way = Arc::new(Way::new(servers, schema, is_pooled, answer));
        let (freed, most, patience) = (<[Condvar; 2]>::default(), connections, PATIENCE);
        let pool = Self { way, idle, freed, meters, most, patience };
        let first = pool.take()?;
        pool.give(Some(first));
        Ok(pool)
    }

    /// Reads without an explicit transaction: each statement sees what was committed before it.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut guard = Guard { pool: self, connection: Some(self.take()?) };
        let Some(connection) = guard.connection.as_mut() else {
            return Err(StoreError::stopped().into());
        };
        let result = work(&mut Tx::new(Driver::Postgres(connection)));
        self.give(guard.connection.take());
        result
    }

    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let before = self.meters.micros();
        let mut guard = Guard { pool: self, connection: Some(self.begun()?) };
        self.meters.observe(&measured::WRITE_WAIT, &[], self.meters.since(before));
        let Some(connection) = guard.connection.as_mut() else {
            return Err(StoreError::stopped().into());
        };
        let done = work(&mut Tx::writing(Driver::Postgres(connection)));
        let result =
            done.and_then(|value| self.commit(connection).map(|()| value).map_err(E::from));
        if result.is_err() {
            // Its reason is told, not that of the end of its transaction. A commit may have failed
            // before it was sent, with what was to travel with it: the transaction is open then.
            connection.roll_back();
        }
        self.give(guard.connection.take());
        result
    }

    fn commit(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let before = self.meters.micros();
        let outcome = connection.commit();
        self.meters.observe(&measured::COMMIT_SECONDS, &[], self.meters.since(before));
        self.meters.observe(&measured::COMMIT_GROUP, &[], 1.0);
        // What travelled with the commit may have found its key taken: nothing is wrong then.
        if outcome.as_ref().is_err_and(|error| !error.is_unique()) {
            self.meters.add(&measured::COMMITS_FAILED, &[], 1);
        }
        outcome
    }

    pub(crate) fn load(&self) -> Load {
        let idle = self.idle.lock();
        let free = idle.connections.len();
        Load {
            busy: idle.open - free,
            idle: free,
            most: self.most,
            waiting: idle.waiting.iter().sum(),
        }
    }

    /// A connection with an open transaction. Behind a pooler, one that was lost while nobody used
    /// it shows it here, where nothing has been done yet: another is tried. Elsewhere the connection
    /// finds out with its first statement, and goes another way by itself.
    fn begun(&self) -> Result<Connection, StoreError> {
        let mut patience = self.most;
        loop {
            let mut connection = self.take()?;
            patience -= 1;
            match connection.begin() {
                Ok(()) => return Ok(connection),
                Err(StoreError::Away(_))
                    if patience > 0 && !connection.is_fresh() && !connection.has_hung() =>
                {
                    self.give(Some(connection));
                }
                Err(error) => {
                    self.give(Some(connection));
                    return Err(error);
                }
            }
        }
    }

    /// A connection, in the order of [`Idle`]; whoever comes does not pass those of their own kind
    /// that wait.
    fn take(&self) -> Result<Connection, StoreError> {
        let who = if turn::is_at_a_page() { PEOPLE } else { OTHERS };
        let before = self.meters.micros();
        let (mut idle, mut has_waited) = (self.idle.lock(), false);
        loop {
            if idle.is_for(who) && (has_waited || idle.waiting[who] == 0) {
                if let Some(connection) = idle.connections.pop() {
                    if connection.is_of_now() {
                        idle.taken_by(who);
                        self.wake(&idle);
                        return Ok(connection);
                    }
                    // Another was lost since: this one leads to the same server, which may hang.
                    idle.open -= 1;
                    drop(idle);
                    drop_elsewhere(vec![connection]);
                    idle = self.idle.lock();
                    continue;
                }
                if idle.open < self.most {
                    idle.open += 1;
                    idle.taken_by(who);
                    self.wake(&idle);
                    drop(idle);
                    return self.connect().inspect_err(|_| self.give(None));
                }
            }
            // Whoever is woken and finds that it is another's turn has waited already.
            let waited = Duration::from_secs_f64(self.meters.since(before));
            let left = self.patience.saturating_sub(waited);
            idle.waiting[who] += 1;
            let waited = self.freed[who].wait_for(&mut idle, left);
            idle.waiting[who] -= 1;
            has_waited = true;
            if waited.timed_out() {
                self.wake(&idle);
                self.meters.add(&measured::BUSY, &[], 1);
                return Err(StoreError::Busy("no connection was free in time".to_owned()));
            }
        }
    }

    /// Wakes whose turn it is where something is free. Whoever takes one of several wakes the next,
    /// since those who are woken while it is another's turn lie down again.
    fn wake(&self, idle: &Idle) {
        if !idle.connections.is_empty() || idle.open < self.most {
            self.freed[idle.next()].notify_one();
        }
    }

    /// Gives a connection back, or its place if it was lost. Where one was lost, those that lie
    /// idle were most likely lost with it: they are not given to anybody any more.
    fn give(&self, mut connection: Option<Connection>) {
        let mut lost = Vec::new();
        if let Some(connection) = &mut connection {
            self.meters.add(&measured::TURNS, &[], connection.rest());
        }
        let mut idle = self.idle.lock();
        match connection {
            Some(connection) if connection.is_good() => idle.connections.push(connection),
            Some(connection) => {
                lost = std::mem::take(&mut idle.connections);
                lost.push(connection);
                idle.open -= lost.len();
            }
            None => idle.open -= 1,
        }
        self.wake(&idle);
        drop(idle);
        if !lost.is_empty() {
            drop_elsewhere(lost);
        }
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        Connection::open(&self.way)
    }
}

/// A connection whose work panicked is in an unknown state: it is dropped, its place given back.
struct Guard<'a> {
    pool: &'a Postgres,
    connection: Option<Connection>,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop_elsewhere(vec![connection]);
            self.pool.give(None);
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop_elsewhere(std::mem::take(&mut self.idle.lock().connections));
    }
}

/// The driver's connections hold a runtime of their own, which must not be dropped on a thread
/// that runs asynchronous code.
fn drop_elsewhere<T: Send + 'static>(connections: Vec<T>) {
    let _ = std::thread::spawn(move || drop(connections)).join();
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use meters::Stopwatch;

    use super::*;
    use crate::{Store, testing};

    #[test]
    fn there_are_as_many_connections_as_the_address_says() {
        let Some(address) = testing::postgres_address() else { return };
        let and = if address.contains('?') { '&' } else { '?' };
        let store = Store::open(&format!("{address}{and}connections=2")).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| store.read_now(|tx| tx.query("SELECT 1 AS one", &[])).unwrap());
            }
        });
        store.look();
        let text = store.meters().text();
        let told = "tongban_database_connections{state=\"most\"} 2";
        assert!(text.lines().any(|line| line == told), "{text}");
    }

    #[test]
    fn whoever_finds_no_connection_in_time_is_told_so_and_the_next_one_goes_on() {
        let Some(address) = testing::postgres_address() else { return };
        let and = if address.contains('?') { '&' } else { '?' };
        let url = format!("{address}{and}connections=2");
        let meters = Meters::default();
        meters.declare(&measured::ALL);
        let mut pool = Postgres::open(&url, meters).unwrap();
        pool.patience = Duration::from_millis(100);
        let ask = |pool: &Postgres| {
            pool.read::<_, StoreError>(|tx| tx.query("SELECT 1 AS one", &[])).map(drop)
        };
        let held = [pool.take().unwrap(), pool.take().unwrap()];
        let told = ask(&pool);
        assert!(matches!(told, Err(StoreError::Busy(_))), "{told:?}");
        assert_eq!((pool.load().busy, pool.load().waiting), (2, 0), "nobody waits on");
        held.into_iter().for_each(|one| pool.give(Some(one)));
        ask(&pool).unwrap();
    }

    /// A stopwatch that a test moves on.
    #[derive(Clone, Default)]
    struct Moved(Arc<AtomicU64>);

    impl Stopwatch for Moved {
        fn micros(&self) -> u64 {
            self.0.load(Ordering::SeqCst)
        }
    }

    /// Where each waking gave the whole patience anew, this would take hours.
    #[test]
    fn whoever_is_woken_for_nothing_has_waited_already() {
        let Some(address) = testing::postgres_address() else { return };
        let and = if address.contains('?') { '&' } else { '?' };
        let stopwatch = Moved::default();
        let meters = Meters::new(stopwatch.clone());
        meters.declare(&measured::ALL);
        let mut pool = Postgres::open(&format!("{address}{and}connections=2"), meters).unwrap();
        pool.patience = Duration::from_secs(3 * 3_600);
        let _held = [pool.take().unwrap(), pool.take().unwrap()];
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| pool.take().map(drop));
            while pool.load().waiting == 0 {
                std::thread::yield_now();
            }
            stopwatch.0.store(3 * 3_600 * 1_000_000, Ordering::SeqCst);
            pool.freed[OTHERS].notify_one();
            assert!(matches!(waits.join().unwrap(), Err(StoreError::Busy(_))));
        });
    }

    #[test]
    fn people_at_a_page_come_first_and_others_are_not_forgotten() {
        let Some(address) = testing::postgres_address() else { return };
        let and = if address.contains('?') { '&' } else { '?' };
        let url = format!("{address}{and}connections=2");
        let pool = Postgres::open(&url, Meters::default()).unwrap();
        // One after the other: the second connection is held to the end.
        let (held, _other) = (pool.take().unwrap(), pool.take().unwrap());
        let came = Mutex::new(Vec::new());
        let ask = |who: &'static str| {
            let connection = pool.take().unwrap();
            came.lock().push(who);
            pool.give(Some(connection));
        };
        let wait = |many: usize| {
            while pool.load().waiting < many {
                std::thread::yield_now();
            }
        };
        std::thread::scope(|scope| {
            (0..3).for_each(|_| drop(scope.spawn(|| ask("program"))));
            wait(3);
            let page = || turn::now_at_a_page(|| ask("page"));
            (0..6).for_each(|_| drop(scope.spawn(page)));
            wait(9);
            pool.give(Some(held));
        });
        let came = came.into_inner();
        let expected = [&["page"; idle::IN_A_ROW][..], &["program"], &["page"; 2], &["program"; 2]];
        assert_eq!(came, expected.concat());
        assert_eq!((pool.load().busy, pool.load().waiting), (1, 0));
    }
}
