//! Extra trips: bettering the times known before gives what the longer timetable gives.

use super::minutes;
use super::random::{STOPS, departures, made, row, trip, world};
use crate::geo::Point;
use crate::transit::{
    Bettered, Changes, Extra, ExtraCall, ExtraStop, ExtraTrip, Leg, Legs, Plan, Query, Search,
    StopIndex, TransferSource, Window, onto,
};
use crate::units::Seconds;
use proptest::prelude::*;

/// One new stop after the known ones, a walk away from some of them, the source and a target.
const NEW: usize = STOPS;

/// Trips of the generator as extra trips: strictly later from stop to stop, some at the new stop.
fn extra_trip(calls: &[(usize, u32, u32)], new: usize) -> ExtraTrip {
    let mut last = 0;
    let call = |(n, &(stop, arrival, departure)): (usize, &(usize, u32, u32))| {
        let arrival = (arrival + n as u32).max(last + 1);
        last = arrival.max(departure);
        let stop = if n == new { NEW } else { stop } as u32;
        ExtraCall { stop, arrival: minutes(arrival), departure: minutes(last) }
    };
    ExtraTrip { calls: calls.iter().enumerate().map(call).collect() }
}

fn both_ways(list: &[(usize, u32)]) -> Vec<Leg> {
    row(list)
}

/// From the known stops to the nine, from the nine to the known ones, and between the nine; a stop
/// lies no time from itself.
fn how_stops_lie(known: &Legs, all: &Legs, near: &[(usize, u32)]) -> [Legs; 3] {
    let with_itself = |legs: &Legs, stop: usize| {
        let mut row = legs.row(stop).to_vec();
        row.push(Leg { to: stop as u32, time: Seconds(0) });
        row
    };
    let turned = known.turned(STOPS);
    let mut to_stops: Vec<Vec<Leg>> = (0..STOPS).map(|stop| with_itself(known, stop)).collect();
    let mut from_stops: Vec<Vec<Leg>> = (0..STOPS).map(|stop| with_itself(&turned, stop)).collect();
    to_stops.push(both_ways(near));
    from_stops.push(both_ways(near));
    let between: Vec<Vec<Leg>> = (0..=STOPS).map(|stop| with_itself(all, stop)).collect();
    [from_stops, to_stops, between].map(Legs::from_rows)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn bettering_is_searching_anew(
        world in world(),
        more in prop::collection::vec((trip(), 0_usize..7), 1..4),
        near in prop::collection::vec((0..STOPS, 0_u32..8), 0..3),
        from_source in 0_u32..12,
        to_target in 0_u32..12,
    ) {
        let (timetable, changes) = made(&world);
        let query = departures(None);
        let trips: Vec<ExtraTrip> = more.iter().map(|(trip, new)| extra_trip(trip, *new)).collect();
        let mut near = near;
        near.sort_unstable();
        near.dedup_by_key(|(stop, _)| *stop);
        // Anew: nine stops, all walks, all trips.
        let stops: Vec<ExtraStop> = (0..=STOPS)
            .map(|at| ExtraStop {
                known: (at < STOPS).then_some(StopIndex(at as u32)),
                point: Point::default(),
            })
            .collect();
        let whole = timetable.with_trips(&stops, &trips);
        let mut walks: Vec<Vec<Leg>> =
            (0..STOPS).map(|stop| changes.legs().row(stop).to_vec()).collect();
        walks.push(both_ways(&near));
        for (stop, time) in &near {
            walks[*stop].push(Leg { to: NEW as u32, time: minutes(*time) });
        }
        let all = Changes::new(&whole, &Legs::from_rows(walks), TransferSource::Walks);
        let mut targets: Vec<Vec<Leg>> = world.targets.iter().map(|target| row(target)).collect();
        let known_targets = Legs::from_rows(targets.clone());
        targets[0].push(Leg { to: NEW as u32, time: minutes(to_target) });
        let mut access = row(&world.access);
        let known_access = Legs::from_rows([access.clone()]);
        access.push(Leg { to: NEW as u32, time: minutes(from_source) });
        let access = Legs::from_rows([access]);
        let direct = Legs::from_rows([row(&world.direct)]);
        let plan = Plan::new(&whole, &all, &Legs::from_rows(targets), query).unwrap();
        let expected = Search::new(&plan).from(access.row(0), direct.row(0)).clone();
        // Bettered: the known timetable, and how the nine stops lie to it.
        let [from_stops, to_stops, between] = how_stops_lie(changes.legs(), all.legs(), &near);
        let mut sources: Vec<Vec<Leg>> = vec![Vec::new(); STOPS + 1];
        for leg in access.row(0) {
            sources[leg.to as usize].push(Leg { to: 0, time: leg.time });
        }
        let mut to_targets: Vec<Vec<Leg>> = vec![Vec::new(); STOPS + 1];
        for target in 0..known_targets.rows() {
            for leg in known_targets.row(target) {
                to_targets[leg.to as usize].push(Leg { to: target as u32, time: leg.time });
            }
        }
        to_targets[NEW].push(Leg { to: 0, time: minutes(to_target) });
        let extra = Extra {
            trips,
            from_stops,
            to_stops,
            between,
            sources: Legs::from_rows(sources),
            targets: Legs::from_rows(to_targets),
        };
        let first = Window::Arrival { first: minutes(0) };
        let longest = Seconds(query.span().to - query.span().from);
        let backwards = Query::new(first, 1, longest).unwrap();
        let back = Plan::new(&timetable, &changes, &known_access, backwards).unwrap();
        let bettered =
            Bettered::new((&timetable, &changes), (&known_targets, &back), &extra, query).unwrap();
        let plan = Plan::new(&timetable, &changes, &known_targets, query).unwrap();
        let before = Search::new(&plan).from(known_access.row(0), direct.row(0)).clone();
        let mut found: Vec<Vec<Option<Seconds>>> =
            (0..known_targets.rows()).map(|target| before.times(target).collect()).collect();
        bettered.each(0, |minute, target, time| {
            let known = &mut found[target][minute];
            *known = Some(known.map_or(time, |known| known.min(time)));
        });
        for (target, row) in found.iter().enumerate() {
            let expected: Vec<Option<Seconds>> = expected.times(target).collect();
            prop_assert_eq!(row, &expected, "target {} in\n{}", target, world.text());
        }
    }

    #[test]
    fn one_target_is_searched_from_its_end(world in world()) {
        let (timetable, changes) = made(&world);
        let query = departures(None);
        let access = Legs::from_rows([row(&world.access)]);
        let direct = row(&world.direct);
        let first = Window::Arrival { first: minutes(0) };
        let backwards = Query::new(first, 1, query.longest()).unwrap();
        let back = Plan::new(&timetable, &changes, &access, backwards).unwrap();
        for (number, target) in world.targets.iter().enumerate() {
            let near = Legs::from_rows([row(target)]);
            let walk: Vec<Leg> = direct
                .iter()
                .filter(|leg| leg.to as usize == number)
                .map(|leg| Leg { to: 0, ..*leg })
                .collect();
            let found = onto(&timetable, &back, (near.row(0), &walk), query);
            let plan = Plan::new(&timetable, &changes, &near, query).unwrap();
            let expected = Search::new(&plan).from(access.row(0), &walk).clone();
            let expected: Vec<Option<Seconds>> = expected.times(0).collect();
            prop_assert_eq!(&found[0], &expected, "target {} in\n{}", number, world.text());
        }
    }
}
