//! Options of `plan access`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::commands::decay::{DecayArg, Steps};
use crate::commands::travel::word;
use crate::host::Host;
use crate::names::Names;
use crate::store;

/// A measure of access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Measure {
    /// Capacity within reach for one person within reach of the same place (one step).
    Fca,
    /// Two-step floating catchment: capacity shared among those who reach it.
    #[value(name = "2sfca")]
    TwoStep,
    /// The same with steps of distance.
    #[value(name = "e2sfca")]
    EnhancedTwoStep,
    /// Three steps: people divide among facilities first.
    #[value(name = "3sfca")]
    ThreeStep,
    /// Modified two-step: distance also wastes capacity.
    #[value(name = "m2sfca")]
    ModifiedTwoStep,
    /// Balanced: neither demand nor capacity counts twice.
    Bfca,
    /// Travel and crowding at the equilibrium, with a proved gap; less is better.
    Raam,
    /// Capacity within reach, weighted by distance.
    Gravity,
    /// Capacity within the cut-off.
    Count,
    /// How many facilities with capacity lie within the cut-off.
    Places,
    /// Minutes to the nearest facility with capacity.
    Nearest,
    /// Minutes to the nth nearest facility with capacity (--n).
    Nth,
    /// Capacity that falls to an origin when all compete.
    Availability,
}

/// Options of `plan access`.
#[derive(Args, Clone, Debug)]
pub struct AccessArgs {
    /// Travel times or other costs between origins and destinations.
    #[arg(long, value_name = "C.csv")]
    pub costs: PathBuf,
    /// Its columns: origin, destination, cost.
    #[arg(long, value_name = "ORIGIN,DEST,COST", default_value = "origin,dest,cost")]
    pub cost_cols: Names<3>,
    /// Origins with their people.
    #[arg(long, value_name = "O.csv")]
    pub origins: PathBuf,
    /// Its columns: id, people.
    #[arg(long, value_name = "ID,POP", default_value = "id,pop")]
    pub origin_cols: Names<2>,
    /// Destinations with their capacity.
    #[arg(long, value_name = "D.csv")]
    pub destinations: PathBuf,
    /// Its columns: id, capacity.
    #[arg(long, value_name = "ID,CAP", default_value = "id,cap")]
    pub dest_cols: Names<2>,
    /// What to compute.
    #[arg(long, value_enum)]
    pub measure: Measure,
    /// Columns of the origins whose people make the demand instead, with how often one of each uses
    /// the service, as children:1,old:2.5.
    #[arg(long, value_name = "COL:RATE,...", value_delimiter = ',')]
    pub demand: Vec<Rate>,
    /// Columns of the origins with groups of people whose mean access is told.
    #[arg(long, value_name = "COL,...", value_delimiter = ',')]
    pub groups: Vec<String>,
    /// Beyond this cost nothing counts.
    #[arg(long, value_name = "M", allow_negative_numbers = true)]
    pub cutoff: Option<f64>,
    /// For count and places: several costs at once, each with a column of its own.
    #[arg(long, value_name = "M,M", value_delimiter = ',', conflicts_with = "cutoff")]
    pub cutoffs: Vec<f64>,
    /// Weights by steps of cost; e2sfca and 3sfca take 10:1,20:0.68,30:0.22 if nothing is given.
    #[arg(long, value_name = "COST:WEIGHT,...", conflicts_with = "decay")]
    pub steps: Option<Steps>,
    /// Weights by a formula: gaussian:15, exp:0.1, power:0.7, logistic:30,5, loglogistic:30,3, linear:45.
    #[arg(long, value_name = "FORM:NUMBER")]
    pub decay: Option<DecayArg>,
    /// For raam: so many minutes of travel weigh as much as average crowding.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub tau: Option<f64>,
    /// For nth: which of the facilities by distance, from 1.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub n: usize,
    /// So many pairs are held in memory; a longer table waits in a file beside the result, for which
    /// the rows of an origin must stand together.
    #[arg(long, value_name = "N", default_value_t = IN_MEMORY)]
    pub pairs_in_memory: usize,
    /// Where to write `id,value`: .csv or .parquet.
    #[arg(long, value_name = "F.csv")]
    pub out: PathBuf,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Ten million pairs take some 600 MB while they are sorted.
const IN_MEMORY: usize = 10_000_000;

/// A group of people with how often one of them uses the service.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// Its column.
    pub name: String,
    /// Uses, relative to the other groups.
    pub rate: f64,
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.rsplit_once(':').and_then(|(name, rate)| {
            let rate: f64 = rate.trim().parse().ok()?;
            let fine = rate.is_finite() && rate >= 0.0 && !name.trim().is_empty();
            fine.then(|| Self { name: name.trim().to_owned(), rate })
        });
        parts.ok_or_else(|| format!("{text:?}: write column:rate, as in old:2.5"))
    }
}

/// Tells of options that are given and change nothing.
pub(super) fn tell_ignored(args: &AccessArgs, host: &dyn Host) {
    let measure = args.measure;
    let weighs =
        !matches!(measure, Measure::Nearest | Measure::Nth | Measure::Places | Measure::Raam)
            && args.cutoffs.is_empty();
    let ignored = [
        ("--tau", args.tau.is_some() && measure != Measure::Raam),
        ("--n", args.n != 1 && measure != Measure::Nth),
        ("--decay", args.decay.is_some() && !weighs),
        ("--steps", args.steps.is_some() && !weighs),
    ];
    for (option, _) in ignored.into_iter().filter(|(_, given)| *given) {
        host.notice(&format!("{option} is not read with --measure {}", word(measure)));
    }
}

pub(super) fn settings(args: &AccessArgs) -> Value {
    let steps = args
        .steps
        .as_ref()
        .map(|Steps(steps)| steps.iter().map(|step| [step.until, step.weight]).collect::<Vec<_>>());
    json!({
        "measure": word(args.measure),
        "cost_cols": args.cost_cols.each(),
        "origin_cols": args.origin_cols.each(),
        "dest_cols": args.dest_cols.each(),
        "demand": args.demand.iter().map(|rate| json!([rate.name, rate.rate])).collect::<Vec<_>>(),
        "groups": args.groups,
        "cutoff": args.cutoff,
        "cutoffs": args.cutoffs,
        "steps": steps,
        "decay": args.decay.as_ref().map(|DecayArg(decay)| format!("{decay:?}")),
        "tau": args.tau,
        "n": args.n,
    })
}
