//! `plan index`: many indicators of many units over years, in one number.

mod options;
mod panel;
mod report;
mod rows;
mod wide;

use std::path::Path;

use access::index::{Method, Normalisation, Scores};
use serde_json::json;

use super::access::merge;
use crate::host::{Answer, Host, go_on, stage};
use crate::out::{Columns, Provenance, Writer, apart};
use crate::{PlannerError, store};
use options::settings;
pub use options::{Incomplete, IndexArgs, Meaning, OfYear, Scale, Together, Weights, Wide};
use panel::{Gathered, read_breaks, read_panel, tell_breaks, years};
use report::{convergences, marks, ranking, tell_jumps, weights, words};

/// Carries out `plan index`.
pub(crate) fn run(args: &IndexArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    if !(args.jump.is_finite() && args.jump > 1.0) {
        return Err(PlannerError::option("--jump", "give a factor above 1, as 1.3"));
    }
    let inputs = inputs(args)?;
    let breaks = args.breaks.as_ref().map(|path| store::resolve(&args.store, path)).transpose()?;
    let mut files: Vec<(&'static str, &Path)> =
        inputs.iter().map(|input| ("--in", input.path.as_path())).collect();
    files.extend(breaks.as_deref().map(|path| ("--breaks", path)));
    apart(&[("--out", args.out.as_path())], &files)?;
    let mut provenance = Provenance::new("plan index", settings(args), &files)?;
    stage(host, "reading indicators")?;
    let breaks = match breaks.as_deref() {
        Some(path) => read_breaks(args, path, host)?,
        None => Vec::new(),
    };
    let Gathered { panel, units, rows } = read_panel(args, &inputs, breaks, host)?;
    tell_breaks(&panel, host);
    let years = years(args, &panel, host)?;
    tell_jumps(&panel, &years, args.jump, host);
    stage(host, "computing")?;
    let scale = match args.normalise {
        Scale::Minmax => Normalisation::MinMax,
        Scale::Z => Normalisation::Z,
        Scale::Rank => Normalisation::Rank,
    };
    let method = match args.method {
        Together::Topsis => Method::Topsis,
        Together::Sum => Method::WeightedSum,
    };
    let scores = Scores::of(&panel, &years, scale, &args.weights.0, method)?;
    let mut value = json!({
        "units": panel.units(),
        "years": years,
        "weights": weights(&panel, &scores),
        "left_out_years": panel.years().iter().filter(|y| !years.contains(y)).collect::<Vec<_>>(),
    });
    merge(&mut value, json!({ "left_out_units": units }));
    if args.only_level.is_some() {
        merge(&mut value, json!({ "left_out_rows": rows }));
    }
    merge(&mut value, marks(&panel, &years, args.jump));
    merge(&mut value, convergences(&panel, &scores, args.jump));
    merge(&mut value, ranking(args, &panel, &scores, host)?);
    go_on(host)?;
    let columns = Columns { words: &["unit", "year"], numbers: &["score", "rank"] };
    let mut writer = Writer::create(&args.out, columns)?;
    for (at, year) in years.iter().enumerate() {
        let ranks = scores.ranks(at);
        for ((unit, score), rank) in panel.units().iter().zip(&scores.scores[at]).zip(ranks) {
            writer.row(&[unit, &year.to_string()], &[Some(*score), Some(rank)])?;
        }
    }
    provenance.found = value.clone();
    merge(&mut value, json!({ "out": args.out.display().to_string() }));
    writer.finish()?.publish(&provenance)?;
    let words = words(&value);
    Ok(Answer { value, words })
}

/// The tables; each has its year in a column, or each beside its name.
fn inputs(args: &IndexArgs) -> Result<Vec<OfYear>, PlannerError> {
    let of_one_year = args.wide.as_ref().is_some_and(|wide| wide.year.is_none());
    let input = |OfYear { year, path }: &OfYear| {
        let name = path.display();
        match year {
            None if of_one_year => {
                let what = format!("which year is {name} of? Write it as 2020={name}");
                Err(PlannerError::option("--in", what))
            }
            Some(year) if !of_one_year => {
                let what = format!("{year}={name} needs --wide UNIT, without a column of years");
                Err(PlannerError::option("--in", what))
            }
            _ => Ok(OfYear { year: *year, path: store::resolve(&args.store, path)? }),
        }
    };
    args.inputs.iter().map(input).collect()
}
