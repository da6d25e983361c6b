//! `plan circle`: who reaches which kind of facility, who does not, and why.

mod facilities;
mod report;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use access::circle::{CircleReport, Reached, circle_report};
use access::{Amounts, Costs, Group, Pair, Reach, Rows as _, Service};
use clap::Args;
use network::Point;
use network::geo::Datum;
use serde_json::{Value, json};

use super::access::merge;
use crate::host::{Answer, Host, go_on, stage};
use crate::hours::WeekMinute;
use crate::names::Names;
use crate::out::{Columns, Provenance, Writer};
use crate::tables::{AmountTable, Datums, PairNames, Pairs, Points, Wanted};
use crate::{PlannerError, store};
use facilities::Facilities;
use report::{cause, describe, words};

/// Options of `plan circle`.
#[derive(Args, Clone, Debug)]
pub struct CircleArgs {
    /// Travel times on foot from zones to facilities.
    #[arg(long, value_name = "C.csv")]
    pub costs: PathBuf,
    /// Its columns: zone, facility, minutes.
    #[arg(long, value_name = "ORIGIN,DEST,MINUTES", default_value = "origin,dest,minutes")]
    pub cost_cols: Names<3>,
    /// Zones with their people.
    #[arg(long, value_name = "Z.csv")]
    pub origins: PathBuf,
    /// Its id column, then the columns with people: everybody first, then groups.
    #[arg(long, value_name = "ID,POP,...", value_delimiter = ',', default_value = "id,pop")]
    pub origin_cols: Vec<String>,
    /// Facilities.
    #[arg(long, value_name = "F.csv")]
    pub destinations: PathBuf,
    /// Its columns: id, category.
    #[arg(long, value_name = "ID,CATEGORY", default_value = "id,category")]
    pub dest_cols: Names<2>,
    /// Minutes within which a facility should stand.
    #[arg(long, value_name = "M", default_value_t = 15.0)]
    pub limit: f64,
    /// Other minutes for single categories, as 幼儿园:5,小学:10.
    #[arg(long, value_name = "CATEGORY:M,...", value_delimiter = ',')]
    pub limits: Vec<Limit>,
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
    #[arg(long, value_name = "AMOUNT", requires = "capacity_col")]
    pub need: Option<f64>,
    /// Columns of both tables with id, longitude and latitude, to tell a detour from nothing near.
    #[arg(long, value_name = "ID,LON,LAT")]
    pub point_cols: Option<Names<3>>,
    /// What the degrees are.
    #[arg(long, value_enum, default_value = "wgs84")]
    pub crs: Datums,
    /// Walking speed in km/h for the straight line.
    #[arg(long, value_name = "S", default_value_t = 3.6)]
    pub speed_kmh: f64,
    /// Where to write one row for each zone and category: .csv or .parquet.
    #[arg(long, value_name = "F.csv")]
    pub out: PathBuf,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

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

/// Carries out `plan circle`.
pub(crate) fn run(args: &CircleArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    check(args)?;
    let files = [&args.costs, &args.origins, &args.destinations]
        .map(|path| store::resolve(&args.store, path));
    let [costs, origins, destinations] = files;
    let (costs, origins, destinations) = (costs?, origins?, destinations?);
    let named: [(&str, &Path); 3] =
        [("--costs", &costs), ("--origins", &origins), ("--destinations", &destinations)];
    let mut provenance = Provenance::new("plan circle", settings(args), &named)?;
    stage(host, "reading zones and facilities")?;
    let columns: Vec<&str> = args.origin_cols.iter().map(String::as_str).collect();
    let wanted = Wanted { columns: &columns, option: "--origin-cols" };
    let zones = AmountTable::read(&origins, wanted, host)?;
    let facilities = Facilities::read(args, &destinations)?;
    stage(host, "reading costs")?;
    let names = [
        PairNames::Table(&zones.ids, origins.display().to_string()),
        PairNames::Table(&facilities.ids, destinations.display().to_string()),
    ];
    let pairs = Pairs::read(&costs, args.cost_cols.each(), names, host)?;
    let n = (zones.ids.len(), facilities.ids.len());
    let matrix = Costs::from_pairs(n.0, n.1, &pairs.pairs)
        .map_err(|error| pairs.twice([&zones.ids, &facilities.ids]).unwrap_or(error.into()))?;
    stage(host, "computing")?;
    let places = read_places(args, [&origins, &destinations], host)?;
    let world = World { args, zones: &zones, facilities: &facilities, costs: &matrix, places };
    let found: Vec<Found> =
        facilities.categories.iter().map(|c| world.find(c)).collect::<Result<_, _>>()?;
    let report = circle_report(
        &world.groups()?,
        &found.iter().map(|f| f.reached(args)).collect::<Vec<_>>(),
    )?;
    go_on(host)?;
    let mut writer = Writer::create(&args.out, COLUMNS)?;
    write(&mut writer, &world, &found, &report)?;
    let mut value = describe(&report, &zones);
    merge(&mut value, json!({ "out": args.out.display().to_string() }));
    provenance.found = value.clone();
    writer.finish()?.publish(&provenance)?;
    let words = words(&report);
    Ok(Answer { value, words })
}

const COLUMNS: Columns<'_> = Columns {
    words: &["id", "category", "cause"],
    numbers: &["minutes", "limit", "within_5", "within_10", "within_15", "people"],
};
/// Circles whose facilities are counted, in minutes.
const CIRCLES: [f64; 3] = [5.0, 10.0, 15.0];

fn check(args: &CircleArgs) -> Result<(), PlannerError> {
    let positive = |option: &'static str, value: f64, what: &str| {
        let fine = value.is_finite() && value > 0.0;
        if fine { Ok(()) } else { Err(PlannerError::option(option, what)) }
    };
    positive("--limit", args.limit, "give minutes above 0")?;
    positive("--speed-kmh", args.speed_kmh, "give km/h above 0")?;
    positive("--need", args.need.unwrap_or(1.0), "give an amount above 0")?;
    if args.origin_cols.len() < 2 || args.origin_cols.iter().any(|name| name.trim().is_empty()) {
        let what = "give the id column and at least one column with people";
        return Err(PlannerError::option("--origin-cols", what));
    }
    Ok(())
}

/// Places of zones and facilities, if they are given.
fn read_places(
    args: &CircleArgs,
    files: [&Path; 2],
    host: &dyn Host,
) -> Result<Option<[Vec<Point>; 2]>, PlannerError> {
    let Some(columns) = &args.point_cols else { return Ok(None) };
    let datum: Datum = args.crs.into();
    let read = |file: &Path| Points::read(file, columns.each(), datum, host).map(|all| all.points);
    Ok(Some([read(files[0])?, read(files[1])?]))
}

struct World<'a> {
    args: &'a CircleArgs,
    zones: &'a AmountTable,
    facilities: &'a Facilities,
    costs: &'a Costs,
    places: Option<[Vec<Point>; 2]>,
}

/// What the zones reach of one category.
struct Found {
    category: String,
    limit: f64,
    nearest: Vec<Option<f64>>,
    open: Vec<Option<f64>>,
    straight: Option<Vec<Option<f64>>>,
    capacity: Option<Vec<f64>>,
    /// Facilities within each of the [`CIRCLES`].
    within: Vec<[f64; 3]>,
}

impl Found {
    fn reached<'a>(&'a self, args: &CircleArgs) -> Reached<'a> {
        Reached {
            category: &self.category,
            limit: self.limit,
            nearest: &self.nearest,
            straight: self.straight.as_deref(),
            open: args.at.is_some().then_some(self.open.as_slice()),
            capacity: self.capacity.as_deref().zip(args.need),
        }
    }
}

impl World<'_> {
    fn groups(&self) -> Result<Vec<Group>, PlannerError> {
        let columns = self.args.origin_cols.iter().skip(1).zip(&self.zones.columns);
        let group = |(name, column): (&String, &Vec<f64>)| {
            let people = Amounts::new(name, column.clone())?;
            Ok(Group { name: name.clone(), people, rate: 1.0 })
        };
        columns.map(group).collect()
    }

    fn find(&self, category: &str) -> Result<Found, PlannerError> {
        let Facilities { of, categories, open, .. } = self.facilities;
        let number = categories.iter().position(|other| other == category).unwrap_or_default();
        let n = self.zones.ids.len();
        let own = self.args.limits.iter().find(|limit| limit.category == category);
        let limit = own.map_or(self.args.limit, |limit| limit.minutes);
        let mut found = Found {
            category: category.to_owned(),
            limit,
            nearest: vec![None; n],
            open: vec![None; n],
            straight: None,
            capacity: None,
            within: vec![[0.0; 3]; n],
        };
        let nearer = |slot: &mut Option<f64>, minutes: f64| {
            *slot = Some(slot.map_or(minutes, |known| known.min(minutes)));
        };
        self.costs.each_row(&mut |row| {
            let zone = row.zone.at();
            for (facility, minutes) in row.iter().filter(|(facility, _)| of[*facility] == number) {
                nearer(&mut found.nearest[zone], minutes);
                if open[facility] {
                    nearer(&mut found.open[zone], minutes);
                }
                for (count, circle) in found.within[zone].iter_mut().zip(CIRCLES) {
                    *count += if minutes <= circle { 1.0 } else { 0.0 };
                }
            }
        });
        found.straight = self.straight(number, &found);
        found.capacity = self.capacity(number, limit)?;
        Ok(found)
    }

    /// Minutes in a straight line to the nearest facility, for the zones that it matters to.
    fn straight(&self, number: usize, found: &Found) -> Option<Vec<Option<f64>>> {
        let [zones, facilities] = self.places.as_ref()?;
        let of = &self.facilities.of;
        let minutes = |zone: &Point| {
            let same = facilities.iter().zip(of).filter(|(_, of)| **of == number);
            let metres = same.map(|(there, _)| zone.distance(*there).0);
            metres.reduce(f64::min).map(|metres| metres * 0.06 / self.args.speed_kmh)
        };
        let near = |nearest: &Option<f64>| nearest.is_some_and(|minutes| minutes <= found.limit);
        let of_zone = zones.iter().zip(&found.nearest);
        Some(
            of_zone.map(|(zone, known)| if near(known) { *known } else { minutes(zone) }).collect(),
        )
    }

    /// Capacity for one person by the two-step method within the limit.
    fn capacity(&self, number: usize, limit: f64) -> Result<Option<Vec<f64>>, PlannerError> {
        if self.args.need.is_none() {
            return Ok(None);
        }
        let Facilities { of, capacity, .. } = self.facilities;
        let mut own = Vec::new();
        self.costs.each_row(&mut |row| {
            let zone = row.zone.0;
            let same = row.facilities.iter().zip(row.minutes).filter(|(f, _)| of[f.at()] == number);
            own.extend(same.map(|(f, minutes)| Pair { zone, facility: f.0, minutes: *minutes }));
        });
        let costs = Costs::from_pairs(self.zones.ids.len(), of.len(), &own)?;
        let people = self.zones.columns.first().cloned().unwrap_or_default();
        let people = Amounts::new("people", people)?;
        let capacity = Amounts::new("capacity", capacity.clone())?;
        let service = Service::new(&costs, &people, &capacity)?;
        Ok(Some(service.two_step(&Reach::binary(limit)?).by_zone))
    }
}

fn write(
    writer: &mut Writer,
    world: &World<'_>,
    found: &[Found],
    report: &CircleReport,
) -> Result<(), PlannerError> {
    let people = world.zones.columns.first().map(Vec::as_slice).unwrap_or_default();
    for (category, report) in found.iter().zip(&report.categories) {
        let mut causes = vec![""; people.len()];
        for blind in &report.blind {
            causes[blind.zone as usize] = cause(blind.cause);
        }
        for (zone, id) in world.zones.ids.iter().enumerate() {
            let [five, ten, fifteen] = category.within[zone].map(Some);
            let numbers = [
                category.nearest[zone],
                Some(category.limit),
                five,
                ten,
                fifteen,
                Some(people[zone]),
            ];
            writer.row(&[id, &category.category, causes[zone]], &numbers)?;
        }
    }
    Ok(())
}

fn settings(args: &CircleArgs) -> Value {
    let limits: BTreeMap<&str, f64> =
        args.limits.iter().map(|limit| (limit.category.as_str(), limit.minutes)).collect();
    json!({
        "cost_cols": args.cost_cols.each(),
        "origin_cols": args.origin_cols,
        "dest_cols": args.dest_cols.each(),
        "limit": args.limit,
        "limits": limits,
        "hours_col": args.hours_col,
        "at": args.at.map(|at| at.to_string()),
        "capacity_col": args.capacity_col,
        "need": args.need,
        "point_cols": args.point_cols.as_ref().map(ToString::to_string),
        "speed_kmh": args.speed_kmh,
    })
}
