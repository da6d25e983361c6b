//! Feeds that must not be loaded: each error names file, row and column; nothing panics.

use super::{VILLAGE, findings, read, village_but, village_with, zip_of};
use crate::gtfs::{Feed, GtfsError, Limits, Severity};
use proptest::prelude::*;

#[test]
fn an_error_names_file_row_and_column() {
    let cases: [(&str, &str, &str, &str); 22] = [
        ("stops.txt", "B,壶镇", "A,壶镇", "stops.txt:3:stop_id: error[stop_twice]"),
        ("stops.txt", "28.78", "N28", "stops.txt:3:stop_lat: error[degrees_wrong]"),
        ("stops.txt", "28.78", "128.78", "stops.txt:3:stop_lat: error[degrees_wrong]"),
        ("stops.txt", "28.78", "NaN", "stops.txt:3:stop_lat: error[degrees_wrong]"),
        ("stops.txt", "B,壶镇", ",壶镇", "stops.txt:3:stop_id: error[id_empty]"),
        ("stops.txt", "stop_lat", "lat", "stops.txt:1:stop_lat: error[column_missing]"),
        ("stops.txt", "stop_name", "stop_id", "stops.txt:1:stop_id: error[column_twice]"),
        ("routes.txt", "R,12,3", "R,12,bus", "routes.txt:2:route_type: error[number_wrong]"),
        ("trips.txt", "R,week,t2", "R,week,t1", "trips.txt:3:trip_id: error[trip_twice]"),
        ("trips.txt", "R,week,t2", "Q,week,t2", "trips.txt:3:route_id: error[route_unknown]"),
        ("calendar.txt", "week,1", "week,yes", "calendar.txt:2:monday: error[flag_wrong]"),
        ("calendar.txt", "20260101", "2026-01-01", "calendar.txt:2:start_date: error[date_wrong]"),
        ("calendar.txt", "market", "week", "calendar.txt:3:service_id: error[service_twice]"),
        ("stop_times.txt", "t2,,", "t9,,", "stop_times.txt:6:trip_id: error[trip_unknown]"),
        (
            "stop_times.txt",
            "08:20:00,C",
            "08:20:00,X",
            "stop_times.txt:3:stop_id: error[stop_unknown]",
        ),
        ("stop_times.txt", "09:40:00", "9h40", "stop_times.txt:7:arrival_time: error[time_wrong]"),
        (
            "stop_times.txt",
            "09:40:00",
            "08:40:00",
            "stop_times.txt:7:arrival_time: error[time_backwards]",
        ),
        (
            "stop_times.txt",
            "08:01:00",
            "07:59:00",
            "stop_times.txt:2:arrival_time: error[time_backwards]",
        ),
        (
            "stop_times.txt",
            "09:00:00,09:00:00",
            ",",
            "stop_times.txt:5:arrival_time: error[end_untimed]",
        ),
        ("stop_times.txt", "B,3", "B,2", "stop_times.txt:4:stop_sequence: error[sequence_twice]"),
        ("stop_times.txt", "B,3", "B,", "stop_times.txt:4:stop_sequence: error[sequence_missing]"),
        ("stop_times.txt", "B,3", "B,-3", "stop_times.txt:4:stop_sequence: error[number_wrong]"),
    ];
    for (file, from, to, expected) in cases {
        let zip = village_but(file, from, to);
        let Err(GtfsError::Broken { findings, count, .. }) = read(&zip) else {
            panic!("{file} with {to:?} was loaded");
        };
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected}: {lines:#?}");
        assert!(count >= 1);
    }
}

#[test]
fn lines_are_those_of_an_editor() {
    let (_, stops) = VILLAGE.into_iter().find(|(file, _)| *file == "stops.txt").unwrap();
    let plain = stops.replace("28.78", "N28");
    let blank = plain.replace("\nB,", "\n\n\nB,");
    let windows = |text: &str| text.replace('\n', "\r\n");
    for (text, line) in [(windows(&plain), 3), (windows(&blank), 5), (blank, 5)] {
        let found = findings(&village_with("stops.txt", &text));
        let found = found.iter().find(|finding| finding.code == "degrees_wrong").unwrap();
        assert_eq!(found.row, Some(line), "{text:?}");
    }
}

#[test]
fn other_files_are_held_to_their_form_too() {
    let head = "trip_id,start_time,end_time,headway_secs\n";
    let changes = "from_stop_id,to_stop_id,transfer_type\n";
    let cases = [
        ("frequencies.txt", format!("{head}t1,06:00:00,07:00:00,0\n"), "headway_zero"),
        ("frequencies.txt", format!("{head}t1,,07:00:00,60\n"), "time_missing"),
        ("frequencies.txt", format!("{head}t9,06:00:00,07:00:00,60\n"), "trip_unknown"),
        ("transfers.txt", format!("{changes}A,Z,0\n"), "stop_unknown"),
        ("transfers.txt", format!("{changes}A,B,x\n"), "transfer_wrong"),
        (
            "calendar_dates.txt",
            "service_id,date,exception_type\nweek,20260101,3\n".into(),
            "exception_wrong",
        ),
        (
            "calendar_dates.txt",
            "service_id,date,exception_type\nweek,20260101,1\nweek,20260101,2\n".into(),
            "exception_twice",
        ),
    ];
    for (file, text, code) in cases {
        let found = findings(&village_with(file, &text));
        let found = found.iter().find(|finding| finding.code == code);
        let found = found.unwrap_or_else(|| panic!("{code} was not found"));
        assert_eq!((&*found.file, found.severity), (file, Severity::Error), "{code}");
        assert!(found.row.is_some() && found.column.is_some(), "{code}");
    }
}

#[test]
fn a_missing_file_is_named() {
    for file in ["stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "calendar.txt"] {
        let error = read(&village_with(file, "")).unwrap_err();
        assert!(error.to_string().contains(file), "{error}");
    }
    let nothing = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n";
    assert_eq!(findings(&village_with("stop_times.txt", nothing))[0].code, "file_empty");
}

#[test]
fn what_is_no_zip_says_so() {
    let zip = zip_of(VILLAGE);
    for bytes in [&b""[..], b"PK\x03\x04", &zip[..zip.len() / 2], b"<html>not found</html>"] {
        let error = read(bytes).unwrap_err();
        assert!(matches!(error, GtfsError::Zip { .. }), "{error}");
        assert!(error.to_string().contains("fetch it again"), "{error}");
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let zeros = "0".repeat(1 << 20);
    let zip = village_with("stops.txt", &zeros);
    let error = Feed::read("bomb", &zip, Limits { unpacked_bytes: 10_000 }).unwrap_err();
    assert!(matches!(error, GtfsError::TooLarge { limit: 10_000, .. }), "{error}");
}

#[test]
fn of_many_findings_of_one_kind_the_rest_is_counted() {
    let mut times = String::from("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n");
    for number in 0..1000 {
        times += &format!("t1,08:00:00,08:00:00,Z{number},{number}\n");
    }
    let Err(GtfsError::Broken { count, findings, first, .. }) =
        read(&village_with("stop_times.txt", &times))
    else {
        panic!("loaded");
    };
    assert_eq!((count, findings.len()), (1000, 51));
    assert_eq!(first.row, Some(2));
    assert_eq!(findings[50].what, "950 more of the same kind");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut zip = zip_of(VILLAGE);
        let place = at.index(zip.len());
        zip[place] = byte;
        let _ = read(&zip);
        zip.truncate(cut.index(zip.len()));
        let _ = read(&zip);
    }

    #[test]
    fn no_text_makes_it_panic(
        file in 0..VILLAGE.len(),
        at in any::<prop::sample::Index>(),
        junk in prop::sample::select(vec!["\"", ",", "\n", "99999999999", "-1", "NaN", "\u{0}", "é", "999:59:59", "t1"]),
    ) {
        let (name, text) = VILLAGE[file];
        let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
        let place = places[at.index(places.len())];
        let broken = format!("{}{junk}{}", &text[..place], &text[place..]);
        if let Ok(feed) = read(&village_with(name, &broken)) {
            // What was loaded keeps its promises.
            for trip in &feed.trips {
                let times = feed.times_of(trip);
                prop_assert!(times.iter().all(|time| time.arrival <= time.departure));
                prop_assert!(times.windows(2).all(|pair| pair[0].departure <= pair[1].arrival));
                prop_assert!(times.iter().all(|time| feed.stops[time.stop as usize].point.is_some()));
            }
        }
        let _ = read(&village_with(name, &text[..place]));
    }
}
