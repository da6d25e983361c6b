//! The part of `plan travel` that rides: a window of minutes, percentiles of each pair.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::str::FromStr;

use basis::Date;
use clap::{Args, ValueEnum};
use network::gtfs::{Feed, Limits, Severity};
use network::transit::{
    Changes, Frequencies, Legs, OnFoot, Options, Percentile, Plan, Query, Timetable,
    TransferSource, Travel, WheelchairRule, Window, matrix,
};
use network::{Metres, Seconds};
use serde_json::{Value, json};

use super::travel::{Town, Who, word, written_minutes};
use crate::PlannerError;
use crate::host::{Host, Progress, stage};
use crate::out::{Columns, Complete, Writer};

/// A day and a time of day, as in `2019-05-13T14:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day of service.
    pub date: Date,
    /// Seconds after its midnight.
    pub time: Seconds,
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |_| format!("{text:?} is no day and time; write them like 2019-05-13T14:00");
        let moment: jiff::civil::DateTime = text.parse().map_err(wrong)?;
        let [hour, minute, second] =
            [moment.hour(), moment.minute(), moment.second()].map(i8::unsigned_abs).map(u32::from);
        Ok(Self { date: moment.date(), time: Seconds(hour * 3600 + minute * 60 + second) })
    }
}

/// How trips with a headway and no exact times are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FrequencyRule {
    /// As if the first vehicle left at the start and the others followed exactly.
    #[default]
    Exact,
    /// Half a headway of waiting, the expectation of one who does not know the times.
    Half,
}

/// Options of `plan travel` that concern public transport.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Public transport")]
pub struct TransitArgs {
    /// Leave at this day and time and in the minutes after it.
    #[arg(long, value_name = "2019-05-13T14:00")]
    pub departure: Option<Moment>,
    /// Be there by this day and time and by the minutes after it, instead of leaving.
    #[arg(long, value_name = "2019-05-13T08:00", conflicts_with = "departure")]
    pub arrival: Option<Moment>,
    /// So many minutes, one after the other.
    #[arg(long, value_name = "MINUTES", default_value_t = 60)]
    pub window: u32,
    /// Percentiles of the travel time over the window, by nearest rank.
    #[arg(long, value_name = "P,P", value_delimiter = ',', default_value = "50,90")]
    pub percentiles: Vec<u32>,
    /// The longest walk to the first stop and from the last, in minutes each.
    #[arg(long, value_name = "MINUTES", default_value_t = 15.0)]
    pub access_walk: f64,
    /// The longest walk between two vehicles, in minutes.
    #[arg(long, value_name = "MINUTES", default_value_t = 10.0)]
    pub transfer_walk: f64,
    /// Stops further than this from any street cannot be walked to.
    #[arg(long, value_name = "METRES", default_value_t = 300.0)]
    pub stop_limit: f64,
    /// The most rides of a journey; any number if this is not given.
    #[arg(long, value_name = "N")]
    pub max_rides: Option<std::num::NonZeroU8>,
    /// Trips that are given by their headway.
    #[arg(long, value_enum, default_value = "exact")]
    pub frequencies: FrequencyRule,
    /// Follow the operators' own list of changes besides the walks.
    #[arg(long)]
    pub listed_transfers: bool,
    /// Leave feeds out whose calendar does not cover the day, instead of stopping.
    #[arg(long)]
    pub skip_out_of_season: bool,
}

impl TransitArgs {
    /// What the note beside the result says of them.
    pub(super) fn settings(&self) -> Value {
        let moment = |moment: Option<Moment>| {
            let Moment { date, time: Seconds(s) } = moment?;
            Some(format!("{date}T{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60))
        };
        json!({
            "departure": moment(self.departure),
            "arrival": moment(self.arrival),
            "window_minutes": self.window,
            "percentiles": self.percentiles,
            "access_walk_minutes": self.access_walk,
            "transfer_walk_minutes": self.transfer_walk,
            "stop_limit_metres": self.stop_limit,
            "max_rides": self.max_rides,
            "frequencies": word(self.frequencies),
            "listed_transfers": self.listed_transfers,
            "skip_out_of_season": self.skip_out_of_season,
        })
    }
}

/// Everything asked for, checked before any file is read.
struct Question {
    query: Query,
    date: Date,
    arriving: bool,
    percentiles: Vec<Percentile>,
    access: Seconds,
    transfer: Seconds,
    longest: Seconds,
}

impl Question {
    fn new(args: &TransitArgs, cutoff: f64) -> Result<Self, PlannerError> {
        let (moment, arriving) = match (args.departure, args.arrival) {
            (Some(moment), _) => (moment, false),
            (None, Some(moment)) => (moment, true),
            (None, None) => {
                let what = "--mode transit needs a day and time, as in 2019-05-13T14:00";
                return Err(PlannerError::option("--departure", what));
            }
        };
        let first = moment.time;
        let window = if arriving { Window::Arrival { first } } else { Window::Departure { first } };
        let longest = Seconds((cutoff * 60.0).floor() as u32);
        let query = Query::new(window, args.window, longest)?.with_rides(args.max_rides);
        let percentile = |percent: &u32| {
            Percentile::new(*percent)
                .map_err(|error| PlannerError::option("--percentiles", error.to_string()))
        };
        let percentiles: Result<Vec<Percentile>, PlannerError> =
            args.percentiles.iter().map(percentile).collect();
        let percentiles = percentiles?;
        if percentiles.iter().enumerate().any(|(i, p)| percentiles[..i].contains(p)) {
            return Err(PlannerError::option("--percentiles", "give each percentile once"));
        }
        Ok(Self {
            query,
            date: moment.date,
            arriving,
            percentiles,
            access: walk("--access-walk", args.access_walk)?,
            transfer: walk("--transfer-walk", args.transfer_walk)?,
            longest,
        })
    }
}

fn walk(option: &'static str, minutes: f64) -> Result<Seconds, PlannerError> {
    if (0.0..=600.0).contains(&minutes) {
        return Ok(Seconds((minutes * 60.0).floor() as u32));
    }
    Err(PlannerError::option(option, "give 0 to 600 minutes"))
}

/// Writes the travel times and says what the timetable was like.
pub(super) fn write(
    town: &Town<'_>,
    gtfs: &[PathBuf],
    host: &dyn Host,
) -> Result<(Complete, Value), PlannerError> {
    let args = &town.args.transit;
    let question = Question::new(args, town.args.cutoff)?;
    stage(host, "reading timetables")?;
    let feeds = gtfs.iter().map(|path| read_feed(path, host)).collect::<Result<Vec<_>, _>>()?;
    let wheels = town.args.walker == Who::Wheelchair;
    let options = Options {
        frequencies: match args.frequencies {
            FrequencyRule::Exact => Frequencies::Exact,
            FrequencyRule::Half => Frequencies::HalfHeadway,
        },
        wheelchair: if wheels { WheelchairRule::NotImpossible } else { WheelchairRule::NotNeeded },
        span: Some(question.query.span()),
        skip_feeds_out_of_season: args.skip_out_of_season,
    };
    let timetable = Timetable::of_day(&feeds, question.date, &options)?;
    timetable.notices().iter().for_each(|notice| host.notice(notice));
    stage(host, "walks to stops")?;
    let limit = Metres(args.stop_limit);
    let foot = OnFoot::new(&town.streets.graph, town.snapper, &timetable, limit);
    let source = match args.listed_transfers {
        true => TransferSource::WalksAndListed,
        false => TransferSource::Walks,
    };
    let changes = Changes::new(&timetable, &foot.changes(question.transfer), source);
    let about = json!({
        "date": timetable.date().to_string(),
        "trips": timetable.trips(),
        "patterns": timetable.patterns(),
        "stops": timetable.stops().len(),
        "stops_walkable": foot.stops(),
        "changes": changes.legs().len(),
    });
    let walks = Walks::new(town, &foot, &question);
    let plan = Plan::new(&timetable, &changes, &walks.targets, question.query)?;
    let table = write_matrix(town, &plan, &walks, &question, host)?;
    Ok((table, about))
}

/// Reads one timetable and tells its warnings.
pub(crate) fn read_feed(path: &std::path::Path, host: &dyn Host) -> Result<Feed, PlannerError> {
    let bytes = std::fs::read(path).map_err(|why| PlannerError::file(path, why))?;
    let name = path.display().to_string();
    let feed = Feed::read(&name, &bytes, Limits::default())?;
    let told = feed.findings.iter().filter(|finding| finding.severity >= Severity::Warning);
    for finding in told.take(TOLD) {
        host.notice(&format!("{name}: {finding}"));
    }
    if feed.findings.len() > TOLD {
        host.notice(&format!("{name}: {} findings in all", feed.findings.len()));
    }
    Ok(feed)
}

/// So many findings of a feed are told.
const TOLD: usize = 5;

/// Walks of one question. Of an arrival query the sources are the destinations.
struct Walks {
    targets: Legs,
    access: Legs,
    direct: Legs,
}

impl Walks {
    fn new(town: &Town<'_>, foot: &OnFoot<'_>, question: &Question) -> Self {
        let (origins, destinations) = (&town.origins.snaps, &town.destinations.snaps);
        let near = question.access;
        let direct = foot.between(origins, destinations, question.longest);
        if question.arriving {
            Self {
                targets: foot.to_stops(origins, near),
                access: foot.from_stops(destinations, near),
                direct: direct.turned(destinations.len()),
            }
        } else {
            Self {
                targets: foot.from_stops(destinations, near),
                access: foot.to_stops(origins, near),
                direct,
            }
        }
    }
}

fn write_matrix(
    town: &Town<'_>,
    plan: &Plan<'_>,
    walks: &Walks,
    question: &Question,
    host: &dyn Host,
) -> Result<Complete, PlannerError> {
    let names: Vec<String> =
        question.percentiles.iter().map(|p| format!("p{}", p.percent())).collect();
    let numbers: Vec<&str> = names.iter().map(String::as_str).collect();
    let columns = Columns { words: &["origin", "dest"], numbers: &numbers };
    let mut writer = Writer::create(&town.args.out, columns)?;
    let (from, to) = (&town.origins.points.ids, &town.destinations.points.ids);
    let total = Some(walks.access.rows() as u64);
    let reduce = |_: usize, travel: &Travel| reached(travel, &question.percentiles);
    let done = matrix(plan, (&walks.access, &walks.direct), reduce, |source, row: Reached| {
        for (target, minutes) in row {
            let (origin, dest) = if question.arriving {
                (target as usize, source)
            } else {
                (source, target as usize)
            };
            if let Err(error) = writer.row(&[from.name(origin), to.name(dest)], &minutes) {
                return ControlFlow::Break(error);
            }
        }
        host.progress(Progress { what: "travel times", done: source as u64 + 1, total });
        if host.cancelled() {
            return ControlFlow::Break(PlannerError::Cancelled);
        }
        ControlFlow::Continue(())
    })?;
    match done {
        ControlFlow::Break(error) => Err(error),
        ControlFlow::Continue(()) => writer.finish(),
    }
}

/// Targets that are reached at one percentile at least, with minutes for each.
type Reached = Vec<(u32, Vec<Option<f64>>)>;

fn reached(travel: &Travel, percentiles: &[Percentile]) -> Reached {
    let row = |target: usize| {
        let minutes: Vec<Option<f64>> = percentiles
            .iter()
            .map(|p| travel.percentile(target, *p))
            .map(|time| time.map(|time| written_minutes(f64::from(time.0) / 60.0)))
            .collect();
        minutes.iter().any(Option::is_some).then_some((target as u32, minutes))
    };
    (0..travel.targets()).filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_day_and_a_time() {
        let moment: Moment = "2019-05-13T14:00".parse().unwrap();
        assert_eq!(moment.date, Date::constant(2019, 5, 13));
        assert_eq!(moment.time, Seconds(14 * 3600));
        for wrong in ["14:00", "2019-05-13T25:00", "soon", "2019-02-30T14:00"] {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong}");
        }
    }
}
