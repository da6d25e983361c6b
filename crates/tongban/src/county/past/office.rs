//! When an office does a thing: how long it takes against its limit, and in which hours.

use basis::Instant;
use basis::calendar::Calendar;
use basis::clock::{Limit, Unit};

use super::draw::Draw;

/// How often a piece of work is late.
const LATE: f64 = 0.05;
/// How often it is left lying.
const FORGOTTEN: f64 = 0.012;

/// When a piece of work that began at an instant is done; `None` where it is left lying. A
/// department's pace multiplies what is usual.
pub fn done(
    calendar: &Calendar,
    since: Instant,
    limit: Limit,
    pace: f64,
    draw: &mut Draw,
) -> Option<Instant> {
    if draw.happens(FORGOTTEN) {
        return None;
    }
    let part = match draw.weighed(&[0.7, 0.3 - LATE, LATE]) {
        0 => draw.between(0.1, 0.6) * pace,
        1 => draw.between(0.6, 1.0),
        _ => draw.between(1.15, 1.9),
    };
    let days = part * working_days(limit);
    Some(if days < 1.0 {
        shortly(calendar, since, days, draw)
    } else {
        later(calendar, since, days, draw)
    })
}

/// A limit in working days, roughly.
pub fn working_days(limit: Limit) -> f64 {
    let n = f64::from(limit.n);
    match limit.unit {
        Unit::WorkingDay => n,
        Unit::NaturalDay => n * 5.0 / 7.0,
        Unit::Month => n * 21.0,
        Unit::Hour => n / 7.0,
    }
}

/// Within the day, if the office is still open, else the next morning.
fn shortly(calendar: &Calendar, since: Instant, days: f64, draw: &mut Draw) -> Instant {
    let minutes = draw.between(4.0, 40.0) + days * 120.0;
    let at = since.plus_millis((minutes * 60_000.0) as i64);
    if is_open(calendar, at) { at } else { opening(calendar, at, draw) }
}

fn later(calendar: &Calendar, since: Instant, days: f64, draw: &mut Draw) -> Instant {
    let (day, _) = calendar.add_working_days(since.date(), days.round() as u32);
    in_hours(day, draw)
}

/// Some time of a working day.
pub fn in_hours(day: basis::Date, draw: &mut Draw) -> Instant {
    let (hour, minutes) = if draw.happens(0.55) {
        (9, draw.between(0.0, 175.0))
    } else {
        (13, draw.between(31.0, 235.0))
    };
    Instant::at(day, hour, 0).plus_millis((minutes * 60_000.0) as i64)
}

fn is_open(calendar: &Calendar, at: Instant) -> bool {
    let minute = (at.since(Instant::at(at.date(), 0, 0)) / 60_000) as u16;
    let sessions = calendar.hours().sessions();
    calendar.is_working(at.date()).works()
        && sessions.iter().any(|one| (one.opens..one.closes).contains(&minute))
}

/// The next time at which the office is open: this afternoon or the next working day.
fn opening(calendar: &Calendar, at: Instant, draw: &mut Draw) -> Instant {
    let minutes = (draw.between(1.0, 50.0) * 60_000.0) as i64;
    let today = calendar.is_working(at.date()).works();
    let starts = calendar
        .hours()
        .sessions()
        .iter()
        .map(|one| Instant::at(at.date(), 0, 0).plus_millis(i64::from(one.opens) * 60_000));
    let next = starts.filter(|start| today && *start > at).min();
    let start = next.unwrap_or_else(|| Instant::at(calendar.next_working_day(at.date()).0, 9, 0));
    start.plus_millis(minutes)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_office_works_in_its_hours_and_mostly_in_time() {
        let calendar = Calendar::default();
        let since = Instant::at(date(2026, 11, 20), 16, 50);
        let (limit, mut late) = (Limit::working_days(5), 0);
        for number in 0..400 {
            let mut draw = Draw::new(3, "office", number);
            let Some(at) = done(&calendar, since, limit, 1.0, &mut draw) else { continue };
            assert!(at > since && is_open(&calendar, at), "{at}");
            late += usize::from(calendar.working_days_between(since.date(), at.date()) > 5);
        }
        assert!((4..60).contains(&late), "{late} of 400 are late");
    }
}
