//! Several threads at one pile of work.

use std::panic::resume_unwind;
use std::sync::Mutex;
use std::thread::{ScopedJoinHandle, scope};

use crate::{Backend, Store};

impl Store {
    /// So many hands, or fewer where there are fewer connections: each holds one while it works.
    #[must_use]
    pub fn hands(&self, wished: usize) -> usize {
        match &*self.inner {
            Backend::Sqlite(_) => wished,
            Backend::Postgres(postgres) => wished.min(postgres.load().most),
        }
    }
}

/// Lets so many threads take one piece of work after the other, until there is none; `one` does a
/// piece and says whether there was one. How many were done; the first failure ends its own thread
/// alone, and is told when the others are through.
///
/// # Errors
/// What `one` gave to the first hand that failed, in the order in which the hands were begun.
pub fn by_hands<E: Send>(
    hands: usize,
    one: impl Fn() -> Result<bool, E> + Sync,
) -> Result<usize, E> {
    let work = || -> Result<usize, E> {
        let mut done = 0;
        while one()? {
            done += 1;
        }
        Ok(done)
    };
    let ended = |hand: ScopedJoinHandle<'_, Result<usize, E>>| {
        hand.join().unwrap_or_else(|panic| resume_unwind(panic))
    };
    let all: Vec<_> = scope(|scope| {
        let working: Vec<_> = (0..hands).map(|_| scope.spawn(work)).collect();
        working.into_iter().map(ended).collect()
    });
    all.into_iter().sum()
}

/// The same for a list whose pieces are known beforehand.
///
/// # Errors
/// As [`by_hands`].
pub fn each_by_hands<T: Send, E: Send>(
    hands: usize,
    pieces: Vec<T>,
    one: impl Fn(T) -> Result<(), E> + Sync,
) -> Result<usize, E> {
    let left = Mutex::new(pieces.into_iter());
    // Nothing panics while it is held.
    let next = || left.lock().ok().and_then(|mut left| left.next());
    by_hands(hands, || next().map_or(Ok(false), |piece| one(piece).map(|()| true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once_and_a_failure_is_told() {
        let seen = Mutex::new(Vec::new());
        let note = |at: usize| -> Result<(), String> {
            seen.lock().unwrap().push(at);
            if at == 7 { Err(format!("{at} failed")) } else { Ok(()) }
        };
        let taken = || {
            let mut seen = std::mem::take(&mut *seen.lock().unwrap());
            seen.sort_unstable();
            seen
        };
        assert_eq!(each_by_hands(3, (8..108).collect(), note), Ok(100));
        assert_eq!(taken(), (8..108).collect::<Vec<_>>());
        assert_eq!(each_by_hands(3, (0..100).collect(), note), Err("7 failed".to_owned()));
        assert_eq!(taken(), (0..100).collect::<Vec<_>>(), "others go on after a failure");
        assert_eq!(each_by_hands(4, Vec::new(), note), Ok(0));
    }
}
