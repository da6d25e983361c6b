//! The two files: a base and a scenario, as TOML, each with the number of its form.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::PlannerError;
use crate::commands::tied::FAR_METRES;
use crate::digest::Digest;

/// The form of the files that this program reads.
pub(super) const FORM: u32 = 1;

/// What scenarios change. Files are beside this one, or datasets as `@NAME`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseFile {
    /// The number of the form: 1.
    pub base: u32,
    /// What it is, for headings.
    pub name: String,
    /// Where people live.
    pub zones: Table,
    /// Where the service is.
    pub facilities: Table,
    /// Streets: an OpenStreetMap extract (PBF).
    pub streets: String,
    /// `walk`, `bike`, `car` or `transit`.
    pub mode: String,
    /// Speed on level ground in km/h (of walking for transit); each means has its own without it.
    pub speed_kmh: Option<f64>,
    /// The longest travel time that is looked at, in minutes.
    #[serde(default = "an_hour")]
    pub longest_minutes: f64,
    /// Whoever is this near to a facility is served, in minutes.
    pub standard_minutes: f64,
    /// Only facilities open at this minute count, as in `Sa 10:00`.
    pub at: Option<String>,
    /// What a scenario puts farther than this from any street is refused, in metres (new stops of a
    /// line: [`TransitFile::stop_limit_metres`]).
    #[serde(default = "far")]
    pub snap_limit_metres: f64,
    /// Timetables, for `mode = "transit"`.
    pub transit: Option<TransitFile>,
}

/// A table of zones or facilities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The file.
    pub file: String,
    /// Its columns: id, longitude, latitude.
    #[serde(default = "id_lon_lat")]
    pub columns: [String; 3],
    /// Of zones: columns with people; the first is everyone, the others are groups among them.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Of facilities: the column with capacities.
    pub capacity: Option<String>,
    /// Of facilities: the column with opening hours.
    pub hours: Option<String>,
}

/// Timetables and how they are asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitFile {
    /// GTFS zips.
    pub gtfs: Vec<String>,
    /// Day and first minute of the window, as in `2019-05-13T14:00`.
    pub departure: String,
    /// Minutes of the window.
    #[serde(default = "sixty")]
    pub window_minutes: u32,
    /// The percentile of the window's travel times that counts.
    #[serde(default = "fifty")]
    pub percentile: u32,
    /// The longest walk to the first stop and from the last, in minutes.
    #[serde(default = "quarter")]
    pub access_walk_minutes: f64,
    /// The longest walk between vehicles, in minutes.
    #[serde(default = "ten")]
    pub transfer_walk_minutes: f64,
    /// Stops further than this from a street cannot be walked to, in metres.
    #[serde(default = "three_hundred")]
    pub stop_limit_metres: f64,
}

/// A list of changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// Where it was read, for what is refused.
    #[serde(skip)]
    pub file: String,
    /// The number of the form: 1.
    pub scenario: u32,
    /// What it is, for headings.
    pub name: String,
    /// The file of the base, beside this one.
    pub base: String,
    /// The digest of the base for which it was written; another base is refused.
    pub base_sha256: Option<String>,
    /// What it costs, in 10,000 yuan from 0 up, for comparisons.
    pub price: Option<f64>,
    /// The changes, in order.
    #[serde(default)]
    pub change: Vec<Change>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// A new facility.
    Open {
        /// Its id, which no other has.
        id: String,
        /// Degrees east.
        lon: f64,
        /// Degrees north.
        lat: f64,
        /// What it can serve; needed where the base has capacities.
        capacity: Option<f64>,
        /// Its hours; none for always.
        hours: Option<String>,
    },
    /// A facility that ends.
    Close {
        /// Its id.
        id: String,
    },
    /// A facility that moves.
    Move {
        /// Its id.
        id: String,
        /// Degrees east.
        lon: f64,
        /// Degrees north.
        lat: f64,
    },
    /// A facility that can serve more or less.
    Resize {
        /// Its id.
        id: String,
        /// What it can serve then.
        capacity: f64,
    },
    /// Other opening hours.
    Hours {
        /// The facility's id.
        id: String,
        /// Its hours then, as in `Mo-Fr 08:00-17:00; Sa 09:00-12:00`.
        hours: String,
    },
    /// A new line.
    Line {
        /// What it is called.
        name: String,
        /// Stops in order: `stop_id`s, or places as `[lon, lat]`.
        stops: Vec<StopAt>,
        /// Minutes from each stop to the next, above 0.
        minutes: Vec<f64>,
        /// When the first vehicle leaves the first stop, as in `06:30`.
        first: String,
        /// When the last one does, at the latest.
        last: String,
        /// Minutes between two vehicles.
        every: f64,
        /// Whether it runs back as well, in the same minutes.
        #[serde(default = "yes")]
        both_ways: bool,
    },
    /// More vehicles on a line that is there, at the times of its own trips.
    Denser {
        /// `route_id`, or the name that passengers know.
        route: String,
        /// When the first of them leaves.
        from: String,
        /// When the last one does, at the latest.
        to: String,
        /// Minutes between two of them.
        every: f64,
    },
    /// A road between two crossings.
    Road {
        /// Where it begins: the crossing nearest to `[lon, lat]`.
        from: [f64; 2],
        /// Where it ends.
        to: [f64; 2],
        /// Its length; the straight line without it.
        metres: Option<f64>,
        /// Speed on it; needed for cars, the own speed of those who walk or ride.
        kmh: Option<f64>,
        /// Whether it can be used one way only.
        #[serde(default)]
        one_way: bool,
    },
}

/// A stop of a new line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StopAt {
    /// A `stop_id` of the timetables.
    Known(String),
    /// Longitude and latitude of a new stop.
    Place([f64; 2]),
}

impl BaseFile {
    /// Reads a base.
    ///
    /// # Errors
    /// It cannot be read, is not TOML of this form, or has a number that makes no sense.
    pub fn read(path: &Path) -> Result<(Self, Digest), PlannerError> {
        let (file, digest): (Self, Digest) = read(path)?;
        let refuse = |what: String| Err(PlannerError::format(path, what));
        if file.base != FORM {
            return refuse(format!("base = {}: this program reads form {FORM}", file.base));
        }
        if file.zones.groups.is_empty() {
            return refuse("zones.groups is empty; name the column with people first".to_owned());
        }
        for (name, minutes) in
            [("standard_minutes", file.standard_minutes), ("longest_minutes", file.longest_minutes)]
        {
            if !(minutes.is_finite() && minutes > 0.0 && minutes <= 1_080.0) {
                return refuse(format!("{name} = {minutes}: give minutes above 0, up to 1080"));
            }
        }
        if file.standard_minutes > file.longest_minutes {
            return refuse(
                "standard_minutes is above longest_minutes; raise the latter".to_owned(),
            );
        }
        let stops = file.transit.as_ref().map(|transit| transit.stop_limit_metres);
        let limits =
            [("snap_limit_metres", Some(file.snap_limit_metres)), ("stop_limit_metres", stops)];
        for (name, metres) in limits {
            if let Some(metres) = metres.filter(|metres| !from_0_up(*metres)) {
                return refuse(format!("{name} = {metres}: give metres from 0 up"));
            }
        }
        Ok((file, digest))
    }
}

impl ScenarioFile {
    /// Reads a scenario.
    ///
    /// # Errors
    /// It cannot be read, is not TOML of this form, or has a price that makes no sense.
    pub fn read(path: &Path) -> Result<(Self, Digest), PlannerError> {
        let (mut file, digest): (Self, Digest) = read(path)?;
        if file.scenario != FORM {
            let what = format!("scenario = {}: this program reads form {FORM}", file.scenario);
            return Err(PlannerError::format(path, what));
        }
        if let Some(price) = file.price.filter(|price| !from_0_up(*price)) {
            let what = format!("price = {price}: give 10,000 yuan from 0 up, or leave it out");
            return Err(PlannerError::format(path, what));
        }
        file.file = path.display().to_string();
        Ok((file, digest))
    }

    /// A refusal that names the file.
    pub(super) fn refuse(&self, what: String) -> PlannerError {
        PlannerError::Format { file: self.file.clone(), what }
    }
}

/// Whether a number can be an amount.
pub(super) fn from_0_up(amount: f64) -> bool {
    amount.is_finite() && amount >= 0.0
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<(T, Digest), PlannerError> {
    let text = std::fs::read_to_string(path).map_err(|why| PlannerError::file(path, why))?;
    let file = toml::from_str(&text)
        .map_err(|error| PlannerError::format(path, error.to_string().trim_end().to_owned()))?;
    Ok((file, Digest::of(text.as_bytes())))
}

fn far() -> f64 {
    FAR_METRES
}

fn an_hour() -> f64 {
    60.0
}

fn id_lon_lat() -> [String; 3] {
    ["id", "lon", "lat"].map(str::to_owned)
}

fn sixty() -> u32 {
    60
}

fn fifty() -> u32 {
    50
}

fn quarter() -> f64 {
    15.0
}

fn ten() -> f64 {
    10.0
}

fn three_hundred() -> f64 {
    300.0
}

fn yes() -> bool {
    true
}
