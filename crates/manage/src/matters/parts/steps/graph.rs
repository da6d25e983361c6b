//! The stages of a process as steps are put in, moved and taken out: what led to a stage that is gone
//! leads to what came after it. Pure.

use serde_json::{Value as Json, json};

use super::super::name_of_item;

const DECIDE: &str = "decide";

/// The tasks of a stage.
pub(super) fn tasks(stage: &Json) -> Vec<Json> {
    stage.get("tasks").and_then(Json::as_array).cloned().unwrap_or_default()
}

/// The place of the stage in which a task is.
pub(super) fn stage_of(stages: &[Json], task: &str) -> Option<usize> {
    let has = |stage: &Json| tasks(stage).iter().any(|one| name_of_item(one) == task);
    stages.iter().position(has)
}

/// A task of some stage.
pub(super) fn task<'s>(stages: &'s [Json], id: &str) -> Option<&'s Json> {
    let lists = stages.iter().filter_map(|stage| stage.get("tasks")?.as_array());
    lists.flatten().find(|task| name_of_item(task) == id)
}

/// The stages that lead to one.
pub(super) fn before<'s>(stages: &'s [Json], id: &str) -> Vec<&'s Json> {
    stages.iter().filter(|stage| then(stage).iter().any(|next| next == id)).collect()
}

fn then(stage: &Json) -> Vec<String> {
    let next = stage.get("then").and_then(Json::as_array).into_iter().flatten();
    next.filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Puts a value under a key of a stage.
fn set(stage: &mut Json, key: &str, value: Json) {
    if let Some(stage) = stage.as_object_mut() {
        stage.insert(key.to_owned(), value);
    }
}

/// The stages with a task: `stay` where it is, `first` of all, `after:` a stage, or `with:` the tasks of
/// one. None where there is no such place.
pub(super) fn placed(stages: Vec<Json>, task: Json, place: &str) -> Option<Vec<Json>> {
    let id = name_of_item(&task).to_owned();
    if place == "stay" {
        return stays(stages, task, &id);
    }
    let mut stages = without(stages, &id);
    let (how, beside) = place.split_once(':').unwrap_or((place, ""));
    let at = stages.iter().position(|stage| name_of_item(stage) == beside);
    match (how, at) {
        ("first", _) => {
            let next = stages.first().map_or(DECIDE, name_of_item).to_owned();
            let new = stage(&stages, task, vec![next]);
            stages.insert(0, new);
        }
        ("after", Some(at)) => {
            let new = stage(&stages, task, then(&stages[at]));
            let leads = json!([name_of_item(&new)]);
            set(&mut stages[at], "then", leads);
            stages.insert(at + 1, new);
        }
        ("with", Some(at)) => {
            let mut all = tasks(&stages[at]);
            all.push(task);
            set(&mut stages[at], "tasks", Json::Array(all));
        }
        _ => return None,
    }
    Some(stages)
}

/// The stages with another task in the place of the one of the same id. A stage that is named like its
/// one task goes on to be.
fn stays(mut stages: Vec<Json>, task: Json, id: &str) -> Option<Vec<Json>> {
    let at = stage_of(&stages, id)?;
    let mut all = tasks(&stages[at]);
    let old = all.iter_mut().find(|one| name_of_item(one) == id)?;
    let was = std::mem::replace(old, task.clone());
    let is_named_alike = all.len() == 1 && stages[at].get("name") == was.get("name");
    if let Some(name) = task.get("name").filter(|_| is_named_alike) {
        set(&mut stages[at], "name", name.clone());
    }
    set(&mut stages[at], "tasks", Json::Array(all));
    Some(stages)
}

/// A stage with one task, named like it.
fn stage(stages: &[Json], task: Json, then: Vec<String>) -> Json {
    let own = name_of_item(&task).to_owned();
    let is_free = |id: &String| stages.iter().all(|stage| name_of_item(stage) != id.as_str());
    let mut ids = std::iter::once(own.clone()).chain((2..).map(|n| format!("{own}-{n}")));
    let id = ids.find(is_free).unwrap_or_else(|| own.clone());
    json!({"id": id, "name": task.get("name"), "tasks": [task], "join": "all", "then": then})
}

/// The stages with whether all tasks of one must pass, or one is enough.
pub(super) fn joined(mut stages: Vec<Json>, task: &str, join: &str) -> Vec<Json> {
    if let Some(at) = stage_of(&stages, task) {
        let is_said = stages[at].get("join").is_some();
        if is_said || join != "all" {
            set(&mut stages[at], "join", json!(join));
        }
    }
    stages
}

/// The stages with the one to which the tasks beside a task may send a case back; empty for none.
pub(super) fn backed(mut stages: Vec<Json>, task: &str, back: &str) -> Vec<Json> {
    let at = stage_of(&stages, task);
    if let Some(stage) = at.and_then(|at| stages[at].as_object_mut()) {
        if back.is_empty() {
            stage.shift_remove("return");
        } else {
            stage.insert("return".to_owned(), json!(back));
        }
    }
    stages
}

/// The stages without a task; a stage that would have none is gone, and what led to it leads on.
pub(super) fn without(mut stages: Vec<Json>, task: &str) -> Vec<Json> {
    let Some(at) = stage_of(&stages, task) else { return stages };
    let left: Vec<Json> =
        tasks(&stages[at]).into_iter().filter(|one| name_of_item(one) != task).collect();
    if !left.is_empty() {
        set(&mut stages[at], "tasks", Json::Array(left));
        return stages;
    }
    let gone = stages.remove(at);
    let id = name_of_item(&gone);
    for stage in &mut stages {
        let before = then(stage);
        if before.iter().any(|next| next == id) {
            let mut next: Vec<String> = Vec::new();
            for one in before {
                let instead = if one == id { then(&gone) } else { vec![one] };
                next.extend(
                    instead.into_iter().filter(|one| !next.contains(one)).collect::<Vec<_>>(),
                );
            }
            set(stage, "then", json!(next));
        }
        if stage.get("return").and_then(Json::as_str) == Some(id) {
            cannot_return(stage);
        }
    }
    stages
}

/// The stage to which a case was sent back is gone: no task of this one sends back any more.
fn cannot_return(stage: &mut Json) {
    let mut all = tasks(stage);
    for task in &mut all {
        if let Some(may) = task.get_mut("may").and_then(Json::as_array_mut) {
            may.retain(|one| one != "return");
        }
    }
    set(stage, "tasks", Json::Array(all));
    if let Some(stage) = stage.as_object_mut() {
        stage.shift_remove("return");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stages in one line: `check(a+b)>review review(c)>decide`.
    fn told(stages: &[Json]) -> String {
        let stage = |one: &Json| {
            let tasks = tasks(one);
            let tasks: Vec<&str> = tasks.iter().map(name_of_item).collect();
            format!("{}({})>{}", name_of_item(one), tasks.join("+"), then(one).join(","))
        };
        stages.iter().map(stage).collect::<Vec<_>>().join(" ")
    }

    fn stages() -> Vec<Json> {
        let task = |id: &str| json!({"id": id, "name": {"zh": id}, "may": ["pass", "return"]});
        vec![
            json!({"id": "check", "tasks": [task("a"), task("b")], "then": ["review"]}),
            json!({"id": "review", "name": {"zh": "c"}, "tasks": [task("c")], "then": ["decide"],
                "return": "check"}),
        ]
    }

    #[test]
    fn a_step_is_put_beside_others_after_them_or_before_all() {
        let new = json!({"id": "n", "name": {"zh": "新"}});
        let check = |place: &str, expected: &str| {
            let with = placed(stages(), new.clone(), place).unwrap();
            assert_eq!(told(&with), expected, "{place}");
            assert_eq!(told(&without(with, "n")), told(&stages()), "{place}, and out again");
        };
        check("with:check", "check(a+b+n)>review review(c)>decide");
        check("after:check", "check(a+b)>n n(n)>review review(c)>decide");
        check("after:review", "check(a+b)>review review(c)>n n(n)>decide");
        check("first", "n(n)>check check(a+b)>review review(c)>decide");
        assert_eq!(placed(stages(), new.clone(), "after:moon"), None);
        let alone = placed(Vec::new(), new, "first").unwrap();
        assert_eq!(told(&alone), "n(n)>decide");
    }

    #[test]
    fn a_step_is_moved_changed_and_taken_out_and_the_way_stays_whole() {
        let moved = |task: &str, place: &str| {
            let own = task_of(task);
            told(&placed(stages(), own, place).unwrap())
        };
        assert_eq!(moved("c", "with:check"), "check(a+b+c)>decide");
        assert_eq!(moved("b", "after:check"), "check(a)>b b(b)>review review(c)>decide");
        assert_eq!(told(&without(stages(), "a")), "check(b)>review review(c)>decide");
        let named = json!({"id": "c", "name": {"zh": "d"}});
        let stayed = placed(stages(), named.clone(), "stay").unwrap();
        assert_eq!((&stayed[1]["name"], &stayed[1]["tasks"][0]), (&named["name"], &named));
        let short = without(without(stages(), "a"), "b");
        assert_eq!(told(&short), "review(c)>decide");
        assert_eq!(
            (short[0].get("return"), &short[0]["tasks"][0]["may"]),
            (None, &json!(["pass"]))
        );
        assert_eq!(joined(stages(), "c", "all"), stages());
        assert_eq!(joined(stages(), "c", "any")[1]["join"], "any");
        assert_eq!(backed(stages(), "c", "check"), stages());
        assert_eq!(backed(stages(), "c", "")[1].get("return"), None);
    }

    fn task_of(id: &str) -> Json {
        task(&stages(), id).unwrap().clone()
    }
}
