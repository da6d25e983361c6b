//! The days that a department has for each of its steps, in the matters that are offered.

use basis::clock::Limit;
use catalogue::model::Matter;
use web::Frame;

use crate::Manage;
use crate::matters;

/// A step that a department owes.
pub(crate) struct Owed {
    /// Where its matter is changed.
    pub(crate) href: String,
    /// The matter.
    pub(crate) matter: String,
    /// The step.
    pub(crate) step: String,
    /// How long it has.
    pub(crate) limit: String,
}

/// Everything that a department owes, by matter.
pub(crate) fn owed(manage: &Manage, frame: &Frame, department: &str) -> Vec<Owed> {
    let catalogue = manage.cases.catalogue();
    let mut all = Vec::new();
    for matter in catalogue.offered(manage.county(), frame.today()) {
        for (step, limit) in steps(frame, matter, department) {
            all.push(Owed {
                href: format!("/manage/matters/{}", matter.id),
                matter: frame.say(&matter.name).to_owned(),
                step,
                limit: matters::limit(frame, limit),
            });
        }
    }
    all
}

/// The steps of a matter that are a department's, each with its limit.
fn steps(frame: &Frame, matter: &Matter, department: &str) -> Vec<(String, Limit)> {
    let process = &matter.process;
    let mut steps = Vec::new();
    if process.receive.department == department {
        steps.push((frame.t("manage.fields.receive"), process.receive.limit));
    }
    for task in process.stages.iter().flat_map(|stage| &stage.tasks) {
        if task.department == department {
            steps.push((frame.say(&task.name).to_owned(), task.limit));
        }
    }
    if process.decide.department == department {
        steps.push((frame.t("manage.fields.decide"), process.decide.limit));
    }
    steps
}
