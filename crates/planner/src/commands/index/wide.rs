//! Wide tables: a column for each indicator, or two whose quotient it is, over years or of one year.

use std::collections::HashMap;
use std::path::Path;

use super::options::{IndexArgs, OfYear, Wide};
use super::rows::{Rows, some, unit, year};
use crate::PlannerError;
use crate::commands::level::Sieve;
use crate::host::Host;
use crate::tables::{Record, Wanted, header, read};

/// The columns of an indicator in a table: its own, or one to be divided by another.
struct Part {
    indicator: usize,
    columns: Vec<String>,
}

/// Looks for each indicator in every table; of each year it must be in exactly one.
pub(super) fn read_wide(
    rows: &mut Rows,
    args: &IndexArgs,
    (inputs, wide): (&[OfYear], &Wide),
    host: &dyn Host,
) -> Result<(), PlannerError> {
    check_meanings(args)?;
    let mut found: HashMap<(usize, Option<i32>), &Path> = HashMap::new();
    let mut tables: Vec<(&OfYear, Vec<Part>)> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    for input in inputs {
        let names = header(&input.path)?;
        let parts = parts(args, &names);
        for part in &parts {
            if let Some(first) = found.insert((part.indicator, input.year), &input.path) {
                let name = &args.indicators[part.indicator].name;
                let what = format!("{name} is in {} too; give one of them", first.display());
                return Err(PlannerError::format(&input.path, what));
            }
        }
        tables.push((input, parts));
        for name in names {
            if !known.contains(&name) {
                known.push(name);
            }
        }
    }
    for input in inputs {
        for (at, good) in args.indicators.iter().enumerate() {
            if !found.contains_key(&(at, input.year)) {
                let of = input.year.map(|year| format!(" of {year}")).unwrap_or_default();
                let what = format!(
                    "no table{of} has a column {:?}; there are {}; --column says what it is there",
                    good.name,
                    some(&known)
                );
                return Err(PlannerError::option("--indicators", what));
            }
        }
    }
    for (input, parts) in &tables {
        read_one(rows, args, (*input, wide, parts.as_slice()), host)?;
    }
    Ok(())
}

fn check_meanings(args: &IndexArgs) -> Result<(), PlannerError> {
    let asked = |name: &str| args.indicators.iter().any(|good| good.name == name);
    let stray = args.column.iter().find(|meaning| !asked(&meaning.indicator));
    stray.map_or(Ok(()), |meaning| {
        let what = format!("{} is not among --indicators; name it there", meaning.indicator);
        Err(PlannerError::option("--column", what))
    })
}

/// The indicators that a table has.
fn parts(args: &IndexArgs, header: &[String]) -> Vec<Part> {
    let part = |(indicator, name): (usize, &str)| {
        let said = args.column.iter().filter(|meaning| meaning.indicator == name);
        let mut meanings = said.map(|meaning| meaning.columns.as_str()).chain([name]);
        let columns = meanings.find_map(|meaning| columns(meaning, header))?;
        Some(Part { indicator, columns })
    };
    args.indicators.iter().map(|good| good.name.as_str()).enumerate().filter_map(part).collect()
}

/// The column of that name, or the two at both sides of a `/`; names may hold a `/` themselves.
fn columns(meaning: &str, header: &[String]) -> Option<Vec<String>> {
    let find = |name: &str| header.iter().find(|column| column.as_str() == name.trim()).cloned();
    if let Some(one) = find(meaning) {
        return Some(vec![one]);
    }
    meaning
        .match_indices('/')
        .find_map(|(at, _)| Some(vec![find(&meaning[..at])?, find(&meaning[at + 1..])?]))
}

/// Reads one table once, with all of its indicators.
fn read_one(
    rows: &mut Rows,
    args: &IndexArgs,
    (input, wide, parts): (&OfYear, &Wide, &[Part]),
    host: &dyn Host,
) -> Result<(), PlannerError> {
    let mut wanted: Vec<&str> = vec![wide.unit.as_str()];
    wanted.extend(wide.year.as_deref());
    let mut places: Vec<Vec<usize>> = Vec::with_capacity(parts.len());
    for part in parts {
        places.push(part.columns.iter().map(|column| place(&mut wanted, column)).collect());
    }
    let wanted = Wanted { columns: &wanted, option: "--wide" };
    let mut sieve = Sieve::new(args.only_level);
    read(&input.path, wanted, &mut |record| {
        if !sieve.takes(record, 0) {
            return Ok(());
        }
        let unit = unit(record, 0)?;
        let year = match input.year {
            Some(year) => year,
            None => year(record, 1)?,
        };
        for (part, places) in parts.iter().zip(&places) {
            let name = args.indicators[part.indicator].name.as_str();
            let value = value(record, places)?;
            rows.add(record, (part.indicator, name), (unit.as_str(), year), value)?;
        }
        Ok(())
    })?;
    rows.left_out.extend(sieve.tell(&input.path, host));
    Ok(())
}

/// Where a column stands among those that are read; it is read once, however often it is needed.
fn place<'a>(wanted: &mut Vec<&'a str>, column: &'a str) -> usize {
    wanted.iter().position(|known| *known == column).unwrap_or_else(|| {
        wanted.push(column);
        wanted.len() - 1
    })
}

/// A cell, or two that are divided; a share of nothing is not known.
fn value(record: &Record<'_>, places: &[usize]) -> Result<Option<f64>, PlannerError> {
    match places {
        [at] => record.number(*at),
        [part, whole] => {
            let (part, whole) = (record.number(*part)?, record.number(*whole)?);
            let whole = whole.filter(|whole| *whole != 0.0);
            Ok(part.zip(whole).map(|(part, whole)| part / whole))
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meaning_is_a_column_or_two_with_a_stroke_between() {
        let header = ["户规模（人/户）", "有自来水", "户数"].map(str::to_owned);
        let check = |meaning: &str, expected: Option<&[&str]>| {
            let expected: Option<Vec<String>> =
                expected.map(|names| names.iter().map(ToString::to_string).collect());
            assert_eq!(columns(meaning, &header), expected, "{meaning}");
        };
        check("户规模（人/户）", Some(&["户规模（人/户）"]));
        check("有自来水 / 户数", Some(&["有自来水", "户数"]));
        check("户数/户规模（人/户）", Some(&["户数", "户规模（人/户）"]));
        check("有自来水/人数", None);
    }
}
