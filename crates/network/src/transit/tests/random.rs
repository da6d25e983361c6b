//! Random worlds: the search against the oracle, and laws that must hold in all of them.

use super::drawn::drawn;
use super::oracle::World;
use super::{legs, minutes};
use crate::transit::{
    Changes, Leg, Legs, Plan, Query, Search, Timetable, TransferSource, Travel, Window,
};
use crate::units::Seconds;
use proptest::prelude::*;
use std::num::NonZeroU8;

pub(super) const STOPS: usize = 8;
/// The window: from minute 10, for so many minutes.
const FIRST: u32 = 10;
const MINUTES: u32 = 30;
const LONGEST: u32 = 60;

/// A trip: a start, then hops of 0 to 9 minutes with stays of 0 to 3.
pub(super) fn trip() -> impl Strategy<Value = Vec<(usize, u32, u32)>> {
    let call = (0..STOPS, 0_u32..10, prop_oneof![3 => Just(0_u32), 1 => 0_u32..4]);
    (0_u32..70, prop::collection::vec(call, 2..7)).prop_map(|(start, calls)| {
        let mut now = start;
        let call = |(stop, hop, stay): (usize, u32, u32)| {
            let arrival = now + hop;
            now = arrival + stay;
            (stop, arrival, now)
        };
        calls.into_iter().map(call).collect()
    })
}

/// Trips, some of them repeated later or with another pace so that patterns form and trips overtake.
fn trips() -> impl Strategy<Value = Vec<Vec<(usize, u32, u32)>>> {
    let again = prop::collection::vec((0_u32..25, 1_u32..4), 0..4);
    let family = (trip(), again).prop_map(|(trip, again)| {
        let start = trip[0].1;
        let copy = |(later, pace): (u32, u32)| {
            let at = |minute: u32| start + later + (minute - start) * pace / 2;
            trip.iter().map(|&(stop, from, to)| (stop, at(from), at(to))).collect::<Vec<_>>()
        };
        let mut family: Vec<_> = again.into_iter().map(copy).collect();
        family.push(trip.clone());
        family
    });
    prop::collection::vec(family, 1..7).prop_map(|families| families.concat())
}

pub(super) fn world() -> impl Strategy<Value = World> {
    let near = |most| prop::collection::vec((0..STOPS, 0_u32..8), 0..most);
    let walks = prop::collection::vec((0..STOPS, 0..STOPS, 0_u32..8), 0..6);
    let targets = prop::collection::vec(near(4), 1..4);
    (trips(), walks, near(5), targets, 0_u32..90).prop_map(
        |(trips, walks, access, targets, direct)| World {
            stops: STOPS,
            trips,
            walks: walks.into_iter().filter(|(from, to, _)| from != to).collect(),
            access,
            targets,
            direct: vec![(0, direct)],
        },
    )
}

pub(super) fn row(list: &[(usize, u32)]) -> Vec<Leg> {
    list.iter().map(|&(to, time)| Leg { time: minutes(time), to: to as u32 }).collect()
}

/// The world's timetable and changes.
pub(super) fn made(world: &World) -> (Timetable, Changes) {
    let timetable = drawn(&world.text()).timetable();
    let mut walks = vec![Vec::new(); STOPS];
    for &(from, to, time) in &world.walks {
        walks[from].push(Leg { time: minutes(time), to: to as u32 });
        walks[to].push(Leg { time: minutes(time), to: from as u32 });
    }
    let changes = Changes::new(&timetable, &Legs::from_rows(walks), TransferSource::Walks);
    (timetable, changes)
}

pub(super) fn departures(rides: Option<NonZeroU8>) -> Query {
    let first = minutes(FIRST);
    let query = Query::new(Window::Departure { first }, MINUTES, minutes(LONGEST)).unwrap();
    query.with_rides(rides)
}

fn searched(world: &World, query: Query) -> Travel {
    let (timetable, changes) = made(world);
    let targets = Legs::from_rows(world.targets.iter().map(|target| row(target)));
    let plan = Plan::new(&timetable, &changes, &targets, query).unwrap();
    let mut search = Search::new(&plan);
    // A search before it must leave no trace.
    search.from(&legs("A0 B0 C1"), &[]);
    let access = Legs::from_rows([row(&world.access)]);
    let direct = Legs::from_rows([row(&world.direct)]);
    search.from(access.row(0), direct.row(0)).clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_minute_agrees_with_the_oracle(world in world(), rides in 0_u8..4) {
        let limit = NonZeroU8::new(rides);
        let found = searched(&world, departures(limit));
        for minute in 0..MINUTES {
            let departure = FIRST + minute;
            let most = limit.map_or(usize::MAX, |rides| usize::from(rides.get()));
            for (target, arrival) in world.arrivals(departure, most).into_iter().enumerate() {
                let expected = arrival.map(|arrival| arrival - departure);
                let expected = expected.filter(|time| *time <= LONGEST).map(minutes);
                prop_assert_eq!(
                    found.time(target, minute as usize), expected,
                    "target {} at {} with {:?} rides in\n{}", target, departure, limit, world.text()
                );
            }
        }
    }

    #[test]
    fn an_arrival_query_finds_the_latest_departure(world in world()) {
        // Searched from the source's end: the source is where one wants to be.
        let first = minutes(40);
        let query = Query::new(Window::Arrival { first }, MINUTES, minutes(39)).unwrap();
        let found = searched(&world, query);
        // The oracle goes forwards, from each target to the source.
        for (target, access) in world.targets.iter().enumerate() {
            let direct = world.direct.iter().filter(|(to, _)| *to == target);
            let forwards = World {
                access: access.clone(),
                targets: vec![world.access.clone()],
                direct: direct.map(|(_, time)| (0, *time)).collect(),
                ..world.clone()
            };
            let arrivals: Vec<_> =
                (0..70).map(|departure| forwards.arrivals(departure, usize::MAX)[0]).collect();
            for minute in 0..MINUTES {
                let by = 40 + minute;
                let latest = (0..=by).rev().find(|departure| {
                    arrivals[*departure as usize].is_some_and(|arrival| arrival <= by)
                });
                let expected = latest.map(|departure| by - departure).filter(|time| *time <= 39);
                prop_assert_eq!(
                    found.time(target, minute as usize), expected.map(minutes),
                    "from {} by {} in\n{}", target, by, world.text()
                );
            }
        }
    }

    #[test]
    fn one_more_trip_makes_nobody_later(world in world(), more in trip()) {
        let before = searched(&world, departures(None));
        let mut after = world.clone();
        after.trips.push(more);
        let after = searched(&after, departures(None));
        let never = Seconds(u32::MAX);
        for target in 0..world.targets.len() {
            for (before, after) in before.times(target).zip(after.times(target)) {
                prop_assert!(after.unwrap_or(never) <= before.unwrap_or(never));
            }
        }
    }

    #[test]
    fn the_span_changes_no_answer(world in world()) {
        let query = departures(None);
        let whole = searched(&world, query);
        let feed = drawn(&world.text()).feed();
        let options = crate::transit::Options { span: Some(query.span()), ..Default::default() };
        let timetable = Timetable::of_day(&[feed], super::drawn::DAY, &options).unwrap();
        let (_, changes) = made(&world);
        let targets = Legs::from_rows(world.targets.iter().map(|target| row(target)));
        let plan = Plan::new(&timetable, &changes, &targets, query).unwrap();
        let access = Legs::from_rows([row(&world.access)]);
        let mut search = Search::new(&plan);
        prop_assert_eq!(search.from(access.row(0), &row(&world.direct)), &whole);
    }

    #[test]
    fn leaving_a_minute_earlier_costs_at_most_a_minute(world in world()) {
        let found = searched(&world, departures(None));
        for target in 0..world.targets.len() {
            let times: Vec<_> = found.times(target).collect();
            for pair in times.windows(2) {
                if let [Some(early), Some(late)] = pair {
                    prop_assert!(early.0 <= late.0 + 60);
                }
            }
        }
    }
}
