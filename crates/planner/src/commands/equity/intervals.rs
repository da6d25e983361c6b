//! Bootstrap intervals: how sure the indices are.

use access::equity::{
    Aversion, Entropy, Resampling, Sample, atkinson, bootstrap, concentration, entropy, gini,
    hoover, palma, twenty_twenty, variation,
};
use serde_json::{Map, Value, json};

use super::{EquityArgs, rows::Rows};
use crate::PlannerError;
use crate::host::{Host, go_on, stage};

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
    let mut found = Map::new();
    let mut add = |name: String, index: &dyn Fn(&Sample) -> Option<f64>| {
        stage(host, "drawing samples")?;
        let interval = bootstrap(sample, how, index)?;
        found.insert(name, json!(interval.map(|found| [found.low, found.high])));
        go_on(host)
    };
    add("gini".to_owned(), &gini)?;
    add("theil_t".to_owned(), &|sample| entropy(sample, Entropy::T))?;
    add("theil_l".to_owned(), &|sample| entropy(sample, Entropy::L))?;
    add("hoover".to_owned(), &hoover)?;
    add("palma".to_owned(), &palma)?;
    add("cv".to_owned(), &variation)?;
    add("twenty_twenty".to_owned(), &twenty_twenty)?;
    add("ge2".to_owned(), &|sample| entropy(sample, Entropy::Alpha(2.0)))?;
    for aversion in aversions {
        add(format!("atkinson {}", aversion.get()), &|sample| atkinson(sample, *aversion))?;
    }
    if !rows.by.is_empty() {
        // A draw only changes weights, so the order of people stays what it was.
        let index = |sample: &Sample| Some(concentration(sample, &rows.by, 1).ok()??.index);
        add("concentration".to_owned(), &index)?;
    }
    let about =
        [("level", json!(LEVEL)), ("replicates", json!(replicates)), ("seed", json!(args.seed))];
    found.extend(about.map(|(name, value)| (name.to_owned(), value)));
    Ok(json!({ "intervals": found }))
}
