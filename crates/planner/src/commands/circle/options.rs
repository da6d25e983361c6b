//! Options of `plan circle`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::standard::StandardArgs;
use crate::commands::travel::word;
use crate::hours::WeekMinute;
use crate::names::Names;
use crate::tables::Datums;
use crate::{PlannerError, store};

/// Options of `plan circle`.
#[derive(Args, Clone, Debug)]
pub struct CircleArgs {
    /// Travel times on foot from zones to facilities.
    #[arg(long, value_name = "C.csv", required_unless_present = "standard")]
    pub costs: Option<PathBuf>,
    /// Its columns: zone, facility, minutes.
    #[arg(long, value_name = "ORIGIN,DEST,MINUTES", default_value = "origin,dest,minutes")]
    pub cost_cols: Names<3>,
    /// Zones with their people.
    #[arg(long, value_name = "Z.csv", required_unless_present = "standard")]
    pub origins: Option<PathBuf>,
    /// Its id column, then the columns with people: everybody first, then groups.
    #[arg(long, value_name = "ID,POP,...", value_delimiter = ',', default_value = "id,pop")]
    pub origin_cols: Vec<String>,
    /// Facilities.
    #[arg(long, value_name = "F.csv", required_unless_present = "standard")]
    pub destinations: Option<PathBuf>,
    /// Its columns: id, category.
    #[arg(long, value_name = "ID,CATEGORY", default_value = "id,category")]
    pub dest_cols: Names<2>,
    /// Minutes within which a facility should stand.
    #[arg(long, value_name = "M", default_value_t = 15.0, allow_negative_numbers = true)]
    pub limit: f64,
    /// Other minutes for single categories, as 幼儿园:5,小学:10.
    #[arg(long, value_name = "CATEGORY:M,...", value_delimiter = ',')]
    pub limits: Vec<Limit>,
    /// The kinds of facility with their circles, as data/standards/life-circle.toml: a kind of the
    /// list is held to the minutes of its circle unless --limits says otherwise.
    #[arg(long, value_name = "C.toml", conflicts_with = "standard")]
    pub categories: Option<PathBuf>,
    /// The column with the level of facilities (county, township or village): each level of a
    /// category is then judged by itself, as 医院/county.
    #[arg(long, value_name = "COL", conflicts_with = "standard")]
    pub level_col: Option<String>,
    /// Other minutes for single levels, as village:15,township:30,county:60.
    #[arg(long, value_name = "LEVEL:M,...", value_delimiter = ',', requires = "level_col")]
    pub level_limits: Vec<Limit>,
    /// The column with opening hours of facilities; goes with --at.
    #[arg(long, value_name = "COL", requires = "at")]
    pub hours_col: Option<String>,
    /// The minute of the week at which facilities should be open, as `Sa 10:00`.
    #[arg(long, value_name = "DAY TIME", requires = "hours_col")]
    pub at: Option<WeekMinute>,
    /// The column with the capacity of facilities; goes with --need.
    #[arg(long, value_name = "COL", requires = "need")]
    pub capacity_col: Option<String>,
    /// Capacity that one person of the zone needs, as 0.005 beds.
    #[arg(long, value_name = "AMOUNT", requires = "capacity_col", allow_negative_numbers = true)]
    pub need: Option<f64>,
    /// Columns of both tables with id, longitude and latitude, to tell a detour from nothing near.
    #[arg(long, value_name = "ID,LON,LAT")]
    pub point_cols: Option<Names<3>>,
    /// What the degrees are; without it what a dataset was imported as, and WGS 84.
    #[arg(long, value_enum)]
    pub crs: Option<Datums>,
    /// Walking speed in km/h for the straight line.
    #[arg(long, value_name = "S", default_value_t = 3.6, allow_negative_numbers = true)]
    pub speed_kmh: f64,
    #[command(flatten)]
    #[allow(missing_docs, reason = "a sentence here would become a heading of the help")]
    pub standard: StandardArgs,
    /// Where to write one row for each zone and category (or division and kind): .csv or .parquet.
    #[arg(long, value_name = "F.csv")]
    pub out: PathBuf,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// The levels of facilities.
pub(super) const LEVELS: [&str; 3] = ["county", "township", "village"];

/// Minutes of one category.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// The category.
    pub category: String,
    /// Its minutes.
    pub minutes: f64,
}

impl std::str::FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.rsplit_once(':').and_then(|(category, minutes)| {
            let minutes: f64 = minutes.trim().parse().ok()?;
            let fine = minutes.is_finite() && minutes > 0.0 && !category.trim().is_empty();
            fine.then(|| Self { category: category.trim().to_owned(), minutes })
        });
        parts.ok_or_else(|| format!("{text:?}: write category:minutes, as in 小学:10"))
    }
}

pub(super) fn check(args: &CircleArgs) -> Result<(), PlannerError> {
    let positive = |option: &'static str, value: f64, what: &str| {
        let fine = value.is_finite() && value > 0.0;
        if fine { Ok(()) } else { Err(PlannerError::option(option, what)) }
    };
    positive("--limit", args.limit, "give minutes above 0")?;
    positive("--speed-kmh", args.speed_kmh, "give km/h above 0")?;
    positive("--need", args.need.unwrap_or(1.0), "give an amount above 0")?;
    let level = |limit: &&Limit| !LEVELS.contains(&limit.category.as_str());
    if let Some(limit) = args.level_limits.iter().find(level) {
        let what = format!("{:?} is no level; write county, township or village", limit.category);
        return Err(PlannerError::option("--level-limits", what));
    }
    if args.origin_cols.len() < 2 || args.origin_cols.iter().any(|name| name.trim().is_empty()) {
        let what = "give the id column and at least one column with people";
        return Err(PlannerError::option("--origin-cols", what));
    }
    Ok(())
}

/// The three tables of the life circle, datasets of the store looked up.
pub(super) fn tables(args: &CircleArgs) -> Result<[PathBuf; 3], PlannerError> {
    let find = |option: &'static str, path: &Option<PathBuf>| {
        let path = path.as_ref();
        let path = path.ok_or_else(|| PlannerError::option(option, "the life circle needs it"))?;
        store::resolve(&args.store, path)
    };
    Ok([
        find("--costs", &args.costs)?,
        find("--origins", &args.origins)?,
        find("--destinations", &args.destinations)?,
    ])
}

pub(super) fn settings(args: &CircleArgs) -> Value {
    let named = |limits: &[Limit]| -> BTreeMap<String, f64> {
        limits.iter().map(|limit| (limit.category.clone(), limit.minutes)).collect()
    };
    json!({
        "cost_cols": args.cost_cols.each(),
        "origin_cols": args.origin_cols,
        "dest_cols": args.dest_cols.each(),
        "limit": args.limit,
        "limits": named(&args.limits),
        "level_col": args.level_col,
        "level_limits": named(&args.level_limits),
        "hours_col": args.hours_col,
        "at": args.at.map(|at| at.to_string()),
        "capacity_col": args.capacity_col,
        "need": args.need,
        "point_cols": args.point_cols.as_ref().map(ToString::to_string),
        "crs": args.crs.map(word),
        "speed_kmh": args.speed_kmh,
    })
}
