//! The part of `plan travel` that rides: a window of minutes, percentiles of each pair.

mod matrix;
mod options;
mod per_minute;

use network::Metres;
use network::gtfs::{Feed, Limits, Severity};
use network::transit::{
    Changes, Frequencies, OnFoot, Options, Plan, Timetable, TransferSource, WheelchairRule,
};
use serde_json::{Value, json};

use super::travel::{Inputs, Town, TravelArgs, Who};
use crate::PlannerError;
use crate::host::{Host, go_on, stage};
use crate::out::{Complete, Provenance};
use matrix::{Matrix, Walks};
use options::Question;
pub use options::{FrequencyRule, Moment, TransitArgs};
use per_minute::PerMinute;

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
    let timetable = Timetable::of_day(&feeds, question.moment.date, &options)?;
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
