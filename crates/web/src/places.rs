//! How many requests are worked on at once. Programs may take three places in four, so that however
//! much they ask for, people at a page still find one; and nobody waits in a queue without end.

use std::sync::Arc;

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
        let is_program = path.starts_with("/api/");
        let program = match is_program {
            true => Some(self.programs.try_acquire().map_err(|_| "programs")?),
            false => None,
        };
        let who = if is_program { "programs" } else { "people" };
        let own = self.all.try_acquire().map_err(|_| who)?;
        Ok(Place { _own: own, _program: program })
    }
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
