//! `plan travel`: travel times between two lists of points, row by row.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use network::search::Travel;
use network::streets::Streets;
use network::{Cost, Metres, Minutes, Profile, Snap, SnapRule, Snapper};
use serde_json::{Value, json};

use super::transit::{self, TransitArgs};
use crate::host::{Answer, Host, Progress, go_on, stage};
use crate::names::Names;
use crate::out::{Columns, Provenance, Writer};
use crate::tables::{Datums, Points};
use crate::{PlannerError, store};

/// A means of travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Means {
    /// On foot.
    Walk,
    /// By bicycle or e-bike.
    Bike,
    /// By car.
    Car,
    /// By public transport, with walks.
    Transit,
}

/// Who walks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Who {
    /// Somebody of good health, 3.6 km/h.
    #[default]
    Adult,
    /// Somebody of 65 or older, 3.24 km/h, slower on stairs.
    Senior,
    /// Somebody who pushes a wheelchair, 2.88 km/h, without stairs.
    Wheelchair,
}

/// What a point is tied to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SnapTo {
    /// The nearest node of the streets.
    Node,
    /// The nearest place on a street.
    #[default]
    Segment,
}

/// Options of `plan travel`.
#[derive(Args, Clone, Debug)]
pub struct TravelArgs {
    /// Streets: an OpenStreetMap extract (PBF).
    #[arg(long, value_name = "N.osm.pbf")]
    pub osm: PathBuf,
    /// Timetables: GTFS zips; may be given several times.
    #[arg(long, value_name = "G.zip")]
    pub gtfs: Vec<PathBuf>,
    /// Where people start (CSV, GeoJSON, XLSX, GeoPackage, GeoParquet).
    #[arg(long, value_name = "O.csv")]
    pub origins: PathBuf,
    /// Where they want to go.
    #[arg(long, value_name = "D.csv")]
    pub destinations: PathBuf,
    /// Columns of both tables: id, longitude, latitude.
    #[arg(long, value_name = "ID,LON,LAT", default_value = "id,lon,lat")]
    pub point_cols: Names<3>,
    /// What the degrees of both tables are.
    #[arg(long, value_enum, default_value = "wgs84")]
    pub crs: Datums,
    /// How they travel.
    #[arg(long, value_enum)]
    pub mode: Means,
    /// Speed on level ground in km/h (walking speed for transit, the most for cars); each means
    /// has its own if this is not given.
    #[arg(long, value_name = "S")]
    pub speed_kmh: Option<f64>,
    /// Who walks: decides about stairs and ground.
    #[arg(long, value_enum, default_value = "adult")]
    pub walker: Who,
    /// Tie points to the nearest node, or to the nearest place on a street.
    #[arg(long, value_enum, default_value = "segment")]
    pub snap: SnapTo,
    /// Points further than this from any street reach nothing, and are listed. Without it every
    /// point is tied, however far, and the straight leg counts.
    #[arg(long, value_name = "METRES")]
    pub snap_limit: Option<f64>,
    /// The longest travel time, in minutes.
    #[arg(long, value_name = "M", default_value_t = 60.0)]
    pub cutoff: f64,
    #[command(flatten)]
    #[allow(missing_docs, reason = "a sentence here would become a heading of the help")]
    pub transit: TransitArgs,
    /// Where to write: .csv or .parquet.
    #[arg(long, value_name = "F.csv|F.parquet")]
    pub out: PathBuf,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// Points further than this from a street are pointed out even when they are tied.
const FAR_METRES: f64 = 500.0;
/// So many points are named in a notice; the note beside the result names all.
const NAMED: usize = 5;

/// Carries out `plan travel`.
pub(crate) fn run(args: &TravelArgs, host: &dyn Host) -> Result<Answer, PlannerError> {
    let inputs = Inputs::find(args)?;
    let profile = profile(args)?;
    if !(args.cutoff.is_finite() && args.cutoff > 0.0) {
        return Err(PlannerError::option("--cutoff", "give minutes above 0"));
    }
    if let Some(limit) = args.snap_limit
        && !(limit.is_finite() && limit >= 0.0)
    {
        return Err(PlannerError::option("--snap-limit", "give metres, 0 or more"));
    }
    let mut provenance = Provenance::new("plan travel", settings(args), &inputs.files())?;
    stage(host, "reading points")?;
    let read = |path: &Path| Points::read(path, args.point_cols.each(), args.crs.into(), host);
    let (origins, destinations) = (read(&inputs.origins)?, read(&inputs.destinations)?);
    stage(host, "reading streets")?;
    let streets = read_streets(&inputs.osm, &profile)?;
    let rule = match args.snap {
        SnapTo::Node => SnapRule::Node,
        SnapTo::Segment => SnapRule::Segment,
    };
    stage(host, "tying points to streets")?;
    let snapper = Snapper::new(&streets.graph, rule, args.snap_limit.map(Metres));
    let origins = Tied::new("origins", origins, &snapper, host);
    let destinations = Tied::new("destinations", destinations, &snapper, host);
    let town = Town { args, streets: &streets, snapper: &snapper, origins: &origins, destinations: &destinations };
    let (table, more) = match args.mode {
        Means::Transit => transit::write(&town, &inputs.gtfs, host)?,
        _ => (town.write(host)?, Value::Null),
    };
    go_on(host)?;
    let found = json!({
        "streets": summary(&streets),
        "origins": origins.report(),
        "destinations": destinations.report(),
        "timetable": more,
    });
    let (rows, out) = (table.rows, args.out.display().to_string());
    provenance.found = found.clone();
    table.publish(&provenance)?;
    let (n, m) = (origins.snaps.len(), destinations.snaps.len());
    let words = format!("{rows} of {n} x {m} pairs within {} min, in {out}", args.cutoff);
    Ok(Answer { value: json!({ "rows": rows, "out": out, "found": found }), words })
}

/// What the parts of the command share.
pub(super) struct Town<'a> {
    pub(super) args: &'a TravelArgs,
    pub(super) streets: &'a Streets,
    pub(super) snapper: &'a Snapper<'a>,
    pub(super) origins: &'a Tied,
    pub(super) destinations: &'a Tied,
}

impl Town<'_> {
    fn write(&self, host: &dyn Host) -> Result<crate::out::Complete, PlannerError> {
        if !self.args.gtfs.is_empty() {
            host.notice("--gtfs is read only with --mode transit");
        }
        let columns = Columns { words: &["origin", "dest"], numbers: &["minutes"] };
        let mut writer = Writer::create(&self.args.out, columns)?;
        let (origins, destinations) = (self.origins, self.destinations);
        let limit = Cost::from_minutes(Minutes(self.args.cutoff));
        let travel =
            Travel::new(&self.streets.graph, &origins.snaps, &destinations.snaps, limit);
        let mut failed = None;
        let total = Some(origins.snaps.len() as u64);
        let done = travel.each_row(|origin, row| {
            let from = origins.points.ids.name(origin);
            for reached in row {
                let to = destinations.points.ids.name(reached.target as usize);
                let minutes = written_minutes(reached.cost.minutes().0);
                if let Err(error) = writer.row(&[from, to], &[Some(minutes)]) {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            }
            host.progress(Progress { what: "travel times", done: origin as u64 + 1, total });
            if host.cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        match (failed, done) {
            (Some(error), _) => Err(error),
            (None, ControlFlow::Break(())) => Err(PlannerError::Cancelled),
            (None, ControlFlow::Continue(())) => writer.finish(),
        }
    }
}

/// Minutes as they are written: to a millionth, which is 0.06 ms, finer than streets are known.
pub(super) fn written_minutes(minutes: f64) -> f64 {
    (minutes * 1e6).round() / 1e6
}

/// Points tied to the streets.
pub(super) struct Tied {
    what: &'static str,
    pub(super) points: Points,
    pub(super) snaps: Vec<Option<Snap>>,
    /// Points too far from any street: position and metres.
    lost: Vec<(usize, f64)>,
    /// Points tied over a long straight leg.
    far: Vec<(usize, f64)>,
}

impl Tied {
    fn new(what: &'static str, points: Points, snapper: &Snapper<'_>, host: &dyn Host) -> Self {
        let snapped = snapper.snap(&points.points);
        let lost = snapped.too_far.iter().map(|far| (far.index, far.distance.0)).collect();
        let legs = snapped.snaps.iter().enumerate();
        let far = legs
            .filter_map(|(index, snap)| Some((index, snap.as_ref()?.leg.0)))
            .filter(|(_, metres)| *metres > FAR_METRES)
            .collect();
        let tied = Self { what, points, snaps: snapped.snaps, lost, far };
        tied.tell(host);
        tied
    }

    fn tell(&self, host: &dyn Host) {
        let cases = [
            (&self.lost, "are too far from any street and reach nothing"),
            (&self.far, "lie more than 500 m from the nearest street; the straight leg counts"),
        ];
        for (list, what) in cases.into_iter().filter(|(list, _)| !list.is_empty()) {
            let names: Vec<String> = list
                .iter()
                .take(NAMED)
                .map(|(at, metres)| format!("{} ({metres:.0} m)", self.points.ids.name(*at)))
                .collect();
            let more = if list.len() > NAMED { ", ..." } else { "" };
            let (n, names) = (list.len(), names.join(", "));
            host.notice(&format!("{n} {} {what}: {names}{more}", self.what));
        }
    }

    fn report(&self) -> Value {
        let list = |list: &[(usize, f64)]| -> Vec<Value> {
            let entry = |(at, metres): &(usize, f64)| {
                json!({ "id": self.points.ids.name(*at), "metres": (metres * 10.0).round() / 10.0 })
            };
            list.iter().map(entry).collect()
        };
        json!({
            "points": self.snaps.len(),
            "too_far": list(&self.lost),
            "far_from_street": list(&self.far),
        })
    }
}

fn profile(args: &TravelArgs) -> Result<Profile, PlannerError> {
    let profile = match (args.mode, args.walker) {
        (Means::Bike, _) => Profile::bicycle(),
        (Means::Car, _) => Profile::car(),
        (_, Who::Adult) => Profile::walk(),
        (_, Who::Senior) => Profile::senior(),
        (_, Who::Wheelchair) => Profile::wheelchair(),
    };
    match args.speed_kmh {
        Some(kmh) => {
            profile.with_kmh(kmh).map_err(|e| PlannerError::option("--speed-kmh", e.to_string()))
        }
        None => Ok(profile),
    }
}

/// Reads streets for a profile.
pub(super) fn read_streets(path: &Path, profile: &Profile) -> Result<Streets, PlannerError> {
    let bytes = std::fs::read(path).map_err(|why| PlannerError::file(path, why))?;
    network::streets::read(&bytes, profile)
        .map_err(|why| PlannerError::Streets { file: path.display().to_string(), why })
}

/// The files of the command, datasets of the store looked up.
struct Inputs {
    osm: PathBuf,
    gtfs: Vec<PathBuf>,
    origins: PathBuf,
    destinations: PathBuf,
}

impl Inputs {
    fn find(args: &TravelArgs) -> Result<Self, PlannerError> {
        let find = |path: &PathBuf| store::resolve(&args.store, path);
        Ok(Self {
            osm: find(&args.osm)?,
            gtfs: args.gtfs.iter().map(find).collect::<Result<_, _>>()?,
            origins: find(&args.origins)?,
            destinations: find(&args.destinations)?,
        })
    }

    fn files(&self) -> Vec<(&'static str, &Path)> {
        let mut files: Vec<(&'static str, &Path)> = vec![("--osm", &self.osm)];
        files.extend(self.gtfs.iter().map(|path| ("--gtfs", path.as_path())));
        files.push(("--origins", &self.origins));
        files.push(("--destinations", &self.destinations));
        files
    }
}

fn settings(args: &TravelArgs) -> Value {
    let transit = (args.mode == Means::Transit).then(|| args.transit.settings());
    json!({
        "mode": word(args.mode),
        "speed_kmh": args.speed_kmh,
        "walker": word(args.walker),
        "snap": word(args.snap),
        "snap_limit_metres": args.snap_limit,
        "crs": word(args.crs),
        "cutoff_minutes": args.cutoff,
        "transit": transit,
    })
}

/// A choice as the option spells it.
pub(super) fn word(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|word| word.get_name().to_owned()).unwrap_or_default()
}

fn summary(streets: &Streets) -> Value {
    let found = &streets.summary;
    json!({
        "ways": found.ways,
        "nodes": found.nodes,
        "segments": found.segments,
        "km": (found.length.0 / 100.0).round() / 10.0,
        "parts_before_cut": found.components,
        "nodes_before_cut": found.nodes_before,
        "missing_nodes": found.missing_nodes,
    })
}
