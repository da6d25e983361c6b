//! What holds of the kernel whatever the course: checked on ten real years and against a slow count.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::calendar::tests::real;
use crate::{Calendar, Instant, LegalSource, Text};

const DAY: i64 = 86_400_000;

fn instant(minutes: i64) -> Instant {
    Instant::at(date(2016, 1, 1), 0, 0).plus_millis(minutes * 60_000)
}

/// A start in the ten years 2016-2025.
fn start() -> impl Strategy<Value = i64> {
    0i64..3650 * 1440
}

/// Any limit but one of hours.
fn days() -> impl Strategy<Value = Limit> {
    prop_oneof![
        (0u32..60).prop_map(Limit::working_days),
        (0u32..90).prop_map(Limit::natural_days),
        (0u32..5).prop_map(Limit::months),
    ]
}

fn limit() -> impl Strategy<Value = Limit> {
    prop_oneof![3 => days(), 1 => (0u32..120).prop_map(Limit::hours)]
}

/// Stops as (minutes after the start, length in minutes).
fn stops() -> impl Strategy<Value = Vec<(i64, i64)>> {
    proptest::collection::vec((0i64..40 * 1440, 0i64..15 * 1440), 0..4)
}

fn course(start: i64, limit: Limit, stops: &[(i64, i64)]) -> Course {
    let ground = || Ground::new(Text::new("补正", "supplement"), LegalSource::default());
    let pause = |(after, length): &(i64, i64)| Pause {
        from: instant(start + after),
        until: Some(instant(start + after + length)),
        ground: ground(),
    };
    Course { pauses: stops.iter().map(pause).collect(), ..Course::new(instant(start), limit) }
}

fn reckon(course: &Course, calendar: &Calendar) -> Due {
    due(course, calendar, instant(20 * 365 * 1440))
}

/// The clock runs when a day ends.
fn counts(course: &Course, day: Date) -> bool {
    let (first, last) = (day, day.tomorrow().unwrap());
    let stands = |pause: &Pause| {
        let until = pause.until.unwrap();
        pause.from.date() <= first && until.date() >= last
    };
    !course.pauses.iter().any(stands)
}

/// The due day counted day by day, from the definition.
fn naive(course: &Course, calendar: &Calendar) -> Date {
    let works = |day: Date| calendar.is_working(day).works();
    let start = course.started.date();
    let mut left = i64::from(course.limit.n);
    let mut day = start;
    match course.limit.unit {
        Unit::WorkingDay | Unit::NaturalDay => {
            let natural = course.limit.unit == Unit::NaturalDay;
            while left > 0 {
                day = day.tomorrow().unwrap();
                left -= i64::from((natural || works(day)) && counts(course, day));
            }
        }
        Unit::Month => {
            let mut last = start.checked_add(left.months()).unwrap();
            while day < last {
                day = day.tomorrow().unwrap();
                last = if counts(course, day) { last } else { last.tomorrow().unwrap() };
            }
        }
        Unit::Hour => {}
    }
    while !(works(day) && counts(course, day)) {
        day = day.tomorrow().unwrap();
    }
    day
}

proptest! {
    #[test]
    fn agrees_with_the_slow_count(start in start(), limit in days(), stops in stops()) {
        let calendar = real();
        let course = course(start, limit, &stops);
        prop_assert_eq!(reckon(&course, calendar).date, naive(&course, calendar));
    }

    #[test]
    fn hours_agree_with_counting_minutes(start in start(), n in 1u32..40, stops in stops()) {
        let calendar = real();
        let course = course(start, Limit::hours(n), &stops);
        let at = reckon(&course, calendar).at;
        let open = |minute: Instant| {
            let time = minute.time();
            let minutes = i64::from(time.hour()) * 60 + i64::from(time.minute());
            let office = (540..720).contains(&minutes) || (810..1050).contains(&minutes);
            office && calendar.is_working(minute.date()).works() && !course.stopped(minute)
        };
        let (mut minute, mut left) = (course.started, i64::from(n) * 60);
        while left > 0 {
            left -= i64::from(open(minute));
            minute = minute.plus_millis(60_000);
        }
        prop_assert_eq!(at, minute);
    }

    #[test]
    fn is_never_on_a_non_working_day(start in start(), limit in limit(), stops in stops(), more in limit()) {
        let calendar = real();
        let mut course = course(start, limit, &stops);
        course.extensions.push(more);
        let due = reckon(&course, calendar);
        prop_assert!(calendar.is_working(due.date).works(), "{}", due.date);
        prop_assert!(due.at >= course.started);
        prop_assert_eq!(due.at.plus_millis(-1).date(), due.date);
    }

    #[test]
    fn a_longer_limit_or_more_stops_is_never_earlier(
        start in start(), limit in limit(), stops in stops(), more in 1u32..10, extra in (0i64..40 * 1440, 0i64..15 * 1440),
    ) {
        let calendar = real();
        let before = reckon(&course(start, limit, &stops), calendar);
        let longer = Limit { n: limit.n + more, ..limit };
        // On the spot is a day's work whatever its unit; hours may well be less.
        if !(limit.n == 0 && limit.unit == Unit::Hour) {
            prop_assert!(reckon(&course(start, longer, &stops), calendar).at >= before.at);
        }
        let with: Vec<_> = stops.iter().copied().chain([extra]).collect();
        prop_assert!(reckon(&course(start, limit, &with), calendar).at >= before.at);
    }

    #[test]
    fn a_later_start_is_never_due_earlier(start in start(), later in 0i64..20 * 1440, limit in limit(), stops in stops()) {
        let calendar = real();
        // The stops stay where they are, after both starts.
        let first: Vec<_> = stops.iter().map(|(after, length)| (after + later, *length)).collect();
        let (a, b) = (course(start, limit, &first), course(start + later, limit, &stops));
        prop_assert!(reckon(&a, calendar).at <= reckon(&b, calendar).at);
    }

    #[test]
    fn stops_add_up(start in start(), n in 10u32..40, a in (0i64..2, 0i64..3), b in (3i64..5, 0i64..4)) {
        let calendar = real();
        // Two stops apart from each other, in days, both before any limit of ten days ends.
        let stops = [(a.0 * 1440, a.1 * 1440), (b.0 * 1440 + 1440, b.1 * 1440)];
        let limit = Limit::working_days(n);
        let stopped = |stop: &(i64, i64)| {
            let day = |minutes| instant(start + minutes).date().yesterday().unwrap();
            let from = day(stop.0).max(instant(start).date());
            calendar.working_days_between(from, day(stop.0 + stop.1)).max(0)
        };
        let sum: i64 = stops.iter().map(stopped).sum();
        let both = reckon(&course(start, limit, &stops), calendar).date;
        let (expected, _) =
            calendar.add_working_days(instant(start).date(), n + u32::try_from(sum).unwrap());
        prop_assert_eq!(both, expected);
    }

    #[test]
    fn adding_hours_of_a_stop_adds_as_many(start in start(), n in 8u32..40, after in 0i64..400, length in 0i64..600) {
        let calendar = real();
        let plain = reckon(&course(start, Limit::hours(n), &[]), calendar);
        let stopped = course(start, Limit::hours(n), &[(after, length)]);
        let pause = &stopped.pauses[0];
        let out = calendar.working_millis(pause.from, pause.until.unwrap());
        let moved = reckon(&stopped, calendar);
        prop_assert_eq!(calendar.working_millis(plain.at, moved.at), out);
    }

    #[test]
    fn lights_only_turn_one_way(start in start(), limit in limit(), days in 0i64..100) {
        let calendar = real();
        let course = course(start, limit, &[]);
        let now = instant(start).plus_millis(days * DAY);
        let (today, tomorrow) = (light(&course, calendar, now), light(&course, calendar, now.plus_millis(DAY)));
        prop_assert!(today <= tomorrow, "{today:?} then {tomorrow:?}");
        let due = due(&course, calendar, now);
        prop_assert_eq!(today == Light::Red, remaining(&due, calendar, now).overdue);
    }
}
