//! `plan equity`: how unequal a measure is among people, and between which groups.

mod groups;
mod intervals;
mod options;
mod rows;

use std::path::Path;

use access::equity::{
    Aversion, Entropy, Indices, LorenzPoint, Sample, concentration, entropy, gini_sources, lorenz,
    palma_by, urban_rural,
};
use serde_json::{Map, Value, json};

use super::access::merge;
use crate::host::{Answer, Host, go_on, stage};
use crate::out::{Columns, Provenance, Writer, apart};
use crate::{PlannerError, store};
use groups::groups;
use intervals::intervals;
pub use options::EquityArgs;
use options::settings;
use rows::Rows;

/// Points of a curve that is written.
const POINTS: usize = 1_000;

/// Carries out `plan equity`.
pub(crate) fn run(args: &EquityArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let aversions = args.epsilon.iter().map(|epsilon| Aversion::new(*epsilon));
    let aversions: Vec<Aversion> = aversions.collect::<Result<_, _>>()?;
    let input = store::resolve(&args.store, &args.input)?;
    let outputs = [("--lorenz", &args.lorenz), ("--curve", &args.curve)];
    let outputs = outputs.iter().filter_map(|(option, out)| Some((*option, out.as_deref()?)));
    apart(&outputs.collect::<Vec<_>>(), &[("--in", input.as_path())])?;
    let provenance = Provenance::new("plan equity", settings(args), &[("--in", input.as_path())])?;
    stage(host, "reading values")?;
    let rows = Rows::read(args, &input, host)?;
    stage(host, "computing")?;
    let weights = args.weight.is_some().then_some(rows.weights.as_slice());
    let sample = Sample::new(&rows.values, weights)?;
    let mut value = indices(&sample, &aversions);
    if let Some(left_out) = &rows.left_out {
        merge(&mut value, json!({ "left_out_rows": left_out }));
    }
    merge(&mut value, groups(args, &sample, &rows)?);
    merge(&mut value, ratio(args, &sample, &rows)?);
    let (along, curve) = order(&sample, &rows)?;
    merge(&mut value, along);
    merge(&mut value, sources(args, &rows, weights)?);
    merge(&mut value, intervals(args, (&sample, &rows), &aversions, host)?);
    go_on(host)?;
    for (out, points) in [(&args.lorenz, lorenz(&sample, POINTS)), (&args.curve, curve)] {
        if let Some(out) = out {
            write(&provenance, out, &points, &value)?;
        }
    }
    let words = words(&value);
    Ok(Answer { value, words })
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

fn ratio(args: &EquityArgs, sample: &Sample, rows: &Rows) -> Result<Value, PlannerError> {
    if args.urban_rural.is_none() {
        return Ok(Value::Null);
    }
    let found = urban_rural(sample, &rows.rural, args.better.into(), args.ratio_target)?;
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

/// What is measured along an order of people, and the curve along it at a thousand points.
fn order(sample: &Sample, rows: &Rows) -> Result<(Value, Vec<LorenzPoint>), PlannerError> {
    if rows.by.is_empty() {
        return Ok((Value::Null, Vec::new()));
    }
    let found = concentration(sample, &rows.by, POINTS)?;
    let value = json!({
        "concentration": found.as_ref().map(|found| found.index),
        "concentration_corrected": found.as_ref().map(|found| found.corrected),
        "palma_by": palma_by(sample, &rows.by)?,
    });
    Ok((value, found.map(|found| found.curve).unwrap_or_default()))
}

/// The part of each source in the Gini index of their sum.
fn sources(args: &EquityArgs, rows: &Rows, weights: Option<&[f64]>) -> Result<Value, PlannerError> {
    if args.sources.is_empty() {
        return Ok(Value::Null);
    }
    let named: Vec<(String, Vec<f64>)> =
        args.sources.iter().cloned().zip(rows.sources.iter().cloned()).collect();
    let found = gini_sources(&named, weights)?;
    let (gini, parts) = found.map_or((None, Vec::new()), |(gini, parts)| (Some(gini), parts));
    Ok(json!({ "sources": { "gini_of_sum": gini, "parts": parts } }))
}

fn write(
    provenance: &Provenance,
    out: &Path,
    points: &[LorenzPoint],
    value: &Value,
) -> Result<(), PlannerError> {
    let provenance = Provenance { found: value.clone(), ..provenance.clone() };
    let columns = Columns { words: &["point"], numbers: &["people", "share"] };
    let mut writer = Writer::create(out, columns)?;
    for (number, point) in points.iter().enumerate() {
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
