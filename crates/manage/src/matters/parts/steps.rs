//! The steps of the process in their forms: who accepts, what each department does and in how many
//! days, side by side or one after the other, and who decides.

mod graph;
mod task;

use basis::{Role, Text};
use catalogue::model::{Join, TOWNSHIP};
use serde_json::{Value as Json, json};
use web::svg::{self, Node};
use web::{Choice, Field, Frame, Kind, Typed};

use super::typed::{Wrong, both, put, text, ticked, words};
use super::{Sheet, Written, name_of_item};

/// The steps that every process has; they stand beside the list.
pub(super) const FIXED: [&str; 2] = ["receive", "decide"];
/// The units of a limit, as the file writes them.
pub(super) const UNITS: [&str; 4] = ["工作日", "自然日", "小时", "月"];

const STAGES: &[&str] = &["process", "stages"];
const RECEIVE: &[&str] = &["process", "receive"];
const DECIDE: &[&str] = &["process", "decide"];

/// A step of the list.
pub(super) struct Step {
    /// Its id.
    pub(super) id: String,
    /// What it says.
    pub(super) item: Json,
    /// When it begins, in words.
    pub(super) begins: String,
}

/// Where a step stands in the file, for which a finding names the way.
pub(super) fn spot(stages: &[Json], way: &[String]) -> Option<(String, Vec<String>)> {
    let keys: Vec<&str> = way.iter().map(String::as_str).collect();
    let rest = |from: usize| way.get(from..).unwrap_or_default().to_vec();
    match keys.as_slice() {
        // They have forms of their own.
        ["process", "special" | "deliver" | "supplement" | "extension" | "commitment", ..] => None,
        ["process", fixed, ..] if FIXED.contains(fixed) => Some(((*fixed).to_owned(), rest(2))),
        ["process", "stages", at, more @ ..] => {
            let stage = stages.get(at.parse::<usize>().ok()?)?;
            let tasks = graph::tasks(stage);
            let task = match more {
                ["tasks", task, ..] => tasks.get(task.parse::<usize>().ok()?)?,
                _ => tasks.first()?,
            };
            let key = match more {
                ["tasks", _, ..] => rest(5),
                ["join", ..] => rest(3),
                ["return", ..] => vec!["back".to_owned()],
                _ => vec!["where".to_owned()],
            };
            Some((name_of_item(task).to_owned(), key))
        }
        ["process", ..] | ["limits", ..] => Some((String::new(), Vec::new())),
        _ => None,
    }
}

/// Every step in its order.
pub(super) fn list(frame: &Frame, sheet: &Sheet) -> Vec<Step> {
    let stages = sheet.items();
    let fixed = |id: &str, path: &[&str], begins: &str| Step {
        id: id.to_owned(),
        item: sheet.at(path),
        begins: frame.t(begins),
    };
    let comma = if frame.is_chinese() { "、" } else { ", " };
    let mut all = vec![fixed("receive", RECEIVE, "manage.step.begins-receive")];
    for (at, stage) in stages.iter().enumerate() {
        let tasks = graph::tasks(stage);
        let before = graph::before(&stages, name_of_item(stage));
        let begins = match (at, before.is_empty()) {
            (0, _) => frame.t("manage.step.at-once"),
            (_, true) => frame.t("manage.step.never"),
            _ => {
                let names: Vec<String> = before.iter().map(|one| words_of(frame, one)).collect();
                frame.tf("manage.step.after-them", [("names", names.join(comma))])
            }
        };
        for task in &tasks {
            let beside = tasks.iter().filter(|one| name_of_item(one) != name_of_item(task));
            let beside: Vec<String> = beside.map(|one| words_of(frame, one)).collect();
            let begins = match beside.is_empty() {
                true => begins.clone(),
                false => {
                    let with = frame.tf("manage.step.beside", [("names", beside.join(comma))]);
                    format!("{begins} · {with}")
                }
            };
            let id = name_of_item(task).to_owned();
            all.push(Step { id, item: task.clone(), begins });
        }
    }
    all.push(fixed("decide", DECIDE, "manage.step.begins-decide"));
    all
}

/// The name of a step in words.
pub(super) fn words_of(frame: &Frame, item: &Json) -> String {
    let name = Text::new(text(item, "/name/zh"), text(item, "/name/en"));
    frame.say(&name).to_owned()
}

/// What a step is called: its name, or what everybody calls the first and the last one.
pub(super) fn called(frame: &Frame, step: &Step) -> String {
    match step.id.as_str() {
        "receive" => frame.t("manage.step.receive"),
        "decide" => frame.t("manage.step.decide"),
        _ => words_of(frame, &step.item),
    }
}

/// What stands in the list: the department, and how long it may take.
pub(super) fn brief(frame: &Frame, sheet: &Sheet, item: &Json) -> [String; 2] {
    let limit = item.get("limit").cloned().unwrap_or_default();
    let limit: Option<basis::clock::Limit> = serde_json::from_value(limit).ok();
    let limit = limit.map(|limit| crate::matters::list::limit(frame, limit)).unwrap_or_default();
    [department(frame, sheet, &text(item, "/department")), limit]
}

fn department(frame: &Frame, sheet: &Sheet, id: &str) -> String {
    if id == TOWNSHIP {
        return frame.t("manage.step.township");
    }
    let found = sheet.catalogue.department(id);
    found.map_or_else(|| id.to_owned(), |one| frame.say(&one.name).to_owned())
}

/// The way of a case through the steps, drawn.
pub(super) fn drawing(frame: &Frame, sheet: &Sheet) -> String {
    let steps = list(frame, sheet);
    let node = |step: &Step| {
        let [who, days] = brief(frame, sheet, &step.item);
        Node::new(called(frame, step), who, days)
    };
    let of = |id: &str| steps.iter().find(|step| step.id == id).map(node);
    let mut columns = vec![of("receive").into_iter().collect::<Vec<Node>>()];
    for stage in &sheet.items() {
        let tasks = graph::tasks(stage);
        columns.push(tasks.iter().filter_map(|task| of(name_of_item(task))).collect());
    }
    columns.push(of("decide").into_iter().collect());
    svg::path("steps", &frame.t("manage.step.path"), &columns)
}

/// Whoever may handle a step: the applicant's township first, then every department.
pub(super) fn departments(frame: &Frame, sheet: &Sheet) -> Vec<Choice> {
    let township = Choice::new(TOWNSHIP, frame.t("manage.step.township"));
    let all = sheet.catalogue.departments.values();
    let all = all.map(|one| Choice::new(one.id.as_str(), frame.say(&one.name)));
    std::iter::once(township).chain(all).collect()
}

/// The roles that officers hold.
pub(super) fn roles(frame: &Frame, _: &Sheet) -> Vec<Choice> {
    let roles = Role::ALL.iter().filter(|one| **one != Role::Resident);
    roles.map(|one| Choice::new(one.code(), frame.say(&one.name()))).collect()
}

/// The fields of a step; none where there is no such step.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, id: &str, is_new: bool) -> Option<Vec<Field>> {
    let empty = || Step { id: String::new(), item: json!({}), begins: String::new() };
    let found = list(frame, sheet).into_iter().find(|step| step.id == id);
    let step = if is_new { empty() } else { found? };
    let is_fixed = FIXED.contains(&id);
    let mut fields = Vec::new();
    if !is_fixed {
        fields.extend(both(frame, "name", "manage.step.name", &step.item));
    }
    fields.push(
        Field::new("department", frame.t("manage.step.department"), Kind::Select)
            .options(departments(frame, sheet))
            .value(text(&step.item, "/department")),
    );
    fields.push(
        Field::new("role", frame.t("manage.step.role"), Kind::Select)
            .options(roles(frame, sheet))
            .value(text(&step.item, "/role")),
    );
    fields.push(
        Field::digits("limit", frame.t("manage.step.limit"), 4)
            .hint(frame.t("manage.step.limit-hint"))
            .value(text(&step.item, "/limit/n")),
    );
    let unit = text(&step.item, "/limit/unit");
    let unit = if unit.is_empty() { UNITS[0].to_owned() } else { unit };
    let units = UNITS.iter().map(|one| Choice::new(*one, *one)).collect();
    fields.push(Field::radios("unit", frame.t("manage.fields.unit"), units).value(unit));
    if !is_fixed {
        fields.extend(task::fields(frame, sheet, &step, is_new));
    }
    Some(fields)
}

/// The process with the step that was typed.
pub(super) fn made(typed: &Typed, sheet: &Sheet, id: &str, is_new: bool) -> Result<Written, Wrong> {
    let path = match id {
        "receive" => RECEIVE,
        "decide" => DECIDE,
        _ => STAGES,
    };
    let (stages, is_listed) = (sheet.items(), !FIXED.contains(&id));
    let known = || graph::task(&stages, id).cloned().unwrap_or_else(|| json!({ "id": id }));
    let before = match (is_listed, is_new) {
        (true, true) => json!({ "id": id }),
        (true, false) => known(),
        (false, _) => sheet.at(path),
    };
    let mut wrong: Wrong = Vec::new();
    let mut item = before.as_object().cloned().unwrap_or_default();
    if is_listed {
        let name = words(typed, "name");
        if name.is_none() {
            wrong.push(("name.zh", "manage.parts.empty"));
        }
        put(&mut item, "name", name);
    }
    for key in ["department", "role"] {
        if typed.one(key).is_empty() {
            wrong.push((key, "manage.parts.choose"));
        }
        put(&mut item, key, Some(json!(typed.one(key))));
    }
    let unit = UNITS.into_iter().find(|unit| *unit == typed.one("unit"));
    match (typed.one("limit").parse::<u32>(), unit) {
        (Ok(n), Some(unit)) => put(&mut item, "limit", Some(json!({"n": n, "unit": unit}))),
        (Err(_), _) => wrong.push(("limit", "manage.fields.no-number")),
        (_, None) => wrong.push(("unit", "manage.parts.choose")),
    }
    if !is_listed {
        let whole = vec![(path.to_vec(), Json::Object(item))];
        return if wrong.is_empty() { Ok(whole) } else { Err(wrong) };
    }
    let may = ticked(typed, "may", before.get("may"));
    if may == json!([]) {
        wrong.push(("may", "manage.parts.choose"));
    }
    put(&mut item, "may", Some(may));
    let place = if typed.one("where").is_empty() && !is_new { "stay" } else { typed.one("where") };
    let Some(stages) = graph::placed(stages, Json::Object(item), place) else {
        wrong.push(("where", "manage.parts.choose"));
        return Err(wrong);
    };
    let join = Join::from_code(typed.one("join")).unwrap_or_default();
    let stages = graph::joined(stages, id, join.code());
    let stages = graph::backed(stages, id, typed.one("back"));
    let whole = vec![(STAGES.to_vec(), Json::Array(stages))];
    if wrong.is_empty() { Ok(whole) } else { Err(wrong) }
}

/// The process without a step.
pub(super) fn without(sheet: &Sheet, id: &str) -> Option<Written> {
    let stages = sheet.items();
    graph::task(&stages, id)?;
    Some(vec![(STAGES.to_vec(), Json::Array(graph::without(stages, id)))])
}
