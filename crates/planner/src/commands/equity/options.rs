//! Options of `plan equity`.

use std::path::PathBuf;

use access::equity::Better;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::commands::level::OnlyLevel;
use crate::commands::travel::word;
use crate::store;

/// Which way a measure is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Good {
    /// More is better: capacity, facilities within reach.
    #[default]
    More,
    /// Less is better: minutes.
    Less,
}

/// Options of `plan equity`.
#[derive(Args, Clone, Debug)]
pub struct EquityArgs {
    /// A table with one row for each zone or person.
    #[arg(long = "in", value_name = "F.csv")]
    pub input: PathBuf,
    /// The column with the measure.
    #[arg(long, value_name = "V")]
    pub value: String,
    /// The column with the people; every row counts once without it.
    #[arg(long, value_name = "W")]
    pub weight: Option<String>,
    /// The column with the group between and within which inequality is divided; several for groups
    /// within groups, the innermost first, as county,city,province.
    #[arg(long, value_name = "G,...", value_delimiter = ',')]
    pub group: Vec<String>,
    /// Groups within groups by the first digits of the only --group, as 6,4,2 of division codes.
    #[arg(long, value_name = "N,N", value_delimiter = ',', requires = "group")]
    pub prefixes: Vec<usize>,
    /// Columns with the sources of which the measure is made, for the part of each in the Gini index.
    #[arg(long, value_name = "S,S", value_delimiter = ',')]
    pub sources: Vec<String>,
    /// Aversions to inequality for Atkinson's index.
    #[arg(
        long,
        value_name = "E,E",
        value_delimiter = ',',
        default_value = "0.5,1,2",
        allow_negative_numbers = true
    )]
    pub epsilon: Vec<f64>,
    /// The column along which concentration is measured: income, age.
    #[arg(long, value_name = "B")]
    pub by: Option<String>,
    /// The column that says urban or rural, for the ratio of the two.
    #[arg(long, value_name = "U")]
    pub urban_rural: Option<String>,
    /// Which way the measure is good, for the ratio and the balance.
    #[arg(long, value_enum, default_value = "more")]
    pub better: Good,
    /// The largest ratio of urban to rural that meets the target.
    #[arg(long, value_name = "R", default_value_t = 1.2, allow_negative_numbers = true)]
    pub ratio_target: f64,
    /// The least balance among groups that meets the target.
    #[arg(long, value_name = "B", default_value_t = 0.9, allow_negative_numbers = true)]
    pub balance_target: f64,
    /// Only rows of this level by their division codes; the others are counted and left out.
    #[arg(long, value_enum, value_name = "LEVEL", requires = "code_col")]
    pub only_level: Option<OnlyLevel>,
    /// The column with the division codes, for --only-level.
    #[arg(long, value_name = "C", requires = "only_level")]
    pub code_col: Option<String>,
    /// Draw so many samples for 95 % intervals of the indices.
    #[arg(long, value_name = "N")]
    pub bootstrap: Option<usize>,
    /// The seed of the draws.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where to write the Lorenz curve, as `people,share`: .csv or .parquet.
    #[arg(long, value_name = "L.csv")]
    pub lorenz: Option<PathBuf>,
    /// Where to write the concentration curve along --by, as `people,share`: .csv or .parquet.
    #[arg(long, value_name = "C.csv", requires = "by")]
    pub curve: Option<PathBuf>,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

impl From<Good> for Better {
    fn from(good: Good) -> Self {
        match good {
            Good::More => Self::More,
            Good::Less => Self::Less,
        }
    }
}

/// What the note beside a curve says of the options.
pub(super) fn settings(args: &EquityArgs) -> Value {
    json!({
        "value": args.value,
        "weight": args.weight,
        "group": args.group,
        "prefixes": args.prefixes,
        "sources": args.sources,
        "epsilon": args.epsilon,
        "by": args.by,
        "urban_rural": args.urban_rural,
        "better": word(args.better),
        "only_level": args.only_level.map(word),
        "code_col": args.code_col,
        "bootstrap": args.bootstrap,
        "seed": args.seed,
    })
}
