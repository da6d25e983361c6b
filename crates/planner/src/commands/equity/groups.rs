//! Inequality between and within groups, and what each group is.

use std::collections::HashMap;

use access::equity::{Grouped, Labels, Nesting, Sample};
use serde_json::{Value, json};

use super::{EquityArgs, rows::Rows};
use crate::PlannerError;

/// What is divided over groups: Theil's T in the object itself, the others beside it.
pub(super) fn groups(
    args: &EquityArgs,
    sample: &Sample,
    rows: &Rows,
) -> Result<Value, PlannerError> {
    if args.group.is_empty() {
        return Ok(Value::Null);
    }
    let (nesting, names) = nesting(args, rows)?;
    let grouped = Grouped::new(sample, &nesting)?;
    let [t, l] = grouped.theils();
    let parts: Vec<Value> = t
        .iter()
        .flat_map(|parts| parts.groups.iter().zip(&names))
        .map(|(part, name)| {
            json!({
                "group": name,
                "people": part.people,
                "total": part.total,
                "mean": part.mean,
                "theil_t": part.entropy,
                "within": part.within,
            })
        })
        .collect();
    let l = l.map(|parts| {
        let between = parts.between.iter().sum::<f64>();
        json!({ "between": between, "levels": parts.between, "within": parts.within })
    });
    let gini = grouped.gini().map(|parts| {
        json!({ "between": parts.between, "within": parts.within, "overlap": parts.overlap })
    });
    Ok(json!({
        "between": t.as_ref().map(|parts| parts.between.iter().sum::<f64>()),
        "within": t.as_ref().map(|parts| parts.within),
        "theil_t_levels": t.as_ref().map(|parts| levels(args, &nesting, &parts.between)),
        "theil_l_parts": l,
        "gini_parts": gini,
        "balance": balance(args, &grouped, &names)?,
        "groups": parts,
    }))
}

/// Groups within groups, and the names of the innermost.
fn nesting(args: &EquityArgs, rows: &Rows) -> Result<(Nesting, Vec<String>), PlannerError> {
    let inner = rows.groups.first().map(Vec::as_slice).unwrap_or_default();
    if !args.prefixes.is_empty() {
        if rows.groups.len() > 1 {
            let what = "take the first digits of one column; name one with --group";
            return Err(PlannerError::option("--prefixes", what));
        }
        let codes: Vec<&str> = inner.iter().map(String::as_str).collect();
        let (nesting, mut names) = Nesting::of_codes(&codes, &args.prefixes)?;
        return Ok((nesting, names.swap_remove(0)));
    }
    // A group is told apart by all that it lies in, so that equal names in two places stay two.
    let mut path: Vec<Labels> = Vec::new();
    for column in rows.groups.iter().rev() {
        let labels = match path.last() {
            None => Labels::new(column.iter().map(String::as_str)),
            Some(outer) => within(column, outer),
        };
        path.push(labels);
    }
    path.reverse();
    let Some(innermost) = path.first() else { return Ok((Nesting::flat(Vec::new()), Vec::new())) };
    let mut nesting = Nesting::flat(innermost.of_row.clone());
    for two in path.windows(2) {
        nesting = nesting.within(outer_of(&two[0], &two[1]))?;
    }
    Ok((nesting, innermost.names.clone()))
}

/// Labels of a column, told apart by their outer groups.
fn within(column: &[String], outer: &Labels) -> Labels {
    let mut known: HashMap<(&str, u32), u32> = HashMap::new();
    let mut names = Vec::new();
    let of_row = column
        .iter()
        .zip(&outer.of_row)
        .map(|(label, outer_at)| {
            *known.entry((label, *outer_at)).or_insert_with(|| {
                names.push(format!("{}/{label}", outer.names[*outer_at as usize]));
                names.len() as u32 - 1
            })
        })
        .collect();
    Labels { names, of_row }
}

/// The outer group of each inner one; every row of an inner group has the same.
fn outer_of(inner: &Labels, outer: &Labels) -> Vec<u32> {
    let mut of = vec![0; inner.names.len()];
    for (inner, outer) in inner.of_row.iter().zip(&outer.of_row) {
        of[*inner as usize] = *outer;
    }
    of
}

/// The part between the groups of each level, innermost first, with how many groups it has.
fn levels(args: &EquityArgs, nesting: &Nesting, between: &[f64]) -> Vec<Value> {
    let name = |level: usize| match args.prefixes.get(level) {
        Some(digits) => format!("{digits} digits"),
        None => args.group.get(level).cloned().unwrap_or_default(),
    };
    let level = |(level, between): (usize, &f64)| json!({ "level": name(level), "groups": nesting.sizes()[level], "between": between });
    between.iter().enumerate().map(level).collect()
}

fn balance(
    args: &EquityArgs,
    grouped: &Grouped<'_>,
    names: &[String],
) -> Result<Option<Value>, PlannerError> {
    let found = grouped.balance(args.better.into(), args.balance_target)?;
    Ok(found.map(|found| {
        json!({
            "balance": found.balance,
            "worst": names.get(found.worst as usize),
            "worst_attains": found.worst_attains,
            "people_attaining": found.people_attaining,
            "target": found.target,
            "met": found.met,
        })
    }))
}
