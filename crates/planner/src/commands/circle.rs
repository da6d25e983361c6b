//! `plan circle`: who reaches which kind of facility, who does not, and why; and what divisions owe
//! by the standard of county, township and village.

mod facilities;
mod limits;
mod options;
mod report;
mod standard;

use std::path::Path;

use access::circle::{CircleReport, Reached, circle_report};
use access::{Amounts, Costs, Group, Pair, Reach, Rows as _, Service};
use network::Point;
use serde_json::json;

use super::access::merge;
use crate::host::{Answer, Host, go_on, stage};
use crate::out::{Columns, Provenance, Writer, apart};
use crate::tables::{AmountTable, PairNames, Pairs, Points, Wanted};
use crate::{PlannerError, store};
use facilities::Facilities;
use limits::Limits;
pub use options::{CircleArgs, Limit};
use options::{LEVELS, check, settings, tables};
use report::{cause, describe, words};
pub use standard::StandardArgs;

/// Carries out `plan circle`.
pub(crate) fn run(args: &CircleArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    if args.standard.standard.is_some() {
        return standard::run(args, host);
    }
    check(args)?;
    let [costs, origins, destinations] = tables(args)?;
    let categories = args.categories.as_ref().map(|path| store::resolve(&args.store, path));
    let categories = categories.transpose()?;
    let mut named: Vec<(&str, &Path)> =
        vec![("--costs", &costs), ("--origins", &origins), ("--destinations", &destinations)];
    named.extend(categories.as_deref().map(|path| ("--categories", path)));
    apart(&[("--out", args.out.as_path())], &named)?;
    let mut provenance = Provenance::new("plan circle", settings(args), &named)?;
    stage(host, "reading zones and facilities")?;
    let columns: Vec<&str> = args.origin_cols.iter().map(String::as_str).collect();
    let wanted = Wanted { columns: &columns, option: "--origin-cols" };
    let zones = AmountTable::read(&origins, wanted, host)?;
    let facilities = Facilities::read(args, &destinations)?;
    let limits = Limits::read(args, categories.as_deref())?;
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
    let world = World {
        args,
        zones: &zones,
        facilities: &facilities,
        limits: &limits,
        costs: &matrix,
        places,
    };
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
    provenance.found = value.clone();
    merge(&mut value, json!({ "out": args.out.display().to_string() }));
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

/// Places of zones and facilities, if they are given.
fn read_places(
    args: &CircleArgs,
    files: [&Path; 2],
    host: &dyn Host,
) -> Result<Option<[Vec<Point>; 2]>, PlannerError> {
    let Some(columns) = &args.point_cols else { return Ok(None) };
    let read =
        |file: &Path| Points::read(file, columns.each(), args.crs, host).map(|all| all.points);
    Ok(Some([read(files[0])?, read(files[1])?]))
}

struct World<'a> {
    args: &'a CircleArgs,
    zones: &'a AmountTable,
    facilities: &'a Facilities,
    limits: &'a Limits<'a>,
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
        let limit = self.limits.of(category);
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
