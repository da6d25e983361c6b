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

use super::{Shown as Table, command, figure, result};
use crate::Atlas;
use crate::results::Outcome;
use crate::shelf::Kit;

/// How many can be set side by side; more do not fit on paper.
const MOST: usize = 8;

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    frame: Frame,
    /// Every result: its file, its command, whether it is chosen.
    choices: Vec<(String, String, bool)>,
    too_many: bool,
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
    let asked = named(query.as_deref().unwrap_or_default(), "of");
    let seen: Vec<&Outcome> = kit.outcomes.iter().collect();
    let mut chosen: Vec<&Outcome> = asked
        .iter()
        .filter_map(|file| seen.iter().copied().find(|one| one.file == *file))
        .collect();
    let too_many = chosen.len() > MOST;
    chosen.truncate(MOST);
    let choice = |one: &&Outcome| {
        (one.file.clone(), command(&frame, one.command()), asked.contains(&one.file))
    };
    let is_ready = chosen.len() > 1;
    let page = ComparePage {
        choices: seen.iter().map(choice).collect(),
        too_many,
        differences: is_ready.then(|| differences(&frame, &chosen)),
        figures: is_ready.then(|| figures(&frame, &chosen)),
        maps: maps(&frame, &kit, &chosen),
        frame: frame.clone(),
    };
    Ok(Page(page).into_response())
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
fn differences(frame: &Frame, chosen: &[&Outcome]) -> Table {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (at, one) in chosen.iter().enumerate() {
        let inputs = one.note.get("inputs").and_then(Value::as_array).into_iter().flatten();
        let inputs = inputs.filter_map(|input| {
            let word = |name: &str| input.get(name).and_then(Value::as_str);
            let shown = format!("{} {}", word("file")?, super::short(word("sha256")?));
            Some((word("option")?.to_owned(), shown))
        });
        let settings = result::settings(one).into_iter().chain(inputs);
        let command = ("".to_owned(), command(frame, one.command()));
        for (name, value) in std::iter::once(command).chain(settings) {
            let name = if name.is_empty() { frame.t("atlas.home.what") } else { name };
            rows.entry(name).or_insert_with(|| vec![String::new(); chosen.len()])[at] = value;
        }
    }
    rows.retain(|_, values| values.iter().any(|value| *value != values[0]));
    table(frame.t("atlas.compare.setting"), chosen, rows, false)
}

/// The figures of each: every number of the summary, and of each category and group who is served.
fn figures(frame: &Frame, chosen: &[&Outcome]) -> Table {
    let mut names: Vec<String> = Vec::new();
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (at, one) in chosen.iter().enumerate() {
        for (name, value) in numbers(frame, one) {
            if !names.contains(&name) {
                names.push(name.clone());
            }
            rows.entry(name).or_insert_with(|| vec![String::new(); chosen.len()])[at] =
                figure(value);
        }
    }
    let in_order = names.into_iter().filter_map(|name| rows.remove_entry(&name));
    table(frame.t("atlas.compare.figure"), chosen, in_order, true)
}

fn numbers(frame: &Frame, one: &Outcome) -> Vec<(String, f64)> {
    let mut all = Vec::new();
    let categories = one.found().get("categories").and_then(Value::as_array);
    for category in categories.into_iter().flatten() {
        let name = category.get("category").and_then(Value::as_str).unwrap_or_default();
        for group in category.get("groups").and_then(Value::as_array).into_iter().flatten() {
            let of = group.get("group").and_then(Value::as_str).unwrap_or_default();
            let number = |name: &str| group.get(name).and_then(Value::as_f64);
            if let Some((people, served)) = number("people").zip(number("served")) {
                let label = [("category", name), ("group", of)];
                all.push((frame.tf("atlas.compare.left", label), people - served));
            }
        }
    }
    for scenario in one.scenarios() {
        let groups = scenario["groups"].as_array().into_iter().flatten();
        for group in groups {
            let of = group["group"].as_str().unwrap_or_default();
            let all_of = [
                (frame.tf("atlas.compare.served", [("group", of)]), &group["served"]["after"]),
                (frame.tf("atlas.compare.lifted", [("group", of)]), &group["lifted"]),
                (frame.tf("atlas.compare.dropped", [("group", of)]), &group["dropped"]),
                (frame.tf("atlas.compare.minutes", [("group", of)]), &group["minutes"]["after"]),
            ];
            all.extend(
                all_of.into_iter().filter_map(|(name, value)| Some((name, value.as_f64()?))),
            );
        }
        let money = [
            (frame.t("atlas.compare.price"), &scenario["price"]),
            (frame.t("atlas.compare.price-each"), &scenario["price_of_one"]),
        ];
        all.extend(money.into_iter().filter_map(|(name, value)| Some((name, value.as_f64()?))));
    }
    let summary = one.found().get("summary").and_then(Value::as_object);
    let plain = summary.or_else(|| one.found().as_object()).into_iter().flatten();
    all.extend(plain.filter_map(|(name, value)| Some((name.replace('_', " "), value.as_f64()?))));
    all
}

fn table(
    label: String,
    chosen: &[&Outcome],
    rows: impl IntoIterator<Item = (String, Vec<String>)>,
    is_number: bool,
) -> Table {
    let files = chosen.iter().map(|one| (one.file.clone(), is_number));
    Table {
        heads: std::iter::once((label, false)).chain(files).collect(),
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
