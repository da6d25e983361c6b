//! What a due date looks like today: time left in words, and a light.

use serde::{Deserialize, Serialize};

use super::reckon::Stops;
use super::{Course, Due, due};
use crate::calendar::{Calendar, number};
use crate::{Instant, Text};

/// Amber shows when one part in so many of the whole time is left (20 %).
pub const AMBER_SHARE: i64 = 5;
/// Amber also shows when so many working days or fewer are left (not for limits of hours).
pub const AMBER_DAYS: i64 = 1;

/// The light of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Light {
    /// Time enough.
    Green,
    /// Nearly due: see [`AMBER_SHARE`] and [`AMBER_DAYS`].
    Amber,
    /// Late. A stop that came too late does not hide it.
    Red,
    /// The clock stands still, and was not late when it stopped.
    Stopped,
}

impl Light {
    /// The light's code, for classes and columns.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::Stopped => "stopped",
        }
    }

    /// The light in words; colour never stands alone.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Green => Text::new("正常", "on time"),
            Self::Amber => Text::new("临期", "due soon"),
            Self::Red => Text::new("逾期", "overdue"),
            Self::Stopped => Text::new("暂停计时", "clock stopped"),
        }
    }
}

/// How much time is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remaining {
    /// Working days after today up to the due day: 0 on the day itself, negative when overdue.
    pub working_days: i64,
    /// Whole working hours left, for limits of hours; negative when overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<i64>,
    /// Late, be it by a minute.
    pub overdue: bool,
    /// The clock stands still.
    pub stopped: bool,
    /// The date is provisional.
    pub provisional: bool,
}

/// How much time is left until something is due.
#[must_use]
pub fn remaining(due: &Due, calendar: &Calendar, now: Instant) -> Remaining {
    Remaining {
        working_days: calendar.working_days_between(now.date(), due.date),
        hours: due.by_the_hour().then(|| calendar.working_millis(now, due.at) / 3_600_000),
        overdue: due.overdue(now),
        stopped: due.stopped,
        provisional: due.provisional,
    }
}

/// The light that a course shows now.
#[must_use]
pub fn light(course: &Course, calendar: &Calendar, now: Instant) -> Light {
    let due = due(course, calendar, now);
    if due.overdue(now) {
        Light::Red
    } else if due.stopped {
        Light::Stopped
    } else if is_near(course, &due, calendar, now) {
        Light::Amber
    } else {
        Light::Green
    }
}

fn is_near(course: &Course, due: &Due, calendar: &Calendar, now: Instant) -> bool {
    let stops = Stops::of(course, now);
    if due.by_the_hour() {
        let worked = |millis: i64| calendar.worked_before(Instant::from_millis(millis));
        let whole = running(course.started.millis(), due.at.millis(), &stops.millis, worked);
        return calendar.working_millis(now, due.at) * AMBER_SHARE <= whole;
    }
    let worked = |day: i64| calendar.span().position(day - 1);
    let (first, end) = (number(course.started.date()) + 1, number(due.date) + 1);
    let left = calendar.working_days_between(now.date(), due.date);
    left <= AMBER_DAYS || left * AMBER_SHARE <= running(first, end, &stops.days, worked)
}

/// The working time between two points in which the clock ran.
fn running(from: i64, to: i64, stops: &[(i64, i64)], measure: impl Fn(i64) -> i64) -> i64 {
    let stopped = |stop: &(i64, i64)| {
        (measure(stop.1.clamp(from, to)) - measure(stop.0.clamp(from, to))).max(0)
    };
    measure(to) - measure(from) - stops.iter().map(stopped).sum::<i64>()
}

impl Remaining {
    /// The time left in words: 还剩 3 个工作日, 今天到期, 逾期 2 个工作日.
    #[must_use]
    pub fn words(&self) -> Text {
        let mut text = self.plain();
        if self.stopped && !self.overdue {
            text = Text::new(
                format!("计时已暂停，恢复后{}", text.zh),
                format!("clock stopped; when it runs again: {}", text.en),
            );
        }
        if self.provisional {
            text.zh.push_str("（暂定，待放假安排公布后确认）");
            text.en.push_str(" (provisional until the holidays are announced)");
        }
        text
    }

    fn plain(&self) -> Text {
        let (amount, zh, en) = match self.hours {
            Some(hours) if self.working_days == 0 => (hours, "个工作小时", "working hour"),
            _ => (self.working_days, "个工作日", "working day"),
        };
        let many = amount.unsigned_abs();
        let s = if many == 1 { "" } else { "s" };
        match (self.overdue, many) {
            (true, 0) => {
                Text::new(format!("已逾期，不到 1 {zh}"), format!("overdue by less than a {en}"))
            }
            (true, _) => {
                Text::new(format!("逾期 {many} {zh}"), format!("overdue by {many} {en}{s}"))
            }
            (false, 0) if self.hours.is_some() => {
                Text::new(format!("还剩不到 1 {zh}"), format!("less than a {en} left"))
            }
            (false, 0) => Text::new("今天到期", "due today"),
            (false, _) => Text::new(format!("还剩 {many} {zh}"), format!("{many} {en}{s} left")),
        }
    }
}
