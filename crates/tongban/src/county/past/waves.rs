//! How many come on a day, with what, and at which time of day: waves by weekday, holiday and
//! season; pure.

use basis::calendar::Calendar;
use basis::{Date, Instant};
use catalogue::model::Channel;

use super::draw::Draw;

/// One case a working day for so many people.
const PEOPLE_A_CASE: u64 = 600;
/// The fewest and the most cases of a plain working day.
const FEWEST: u64 = 4;
const MOST: u64 = 60;
/// How often people use the portal where nobody is at the counter.
const OFF_DAY: f64 = 0.2;
/// After so many days off in a row the counter is full.
const LONG_REST: i64 = 3;

/// How many cases come in on a day.
pub fn many(people: u64, day: Date, calendar: &Calendar, draw: &mut Draw) -> u64 {
    let plain = (people / PEOPLE_A_CASE).clamp(FEWEST, MOST) as f64;
    let wave = plain * of_day(day, calendar) * draw.between(0.8, 1.2);
    wave.floor() as u64 + u64::from(draw.happens(wave.fract()))
}

/// Mondays are full, Fridays are not; after a long rest twice as many come.
fn of_day(day: Date, calendar: &Calendar) -> f64 {
    if !calendar.is_working(day).works() {
        return OFF_DAY;
    }
    let of_week = match day.weekday().to_monday_one_offset() {
        1 => 1.3,
        2 => 1.1,
        4 => 0.95,
        5 => 0.85,
        _ => 1.0,
    };
    let rested = (1..=LONG_REST).all(|back| {
        let before = day.saturating_sub(jiff::Span::new().days(back));
        !calendar.is_working(before).works()
    });
    if rested { of_week * 1.6 } else { of_week }
}

/// How often a matter is asked for, against one that nobody thinks of, in a month.
pub fn weight(matter: &str, month: i8) -> f64 {
    let in_season = |months: std::ops::RangeInclusive<i8>, yes: f64, no: f64| {
        if months.contains(&month) { yes } else { no }
    };
    match matter {
        "resident-medical-payment" => in_season(9..=12, 7.0, 1.0),
        "school-enrol" => in_season(6..=8, 8.0, 0.3),
        "social-security-card" => 5.0,
        "elderly-allowance" | "senior-card" | "medical-remote-filing" => 4.0,
        "flexible-employment" | "residence-permit" | "resident-pension-enrol" => 3.0,
        "individual-business" | "small-catering" | "realty-registration" => 2.5,
        "temporary-assistance" | "subsistence-allowance" => in_season(11..=12, 3.0, 2.0),
        "market-complaint" | "disability-two-subsidies" | "housing-fund-withdrawal" => 2.0,
        _ => 0.7,
    }
}

/// Whom a matter is for, by age; who is not among them does not come with it.
pub fn ages(matter: &str) -> std::ops::RangeInclusive<i32> {
    match matter {
        "elderly-allowance" => 80..=105,
        "senior-card" | "destitute-support" => 60..=95,
        "school-enrol" => 25..=45,
        "birth-registration"
        | "newborn-household"
        | "birth-medical-certificate"
        | "vaccination-certificate"
        | "parenting-guidance"
        | "maternity-reimbursement" => 21..=42,
        "resident-pension-enrol" | "flexible-employment" => 18..=58,
        _ => 19..=84,
    }
}

/// How they come, out of the ways that a matter has; where offices are closed, from home.
pub fn channel(offered: &[Channel], is_open: bool, draw: &mut Draw) -> Option<Channel> {
    let share = |channel: &Channel| match channel {
        Channel::Web => 0.46,
        Channel::Counter if is_open => 0.34,
        Channel::Kiosk if is_open => 0.06,
        Channel::Helper if is_open => 0.09,
        Channel::Phone if is_open => 0.05,
        _ => 0.0,
    };
    let shares: Vec<f64> = offered.iter().map(share).collect();
    let any = shares.iter().sum::<f64>() > 0.0;
    any.then(|| offered[draw.weighed(&shares)])
}

/// The time of day: in office hours, mornings more than afternoons, or, from home, till late.
pub fn time(day: Date, channel: Channel, draw: &mut Draw) -> Instant {
    let (hour, minutes) = match channel {
        Channel::Web => (7, draw.between(0.0, 15.0 * 60.0)),
        _ if draw.happens(0.6) => (9, draw.between(0.0, 170.0)),
        _ => (13, draw.between(31.0, 230.0)),
    };
    Instant::at(day, hour, 0).plus_millis((minutes * 60_000.0) as i64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn mondays_are_full_and_days_off_quiet() {
        let calendar = Calendar::default();
        let (monday, friday, sunday) = (date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 22));
        assert!(of_day(monday, &calendar) > of_day(friday, &calendar));
        assert!(of_day(friday, &calendar) > of_day(sunday, &calendar));
        // The offices open again after the national holiday, which the law itself fixes.
        let first = date(2026, 10, 5);
        assert!(of_day(first, &calendar) > of_day(monday, &calendar), "after a long rest");
    }

    #[test]
    fn the_season_of_a_matter_shows() {
        assert!(weight("resident-medical-payment", 10) > weight("resident-medical-payment", 5));
        assert!(weight("school-enrol", 8) > weight("school-enrol", 11));
    }

    /// The days of a year as they are lived: who comes, and with what.
    #[test]
    fn a_year_rises_and_falls_with_its_weekdays_and_seasons() {
        let calendar = Calendar::default();
        let matters = ["resident-medical-payment", "school-enrol", "social-security-card"];
        let (mut on, mut with) = (BTreeMap::new(), BTreeMap::new());
        for day in date(2026, 1, 1).series(1.day()).take(365) {
            let come = many(20_000, day, &calendar, &mut Draw::new(7, &format!("wave {day}"), 0));
            *on.entry(day.weekday().to_monday_one_offset()).or_default() += come;
            let weights = matters.map(|matter| weight(matter, day.month()));
            for number in 0..come {
                let chosen = Draw::new(7, &format!("case {day}"), number).weighed(&weights);
                *with.entry((matters[chosen], day.month())).or_default() += 1;
            }
        }
        let on = |weekday: i8| -> u64 { on[&weekday] };
        assert!(on(1) > on(2) && on(2) > on(5) && on(5) > 3 * on(7), "{} {}", on(1), on(7));
        let with = |matter: &'static str, month: i8| -> u64 {
            with.get(&(matter, month)).copied().unwrap_or(0)
        };
        assert!(with("school-enrol", 7) > 5 * with("school-enrol", 11));
        assert!(with("resident-medical-payment", 10) > 2 * with("resident-medical-payment", 5));
    }

    #[test]
    fn nobody_stands_at_a_counter_that_is_closed() {
        let mut draw = Draw::new(1, "channel", 0);
        for _ in 0..50 {
            let found = channel(&[Channel::Counter, Channel::Web], false, &mut draw);
            assert_eq!(found, Some(Channel::Web));
        }
        assert_eq!(channel(&[Channel::Counter], false, &mut draw), None);
    }
}
