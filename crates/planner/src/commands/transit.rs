//! The part of `plan travel` that rides: a window of minutes, percentiles of each pair.

mod matrix;
mod options;
mod per_minute;

use std::path::Path;

use network::Metres;
use network::gtfs::{Feed, Finding, GtfsError, Limits, Severity};
use network::transit::{
    Changes, Frequencies, OnFoot, Options, Plan, Timetable, TimetableError, TransferSource,
    WheelchairRule,
};
use serde_json::{Value, json};

use super::travel::{Inputs, Town, TravelArgs, Who};
use crate::PlannerError;
use crate::host::{Host, go_on, stage};
use crate::out::{Complete, Provenance, is_table};
use matrix::{Matrix, Walks};
use options::Question;
pub use options::{FrequencyRule, Moment, TransitArgs};
use per_minute::PerMinute;

/// What is wrong with the options, before any file is read.
pub(super) fn check(args: &TravelArgs) -> Result<(), PlannerError> {
    if args.gtfs.is_empty() {
        return Err(PlannerError::option("--gtfs", TimetableError::NoFeed.to_string()));
    }
    if let Some(out) = &args.transit.per_minute {
        is_table("--per-minute", out)?;
    }
    Question::new(&args.transit, args.cutoff).map(|_| ())
}

/// Writes the travel times and says what the timetable was like.
pub(super) fn write(
    town: &Town<'_>,
    inputs: &Inputs,
    provenance: &mut Provenance,
    host: &dyn Host,
) -> Result<(Complete, Value), PlannerError> {
    let args = &town.args.transit;
    let question = Question::new(args, town.args.cutoff)?;
    let mut per_minute = PerMinute::new(town, inputs, question.moment, host)?;
    stage(host, "reading timetables")?;
    let feeds = inputs.gtfs.iter().map(|path| read_feed(path, host));
    let feeds = feeds.collect::<Result<Vec<_>, _>>()?;
    let options = options(town.args, &question);
    let timetable = Timetable::of_day(&feeds, question.moment.date, &options).map_err(|error| {
        let option = match error {
            TimetableError::NoFeed => "--gtfs",
            _ => question.option(),
        };
        PlannerError::option(option, error.to_string())
    })?;
    timetable.notices().iter().for_each(|notice| host.notice(notice));
    stage(host, "walks to stops")?;
    let limit = Metres(args.stop_limit);
    let foot = OnFoot::new(&town.streets.graph, town.snapper, &timetable, limit);
    if foot.stops() == 0 {
        host.notice(nobody_rides(options.wheelchair));
    }
    let source = match args.listed_transfers {
        true => TransferSource::WalksAndListed,
        false => TransferSource::Walks,
    };
    let changes = Changes::new(&timetable, &foot.changes(question.transfer), source);
    let found = feeds.iter().zip(&inputs.gtfs).map(|(feed, path)| findings(feed, path));
    let found: Vec<Value> = found.collect();
    let about = json!({
        "date": timetable.date().to_string(),
        "trips": timetable.trips(),
        "patterns": timetable.patterns(),
        "stops": timetable.stops().len(),
        "stops_walkable": foot.stops(),
        "changes": changes.legs().len(),
        "findings": found,
    });
    let walks = Walks::new(town, &foot, &question);
    let plan = Plan::new(&timetable, &changes, &walks.targets, question.query)?;
    let matrix = Matrix { town, plan: &plan, walks: &walks, question: &question };
    let table = matrix.write(per_minute.as_mut(), host)?;
    if let Some(per_minute) = per_minute {
        go_on(host)?;
        per_minute.publish(provenance, &about)?;
    }
    Ok((table, about))
}

/// How the timetable of the day is made. Somebody with a wheelchair rides only what is not said to
/// be impossible, or only what is said to be possible.
fn options(args: &TravelArgs, question: &Question) -> Options {
    let wheelchair = match (args.transit.only_accessible, args.walker) {
        (true, _) => WheelchairRule::Possible,
        (false, Who::Wheelchair) => WheelchairRule::NotImpossible,
        (false, _) => WheelchairRule::NotNeeded,
    };
    Options {
        frequencies: match args.transit.frequencies {
            FrequencyRule::Exact => Frequencies::Exact,
            FrequencyRule::Half => Frequencies::HalfHeadway,
        },
        wheelchair,
        span: Some(question.query.span()),
        skip_feeds_out_of_season: args.transit.skip_out_of_season,
    }
}

/// Why there is no stop at which somebody could board.
fn nobody_rides(wheelchair: WheelchairRule) -> &'static str {
    match wheelchair {
        WheelchairRule::Possible => {
            "nobody rides: the timetables do not say of any vehicle and its stops near a street that \
             a wheelchair can use them; without --only-accessible what they do not say counts as \
             possible"
        }
        WheelchairRule::NotImpossible => {
            "nobody rides: no vehicle that a wheelchair can use stops near a street in the time asked \
             for"
        }
        WheelchairRule::NotNeeded => {
            "nobody rides: no vehicle stops near a street in the time asked for; see --stop-limit"
        }
    }
}

/// All that reading a timetable found, for the note.
fn findings(feed: &Feed, path: &Path) -> Value {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let found: Vec<String> = feed.findings.iter().map(ToString::to_string).collect();
    json!({ "feed": name, "findings": found })
}

/// Reads one timetable and tells what was found, the worst first; of one that is refused its errors.
pub(crate) fn read_feed(path: &Path, host: &dyn Host) -> Result<Feed, PlannerError> {
    let bytes = std::fs::read(path).map_err(|why| PlannerError::file(path, why))?;
    let name = path.display().to_string();
    let feed = Feed::read(&name, &bytes, Limits::default()).inspect_err(|error| {
        if let GtfsError::Broken { findings, .. } = error {
            tell(&name, findings, (&[Severity::Error], "--json lists them"), host);
        }
    })?;
    let kinds = [Severity::Warning, Severity::Notice];
    tell(&name, &feed.findings, (&kinds, "the note beside the result lists them"), host);
    Ok(feed)
}

/// Tells the first findings of each kind, and where the rest is to be found.
fn tell(name: &str, all: &[Finding], (kinds, rest): (&[Severity], &str), host: &dyn Host) {
    let mut told = 0;
    for severity in kinds {
        for finding in all.iter().filter(|finding| finding.severity == *severity).take(TOLD) {
            host.notice(&format!("{name}: {finding}"));
            told += 1;
        }
    }
    if all.len() > told {
        host.notice(&format!("{name}: {} findings in all; {rest}", all.len()));
    }
}

/// So many findings of a feed are told of each severity.
const TOLD: usize = 5;
