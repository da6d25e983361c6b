//! `plan budget`: which priced measures to pay for under the rules of a fund, with proved gap and
//! what more money would bring.

mod tables;
mod told;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use optimise::{BudgetAnswer, Fund, Goal, Limit, budget};
use serde_json::{Value, json};

use super::access::merge;
use super::travel::word;
use crate::host::{Answer, Host, go_on, stage};
use crate::names::Names;
use crate::out::{
    Feature, Field, FieldKind, Layer, Provenance, Value as Cell, apart, publish_layers,
};
use crate::{PlannerError, store};
use tables::{Divisions, Measures};

/// What the money should do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Aim {
    /// The most weighted access gain in all.
    #[default]
    Gain,
    /// Least inequality as the best level of the worst-off division.
    Worst,
    /// Least inequality as the least mean distance of the divisions' levels from the overall one.
    Spread,
}

/// From and to, as in `0.5:1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio(pub f64, pub f64);

impl FromStr for Ratio {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no range; write 0.5:1");
        let (low, high) = text.split_once(':').ok_or_else(wrong)?;
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
        Ok(Self(number(low)?, number(high)?))
    }
}

/// Options of `plan budget`. Money is in 10,000 yuan.
#[derive(Args, Clone, Debug)]
pub struct BudgetArgs {
    /// Measures that money could buy.
    #[arg(long, value_name = "M.csv")]
    pub measures: PathBuf,
    /// Its columns: id, price, weighted people lifted over the standard, division.
    #[arg(long, value_name = "ID,PRICE,GAIN,DIVISION", default_value = "id,price,gain,division")]
    pub measure_cols: Names<4>,
    /// Column that says `urban` or `rural`.
    #[arg(long, value_name = "COLUMN")]
    pub setting_col: Option<String>,
    /// Column that says 1 where a measure counts as equalization of basic services, else 0.
    #[arg(long, value_name = "COLUMN")]
    pub equalization_col: Option<String>,
    /// Columns with the shares of province, city and county in the price; they sum to 1.
    #[arg(long, value_name = "PROVINCE,CITY,COUNTY")]
    pub share_cols: Option<Names<3>>,
    /// Column whose equal words mark variants, of which one at most is taken.
    #[arg(long, value_name = "COLUMN")]
    pub variant_col: Option<String>,
    /// The most that all may cost.
    #[arg(long, value_name = "MONEY", allow_negative_numbers = true)]
    pub fund: f64,
    /// The least share of what is spent that goes to equalization, as in 0.6.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, allow_negative_numbers = true)]
    pub equalization_share: f64,
    /// The most that the province pays.
    #[arg(long, value_name = "MONEY", allow_negative_numbers = true)]
    pub province_most: Option<f64>,
    /// The most that the city pays.
    #[arg(long, value_name = "MONEY", allow_negative_numbers = true)]
    pub city_most: Option<f64>,
    /// The most that the county pays.
    #[arg(long, value_name = "MONEY", allow_negative_numbers = true)]
    pub county_most: Option<f64>,
    /// Least and most of urban money for each rural yuan, as in 0.5:1.
    #[arg(long, value_name = "LEAST:MOST")]
    pub urban_rural: Option<Ratio>,
    /// Divisions with their people; needed by --aim worst and spread, and for least sums.
    #[arg(long, value_name = "D.csv")]
    pub divisions: Option<PathBuf>,
    /// Its columns: id, people, people at or over the standard today.
    #[arg(long, value_name = "ID,PEOPLE,SERVED", default_value = "id,people,served")]
    pub division_cols: Names<3>,
    /// Its column with the least money of each division.
    #[arg(long, value_name = "COLUMN")]
    pub least_money_col: Option<String>,
    /// Its column with the least gain of each division.
    #[arg(long, value_name = "COLUMN")]
    pub least_gain_col: Option<String>,
    /// What the money should do.
    #[arg(long, value_enum, default_value = "gain")]
    pub aim: Aim,
    /// Stop when the gap is at most this (0.005 is half a per cent).
    #[arg(long, value_name = "GAP", default_value_t = 0.005, allow_negative_numbers = true)]
    pub gap: f64,
    /// Stop after so many seconds with the best found and its bound.
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, allow_negative_numbers = true)]
    pub time_limit: f64,
    /// Where to write each measure with whether it is taken: .csv, .xlsx or .parquet.
    #[arg(long, value_name = "F.csv")]
    pub out: Option<PathBuf>,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Carries out `plan budget`.
pub(crate) fn run(args: &BudgetArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    check(args)?;
    let measures_file = store::resolve(&args.store, &args.measures)?;
    let divisions_file =
        args.divisions.as_ref().map(|path| store::resolve(&args.store, path)).transpose()?;
    let mut files = vec![("--measures", measures_file.as_path())];
    files.extend(divisions_file.as_deref().map(|path| ("--divisions", path)));
    if let Some(out) = &args.out {
        apart(&[("--out", out.as_path())], &files)?;
    }
    let mut provenance = Provenance::new("plan budget", settings(args), &files)?;
    stage(host, "reading measures")?;
    let divisions = match &divisions_file {
        Some(path) => Some(Divisions::read(args, path)?),
        None => None,
    };
    let measures = Measures::read(args, &measures_file, divisions.as_ref())?;
    let divisions = divisions.unwrap_or_else(|| Divisions::of(measures.divisions.clone()));
    let goal = goal(args, &divisions)?;
    let fund = fund(args, &divisions);
    stage(host, "searching")?;
    let begun = host.now();
    let seconds = || host.now().since(begun) as f64 / 1000.0;
    let over = || host.cancelled() || seconds() >= args.time_limit;
    let limit = Limit::new(&over).with_gap(args.gap);
    let found = budget(&measures.list, &fund, &goal, &limit)?;
    let seconds = seconds();
    go_on(host)?;
    let mut value = told::report(args.aim, &found, (&measures, &divisions));
    provenance.found = value.clone();
    merge(&mut value, json!({ "seconds": seconds }));
    if let Some(out) = &args.out {
        publish_layers(out, &[layer(&measures, &divisions, &found)], &provenance)?;
    }
    Ok(Answer { words: told::words(&value), value })
}

fn check(args: &BudgetArgs) -> Result<(), PlannerError> {
    let (fund, share) = (Some(args.fund), args.equalization_share);
    for (option, value) in [
        ("--fund", fund),
        ("--province-most", args.province_most),
        ("--city-most", args.city_most),
        ("--county-most", args.county_most),
        ("--gap", Some(args.gap)),
        ("--time-limit", Some(args.time_limit)),
    ] {
        if let Some(value) = value.filter(|value| !(value.is_finite() && *value >= 0.0)) {
            let what = format!("{value}: give a number from 0 up");
            return Err(PlannerError::option(option, what));
        }
    }
    if !(0.0..=1.0).contains(&share) {
        let what = format!("{share}: give a share from 0 to 1, as in 0.6");
        return Err(PlannerError::option("--equalization-share", what));
    }
    let needs = |option: &'static str, column: &str| {
        let what = format!("is needed for this rule: name the column of {column}");
        Err(PlannerError::option(option, what))
    };
    if args.equalization_share > 0.0 && args.equalization_col.is_none() {
        return needs("--equalization-col", "equalization");
    }
    if args.urban_rural.is_some() && args.setting_col.is_none() {
        return needs("--setting-col", "town and country");
    }
    let payers = [args.province_most, args.city_most, args.county_most];
    if payers.iter().any(Option::is_some) && args.share_cols.is_none() {
        return needs("--share-cols", "the payers' shares");
    }
    let least = args.least_money_col.is_some() || args.least_gain_col.is_some();
    if args.divisions.is_none() && (least || args.aim != Aim::Gain) {
        let what = "is needed: name the table of divisions with their people";
        return Err(PlannerError::option("--divisions", what));
    }
    Ok(())
}

fn goal(args: &BudgetArgs, divisions: &Divisions) -> Result<Goal, PlannerError> {
    Ok(match args.aim {
        Aim::Gain => Goal::Gain,
        Aim::Worst => Goal::WorstDivision(divisions.levels.clone()),
        Aim::Spread => Goal::LeastSpread(divisions.levels.clone()),
    })
}

fn fund(args: &BudgetArgs, divisions: &Divisions) -> Fund {
    Fund {
        total: args.fund,
        equalization_share: args.equalization_share,
        payers: [args.province_most, args.city_most, args.county_most],
        urban_per_rural: args.urban_rural.map(|Ratio(low, high)| (low, high)),
        division_money: divisions.least_money.clone(),
        division_gain: divisions.least_gain.clone(),
    }
}

/// Every measure, taken or not.
fn layer(measures: &Measures, divisions: &Divisions, found: &BudgetAnswer) -> Layer {
    let field = |name: &str, kind| Field { name: name.to_owned(), kind };
    let feature = |(k, measure): (usize, &optimise::Measure)| Feature {
        id: measures.ids.name(k).to_owned(),
        values: vec![
            Cell::Whole(i64::from(found.chosen.binary_search(&k).is_ok())),
            Cell::Number(measure.price),
            Cell::Number(measure.gain),
            Cell::Word(divisions.ids.name(measure.division).to_owned()),
        ],
        shape: None,
    };
    Layer {
        name: "measures".to_owned(),
        fields: vec![
            field("taken", FieldKind::Whole),
            field("price", FieldKind::Number),
            field("gain", FieldKind::Number),
            field("division", FieldKind::Word),
        ],
        features: measures.list.iter().enumerate().map(feature).collect(),
    }
}

fn settings(args: &BudgetArgs) -> Value {
    json!({
        "aim": word(args.aim),
        "fund": args.fund,
        "equalization_share": args.equalization_share,
        "payers_most": [args.province_most, args.city_most, args.county_most],
        "urban_rural": args.urban_rural.map(|Ratio(low, high)| [low, high]),
        "measure_cols": args.measure_cols.each(),
        "division_cols": args.division_cols.each(),
        "setting_col": args.setting_col,
        "equalization_col": args.equalization_col,
        "share_cols": args.share_cols.as_ref().map(|names| names.each().map(str::to_owned)),
        "variant_col": args.variant_col,
        "least_money_col": args.least_money_col,
        "least_gain_col": args.least_gain_col,
        "gap": args.gap,
        "time_limit_seconds": args.time_limit,
    })
}
