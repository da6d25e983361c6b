//! What a good feed becomes, and what is read with a notice.

use super::{VILLAGE, findings, read, village_but, village_with, zip_of};
use crate::gtfs::{Feed, Severity, StopKind, Transfer, TransferRule, Wheelchair};
use crate::units::Seconds;
use basis::Date;

/// Arrivals of a trip as text.
fn arrivals(feed: &Feed, trip: usize) -> Vec<u32> {
    feed.times_of(&feed.trips[trip]).iter().map(|time| time.arrival.0).collect()
}

#[test]
fn the_village_line_is_read() {
    let feed = read(&zip_of(VILLAGE)).unwrap();
    assert_eq!(feed.findings, []);
    assert_eq!(feed.time_zone, "Asia/Shanghai");
    assert_eq!(feed.stops[1].name, "壶镇");
    assert_eq!(feed.routes[0].name, "12");
    assert_eq!(arrivals(&feed, 0), [28_800, 30_000, 31_200]);
    assert_eq!(feed.times_of(&feed.trips[0])[0].departure, Seconds(28_860));
    assert_eq!(feed.days(), Some((Date::constant(2026, 1, 1), Date::constant(2026, 12, 31))));
}

#[test]
fn a_stop_without_time_gets_its_share_by_number() {
    let feed = read(&zip_of(VILLAGE)).unwrap();
    assert_eq!(arrivals(&feed, 1), [32_400, 33_600, 34_800]);
    // 10 s over three hops: 3⅓ s each, rounded down.
    let times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                 t1,08:00:00,08:00:00,A,1\nt1,,,C,2\nt1,,,A,3\nt1,08:00:10,08:00:30,B,4\n\
                 t1,,,C,5\nt1,,09:00:30,A,6\n";
    let feed = read(&village_with("stop_times.txt", times)).unwrap();
    let base = 8 * 3600;
    let after: Vec<u32> = arrivals(&feed, 0).iter().map(|time| time - base).collect();
    assert_eq!(after, [0, 3, 6, 10, 1830, 3630]);
}

#[test]
fn rows_may_stand_in_any_order_and_numbers_may_have_gaps() {
    let times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                 t3,07:50:00,07:50:00,A,20\nt1,08:40:00,08:40:00,B,30\n\
                 t3,07:00:00,07:00:00,B,10\nt1,08:00:00,08:00:00,A,7\n";
    let feed = read(&village_with("stop_times.txt", times)).unwrap();
    assert_eq!(arrivals(&feed, 0), [28_800, 31_200]);
    assert_eq!(arrivals(&feed, 2), [25_200, 28_200]);
    // t2 has no times left: it takes nobody, which is told.
    assert_eq!(arrivals(&feed, 1), [0; 0]);
    assert_eq!(feed.findings[0].code, "trip_short");
}

#[test]
fn files_of_other_programs_are_read() {
    // A mark at the start, blanks in the header, Windows line ends, blank lines, quoted cells.
    let stops = "\u{FEFF}stop_id, stop_name ,stop_lat,stop_lon\r\n\
                 A,\"五云, 新\",28.65,120.07\r\n\r\nB, 壶镇 ,28.78, 120.25\r\nC,东方,28.70,120.15\r\n,,,\r\n";
    let feed = read(&village_with("stops.txt", stops)).unwrap();
    assert_eq!(feed.findings, []);
    assert_eq!((&*feed.stops[0].name, &*feed.stops[1].name), ("五云, 新", "壶镇"));
    let folder: Vec<_> =
        VILLAGE.iter().map(|(name, text)| (format!("gtfs/{name}"), *text)).collect();
    let feed = read(&zip_of(folder.iter().map(|(name, text)| (&**name, *text)))).unwrap();
    assert!(feed.findings.iter().all(|finding| finding.code == "file_in_folder"));
    assert_eq!(feed.trips.len(), 3);
}

#[test]
fn services_follow_the_week_and_its_exceptions() {
    // 2026-01-01 is a Thursday. The spring festival takes away, a working Saturday adds.
    let dates =
        "service_id,date,exception_type\nweek,20260217,2\nweek,20260228,1\nfair,20260307,1\n";
    let feed = read(&village_with("calendar_dates.txt", dates)).unwrap();
    let runs = |service: usize, month: i8, day: i8| {
        feed.services[service].runs_on(Date::constant(2026, month, day))
    };
    let cases = [
        (0, 1, 1, true),
        (0, 1, 3, false),
        (0, 2, 17, false),
        (0, 2, 28, true),
        (1, 2, 28, true),
        (2, 3, 7, true),
        (2, 3, 8, false),
    ];
    for (service, month, day, expected) in cases {
        assert_eq!(runs(service, month, day), expected, "service {service} on {month}-{day}");
    }
}

#[test]
fn a_rule_for_stations_holds_for_their_platforms() {
    let stops = "stop_id,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\n\
                 S,28.65,120.07,1,,1\nA,28.65,120.07,0,S,\nB,28.65,120.08,0,S,2\n\
                 C,28.70,120.15,,,\n";
    let transfers = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id\n\
                     C,S,2,90,\nA,A,3,,\nC,A,0,,t1\n";
    let files = VILLAGE.into_iter().filter(|(name, _)| *name != "stops.txt");
    let feed = read(&zip_of(files.chain([("stops.txt", stops), ("transfers.txt", transfers)])));
    let feed = feed.unwrap();
    let rule = TransferRule::AtLeast(Seconds(90));
    let pair = |from, to, rule| Transfer { from, to, rule };
    let expected =
        [pair(3, 0, rule), pair(3, 1, rule), pair(3, 2, rule), pair(1, 1, TransferRule::Forbidden)];
    assert_eq!(feed.transfers, expected);
    assert_eq!(feed.stops[0].kind, StopKind::Station);
    assert_eq!(feed.stops[1].parent, Some(0));
    let wheels: Vec<Wheelchair> = feed.stops.iter().map(|stop| stop.wheelchair).collect();
    use Wheelchair::{Impossible, Possible, Unknown};
    assert_eq!(wheels, [Possible, Possible, Impossible, Unknown]);
    assert_eq!(feed.findings[0].code, "transfer_special");
}

#[test]
fn what_is_passed_over_is_told() {
    let cases = [
        (village_with("pathways.txt", "pathway_id\n"), "file_passed_over", Severity::Notice),
        (village_with("booking_rules.txt", "x\n"), "file_passed_over", Severity::Notice),
        (village_but("stops.txt", "28.70,120.15", "0,0"), "degrees_zero", Severity::Warning),
        (village_but("trips.txt", "R,week,t1", "R,never,t1"), "service_unknown", Severity::Warning),
        (
            village_but("stop_times.txt", "07:50:00,07:50:00,A", "07:00:09,07:00:09,A"),
            "trip_too_fast",
            Severity::Warning,
        ),
        (
            village_but("calendar.txt", "20260101,20261231", "20260101,20251231"),
            "service_backwards",
            Severity::Warning,
        ),
        (village_with("agency.txt", ""), "agency_missing", Severity::Notice),
        (
            village_but("stops.txt", "C,东方", "D,仙都,28.6,120.1\nC,东方"),
            "stops_idle",
            Severity::Notice,
        ),
    ];
    for (zip, code, severity) in cases {
        let found = findings(&zip);
        let found = found.iter().find(|finding| finding.code == code);
        assert_eq!(found.map(|finding| finding.severity), Some(severity), "{code}");
        assert!(read(&zip).is_ok(), "{code} must not stop the reading");
    }
}
