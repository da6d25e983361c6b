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
        State::InReview { stages, .. } => match stages.get(&stage.id) {
            None => StepState::Waiting,
            Some(work) if work.tasks.values().any(|task| *task == TaskWork::Open) => {
                if case.stopped() { StepState::Stopped } else { StepState::Now }
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
        State::Deciding { .. } if case.stopped() => StepState::Stopped,
        State::Deciding { .. } => StepState::Now,
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

#[cfg(test)]
mod tests {
    use basis::{CaseId, Id, PersonId};
    use cases::model::{Answers, Applicant, Doing, Submission, apply, open};
    use catalogue::model::Channel;
    use catalogue::{Catalogue, Settings};

    use super::*;

    #[test]
    fn a_step_stands_still_only_while_the_clock_does() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/catalogue");
        let now = web::testing::site().ambient.now();
        let catalogue =
            Catalogue::load(std::path::Path::new(folder), &Settings::on(now.date())).unwrap();
        let check = |id: &str, stops: bool, expected: StepState| {
            let matter = catalogue.matter("330825", id, now.date()).unwrap();
            let stage = &matter.process.stages[0];
            let special = &matter.process.special[0];
            assert_eq!(special.stops_clock, stops, "{id}");
            let begin = Doing::BeginSpecial {
                task: format!("{}.{}", stage.id, stage.tasks[0].id),
                special: special.id.clone(),
                note: String::new(),
            };
            let doings = [Doing::Accept { later: Vec::new() }, begin];
            let case = doings.iter().fold(open(submission(matter), matter, now), |case, doing| {
                apply(case, doing, matter, now).unwrap()
            });
            let steps = steps(&case, matter);
            let found = steps.iter().find(|step| step.id == stage.id).map(|step| step.state);
            assert_eq!(found, Some(expected), "{id}");
        };
        check("realty-registration", false, StepState::Now);
        check("elderly-allowance", true, StepState::Stopped);
    }

    fn submission(matter: &Matter) -> Submission {
        let id = Id::from_parts(basis::Instant::from_millis(0), [1; 10]);
        Submission {
            id: CaseId(id),
            number: String::new(),
            pin: matter.pin(),
            applicant: Applicant {
                person: PersonId(id),
                name: "龚桂花".to_owned(),
                division: "330825101200".parse().unwrap(),
            },
            channel: Channel::Web,
            filed_by: None,
            answers: Answers::new(),
            facts: Vec::new(),
            materials: Vec::new(),
            shown: String::new(),
            parent: None,
            parts: Vec::new(),
        }
    }
}
