//! Cost tables: pairs of ids with what it costs to go from one to the other.

use std::path::Path;

use access::Pair;

use super::{Ids, Place, Record, Wanted, read};
use crate::PlannerError;
use crate::host::{Host, Progress, go_on};

/// Where the ids of a cost table are known from.
#[derive(Debug)]
pub enum PairNames<'a> {
    /// From a table with this file name.
    Table(&'a Ids, String),
    /// From the cost table itself, in the order of their first rows.
    Here(&'a mut Ids),
}

/// Pairs of a cost table.
#[derive(Clone, Debug)]
pub struct Pairs {
    file: String,
    /// Position of the first id, of the second, and the cost.
    pub pairs: Vec<Pair>,
    /// Rows (from 1) that were left out, rising.
    skipped: Vec<u32>,
}

/// Rows between two looks at the host.
const LOOK: u64 = 1 << 16;

/// What left rows out.
#[derive(Default)]
struct Left {
    no_way: u64,
    unknown: [u64; 2],
    example: [Option<(u64, String)>; 2],
}

impl Pairs {
    /// Reads a cost table; `columns` are the two ids and the cost.
    ///
    /// A row without a cost has no way. A row with an id that its table does not have is left out
    /// and told to the host; if none is left the two do not belong together.
    ///
    /// # Errors
    /// The first row whose cost is negative or no number; no row that can be used.
    pub fn read(
        input: &Path,
        columns: [&str; 3],
        mut names: [PairNames<'_>; 2],
        host: &dyn Host,
    ) -> Result<Self, PlannerError> {
        let mut found = Self::none(input);
        each_pair(input, columns, &mut names, host, &mut |row, pair| {
            match pair {
                Some(pair) => found.pairs.push(pair),
                None => found.skip(row),
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Says which rows of the file hold the same pair twice, if any do.
    pub(crate) fn twice(&self, names: [&Ids; 2]) -> Option<PlannerError> {
        let mut order: Vec<u32> = (0..self.pairs.len() as u32).collect();
        let key = |at: &u32| {
            let pair = self.pairs[*at as usize];
            (pair.zone, pair.facility, *at)
        };
        order.sort_unstable_by_key(key);
        let same =
            |two: &&[u32]| key(&two[0]).0 == key(&two[1]).0 && key(&two[0]).1 == key(&two[1]).1;
        // Of several the one that stands first in the file, as somebody would find it.
        let two = order.windows(2).filter(same).min_by_key(|two| two[1])?;
        let pair = self.pairs[two[1] as usize];
        let named = (names[0].name(pair.zone as usize), names[1].name(pair.facility as usize));
        Some(self.refuse_twice(named, (self.row(two[0]), self.row(two[1]))))
    }

    /// A table of which nothing has been read yet.
    pub(super) fn none(input: &Path) -> Self {
        Self { file: input.display().to_string(), pairs: Vec::new(), skipped: Vec::new() }
    }

    /// Notes a row that has no pair.
    pub(super) fn skip(&mut self, row: u64) {
        self.skipped.push(row as u32);
    }

    /// A refusal of a row.
    pub(super) fn refuse(&self, row: u64, what: String) -> PlannerError {
        PlannerError::Row { place: Place { file: self.file.clone(), row, line: None }, what }
    }

    /// A refusal of a row whose pair stands in another row already.
    pub(super) fn refuse_twice(
        &self,
        (from, to): (&str, &str),
        (first, row): (u64, u64),
    ) -> PlannerError {
        let what = format!("the pair {from}, {to} stands already in row {first}; keep one of them");
        self.refuse(row, what)
    }

    /// The row of the file, from 1, of the pair at a position.
    pub(super) fn row(&self, at: u32) -> u64 {
        let mut row = at + 1;
        for skipped in &self.skipped {
            if *skipped > row {
                break;
            }
            row += 1;
        }
        u64::from(row)
    }
}

/// Hands every row to `visit` with its number, from 1, and its pair; none where the row has no way
/// or an id that its table does not have, which is told to the host at the end.
///
/// # Errors
/// The first row whose cost is negative or no number, or that `visit` refuses; no row with a pair.
pub(super) fn each_pair(
    input: &Path,
    columns: [&str; 3],
    names: &mut [PairNames<'_>; 2],
    host: &dyn Host,
    visit: &mut dyn FnMut(u64, Option<Pair>) -> Result<(), PlannerError>,
) -> Result<(), PlannerError> {
    let mut left = Left::default();
    let mut last = Last::default();
    let (mut row, mut pairs) = (0, 0_u64);
    let wanted = Wanted { columns: &columns, option: "--cost-cols" };
    read(input, wanted, &mut |record| {
        row += 1;
        if row % LOOK == 0 {
            go_on(host)?;
            host.progress(Progress { what: "reading costs", done: row, total: None });
        }
        let pair = pair(record, names, &mut left, &mut last)?;
        pairs += u64::from(pair.is_some());
        visit(row, pair)
    })?;
    left.tell(&input.display().to_string(), &columns, names, host);
    if pairs == 0 {
        let what = "no row with a cost between ids of the two tables; check the columns";
        return Err(PlannerError::format(input, what));
    }
    Ok(())
}

/// The id of the row before and its position: rows of an origin mostly stand together.
#[derive(Default)]
struct Last {
    id: String,
    at: Option<u32>,
}

impl Last {
    fn find(&mut self, id: &str, ids: &Ids) -> Option<u32> {
        if self.id != id || id.is_empty() {
            self.id.clear();
            self.id.push_str(id);
            self.at = ids.find(id);
        }
        self.at
    }
}

fn pair(
    record: &Record<'_>,
    names: &mut [PairNames<'_>; 2],
    left: &mut Left,
    last: &mut Last,
) -> Result<Option<Pair>, PlannerError> {
    let cost = record.amount(2)?;
    let mut found = [None; 2];
    for side in 0..2 {
        let id = record.word(side)?;
        found[side] = match &mut names[side] {
            PairNames::Table(ids, _) if side == 0 => last.find(&id, ids),
            PairNames::Table(ids, _) => ids.find(&id),
            PairNames::Here(ids) => Some(ids.intern(&id)),
        };
        if found[side].is_none() {
            left.unknown[side] += 1;
            left.example[side].get_or_insert_with(|| (record.row(), id.into_owned()));
        }
    }
    left.no_way += u64::from(cost.is_none());
    Ok(match (found, cost) {
        ([Some(zone), Some(facility)], Some(minutes)) => Some(Pair { zone, facility, minutes }),
        _ => None,
    })
}

impl Left {
    fn tell(&self, file: &str, columns: &[&str; 3], names: &[PairNames<'_>; 2], host: &dyn Host) {
        if self.no_way > 0 {
            let (n, column) = (self.no_way, columns[2]);
            host.notice(&format!("{file}: {n} rows without {column} count as no way"));
        }
        for side in 0..2 {
            let (Some((row, id)), PairNames::Table(_, table)) = (&self.example[side], &names[side])
            else {
                continue;
            };
            let (n, column) = (self.unknown[side], columns[side]);
            host.notice(&format!(
                "{file}: {n} rows are left out because {table} does not have their {column}; the \
                 first is row {row}, {id}"
            ));
        }
    }
}
