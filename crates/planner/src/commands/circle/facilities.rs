//! Facilities with category, opening hours and capacity.

use std::collections::BTreeMap;
use std::path::Path;

use super::{CircleArgs, LEVELS};
use crate::PlannerError;
use crate::hours::Hours;
use crate::tables::{Ids, Record, Wanted, read};

/// Facilities with what is asked of them.
pub(super) struct Facilities {
    pub(super) ids: Ids,
    /// Category of each, as a position in `categories`.
    pub(super) of: Vec<usize>,
    pub(super) categories: Vec<String>,
    /// Whether it is open at the minute asked about.
    pub(super) open: Vec<bool>,
    pub(super) capacity: Vec<f64>,
}

impl Facilities {
    pub(super) fn read(args: &CircleArgs, input: &Path) -> Result<Self, PlannerError> {
        let [id, category] = args.dest_cols.each();
        let mut columns = vec![id, category];
        let hours_at = args.hours_col.as_deref().map(|name| push(&mut columns, name));
        let capacity_at = args.capacity_col.as_deref().map(|name| push(&mut columns, name));
        let level_at = args.level_col.as_deref().map(|name| push(&mut columns, name));
        let (ids, of, categories) = (Ids::default(), Vec::new(), Vec::new());
        let mut all = Self { ids, of, categories, open: Vec::new(), capacity: Vec::new() };
        let mut known = BTreeMap::<String, usize>::new();
        let wanted = Wanted { columns: &columns, option: "--dest-cols" };
        read(input, wanted, &mut |record| {
            all.ids.add(record, 0)?;
            let category = match level_at {
                Some(n) => format!("{}/{}", record.word(1)?, level(record, n)?),
                None => record.word(1)?.into_owned(),
            };
            let at = *known.entry(category.clone()).or_insert(all.categories.len());
            if at == all.categories.len() {
                all.categories.push(category);
            }
            all.of.push(at);
            let open = match (hours_at.and_then(|n| Some((n, record.cell(n).word()?))), args.at) {
                (Some((n, text)), Some(when)) => {
                    text.parse::<Hours>().map_err(|what| record.refuse(n, what))?.at(when)
                }
                // Of hours that nobody wrote down nothing is held against the facility.
                _ => true,
            };
            all.open.push(open);
            let capacity = capacity_at.map(|n| record.amount(n)).transpose()?.flatten();
            all.capacity.push(capacity.unwrap_or(0.0));
            Ok(())
        })?;
        if all.ids.is_empty() {
            return Err(PlannerError::format(input, "the table has no rows"));
        }
        let kind = |name: &str| match (level_at, name.rsplit_once('/')) {
            (Some(_), Some((kind, _))) => kind.to_owned(),
            _ => name.to_owned(),
        };
        let of_any = |limit: &str| known.keys().any(|name| name == limit || kind(name) == limit);
        let unknown = args.limits.iter().find(|limit| !of_any(&limit.category));
        match unknown {
            None => Ok(all),
            Some(limit) => {
                let known = all.categories.join(", ");
                let what =
                    format!("no facility is of category {}; there are {known}", limit.category);
                Err(PlannerError::option("--limits", what))
            }
        }
    }
}

/// County, township or village, as `plan import` checks it.
fn level(record: &Record<'_>, n: usize) -> Result<String, PlannerError> {
    let word = record.word(n)?;
    if LEVELS.contains(&&*word) {
        return Ok(word.into_owned());
    }
    let what = format!("{word:?} is no level; write county, township or village");
    Err(record.refuse(n, what))
}

fn push<'a>(columns: &mut Vec<&'a str>, name: &'a str) -> usize {
    columns.push(name);
    columns.len() - 1
}
