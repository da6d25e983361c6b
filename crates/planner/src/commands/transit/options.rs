//! Options of `plan travel` that concern public transport, and the question that they ask.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use basis::Date;
use clap::{Args, ValueEnum};
use network::Seconds;
use network::transit::{Percentile, Query, QueryError, Window};
use serde_json::{Value, json};

use crate::PlannerError;
use crate::commands::travel::word;

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
        let wrong = || format!("{text:?} is no day and time; write them like 2019-05-13T14:00");
        // A day alone would be read as its midnight.
        if !text.contains(':') {
            return Err(wrong());
        }
        let moment: jiff::civil::DateTime = text.parse().map_err(|_| wrong())?;
        let [hour, minute, second] =
            [moment.hour(), moment.minute(), moment.second()].map(i8::unsigned_abs).map(u32::from);
        Ok(Self { date: moment.date(), time: Seconds(hour * 3600 + minute * 60 + second) })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, time: Seconds(s) } = self;
        write!(f, "{date}T{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
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
    #[arg(long, value_name = "MINUTES", default_value_t = 15.0, allow_negative_numbers = true)]
    pub access_walk: f64,
    /// The longest walk between two vehicles, in minutes.
    #[arg(long, value_name = "MINUTES", default_value_t = 10.0, allow_negative_numbers = true)]
    pub transfer_walk: f64,
    /// Stops further than this from any street cannot be walked to.
    #[arg(long, value_name = "METRES", default_value_t = 300.0, allow_negative_numbers = true)]
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
    /// With a wheelchair: only stops and vehicles of which the operator says that it is possible.
    #[arg(long)]
    pub only_accessible: bool,
    /// Add a column with the share of minutes in which the place is out of reach, and rows for
    /// places that are reached in some minutes but at none of the percentiles.
    #[arg(long)]
    pub unreached: bool,
    /// Also write how much each origin reaches in each minute, as `origin,departure,reached`.
    #[arg(long, value_name = "A.csv|A.parquet", conflicts_with = "arrival")]
    pub per_minute: Option<PathBuf>,
    /// What is reached per minute: a column of the destinations; their number if not given.
    #[arg(long, value_name = "COL", requires = "per_minute")]
    pub amount_col: Option<String>,
    /// Leave feeds out whose calendar does not cover the day, instead of stopping.
    #[arg(long)]
    pub skip_out_of_season: bool,
}

impl TransitArgs {
    /// Those that are given and matter only to public transport.
    pub(in crate::commands) fn given(&self) -> Vec<&'static str> {
        let given = [
            ("--departure", self.departure.is_some()),
            ("--arrival", self.arrival.is_some()),
            ("--max-rides", self.max_rides.is_some()),
            ("--listed-transfers", self.listed_transfers),
            ("--only-accessible", self.only_accessible),
            ("--unreached", self.unreached),
            ("--per-minute", self.per_minute.is_some()),
            ("--skip-out-of-season", self.skip_out_of_season),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(option, _)| option).collect()
    }

    /// What the note beside the result says of them.
    pub(in crate::commands) fn settings(&self) -> Value {
        json!({
            "departure": self.departure.map(|moment| moment.to_string()),
            "arrival": self.arrival.map(|moment| moment.to_string()),
            "window_minutes": self.window,
            "percentiles": self.percentiles,
            "access_walk_minutes": self.access_walk,
            "transfer_walk_minutes": self.transfer_walk,
            "stop_limit_metres": self.stop_limit,
            "max_rides": self.max_rides,
            "frequencies": word(self.frequencies),
            "listed_transfers": self.listed_transfers,
            "only_accessible": self.only_accessible,
            "unreached": self.unreached,
            "amount_col": self.amount_col,
            "skip_out_of_season": self.skip_out_of_season,
        })
    }
}

/// Everything asked for, checked before any file is read.
pub(super) struct Question {
    pub(super) query: Query,
    pub(super) moment: Moment,
    pub(super) arriving: bool,
    pub(super) percentiles: Vec<Percentile>,
    pub(super) access: Seconds,
    pub(super) transfer: Seconds,
    pub(super) longest: Seconds,
}

impl Question {
    pub(super) fn new(args: &TransitArgs, cutoff: f64) -> Result<Self, PlannerError> {
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
        let query = Query::new(window, args.window, longest)
            .map_err(|error| of_query(error, arriving))?
            .with_rides(args.max_rides);
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
            moment,
            arriving,
            percentiles,
            access: walk("--access-walk", args.access_walk)?,
            transfer: walk("--transfer-walk", args.transfer_walk)?,
            longest,
        })
    }

    /// The option that says when.
    pub(super) fn option(&self) -> &'static str {
        option(self.arriving)
    }
}

/// The option that asks for leaving or for being there.
fn option(arriving: bool) -> &'static str {
    if arriving { "--arrival" } else { "--departure" }
}

/// What is wrong with a question, under the option that says it.
fn of_query(error: QueryError, arriving: bool) -> PlannerError {
    let option = match error {
        QueryError::Minutes(_) => "--window",
        QueryError::Longest(_) => "--cutoff",
        QueryError::First(_) => option(arriving),
    };
    PlannerError::option(option, error.to_string())
}

fn walk(option: &'static str, minutes: f64) -> Result<Seconds, PlannerError> {
    if (0.0..=600.0).contains(&minutes) {
        return Ok(Seconds((minutes * 60.0).floor() as u32));
    }
    Err(PlannerError::option(option, "give 0 to 600 minutes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_day_and_a_time() {
        let moment: Moment = "2019-05-13T14:00".parse().unwrap();
        assert_eq!(moment.date, Date::constant(2019, 5, 13));
        assert_eq!(moment.time, Seconds(14 * 3600));
        assert_eq!(moment.to_string(), "2019-05-13T14:00:00");
        for wrong in ["14:00", "2019-05-13T25:00", "soon", "2019-02-30T14:00", "2019-05-13"] {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong}");
        }
    }
}
