//! Options of `plan index` and their words: scales, methods, weights, indicators.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use access::index::{Direction, Weighting};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::commands::level::OnlyLevel;
use crate::commands::travel::word;
use crate::names::Names;
use crate::store;

/// Options of `plan index`.
#[derive(Args, Clone, Debug)]
pub struct IndexArgs {
    /// A long table: one row for each indicator, unit and year. With --wide one or more tables with
    /// a column for each indicator, as YEAR=F.csv where a table is of one year.
    #[arg(long = "in", value_name = "[YEAR=]F.csv", required = true)]
    pub inputs: Vec<OfYear>,
    /// Its columns: indicator, unit, year, value.
    #[arg(
        long,
        value_name = "INDICATOR,UNIT,YEAR,VALUE",
        default_value = "indicator,unit,year,value"
    )]
    pub cols: Names<4>,
    /// Tables with a column for each indicator: their columns with unit and year, or with the unit
    /// alone where each table is of one year (--in YEAR=F.csv).
    #[arg(long, value_name = "UNIT[,YEAR]", conflicts_with = "cols")]
    pub wide: Option<Wide>,
    /// What an indicator is in wide tables that have no column of its name: a column, or one divided
    /// by another, as water=WITH_TAP/HOUSEHOLDS. Again for tables with other names: the first whose
    /// columns a table has.
    #[arg(long, value_name = "INDICATOR=COLUMN[/COLUMN]", requires = "wide")]
    pub column: Vec<Meaning>,
    /// Only units of this level by their division codes; the other rows are counted and left out.
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub only_level: Option<OnlyLevel>,
    /// The indicators and which way each is good.
    #[arg(long, value_name = "NAME:more|less,...", value_delimiter = ',', required = true)]
    pub indicators: Vec<Good>,
    /// The years; all in which nothing is missing if this is not given.
    #[arg(long, value_name = "YEAR,...", value_delimiter = ',')]
    pub years: Vec<i32>,
    /// What is left out, and named, where something was not published: the year, or the unit.
    #[arg(long, value_enum, default_value = "years")]
    pub leave_out: Incomplete,
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
    /// A change of all units together by more than this factor in a year, where no break is marked,
    /// is told, and convergence is not computed across it.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.3, allow_negative_numbers = true)]
    pub jump: f64,
    /// Noise on the weights for the sensitivity of the last year's ranking, as 0.2 for 20 %.
    #[arg(long, default_value_t = 0.2, allow_negative_numbers = true)]
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

/// A table, and the year that it is of where that is no column: `2020=census.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfYear {
    /// The year.
    pub year: Option<i32>,
    /// The table.
    pub path: PathBuf,
}

impl FromStr for OfYear {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let four = |year: &&str| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let dated = text.split_once('=').and_then(|(year, path)| {
            let year = Some(year).filter(four)?.parse::<i32>().ok()?;
            Some(Self { year: Some(year), path: PathBuf::from(path) })
        });
        Ok(dated.unwrap_or_else(|| Self { year: None, path: PathBuf::from(text) }))
    }
}

/// Columns of wide tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wide {
    /// The column with the unit.
    pub unit: String,
    /// The column with the year; none where each table is of one year.
    pub year: Option<String>,
}

impl FromStr for Wide {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains(',') {
            let Names([unit, year]) = text.parse::<Names<2>>()?;
            return Ok(Self { unit, year: Some(year) });
        }
        let Names([unit]) = text.parse::<Names<1>>()?;
        Ok(Self { unit, year: None })
    }
}

impl fmt::Display for Wide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.unit)?;
        self.year.as_ref().map_or(Ok(()), |year| write!(f, ",{year}"))
    }
}

/// What an indicator is in a table: `water=WITH_TAP/HOUSEHOLDS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The indicator.
    pub indicator: String,
    /// A column, or two with a `/` between them.
    pub columns: String,
}

impl FromStr for Meaning {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts =
            text.split_once('=').map(|(indicator, columns)| (indicator.trim(), columns.trim()));
        match parts {
            Some((indicator, columns)) if !indicator.is_empty() && !columns.is_empty() => {
                Ok(Self { indicator: indicator.to_owned(), columns: columns.to_owned() })
            }
            _ => Err(format!("{text:?}: write indicator=column or indicator=column/column")),
        }
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.indicator, self.columns)
    }
}

/// How values of different units become comparable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Scale {
    /// (x - min) / (max - min).
    #[default]
    Minmax,
    /// (x - mean) / standard deviation.
    Z,
    /// By rank, 0 to 1.
    Rank,
}

/// What is left out where a value was not published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Incomplete {
    /// Years in which anything is missing.
    #[default]
    Years,
    /// Units of which anything is missing in the years asked for, or in any.
    Units,
}

/// How normalised indicators become one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Together {
    /// Distance from the worst over distance from worst and best.
    #[default]
    Topsis,
    /// The weighted sum.
    Sum,
}

/// Where weights come from: entropy, critic, equal, or numbers in the order of the indicators.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(pub Weighting);

impl FromStr for Weights {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Self(match text {
            "entropy" => Weighting::Entropy,
            "critic" => Weighting::Critic,
            "equal" => Weighting::Equal,
            numbers => {
                let given: Result<Vec<f64>, _> =
                    numbers.split(',').map(|number| number.trim().parse()).collect();
                Weighting::Given(given.map_err(|_| {
                    format!("{text:?}: write entropy, critic, equal, or numbers like 2,1,1")
                })?)
            }
        }))
    }
}

/// An indicator and which way it is good: `beds:more`, `pupils_per_teacher:less`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    /// Its name in the table.
    pub name: String,
    /// Which way it is good.
    pub direction: Direction,
}

impl FromStr for Good {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let direction = |word: &str| match word {
            "more" | "+" => Some(Direction::More),
            "less" | "-" => Some(Direction::Less),
            _ => None,
        };
        let found = text.rsplit_once(':').and_then(|(name, word)| {
            let direction = direction(word)?;
            Some(Self { name: name.trim().to_owned(), direction })
        });
        found.ok_or_else(|| format!("{text:?}: write name:more or name:less"))
    }
}

pub(super) fn settings(args: &IndexArgs) -> Value {
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
        "wide": args.wide.as_ref().map(ToString::to_string),
        "in_years": args.inputs.iter().map(|input| input.year).collect::<Vec<_>>(),
        "column": args.column.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "only_level": args.only_level.map(word),
        "leave_out": word(args.leave_out),
        "indicators": indicators,
        "years": args.years,
        "normalise": word(args.normalise),
        "weights": format!("{:?}", args.weights.0),
        "method": word(args.method),
        "jump": args.jump,
        "noise": args.noise,
        "draws": args.draws,
        "seed": args.seed,
    })
}
