//! The page that shows the API description to people; drawn by us, without any script.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use basis::Lang;
use serde_json::Value;

use crate::runs::is_han;
use crate::{Access, Frame, Page, PageResult, Route, Routes};

/// The description as a file, and the page that shows it.
pub(crate) fn routes(description: Arc<Value>) -> Vec<Route> {
    let (file, shown) = (("接口描述文件", "API description"), ("接口说明", "API"));
    // Written once: whoever asks for it a thousand times shall not have it written a thousand times.
    let text = Bytes::from(description.to_string());
    Routes::new(Description { tree: description, text })
        .page(Method::GET, "/api/openapi.json", Access::Public, file, description_file)
        .page(Method::GET, "/api", Access::Public, shown, docs)
        .list()
}

/// The description, and its text.
#[derive(Clone)]
struct Description {
    tree: Arc<Value>,
    text: Bytes,
}

async fn description_file(State(description): State<Description>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], description.text)
}

/// One operation as the page shows it.
struct Operation {
    method: String,
    path: String,
    id: String,
    summary: String,
    about: String,
    roles: String,
    parameters: Vec<(String, String, String)>,
    request: Option<String>,
    answers: Vec<(String, String, Option<String>)>,
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs {
    frame: Frame,
    title: String,
    groups: Vec<(String, Vec<Operation>)>,
}

async fn docs(
    State(Description { tree: description, .. }): State<Description>,
    frame: Frame,
) -> PageResult {
    let title = description["info"]["title"].as_str().unwrap_or("API").to_owned();
    let groups = groups(&description, frame.lang());
    Ok(Page(Docs { frame, title, groups }).into_response())
}

fn groups(description: &Value, lang: Lang) -> Vec<(String, Vec<Operation>)> {
    let mut groups: Vec<(String, Vec<Operation>)> = Vec::new();
    let paths = description["paths"].as_object().into_iter().flatten();
    for (path, methods) in paths {
        for (method, value) in methods.as_object().into_iter().flatten() {
            let group = text(&value["tags"][0]);
            let operation = operation((method, path), value, description, lang);
            match groups.iter_mut().find(|(name, _)| *name == group) {
                Some((_, list)) => list.push(operation),
                None => groups.push((group, vec![operation])),
            }
        }
    }
    groups
}

fn operation(
    (method, path): (&str, &str),
    value: &Value,
    description: &Value,
    lang: Lang,
) -> Operation {
    let roles = value["x-roles"].as_array().into_iter().flatten().map(text);
    let answers = value["responses"].as_object().into_iter().flatten();
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        id: text(&value["operationId"]),
        summary: half(&value["summary"], lang),
        about: half(&value["description"], lang),
        roles: roles.collect::<Vec<_>>().join(", "),
        parameters: parameters(value, description, lang),
        request: example(&value["requestBody"]),
        answers: answers
            .filter(|(status, _)| status.starts_with('2'))
            .map(|(status, answer)| {
                (status.clone(), half(&answer["description"], lang), example(answer))
            })
            .collect(),
    }
}

/// Name, place and meaning of each parameter; shared ones are looked up.
fn parameters(value: &Value, description: &Value, lang: Lang) -> Vec<(String, String, String)> {
    let list = value["parameters"].as_array().into_iter().flatten();
    list.map(|parameter| {
        let shared = parameter["$ref"].as_str().and_then(|path| path.rsplit('/').next());
        let parameter =
            shared.map_or(parameter, |name| &description["components"]["parameters"][name]);
        let about = [&parameter["description"], &parameter["schema"]["description"]];
        let about = about.into_iter().map(|both| half(both, lang)).find(|words| !words.is_empty());
        (text(&parameter["name"]), text(&parameter["in"]), about.unwrap_or_default())
    })
    .collect()
}

fn example(body: &Value) -> Option<String> {
    let example = &body["content"]["application/json"]["example"];
    (!example.is_null()).then(|| serde_json::to_string_pretty(example).unwrap_or_default())
}

/// The half of a text in a language: the description has both, Chinese first.
fn half(both: &Value, lang: Lang) -> String {
    let both = both.as_str().unwrap_or_default();
    let halves = both.split_once("\n\n").or_else(|| both.split_once(" / "));
    match (halves.filter(|(zh, _)| zh.contains(is_han)), lang) {
        (Some((zh, _)), Lang::Zh) => zh.to_owned(),
        (Some((_, en)), Lang::En) => en.to_owned(),
        (None, _) => both.to_owned(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
