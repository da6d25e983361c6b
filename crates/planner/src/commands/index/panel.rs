//! The panel of the tables, with what was not published left out aloud, and its marked breaks.

use std::collections::BTreeSet;
use std::path::Path;

use access::index::{Break, Indicator, Observation, Panel};
use serde_json::Value;

use super::options::{Incomplete, IndexArgs, OfYear};
use super::rows::{Rows, year};
use super::wide::read_wide;
use crate::PlannerError;
use crate::host::Host;
use crate::tables::{Wanted, read};

/// The panel, and what was left out of it.
pub(super) struct Gathered {
    pub(super) panel: Panel,
    /// Units of which something is missing.
    pub(super) units: Vec<String>,
    /// Of each file the numbers of rows of other levels.
    pub(super) rows: Vec<Value>,
}

/// Reads the tables.
pub(super) fn read_panel(
    args: &IndexArgs,
    inputs: &[OfYear],
    breaks: Vec<Break>,
    host: &dyn Host,
) -> Result<Gathered, PlannerError> {
    let mut rows = Rows::default();
    match &args.wide {
        Some(wide) => read_wide(&mut rows, args, (inputs, wide), host)?,
        None => rows.read_long(args, inputs, host)?,
    }
    rows.check_years(&args.years)?;
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
    let panel = Panel::new(indicators, &observations, breaks)?;
    Ok(Gathered { panel, units: left_out, rows: rows.left_out })
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
