//! Walks as rows: from each place of one list, the places of another that are near enough.

use crate::units::Seconds;

/// One walk: where it leads, in whole seconds rounded up (8 bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leg {
    /// How long it takes.
    pub time: Seconds,
    /// The other end, as its place in the list that the rows lead to.
    pub to: u32,
}

/// Rows of walks. Within a row the shortest comes first, so that a search can stop early.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Legs {
    first: Vec<u32>,
    legs: Vec<Leg>,
}

impl Legs {
    /// From one list of walks a place. The rows are sorted here; of two walks to the same place the
    /// shorter counts.
    pub fn from_rows<Row: IntoIterator<Item = Leg>>(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut legs = Self::default();
        for row in rows {
            legs.push(row);
        }
        legs
    }

    /// Rows without any walk.
    #[must_use]
    pub fn none(rows: usize) -> Self {
        Self { first: vec![0; rows + 1], legs: Vec::new() }
    }

    /// Adds the next row.
    pub fn push(&mut self, row: impl IntoIterator<Item = Leg>) {
        if self.first.is_empty() {
            self.first.push(0);
        }
        let from = self.legs.len();
        self.legs.extend(row);
        if let Some(row) = self.legs.get_mut(from..) {
            row.sort_unstable();
        }
        self.first.push(self.legs.len() as u32);
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// How many walks in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.legs.len()
    }

    /// Whether there is no walk.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.legs.is_empty()
    }

    /// The walks from one place, the shortest first; none from a place beyond the rows.
    #[inline]
    #[must_use]
    pub fn row(&self, from: usize) -> &[Leg] {
        match self.first.get(from..from + 2) {
            Some(&[from, to]) => self.legs.get(from as usize..to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The greatest place that any walk leads to.
    pub(super) fn furthest(&self) -> Option<u32> {
        self.legs.iter().map(|leg| leg.to).max()
    }

    /// The same walks by their other end, of which there are `rows`.
    #[must_use]
    pub fn turned(&self, rows: usize) -> Self {
        let mut lists: Vec<Vec<Leg>> = vec![Vec::new(); rows];
        for from in 0..self.rows() {
            for leg in self.row(from) {
                if let Some(list) = lists.get_mut(leg.to as usize) {
                    list.push(Leg { time: leg.time, to: from as u32 });
                }
            }
        }
        Self::from_rows(lists)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(to: u32, seconds: u32) -> Leg {
        Leg { time: Seconds(seconds), to }
    }

    #[test]
    fn rows_are_sorted_by_time() {
        let legs = Legs::from_rows([vec![leg(2, 30), leg(0, 10)], vec![], vec![leg(1, 5)]]);
        assert_eq!(legs.row(0), [leg(0, 10), leg(2, 30)]);
        assert_eq!(legs.row(1), []);
        assert_eq!(legs.row(9), []);
        assert_eq!((legs.rows(), legs.len()), (3, 3));
    }

    #[test]
    fn turning_twice_changes_nothing() {
        let legs = Legs::from_rows([vec![leg(2, 30), leg(0, 10)], vec![leg(2, 5)]]);
        let turned = legs.turned(3);
        assert_eq!(turned.row(2), [leg(1, 5), leg(0, 30)]);
        assert_eq!(turned.turned(2), legs);
    }
}
