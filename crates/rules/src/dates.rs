//! Days as whole numbers, so that dates live in columns like everything else.

use basis::Date;

use crate::trouble::Trouble;

const FIRST: i64 = -4_371_587;
const LAST: i64 = 2_932_896;

/// Days since 1970-01-01.
pub(crate) fn days_of(date: Date) -> i64 {
    days(i64::from(date.year()), i64::from(date.month()), i64::from(date.day()))
}

/// The date of a day number; a day out of the calendar becomes its nearest end.
pub(crate) fn date_of(day: i64) -> Date {
    let (year, month, day) = civil(day.clamp(FIRST, LAST));
    Date::new(year as i16, month as i8, day as i8).unwrap_or(Date::ZERO)
}

/// Day number of a date of the proleptic Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a day number.
pub(crate) fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Whole years from one day to another: the age on the birthday itself counts as reached,
/// and who is born on 29 February reaches it on 1 March of a common year.
pub(crate) fn age(from: i64, to: i64) -> Result<i64, Trouble> {
    age_on(from, civil(in_range(to)?))
}

/// The same, on a day that is split into its parts already.
pub(crate) fn age_on(from: i64, end: (i64, i64, i64)) -> Result<i64, Trouble> {
    let start = civil(in_range(from)?);
    Ok(end.0 - start.0 - i64::from((end.1, end.2) < (start.1, start.2)))
}

/// Whole months from one day to another.
pub(crate) fn months(from: i64, to: i64) -> Result<i64, Trouble> {
    let (start, end) = (civil(in_range(from)?), civil(in_range(to)?));
    Ok((end.0 - start.0) * 12 + end.1 - start.1 - i64::from(end.2 < start.2))
}

/// Days from one day to another.
pub(crate) fn between(from: i64, to: i64) -> Result<i64, Trouble> {
    to.checked_sub(from).ok_or(Trouble::Overflow)
}

/// A day so many days later.
pub(crate) fn add_days(day: i64, count: i64) -> Result<i64, Trouble> {
    in_range(day.checked_add(count).ok_or(Trouble::Overflow)?)
}

/// The same day so many months later, or the last day of that month.
pub(crate) fn add_months(day: i64, count: i64) -> Result<i64, Trouble> {
    let (year, month, day) = civil(in_range(day)?);
    let total = (year * 12 + month - 1).checked_add(count).ok_or(Trouble::Overflow)?;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
    if !(-9_999..=9_999).contains(&year) {
        return Err(Trouble::Overflow);
    }
    let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let length = days(next_year, next_month, 1) - days(year, month, 1);
    in_range(days(year, month, day.min(length)))
}

fn in_range(day: i64) -> Result<i64, Trouble> {
    if (FIRST..=LAST).contains(&day) { Ok(day) } else { Err(Trouble::Overflow) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i64 {
        days_of(text.parse().unwrap())
    }

    #[test]
    fn day_numbers_go_both_ways_and_agree_with_the_calendar() {
        assert_eq!(day("1970-01-01"), 0);
        for number in (-1_000_000..1_000_000).step_by(317) {
            assert_eq!(days_of(date_of(number)), number);
        }
        assert_eq!(date_of(FIRST), Date::MIN);
        assert_eq!(date_of(LAST), Date::MAX);
    }

    #[test]
    fn ages_and_months() {
        for (from, to, years, whole_months) in [
            ("1946-03-05", "2026-03-04", 79, 959),
            ("1946-03-05", "2026-03-05", 80, 960),
            ("2004-02-29", "2022-02-28", 17, 215),
            ("2004-02-29", "2022-03-01", 18, 216),
            ("2026-01-31", "2026-02-28", 0, 0),
        ] {
            assert_eq!(age(day(from), day(to)), Ok(years), "{from} {to}");
            assert_eq!(months(day(from), day(to)), Ok(whole_months), "{from} {to}");
        }
        assert_eq!(add_months(day("2026-01-31"), 1), Ok(day("2026-02-28")));
        assert_eq!(add_months(day("2026-03-31"), -13), Ok(day("2025-02-28")));
        assert_eq!(add_days(LAST, 1), Err(Trouble::Overflow));
    }
}
