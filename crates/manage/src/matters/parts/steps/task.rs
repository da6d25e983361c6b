//! What only a step of the list has, beside department, role and limit: what may be done in it, when it
//! begins, who has to pass, and where it sends a case back to.

use catalogue::model::{Join, May};
use serde_json::Value as Json;
use web::{Choice, Field, Frame, Kind};

use super::super::typed::{radios, text};
use super::super::{Sheet, name_of_item};
use super::{Step, graph, words_of};

/// What may be done, when the step begins, who has to pass, and where it sends a case back to.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, step: &Step, is_new: bool) -> Vec<Field> {
    let may = May::ALL.iter().map(|one| Choice::new(one.code(), frame.say(&one.name())));
    let may = Field::new("may", frame.t("manage.step.may"), Kind::Checkboxes)
        .options(may.collect())
        .value(if is_new { "pass,fail,supplement".to_owned() } else { text(&step.item, "/may") });
    let stages = sheet.items();
    let place = match (is_new, stages.last()) {
        (false, _) => "stay".to_owned(),
        (true, Some(last)) => format!("after:{}", name_of_item(last)),
        (true, None) => "first".to_owned(),
    };
    let begins = Field::new("where", frame.t("manage.step.where"), Kind::Select)
        .hint(frame.t("manage.step.where-hint"))
        .options(places(frame, &stages, step, is_new))
        .value(place);
    let join = graph::stage_of(&stages, &step.id).map(|at| text(&stages[at], "/join"));
    let join = join.filter(|join| !join.is_empty()).unwrap_or_else(|| Join::All.code().to_owned());
    let joins = Join::ALL.iter().map(|one| (one.code(), one.name()));
    let join = radios(frame, ("join", "manage.step.join"), joins, &join);
    vec![may, back(frame, &stages, step), begins, join.hint(frame.t("manage.step.join-hint"))]
}

/// The places at which a step may begin: where it is, first of all, after or beside others.
fn places(frame: &Frame, stages: &[Json], step: &Step, is_new: bool) -> Vec<Choice> {
    let mut places = Vec::new();
    if !is_new {
        places.push(Choice::new("stay", frame.t("manage.step.stay")));
    }
    places.push(Choice::new("first", frame.t("manage.step.first")));
    for stage in stages {
        let tasks = graph::tasks(stage);
        if tasks.len() == 1 && tasks.iter().all(|task| name_of_item(task) == step.id) {
            continue;
        }
        let (id, names) = (name_of_item(stage), names(frame, &tasks));
        let after = frame.tf("manage.step.after", [("name", names.as_str())]);
        places.push(Choice::new(format!("after:{id}"), after));
        let with = frame.tf("manage.step.with", [("name", names.as_str())]);
        places.push(Choice::new(format!("with:{id}"), with));
    }
    places
}

fn names(frame: &Frame, tasks: &[Json]) -> String {
    let comma = if frame.is_chinese() { "、" } else { ", " };
    tasks.iter().map(|task| words_of(frame, task)).collect::<Vec<_>>().join(comma)
}

/// The earlier steps to which a case may be sent back.
fn back(frame: &Frame, stages: &[Json], step: &Step) -> Field {
    let at = graph::stage_of(stages, &step.id);
    let earlier = stages.iter().take(at.unwrap_or(stages.len()));
    let choices = earlier.map(|stage| {
        let names = names(frame, &graph::tasks(stage));
        Choice::new(name_of_item(stage), names)
    });
    Field::new("back", frame.t("manage.step.back"), Kind::Select)
        .hint(frame.t("manage.step.back-hint"))
        .options(choices.collect())
        .value(at.map(|at| text(&stages[at], "/return")).unwrap_or_default())
        .optional()
}
