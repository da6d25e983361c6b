//! Reads the panel: long or wide tables, with what was not published left out aloud.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use access::index::{Break, Indicator, Observation, Panel};

use super::options::{Incomplete, IndexArgs};
use crate::PlannerError;
use crate::host::Host;
use crate::tables::{Record, Wanted, read};

/// A value that was published.
struct Row {
    indicator: usize,
    unit: String,
    year: i32,
    value: f64,
}

/// Values as they are read, each once.
#[derive(Default)]
struct Rows {
    list: Vec<Row>,
    seen: HashMap<(usize, String, i32), u64>,
}

impl Rows {
    /// Takes a value; one that was not published is a gap, and gaps are named when they matter.
    fn add(
        &mut self,
        record: &Record<'_>,
        (indicator, name): (usize, &str),
        [unit_at, year_at, value_at]: [usize; 3],
    ) -> Result<(), PlannerError> {
        let (unit, year) = (record.word(unit_at)?.into_owned(), year(record, year_at)?);
        let Some(value) = record.number(value_at)? else { return Ok(()) };
        let row = record.place().row;
        if let Some(first) = self.seen.insert((indicator, unit.clone(), year), row) {
            let what = format!("{name} of {unit} in {year} stands already in row {first}");
            return Err(record.refuse_row(format!("{what}; keep one of them")));
        }
        self.list.push(Row { indicator, unit, year, value });
        Ok(())
    }

    fn read_long(&mut self, args: &IndexArgs, input: &Path) -> Result<(), PlannerError> {
        let wanted = Wanted { columns: &args.cols.each(), option: "--cols" };
        read(input, wanted, &mut |record| {
            let name = record.word(0)?;
            let known = args.indicators.iter().position(|good| good.name == *name);
            known.map_or(Ok(()), |at| self.add(record, (at, &name), [1, 2, 3]))
        })?;
        Ok(())
    }

    /// Looks for each indicator's column in every table; it must be in exactly one.
    fn read_wide(
        &mut self,
        args: &IndexArgs,
        inputs: &[PathBuf],
        [unit, year]: [&str; 2],
    ) -> Result<(), PlannerError> {
        for (at, good) in args.indicators.iter().enumerate() {
            let mut found: Option<&Path> = None;
            let mut missing = None;
            for input in inputs {
                let columns = [unit, year, good.name.as_str()];
                let wanted = Wanted { columns: &columns, option: "--wide or --indicators" };
                let before = self.list.len();
                let done = read(input, wanted, &mut |record| {
                    self.add(record, (at, &good.name), [0, 1, 2])
                });
                match done {
                    Ok(_) => {
                        if let Some(first) = found.replace(input) {
                            let what = format!(
                                "{} is a column of {} too; give one of them",
                                good.name,
                                first.display()
                            );
                            return Err(PlannerError::format(input, what));
                        }
                    }
                    Err(PlannerError::Column { column, .. })
                        if column == good.name && self.list.len() == before =>
                    {
                        let columns = PlannerError::Column {
                            file: input.display().to_string(),
                            column,
                            known: vec!["other columns".to_owned()],
                            option: "--indicators",
                        };
                        missing.get_or_insert(columns);
                    }
                    Err(other) => return Err(other),
                }
            }
            if let (None, Some(missing)) = (found, missing) {
                return Err(missing);
            }
        }
        Ok(())
    }

    /// Leaves out units of which anything is missing in the years; gives their names.
    fn keep_whole_units(&mut self, args: &IndexArgs) -> Vec<String> {
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

/// The panel, and the units that were left out.
pub(super) fn read_panel(
    args: &IndexArgs,
    inputs: &[PathBuf],
    breaks: Vec<Break>,
    host: &dyn Host,
) -> Result<(Panel, Vec<String>), PlannerError> {
    let mut rows = Rows::default();
    match &args.wide {
        Some(columns) => rows.read_wide(args, inputs, columns.each())?,
        None => inputs.iter().try_for_each(|input| rows.read_long(args, input))?,
    }
    let mut left_out = Vec::new();
    if args.leave_out == Incomplete::Units {
        left_out = rows.keep_whole_units(args);
        if rows.list.is_empty() {
            let what = "no unit has everything in these years; ask for fewer years or indicators";
            return Err(PlannerError::option("--leave-out", what));
        }
        if !left_out.is_empty() {
            let (n, first) = (left_out.len(), &left_out[0]);
            host.notice(&format!(
                "{n} units lack something and are left out; the first is {first}"
            ));
        }
    }
    let observations: Vec<Observation<'_>> = rows
        .list
        .iter()
        .map(|row| Observation {
            indicator: &args.indicators[row.indicator].name,
            unit: &row.unit,
            year: row.year,
            value: row.value,
        })
        .collect();
    let indicators = args
        .indicators
        .iter()
        .map(|good| Indicator {
            name: good.name.clone(),
            unit: String::new(),
            direction: good.direction,
        })
        .collect();
    Ok((Panel::new(indicators, &observations, breaks)?, left_out))
}

fn year(record: &Record<'_>, n: usize) -> Result<i32, PlannerError> {
    let word = record.word(n)?;
    word.parse().map_err(|_| record.refuse(n, format!("{word:?} is no year; write 2018")))
}

/// The breaks of the indicators that are asked for; the others are told of.
pub(super) fn read_breaks(
    args: &IndexArgs,
    path: &Path,
    host: &dyn Host,
) -> Result<Vec<Break>, PlannerError> {
    let (mut breaks, mut others) = (Vec::new(), BTreeSet::new());
    let wanted = Wanted { columns: &["indicator", "year", "why"], option: "--breaks" };
    read(path, wanted, &mut |record| {
        let (indicator, why) = (record.word(0)?.into_owned(), record.word(2)?.into_owned());
        let year = year(record, 1)?;
        if args.indicators.iter().any(|good| good.name == indicator) {
            breaks.push(Break { indicator, year, why });
        } else {
            others.insert(indicator);
        }
        Ok(())
    })?;
    if !others.is_empty() {
        let others: Vec<String> = others.into_iter().collect();
        host.notice(&format!(
            "--breaks: rows of {} mark nothing here, for --indicators does not name them",
            others.join(", ")
        ));
    }
    Ok(breaks)
}

/// Tells of breaks before or after all values.
pub(super) fn tell_breaks(panel: &Panel, host: &dyn Host) {
    let (Some(first), Some(last)) = (panel.years().first(), panel.years().last()) else { return };
    for Break { indicator, year, .. } in panel.breaks() {
        if year <= first || year > last {
            host.notice(&format!(
                "--breaks: {indicator} in {year} marks nothing: values are of {first} to {last}"
            ));
        }
    }
}

/// The years asked for, or those in which nothing is missing.
pub(super) fn years(
    args: &IndexArgs,
    panel: &Panel,
    host: &dyn Host,
) -> Result<Vec<i32>, PlannerError> {
    if !args.years.is_empty() {
        let mut years = args.years.clone();
        years.sort_unstable();
        years.dedup();
        return Ok(years);
    }
    let years = panel.complete_years();
    let missing: Vec<String> =
        panel.years().iter().filter(|year| !years.contains(year)).map(i32::to_string).collect();
    let gap = panel.gaps().next();
    let gap = gap.map(|(year, unit, what)| format!("{what} of {unit} in {year}"));
    let gap = gap.unwrap_or_default();
    if years.is_empty() {
        let what = format!("in no year is everything published; missing first: {gap}");
        return Err(PlannerError::option("--in", what));
    }
    if !missing.is_empty() {
        let missing = missing.join(", ");
        host.notice(&format!(
            "years {missing} are left out: not published are {gap} and perhaps more"
        ));
    }
    Ok(years)
}
