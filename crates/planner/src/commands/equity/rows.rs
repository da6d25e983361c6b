//! The rows of the table, with the columns that are asked for.

use std::path::Path;

use serde_json::Value;

use super::EquityArgs;
use crate::PlannerError;
use crate::commands::level::Sieve;
use crate::host::Host;
use crate::tables::{Record, Wanted, read};

/// Rows with a value.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) values: Vec<f64>,
    pub(super) weights: Vec<f64>,
    /// Of each column with groups the words, innermost first.
    pub(super) groups: Vec<Vec<String>>,
    pub(super) by: Vec<f64>,
    pub(super) rural: Vec<bool>,
    /// Of each source its amounts.
    pub(super) sources: Vec<Vec<f64>>,
    /// The numbers of rows of other levels, where a level is asked for.
    pub(super) left_out: Option<Value>,
}

/// Where each kind of column begins among those that are read; the value is the first.
struct Places {
    weight: Option<usize>,
    groups: usize,
    by: Option<usize>,
    rural: Option<usize>,
    sources: usize,
    code: Option<usize>,
}

impl Places {
    fn new(args: &EquityArgs) -> (Self, Vec<&str>) {
        let mut columns = vec![args.value.as_str()];
        let weight = push(&mut columns, args.weight.as_deref());
        let groups = columns.len();
        columns.extend(args.group.iter().map(String::as_str));
        let by = push(&mut columns, args.by.as_deref());
        let rural = push(&mut columns, args.urban_rural.as_deref());
        let sources = columns.len();
        columns.extend(args.sources.iter().map(String::as_str));
        let code = push(&mut columns, args.code_col.as_deref());
        (Self { weight, groups, by, rural, sources, code }, columns)
    }
}

fn push<'a>(columns: &mut Vec<&'a str>, column: Option<&'a str>) -> Option<usize> {
    columns.extend(column);
    column.map(|_| columns.len() - 1)
}

/// Rows that lack something.
#[derive(Default)]
struct Missing {
    value: u64,
    weight: u64,
    source: u64,
}

impl Rows {
    pub(super) fn read(
        args: &EquityArgs,
        input: &Path,
        host: &dyn Host,
    ) -> Result<Self, PlannerError> {
        let (places, columns) = Places::new(args);
        let mut rows = Self {
            groups: vec![Vec::new(); args.group.len()],
            sources: vec![Vec::new(); args.sources.len()],
            ..Self::default()
        };
        let mut missing = Missing::default();
        let mut sieve = Sieve::new(args.only_level);
        let option = "--value, --weight, --group, --by, --urban-rural, --sources or --code-col";
        read(input, Wanted { columns: &columns, option }, &mut |record| match places.code {
            Some(n) if !sieve.takes(record, n) => Ok(()),
            _ => rows.add(record, &places, &mut missing),
        })?;
        rows.left_out = sieve.tell(input, host);
        let file = input.display();
        let tell = |rows: u64, what: &str| {
            if rows > 0 {
                host.notice(&format!("{file}: {rows} {what}"));
            }
        };
        tell(missing.value, &format!("rows without {} are left out", args.value));
        tell(missing.weight, "rows without a weight weigh nothing");
        tell(missing.source, "empty cells of sources count as 0");
        Ok(rows)
    }

    fn add(
        &mut self,
        record: &Record<'_>,
        places: &Places,
        missing: &mut Missing,
    ) -> Result<(), PlannerError> {
        let Some(value) = record.amount(0)? else {
            missing.value += 1;
            return Ok(());
        };
        if let Some(n) = places.weight {
            let weight = record.amount(n)?;
            missing.weight += u64::from(weight.is_none());
            self.weights.push(weight.unwrap_or(0.0));
        }
        for (n, groups) in (places.groups..).zip(&mut self.groups) {
            groups.push(record.word(n)?.into_owned());
        }
        if let Some(n) = places.by {
            let by = record.number(n)?;
            self.by.push(by.ok_or_else(|| record.refuse(n, "the cell is empty; fill it in"))?);
        }
        if let Some(n) = places.rural {
            self.rural.push(rural(record, n)?);
        }
        for (n, source) in (places.sources..).zip(&mut self.sources) {
            let amount = record.amount(n)?;
            missing.source += u64::from(amount.is_none());
            source.push(amount.unwrap_or(0.0));
        }
        self.values.push(value);
        Ok(())
    }
}

fn rural(record: &Record<'_>, n: usize) -> Result<bool, PlannerError> {
    match &*record.word(n)? {
        "rural" | "乡村" | "农村" => Ok(true),
        "urban" | "城镇" | "城市" => Ok(false),
        other => Err(record.refuse(n, format!("{other:?} is neither; write urban or rural"))),
    }
}
