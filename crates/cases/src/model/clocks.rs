//! The clocks of a case: what it owes by law, by promise, and task by task. All are courses of
//! the one deadline kernel.

use basis::Text;
use basis::clock::Course;
use catalogue::model::Matter;

use super::work::Open;
use super::{Case, State, open_work};

/// The name of the special procedure's clock among the tasks of whose lateness somebody was told.
pub const SPECIAL: &str = "special";

/// Which clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The limit that the office promises.
    Promised,
    /// The limit that the law sets.
    Statutory,
    /// The limit of one piece of work: `receive`, `stage.task`, `decide`, `deliver`.
    Task(String),
    /// The time that the applicant has to answer.
    Reply,
    /// The limit of the special procedure under way.
    Special,
}

/// A clock of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// Which one.
    pub which: Which,
    /// Its name.
    pub name: Text,
    /// Its course.
    pub course: Course,
}

/// Every clock that runs or stands still now.
#[must_use]
pub fn clocks(case: &Case, matter: &Matter) -> Vec<Clock> {
    let mut all = Vec::new();
    if matches!(case.state, State::InReview { .. } | State::Deciding { .. }) {
        all.extend(whole(case, matter));
    }
    all.extend(open_work(case, matter).into_iter().map(|Open { task, name, course, .. }| Clock {
        which: Which::Task(task),
        name,
        course,
    }));
    if let Some(asked) = case.asked() {
        all.push(Clock {
            which: Which::Reply,
            name: Text::new("申请人补正", "Applicant's reply"),
            course: Course::new(asked.since, matter.process.supplement.reply_within),
        });
    }
    if let Some(special) = case.special()
        && let Some(rule) = matter.process.special.iter().find(|one| one.id == special.id)
    {
        all.push(Clock {
            which: Which::Special,
            name: rule.name.clone(),
            course: Course::new(special.since, rule.limit),
        });
    }
    all
}

/// The promised and the statutory clock, from acceptance on.
#[must_use]
pub fn whole(case: &Case, matter: &Matter) -> Vec<Clock> {
    let Some(accepted) = case.accepted else { return Vec::new() };
    let extensions: Vec<_> = match (&case.extension, &matter.process.extension) {
        (Some(_), Some(rule)) => vec![rule.limit],
        _ => Vec::new(),
    };
    let course = |limit| Course {
        started: accepted,
        limit,
        extensions: extensions.clone(),
        pauses: case.pauses.clone(),
    };
    let promised = Clock {
        which: Which::Promised,
        name: Text::new("承诺时限", "Promised limit"),
        course: course(matter.limits.promised),
    };
    let statutory = matter.limits.statutory.as_ref().map(|law| Clock {
        which: Which::Statutory,
        name: Text::new("法定时限", "Statutory limit"),
        course: course(law.limit()),
    });
    std::iter::once(promised).chain(statutory).collect()
}
