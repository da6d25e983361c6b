//! Results side by side: what was asked differently, and what came of it, group by group.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::IntoResponse;
use identity::Actor;
use serde_json::Value;
use web::format::percent_encoded;
use web::{Frame, Page, PageResult};

use super::words::figure_name;
use super::{Shown as Table, command, figure, percent, result};
use crate::results::Outcome;
use crate::shelf::Kit;
use crate::{Atlas, unknown};

/// How many can be set side by side; more do not fit on paper.
const MOST: usize = 8;

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    frame: Frame,
    /// Every result: its file, its command, whether it is chosen.
    choices: Vec<(String, String, bool)>,
    too_many: bool,
    /// The only one that was chosen, which needs another beside it.
    alone: Option<String>,
    differences: Option<Table>,
    figures: Option<Table>,
    maps: Vec<(String, String)>,
}

pub(crate) async fn show(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> PageResult {
    let kit = atlas.kit(&actor).await?;
    let mut asked = named(query.as_deref().unwrap_or_default(), "of");
    asked.retain(|file| !file.is_empty());
    let found = |file: &String| kit.outcome(file).ok_or_else(unknown);
    let chosen: Vec<&Outcome> = asked.iter().map(found).collect::<Result<_, _>>()?;
    let mut columns: Vec<Column<'_>> = chosen.iter().copied().flat_map(Column::of).collect();
    let too_many = columns.len() > MOST;
    columns.truncate(MOST);
    let choice = |one: &Outcome| {
        (one.file.clone(), command(&frame, one.command()), asked.contains(&one.file))
    };
    let is_ready = columns.len() > 1;
    let page = ComparePage {
        choices: kit.outcomes.iter().map(choice).collect(),
        too_many,
        alone: columns.first().filter(|_| !is_ready).map(Column::head),
        differences: is_ready.then(|| differences(&frame, &columns)),
        figures: is_ready.then(|| figures(&frame, &columns)),
        maps: maps(&frame, &kit, &chosen[..chosen.len().min(MOST)]),
        frame: frame.clone(),
    };
    Ok(Page(page).into_response())
}

/// What stands in a column of the tables: a result, or one of the scenarios that a result compares.
#[derive(Clone, Copy)]
struct Column<'a> {
    outcome: &'a Outcome,
    /// The one scenario that the column is about; none where it is about all of its result.
    only: Option<&'a Value>,
}

impl<'a> Column<'a> {
    /// The columns of a result: as many as it compares scenarios, or one.
    fn of(outcome: &'a Outcome) -> Vec<Self> {
        match outcome.scenarios() {
            [] | [_] => vec![Self { outcome, only: None }],
            many => many.iter().map(|one| Self { outcome, only: Some(one) }).collect(),
        }
    }

    fn head(&self) -> String {
        let scenario = self.only.and_then(|one| one["scenario"].as_str());
        let file = &self.outcome.file;
        scenario.map_or_else(|| file.clone(), |scenario| format!("{file}：{scenario}"))
    }

    fn scenarios(&self) -> &'a [Value] {
        match self.only {
            Some(one) => std::slice::from_ref(one),
            None => self.outcome.scenarios(),
        }
    }

    /// Whether a file that the result was made of is one of this column: not another's scenario.
    fn is_of(&self, input: &Value) -> bool {
        let is_scenario = input["option"] == "SCENARIO";
        let own = self.only.map(|one| &one["scenario_sha256"]);
        !is_scenario || own.is_none_or(|own| *own == input["sha256"])
    }
}

/// Every value of one name in a query, in its order, each once.
fn named(query: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = decoded(value);
        if key == name && !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// A value of a query: `+` is a blank, `%e8` a byte.
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, more)) = rest.split_first() {
        rest = more;
        let hex = (*first == b'%').then(|| rest.get(..2)).flatten();
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, byte) {
            (_, Some(byte)) => {
                bytes.push(byte);
                rest = &rest[2..];
            }
            (b'+', None) => bytes.push(b' '),
            (other, None) => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Settings and inputs in which the results differ; what all have alike says nothing.
fn differences(frame: &Frame, columns: &[Column<'_>]) -> Table {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        let one = column.outcome;
        let inputs = one.note.get("inputs").and_then(Value::as_array).into_iter().flatten();
        let inputs = inputs.filter(|input| column.is_of(input)).filter_map(|input| {
            let word = |name: &str| input.get(name).and_then(Value::as_str);
            let shown = format!("{} {}", word("file")?, super::short(word("sha256")?));
            Some((word("option")?.to_owned(), shown))
        });
        let settings = result::settings(one).into_iter().chain(inputs);
        let command = (frame.t("atlas.home.what"), command(frame, one.command()));
        for (name, value) in std::iter::once(command).chain(settings) {
            let row = rows.entry(name).or_insert_with(|| vec![String::new(); columns.len()]);
            // Several files of one option, such as timetables, stand in one cell.
            let before = std::mem::take(&mut row[at]);
            row[at] = if before.is_empty() { value } else { format!("{before}；{value}") };
        }
    }
    rows.retain(|_, values| values.iter().any(|value| *value != values[0]));
    table(frame.t("atlas.compare.setting"), columns, rows, false)
}

/// The figures of each: every number of the summary, and of each category and group who is served.
fn figures(frame: &Frame, columns: &[Column<'_>]) -> Table {
    let mut names: Vec<String> = Vec::new();
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        for (name, value) in numbers(frame, column) {
            if !names.contains(&name) {
                names.push(name.clone());
            }
            rows.entry(name).or_insert_with(|| vec![String::new(); columns.len()])[at] = value;
        }
    }
    let in_order = names.into_iter().filter_map(|name| rows.remove_entry(&name));
    table(frame.t("atlas.compare.figure"), columns, in_order, true)
}

/// What each figure is called, and how it is shown.
fn numbers(frame: &Frame, column: &Column<'_>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let found = column.outcome.found();
    let categories = found.get("categories").and_then(Value::as_array);
    for category in categories.into_iter().flatten() {
        let name = category.get("category").and_then(Value::as_str).unwrap_or_default();
        for group in category.get("groups").and_then(Value::as_array).into_iter().flatten() {
            let of = group.get("group").and_then(Value::as_str).unwrap_or_default();
            let number = |name: &str| group.get(name).and_then(Value::as_f64);
            if let Some((people, served)) = number("people").zip(number("served")) {
                let label = [("category", name), ("group", of)];
                all.push((frame.tf("atlas.compare.left", label), figure(people - served)));
            }
        }
    }
    for scenario in column.scenarios() {
        all.extend(of_scenario(frame, scenario));
    }
    let summary = found.get("summary").and_then(Value::as_object);
    let plain = summary.or_else(|| found.as_object()).into_iter().flatten();
    all.extend(plain.filter_map(|(name, value)| {
        let value = value.as_f64()?;
        let shown = if name == "gap" { percent(value) } else { figure(value) };
        Some((figure_name(frame, name), shown))
    }));
    all
}

/// What a scenario brings to each group, and what it costs.
fn of_scenario(frame: &Frame, scenario: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for group in scenario["groups"].as_array().into_iter().flatten() {
        let of = group["group"].as_str().unwrap_or_default();
        all.extend([
            (frame.tf("atlas.compare.served", [("group", of)]), &group["served"]["after"]),
            (frame.tf("atlas.compare.lifted", [("group", of)]), &group["lifted"]),
            (frame.tf("atlas.compare.dropped", [("group", of)]), &group["dropped"]),
            (frame.tf("atlas.compare.minutes", [("group", of)]), &group["minutes"]["after"]),
        ]);
    }
    all.extend([
        (frame.t("atlas.compare.price"), &scenario["price"]),
        (frame.t("atlas.compare.price-each"), &scenario["price_of_one"]),
    ]);
    let known = |(name, value): (String, &Value)| Some((name, figure(value.as_f64()?)));
    all.into_iter().filter_map(known).collect()
}

fn table(
    label: String,
    columns: &[Column<'_>],
    rows: impl IntoIterator<Item = (String, Vec<String>)>,
    is_number: bool,
) -> Table {
    let heads = columns.iter().map(|column| (column.head(), is_number));
    Table {
        heads: std::iter::once((label, false)).chain(heads).collect(),
        rows: rows
            .into_iter()
            .map(|(name, values)| std::iter::once(name).chain(values).collect())
            .collect(),
        next: String::new(),
    }
}

/// Maps with the slider: the first result beside each of the others over the same zones.
fn maps(frame: &Frame, kit: &Kit, chosen: &[&Outcome]) -> Vec<(String, String)> {
    let Some((first, others)) = chosen.split_first() else { return Vec::new() };
    let zones = first.zones(&kit.datasets).filter(|_| first.is_mapped());
    let Some(zones) = zones else { return Vec::new() };
    let is_over = |one: &&&Outcome| {
        one.is_mapped() && one.zones(&kit.datasets).is_some_and(|own| own.name == zones.name)
    };
    let link = |one: &&Outcome| {
        let words = [("before", first.file.clone()), ("after", one.file.clone())];
        let names = [&zones.name, &first.file, &one.file].map(|name| percent_encoded(name));
        let [zones, by, with] = names;
        (format!("/planner/map/{zones}?by={by}&with={with}"), frame.tf("atlas.compare.map", words))
    };
    others.iter().filter(is_over).map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_names_results_in_order() {
        let found = named("of=a+b.csv&x=1&of=%E6%96%B9%E6%A1%88.csv&of=a%20b.csv&of=50%", "of");
        assert_eq!(found, ["a b.csv", "方案.csv", "50%"]);
        assert!(named("", "of").is_empty());
    }
}
