//! The answers that an applicant has changed after being asked: before and after, from the records.

use cases::model::{Answers, Doing};
use cases::{Seen, Step};
use serde_json::Value as Json;
use web::Frame;

use crate::Desk;
use crate::case::shown;

/// One changed answer.
pub(crate) struct Change {
    /// Which step of the history changed it.
    pub at: usize,
    /// What was asked.
    pub label: String,
    /// The answer before.
    pub before: String,
    /// The answer since.
    pub after: String,
    /// When.
    pub when: String,
}

impl Change {
    /// 怎么给您打电话？由“13800138000”改为“13900139000”.
    pub(crate) fn words(&self, frame: &Frame) -> String {
        let values = [("label", &self.label), ("before", &self.before), ("after", &self.after)];
        frame.tf("desk.case.changed-words", values)
    }
}

/// Every changed answer, the oldest change first.
pub(crate) fn of(desk: &Desk, frame: &Frame, seen: &Seen, history: &[Step]) -> Vec<Change> {
    let mut now = Answers::new();
    let mut changes = Vec::new();
    for (at, step) in history.iter().enumerate() {
        match step.body.as_ref().map(|body| &body.doing) {
            Some(Doing::Submit(submission)) => now = submission.answers.clone(),
            Some(Doing::Supply { answers, .. }) => {
                for (id, value) in answers {
                    let before = now.insert(id.clone(), value.clone()).unwrap_or(Json::Null);
                    if before == *value {
                        continue;
                    }
                    let field = seen.matter.field(id);
                    let label = field.map_or(id.as_str(), |field| frame.say(&field.label));
                    changes.push(Change {
                        at,
                        label: label.to_owned(),
                        before: shown(desk, frame, &before, field),
                        after: shown(desk, frame, value, field),
                        when: frame.moment(&step.record.at),
                    });
                }
            }
            _ => {}
        }
    }
    changes
}
