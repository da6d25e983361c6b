//! Measures and divisions as they are read.

use std::path::Path;

use optimise::{Levels, Measure, Setting};

use super::BudgetArgs;
use crate::PlannerError;
use crate::tables::{Ids, Record, Wanted, read};

/// Divisions with their people and least sums.
pub(super) struct Divisions {
    pub(super) ids: Ids,
    pub(super) levels: Levels,
    pub(super) least_money: Vec<f64>,
    pub(super) least_gain: Vec<f64>,
}

/// Measures with their ids.
pub(super) struct Measures {
    pub(super) ids: Ids,
    pub(super) list: Vec<Measure>,
    /// The divisions that they name, in the order of their first measures or of the table.
    pub(super) divisions: Ids,
    /// What the table says beyond price, gain and division.
    pub(super) said: Said,
}

/// Facts that a table of measures may leave open; nothing is told about those that it does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    /// Town or country.
    pub(super) setting: bool,
    /// Whether it counts as equalization.
    pub(super) equalization: bool,
    /// Who pays which share.
    pub(super) payers: bool,
}

impl Divisions {
    /// Divisions of which nothing is known but their names.
    pub(super) fn of(ids: Ids) -> Self {
        let n = ids.len();
        let levels = Levels { served: vec![0.0; n], persons: vec![1.0; n] };
        Self { ids, levels, least_money: vec![0.0; n], least_gain: vec![0.0; n] }
    }

    pub(super) fn read(args: &BudgetArgs, path: &Path) -> Result<Self, PlannerError> {
        let mut columns = args.division_cols.each().to_vec();
        columns.extend(args.least_money_col.as_deref());
        columns.extend(args.least_gain_col.as_deref());
        let mut found = Self::of(Ids::default());
        let wanted = Wanted { columns: &columns, option: "--division-cols" };
        read(path, wanted, &mut |record| {
            found.ids.add(record, 0)?;
            let amount = |n: usize| Ok::<f64, PlannerError>(record.amount(n)?.unwrap_or(0.0));
            let (people, served) = (amount(1)?, amount(2)?);
            if people <= 0.0 {
                return Err(record.refuse(1, "a division needs people above 0"));
            }
            if served > people {
                let what = format!("{served} are served of {people}; give no more than there are");
                return Err(record.refuse(2, what));
            }
            found.levels.persons.push(people);
            found.levels.served.push(served);
            let money = args.least_money_col.is_some();
            found.least_money.push(if money { amount(3)? } else { 0.0 });
            let at = 3 + usize::from(money);
            found.least_gain.push(if args.least_gain_col.is_some() { amount(at)? } else { 0.0 });
            Ok(())
        })?;
        if found.ids.is_empty() {
            return Err(PlannerError::format(path, "the table has no rows"));
        }
        Ok(found)
    }
}

impl Measures {
    pub(super) fn read(
        args: &BudgetArgs,
        path: &Path,
        divisions: Option<&Divisions>,
    ) -> Result<Self, PlannerError> {
        let mut columns = args.measure_cols.each().to_vec();
        let places = Places {
            setting: push(&mut columns, args.setting_col.as_slice()),
            equalization: push(&mut columns, args.equalization_col.as_slice()),
            variant: push(&mut columns, args.variant_col.as_slice()),
            shares: args.share_cols.as_ref().and_then(|names| push(&mut columns, &names.0)),
        };
        let mut found = Self {
            ids: Ids::default(),
            list: Vec::new(),
            divisions: divisions.map(|known| known.ids.clone()).unwrap_or_default(),
            said: Said {
                setting: places.setting.is_some(),
                equalization: places.equalization.is_some(),
                payers: places.shares.is_some(),
            },
        };
        let mut variants = Ids::default();
        let known = divisions.is_some();
        let wanted = Wanted { columns: &columns, option: "--measure-cols" };
        read(path, wanted, &mut |record| {
            found.ids.add(record, 0)?;
            let division = record.word(3)?;
            let division = if known {
                found.divisions.find(&division).ok_or_else(|| {
                    record.refuse(3, format!("--divisions has no {division}; add it there"))
                })?
            } else {
                found.divisions.intern(&division)
            };
            found.list.push(places.measure(record, division as usize, &mut variants)?);
            Ok(())
        })?;
        if found.list.is_empty() {
            return Err(PlannerError::format(path, "the table has no rows"));
        }
        Ok(found)
    }
}

/// Asks for more columns; says where the first of them stands.
fn push<'a>(columns: &mut Vec<&'a str>, names: &'a [String]) -> Option<usize> {
    let first = columns.len();
    columns.extend(names.iter().map(String::as_str));
    (!names.is_empty()).then_some(first)
}

/// Where the columns that may be absent stand.
struct Places {
    setting: Option<usize>,
    equalization: Option<usize>,
    variant: Option<usize>,
    /// The first of three.
    shares: Option<usize>,
}

impl Places {
    fn measure(
        &self,
        record: &Record<'_>,
        division: usize,
        variants: &mut Ids,
    ) -> Result<Measure, PlannerError> {
        let given = |n: usize| {
            let amount = record.amount(n)?;
            amount.ok_or_else(|| record.refuse(n, "the cell is empty; fill in a number"))
        };
        let price = given(1)?;
        if price <= 0.0 {
            return Err(record.refuse(1, "a measure needs a price above 0"));
        }
        // What the table does not say is set to anything: no rule uses it then (see the checks of
        // the options), and `Said` keeps it out of every answer.
        let setting =
            match self.setting.map(|n| record.word(n).map(|word| (n, word))).transpose()? {
                None => Setting::Rural,
                Some((_, word)) if word == "urban" => Setting::Urban,
                Some((_, word)) if word == "rural" => Setting::Rural,
                Some((n, word)) => {
                    return Err(record.refuse(n, format!("{word:?}: write urban or rural")));
                }
            };
        let is_equalization = match self.equalization {
            None => true,
            Some(n) => match given(n)? {
                0.0 => false,
                1.0 => true,
                other => return Err(record.refuse(n, format!("{other}: write 1 or 0"))),
            },
        };
        let shares = match self.shares {
            None => [0.0, 0.0, 1.0],
            Some(n) => {
                let shares = [given(n)?, given(n + 1)?, given(n + 2)?];
                let sum: f64 = shares.iter().sum();
                if (sum - 1.0).abs() > 1e-9 {
                    let what = format!("the shares of the payers sum to {sum}; let them sum to 1");
                    return Err(record.refuse(n, what));
                }
                shares
            }
        };
        let variant = self.variant.and_then(|n| record.cell(n).word());
        let variant_of = variant.map(|word| variants.intern(&word));
        Ok(Measure {
            price,
            gain: given(2)?,
            division,
            setting,
            is_equalization,
            shares,
            variant_of,
        })
    }
}
