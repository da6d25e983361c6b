//! `plan index`: many indicators of many units over years, in one number.

mod options;
mod report;

use std::path::{Path, PathBuf};

use access::index::{
    Break, Direction, Indicator, Method, Normalisation, Observation, Panel, Scores,
};
use clap::Args;
use serde_json::{Value, json};

use super::access::merge;
use super::travel::word;
use crate::host::{Answer, Host, go_on, stage};
use crate::names::Names;
use crate::out::{Columns, Provenance, Writer};
use crate::tables::{Record, Wanted, read};
use crate::{PlannerError, store};
pub use options::{Good, Scale, Together, Weights};
use report::{convergence, marks, ranking, weights, words};

/// Options of `plan index`.
#[derive(Args, Clone, Debug)]
pub struct IndexArgs {
    /// A long table: one row for each indicator, unit and year.
    #[arg(long = "in", value_name = "F.csv")]
    pub input: PathBuf,
    /// Its columns: indicator, unit, year, value.
    #[arg(
        long,
        value_name = "INDICATOR,UNIT,YEAR,VALUE",
        default_value = "indicator,unit,year,value"
    )]
    pub cols: Names<4>,
    /// The indicators and which way each is good.
    #[arg(long, value_name = "NAME:more|less,...", value_delimiter = ',', required = true)]
    pub indicators: Vec<Good>,
    /// The years; all in which nothing is missing if this is not given.
    #[arg(long, value_name = "YEAR,...", value_delimiter = ',')]
    pub years: Vec<i32>,
    /// How values become comparable.
    #[arg(long, value_enum, default_value = "minmax")]
    pub normalise: Scale,
    /// Weights: entropy, critic, equal, or numbers in the order of the indicators.
    #[arg(long, value_name = "HOW", default_value = "entropy")]
    pub weights: Weights,
    /// How they become one number.
    #[arg(long, value_enum, default_value = "topsis")]
    pub method: Together,
    /// A table with breaks of definition: indicator, year, why. They are marked, never smoothed over.
    #[arg(long, value_name = "B.csv")]
    pub breaks: Option<PathBuf>,
    /// Noise on the weights for the sensitivity of the last year's ranking, as 0.2 for 20 %.
    #[arg(long, default_value_t = 0.2)]
    pub noise: f64,
    /// Draws of the sensitivity.
    #[arg(long, default_value_t = 1000)]
    pub draws: usize,
    /// The seed of the draws.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where to write `unit,year,score,rank`: .csv or .parquet.
    #[arg(long, value_name = "F.csv")]
    pub out: PathBuf,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Carries out `plan index`.
pub(crate) fn run(args: &IndexArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let input = store::resolve(&args.store, &args.input)?;
    let breaks = args.breaks.as_ref().map(|path| store::resolve(&args.store, path)).transpose()?;
    let mut files: Vec<(&'static str, &Path)> = vec![("--in", &input)];
    files.extend(breaks.as_deref().map(|path| ("--breaks", path)));
    let mut provenance = Provenance::new("plan index", settings(args), &files)?;
    stage(host, "reading indicators")?;
    let breaks = breaks.as_deref().map_or(Ok(Vec::new()), read_breaks)?;
    let panel = read_panel(args, &input, breaks)?;
    let years = years(args, &panel, &input, host)?;
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
    merge(&mut value, marks(&panel, &years));
    merge(&mut value, convergence(&panel, &scores));
    merge(&mut value, ranking(args, &panel, &scores)?);
    go_on(host)?;
    let columns = Columns { words: &["unit", "year"], numbers: &["score", "rank"] };
    let mut writer = Writer::create(&args.out, columns)?;
    for (at, year) in years.iter().enumerate() {
        let ranks = scores.ranks(at);
        for ((unit, score), rank) in panel.units().iter().zip(&scores.scores[at]).zip(ranks) {
            writer.row(&[unit, &year.to_string()], &[Some(*score), Some(rank)])?;
        }
    }
    merge(&mut value, json!({ "out": args.out.display().to_string() }));
    provenance.found = value.clone();
    writer.finish()?.publish(&provenance)?;
    let words = words(&value);
    Ok(Answer { value, words })
}

struct Row {
    indicator: String,
    unit: String,
    year: i32,
    value: f64,
}

fn read_panel(args: &IndexArgs, input: &Path, breaks: Vec<Break>) -> Result<Panel, PlannerError> {
    let mut rows: Vec<Row> = Vec::new();
    let mut seen = std::collections::HashMap::new();
    let wanted = Wanted { columns: &args.cols.each(), option: "--cols" };
    read(input, wanted, &mut |record| {
        let indicator = record.word(0)?.into_owned();
        if !args.indicators.iter().any(|good| good.name == indicator) {
            return Ok(());
        }
        let (unit, year) = (record.word(1)?.into_owned(), year(record, 2)?);
        // A value that was not published is a gap, and gaps are named when they matter.
        let Some(value) = record.number(3)? else { return Ok(()) };
        let row = record.place().row;
        if let Some(first) = seen.insert((indicator.clone(), unit.clone(), year), row) {
            let what = format!("{indicator} of {unit} in {year} stands already in row {first}");
            return Err(record.refuse_row(format!("{what}; keep one of them")));
        }
        rows.push(Row { indicator, unit, year, value });
        Ok(())
    })?;
    let observations: Vec<Observation<'_>> = rows
        .iter()
        .map(|row| Observation {
            indicator: &row.indicator,
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
    Ok(Panel::new(indicators, &observations, breaks)?)
}

fn year(record: &Record<'_>, n: usize) -> Result<i32, PlannerError> {
    let word = record.word(n)?;
    word.parse().map_err(|_| record.refuse(n, format!("{word:?} is no year; write 2018")))
}

fn read_breaks(path: &Path) -> Result<Vec<Break>, PlannerError> {
    let mut breaks = Vec::new();
    let wanted = Wanted { columns: &["indicator", "year", "why"], option: "--breaks" };
    read(path, wanted, &mut |record| {
        let (indicator, why) = (record.word(0)?.into_owned(), record.word(2)?.into_owned());
        breaks.push(Break { indicator, year: year(record, 1)?, why });
        Ok(())
    })?;
    Ok(breaks)
}

/// The years asked for, or those in which nothing is missing.
fn years(
    args: &IndexArgs,
    panel: &Panel,
    input: &Path,
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
        return Err(PlannerError::format(input, what));
    }
    if !missing.is_empty() {
        let missing = missing.join(", ");
        host.notice(&format!(
            "years {missing} are left out: not published are {gap} and perhaps more"
        ));
    }
    Ok(years)
}

fn settings(args: &IndexArgs) -> Value {
    let indicators: Vec<String> = args
        .indicators
        .iter()
        .map(|good| {
            let way = if good.direction == Direction::More { "more" } else { "less" };
            format!("{}:{way}", good.name)
        })
        .collect();
    json!({
        "cols": args.cols.each(),
        "indicators": indicators,
        "years": args.years,
        "normalise": word(args.normalise),
        "weights": format!("{:?}", args.weights.0),
        "method": word(args.method),
        "noise": args.noise,
        "draws": args.draws,
        "seed": args.seed,
    })
}
