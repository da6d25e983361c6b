//! The base as it is read: zones, facilities, streets, timetables, and the digest of all of them.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use network::gtfs::Feed;
use network::streets::Streets;
use network::transit::{Frequencies, Options, Percentile, Query, Timetable, Window};
use network::{Point, Profile, Seconds};

use super::written::{BaseFile, Table, TransitFile};
use crate::PlannerError;
use crate::commands::transit::{Moment, read_feed};
use crate::commands::travel::read_streets;
use crate::digest::Digest;
use crate::host::{Host, stage};
use crate::hours::{Hours, WeekMinute};
use crate::store::resolve;
use crate::tables::{AmountTable, Ids, Points, Wanted, file_of, read};

/// A place of service.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub point: Point,
    /// What it can serve; none where nobody says.
    pub capacity: Option<f64>,
    /// When it is open; none for always.
    pub hours: Option<Hours>,
}

/// Everything that a base file names, read.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The file.
    pub file: BaseFile,
    /// The digest of the file and of all that it names.
    pub digest: Digest,
    /// Ids of the zones.
    pub zones: Ids,
    /// Where the zones are.
    pub points: Vec<Point>,
    /// People in each zone, group after group; the first is everyone.
    pub people: Vec<Vec<f64>>,
    /// The facilities.
    pub facilities: Vec<Facility>,
    pub(super) at: Option<WeekMinute>,
    pub(super) streets: Streets,
    pub(super) transit: Option<Rails>,
}

/// Timetables and the question that they are asked.
#[derive(Clone, Debug)]
pub(super) struct Rails {
    pub(super) file: TransitFile,
    pub(super) feeds: Vec<Feed>,
    pub(super) timetable: Timetable,
    pub(super) query: Query,
    pub(super) percentile: Percentile,
    pub(super) access: Seconds,
    pub(super) transfer: Seconds,
}

impl Ground {
    /// Reads a base and what it names. `store` is the folder of datasets.
    ///
    /// # Errors
    /// What is wrong, with file, row and column.
    pub fn read(path: &Path, store: &Path, host: &dyn Host) -> Result<Self, PlannerError> {
        let (file, own) = BaseFile::read(path)?;
        let mut sum = format!("base {}\n", own.hex());
        let mut find = |name: &str| {
            let found = locate(path, store, name)?;
            let (digest, _) = Digest::of_file(&file_of(&found))?;
            sum.push_str(digest.hex());
            sum.push('\n');
            Ok::<PathBuf, PlannerError>(found)
        };
        stage(host, "reading zones and facilities")?;
        let (points, people) = read_zones(&find(&file.zones.file)?, &file.zones, host)?;
        let facilities = read_facilities(&find(&file.facilities.file)?, &file.facilities, host)?;
        stage(host, "reading streets")?;
        let streets = read_streets(&find(&file.streets)?, &profile(path, &file)?, None)?;
        let mut gtfs = Vec::new();
        for name in file.transit.iter().flat_map(|transit| &transit.gtfs) {
            gtfs.push(find(name)?);
        }
        let transit = match (&file.transit, file.mode.as_str()) {
            (Some(transit), "transit") => Some(Rails::read(path, (&file, transit), &gtfs, host)?),
            (None, "transit") => {
                let what = "mode = \"transit\" needs a part [transit] with gtfs and departure";
                return Err(PlannerError::format(path, what));
            }
            _ => None,
        };
        let at = match &file.at {
            Some(text) => Some(
                WeekMinute::from_str(text)
                    .map_err(|what| PlannerError::format(path, format!("at: {what}")))?,
            ),
            None => None,
        };
        let digest = Digest::of(sum.as_bytes());
        let Points { ids: zones, points } = points;
        Ok(Self { file, digest, zones, points, people, facilities, at, streets, transit })
    }

    /// Whether a facility counts: it is open at the minute asked about, or nobody asks.
    pub(super) fn counts(&self, facility: &Facility) -> bool {
        match (&facility.hours, self.at) {
            (Some(hours), Some(at)) => hours.at(at),
            _ => true,
        }
    }
}

impl Rails {
    fn read(
        path: &Path,
        (base, file): (&BaseFile, &TransitFile),
        gtfs: &[PathBuf],
        host: &dyn Host,
    ) -> Result<Self, PlannerError> {
        stage(host, "reading timetables")?;
        let refuse = |what: String| PlannerError::format(path, what);
        let moment: Moment = file.departure.parse().map_err(refuse)?;
        let window = Window::Departure { first: moment.time };
        let longest = Seconds((base.longest_minutes * 60.0).floor() as u32);
        let query = Query::new(window, file.window_minutes, longest)?;
        let feeds = gtfs.iter().map(|path| read_feed(path, host)).collect::<Result<Vec<_>, _>>()?;
        let options = Options {
            frequencies: Frequencies::Exact,
            span: Some(query.span()),
            ..Options::default()
        };
        let timetable = Timetable::of_day(&feeds, moment.date, &options)?;
        let percentile =
            Percentile::new(file.percentile).map_err(|error| refuse(error.to_string()))?;
        let walk = |minutes: f64| Seconds((minutes.clamp(0.0, 600.0) * 60.0).floor() as u32);
        let (access, transfer) = (walk(file.access_walk_minutes), walk(file.transfer_walk_minutes));
        Ok(Self { file: file.clone(), feeds, timetable, query, percentile, access, transfer })
    }
}

/// A file that a base or scenario names: a dataset, or a path from its own folder.
pub(crate) fn locate(from: &Path, store: &Path, name: &str) -> Result<PathBuf, PlannerError> {
    if name.starts_with('@') {
        return resolve(store, Path::new(name));
    }
    Ok(from.parent().unwrap_or(Path::new("")).join(name))
}

fn profile(path: &Path, file: &BaseFile) -> Result<Profile, PlannerError> {
    let profile = match file.mode.as_str() {
        "walk" | "transit" => Profile::walk(),
        "bike" => Profile::bicycle(),
        "car" => Profile::car(),
        other => {
            let what = format!("mode = {other:?}: write walk, bike, car or transit");
            return Err(PlannerError::format(path, what));
        }
    };
    match file.speed_kmh {
        None => Ok(profile),
        Some(kmh) => profile
            .with_kmh(kmh)
            .map_err(|error| PlannerError::format(path, format!("speed_kmh: {error}"))),
    }
}

fn read_zones(
    input: &Path,
    table: &Table,
    host: &dyn Host,
) -> Result<(Points, Vec<Vec<f64>>), PlannerError> {
    let columns = table.columns.each_ref().map(String::as_str);
    let points = Points::read(input, columns, None, host)?;
    let names: Vec<&str> =
        std::iter::once(columns[0]).chain(table.groups.iter().map(String::as_str)).collect();
    let wanted = Wanted { columns: &names, option: "zones.groups" };
    Ok((points, AmountTable::read(input, wanted, host)?.columns))
}

fn read_facilities(
    input: &Path,
    table: &Table,
    host: &dyn Host,
) -> Result<Vec<Facility>, PlannerError> {
    let columns = table.columns.each_ref().map(String::as_str);
    let points = Points::read(input, columns, None, host)?;
    let mut names = vec![columns[0]];
    names.extend(table.capacity.as_deref());
    names.extend(table.hours.as_deref());
    let wanted = Wanted { columns: &names, option: "facilities" };
    let mut facilities: Vec<Facility> = Vec::new();
    read(input, wanted, &mut |record| {
        let point = points.points[facilities.len()];
        let mut facility =
            Facility { id: record.word(0)?.into_owned(), point, capacity: None, hours: None };
        if table.capacity.is_some() {
            facility.capacity = Some(record.amount(1)?.unwrap_or(0.0));
        }
        if table.hours.is_some() {
            let at = names.len() - 1;
            let hours = record.cell(at).word().map(|text| text.parse::<Hours>());
            facility.hours = hours.transpose().map_err(|what| record.refuse(at, what))?;
        }
        facilities.push(facility);
        Ok(())
    })?;
    Ok(facilities)
}
