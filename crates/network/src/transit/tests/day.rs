//! Which trips belong to a day: past midnight, several feeds, and days without service.

use super::drawn::{DAY, drawn};
use super::{arriving, leaving, travel, walks, whole_minutes};
use crate::transit::{Changes, Options, Timetable, TimetableError, TransferSource};
use basis::Date;

fn check(timetable: &Timetable, query: crate::transit::Query, expected: &[Option<u32>]) {
    let changes =
        Changes::new(timetable, &walks(timetable.stops().len(), ""), TransferSource::Walks);
    let found = travel(timetable, &changes, ("A0", &["B0"]), query);
    assert_eq!(whole_minutes(&found), expected, "on {}", timetable.date());
}

#[test]
fn a_trip_past_midnight_belongs_to_the_evening_before() {
    let night = drawn("t A 24:10 B 24:30\nearly A 5:00 B 5:20").feed();
    let on =
        |date| Timetable::of_day(std::slice::from_ref(&night), date, &Options::default()).unwrap();
    // Weekdays only. In the first minutes of Tuesday Monday's trip runs; in those of Monday none
    // does, for there was none on Sunday.
    let tuesday = DAY.tomorrow().unwrap();
    check(&on(tuesday), leaving(0, 0, 2), &[Some(30), Some(29)]);
    check(&on(DAY), leaving(0, 0, 2), &[None, None]);
    // Late on Monday the same trip runs, and a trip of Tuesday's morning can be waited for.
    check(&on(DAY), leaving(23, 59, 2), &[Some(31), Some(30)]);
    check(&on(DAY), leaving(23, 0, 1), &[Some(90)]);
    let changes = |t: &Timetable| Changes::new(t, &walks(8, ""), TransferSource::Walks);
    let timetable = on(tuesday);
    let back = travel(&timetable, &changes(&timetable), ("B0", &["A0"]), arriving(0, 29, 2));
    assert_eq!(whole_minutes(&back), [None, Some(20)]);
}

#[test]
fn a_loop_runs_on_past_midnight() {
    let ring = drawn("t A 23:50 C 23:58-24:02 A 24:10 C 24:18 B 24:26").feed();
    let timetable = Timetable::of_day(&[ring], DAY, &Options::default()).unwrap();
    check(&timetable, leaving(23, 50, 1), &[Some(36)]);
    check(&timetable, leaving(23, 51, 1), &[Some(35)]);
}

#[test]
fn the_span_keeps_what_the_query_can_use() {
    let feed =
        drawn("t1 A 7:00 B 7:50\nt2 A 7:30 B 8:10\nt3 A 8:05 B 8:20\nt4 A 11:01 B 11:02").feed();
    let query = leaving(8, 0, 1);
    let options = Options { span: Some(query.span()), ..Options::default() };
    let timetable = Timetable::of_day(&[feed], DAY, &options).unwrap();
    // t1 is over, t4 begins after three hours.
    assert_eq!(timetable.trips(), 2);
    check(&timetable, query, &[Some(20)]);
    assert_eq!(timetable.hops(query.span()), (1, 1));
}

#[test]
fn a_day_without_service_is_a_loud_error_that_names_another() {
    let feeds = [drawn("t A 8:00 B 8:10").feed()];
    let error = |date| Timetable::of_day(&feeds, date, &Options::default()).unwrap_err();
    let sunday = error(Date::constant(2026, 3, 1));
    assert!(matches!(sunday, TimetableError::NoService { .. }));
    assert_eq!(
        sunday.to_string(),
        "no trip runs on 2026-03-01: drawn is for 2026-01-01 to 2026-12-31; it has trips on \
         2026-03-02; choose another date"
    );
    // Years later a day of the same weekday is offered.
    let later = error(Date::constant(2028, 3, 1)).to_string();
    assert!(later.contains("it has trips on 2026-12-30"), "{later}");
    assert!(matches!(
        Timetable::of_day(&[], DAY, &Options::default()),
        Err(TimetableError::NoFeed)
    ));
}

#[test]
fn a_feed_out_of_season_is_an_error_unless_it_is_left_out() {
    let now = drawn("t A 8:00 B 8:10").feed();
    let mut old = drawn("t A 8:05 B 8:06").feed();
    old.name = "last year".to_owned();
    for service in &mut old.services {
        service.week = service
            .week
            .map(|(days, ..)| (days, Date::constant(2025, 1, 1), Date::constant(2025, 12, 31)));
    }
    let feeds = [now, old];
    let error = Timetable::of_day(&feeds, DAY, &Options::default()).unwrap_err();
    assert!(matches!(error, TimetableError::OutOfSeason { .. }));
    assert!(error.to_string().contains("last year is for 2025-01-01 to 2025-12-31"), "{error}");
    let options = Options { skip_feeds_out_of_season: true, ..Options::default() };
    let timetable = Timetable::of_day(&feeds, DAY, &options).unwrap();
    check(&timetable, leaving(8, 0, 1), &[Some(10)]);
    assert_eq!(timetable.notices(), ["no trip of last year runs on 2026-03-02"]);
}

#[test]
fn several_feeds_have_their_own_stops() {
    let feeds = [drawn("t A 8:00 B 8:10").feed(), drawn("u A 8:15 C 8:20").feed()];
    let timetable = Timetable::of_day(&feeds, DAY, &Options::default()).unwrap();
    assert_eq!(timetable.stops().len(), 16);
    assert_eq!((timetable.stops()[9].feed, &*timetable.stops()[9].id), (1, "B"));
    // B of the first feed is B; A of the second is I, its C is K.
    let changes = |text| Changes::new(&timetable, &walks(16, text), TransferSource::Walks);
    let found = |text| travel(&timetable, &changes(text), ("A0", &["K0"]), leaving(8, 0, 1));
    assert_eq!(whole_minutes(&found("BI5")), [Some(20)]);
    assert_eq!(whole_minutes(&found("")), [None]);
    assert_eq!(timetable.stops_in_use().into_iter().collect::<Vec<_>>(), [(0, 2), (1, 2)]);
}

#[test]
fn a_window_without_a_trip_is_told() {
    let feed = drawn("t A 8:00 B 8:10").feed();
    let options = Options { span: Some(leaving(20, 0, 60).span()), ..Options::default() };
    let timetable = Timetable::of_day(&[feed], DAY, &options).unwrap();
    assert_eq!(timetable.notices(), ["no trip of 2026-03-02 runs within the time asked for"]);
}
