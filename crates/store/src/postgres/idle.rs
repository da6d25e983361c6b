//! Connections that nobody uses, and whose turn it is to have one.

use super::connection::Connection;

/// What is free, and who waits.
#[derive(Default)]
pub(super) struct Idle {
    pub(super) connections: Vec<Connection>,
    /// How many there are, free or not.
    pub(super) open: usize,
    /// How many threads wait for a connection: for people at a page, and all others.
    pub(super) waiting: [usize; 2],
    /// How many people at a page came one after the other while others waited.
    in_a_row: usize,
}

impl Idle {
    /// Whether a thread may take what is free. People at a page come first, but not without end:
    /// effects that follow an act wait among the others.
    pub(super) fn is_for(&self, who: usize) -> bool {
        let are_due = self.in_a_row >= IN_A_ROW;
        match who {
            PEOPLE => !(are_due && self.waiting[OTHERS] > 0),
            _ => are_due || self.waiting[PEOPLE] == 0,
        }
    }

    /// Whose turn it is.
    pub(super) fn next(&self) -> usize {
        if self.waiting[PEOPLE] > 0 && self.is_for(PEOPLE) { PEOPLE } else { OTHERS }
    }

    /// Counts one that takes what is free.
    pub(super) fn taken_by(&mut self, who: usize) {
        let passes_others = who == PEOPLE && self.waiting[OTHERS] > 0;
        self.in_a_row = if passes_others { self.in_a_row + 1 } else { 0 };
    }
}

/// Where people at a page and others stand in what is kept of both.
pub(super) const PEOPLE: usize = 0;
pub(super) const OTHERS: usize = 1;
/// So many people at a page pass others that wait; then one of these comes.
pub(super) const IN_A_ROW: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_for_somebody_who_is_gone() {
        let mut idle = Idle { waiting: [9, 1], ..Idle::default() };
        for _ in 0..IN_A_ROW {
            assert_eq!((idle.next(), idle.is_for(OTHERS)), (PEOPLE, false));
            idle.taken_by(PEOPLE);
        }
        assert_eq!((idle.next(), idle.is_for(PEOPLE)), (OTHERS, false));
        // It gave up waiting.
        idle.waiting[OTHERS] = 0;
        assert_eq!((idle.next(), idle.is_for(PEOPLE)), (PEOPLE, true));
        idle.taken_by(PEOPLE);
        assert!(!idle.is_for(OTHERS), "people come first again");
    }
}
