//! Zones or facilities with their amounts: people by group, capacities.

use std::path::Path;

use super::{Ids, Wanted, read};
use crate::PlannerError;
use crate::host::Host;

/// Ids with one list of amounts for each column asked for.
#[derive(Clone, Debug)]
pub struct AmountTable {
    /// The ids.
    pub ids: Ids,
    /// Of each column its amounts, in the order of the ids.
    pub columns: Vec<Vec<f64>>,
}

impl AmountTable {
    /// Reads a table; the first of `columns` is the id, the others are amounts. An empty cell counts
    /// as 0 and is told to the host.
    ///
    /// # Errors
    /// The first row whose id stands twice or whose amount is negative or no number; no row at all.
    pub fn read(input: &Path, wanted: Wanted<'_>, host: &dyn Host) -> Result<Self, PlannerError> {
        let amounts = wanted.columns.len().saturating_sub(1);
        let mut found = Self { ids: Ids::default(), columns: vec![Vec::new(); amounts] };
        let mut empty: Option<(u64, u64, String)> = None;
        read(input, wanted, &mut |record| {
            found.ids.add(record, 0)?;
            for (n, column) in found.columns.iter_mut().enumerate() {
                let amount = record.amount(n + 1)?;
                if amount.is_none() {
                    let name = wanted.columns[n + 1];
                    let first = || (0, record.row(), name.to_owned());
                    empty.get_or_insert_with(first).0 += 1;
                }
                column.push(amount.unwrap_or(0.0));
            }
            Ok(())
        })?;
        if found.ids.is_empty() {
            return Err(PlannerError::format(input, "the table has no rows"));
        }
        if let Some((n, row, column)) = empty {
            let file = input.display();
            host.notice(&format!(
                "{file}: {n} empty cells count as 0; the first is row {row}, column {column}"
            ));
        }
        Ok(found)
    }

    /// The amounts of the nth column with amounts, from 0; none where there is no such column.
    #[must_use]
    pub fn column(&self, n: usize) -> &[f64] {
        self.columns.get(n).map(Vec::as_slice).unwrap_or_default()
    }
}
