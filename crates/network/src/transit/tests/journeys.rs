//! Journeys worked out on paper: catching, changing, walking, percentiles, arrival queries.

use super::drawn::drawn;
use super::{arriving, clock, leaving, legs, minutes, travel, walks, whole_minutes};
use crate::transit::{
    Changes, Legs, Percentile, Plan, PlanError, Query, Search, TransferSource, Window, matrix,
};
use crate::units::Seconds;
use std::num::NonZeroU8;
use std::ops::{ControlFlow, Range};

/// Minutes to the target in each minute of the window, in a drawing with walks between stops.
fn check(
    (drawing, on_foot): (&str, &str),
    (source, target): (&str, &str),
    query: Query,
    expected: &[Option<u32>],
) {
    let timetable = drawn(drawing).timetable();
    let changes = Changes::new(&timetable, &walks(8, on_foot), TransferSource::Walks);
    let found = travel(&timetable, &changes, (source, &[target]), query);
    assert_eq!(whole_minutes(&found), expected, "{source} to {target} in\n{drawing}");
}

#[test]
fn one_waits_rides_and_walks() {
    // Two minutes to A, the bus at 8:05, ten minutes to B, three more on foot.
    let line = ("t1 A 8:05 B 8:15\nt2 A 8:20 B 8:30", "");
    let expected = [Some(18), Some(17), Some(16), Some(15), Some(29), Some(28)];
    check(line, ("A2", "B3"), leaving(8, 0, 6), &expected);
}

#[test]
fn a_vehicle_is_caught_at_its_very_departure() {
    let line = ("t1 A 8:05 B 8:15 C 8:16-8:20 D 8:30\nu1 B 8:15 E 8:20\nu2 C 8:16 F 8:25", "");
    check(line, ("A5", "B0"), leaving(8, 0, 2), &[Some(15), None]);
    check(line, ("A5", "E0"), leaving(8, 0, 2), &[Some(20), None]);
    check(line, ("C0", "D0"), leaving(8, 20, 2), &[Some(10), None]);
    check(line, ("A5", "F0"), leaving(8, 0, 1), &[Some(25)]);
}

#[test]
fn between_two_rides_there_is_one_walk() {
    let lines = "t1 A 8:00 B 8:10\nu1 C 8:15 D 8:25\nu2 C 8:18 D 8:28";
    check((lines, "BC5"), ("A0", "D0"), leaving(8, 0, 1), &[Some(25)]);
    check((lines, "BC6"), ("A0", "D0"), leaving(8, 0, 1), &[Some(28)]);
    check((lines, "BC9"), ("A0", "D0"), leaving(8, 0, 1), &[None]);
    // Two walks in a row are not one: B to E to C is not offered.
    check((lines, "BE2 EC2"), ("A0", "D0"), leaving(8, 0, 1), &[None]);
    // Neither is a walk to a stop and on to the target from there.
    check((lines, "BC5"), ("A0", "C0"), leaving(8, 0, 1), &[None]);
    // Nor a change before any ride.
    check((lines, "EC5"), ("E0", "D0"), leaving(8, 10, 1), &[None]);
}

#[test]
fn who_walked_to_a_stop_first_may_still_ride_there_later() {
    // One can be at C on foot by 8:04, but only who arrives there by bus, at 8:10, may walk on.
    let lines = "t1 A 8:00 B 8:02\nt2 A 8:00 C 8:10\nu1 D 8:15 E 8:20";
    check((lines, "BC2 CD5"), ("A0", "E0"), leaving(8, 0, 1), &[Some(20)]);
    check((lines, "BC2 CD5"), ("A0", "C1"), leaving(8, 0, 1), &[Some(11)]);
}

#[test]
fn an_express_is_taken_although_it_leaves_later() {
    let lines = ("slow A 8:00 B 8:40\nfast A 8:10 B 8:20\nlast A 8:30 B 9:00", "");
    let expected = [Some(20), Some(19)];
    check(lines, ("A0", "B0"), leaving(8, 0, 2), &expected);
    check(lines, ("A0", "B0"), leaving(8, 10, 2), &[Some(10), Some(49)]);
    check(lines, ("B0", "A0"), arriving(8, 40, 1), &[Some(30)]);
}

#[test]
fn a_loop_is_ridden_past_its_first_stop() {
    // The ring calls at B twice; who boards at C gets off at its second call.
    let ring = ("t1 A 8:00 B 8:05 C 8:10 D 8:15 B 8:20 A 8:25", "");
    check(ring, ("C0", "B0"), leaving(8, 10, 1), &[Some(10)]);
    check(ring, ("B0", "A0"), leaving(8, 0, 2), &[Some(25), Some(24)]);
    check(ring, ("B0", "A0"), leaving(8, 6, 1), &[Some(19)]);
    check(ring, ("A0", "A0"), leaving(8, 0, 1), &[Some(25)]);
}

#[test]
fn an_arrival_query_leaves_as_late_as_it_can() {
    let line = ("t1 A 8:05 B 8:15\nt2 A 8:20 B 8:30\nu1 C 8:33 D 8:43", "BC3");
    // To be at B's door (3 minutes) by 8:17: no bus that early. By 8:18: t1, leaving at 8:03.
    check(line, ("B3", "A2"), arriving(8, 17, 3), &[None, Some(15), Some(16)]);
    check(line, ("B3", "A2"), arriving(8, 33, 1), &[Some(15)]);
    check(line, ("D0", "A2"), arriving(8, 43, 2), &[Some(25), Some(26)]);
}

#[test]
fn the_number_of_rides_can_be_limited() {
    let lines = "t1 A 8:00 B 8:10\nu1 B 8:10 C 8:20\nd1 A 8:00 C 8:50";
    let rides = |rides| leaving(8, 0, 1).with_rides(NonZeroU8::new(rides));
    check((lines, ""), ("A0", "C0"), rides(2), &[Some(20)]);
    check((lines, ""), ("A0", "C0"), rides(1), &[Some(50)]);
    check((lines, ""), ("A0", "B0"), rides(1), &[Some(10)]);
}

#[test]
fn minutes_give_percentiles_and_the_unreachable_share() {
    // A bus every 15 minutes, 10 minutes on the way: 10 to 24 minutes, each four times an hour.
    let trips: String = (0..5)
        .map(|i| {
            format!(
                "t{i} A {}:{:02} B {}:{:02}\n",
                8 + i / 4,
                i % 4 * 15,
                8 + i / 4,
                i % 4 * 15 + 10
            )
        })
        .collect();
    let timetable = drawn(&trips).timetable();
    let changes = Changes::new(&timetable, &Legs::none(8), TransferSource::Walks);
    let found = travel(&timetable, &changes, ("A0", &["B0", "H0"]), leaving(8, 0, 60));
    // Of 60 sorted, number 30 is the second of the 17s... each value stands four times: 30 is in
    // the eighth group, 17 minutes; 54 is in the fourteenth, 23 minutes.
    for (percent, expected) in [(1, 10), (50, 17), (90, 23), (100, 24)] {
        let percentile = Percentile::new(percent).unwrap();
        assert_eq!(found.percentile(0, percentile), Some(minutes(expected)), "p{percent}");
        assert_eq!(found.percentile(1, percentile), None);
    }
    assert_eq!(found.unreachable_share(1), 1.0);
    // The last bus is at 9:00: of the hour from 8:31 half the minutes find none.
    let found = travel(&timetable, &changes, ("A0", &["B0"]), leaving(8, 31, 60));
    assert_eq!(found.unreachable_share(0), 0.5);
    assert_eq!(found.percentile(0, Percentile::new(50).unwrap()), Some(minutes(24)));
    assert_eq!(found.percentile(0, Percentile::new(51).unwrap()), None);
    let now: Vec<usize> = (0..60).map(|minute| found.at_minute(minute).count()).collect();
    assert_eq!(now.iter().sum::<usize>(), 30);
}

#[test]
fn what_takes_longer_than_the_longest_time_is_out_of_reach() {
    let timetable = drawn("t1 A 8:05 B 8:15").timetable();
    let changes = Changes::new(&timetable, &Legs::none(8), TransferSource::Walks);
    let window = Window::Departure { first: clock(8, 0) };
    let query = Query::new(window, 6, minutes(12)).unwrap();
    let found = travel(&timetable, &changes, ("A0", &["B0"]), query);
    let expected = [None, None, None, Some(12), Some(11), Some(10)];
    assert_eq!(whole_minutes(&found), expected);
}

#[test]
fn the_matrix_keeps_the_order_and_can_be_stopped() {
    let timetable = drawn("t1 A 8:05 B 8:15").timetable();
    let changes = Changes::new(&timetable, &Legs::none(8), TransferSource::Walks);
    let targets = Legs::from_rows([legs("B0")]);
    let plan = Plan::new(&timetable, &changes, &targets, leaving(8, 0, 1)).unwrap();
    let access = Legs::from_rows((0..500).map(|i| legs(if i % 3 == 0 { "A1" } else { "C0" })));
    let direct = |some: Range<usize>| Legs::none(some.len());
    let mut seen = Vec::new();
    let end = matrix(
        &plan,
        (&access, direct),
        |source, travel| (source, travel.time(0, 0)),
        |source, row| {
            assert_eq!(row, (source, (source % 3 == 0).then_some(minutes(15))));
            seen.push(source);
            if source == 321 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) }
        },
    );
    assert_eq!(end, Ok(ControlFlow::Break("enough")));
    assert_eq!(seen, (0..322).collect::<Vec<_>>());
}

#[test]
fn walks_of_another_timetable_are_refused() {
    let timetable = drawn("t1 A 8:05 B 8:15").timetable();
    let changes = Changes::new(&timetable, &Legs::none(8), TransferSource::Walks);
    let far = Legs::from_rows([legs("Z0")]);
    let error = Plan::new(&timetable, &changes, &far, leaving(8, 0, 1)).unwrap_err();
    assert_eq!(error, PlanError::Stop { stop: 25, stops: 8 });
    let plan = Plan::new(&timetable, &changes, &Legs::none(1), leaving(8, 0, 1)).unwrap();
    assert!(plan.check(&far).is_err());
    let none = Changes::default();
    let error = Plan::new(&timetable, &none, &Legs::none(1), leaving(8, 0, 1)).unwrap_err();
    assert_eq!(error, PlanError::Changes { rows: 0, stops: 8 });
}

#[test]
fn a_direct_walk_competes() {
    let timetable = drawn("t1 A 8:05 B 8:15").timetable();
    let changes = Changes::new(&timetable, &Legs::none(8), TransferSource::Walks);
    let targets = Legs::from_rows([legs("B0")]);
    let plan = Plan::new(&timetable, &changes, &targets, leaving(8, 0, 7)).unwrap();
    let found = Search::new(&plan).from(&legs("A0"), &legs("A12")).clone();
    let expected = [12, 12, 12, 12, 11, 10, 12].map(Some);
    assert_eq!(whole_minutes(&found), expected);
    assert_eq!(found.time(0, 0), Some(Seconds(720)));
}
