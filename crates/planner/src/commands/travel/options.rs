//! Options of `plan travel`, and what they ask for.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use network::Profile;
use serde_json::{Value, json};

use super::word;
use crate::commands::transit::{self, TransitArgs};
use crate::host::Host;
use crate::names::Names;
use crate::out::{Features, is_table};
use crate::tables::Datums;
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
    /// Streets: an OpenStreetMap extract (PBF), or GraphML as OSMnx writes it (also packed: .gz).
    #[arg(long, visible_alias = "streets", value_name = "N.osm.pbf")]
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
    #[arg(long, value_name = "D.csv", required_unless_present = "isochrones")]
    pub destinations: Option<PathBuf>,
    /// Columns of both tables: id, longitude, latitude.
    #[arg(long, value_name = "ID,LON,LAT", default_value = "id,lon,lat")]
    pub point_cols: Names<3>,
    /// What the degrees of both tables are; without it what a dataset was imported as, and WGS 84.
    #[arg(long, value_enum)]
    pub crs: Option<Datums>,
    /// How they travel.
    #[arg(long, value_enum)]
    pub mode: Means,
    /// Speed on level ground in km/h (walking speed for transit, the most for cars); each means
    /// has its own if this is not given.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    pub speed_kmh: Option<f64>,
    /// Who walks: decides about stairs and ground.
    #[arg(long, value_enum, default_value = "adult")]
    pub walker: Who,
    /// Tie points to the nearest node, or to the nearest place on a street.
    #[arg(long, value_enum, default_value = "segment")]
    pub snap: SnapTo,
    /// Points further than this from any street reach nothing, and are listed. Without it every
    /// point is tied, however far, and the straight leg counts.
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    pub snap_limit: Option<f64>,
    /// The longest travel time, in minutes.
    #[arg(long, value_name = "M", default_value_t = 60.0, allow_negative_numbers = true)]
    pub cutoff: f64,
    /// Only so many destinations of each origin, the nearest first.
    #[arg(long, value_name = "K", conflicts_with = "isochrones")]
    pub nearest: Option<NonZeroUsize>,
    /// Instead of times to destinations: the areas reached within so many minutes, as polygons.
    #[arg(
        long,
        value_name = "M,M",
        value_delimiter = ',',
        conflicts_with = "destinations",
        allow_negative_numbers = true
    )]
    pub isochrones: Vec<f64>,
    /// One area for all origins instead of one for each, as the circle of many facilities.
    #[arg(long, requires = "isochrones")]
    pub together: bool,
    #[command(flatten)]
    #[allow(missing_docs, reason = "a sentence here would become a heading of the help")]
    pub transit: TransitArgs,
    /// Where to write: .csv or .parquet; .geojson for isochrones.
    #[arg(long, value_name = "F.csv|F.parquet|F.geojson")]
    pub out: PathBuf,
    /// The folder of datasets, for inputs given as @NAME.
    #[arg(long, default_value = store::FOLDER)]
    pub store: PathBuf,
}

/// What is wrong with the options, before any file is read.
pub(super) fn check(args: &TravelArgs) -> Result<(), PlannerError> {
    let above_0 = |minutes: &f64| minutes.is_finite() && *minutes > 0.0;
    if !above_0(&args.cutoff) {
        return Err(PlannerError::option("--cutoff", "give minutes above 0"));
    }
    if !args.isochrones.iter().all(above_0) {
        return Err(PlannerError::option("--isochrones", "give minutes above 0, as in 5,10,15"));
    }
    if args.mode == Means::Transit && (args.nearest.is_some() || !args.isochrones.is_empty()) {
        let what = "nearest destinations and isochrones are of streets: walk, bike or car";
        return Err(PlannerError::option("--mode", what));
    }
    if args.snap_limit.is_some_and(|limit| !(limit.is_finite() && limit >= 0.0)) {
        return Err(PlannerError::option("--snap-limit", "give metres, 0 or more"));
    }
    match args.isochrones.as_slice() {
        [] => is_table("--out", &args.out)?,
        _ => Features::named(&args.out)?,
    }
    if args.mode == Means::Transit { transit::check(args) } else { Ok(()) }
}

/// Tells of options that are given and change nothing.
pub(super) fn tell_ignored(args: &TravelArgs, host: &dyn Host) {
    let mut ignored: Vec<(&str, &str)> = Vec::new();
    if args.mode != Means::Transit {
        ignored.extend((!args.gtfs.is_empty()).then_some(("--gtfs", "transit")));
        ignored.extend(args.transit.given().into_iter().map(|option| (option, "transit")));
    }
    if matches!(args.mode, Means::Bike | Means::Car) {
        ignored.extend(args.elevation.is_some().then_some(("--elevation", "walk or transit")));
        ignored.extend((args.walker != Who::Adult).then_some(("--walker", "walk or transit")));
    }
    for (option, mode) in ignored {
        host.notice(&format!("{option} is read only with --mode {mode}"));
    }
}

pub(super) fn profile(args: &TravelArgs) -> Result<Profile, PlannerError> {
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

/// The files of the command, datasets of the store looked up.
pub(in crate::commands) struct Inputs {
    pub(super) osm: PathBuf,
    pub(super) elevation: Option<PathBuf>,
    pub(in crate::commands) gtfs: Vec<PathBuf>,
    pub(super) origins: PathBuf,
    pub(in crate::commands) destinations: Option<PathBuf>,
}

impl Inputs {
    pub(super) fn find(args: &TravelArgs) -> Result<Self, PlannerError> {
        let find = |path: &PathBuf| store::resolve(&args.store, path);
        Ok(Self {
            osm: find(&args.osm)?,
            elevation: args.elevation.as_ref().map(find).transpose()?,
            gtfs: args.gtfs.iter().map(find).collect::<Result<_, _>>()?,
            origins: find(&args.origins)?,
            destinations: args.destinations.as_ref().map(find).transpose()?,
        })
    }

    pub(super) fn files(&self) -> Vec<(&'static str, &Path)> {
        let mut files: Vec<(&'static str, &Path)> = vec![("--osm", &self.osm)];
        files.extend(self.elevation.as_deref().map(|path| ("--elevation", path)));
        files.extend(self.gtfs.iter().map(|path| ("--gtfs", path.as_path())));
        files.push(("--origins", &self.origins));
        files.extend(self.destinations.as_deref().map(|path| ("--destinations", path)));
        files
    }
}

/// The files that are written.
pub(super) fn outputs(args: &TravelArgs) -> Vec<(&'static str, &Path)> {
    let mut files: Vec<(&'static str, &Path)> = vec![("--out", args.out.as_path())];
    files.extend(args.transit.per_minute.as_deref().map(|path| ("--per-minute", path)));
    files
}

pub(super) fn settings(args: &TravelArgs) -> Value {
    let transit = (args.mode == Means::Transit).then(|| args.transit.settings());
    json!({
        "mode": word(args.mode),
        "speed_kmh": args.speed_kmh,
        "walker": word(args.walker),
        "snap": word(args.snap),
        "snap_limit_metres": args.snap_limit,
        "crs": args.crs.map(word),
        "cutoff_minutes": args.cutoff,
        "nearest": args.nearest,
        "isochrones": args.isochrones,
        "together": args.together,
        "transit": transit,
    })
}
