//! The ids of a table, each once, with their positions.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Record;
use crate::PlannerError;

/// Ids in the order of their table.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    names: Vec<Box<str>>,
    positions: HashMap<Box<str>, u32>,
}

impl Ids {
    /// Takes the id in the `n`th column of a row.
    ///
    /// # Errors
    /// It is empty or stands in an earlier row.
    pub fn add(&mut self, record: &Record<'_>, n: usize) -> Result<u32, PlannerError> {
        let id = record.word(n)?;
        let next = self.names.len() as u32;
        match self.positions.entry(id.as_ref().into()) {
            Entry::Occupied(first) => {
                let row = first.get() + 1;
                let what = format!("{id:?} stands already in row {row}; give each id once");
                Err(record.refuse(n, what))
            }
            Entry::Vacant(free) => {
                free.insert(next);
                self.names.push(id.as_ref().into());
                Ok(next)
            }
        }
    }

    /// The position of an id, which it gets now if it is new.
    pub(crate) fn intern(&mut self, id: &str) -> u32 {
        if let Some(known) = self.positions.get(id) {
            return *known;
        }
        let next = self.names.len() as u32;
        self.positions.insert(id.into(), next);
        self.names.push(id.into());
        next
    }

    /// The position of an id, from 0.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.positions.get(id).copied()
    }

    /// The id at a position; empty beyond the last.
    #[must_use]
    pub fn name(&self, position: usize) -> &str {
        self.names.get(position).map_or("", AsRef::as_ref)
    }

    /// All ids in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}
