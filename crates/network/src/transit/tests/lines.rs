//! Lines out of the ordinary: frequencies, wheelchairs, boarding rules, the operators' transfers.

use super::drawn::{Drawn, drawn};
use super::{arriving, leaving, travel, walks, whole_minutes};
use crate::transit::{Changes, Frequencies, Options, Query, TransferSource, WheelchairRule};
use std::num::NonZeroU8;

/// Minutes to the target in each minute of the window.
fn check(
    (drawing, options): (&Drawn, &Options),
    (source, target): (&str, &str),
    query: Query,
    expected: &[Option<u32>],
) {
    let timetable = drawing.timetable_with(options);
    let changes = Changes::new(&timetable, &walks(8, "BC2"), TransferSource::Walks);
    let found = travel(&timetable, &changes, (source, &[target]), query);
    assert_eq!(whole_minutes(&found), expected, "{source} to {target}, {options:?}");
}

fn every(text: &str) -> Drawn {
    let head = "trip_id,start_time,end_time,headway_secs,exact_times\n";
    drawn("t A 0:00 B 0:10-0:11 D 0:20").with("frequencies.txt", &format!("{head}{text}"))
}

#[test]
fn a_frequency_is_as_many_trips() {
    // 8:00, 8:10, 8:20; the one at 8:30 would leave at the end and does not.
    for line in ["t,08:00:00,08:30:00,600,0\n", "t,08:00:00,08:30:00,600,1\n"] {
        let (line, exact) = (every(line), Options::default());
        check((&line, &exact), ("A0", "B0"), leaving(7, 59, 3), &[Some(11), Some(10), Some(19)]);
        check((&line, &exact), ("A0", "D0"), leaving(8, 20, 2), &[Some(20), None]);
        check((&line, &exact), ("B0", "D0"), leaving(8, 11, 1), &[Some(9)]);
        check((&line, &exact), ("D0", "A0"), arriving(8, 40, 1), &[Some(20)]);
        check((&line, &exact), ("D0", "A0"), arriving(8, 19, 1), &[None]);
    }
}

#[test]
fn half_a_headway_is_the_expected_wait() {
    let options = Options { frequencies: Frequencies::HalfHeadway, ..Options::default() };
    let line = every("t,08:00:00,08:30:00,600,0\n");
    // Five minutes of waiting at any time; before 8:00 one waits for the line to begin too.
    let expected = [Some(17), Some(16), Some(15), Some(15)];
    check((&line, &options), ("A0", "B0"), leaving(7, 58, 4), &expected);
    check((&line, &options), ("A0", "D0"), leaving(8, 20, 2), &[Some(25), None]);
    // At B the line passes from 8:11 to 8:31.
    check((&line, &options), ("B0", "D0"), leaving(8, 31, 2), &[Some(14), None]);
    // And seen from the arrival.
    check((&line, &options), ("B0", "A0"), arriving(8, 20, 2), &[Some(15), Some(15)]);
    check((&line, &options), ("D0", "A0"), arriving(8, 24, 2), &[None, Some(25)]);
    // Rows with exact times stay exact.
    let line = every("t,08:00:00,08:30:00,600,1\n");
    check((&line, &options), ("A0", "B0"), leaving(8, 1, 1), &[Some(19)]);
}

#[test]
fn headways_change_with_the_hour_and_join_with_trips() {
    let options = Options { frequencies: Frequencies::HalfHeadway, ..Options::default() };
    let mut line = every("t,08:00:00,09:00:00,1200,0\nt,09:00:00,10:00:00,240,0\n");
    line.trips.push("u C 8:25 E 8:30".to_owned());
    // At 8:58 the next headway is worth waiting for: from 9:00, two minutes.
    check((&line, &options), ("A0", "B0"), leaving(8, 30, 1), &[Some(20)]);
    check((&line, &options), ("A0", "B0"), leaving(8, 58, 1), &[Some(14)]);
    // 8:03, ten minutes, B at 8:23, two minutes on foot, u at 8:25.
    check((&line, &options), ("A0", "E0"), leaving(8, 3, 2), &[Some(27), None]);
    let two = leaving(8, 3, 1).with_rides(NonZeroU8::new(2));
    check((&line, &options), ("A0", "E0"), two, &[Some(27)]);
    let one = leaving(8, 3, 1).with_rides(NonZeroU8::new(1));
    check((&line, &options), ("A0", "E0"), one, &[None]);
}

#[test]
fn a_wheelchair_takes_what_it_can() {
    let mut lines = drawn("no! A 8:00 B 8:10\nperhaps A 8:05 B 8:20\nyes+ A 8:15 B 8:30 E 8:40");
    lines.wheels = vec![('A', 1), ('B', 1)];
    let with = |wheelchair| Options { wheelchair, ..Options::default() };
    let cases = [
        (WheelchairRule::NotNeeded, 10, Some(40)),
        (WheelchairRule::NotImpossible, 20, Some(40)),
        (WheelchairRule::Possible, 30, None),
    ];
    for (rule, to_b, to_e) in cases {
        check((&lines, &with(rule)), ("A0", "B0"), leaving(8, 0, 1), &[Some(to_b)]);
        check((&lines, &with(rule)), ("A0", "E0"), leaving(8, 0, 1), &[to_e]);
    }
    lines.wheels = vec![('B', 2)];
    let rule = with(WheelchairRule::NotImpossible);
    check((&lines, &rule), ("A0", "B0"), leaving(8, 0, 1), &[None]);
    check((&lines, &rule), ("A0", "E0"), leaving(8, 0, 1), &[Some(40)]);
    let timetable = lines.timetable_with(&rule);
    assert!(timetable.stops()[0].in_use && !timetable.stops()[1].in_use);
}

#[test]
fn where_nobody_gets_on_or_off_nobody_does() {
    let times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n\
                 t,08:00:00,08:00:00,A,1,0,0\nt,08:10:00,08:10:00,B,2,1,0\n\
                 t,08:20:00,08:20:00,D,3,0,1\nt,08:30:00,08:30:00,E,4,3,2\n";
    let feed = || {
        let mut feed = drawn("t A 8:00 B 8:10").feed();
        let zip = crate::gtfs::tests::zip_of([
            (
                "stops.txt",
                "stop_id,stop_lat,stop_lon\nA,1,1\nB,1,1\nC,1,1\nD,1,1\nE,1,1\nF,1,1\nG,1,1\nH,1,1\n",
            ),
            ("routes.txt", "route_id,route_type\nR,3\n"),
            ("trips.txt", "route_id,service_id,trip_id\nR,daily,t\n"),
            ("calendar_dates.txt", "service_id,date,exception_type\ndaily,20260302,1\n"),
            ("stop_times.txt", times),
        ]);
        feed.clone_from(&crate::gtfs::Feed::read("rules", &zip, Default::default()).unwrap());
        feed
    };
    let timetable =
        crate::transit::Timetable::of_day(&[feed()], super::drawn::DAY, &Options::default());
    let timetable = timetable.unwrap();
    let changes = Changes::new(&timetable, &walks(8, ""), TransferSource::Walks);
    let cases =
        [("A0", "B0", Some(10)), ("A0", "D0", None), ("B0", "E0", None), ("D0", "E0", Some(30))];
    for (from, to, expected) in cases {
        let found = travel(&timetable, &changes, (from, &[to]), leaving(8, 0, 1));
        assert_eq!(whole_minutes(&found), [expected], "{from} {to}");
        let back = travel(&timetable, &changes, (to, &[from]), arriving(8, 30, 1));
        assert_eq!(back.time(0, 0).is_some(), expected.is_some(), "{from} {to} by arrival");
    }
}

#[test]
fn operators_rules_lengthen_make_and_forbid_changes() {
    let lines =
        "t A 8:00 B 8:10\nu C 8:12 D 8:20\nv C 8:15 D 8:25\nw B 8:10 E 8:20\nx B 8:14 E 8:30";
    let rules = |text: &str| {
        let head = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n";
        drawn(lines).with("transfers.txt", &format!("{head}{text}"))
    };
    use TransferSource::{Listed, Walks, WalksAndListed};
    // With walks B–C of two minutes: to D by 8:20, to E by 8:20.
    let cases = [
        ("", Walks, Some(20), Some(20)),
        ("", Listed, None, Some(20)),
        ("B,C,2,300\n", Walks, Some(20), Some(20)),
        ("B,C,2,300\n", Listed, Some(25), Some(20)),
        ("B,C,2,300\n", WalksAndListed, Some(25), Some(20)),
        ("B,C,2,60\n", Listed, Some(20), Some(20)),
        ("B,C,2,60\n", WalksAndListed, Some(20), Some(20)),
        ("B,C,0,\n", Listed, Some(20), Some(20)),
        ("B,C,1,\n", Listed, Some(20), Some(20)),
        ("B,C,3,\n", WalksAndListed, None, Some(20)),
        ("B,B,2,240\n", WalksAndListed, Some(20), Some(30)),
        ("B,B,3,\n", WalksAndListed, Some(20), None),
        ("B,B,3,\n", Walks, Some(20), Some(20)),
    ];
    for (text, source, to_d, to_e) in cases {
        let timetable = rules(text).timetable();
        let changes = Changes::new(&timetable, &walks(8, "BC2"), source);
        for (target, expected) in [("D0", to_d), ("E0", to_e)] {
            let found = travel(&timetable, &changes, ("A0", &[target]), leaving(8, 0, 1));
            assert_eq!(whole_minutes(&found), [expected], "{text:?} {source:?} {target}");
            let back = travel(&timetable, &changes, (target, &["A0"]), arriving(8, 59, 1));
            assert_eq!(back.time(0, 0).is_some(), expected.is_some(), "{text:?} back {target}");
        }
    }
}
