//! The calendar against the real notices and against counting day by day.

use std::sync::OnceLock;

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// The calendars of 2013-2026 that the project brings along: a test without them must not pass.
pub(crate) fn real() -> &'static Calendar {
    static REAL: OnceLock<Calendar> = OnceLock::new();
    REAL.get_or_init(load)
}

fn load() -> Calendar {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/calendar");
    let year = |year: i16| {
        let path = format!("{folder}/{year}.json");
        let text = std::fs::read_to_string(&path).expect(&path);
        YearCalendar::parse_json(&text).expect(&path)
    };
    Calendar::from_years((2013..=2026).map(year).collect())
}

#[test]
fn real_days_are_as_the_notices_say() {
    let calendar = real();
    let check = |day: Date, expected| assert_eq!(calendar.is_working(day), expected, "{day}");
    check(date(2026, 10, 1), Working::No);
    check(date(2024, 2, 4), Working::Yes); // a Sunday moved to work
    check(date(2018, 12, 31), Working::No); // only in the notice of 2019
    check(date(2018, 12, 29), Working::Yes);
    check(date(2020, 2, 3), Working::Yes); // a Monday, after the prolonged Spring Festival
    check(date(2026, 11, 23), Working::Yes);
    check(date(2027, 1, 4), Working::Assumed(true)); // not announced: never silently
    check(date(2027, 1, 2), Working::Assumed(false));
    check(date(2012, 12, 31), Working::Assumed(true));
    assert_eq!(calendar.listed(date(2026, 10, 1)).unwrap().name, "国庆节");
}

#[test]
fn a_count_that_reaches_an_unannounced_year_is_provisional() {
    let calendar = real();
    let (last, guess) = calendar.add_working_days(date(2026, 12, 30), 1);
    assert_eq!((last, guess), (date(2026, 12, 31), false));
    let (day, guess) = calendar.add_working_days(date(2026, 12, 31), 1);
    assert_eq!((day, guess), (date(2027, 1, 4), true));
    assert_eq!(
        Calendar::default().next_working_day(date(2026, 11, 20)),
        (date(2026, 11, 23), true)
    );
    assert_eq!(calendar.add_working_days(date(2026, 1, 1), u32::MAX).0, Date::MAX);
}

#[test]
fn what_the_law_fixes_is_off_before_any_notice() {
    let calendar = real();
    let none = Calendar::default();
    let check = |day: Date, works| {
        assert_eq!(none.is_working(day), Working::Assumed(works), "{day}");
        if day.year() > 2026 {
            assert_eq!(calendar.is_working(day), Working::Assumed(works), "{day}");
        }
    };
    check(date(2027, 1, 1), false);
    check(date(2029, 5, 1), false);
    check(date(2029, 5, 2), false);
    check(date(2029, 5, 3), true);
    check(date(2029, 10, 1), false);
    check(date(2029, 10, 3), false);
    check(date(2029, 10, 4), true);
    check(date(2012, 5, 1), false);
    check(date(2012, 5, 2), true); // a holiday only from 2025 on
    check(date(1999, 1, 1), true);
    // Real notices agree with the law in each year that it has been in force.
    for year in calendar.years().filter(|year| *year >= 2025) {
        for (month, day) in [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)] {
            assert_eq!(
                calendar.is_working(date(year, month, day)),
                Working::No,
                "{year}-{month}-{day}"
            );
        }
    }
}

#[test]
fn a_year_is_announced_by_its_notice_and_its_days_only() {
    let calendar = real();
    for year in 2013..=2026 {
        assert_eq!(calendar.year(year).unwrap().check_announced(), Ok(()), "{year}");
    }
    let real = calendar.year(2026).unwrap();
    let check = |year: &YearCalendar, rule: &str| {
        assert_eq!(year.check_announced().unwrap_err().rule, rule);
    };
    check(&YearCalendar { papers: Vec::new(), ..real.clone() }, "calendar.empty");
    check(&YearCalendar { days: Vec::new(), ..real.clone() }, "calendar.empty");
    let second_of_may = date(2026, 5, 2);
    let mut worked = real.clone();
    worked.days.iter_mut().filter(|day| day.date == second_of_may).for_each(|day| day.off = false);
    check(&worked, "calendar.against-law");
    let mut silent = real.clone();
    silent.days.retain(|day| day.date != date(2026, 10, 1));
    check(&silent, "calendar.against-law");
}

#[test]
fn a_bad_file_is_refused_with_its_reason() {
    let check = |text: &str, rule: &str| {
        assert_eq!(YearCalendar::parse_json(text).unwrap_err().rule, rule, "{text}");
    };
    let day = r#"{"name":"x","date":"2023-05-01","isOffDay":true}"#;
    check("{", "calendar.malformed");
    check(
        r#"{"year":2023,"days":[{"name":"x","date":"2023-02-30","isOffDay":true}]}"#,
        "calendar.malformed",
    );
    check(&format!(r#"{{"year":2023,"days":[{day},{day}]}}"#), "calendar.day-twice");
    check(&format!(r#"{{"year":2024,"days":[{day}]}}"#), "calendar.other-year");
}

#[test]
fn hours_are_read_and_written_alike() {
    assert_eq!(WorkingHours::default().to_string(), "09:00-12:00/13:30-17:30");
    let hours: WorkingHours = "8:30-12:00/14:00-17:30".parse().unwrap();
    assert_eq!(hours.day_millis(), 7 * 3_600_000);
    assert_eq!(serde_json::to_string(&hours).unwrap(), r#""08:30-12:00/14:00-17:30""#);
    for bad in ["", "9:00", "12:00-9:00", "9:00-12:00/11:00-13:00", "9:00-24:01", "9:60-12:00"] {
        assert_eq!(bad.parse::<WorkingHours>().unwrap_err().rule, "hours.malformed", "{bad}");
    }
}

proptest! {
    #[test]
    fn agrees_with_counting_day_by_day(offset in -6000i32..12_000, n in 0u32..300, none in any::<bool>()) {
        let calendar = real();
        let empty = Calendar::default();
        let calendar = if none { &empty } else { calendar };
        let start = date(2013, 1, 1).checked_add(offset.days()).unwrap();
        let (mut day, mut left) = (start, n);
        while left > 0 || !calendar.is_working(day).works() {
            day = day.tomorrow().unwrap();
            left -= u32::from(left > 0 && calendar.is_working(day).works());
        }
        let (found, _) = calendar.add_working_days(start, n);
        prop_assert_eq!(found, day);
        if n > 0 {
            prop_assert_eq!(calendar.working_days_between(start, found), i64::from(n));
            prop_assert_eq!(calendar.working_days_between(found, start), -i64::from(n));
        }
    }
    /// The law and the week from their words, without the table that is looked up.
    #[test]
    fn an_unannounced_year_is_as_the_law_and_the_week_say(offset in 0i32..20_000) {
        let day = date(2027, 1, 1).checked_add(offset.days()).unwrap();
        let by_law = match day.month() {
            1 => day.day() == 1,
            5 => day.day() <= 2,
            10 => day.day() <= 3,
            _ => false,
        };
        let works = day.weekday().to_monday_zero_offset() < 5 && !by_law;
        prop_assert_eq!(Calendar::default().is_working(day), Working::Assumed(works));
        prop_assert_eq!(real().is_working(day), Working::Assumed(works));
    }
}
