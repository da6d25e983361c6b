//! What was asked of the applicant, each time: by whom, what, and whether the case was accepted yet.

use basis::Instant;
use cases::Step;
use cases::model::{Doing, find_task};
use catalogue::model::Matter;

use super::words::Words;
use crate::document::Wanted;

/// The task that decides, as a doing names it.
const DECIDE: &str = "decide";

/// One time that something was asked.
pub(super) struct Asked<'a> {
    /// When.
    pub at: Instant,
    /// Who asked in review: `stage.task` or `decide`; none where it was asked before acceptance.
    task: Option<&'a str>,
    /// What is missing, one line each.
    items: &'a [String],
    /// The answers to put right, by the field's id.
    answers: &'a [String],
}

impl Asked<'_> {
    /// Whether the case was not accepted yet: only then the law wants everything told at once.
    pub(super) const fn is_once(&self) -> bool {
        self.task.is_none()
    }

    /// The department that asks.
    pub(super) fn department<'m>(&self, matter: &'m Matter) -> &'m str {
        let process = &matter.process;
        match self.task {
            None => &process.receive.department,
            Some(DECIDE) => &process.decide.department,
            Some(task) => find_task(matter, task)
                .map_or(process.receive.department.as_str(), |one| one.department.as_str()),
        }
    }

    /// Everything that the applicant is to hand in or put right.
    pub(super) fn wanted(&self, matter: &Matter, words: &Words) -> Vec<Wanted> {
        let said = self.items.iter().filter(|item| !item.trim().is_empty()).cloned();
        let items = said.map(|what| wanted(what, words.t("certificates.paper.supplement-how")));
        let answers = self.answers.iter().map(|id| {
            let label = matter.field(id).map_or(id.as_str(), |field| field.label.zh.as_str());
            wanted(
                words.tf("certificates.paper.supplement-answer", &[("question", label)]),
                words.t("certificates.paper.supplement-answer-how"),
            )
        });
        items.chain(answers).collect()
    }
}

fn wanted(what: String, how: String) -> Wanted {
    Wanted { what, reason: String::new(), how }
}

/// What was asked, in the order of time.
pub(super) fn asked(history: &[Step]) -> impl Iterator<Item = Asked<'_>> {
    history.iter().filter_map(|step| {
        let at = step.record.at;
        match &step.body.as_ref()?.doing {
            Doing::AskCorrection { items, answers } => {
                Some(Asked { at, task: None, items, answers })
            }
            Doing::AskSupplement { task, items, answers } => {
                Some(Asked { at, task: Some(task.as_str()), items, answers })
            }
            _ => None,
        }
    })
}
