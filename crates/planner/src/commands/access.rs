//! `plan access`: one value of access for each origin.

mod compute;

use std::path::{Path, PathBuf};

use access::{Amounts, Costs};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::decay::{DecayArg, Steps};
use super::travel::word;
use crate::host::{Answer, Host, go_on, stage};
use crate::names::Names;
use crate::out::{Columns, Provenance, Writer};
use crate::tables::{AmountTable, PairNames, Pairs, Wanted};
use crate::{PlannerError, store};
use compute::{Asked, Tables, Values};

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
    /// Beyond this cost nothing counts.
    #[arg(long, value_name = "M")]
    pub cutoff: Option<f64>,
    /// Weights by steps of cost; e2sfca and 3sfca take 10:1,20:0.68,30:0.22 if nothing is given.
    #[arg(long, value_name = "COST:WEIGHT,...", conflicts_with = "decay")]
    pub steps: Option<Steps>,
    /// Weights by a formula: gaussian:15, exp:0.1, power:0.7, logistic:30,5, loglogistic:30,3, linear:45.
    #[arg(long, value_name = "FORM:NUMBER")]
    pub decay: Option<DecayArg>,
    /// For raam: so many minutes of travel weigh as much as average crowding.
    #[arg(long, value_name = "T")]
    pub tau: Option<f64>,
    /// For nth: which of the facilities by distance, from 1.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub n: usize,
    /// Where to write `id,value`: .csv or .parquet.
    #[arg(long, value_name = "F.csv")]
    pub out: PathBuf,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Carries out `plan access`.
pub(crate) fn run(args: &AccessArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let [costs, origins, destinations] = [&args.costs, &args.origins, &args.destinations]
        .map(|path| store::resolve(&args.store, path));
    let (costs, origins, destinations) = (costs?, origins?, destinations?);
    let asked = Asked::new(args)?;
    let files: [(&str, &Path); 3] =
        [("--costs", &costs), ("--origins", &origins), ("--destinations", &destinations)];
    let mut provenance = Provenance::new("plan access", settings(args), &files)?;
    stage(host, "reading origins and destinations")?;
    let wanted = Wanted { columns: &args.origin_cols.each(), option: "--origin-cols" };
    let people = AmountTable::read(&origins, wanted, host)?;
    let wanted = Wanted { columns: &args.dest_cols.each(), option: "--dest-cols" };
    let capacity = AmountTable::read(&destinations, wanted, host)?;
    stage(host, "reading costs")?;
    let names = [
        PairNames::Table(&people.ids, origins.display().to_string()),
        PairNames::Table(&capacity.ids, destinations.display().to_string()),
    ];
    let pairs = Pairs::read(&costs, args.cost_cols.each(), names, host)?;
    let n_pairs = pairs.pairs.len();
    let matrix = Costs::from_pairs(people.ids.len(), capacity.ids.len(), &pairs.pairs)
        .map_err(|error| pairs.twice([&people.ids, &capacity.ids]).unwrap_or(error.into()))?;
    drop(pairs);
    stage(host, "computing")?;
    let tables = Tables {
        costs: &matrix,
        people: Amounts::new("people", column(&people))?,
        capacity: Amounts::new("capacity", column(&capacity))?,
        people_there: people_at(&people, &capacity),
    };
    let Values { by_zone, about } = asked.compute(&tables)?;
    go_on(host)?;
    let mut writer = Writer::create(&args.out, Columns { words: &["id"], numbers: &["value"] })?;
    for (id, value) in people.ids.iter().zip(&by_zone) {
        writer.row(&[id], &[*value])?;
    }
    let mut value = json!({
        "measure": word(args.measure),
        "out": args.out.display().to_string(),
        "pairs": n_pairs,
        "summary": summary(&by_zone, tables.people.values()),
    });
    merge(&mut value, about);
    provenance.found = value.clone();
    writer.finish()?.publish(&provenance)?;
    let words = words(args, &value);
    Ok(Answer { value, words })
}

fn column(table: &AmountTable) -> Vec<f64> {
    table.columns.first().cloned().unwrap_or_default()
}

/// The people of the origin with the same id as each destination, for `fca`; `None` when no id is
/// in both tables.
fn people_at(people: &AmountTable, places: &AmountTable) -> Option<Vec<f64>> {
    let amounts = people.columns.first()?;
    let at: Vec<Option<u32>> = places.ids.iter().map(|id| people.ids.find(id)).collect();
    at.iter()
        .any(Option::is_some)
        .then(|| at.into_iter().map(|at| at.map_or(0.0, |at| amounts[at as usize])).collect())
}

/// Figures over all origins; means are over people too.
fn summary(values: &[Option<f64>], people: &[f64]) -> Value {
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    let pairs = values.iter().zip(people).filter_map(|(value, people)| Some(((*value)?, *people)));
    let (sum, all) =
        pairs.fold((0.0, 0.0), |(s, a), (value, people)| (s + value * people, a + people));
    let mean = |sum: f64, n: f64| (n > 0.0).then(|| sum / n);
    json!({
        "origins": values.len(),
        "without_value": values.len() - known.len(),
        "least": known.iter().copied().reduce(f64::min),
        "most": known.iter().copied().reduce(f64::max),
        "mean": mean(known.iter().sum(), known.len() as f64),
        "mean_over_people": mean(sum, all),
    })
}

/// Adds the entries of one object to another.
pub(crate) fn merge(value: &mut Value, more: Value) {
    if let (Some(object), Value::Object(more)) = (value.as_object_mut(), more) {
        object.extend(more);
    }
}

fn settings(args: &AccessArgs) -> Value {
    let steps = args
        .steps
        .as_ref()
        .map(|Steps(steps)| steps.iter().map(|step| [step.until, step.weight]).collect::<Vec<_>>());
    json!({
        "measure": word(args.measure),
        "cost_cols": args.cost_cols.each(),
        "origin_cols": args.origin_cols.each(),
        "dest_cols": args.dest_cols.each(),
        "cutoff": args.cutoff,
        "steps": steps,
        "decay": args.decay.as_ref().map(|DecayArg(decay)| format!("{decay:?}")),
        "tau": args.tau,
        "n": args.n,
    })
}

fn words(args: &AccessArgs, value: &Value) -> String {
    let number = |at: &str| {
        value.pointer(at).and_then(Value::as_f64).map_or("none".to_owned(), |n| format!("{n:.6}"))
    };
    let mut words = format!(
        "{} for {} origins in {}: mean {}, over people {}",
        word(args.measure),
        value.pointer("/summary/origins").unwrap_or(&Value::Null),
        args.out.display(),
        number("/summary/mean"),
        number("/summary/mean_over_people"),
    );
    if value.get("conservation").is_some() {
        words += &format!(
            "\ncapacity delivered {} of {} reached",
            number("/conservation/delivered"),
            number("/conservation/reached"),
        );
    }
    words
}
