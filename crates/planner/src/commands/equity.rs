//! `plan equity`: how unequal a measure is among people, and between which groups.

use std::path::{Path, PathBuf};

use access::equity::{
    Aversion, Better, Entropy, Grouped, Indices, Labels, Nesting, Resampling, Sample, bootstrap,
    concentration, entropy, gini, lorenz, palma_by, urban_rural,
};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::access::merge;
use super::travel::word;
use crate::host::{Answer, Host, go_on, stage};
use crate::out::{Columns, Provenance, Writer};
use crate::tables::{Wanted, read};
use crate::{PlannerError, store};

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
    /// The column with the group between and within which inequality is divided.
    #[arg(long, value_name = "G")]
    pub group: Option<String>,
    /// Aversions to inequality for Atkinson's index.
    #[arg(long, value_name = "E,E", value_delimiter = ',', default_value = "0.5,1,2")]
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
    #[arg(long, value_name = "R", default_value_t = 1.2)]
    pub ratio_target: f64,
    /// The least balance among groups that meets the target.
    #[arg(long, value_name = "B", default_value_t = 0.9)]
    pub balance_target: f64,
    /// Draw so many samples for 95 % intervals of Gini and Theil's T.
    #[arg(long, value_name = "N")]
    pub bootstrap: Option<usize>,
    /// The seed of the draws.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where to write the Lorenz curve, as `people,share`: .csv or .parquet.
    #[arg(long, value_name = "L.csv")]
    pub lorenz: Option<PathBuf>,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Points of a Lorenz curve that is written.
const POINTS: usize = 1_000;

/// Carries out `plan equity`.
pub(crate) fn run(args: &EquityArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let aversions = args.epsilon.iter().map(|epsilon| Aversion::new(*epsilon));
    let aversions: Vec<Aversion> = aversions.collect::<Result<_, _>>()?;
    let input = store::resolve(&args.store, &args.input)?;
    stage(host, "reading values")?;
    let rows = Rows::read(args, &input, host)?;
    stage(host, "computing")?;
    let weights = args.weight.is_some().then_some(rows.weights.as_slice());
    let sample = Sample::new(&rows.values, weights)?;
    let mut value = indices(&sample, &aversions);
    merge(&mut value, groups(args, &sample, &rows)?);
    merge(&mut value, ratio(args, &sample, &rows)?);
    merge(&mut value, order(&sample, &rows)?);
    merge(&mut value, intervals(args, &sample)?);
    go_on(host)?;
    if let Some(out) = &args.lorenz {
        write(args, &input, out, &sample, &value)?;
    }
    let words = words(&value);
    Ok(Answer { value, words })
}

/// Rows with a value.
#[derive(Default)]
struct Rows {
    values: Vec<f64>,
    weights: Vec<f64>,
    groups: Vec<String>,
    by: Vec<f64>,
    rural: Vec<bool>,
}

impl Rows {
    fn read(args: &EquityArgs, input: &Path, host: &dyn Host) -> Result<Self, PlannerError> {
        let named =
            [Some(&args.value), args.weight.as_ref(), args.group.as_ref(), args.by.as_ref()];
        let named = named.into_iter().chain([args.urban_rural.as_ref()]);
        let columns: Vec<&str> = named.clone().flatten().map(String::as_str).collect();
        // Where each of the five stands among the columns that are read.
        let mut next = 0..;
        let at: Vec<Option<usize>> = named.map(|column| column.and_then(|_| next.next())).collect();
        let mut rows = Self::default();
        let (mut left_out, mut weightless) = (0_u64, 0_u64);
        let option = "--value, --weight, --group, --by or --urban-rural";
        read(input, Wanted { columns: &columns, option }, &mut |record| {
            let Some(value) = record.amount(0)? else {
                left_out += 1;
                return Ok(());
            };
            if let Some(n) = at[1] {
                let weight = record.amount(n)?;
                weightless += u64::from(weight.is_none());
                rows.weights.push(weight.unwrap_or(0.0));
            }
            if let Some(n) = at[2] {
                rows.groups.push(record.word(n)?.into_owned());
            }
            if let Some(n) = at[3] {
                let by = record.number(n)?;
                rows.by.push(by.ok_or_else(|| record.refuse(n, "the cell is empty; fill it in"))?);
            }
            if let Some(n) = at[4] {
                rows.rural.push(match &*record.word(n)? {
                    "rural" | "乡村" | "农村" => true,
                    "urban" | "城镇" | "城市" => false,
                    other => {
                        let what = format!("{other:?} is neither; write urban or rural");
                        return Err(record.refuse(n, what));
                    }
                });
            }
            rows.values.push(value);
            Ok(())
        })?;
        let file = input.display();
        if left_out > 0 {
            host.notice(&format!("{file}: {left_out} rows without {} are left out", args.value));
        }
        if weightless > 0 {
            host.notice(&format!("{file}: {weightless} rows without a weight weigh nothing"));
        }
        Ok(rows)
    }
}

fn indices(sample: &Sample, aversions: &[Aversion]) -> Value {
    let found = Indices::of(sample, aversions);
    let atkinson: Map<String, Value> = found
        .atkinson
        .iter()
        .map(|(epsilon, value)| (epsilon.get().to_string(), json!(value)))
        .collect();
    json!({
        "gini": found.gini,
        "theil_t": found.theil_t,
        "theil_l": found.theil_l,
        "atkinson": atkinson,
        "cv": found.cv,
        "palma": found.palma,
        "hoover": found.hoover,
        "between": null,
        "within": null,
        "twenty_twenty": found.twenty_twenty,
        "ge2": entropy(sample, Entropy::Alpha(2.0)),
        "observations": found.observations,
        "weight": found.weight,
        "mean": found.mean,
    })
}

/// What is divided over groups: Theil's T in the object itself, the others beside it.
fn groups(args: &EquityArgs, sample: &Sample, rows: &Rows) -> Result<Value, PlannerError> {
    if args.group.is_none() {
        return Ok(Value::Null);
    }
    let labels = Labels::new(rows.groups.iter().map(String::as_str));
    let nesting = Nesting::flat(labels.of_row);
    let grouped = Grouped::new(sample, &nesting)?;
    let t = grouped.entropy(Entropy::T);
    let parts: Vec<Value> = t
        .iter()
        .flat_map(|parts| parts.groups.iter().zip(&labels.names))
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
    let between = |which| {
        let parts = grouped.entropy(which)?;
        Some(json!({ "between": parts.between.iter().sum::<f64>(), "within": parts.within }))
    };
    let gini = grouped.gini().map(|parts| {
        json!({ "between": parts.between, "within": parts.within, "overlap": parts.overlap })
    });
    let better = better(args.better);
    let balance = grouped.balance(better, args.balance_target)?.map(|found| {
        json!({
            "balance": found.balance,
            "worst": labels.names.get(found.worst as usize),
            "worst_attains": found.worst_attains,
            "people_attaining": found.people_attaining,
            "target": found.target,
            "met": found.met,
        })
    });
    Ok(json!({
        "between": t.as_ref().map(|parts| parts.between.iter().sum::<f64>()),
        "within": t.as_ref().map(|parts| parts.within),
        "theil_l_parts": between(Entropy::L),
        "gini_parts": gini,
        "balance": balance,
        "groups": parts,
    }))
}

fn better(good: Good) -> Better {
    match good {
        Good::More => Better::More,
        Good::Less => Better::Less,
    }
}

fn ratio(args: &EquityArgs, sample: &Sample, rows: &Rows) -> Result<Value, PlannerError> {
    if args.urban_rural.is_none() {
        return Ok(Value::Null);
    }
    let found = urban_rural(sample, &rows.rural, better(args.better), args.ratio_target)?;
    let found = found.map(|found| {
        json!({
            "urban": found.urban,
            "rural": found.rural,
            "ratio": found.ratio,
            "target": found.target,
            "met": found.met,
        })
    });
    Ok(json!({ "urban_rural": found }))
}

/// What is measured along an order of people.
fn order(sample: &Sample, rows: &Rows) -> Result<Value, PlannerError> {
    if rows.by.is_empty() {
        return Ok(Value::Null);
    }
    let found = concentration(sample, &rows.by)?;
    Ok(json!({
        "concentration": found.as_ref().map(|found| found.index),
        "concentration_corrected": found.as_ref().map(|found| found.corrected),
        "palma_by": palma_by(sample, &rows.by)?,
    }))
}

fn intervals(args: &EquityArgs, sample: &Sample) -> Result<Value, PlannerError> {
    let Some(replicates) = args.bootstrap else { return Ok(Value::Null) };
    let how = Resampling { replicates, level: 0.95, seed: args.seed };
    let interval = |index: &dyn Fn(&Sample) -> Option<f64>| {
        let found = bootstrap(sample, how, index)?;
        Ok::<Value, PlannerError>(json!(found.map(|found| [found.low, found.high])))
    };
    let theil = |sample: &Sample| entropy(sample, Entropy::T);
    Ok(json!({ "intervals": {
        "gini": interval(&gini)?,
        "theil_t": interval(&theil)?,
        "level": 0.95,
        "replicates": replicates,
        "seed": args.seed,
    } }))
}

fn write(
    args: &EquityArgs,
    input: &Path,
    out: &Path,
    sample: &Sample,
    value: &Value,
) -> Result<(), PlannerError> {
    let settings = json!({
        "value": args.value,
        "weight": args.weight,
        "group": args.group,
        "epsilon": args.epsilon,
        "by": args.by,
        "urban_rural": args.urban_rural,
        "better": word(args.better),
        "seed": args.seed,
    });
    let mut provenance = Provenance::new("plan equity", settings, &[("--in", input)])?;
    provenance.found = value.clone();
    let columns = Columns { words: &["point"], numbers: &["people", "share"] };
    let mut writer = Writer::create(out, columns)?;
    for (number, point) in lorenz(sample, POINTS).into_iter().enumerate() {
        writer.row(&[&number.to_string()], &[Some(point.people), Some(point.share)])?;
    }
    writer.finish()?.publish(&provenance)
}

fn words(value: &Value) -> String {
    let names = ["gini", "theil_t", "theil_l", "cv", "palma", "hoover", "between", "within"];
    let line = |name: &&str| match value[*name].as_f64() {
        Some(number) => format!("{name:<8} {number:.6}"),
        None => format!("{name:<8} not defined"),
    };
    let mut lines: Vec<String> = names.iter().map(line).collect();
    for (epsilon, index) in value["atkinson"].as_object().into_iter().flatten() {
        lines.push(format!("atkinson {epsilon}: {index}"));
    }
    lines.join("\n")
}
