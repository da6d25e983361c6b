//! Bootstrap intervals: how sure the indices are.

use access::equity::{
    Aversion, Entropy, Resampling, Sample, SampleIndex, atkinson, bootstraps, concentration,
    entropy, gini, hoover, palma, twenty_twenty, variation,
};
use serde_json::{Map, Value, json};

use super::{EquityArgs, rows::Rows};
use crate::PlannerError;
use crate::host::{Host, draws};

/// The share of draws that an interval holds.
const LEVEL: f64 = 0.95;

/// 95 % intervals of the indices, if they are asked for; those along `--by` too.
pub(super) fn intervals(
    args: &EquityArgs,
    (sample, rows): (&Sample, &Rows),
    aversions: &[Aversion],
    host: &dyn Host,
) -> Result<Value, PlannerError> {
    let Some(replicates) = args.bootstrap else { return Ok(Value::Null) };
    let how = Resampling { replicates, level: LEVEL, seed: args.seed };
    let named = indices(rows, aversions);
    let taken: Vec<&SampleIndex<'_>> = named.iter().map(|(_, index)| index.as_ref()).collect();
    let mut go_on = draws(host, "drawing samples", replicates);
    let Some(intervals) = bootstraps(sample, how, &taken, &mut go_on)? else {
        return Err(PlannerError::Cancelled);
    };
    let mut found = Map::new();
    for ((name, _), interval) in named.iter().zip(intervals) {
        found.insert(name.clone(), json!(interval.map(|found| [found.low, found.high])));
    }
    let about =
        [("level", json!(LEVEL)), ("replicates", json!(replicates)), ("seed", json!(args.seed))];
    found.extend(about.map(|(name, value)| (name.to_owned(), value)));
    Ok(json!({ "intervals": found }))
}

/// An index by its name.
type Named<'a> = (String, Box<SampleIndex<'a>>);

/// The indices that are taken of each draw.
fn indices<'a>(rows: &'a Rows, aversions: &[Aversion]) -> Vec<Named<'a>> {
    let mut all: Vec<Named<'a>> = Vec::new();
    let mut add = |name: &str, index: Box<SampleIndex<'a>>| all.push((name.to_owned(), index));
    add("gini", Box::new(gini));
    add("theil_t", Box::new(|sample: &Sample| entropy(sample, Entropy::T)));
    add("theil_l", Box::new(|sample: &Sample| entropy(sample, Entropy::L)));
    add("hoover", Box::new(hoover));
    add("palma", Box::new(palma));
    add("cv", Box::new(variation));
    add("twenty_twenty", Box::new(twenty_twenty));
    add("ge2", Box::new(|sample: &Sample| entropy(sample, Entropy::Alpha(2.0))));
    for aversion in aversions.iter().copied() {
        let index = move |sample: &Sample| atkinson(sample, aversion);
        add(&format!("atkinson {}", aversion.get()), Box::new(index));
    }
    if !rows.by.is_empty() {
        // A draw only changes weights, so the order of people stays what it was.
        let index = move |sample: &Sample| Some(concentration(sample, &rows.by, 1).ok()??.index);
        add("concentration", Box::new(index));
    }
    all
}
