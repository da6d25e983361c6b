//! `plan travel`: travel times between two lists of points, row by row.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use network::search::Travel;
use network::slope::Elevation;
use network::streets::Streets;
use network::{Cost, Metres, Minutes, Profile, SnapRule, Snapper};
use serde_json::{Value, json};

use super::tied::Tied;
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
    /// Terrain as GeoTIFF, in degrees: people walk slower uphill (Tobler).
    #[arg(long, value_name = "E.tif")]
    pub elevation: Option<PathBuf>,
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
    let streets = read_streets(&inputs.osm, &profile, inputs.elevation.as_deref())?;
    let rule = match args.snap {
        SnapTo::Node => SnapRule::Node,
        SnapTo::Segment => SnapRule::Segment,
    };
    stage(host, "tying points to streets")?;
    let snapper = Snapper::new(&streets.graph, rule, args.snap_limit.map(Metres));
    let origins = Tied::new("origins", origins, &snapper, host);
    let destinations = Tied::new("destinations", destinations, &snapper, host);
    let town = Town {
        args,
        streets: &streets,
        snapper: &snapper,
        origins: &origins,
        destinations: &destinations,
    };
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
        let travel = Travel::new(&self.streets.graph, &origins.snaps, &destinations.snaps, limit);
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

/// Reads streets for a profile, on slopes where terrain is given.
pub(crate) fn read_streets(
    path: &Path,
    profile: &Profile,
    elevation: Option<&Path>,
) -> Result<Streets, PlannerError> {
    let read = |path: &Path| std::fs::read(path).map_err(|why| PlannerError::file(path, why));
    let bytes = read(path)?;
    let streets = match elevation {
        None => network::streets::read(&bytes, profile),
        Some(terrain) => {
            let terrain = Elevation::read(&read(terrain)?)
                .map_err(|error| PlannerError::format(terrain, error.to_string()))?;
            network::streets::read_on_slopes(&bytes, profile, &terrain)
        }
    };
    streets.map_err(|why| PlannerError::Streets { file: path.display().to_string(), why })
}

/// The files of the command, datasets of the store looked up.
struct Inputs {
    osm: PathBuf,
    elevation: Option<PathBuf>,
    gtfs: Vec<PathBuf>,
    origins: PathBuf,
    destinations: PathBuf,
}

impl Inputs {
    fn find(args: &TravelArgs) -> Result<Self, PlannerError> {
        let find = |path: &PathBuf| store::resolve(&args.store, path);
        Ok(Self {
            osm: find(&args.osm)?,
            elevation: args.elevation.as_ref().map(find).transpose()?,
            gtfs: args.gtfs.iter().map(find).collect::<Result<_, _>>()?,
            origins: find(&args.origins)?,
            destinations: find(&args.destinations)?,
        })
    }

    fn files(&self) -> Vec<(&'static str, &Path)> {
        let mut files: Vec<(&'static str, &Path)> = vec![("--osm", &self.osm)];
        files.extend(self.elevation.as_deref().map(|path| ("--elevation", path)));
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
pub(crate) fn word(value: impl ValueEnum) -> String {
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
