//! The holidays that the law itself fixes to a day of the solar year. They are known before any
//! notice: 全国年节及纪念日放假办法 第二条, as revised by State Council decree 795 with effect from
//! 2025-01-01; before that five of the six days have been holidays since the revision of 1999.
//!
//! The festivals of the lunar year, the days that replace a holiday on a weekend, and the weekends
//! moved to work are not known without the notice; they stay guesses.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::days::{number, plain, plain_day_at};

/// Month and day; the last one only from 2025 on.
const FIXED: [(i8, i8); 6] = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3), (5, 2)];
/// The first full year of the revision of 1999-09-18.
const FIRST_YEAR: i16 = 2000;
/// The year in which 2 May became a holiday.
const SECOND_OF_MAY: i16 = 2025;

/// The numbers of all of them that fall on a day of the plain week, in order.
static WEEKDAYS_OFF: LazyLock<Vec<i64>> = LazyLock::new(|| {
    let days = |year: i16| FIXED.into_iter().filter_map(move |(m, d)| Date::new(year, m, d).ok());
    let mut all: Vec<i64> = (FIRST_YEAR..=Date::MAX.year())
        .flat_map(days)
        .filter(|day| is_holiday(*day))
        .map(number)
        .filter(|day| day.rem_euclid(7) < 5)
        .collect();
    all.sort_unstable();
    all
});

/// Whether the law alone makes a day a holiday.
pub(super) fn is_holiday(day: Date) -> bool {
    let fixed = FIXED.contains(&(day.month(), day.day()));
    let second_of_may = (day.month(), day.day()) == (5, 2);
    fixed && day.year() >= if second_of_may { SECOND_OF_MAY } else { FIRST_YEAR }
}

/// The holidays that the law fixes in a year, weekends too.
pub(super) fn fixed_in(year: i16) -> Vec<Date> {
    let days = FIXED.into_iter().filter_map(|(month, day)| Date::new(year, month, day).ok());
    days.filter(|day| is_holiday(*day)).collect()
}

/// Working days of the plain week without these holidays, from a fixed point up to and including a day.
pub(super) fn worked(day: i64) -> i64 {
    plain(day) - count(WEEKDAYS_OFF.partition_point(|off| *off <= day))
}

/// The day at which [`worked`] first gives a number.
pub(super) fn worked_day_at(position: i64) -> i64 {
    // The k-th holiday lies before the day that is looked for when fewer working days precede it.
    let (mut low, mut high) = (0, WEEKDAYS_OFF.len());
    while low < high {
        let middle = low.midpoint(high);
        let before =
            WEEKDAYS_OFF.get(middle).map_or(i64::MAX, |off| plain(*off) - count(middle) - 1);
        if before < position { low = middle + 1 } else { high = middle }
    }
    plain_day_at(position + count(low))
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
