//! A result: what it says in a sentence, what it was made of, how to make it again, row by row.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use identity::Actor;
use serde_json::Value;
use web::format::percent_encoded;
use web::{Frame, Page, PageResult};

use super::{Shown, cause, command, figure, percent, siting, words};
use crate::measure::{Asked, first_before};
use crate::results::{Outcome, SITE};
use crate::shelf::Kit;
use crate::{Atlas, unknown};

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage {
    frame: Frame,
    name: String,
    command: String,
    sentences: Vec<String>,
    groups: Option<Shown>,
    inputs: Vec<Input>,
    settings: Vec<(String, String)>,
    digest: String,
    table: Shown,
    map: String,
    equity: String,
    /// Whether there would be a map if its zones were still kept.
    is_gone: bool,
}

/// A file that a result was made of.
struct Input {
    option: String,
    file: String,
    digest: String,
    /// Its dataset's page; empty when it is not kept any more as it was.
    href: String,
}

pub(crate) async fn show(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let kit = atlas.kit(&actor).await?;
    let outcome = kit.outcome(&name).ok_or_else(unknown)?;
    let columns = atlas.table(outcome).await?;
    let zones = outcome.zones(&kit.datasets);
    let address = |page: &str| match zones.filter(|_| outcome.is_mapped()) {
        Some(zones) => {
            let (zones, by) = (percent_encoded(&zones.name), percent_encoded(&name));
            format!("/planner/{page}/{zones}?by={by}")
        }
        None => String::new(),
    };
    let mut map = address("map");
    if let Some(column) = first_before(&columns).filter(|_| !map.is_empty()) {
        // A scenario is shown before and after, with the slider between.
        let (column, with) = (percent_encoded(column), percent_encoded(&name));
        map.push_str(&format!("&column={column}&with={with}"));
    }
    let mut table = Shown::of(&frame, &columns, asked.after);
    words::tell(&frame, &mut table);
    Ok(Page(ResultPage {
        command: command(&frame, outcome.command()),
        sentences: sentences(&frame, outcome),
        groups: groups(&frame, outcome),
        inputs: inputs(outcome, &kit),
        settings: settings(outcome),
        digest: outcome.digest().to_owned(),
        table,
        map,
        equity: address("equity"),
        is_gone: outcome.is_mapped() && zones.is_none(),
        name,
        frame,
    })
    .into_response())
}

/// What the command found, in sentences: of each category how many reach it and how many do not.
pub(crate) fn sentences(frame: &Frame, outcome: &Outcome) -> Vec<String> {
    let found = outcome.found();
    let categories = found.get("categories").and_then(Value::as_array);
    let of_category = |one: &Value| {
        let everybody = one.pointer("/groups/0")?;
        let number = |name: &str| everybody.get(name).and_then(Value::as_f64);
        let (people, served) = (number("people")?, number("served")?);
        let figures = [
            ("category", one.get("category")?.as_str()?.to_owned()),
            ("limit", figure(one.get("limit")?.as_f64()?)),
            ("people", figure(people)),
            ("left", figure(people - served)),
            ("share", percent(if people > 0.0 { (people - served) / people } else { 0.0 })),
            ("zones", figure(one.get("blind_zones")?.as_f64()?)),
        ];
        Some(frame.tf("atlas.result.circle", figures))
    };
    let mut all: Vec<String> = categories.into_iter().flatten().filter_map(of_category).collect();
    let number = |at: &str| found.pointer(at).and_then(Value::as_f64);
    if let Some(mean) = number("/summary/mean_over_people") {
        let figures = [
            ("mean", figure(mean)),
            ("least", number("/summary/least").map(figure).unwrap_or_default()),
            ("most", number("/summary/most").map(figure).unwrap_or_default()),
            ("none", number("/summary/without_value").map(figure).unwrap_or_default()),
        ];
        all.push(frame.tf("atlas.result.access", figures));
    }
    if outcome.command() == SITE {
        all.extend(siting::sentences(frame, outcome));
    }
    all.extend(outcome.scenarios().iter().flat_map(|one| scenario(frame, one)));
    all
}

/// What a scenario brings to each group, and what it costs.
fn scenario(frame: &Frame, found: &Value) -> Vec<String> {
    let word = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_f64().map(figure).unwrap_or_default();
    let name = word(found, "scenario");
    let of_group = |group: &Value| {
        let figures = [
            ("scenario", name.clone()),
            ("group", word(group, "group")),
            ("people", number(&group["people"])),
            ("limit", number(&found["standard_minutes"])),
            ("before", number(&group["served"]["before"])),
            ("after", number(&group["served"]["after"])),
            ("lifted", number(&group["lifted"])),
            ("dropped", number(&group["dropped"])),
        ];
        frame.tf("atlas.result.scenario", figures)
    };
    let groups = found["groups"].as_array().into_iter().flatten();
    let mut all: Vec<String> = groups.map(of_group).collect();
    if found["price"].is_number() {
        let figures = [
            ("scenario", name.clone()),
            ("price", number(&found["price"])),
            ("one", number(&found["price_of_one"])),
        ];
        all.push(match found["price_of_one"].is_number() {
            true => frame.tf("atlas.result.price-each", figures),
            false => frame.tf("atlas.result.price", figures),
        });
    }
    all
}

/// By group of people: who reaches a category and who does not, and why not.
pub(crate) fn groups(frame: &Frame, outcome: &Outcome) -> Option<Shown> {
    let categories = outcome.found().get("categories")?.as_array()?;
    let mut rows = Vec::new();
    for category in categories {
        let name = category.get("category")?.as_str()?;
        for group in category.get("groups")?.as_array()? {
            let number = |name: &str| group.get(name).and_then(Value::as_f64);
            let blind = group.get("blind").and_then(Value::as_object);
            let why = blind.into_iter().flatten().filter_map(|(why, people)| {
                let people = people.as_f64().filter(|people| *people > 0.0)?;
                Some(format!("{} {}", cause(frame, why), figure(people)))
            });
            rows.push(vec![
                name.to_owned(),
                group.get("group")?.as_str()?.to_owned(),
                figure(number("people")?),
                figure(number("served")?),
                number("share").map(percent).unwrap_or_default(),
                why.collect::<Vec<_>>().join("；"),
            ]);
        }
    }
    let heads = [
        (frame.t("atlas.result.category"), false),
        (frame.t("atlas.result.group"), false),
        (frame.t("atlas.result.people"), true),
        (frame.t("atlas.result.served"), true),
        (frame.t("atlas.result.share"), true),
        (frame.t("atlas.result.why"), false),
    ];
    Some(Shown { heads: heads.to_vec(), rows, next: String::new() })
}

fn inputs(outcome: &Outcome, kit: &Kit) -> Vec<Input> {
    let all = outcome.note.get("inputs").and_then(Value::as_array);
    let word = |input: &Value, name: &str| {
        input.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    all.into_iter()
        .flatten()
        .map(|input| {
            let digest = word(input, "sha256");
            let kept = kit.datasets.iter().find(|dataset| dataset.sha256.hex() == digest);
            let href =
                kept.map(|kept| format!("/planner/datasets/{}", percent_encoded(&kept.name)));
            Input {
                option: word(input, "option"),
                file: word(input, "file"),
                digest,
                href: href.unwrap_or_default(),
            }
        })
        .collect()
}

/// What the options said, those that said nothing left out.
pub(crate) fn settings(outcome: &Outcome) -> Vec<(String, String)> {
    let all = outcome.note.get("settings").and_then(Value::as_object);
    let said = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Object(object) if object.is_empty() => None,
        other => Some(other.to_string()),
    };
    all.into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.replace('_', "-"), said(value)?)))
        .collect()
}
