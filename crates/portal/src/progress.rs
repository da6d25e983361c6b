//! How far a case is, in steps that people understand. Pure.

use basis::Text;
use cases::model::{Case, State, TaskWork};
use catalogue::model::{Matter, Stage};
use web::StepState;

/// One step of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// `submit`, `receive`, id of a stage, `decide`, `deliver`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Ids of the departments that have it.
    pub departments: Vec<String>,
    /// How far it is.
    pub state: StepState,
}

/// Every step of a case, in its order. A joint case has its parts instead.
#[must_use]
pub fn steps(case: &Case, matter: &Matter) -> Vec<Step> {
    let process = &matter.process;
    let step = |id: &str, zh: &str, en: &str, departments: Vec<String>, state| Step {
        id: id.to_owned(),
        name: Text::new(zh, en),
        departments,
        state,
    };
    let mut steps = vec![step("submit", "提交申请", "Submit", Vec::new(), StepState::Done)];
    let receive = vec![process.receive.department.clone()];
    steps.push(step("receive", "受理", "Accept", receive.clone(), received(case)));
    for stage in &process.stages {
        let departments = stage.tasks.iter().map(|task| task.department.clone()).collect();
        steps.push(Step {
            id: stage.id.clone(),
            name: stage.name.clone(),
            departments,
            state: reviewed(case, stage),
        });
    }
    let decide = vec![process.decide.department.clone()];
    steps.push(step("decide", "决定", "Decide", decide, decided(case)));
    steps.push(step("deliver", "拿到结果", "Receive the result", receive, delivered(case)));
    steps
}

/// Steps done and all steps, for a bar.
#[must_use]
pub fn bar(steps: &[Step]) -> (usize, usize) {
    (steps.iter().filter(|step| step.state == StepState::Done).count(), steps.len())
}

fn received(case: &Case) -> StepState {
    match &case.state {
        State::Received { .. } => StepState::Now,
        State::Correcting { .. } => StepState::Stopped,
        State::NotAccepted { .. } => StepState::Waiting,
        _ if case.accepted.is_some() => StepState::Done,
        _ => StepState::Waiting,
    }
}

fn reviewed(case: &Case, stage: &Stage) -> StepState {
    match &case.state {
        State::InReview { stages, asked, special } => match stages.get(&stage.id) {
            None => StepState::Waiting,
            Some(work) if work.tasks.values().any(|task| *task == TaskWork::Open) => {
                if asked.is_some() || special.is_some() {
                    StepState::Stopped
                } else {
                    StepState::Now
                }
            }
            Some(_) => StepState::Done,
        },
        State::Deciding { .. } => StepState::Done,
        _ if case.decision().is_some() => StepState::Done,
        _ => StepState::Waiting,
    }
}

fn decided(case: &Case) -> StepState {
    match &case.state {
        State::Deciding { asked: None, special: None, .. } => StepState::Now,
        State::Deciding { .. } => StepState::Stopped,
        _ if case.decision().is_some() => StepState::Done,
        _ => StepState::Waiting,
    }
}

fn delivered(case: &Case) -> StepState {
    match &case.state {
        State::Granted { .. } | State::Certified { .. } => StepState::Now,
        State::Delivered { .. } | State::Refused { .. } => StepState::Done,
        _ => StepState::Waiting,
    }
}
