//! What runs on a day: trips of the day, of the night before and of the morning after, and the
//! copies of those that repeat.

use super::clock::{Clock, DAY, Span};
use super::day::Days;
use super::lines::{NO_STOP, Visit};
use super::timetable::{Options, WheelchairRule};
use crate::gtfs::{Feed, Frequency, StopTime, Trip, Wheelchair};

/// One run: a trip's stops, its times moved by `shift`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'a> {
    times: &'a [StopTime],
    /// Added to the times of the feed to get the clock.
    shift: i64,
    /// Added to the stops of the feed.
    first_stop: u32,
    /// Where one cannot board or alight with the wheels that one has.
    barred: &'a [bool],
}

/// A line known by its interval only.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval<'a> {
    /// The trip that repeats, as it would run if it left the first stop at clock 0.
    pub(super) run: Run<'a>,
    /// First and last departure from the first stop.
    pub(super) span: (Clock, Clock),
    /// Half the interval in seconds, rounded up.
    pub(super) wait: u32,
}

impl<'a> Run<'a> {
    pub(super) fn visits(&self) -> Vec<Visit> {
        let stop = |time: &StopTime, may: bool| {
            let barred = self.barred.get(time.stop as usize).copied().unwrap_or(false);
            if may && !barred { self.first_stop + time.stop } else { NO_STOP }
        };
        let visit = |time: &StopTime| Visit {
            board: stop(time, time.boarding.on),
            alight: stop(time, time.boarding.off),
        };
        self.times.iter().map(visit).collect()
    }

    /// Arrival and departure at each stop; a time before the clock's zero is held at zero, which
    /// is earlier than any query reaches.
    pub(super) fn times(&self) -> Vec<(Clock, Clock)> {
        let clock = |seconds: u32| Clock::try_from(i64::from(seconds) + self.shift).unwrap_or(0);
        self.times.iter().map(|time| (clock(time.arrival.0), clock(time.departure.0))).collect()
    }

    fn is_within(&self, span: Option<Span>) -> bool {
        let (Some(first), Some(last)) = (self.times.first(), self.times.last()) else {
            return false;
        };
        let clock = |seconds: u32| Clock::try_from(i64::from(seconds) + self.shift);
        let Ok(to) = clock(last.arrival.0) else { return false };
        let from = clock(first.departure.0).unwrap_or(0);
        span.is_none_or(|span| span.meets(from, to))
    }
}

/// A feed, the place of its first stop among all stops, and its stops barred to wheels.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) feed: &'a Feed,
    pub(super) first_stop: u32,
    pub(super) barred: &'a [bool],
}

/// All runs of a feed on three days that touch the span, and its lines known by interval only.
pub(super) fn of_feed<'a>(
    source: Source<'a>,
    days: &Days,
    options: &Options,
) -> (Vec<Run<'a>>, Vec<Interval<'a>>) {
    let (mut runs, mut intervals) = (Vec::new(), Vec::new());
    let mut repeats: Vec<Vec<&Frequency>> = vec![Vec::new(); source.feed.trips.len()];
    for frequency in &source.feed.frequencies {
        if let Some(list) = repeats.get_mut(frequency.trip as usize) {
            list.push(frequency);
        }
    }
    for (trip, repeats) in source.feed.trips.iter().zip(&repeats) {
        if !is_for(trip, options.wheelchair) || source.feed.times_of(trip).len() < 2 {
            continue;
        }
        for shift in days.of(trip).map(|day| i64::from(day * DAY)) {
            let run = source.run(trip, shift);
            if repeats.is_empty() {
                runs.push(run);
            }
            for frequency in repeats {
                if frequency.exact || !options.frequencies.is_half_headway() {
                    runs.extend(copies(run, frequency, options.span));
                } else {
                    intervals.extend(interval(run, frequency));
                }
            }
        }
    }
    runs.retain(|run| run.is_within(options.span));
    (runs, intervals)
}

impl<'a> Source<'a> {
    fn run(self, trip: &Trip, shift: i64) -> Run<'a> {
        let (first_stop, barred) = (self.first_stop, self.barred);
        Run { times: self.feed.times_of(trip), shift, first_stop, barred }
    }
}

fn is_for(trip: &Trip, rule: WheelchairRule) -> bool {
    rule.allows(trip.wheelchair)
}

impl WheelchairRule {
    /// Whether what the operator says is enough.
    pub(super) fn allows(self, said: Wheelchair) -> bool {
        match self {
            Self::NotNeeded => true,
            Self::NotImpossible => said != Wheelchair::Impossible,
            Self::Possible => said == Wheelchair::Possible,
        }
    }
}

/// One run for each vehicle: `from`, `from + headway`, ... before `to`.
fn copies<'a>(
    run: Run<'a>,
    frequency: &Frequency,
    span: Option<Span>,
) -> impl Iterator<Item = Run<'a>> {
    let first = run.times.first().map_or(0, |time| i64::from(time.departure.0));
    let (from, to) = (frequency.from.0, frequency.to.0);
    let starts = (from..to).step_by(frequency.headway.0.max(1) as usize);
    let moved = move |start: u32| Run { shift: run.shift + i64::from(start) - first, ..run };
    starts.map(moved).filter(move |run| run.is_within(span))
}

fn interval<'a>(run: Run<'a>, frequency: &Frequency) -> Option<Interval<'a>> {
    let (from, to, headway) = (frequency.from.0, frequency.to.0, frequency.headway.0.max(1));
    let last = from + (to.checked_sub(from)?.checked_sub(1)?) / headway * headway;
    let clock = |seconds: u32| Clock::try_from(i64::from(seconds) + run.shift).ok();
    let first = run.times.first().map_or(0, |time| i64::from(time.departure.0));
    let span = (clock(from)?, clock(last)?);
    Some(Interval { run: Run { shift: -first, ..run }, span, wait: headway.div_ceil(2) })
}
