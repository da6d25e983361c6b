//! The hours in which the offices work; limits of hours run only within them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Refusal, RefusalKind};

const MINUTE: i64 = 60_000;

/// One stretch of work in a day, in minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When it begins.
    pub opens: u16,
    /// When it ends.
    pub closes: u16,
}

/// The office hours of a working day, written `09:00-12:00/13:30-17:30`.
///
/// No national text fixes them (guides only imply a day of seven or eight hours), so they are a
/// setting of the county; the default is what county halls commonly post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WorkingHours(Vec<Session>);

impl Default for WorkingHours {
    fn default() -> Self {
        Self(vec![Session { opens: 540, closes: 720 }, Session { opens: 810, closes: 1050 }])
    }
}

impl WorkingHours {
    /// Hours made of sessions in order, each ending before the next begins.
    pub fn new(sessions: Vec<Session>) -> Result<Self, Refusal> {
        let ordered = sessions.windows(2).all(|pair| pair[0].closes <= pair[1].opens);
        let real = sessions.iter().all(|one| one.opens < one.closes && one.closes <= 24 * 60);
        if sessions.is_empty() || !ordered || !real { Err(bad()) } else { Ok(Self(sessions)) }
    }

    /// The sessions of a day, in order.
    #[must_use]
    pub fn sessions(&self) -> &[Session] {
        &self.0
    }

    /// Milliseconds of work in one day.
    #[must_use]
    pub fn day_millis(&self) -> i64 {
        self.0.iter().map(|one| i64::from(one.closes - one.opens) * MINUTE).sum()
    }

    /// Milliseconds of work done by a time of day (milliseconds after midnight).
    pub(crate) fn worked_by(&self, time: i64) -> i64 {
        let worked = |one: &Session| {
            let (opens, closes) = (i64::from(one.opens) * MINUTE, i64::from(one.closes) * MINUTE);
            (time.min(closes) - opens).max(0)
        };
        self.0.iter().map(worked).sum()
    }

    /// The earliest time of day by which so many milliseconds of work are done.
    pub(crate) fn time_at(&self, mut worked: i64) -> i64 {
        for one in &self.0 {
            let length = i64::from(one.closes - one.opens) * MINUTE;
            if worked <= length {
                return i64::from(one.opens) * MINUTE + worked;
            }
            worked -= length;
        }
        self.0.last().map_or(0, |one| i64::from(one.closes) * MINUTE)
    }
}

impl FromStr for WorkingHours {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        text.split('/').map(session).collect::<Option<Vec<_>>>().ok_or_else(bad).and_then(Self::new)
    }
}

impl TryFrom<String> for WorkingHours {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        text.parse()
    }
}

impl From<WorkingHours> for String {
    fn from(hours: WorkingHours) -> Self {
        hours.to_string()
    }
}

impl fmt::Display for WorkingHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let words: Vec<String> = (self.0.iter())
            .map(|one| format!("{}-{}", clock(one.opens), clock(one.closes)))
            .collect();
        f.write_str(&words.join("/"))
    }
}

fn session(text: &str) -> Option<Session> {
    let (opens, closes) = text.trim().split_once('-')?;
    Some(Session { opens: minutes(opens)?, closes: minutes(closes)? })
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
}

fn bad() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "hours.malformed")
}
