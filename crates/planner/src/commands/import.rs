//! `plan import`: checks a dataset and keeps it; lists and replaces what is kept.

use std::path::{Path, PathBuf};

use basis::Date;
use clap::{Args, ValueEnum};
use network::Profile;
use serde_json::{Value, json};

use super::transit::read_feed;
use super::travel::{read_streets, word};
use crate::PlannerError;
use crate::host::{Answer, Host, stage};
use crate::hours::Hours;
use crate::names::Names;
use crate::store::{self, Dataset, Store};
use crate::tables::{AmountTable, Datums, Ids, PairNames, Pairs, Points, Wanted, read};

/// What a dataset is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Places where people live, with their number by group.
    Zones,
    /// Places where a service is given, with category, level, capacity and opening hours.
    Facilities,
    /// An OpenStreetMap extract (PBF), or GraphML as OSMnx writes it (also packed: .gz).
    Streets,
    /// A GTFS zip.
    Timetable,
    /// Travel times or other costs between two lists.
    Costs,
    /// Any other table with an id.
    Table,
}

/// Options of `plan import`.
#[derive(Args, Clone, Debug)]
pub struct ImportArgs {
    /// The file to keep.
    #[arg(required_unless_present = "list", requires_all = ["name", "kind", "source", "date"])]
    pub file: Option<PathBuf>,
    /// List what is kept.
    #[arg(long, conflicts_with = "file")]
    pub list: bool,
    /// What to call the dataset; other commands take it as @NAME.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What it is.
    #[arg(long, value_enum)]
    pub kind: Option<Kind>,
    /// Where it comes from: publisher, register, address.
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// The day for which it is true.
    #[arg(long, value_name = "2020-11-01")]
    pub date: Option<Date>,
    /// Put it in place of the dataset of that name.
    #[arg(long)]
    pub replace: bool,
    /// Columns of zones and facilities: id, longitude, latitude. The id is the first one for tables.
    #[arg(long, value_name = "ID,LON,LAT", default_value = "id,lon,lat")]
    pub point_cols: Names<3>,
    /// Columns with amounts: people by group, capacity.
    #[arg(long, value_name = "COL,...", value_delimiter = ',')]
    pub amount_cols: Vec<String>,
    /// The column with a facility's category.
    #[arg(long, value_name = "COL")]
    pub category_col: Option<String>,
    /// The column with a facility's level: county, township or village.
    #[arg(long, value_name = "COL")]
    pub level_col: Option<String>,
    /// The column with a facility's opening hours, such as `Mo-Fr 08:00-17:00; Sa 09:00-12:00`.
    #[arg(long, value_name = "COL")]
    pub hours_col: Option<String>,
    /// Columns of costs: origin, destination, cost.
    #[arg(long, value_name = "ORIGIN,DEST,COST", default_value = "origin,dest,cost")]
    pub cost_cols: Names<3>,
    /// What the degrees are.
    #[arg(long, value_enum, default_value = "wgs84")]
    pub crs: Datums,
    /// The folder of datasets.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Carries out `plan import`.
pub(crate) fn run(args: &ImportArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let mut store = Store::open(&args.store)?;
    let Some(file) = args.file.as_deref().filter(|_| !args.list) else {
        return Ok(list(&store));
    };
    let missing = |option| PlannerError::option(option, "a dataset needs it");
    let name = args.name.as_deref().ok_or_else(|| missing("--name"))?;
    let kind = args.kind.ok_or_else(|| missing("--kind"))?;
    let source = args.source.as_deref().map(str::trim).filter(|source| !source.is_empty());
    let source = source.ok_or_else(|| missing("--source"))?;
    let date = args.date.ok_or_else(|| missing("--date"))?;
    store.may_take(name, args.replace)?;
    stage(host, "checking the dataset")?;
    let about = check(args, kind, file, host)?;
    stage(host, "keeping the dataset")?;
    let dataset = store.keep(
        file,
        Dataset {
            name: name.to_owned(),
            kind: word(kind),
            source: source.to_owned(),
            date: date.to_string(),
            crs: word(args.crs),
            accuracy_metres: network::geo::Datum::from(args.crs).accuracy_metres(),
            imported: host.now().to_string(),
            about,
            ..Dataset::default()
        },
        args.replace,
    )?;
    let words = format!("{name}: {} kept, sha256 {}", word(kind), dataset.sha256.hex());
    Ok(Answer { value: json!(dataset), words })
}

fn list(store: &Store) -> Answer {
    let line = |dataset: &Dataset| {
        let Dataset { name, kind, date, source, .. } = dataset;
        let digest = dataset.sha256.hex().get(..12).unwrap_or_default().to_owned();
        format!("{name}  {kind}  {date}  {digest}  {source}")
    };
    let lines: Vec<String> = store.datasets().iter().map(line).collect();
    let words = if lines.is_empty() { "no datasets".to_owned() } else { lines.join("\n") };
    Answer { value: json!({ "datasets": store.datasets() }), words }
}

/// Reads the whole file as what it is said to be; says what is in it.
fn check(
    args: &ImportArgs,
    kind: Kind,
    file: &Path,
    host: &dyn Host,
) -> Result<Value, PlannerError> {
    match kind {
        Kind::Zones | Kind::Facilities => check_points(args, kind, file, host),
        Kind::Streets => {
            let streets = read_streets(file, &Profile::walk(), None)?;
            let (found, frame) = (streets.summary, streets.frame());
            let km = found.length.0 / 1000.0;
            Ok(json!({ "walkable_nodes": found.nodes, "walkable_km": km, "frame": frame }))
        }
        Kind::Timetable => {
            let feed = read_feed(file, host)?;
            let days = feed.days().map(|(from, to)| [from.to_string(), to.to_string()]);
            let findings: Vec<String> = feed.findings.iter().map(ToString::to_string).collect();
            let (stops, trips) = (feed.stops.len(), feed.trips.len());
            Ok(json!({ "stops": stops, "trips": trips, "days": days, "findings": findings }))
        }
        Kind::Costs => {
            let (mut from, mut to) = (Ids::default(), Ids::default());
            let names = [PairNames::Here(&mut from), PairNames::Here(&mut to)];
            let pairs = Pairs::read(file, args.cost_cols.each(), names, host)?;
            if let Some(error) = pairs.twice([&from, &to]) {
                return Err(error);
            }
            let pairs = pairs.pairs.len();
            Ok(
                json!({ "columns": args.cost_cols.each(), "origins": from.len(), "destinations": to.len(), "pairs": pairs }),
            )
        }
        Kind::Table => {
            let columns = amounts(args);
            let wanted = Wanted { columns: &columns, option: "--amount-cols" };
            let table = AmountTable::read(file, wanted, host)?;
            Ok(json!({ "columns": columns, "rows": table.ids.len() }))
        }
    }
}

/// The id column, then those with amounts.
fn amounts(args: &ImportArgs) -> Vec<&str> {
    let [id, _, _] = args.point_cols.each();
    std::iter::once(id).chain(args.amount_cols.iter().map(String::as_str)).collect()
}

fn check_points(
    args: &ImportArgs,
    kind: Kind,
    file: &Path,
    host: &dyn Host,
) -> Result<Value, PlannerError> {
    let points = Points::read(file, args.point_cols.each(), Some(args.crs), host)?;
    let columns = amounts(args);
    let wanted = Wanted { columns: &columns, option: "--amount-cols" };
    let table = AmountTable::read(file, wanted, host)?;
    let sums: serde_json::Map<String, Value> = args
        .amount_cols
        .iter()
        .zip(&table.columns)
        .map(|(name, column)| (name.clone(), json!(column.iter().sum::<f64>())))
        .collect();
    let words =
        [("category", &args.category_col), ("level", &args.level_col), ("hours", &args.hours_col)];
    let mut named = serde_json::Map::new();
    for (what, column) in words {
        let Some(column) = column else { continue };
        if kind == Kind::Zones {
            return Err(PlannerError::option("--kind", format!("zones have no {what}")));
        }
        named.insert(
            what.to_owned(),
            json!({ "column": column, "found": check_words(file, what, column)? }),
        );
    }
    Ok(json!({
        "rows": points.points.len(),
        "point_columns": args.point_cols.each(),
        "amounts": sums,
        "words": named,
    }))
}

/// Checks a column of words; gives how often each stands, opening hours aside.
fn check_words(file: &Path, what: &str, column: &str) -> Result<Value, PlannerError> {
    let mut counts = std::collections::BTreeMap::<String, u64>::new();
    let wanted =
        Wanted { columns: &[column], option: "--category-col, --level-col or --hours-col" };
    read(file, wanted, &mut |record| {
        // A facility whose hours are not known is one of whom nothing is said.
        let Some(found) = record.cell(0).word() else {
            return if what == "hours" { Ok(()) } else { record.word(0).map(|_| ()) };
        };
        let refusal = match what {
            "level" if !matches!(&*found, "county" | "township" | "village") => {
                Some(format!("{found:?} is no level; write county, township or village"))
            }
            "hours" => found.parse::<Hours>().err(),
            _ => None,
        };
        if let Some(refusal) = refusal {
            return Err(record.refuse(0, refusal));
        }
        *counts
            .entry(if what == "hours" { "given".to_owned() } else { found.into_owned() })
            .or_default() += 1;
        Ok(())
    })?;
    Ok(json!(counts))
}
