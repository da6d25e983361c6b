//! How many requests are worked on at once. Programs may take three places in four, so that however
//! much they ask for, people at a page still find one; and nobody waits in a queue without end.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

/// The places of a server.
#[derive(Clone)]
pub(crate) struct Places {
    all: Arc<Semaphore>,
    programs: Arc<Semaphore>,
}

/// A place that a request has; free again with its end.
pub(crate) struct Place<'a> {
    _own: SemaphorePermit<'a>,
    _program: Option<SemaphorePermit<'a>>,
}

impl Places {
    /// So many places.
    pub(crate) fn new(all: usize) -> Self {
        let programs = (all - all / 4).max(1);
        Self { all: Arc::new(Semaphore::new(all)), programs: Arc::new(Semaphore::new(programs)) }
    }

    /// A place for a request, or who finds none: `programs` or `people`.
    pub(crate) fn take(&self, path: &str) -> Result<Place<'_>, &'static str> {
        let who = who(path);
        let program = match who {
            PROGRAMS => Some(self.programs.try_acquire().map_err(|_| who)?),
            _ => None,
        };
        let own = self.all.try_acquire().map_err(|_| who)?;
        Ok(Place { _own: own, _program: program })
    }

    /// [`Places::take`], but whoever finds none waits for one so long.
    pub(crate) async fn wait(
        &self,
        path: &str,
        patience: Duration,
    ) -> Result<Place<'_>, &'static str> {
        let who = who(path);
        let taken = async {
            let program = match who {
                PROGRAMS => Some(self.programs.acquire().await.map_err(|_| who)?),
                _ => None,
            };
            let own = self.all.acquire().await.map_err(|_| who)?;
            Ok::<_, &'static str>(Place { _own: own, _program: program })
        };
        tokio::time::timeout(patience, taken).await.unwrap_or(Err(who))
    }
}

const PROGRAMS: &str = "programs";

/// Who comes to a path.
pub(crate) fn who(path: &str) -> &'static str {
    if is_program(path) { PROGRAMS } else { "people" }
}

/// Whether a program comes to a path: the interface and the published log are for programs.
pub(crate) fn is_program(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/ledger/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_leave_a_quarter_to_people() {
        let places = Places::new(8);
        let programs: Vec<_> = (0..6).map(|_| places.take("/api/cases").unwrap()).collect();
        assert_eq!(places.take("/api/cases").err(), Some("programs"));
        let people: Vec<_> = (0..2).map(|_| places.take("/").unwrap()).collect();
        assert_eq!(places.take("/").err(), Some("people"));
        drop(programs);
        assert!(places.take("/").is_ok() && places.take("/api/cases").is_ok());
        drop(people);
        assert!(Places::new(1).take("/api/cases").is_ok(), "one place is for everybody");
    }
}
