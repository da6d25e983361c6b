//! What the departments have to do: stages with parallel tasks, what is open, and on whose desk.

use std::collections::BTreeMap;
use std::fmt;

use basis::clock::{Course, Limit};
use basis::{DivisionCode, Instant, Role, Text};
use catalogue::model::{Join, Matter, Stage, TOWNSHIP};
use serde::{Deserialize, Serialize};

use super::{Case, State};

/// The department that stands for the applicant's own village.
const VILLAGE: &str = "village";

/// A stage that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageWork {
    /// Since when.
    pub since: Instant,
    /// Its tasks by id.
    pub tasks: BTreeMap<String, TaskWork>,
}

/// A task that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskWork {
    /// Somebody owes it.
    Open,
    /// Somebody has done it.
    Done {
        /// When.
        at: Instant,
        /// With which result.
        verdict: Verdict,
        /// The opinion.
        opinion: String,
    },
    /// No longer needed, because another task of the stage was enough.
    Spared,
}

/// The result of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// No objection.
    Pass,
    /// Objection.
    Fail,
}

/// A department's opinion, as the one who decides sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `stage.task`.
    pub task: String,
    /// When.
    pub at: Instant,
    /// With which result.
    pub verdict: Verdict,
    /// The opinion.
    pub opinion: String,
}

/// What the applicant has been asked to add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// When it was asked.
    pub since: Instant,
    /// Who asked: `receive`, `stage.task` or `decide`.
    pub task: String,
    /// What is missing, one line each.
    pub items: Vec<String>,
    /// The answers to put right, by the field's id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<String>,
}

/// The desk on which a piece of work lies: a department, or one township's office.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Desk(String);

impl Desk {
    /// The desk of a department; that of the applicant's own township or village where the
    /// matter says so.
    #[must_use]
    pub fn of(department: &str, applicant: &DivisionCode) -> Self {
        let own = |digits: usize| {
            let code = applicant.as_str();
            Self(format!("{department}/{}", code.get(..digits).unwrap_or(code)))
        };
        match department {
            TOWNSHIP => own(9),
            VILLAGE => own(12),
            _ => Self(department.to_owned()),
        }
    }

    /// The desk that a text names, as [`Desk::as_str`] gives it.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As text: `minzheng`, `township/330825101`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The department's id.
    #[must_use]
    pub fn department(&self) -> &str {
        self.0.split('/').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A piece of work that somebody owes now.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// `receive`, `stage.task`, `decide` or `deliver`.
    pub task: String,
    /// Its name.
    pub name: Text,
    /// On whose desk.
    pub desk: Desk,
    /// Who may do it.
    pub role: Role,
    /// Its clock.
    pub course: Course,
}

/// Everything that somebody owes now, in the order of the matter.
#[must_use]
pub fn open_work(case: &Case, matter: &Matter) -> Vec<Open> {
    let process = &matter.process;
    let work = |task: &str, name: Text, department: &str, role, since, limit: Limit| Open {
        task: task.to_owned(),
        name,
        desk: Desk::of(department, &case.applicant.division),
        role,
        course: Course {
            started: since,
            limit,
            extensions: Vec::new(),
            pauses: pauses_since(case, since),
        },
    };
    let deliver = |since| {
        let (by, name) = (&process.receive, Text::new("送达", "Deliver"));
        work("deliver", name, &by.department, by.role, since, process.deliver.limit)
    };
    match &case.state {
        State::Received { since } => {
            let (by, name) = (&process.receive, Text::new("收件受理", "Receive and accept"));
            vec![work("receive", name, &by.department, by.role, *since, by.limit)]
        }
        State::InReview { stages, .. } => stages
            .iter()
            .filter_map(|(id, begun)| Some((stage(matter, id)?, begun)))
            .flat_map(|(stage, begun)| {
                stage
                    .tasks
                    .iter()
                    .filter(|task| begun.tasks.get(&task.id) == Some(&TaskWork::Open))
                    .map(|task| {
                        let id = format!("{}.{}", stage.id, task.id);
                        work(
                            &id,
                            task.name.clone(),
                            &task.department,
                            task.role,
                            begun.since,
                            task.limit,
                        )
                    })
            })
            .collect(),
        State::Deciding { since, .. } => {
            let (by, name) = (&process.decide, Text::new("审批决定", "Decide"));
            vec![work("decide", name, &by.department, by.role, *since, by.limit)]
        }
        State::Certified { decision, .. } => vec![deliver(decision.at)],
        State::Granted { decision } if matter.outcome.certificate.is_none() => {
            vec![deliver(decision.at)]
        }
        _ => Vec::new(),
    }
}

/// The limit of a piece of work by its name in [`Open::task`]; none where the matter has no such work.
pub(crate) fn limit_of(matter: &Matter, name: &str) -> Option<Limit> {
    let process = &matter.process;
    match name {
        "receive" => Some(process.receive.limit),
        "decide" => Some(process.decide.limit),
        "deliver" => Some(process.deliver.limit),
        path => find_task(matter, path).map(|task| task.limit),
    }
}

/// The stops that fall into a piece of work which began at `since`.
fn pauses_since(case: &Case, since: Instant) -> Vec<basis::clock::Pause> {
    case.pauses
        .iter()
        .filter(|pause| pause.until.is_none_or(|until| until > since))
        .map(|pause| basis::clock::Pause { from: pause.from.max(since), ..pause.clone() })
        .collect()
}

pub(crate) fn stage<'a>(matter: &'a Matter, id: &str) -> Option<&'a Stage> {
    matter.process.stages.iter().find(|stage| stage.id == id)
}

/// The stage and the task that `stage.task` names.
pub(crate) fn task<'a>(
    matter: &'a Matter,
    path: &str,
) -> Option<(&'a Stage, &'a catalogue::model::Task)> {
    let (stage_id, task_id) = path.split_once('.')?;
    let stage = stage(matter, stage_id)?;
    stage.tasks.iter().find(|task| task.id == task_id).map(|task| (stage, task))
}

/// The task that `stage.task` names.
#[must_use]
pub fn find_task<'a>(matter: &'a Matter, path: &str) -> Option<&'a catalogue::model::Task> {
    task(matter, path).map(|(_, task)| task)
}

impl StageWork {
    /// A stage that begins now with all its tasks.
    pub(crate) fn begin(stage: &Stage, at: Instant) -> Self {
        let tasks = stage.tasks.iter().map(|task| (task.id.clone(), TaskWork::Open)).collect();
        Self { since: at, tasks }
    }

    /// Whether the stage is done: all tasks, or the one that is enough. An objection ends a task
    /// like any other result; it is weighed when the case is decided.
    pub(crate) fn done(&self, join: Join) -> bool {
        let open = |work: &TaskWork| *work == TaskWork::Open;
        let passed =
            |work: &TaskWork| matches!(work, TaskWork::Done { verdict: Verdict::Pass, .. });
        match join {
            Join::All => !self.tasks.values().any(open),
            Join::Any => self.tasks.values().any(passed) || !self.tasks.values().any(open),
        }
    }

    /// Spares the tasks that are no longer needed.
    pub(crate) fn spare(&mut self) {
        for work in self.tasks.values_mut() {
            if *work == TaskWork::Open {
                *work = TaskWork::Spared;
            }
        }
    }
}
