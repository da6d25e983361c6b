//! Values of one step for some rows, and which rows are wanted.

use std::borrow::Cow;

use crate::{
    column::{FAULT, KNOWN, NULL, UNKNOWN},
    trouble::Trouble,
};

/// Values of one step; `single` ones stand for every row.
#[derive(Clone, Debug)]
pub(crate) struct Vector<'a> {
    pub values: Cow<'a, [i64]>,
    /// `None`: all known.
    pub states: Option<Cow<'a, [u8]>>,
    pub single: bool,
}

impl<'a> Vector<'a> {
    /// The same for every row.
    pub(crate) fn same(state: u8, value: i64) -> Self {
        let states = (state != KNOWN).then(|| Cow::Owned(vec![state]));
        Self { values: Cow::Owned(vec![value]), states, single: true }
    }

    pub(crate) fn borrowed(values: &'a [i64], states: Option<&'a [u8]>) -> Self {
        Self { values: Cow::Borrowed(values), states: states.map(Cow::Borrowed), single: false }
    }

    pub(crate) fn at(&self, row: usize) -> (u8, i64) {
        let row = if self.single { 0 } else { row };
        (self.states.as_ref().map_or(KNOWN, |states| states[row]), self.values[row])
    }
}

/// The rows that are wanted.
#[derive(Clone, Debug)]
pub(crate) enum Selection {
    All,
    Rows(Vec<u32>),
}

impl Selection {
    pub(crate) fn each(&self, rows: usize, mut see: impl FnMut(usize)) {
        match self {
            Self::All => (0..rows).for_each(see),
            Self::Rows(list) => list.iter().for_each(|row| see(*row as usize)),
        }
    }

    /// Those of the rows that pass a test.
    pub(crate) fn filter(&self, rows: usize, keep: impl Fn(usize) -> bool) -> Self {
        let mut kept = Vec::new();
        self.each(rows, |row| {
            if keep(row) {
                kept.push(row as u32);
            }
        });
        if kept.len() == rows { Self::All } else { Self::Rows(kept) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Rows(list) if list.is_empty())
    }
}

/// A vector being filled; rows that nobody fills are unknown only if some row is not known.
pub(crate) struct Output {
    values: Vec<i64>,
    states: Option<Vec<u8>>,
}

impl Output {
    pub(crate) fn new(rows: usize) -> Self {
        Self { values: vec![0; rows], states: None }
    }

    pub(crate) fn put(&mut self, row: usize, result: Result<i64, Trouble>) {
        match result {
            Ok(value) => self.values[row] = value,
            Err(trouble) => self.mark(row, FAULT, trouble.code()),
        }
    }

    pub(crate) fn mark(&mut self, row: usize, state: u8, value: i64) {
        self.values[row] = value;
        if state != KNOWN {
            let rows = self.values.len();
            self.states.get_or_insert_with(|| vec![KNOWN; rows])[row] = state;
        }
    }

    pub(crate) fn done<'a>(self, single: bool) -> Vector<'a> {
        Vector { values: Cow::Owned(self.values), states: self.states.map(Cow::Owned), single }
    }
}

/// What a step that needs all its parts gives when one of them is not known:
/// trouble is certain whatever the unknown turns out to be, so it goes first.
pub(crate) fn strict(left: (u8, i64), right: (u8, i64)) -> Option<(u8, i64)> {
    if left.0 == KNOWN && right.0 == KNOWN {
        return None;
    }
    for part in [left, right] {
        if part.0 == FAULT {
            return Some(part);
        }
    }
    if left.0 == NULL || right.0 == NULL {
        return Some((FAULT, Trouble::Absent.code()));
    }
    Some((UNKNOWN, 0))
}
