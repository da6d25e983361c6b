//! Published values as they are read, each once.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::options::{IndexArgs, OfYear};
use crate::PlannerError;
use crate::commands::level::Sieve;
use crate::host::Host;
use crate::tables::{Record, Wanted, read};

/// A value that was published.
pub(super) struct Row {
    pub(super) indicator: usize,
    pub(super) unit: String,
    pub(super) year: i32,
    pub(super) value: f64,
}

/// Values as they are read, each once.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) list: Vec<Row>,
    /// Of each file the numbers of rows of other levels, where a level is asked for.
    pub(super) left_out: Vec<Value>,
    seen: HashMap<(usize, String, i32), u64>,
}

impl Rows {
    /// Takes a value; one that was not published is a gap, and gaps are named when they matter.
    pub(super) fn add(
        &mut self,
        record: &Record<'_>,
        (indicator, name): (usize, &str),
        (unit, year): (&str, i32),
        value: Option<f64>,
    ) -> Result<(), PlannerError> {
        let Some(value) = value else { return Ok(()) };
        let row = record.row();
        if let Some(first) = self.seen.insert((indicator, unit.to_owned(), year), row) {
            let what = format!("{name} of {unit} in {year} stands already in row {first}");
            return Err(record.refuse_row(format!("{what}; keep one of them")));
        }
        self.list.push(Row { indicator, unit: unit.to_owned(), year, value });
        Ok(())
    }

    /// Reads tables with one row for each indicator, unit and year.
    pub(super) fn read_long(
        &mut self,
        args: &IndexArgs,
        inputs: &[OfYear],
        host: &dyn Host,
    ) -> Result<(), PlannerError> {
        let (mut named, mut others) = (HashSet::new(), BTreeSet::new());
        let wanted = Wanted { columns: &args.cols.each(), option: "--cols" };
        for OfYear { path, .. } in inputs {
            let mut sieve = Sieve::new(args.only_level);
            read(path, wanted, &mut |record| {
                let name = record.word(0)?;
                let Some(at) = args.indicators.iter().position(|good| good.name == *name) else {
                    others.insert(name.into_owned());
                    return Ok(());
                };
                named.insert(at);
                if !sieve.takes(record, 1) {
                    return Ok(());
                }
                let (unit, year) = (unit(record, 1)?, year(record, 2)?);
                self.add(record, (at, &name), (&unit, year), record.number(3)?)
            })?;
            self.left_out.extend(sieve.tell(path, host));
        }
        let unnamed = args.indicators.iter().enumerate().find(|(at, _)| !named.contains(at));
        let Some((_, good)) = unnamed else { return Ok(()) };
        let others: Vec<String> = others.into_iter().collect();
        let what = format!("no row is of {}; there are {} too", good.name, some(&others));
        Err(PlannerError::option("--indicators", what))
    }

    /// Whether something was published of every year asked for.
    pub(super) fn check_years(&self, asked: &[i32]) -> Result<(), PlannerError> {
        let there: BTreeSet<i32> = self.list.iter().map(|row| row.year).collect();
        let Some(unknown) = asked.iter().find(|year| !there.contains(year)) else { return Ok(()) };
        let there: Vec<String> = there.iter().map(i32::to_string).collect();
        let what = format!("nothing is of {unknown}; there are {}", some(&there));
        Err(PlannerError::option("--years", what))
    }

    /// Leaves out units of which anything is missing in the years; gives their names.
    pub(super) fn keep_whole_units(&mut self, args: &IndexArgs) -> Vec<String> {
        let asked: BTreeSet<i32> = args.years.iter().copied().collect();
        let all: BTreeSet<i32> = self.list.iter().map(|row| row.year).collect();
        let years = if asked.is_empty() { all } else { asked };
        self.list.retain(|row| years.contains(&row.year));
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for row in &self.list {
            *counts.entry(&row.unit).or_default() += 1;
        }
        let whole = args.indicators.len() * years.len();
        let gone = counts.iter().filter(|(_, n)| **n < whole).map(|(unit, _)| (*unit).to_owned());
        let gone: HashSet<String> = gone.collect();
        self.list.retain(|row| !gone.contains(&row.unit));
        let mut gone: Vec<String> = gone.into_iter().collect();
        gone.sort_unstable();
        gone
    }
}

/// A unit, which must be there.
pub(super) fn unit(record: &Record<'_>, n: usize) -> Result<String, PlannerError> {
    let empty = "the cell is empty; fill it in, or leave out rows without a division code with \
                 --only-level, as in --only-level county";
    let word = record.cell(n).word().ok_or_else(|| record.refuse(n, empty))?;
    Ok(word.into_owned())
}

/// A year, which must be there.
pub(super) fn year(record: &Record<'_>, n: usize) -> Result<i32, PlannerError> {
    let word = record.word(n)?;
    word.parse().map_err(|_| record.refuse(n, format!("{word:?} is no year; write 2018")))
}

/// So many names are told.
const TOLD: usize = 40;

/// Names for a sentence, the first of them where they are many.
pub(super) fn some(names: &[String]) -> String {
    match names.len() {
        0 => "none".to_owned(),
        n if n > TOLD => format!("{} and {} more", names[..TOLD].join(", "), n - TOLD),
        _ => names.join(", "),
    }
}
