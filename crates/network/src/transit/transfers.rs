//! Changing between stops: walks, the operators' own rules, or both.

use super::clock::NEVER;
use super::legs::{Leg, Legs};
use super::timetable::Timetable;
use crate::gtfs::{Feed, TransferRule};
use crate::units::Seconds;
use std::collections::BTreeMap;

/// Rules by pair of stops; the same stop twice is the change at that stop.
pub(super) type Listed = BTreeMap<(u32, u32), TransferRule>;

/// Where changes on foot come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TransferSource {
    /// Walks along streets within the limit with which they were computed.
    #[default]
    Walks,
    /// Only what `transfers.txt` lists.
    Listed,
    /// Walks, and where `transfers.txt` has a rule for a pair of stops, its rule: a least time
    /// lengthens the walk or makes a change where there is no walk; *not possible* takes it away.
    WalksAndListed,
}

/// How to change from one vehicle to the next.
///
/// At one stop no time is needed unless a rule says so: a vehicle is caught when it departs no
/// earlier than the other arrives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// From stop to stop.
    pub(super) legs: Legs,
    /// Seconds to change at the same stop; [`NEVER`] where it is not possible.
    pub(super) stay: Vec<u32>,
}

/// Speed of a change of which no walk is known, in metres a second along the straight line.
const METRES_PER_SECOND: f64 = 1.0;

/// Adds a feed's rules; the last of several for one pair counts.
pub(super) fn collect(listed: &mut Listed, feed: &Feed, first_stop: u32) {
    for transfer in &feed.transfers {
        listed.insert((first_stop + transfer.from, first_stop + transfer.to), transfer.rule);
    }
}

impl Changes {
    /// The changes of a timetable. `walks` has a row for each of [`Timetable::stops`] with the stops
    /// in walking distance; a walk from a stop to itself is not needed and not used.
    #[must_use]
    pub fn new(timetable: &Timetable, walks: &Legs, source: TransferSource) -> Self {
        let stops = timetable.stops().len();
        let mut changes = Self { legs: Legs::default(), stay: vec![0; stops] };
        for from in 0..stops as u32 {
            let walked = match source {
                TransferSource::Listed => &[],
                TransferSource::Walks | TransferSource::WalksAndListed => walks.row(from as usize),
            };
            let mut row: BTreeMap<u32, u32> = BTreeMap::new();
            for leg in walked {
                // The shortest comes first.
                row.entry(leg.to).or_insert(leg.time.0);
            }
            row.remove(&from);
            if source != TransferSource::Walks {
                for ((_, to), rule) in timetable.listed.range((from, 0)..=(from, u32::MAX)) {
                    let walk = walks.row(from as usize).iter().find(|leg| leg.to == *to);
                    let walk = walk.map(|leg| leg.time.0);
                    changes.apply(&mut row, (from, *to), *rule, || {
                        walk.unwrap_or_else(|| straight(timetable, from, *to))
                    });
                }
            }
            let legs = row.into_iter().map(|(to, time)| Leg { to, time: Seconds(time) });
            changes.legs.push(legs);
        }
        changes
    }

    fn apply(
        &mut self,
        row: &mut BTreeMap<u32, u32>,
        (from, to): (u32, u32),
        rule: TransferRule,
        walk: impl Fn() -> u32,
    ) {
        let time = match rule {
            TransferRule::Forbidden => NEVER,
            TransferRule::Timed => 0,
            TransferRule::Recommended if from == to => 0,
            TransferRule::Recommended => walk(),
            TransferRule::AtLeast(least) => row.get(&to).map_or(least.0, |walk| least.0.max(*walk)),
        };
        if from == to {
            if let Some(stay) = self.stay.get_mut(from as usize) {
                *stay = time;
            }
        } else if time == NEVER {
            row.remove(&to);
        } else {
            row.insert(to, time);
        }
    }

    /// The walks between stops.
    #[must_use]
    pub fn legs(&self) -> &Legs {
        &self.legs
    }

    /// The same changes the other way round.
    pub(super) fn mirrored(&self) -> Self {
        Self { legs: self.legs.turned(self.stay.len()), stay: self.stay.clone() }
    }
}

/// Seconds along the straight line, rounded up.
fn straight(timetable: &Timetable, from: u32, to: u32) -> u32 {
    let place = |stop: u32| timetable.stops().get(stop as usize)?.point;
    match (place(from), place(to)) {
        (Some(from), Some(to)) => (from.distance(to).0 / METRES_PER_SECOND).ceil() as u32,
        _ => 0,
    }
}
