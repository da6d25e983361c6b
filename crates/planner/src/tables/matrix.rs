//! A cost matrix read from a table: in memory, or in a file when it is too long for that.

use std::path::Path;

use access::{Costs, Pair, Row, Rows};

use super::pairs::each_pair;
use super::spill::{Spill, SpillWriter};
use super::{Ids, PairNames, Pairs};
use crate::PlannerError;
use crate::host::Host;

/// The two tables between which the costs are.
#[derive(Clone, Debug)]
pub struct Sides<'a> {
    /// Ids of origins and of destinations.
    pub tables: [&'a Ids; 2],
    /// The names of their files, for notices.
    pub files: [String; 2],
    /// So many pairs are held in memory.
    pub in_memory: usize,
    /// The result beside which longer tables wait.
    pub beside: &'a Path,
}

/// Costs as the measures read them.
pub struct Matrix<'h>(Kind<'h>);

enum Kind<'h> {
    Memory(Costs),
    Spilled(Spill<'h>),
}

impl<'h> Matrix<'h> {
    /// Reads a cost table.
    ///
    /// # Errors
    /// The first row that cannot be used; a pair that stands twice; a long table in which the rows
    /// of an origin do not stand together.
    pub fn read(
        input: &Path,
        columns: [&str; 3],
        sides: &Sides<'_>,
        host: &'h dyn Host,
    ) -> Result<Self, PlannerError> {
        let mut gather = Gather::new(input, sides);
        let [from, to] = &sides.files;
        let mut names = [
            PairNames::Table(sides.tables[0], from.clone()),
            PairNames::Table(sides.tables[1], to.clone()),
        ];
        each_pair(input, columns, &mut names, host, &mut |row, pair| gather.add(row, pair, host))?;
        gather.finish(host)
    }

    /// How many pairs there are.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        match &self.0 {
            Kind::Memory(costs) => costs.pairs() as u64,
            Kind::Spilled(spill) => spill.pairs,
        }
    }

    /// Whether every pass so far read all of it; to be asked before a result is believed.
    ///
    /// # Errors
    /// The file that it waits in broke.
    pub fn check(&self) -> Result<(), PlannerError> {
        match &self.0 {
            Kind::Memory(_) => Ok(()),
            Kind::Spilled(spill) => spill.check(),
        }
    }
}

impl Rows for Matrix<'_> {
    fn zones(&self) -> usize {
        match &self.0 {
            Kind::Memory(costs) => costs.zones(),
            Kind::Spilled(spill) => spill.zones(),
        }
    }

    fn facilities(&self) -> usize {
        match &self.0 {
            Kind::Memory(costs) => costs.facilities(),
            Kind::Spilled(spill) => spill.facilities(),
        }
    }

    fn each_row(&self, visit: &mut dyn FnMut(Row<'_>)) {
        match &self.0 {
            Kind::Memory(costs) => costs.each_row(visit),
            Kind::Spilled(spill) => spill.each_row(visit),
        }
    }
}

/// Pairs on their way into the matrix.
struct Gather<'a> {
    sides: &'a Sides<'a>,
    pairs: Pairs,
    /// Whether the rows of every origin stand together so far.
    together: bool,
    /// Origins whose rows have ended.
    ended: Vec<bool>,
    /// The origin whose rows are being read, with facility, cost and row of each.
    run: Option<u32>,
    row: Vec<(u32, f64, u64)>,
    spill: Option<SpillWriter>,
    sorted: Vec<(u32, f64)>,
}

impl<'a> Gather<'a> {
    fn new(input: &Path, sides: &'a Sides<'a>) -> Self {
        Self {
            sides,
            pairs: Pairs::none(input),
            together: true,
            ended: vec![false; sides.tables[0].len()],
            run: None,
            row: Vec::new(),
            spill: None,
            sorted: Vec::new(),
        }
    }

    fn add(&mut self, row: u64, pair: Option<Pair>, host: &dyn Host) -> Result<(), PlannerError> {
        let Some(pair) = pair else {
            if self.spill.is_none() {
                self.pairs.skip(row);
            }
            return Ok(());
        };
        if self.run != Some(pair.zone) {
            self.turn_to(pair.zone, row)?;
        }
        if self.spill.is_some() {
            self.row.push((pair.facility, pair.minutes, row));
            return Ok(());
        }
        self.pairs.pairs.push(pair);
        if self.pairs.pairs.len() == self.sides.in_memory.max(1) {
            self.spill_or_tell(host)?;
        }
        Ok(())
    }

    /// Another origin begins.
    fn turn_to(&mut self, zone: u32, row: u64) -> Result<(), PlannerError> {
        if self.spill.is_some() {
            self.write_run()?;
        }
        if let Some(last) = self.run.replace(zone) {
            self.ended[last as usize] = true;
        }
        if !self.ended[zone as usize] {
            return Ok(());
        }
        self.together = false;
        if self.spill.is_none() {
            return Ok(());
        }
        let id = self.sides.tables[0].name(zone as usize);
        let what = format!(
            "{id} has rows already further up; sort the table by origin, so that it can be read piece \
             by piece, or raise --pairs-in-memory"
        );
        Err(self.pairs.refuse(row, what))
    }

    /// The pairs are too many: they go into a file, if rows of an origin stand together.
    fn spill_or_tell(&mut self, host: &dyn Host) -> Result<(), PlannerError> {
        if !self.together {
            host.notice(
                "the rows of an origin do not stand together, so all pairs are held in memory",
            );
            return Ok(());
        }
        let pairs = std::mem::take(&mut self.pairs.pairs);
        let mut writer = SpillWriter::create(self.sides.beside)?;
        let runs: Vec<&[Pair]> = pairs.chunk_by(|a, b| a.zone == b.zone).collect();
        let Some((last, whole)) = runs.split_last() else { return Ok(()) };
        for run in whole {
            self.sorted.clear();
            self.sorted.extend(run.iter().map(|pair| (pair.facility, pair.minutes)));
            if !in_order(&mut self.sorted) {
                let row = run[0];
                self.pairs.pairs.clone_from(&pairs);
                let twice = self.pairs.twice(self.sides.tables);
                let refusal = || self.pairs.refuse(1, format!("a pair of {row:?} stands twice"));
                return Err(twice.unwrap_or_else(refusal));
            }
            writer.row(run[0].zone, &self.sorted)?;
        }
        // Where the last origin's rows stand is known from the end of those read so far.
        let first = pairs.len() - last.len();
        let place = |at: usize| self.pairs.row((first + at) as u32);
        let of = |(at, pair): (usize, &Pair)| (pair.facility, pair.minutes, place(at));
        self.row = last.iter().enumerate().map(of).collect();
        self.spill = Some(writer);
        Ok(())
    }

    /// Writes the rows of an origin that has ended.
    fn write_run(&mut self) -> Result<(), PlannerError> {
        let (Some(zone), Some(writer)) = (self.run, &mut self.spill) else { return Ok(()) };
        self.sorted.clear();
        self.sorted.extend(self.row.iter().map(|(facility, minutes, _)| (*facility, *minutes)));
        if in_order(&mut self.sorted) {
            self.row.clear();
            return writer.row(zone, &self.sorted);
        }
        self.row.sort_unstable_by_key(|(facility, _, row)| (*facility, *row));
        let twice = self.row.windows(2).find(|two| two[0].0 == two[1].0);
        let (facility, first, row) = twice.map_or((0, 0, 0), |two| (two[0].0, two[0].2, two[1].2));
        let [from, to] = self.sides.tables;
        let pair = (from.name(zone as usize), to.name(facility as usize));
        Err(self.pairs.refuse_twice(pair, (first, row)))
    }

    fn finish<'h>(mut self, host: &'h dyn Host) -> Result<Matrix<'h>, PlannerError> {
        self.write_run()?;
        let [zones, facilities] = self.sides.tables.map(Ids::len);
        if let Some(writer) = self.spill {
            return Ok(Matrix(Kind::Spilled(writer.finish((zones, facilities), host)?)));
        }
        let costs = Costs::from_pairs(zones, facilities, &self.pairs.pairs).map_err(|error| {
            self.pairs.twice(self.sides.tables).unwrap_or(PlannerError::Input(error))
        })?;
        Ok(Matrix(Kind::Memory(costs)))
    }
}

/// Sorts a row by facility; false where one stands twice.
fn in_order(row: &mut [(u32, f64)]) -> bool {
    if !row.is_sorted_by_key(|(facility, _)| *facility) {
        row.sort_unstable_by_key(|(facility, _)| *facility);
    }
    row.windows(2).all(|two| two[0].0 < two[1].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_sorted_and_a_facility_that_stands_twice_is_seen() {
        let mut row = [(3, 1.0), (1, 2.0), (2, 3.0)];
        assert!(in_order(&mut row));
        assert_eq!(row, [(1, 2.0), (2, 3.0), (3, 1.0)]);
        assert!(!in_order(&mut [(1, 1.0), (2, 1.0), (1, 5.0)]));
        assert!(in_order(&mut []));
    }
}
