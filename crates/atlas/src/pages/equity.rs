//! How unequal a measure is: the curve of Lorenz, the indices, and what lies between groups.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use identity::Actor;
use serde::Deserialize;
use web::format::percent_encoded;
use web::{Frame, Page, PageResult};

use super::words::column_name;
use super::{Shown as Table, figure, percent, short};
use crate::draw::{self, Told};
use crate::equity::{Inequality, Parts};
use crate::layer::{Layer, Values};
use crate::measure::Asked;
use crate::{Atlas, unknown};

/// Which measure, weighted by what, in which groups.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Question {
    #[serde(default)]
    by: String,
    #[serde(default)]
    column: String,
    #[serde(default)]
    category: String,
    /// The column with people; the first amount of the import if not given.
    #[serde(default)]
    weight: String,
    /// The column with groups.
    #[serde(default)]
    group: String,
}

#[derive(Template)]
#[template(path = "equity.html")]
struct EquityPage {
    frame: Frame,
    name: String,
    measure: String,
    sentence: String,
    drawing: String,
    points: Table,
    indices: Vec<(String, String, String)>,
    parts: Option<(String, Table)>,
    groups: Vec<(String, bool)>,
    asked: Question,
    here: String,
    source: String,
}

pub(crate) async fn show(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    Path(name): Path<String>,
    Query(asked): Query<Question>,
) -> PageResult {
    let kit = atlas.kit(&actor).await?;
    let dataset = atlas.dataset(&kit, &actor, &name)?;
    let layer = atlas.layer(&kit, dataset).await?;
    let Question { by, column, category, .. } = asked.clone();
    let measured = Asked { by, column, category, ..Asked::default() };
    let shown = atlas.shown(&kit, &layer, &measured).await?;
    let measure = shown.measure.as_ref().ok_or_else(unknown)?;
    let groups = words(&layer, &asked.group);
    let found = Inequality::of(&measure.values, &weights(&layer, &asked), groups.as_deref());
    let column = column_name(&frame, &measure.column);
    let title = match measure.category.as_str() {
        "" => column,
        category => format!("{category} · {column}"),
    };
    let digest = kit.outcome(&asked.by).map_or(dataset.sha256.hex(), |one| one.digest());
    let page = EquityPage {
        sentence: sentence(&frame, &title, found.as_ref()),
        drawing: drawing(&frame, &title, found.as_ref()),
        points: points(&frame, found.as_ref()),
        indices: indices(&frame, found.as_ref()),
        parts: found
            .as_ref()
            .and_then(|one| one.parts.as_ref())
            .map(|parts| divided(&frame, parts)),
        groups: group_columns(&layer, &asked.group),
        here: format!("/planner/equity/{}", percent_encoded(&name)),
        source: frame.tf("atlas.equity.source", [("digest", short(digest))]),
        measure: title,
        asked,
        name,
        frame: frame.clone(),
    };
    Ok(Page(page).into_response())
}

/// People of each zone; without a column of people each zone counts once.
fn weights(layer: &Layer, asked: &Question) -> Vec<Option<f64>> {
    let named = Some(asked.weight.as_str()).filter(|name| !name.is_empty());
    let column = named.or_else(|| layer.amounts().first().copied());
    let found = column.and_then(|name| layer.numbers(name));
    found.map_or_else(|| vec![Some(1.0); layer.ids.len()], <[_]>::to_vec)
}

fn words(layer: &Layer, column: &str) -> Option<Vec<String>> {
    crate::measure::words(&layer.columns, column)
}

/// Columns that put zones into groups: words, of which at least one stands twice.
fn group_columns(layer: &Layer, now: &str) -> Vec<(String, bool)> {
    let groups = layer.columns.iter().filter(|column| match &column.values {
        Values::Words(words) => {
            let mut seen = std::collections::HashSet::new();
            words.iter().any(|word| !word.is_empty() && !seen.insert(word))
        }
        Values::Numbers(_) => false,
    });
    groups.map(|column| (column.name.clone(), column.name == now)).collect()
}

fn sentence(frame: &Frame, title: &str, found: Option<&Inequality>) -> String {
    let Some(found) = found else { return frame.t("atlas.equity.nothing") };
    // What the poorest fifth has, from the curve itself.
    let fifth =
        found.curve.iter().find(|point| point.people >= 0.2).map_or(0.0, |point| point.share);
    let figures = [
        ("measure", title.to_owned()),
        ("people", figure(found.indices.weight)),
        ("mean", figure(found.indices.mean)),
        ("gini", found.indices.gini.map(index).unwrap_or_default()),
        ("fifth", percent(fifth)),
        ("zones", found.left_out.0.to_string()),
        ("left", figure(found.left_out.1)),
    ];
    frame.tf("atlas.equity.sentence", figures)
}

/// An index with the places that the commands print.
fn index(value: f64) -> String {
    format!("{value:.6}")
}

fn drawing(frame: &Frame, title: &str, found: Option<&Inequality>) -> String {
    let Some(found) = found.filter(|found| !found.curve.is_empty()) else { return String::new() };
    let told = frame.t("atlas.equity.told");
    let title = frame.tf("atlas.equity.drawing", [("measure", title)]);
    let axes = [frame.t("atlas.equity.axis-people"), frame.t("atlas.equity.axis-share")];
    draw::lorenz(&found.curve, [&axes[0], &axes[1]], Told { title: &title, sentence: &told })
}

/// Every tenth point of the curve, as a table.
fn points(frame: &Frame, found: Option<&Inequality>) -> Table {
    let heads = [frame.t("atlas.equity.axis-people"), frame.t("atlas.equity.axis-share")];
    let curve = found.into_iter().flat_map(|found| &found.curve);
    let tenth = curve.step_by(10);
    Table {
        heads: heads.into_iter().map(|head| (head, true)).collect(),
        rows: tenth.map(|point| vec![percent(point.people), percent(point.share)]).collect(),
        next: String::new(),
    }
}

/// Name, value, and what it means.
fn indices(frame: &Frame, found: Option<&Inequality>) -> Vec<(String, String, String)> {
    let Some(Inequality { indices, .. }) = found else { return Vec::new() };
    let mut rows = vec![
        (frame.t("atlas.equity.gini"), indices.gini, frame.t("atlas.equity.gini-means")),
        (frame.t("atlas.equity.theil-t"), indices.theil_t, frame.t("atlas.equity.theil-means")),
        (frame.t("atlas.equity.theil-l"), indices.theil_l, frame.t("atlas.equity.theil-l-means")),
        (frame.t("atlas.equity.palma"), indices.palma, frame.t("atlas.equity.palma-means")),
        (frame.t("atlas.equity.hoover"), indices.hoover, frame.t("atlas.equity.hoover-means")),
        (frame.t("atlas.equity.cv"), indices.cv, frame.t("atlas.equity.cv-means")),
    ];
    for (epsilon, value) in &indices.atkinson {
        let name = frame.tf("atlas.equity.atkinson", [("epsilon", epsilon.get())]);
        rows.push((name, *value, frame.t("atlas.equity.atkinson-means")));
    }
    let undefined = frame.t("atlas.equity.undefined");
    rows.into_iter()
        .map(|(name, value, means)| (name, value.map_or(undefined.clone(), index), means))
        .collect()
}

/// What lies between groups and within them, in a sentence and group by group.
fn divided(frame: &Frame, parts: &Parts) -> (String, Table) {
    let [between, within] = parts.theil.unwrap_or_default();
    let whole = between + within;
    let gini = parts.gini.unwrap_or_default();
    let figures = [
        ("between", index(between)),
        ("within", index(within)),
        ("share", percent(if whole > 0.0 { between / whole } else { 0.0 })),
        ("gini-within", index(gini[0])),
        ("gini-between", index(gini[1])),
        ("gini-overlap", index(gini[2])),
    ];
    let heads = [
        (frame.t("atlas.result.group"), false),
        (frame.t("atlas.equity.share-of-people"), true),
        (frame.t("atlas.equity.mean"), true),
        (frame.t("atlas.equity.theil-t"), true),
    ];
    let row = |(name, people, mean, theil): &(String, f64, f64, f64)| {
        vec![name.clone(), percent(*people), figure(*mean), index(*theil)]
    };
    let rows = parts.groups.iter().map(row).collect();
    let table = Table { heads: heads.to_vec(), rows, next: String::new() };
    (frame.tf("atlas.equity.parts", figures), table)
}
