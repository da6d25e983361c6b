//! Travel times from one source to all targets in every minute of the window.

use super::clock::Clock;
use super::legs::Leg;
use crate::units::Seconds;
use thiserror::Error;

/// No way within the longest time.
const UNREACHED: u16 = u16::MAX;

/// A percentile from 1 to 100, by nearest rank: of `n` minutes sorted by travel time the
/// `⌈p·n/100⌉`-th. Minutes in which the target is out of reach are the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentile(u8);

/// A number that is no percentile.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("percentile {0}: give a whole number from 1 to 100")]
pub struct PercentileError(pub u32);

impl Percentile {
    /// A percentile.
    ///
    /// # Errors
    /// Not from 1 to 100.
    pub fn new(percent: u32) -> Result<Self, PercentileError> {
        match u8::try_from(percent) {
            Ok(percent @ 1..=100) => Ok(Self(percent)),
            _ => Err(PercentileError(percent)),
        }
    }

    /// The percentile as a number from 1 to 100.
    #[must_use]
    pub fn percent(self) -> u8 {
        self.0
    }

    /// The percentile among times of which some are out of reach, the longest; `None` where it is
    /// out of reach itself, or nothing is given. Times above 18 hours count as out of reach.
    #[must_use]
    pub fn among(self, times: &[Option<Seconds>]) -> Option<Seconds> {
        let short = |time: Seconds| u16::try_from(time.0).ok();
        let times: Vec<u16> =
            times.iter().map(|time| time.and_then(short).unwrap_or(UNREACHED)).collect();
        if times.is_empty() { None } else { reached(nth_smallest(&times, self.place(times.len()))) }
    }

    /// Its place among `n` sorted values, from 0.
    fn place(self, n: usize) -> usize {
        (usize::from(self.0) * n).div_ceil(100).saturating_sub(1)
    }
}

/// Travel times of one source: 2 bytes a minute and target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Travel {
    minutes: usize,
    targets: usize,
    /// Seconds, target after target.
    seconds: Vec<u16>,
}

impl Travel {
    pub(super) fn new(minutes: usize, targets: usize) -> Self {
        Self { minutes, targets, seconds: vec![UNREACHED; minutes * targets] }
    }

    /// Writes one minute down: all arrivals of a search that began at `start`.
    pub(super) fn note(&mut self, minute: usize, (start, limit): (Clock, Clock), there: &[Clock]) {
        for (row, &time) in self.seconds.chunks_exact_mut(self.minutes).zip(there) {
            // A query's longest time fits 16 bits with room for UNREACHED.
            row[minute] = if time <= limit { (time - start) as u16 } else { UNREACHED };
        }
    }

    /// Lets walks compete in every minute.
    pub(super) fn walk(&mut self, direct: &[Leg], longest: u32) {
        for leg in direct.iter().take_while(|leg| leg.time.0 <= longest) {
            let from = leg.to as usize * self.minutes;
            let row = self.seconds.get_mut(from..from + self.minutes).unwrap_or_default();
            for time in row {
                *time = (*time).min(leg.time.0 as u16);
            }
        }
    }

    /// How many minutes the window has.
    #[must_use]
    pub fn minutes(&self) -> usize {
        self.minutes
    }

    /// How many targets there are.
    #[must_use]
    pub fn targets(&self) -> usize {
        self.targets
    }

    fn row(&self, target: usize) -> &[u16] {
        let from = target.saturating_mul(self.minutes);
        self.seconds.get(from..from.saturating_add(self.minutes)).unwrap_or_default()
    }

    /// The travel time to a target in a minute of the window; `None` when it is out of reach.
    #[must_use]
    pub fn time(&self, target: usize, minute: usize) -> Option<Seconds> {
        self.row(target).get(minute).copied().and_then(reached)
    }

    /// The travel times to a target, minute after minute.
    pub fn times(&self, target: usize) -> impl Iterator<Item = Option<Seconds>> + '_ {
        self.row(target).iter().copied().map(reached)
    }

    /// The targets reached in one minute, for the access in that minute.
    pub fn at_minute(&self, minute: usize) -> impl Iterator<Item = (usize, Seconds)> + '_ {
        (0..self.targets).filter_map(move |target| Some((target, self.time(target, minute)?)))
    }

    /// The share of minutes, 0 to 1, in which a target is out of reach.
    #[must_use]
    pub fn unreachable_share(&self, target: usize) -> f64 {
        let row = self.row(target);
        let out = row.iter().filter(|time| **time == UNREACHED).count();
        if row.is_empty() { 1.0 } else { out as f64 / row.len() as f64 }
    }

    /// A percentile of the travel time to a target; `None` where it is out of reach at that
    /// percentile.
    #[must_use]
    pub fn percentile(&self, target: usize, percentile: Percentile) -> Option<Seconds> {
        let row = self.row(target);
        if row.is_empty() { None } else { reached(nth_smallest(row, percentile.place(row.len()))) }
    }
}

/// The `place`-th smallest value, from 0, by halving the range of values: the least `v` that more
/// than `place` values do not exceed. Counting runs in vector registers, which makes this three
/// times as fast for an hour's minutes as a selection that moves them.
fn nth_smallest(values: &[u16], place: usize) -> u16 {
    let (mut low, mut high) = values
        .iter()
        .fold((u16::MAX, u16::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
    while low < high {
        let middle = low.midpoint(high);
        // Windows have at most 1,440 minutes, so 16 bits hold the count.
        let within: u16 = values.iter().map(|value| u16::from(*value <= middle)).sum();
        if usize::from(within) > place { high = middle } else { low = middle + 1 }
    }
    low
}

fn reached(seconds: u16) -> Option<Seconds> {
    (seconds != UNREACHED).then_some(Seconds(u32::from(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks_and_out_of_reach_is_longest() {
        let mut travel = Travel::new(4, 1);
        for (minute, there) in [(0, 300), (1, 1000), (2, 200), (3, 100)] {
            travel.note(minute, (0, 600), &[there]);
        }
        let percentile = |percent| travel.percentile(0, Percentile::new(percent).unwrap());
        let cases = [(1, Some(100)), (25, Some(100)), (26, Some(200)), (50, Some(200))];
        for (percent, seconds) in cases.into_iter().chain([(75, Some(300)), (76, None)]) {
            assert_eq!(percentile(percent), seconds.map(Seconds), "p{percent}");
        }
        assert_eq!(travel.unreachable_share(0), 0.25);
        assert_eq!(travel.time(0, 1), None);
        assert_eq!(travel.at_minute(2).collect::<Vec<_>>(), [(0, Seconds(200))]);
    }

    #[test]
    fn a_walk_competes_in_every_minute() {
        let mut travel = Travel::new(2, 2);
        travel.note(0, (0, 600), &[100, 1000]);
        travel.note(1, (0, 600), &[300, 1000]);
        travel.walk(&[Leg { to: 0, time: Seconds(200) }, Leg { to: 1, time: Seconds(700) }], 600);
        assert_eq!(travel.times(0).collect::<Vec<_>>(), [Some(Seconds(100)), Some(Seconds(200))]);
        assert_eq!(travel.unreachable_share(1), 1.0);
    }

    #[test]
    fn what_is_no_percentile_is_refused() {
        assert!(Percentile::new(0).is_err() && Percentile::new(101).is_err());
    }
}
