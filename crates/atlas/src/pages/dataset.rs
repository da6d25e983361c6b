//! A dataset: where it comes from, of which day, what is in it, row by row.

use std::path::PathBuf;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use identity::Actor;
use planner::PlannerError;
use planner::store::Dataset;
use planner::tables::{self, Wanted};
use web::format::percent_encoded;
use web::{Frame, Page, PageResult};

use super::{ROWS, Shown, figure, kind, next};
use crate::layer::{Column, values};
use crate::measure::Asked;
use crate::{Atlas, aside};

#[derive(Template)]
#[template(path = "dataset.html")]
struct DatasetPage {
    frame: Frame,
    name: String,
    facts: Vec<(String, String)>,
    table: Option<Shown>,
    map: String,
    walk: String,
    results: Vec<(String, String)>,
}

pub(crate) async fn show(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let kit = atlas.kit(&actor).await?;
    let dataset = atlas.dataset(&kit, &actor, &name)?;
    let has_map = ["zones", "facilities"].contains(&dataset.kind.as_str());
    let table = match dataset.kind.as_str() {
        "zones" | "facilities" => {
            let layer = atlas.layer(&kit, dataset).await?;
            Some(Shown::of(&frame, &layer.columns, asked.after))
        }
        "table" | "costs" => Some(part(&frame, kit.path(dataset), asked.after).await?),
        _ => None,
    };
    let encoded = percent_encoded(&name);
    let address = |folder: &str, is: bool| {
        if is { format!("/planner/{folder}/{encoded}") } else { String::new() }
    };
    let result =
        |file: &String| (file.clone(), format!("/planner/results/{}", percent_encoded(file)));
    Ok(Page(DatasetPage {
        facts: facts(&frame, dataset),
        table,
        map: address("map", has_map),
        walk: address("walk", dataset.kind == "streets"),
        results: kit.over(dataset).map(|outcome| result(&outcome.file)).collect(),
        name,
        frame,
    })
    .into_response())
}

/// Some rows of a table that may be too large to hold.
async fn part(frame: &Frame, file: PathBuf, after: usize) -> Result<Shown, web::Failure> {
    let (columns, rows) = aside(move || {
        let header = tables::header(&file)?;
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let wanted = Wanted { columns: &names, option: "the columns" };
        let (mut words, mut rows) = (vec![Vec::new(); names.len()], 0);
        tables::read(&file, wanted, &mut |record| {
            if (after..after.saturating_add(ROWS)).contains(&rows) {
                for (n, column) in words.iter_mut().enumerate() {
                    column.push(record.cell(n).word().map(|w| w.into_owned()).unwrap_or_default());
                }
            }
            rows += 1;
            Ok(())
        })?;
        let column = |(name, words)| Column { name, values: values(words) };
        Ok::<_, PlannerError>((header.into_iter().zip(words).map(column).collect::<Vec<_>>(), rows))
    })
    .await?;
    let mut shown = Shown::of(frame, &columns, 0);
    shown.next = next(frame, rows, after);
    Ok(shown)
}

fn facts(frame: &Frame, dataset: &Dataset) -> Vec<(String, String)> {
    let mut facts = vec![
        (frame.t("atlas.home.kind"), kind(frame, &dataset.kind)),
        (frame.t("atlas.home.source"), dataset.source.clone()),
        (frame.t("atlas.home.date"), dataset.date.clone()),
        (frame.t("atlas.dataset.file"), dataset.original.clone()),
        (frame.t("atlas.dataset.bytes"), figure(dataset.bytes as f64)),
        (frame.t("atlas.dataset.sha256"), dataset.sha256.hex().to_owned()),
        (frame.t("atlas.dataset.imported"), dataset.imported.clone()),
    ];
    if ["zones", "facilities"].contains(&dataset.kind.as_str()) {
        let accuracy = frame.tf(
            "atlas.dataset.accuracy",
            [("crs", dataset.crs.clone()), ("metres", figure(dataset.accuracy_metres))],
        );
        facts.push((frame.t("atlas.dataset.crs"), accuracy));
    }
    let sums = dataset.about.get("amounts").and_then(|sums| sums.as_object());
    for (name, sum) in sums.into_iter().flatten() {
        let name = frame.tf("atlas.dataset.sum", [("name", name)]);
        facts.push((name, figure(sum.as_f64().unwrap_or_default())));
    }
    for name in ["rows", "walkable_nodes", "walkable_km", "stops", "trips", "pairs"] {
        let found = dataset.about.get(name).and_then(serde_json::Value::as_f64);
        facts.extend(found.map(|number| (about(frame, name), figure(number))));
    }
    facts
}

fn about(frame: &Frame, name: &str) -> String {
    match name {
        "rows" => frame.t("atlas.home.rows"),
        "walkable_nodes" => frame.t("atlas.dataset.nodes"),
        "walkable_km" => frame.t("atlas.dataset.km"),
        "stops" => frame.t("atlas.dataset.stops"),
        "trips" => frame.t("atlas.dataset.trips"),
        _ => frame.t("atlas.dataset.pairs"),
    }
}
