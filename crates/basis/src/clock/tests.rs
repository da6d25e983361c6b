//! The kernel on cases reckoned by hand, from the real calendars.

use jiff::civil::{Date, date};

use super::*;
use crate::calendar::tests::real;
use crate::{Instant, LegalSource, Text};

fn at(day: Date, hour: i8, minute: i8) -> Instant {
    Instant::at(day, hour, minute)
}

fn stop(from: Instant, until: Option<Instant>) -> Pause {
    let source = LegalSource::new("行政许可法", "第四十五条");
    Pause { from, until, ground: Ground::new(Text::new("检验", "inspection"), source) }
}

#[test]
fn limits_end_where_a_clerk_would_put_them() {
    let calendar = real();
    let check = |start: Date, limit: Limit, expected: Date| {
        let due = due(&Course::new(at(start, 10, 0), limit), calendar, at(start, 10, 0));
        assert_eq!(due.date, expected, "{start} + {limit:?}");
        assert!(!due.provisional && !due.stopped);
    };
    let monday = date(2026, 11, 16);
    check(monday, Limit::ON_THE_SPOT, monday);
    check(date(2026, 11, 21), Limit::ON_THE_SPOT, date(2026, 11, 23)); // filed on a Saturday
    check(monday, Limit::working_days(1), date(2026, 11, 17));
    check(monday, Limit::working_days(5), date(2026, 11, 23));
    check(date(2026, 9, 24), Limit::working_days(10), date(2026, 10, 15)); // over 中秋 and 国庆
    check(monday, Limit::natural_days(7), date(2026, 11, 23));
    check(monday, Limit::natural_days(5), date(2026, 11, 23)); // a Saturday rolls to Monday
    check(date(2026, 1, 31), Limit::months(1), date(2026, 2, 28)); // a Saturday moved to work
    check(date(2024, 1, 31), Limit::months(1), date(2024, 2, 29));
    check(date(2026, 9, 1), Limit::months(1), date(2026, 10, 8)); // 1 October rolls over the week
    check(monday, Limit::hours(7), date(2026, 11, 17));
}

#[test]
fn hours_run_only_while_the_office_is_open() {
    let calendar = real();
    let check = |start: Instant, n: u32, expected: Instant| {
        assert_eq!(due(&Course::new(start, Limit::hours(n)), calendar, start).at, expected);
    };
    let friday = date(2026, 11, 20);
    check(at(friday, 9, 0), 3, at(friday, 12, 0));
    check(at(friday, 11, 0), 2, at(friday, 14, 30));
    check(at(friday, 17, 0), 1, at(date(2026, 11, 23), 9, 30));
    check(at(friday, 20, 0), 7, at(date(2026, 11, 23), 17, 30));
    check(at(date(2026, 11, 21), 3, 0), 24, at(date(2026, 11, 26), 12, 0));
}

#[test]
fn a_stop_leaves_out_the_days_it_stands_at_their_end() {
    let calendar = real();
    let monday = date(2026, 11, 9);
    let now = at(date(2026, 11, 20), 12, 0);
    let check = |limit: Limit, from: Instant, until: Option<Instant>, expected: Date| {
        let mut course = Course::new(at(monday, 10, 0), limit);
        course.pauses.push(stop(from, until));
        let due = due(&course, calendar, now);
        assert_eq!((due.date, due.stopped), (expected, until.is_none()), "{from} {until:?}");
    };
    let five = Limit::working_days(5); // without a stop: Monday 16
    let (tuesday, thursday) = (date(2026, 11, 10), date(2026, 11, 12));
    check(five, at(tuesday, 9, 0), Some(at(tuesday, 17, 0)), date(2026, 11, 16));
    check(five, at(tuesday, 9, 0), Some(at(thursday, 17, 0)), date(2026, 11, 18));
    check(
        five,
        at(date(2026, 11, 16), 9, 0),
        Some(at(date(2026, 11, 18), 9, 0)),
        date(2026, 11, 18),
    );
    check(five, at(date(2026, 11, 17), 9, 0), Some(now), date(2026, 11, 16)); // too late to help
    check(five, at(tuesday, 9, 0), None, date(2026, 11, 26)); // as if lifted now: 20th counts
    check(Limit::ON_THE_SPOT, at(monday, 11, 0), Some(at(thursday, 9, 0)), thursday);
    check(Limit::natural_days(3), at(tuesday, 9, 0), Some(at(thursday, 9, 0)), date(2026, 11, 16));
    check(Limit::months(1), at(tuesday, 9, 0), Some(at(thursday, 9, 0)), date(2026, 12, 11));
    check(Limit::hours(7), at(monday, 11, 0), Some(at(tuesday, 10, 0)), tuesday);
}

#[test]
fn extensions_add_up_or_run_on() {
    let calendar = real();
    let start = at(date(2026, 11, 2), 10, 0);
    let check = |limit: Limit, extensions: &[Limit], expected: Date| {
        let course = Course { extensions: extensions.to_vec(), ..Course::new(start, limit) };
        assert_eq!(due(&course, calendar, start).date, expected);
    };
    check(Limit::working_days(20), &[Limit::working_days(10)], date(2026, 12, 14));
    check(Limit::natural_days(5), &[Limit::natural_days(2)], date(2026, 11, 9));
    check(Limit::working_days(5), &[Limit::months(1)], date(2026, 12, 9));
    check(Limit::hours(7), &[Limit::working_days(1)], date(2026, 11, 4));
    check(Limit::ON_THE_SPOT, &[Limit::working_days(3)], date(2026, 11, 5));
}

#[test]
fn reaching_into_an_unannounced_year_is_told_everywhere() {
    let calendar = real();
    let start = at(date(2026, 12, 21), 10, 0);
    for limit in
        [Limit::working_days(20), Limit::natural_days(30), Limit::months(1), Limit::hours(99)]
    {
        let due = due(&Course::new(start, limit), calendar, start);
        assert!(due.provisional, "{limit:?}");
        let words = remaining(&due, calendar, start).words();
        assert!(words.zh.contains("暂定") && words.en.contains("provisional"));
    }
    assert!(!due(&Course::new(start, Limit::working_days(8)), calendar, start).provisional);
}

#[test]
fn the_light_and_the_words_follow_the_clock() {
    let calendar = real();
    let course = Course::new(at(date(2026, 11, 2), 10, 0), Limit::working_days(10)); // due 16th
    let check = |now: Instant, expected: Light, zh: &str, en: &str| {
        let words = remaining(&due(&course, calendar, now), calendar, now).words();
        assert_eq!(light(&course, calendar, now), expected, "{now}");
        assert_eq!((words.zh.as_str(), words.en.as_str()), (zh, en));
    };
    check(at(date(2026, 11, 11), 9, 0), Light::Green, "还剩 3 个工作日", "3 working days left");
    check(at(date(2026, 11, 12), 9, 0), Light::Amber, "还剩 2 个工作日", "2 working days left");
    check(at(date(2026, 11, 16), 23, 59), Light::Amber, "今天到期", "due today");
    check(at(date(2026, 11, 17), 0, 0), Light::Red, "逾期 1 个工作日", "overdue by 1 working day");
    check(at(date(2026, 11, 18), 9, 0), Light::Red, "逾期 2 个工作日", "overdue by 2 working days");
}

#[test]
fn lights_of_hours_stops_and_late_stops() {
    let calendar = real();
    let start = at(date(2026, 11, 16), 9, 0);
    let hours = Course::new(start, Limit::hours(10)); // due Tuesday 12:00
    let words = |course: &Course, now: Instant| {
        let text = remaining(&due(course, calendar, now), calendar, now).words();
        (light(course, calendar, now), text.zh)
    };
    assert_eq!(words(&hours, at(date(2026, 11, 16), 17, 0)).0, Light::Green);
    let last = at(date(2026, 11, 17), 10, 0);
    assert_eq!(words(&hours, last), (Light::Amber, "还剩 2 个工作小时".to_owned()));
    let late = at(date(2026, 11, 17), 14, 30);
    assert_eq!(words(&hours, late), (Light::Red, "逾期 1 个工作小时".to_owned()));
    let mut days = Course::new(start, Limit::working_days(3)); // due Thursday
    days.pauses.push(stop(at(date(2026, 11, 17), 9, 0), None));
    let stopped = words(&days, at(date(2026, 11, 24), 9, 0));
    assert_eq!(stopped, (Light::Stopped, "计时已暂停，恢复后还剩 2 个工作日".to_owned()));
    days.pauses[0].from = at(date(2026, 11, 20), 9, 0);
    assert_eq!(words(&days, at(date(2026, 11, 24), 9, 0)).0, Light::Red);
}

#[test]
fn courses_are_stored_as_they_are_written_in_the_catalogue() {
    let limit: Limit = serde_json::from_str(r#"{"n":20,"unit":"工作日"}"#).unwrap();
    assert_eq!(limit, Limit::working_days(20));
    assert_eq!(limit.words().zh, "20 个工作日");
    assert_eq!(Limit::hours(1).words().en, "1 working hour");
    let mut course = Course::new(Instant::from_millis(0), limit);
    course.pauses.push(stop(Instant::from_millis(5), None));
    let text = serde_json::to_string(&course).unwrap();
    assert_eq!(serde_json::from_str::<Course>(&text).unwrap(), course);
}
