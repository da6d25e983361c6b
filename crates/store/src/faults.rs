//! A database that fails on purpose: for simulations, which must see what an act does when its
//! connection is lost at the worst moment.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::{Store, StoreError, Tx};

/// What goes wrong with a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// It is not even begun.
    NotBegun,
    /// It is committed, and nobody learns of it: the connection was lost in the commit.
    NotTold,
    /// It is said to be committed, and is not: a disk that lies. Nothing can stand that; whoever
    /// checks must see it.
    Forgotten,
}

/// Says what goes wrong next. Asked once a transaction, in its order.
pub trait Faults: Send + Sync {
    /// Whether the next read fails.
    fn read_fails(&self) -> bool;
    /// What goes wrong with the next write.
    fn write(&self) -> Fault;
}

impl Store {
    /// The same database, with what goes wrong from now on.
    #[must_use]
    pub fn harmed(&self, faults: Arc<dyn Faults>) -> Self {
        Self { faults: Some(faults), ..self.clone() }
    }

    pub(crate) fn before_read(&self) -> Result<(), StoreError> {
        match &self.faults {
            Some(faults) if faults.read_fails() => Err(away("reading")),
            _ => Ok(()),
        }
    }

    pub(crate) fn before_write(&self) -> Result<Fault, StoreError> {
        if let Some(name) = self.newer() {
            return Err(StoreError::Outdated(name.to_owned()));
        }
        match self.faults.as_ref().map_or(Fault::None, |faults| faults.write()) {
            Fault::NotBegun => Err(away("beginning")),
            fault => Ok(fault),
        }
    }
}

/// What is answered of a transaction that was committed.
pub(crate) fn told<T, E: From<StoreError>>(fault: Fault, outcome: Result<T, E>) -> Result<T, E> {
    match (fault, outcome) {
        (Fault::NotTold, Ok(_)) => Err(away("committing").into()),
        (_, outcome) => outcome,
    }
}

/// Where the answer of work lies once it is done.
type Left<T> = Arc<Mutex<Option<T>>>;

/// Work that is done, of which nothing is kept, and where its answer lies then.
pub(crate) fn forgotten<T, E, F>(
    work: F,
) -> (impl FnOnce(&mut Tx<'_>) -> Result<(), E> + Send + 'static, Left<T>)
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let done = Arc::new(Mutex::new(None));
    let answer = done.clone();
    let undone = move |tx: &mut Tx<'_>| {
        *done.lock() = Some(work(tx)?);
        Err(away("committing").into())
    };
    (undone, answer)
}

fn away(what: &str) -> StoreError {
    StoreError::Away(format!("{what}: on purpose"))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::testing;

    /// The first write is not begun, the second not told, the rest go well.
    struct InTurn(AtomicU32);

    impl Faults for InTurn {
        fn read_fails(&self) -> bool {
            false
        }

        fn write(&self) -> Fault {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => Fault::NotBegun,
                1 => Fault::NotTold,
                _ => Fault::None,
            }
        }
    }

    /// Every write is forgotten.
    struct Lies;

    impl Faults for Lies {
        fn read_fails(&self) -> bool {
            false
        }

        fn write(&self) -> Fault {
            Fault::Forgotten
        }
    }

    #[test]
    fn a_disk_that_lies_says_that_it_has_what_it_has_not() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let store = testing::sqlite();
        let statement = "INSERT INTO ledger_heads (county, size) VALUES ($1, 0)";
        let write = |county: &'static str| {
            let values = crate::params![county];
            runtime.block_on(
                store.harmed(Arc::new(Lies)).write(move |tx| tx.execute_text(statement, &values)),
            )
        };
        assert!(write("1").is_ok());
        assert!(crate::backup::rows_of(&store, "ledger_heads").unwrap().is_empty());
    }

    #[test]
    fn a_write_that_is_not_begun_leaves_nothing_and_one_that_is_not_told_leaves_all() {
        for (_, store) in testing::databases() {
            let harmed = store.harmed(Arc::new(InTurn(AtomicU32::new(0))));
            let statement = "INSERT INTO ledger_heads (county, size) VALUES ($1, 0)";
            for county in ["1", "2", "3"] {
                let values = crate::params![county];
                let done = harmed.write_now(move |tx| tx.execute_text(statement, &values));
                let is_away = matches!(done, Err(StoreError::Away(_)));
                assert_eq!(is_away, county != "3", "{county}: {done:?}");
            }
            let rows = crate::backup::rows_of(&store, "ledger_heads").unwrap();
            let there: Vec<_> = rows.iter().map(|row| row.text("county").unwrap()).collect();
            assert_eq!(there, ["2", "3"]);
        }
    }
}
