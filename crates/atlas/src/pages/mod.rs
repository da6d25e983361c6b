//! The pages. Each is there without scripts; the map's program only adds moving and asking.

pub(crate) mod compare;
pub(crate) mod dataset;
pub(crate) mod equity;
pub(crate) mod home;
pub(crate) mod map;
mod places;
pub(crate) mod reach;
pub(crate) mod report;
pub(crate) mod result;
mod siting;
pub(crate) mod tiles;
mod words;

use web::Frame;
use web::format::percent_encoded;

use crate::layer::{Column, Values};
use crate::measure::Asked;

/// Rows of a table on one page.
const ROWS: usize = 100;

/// A table as a page shows it.
pub(crate) struct Shown {
    /// Heads, and whether the column has numbers.
    pub(crate) heads: Vec<(String, bool)>,
    /// Cells as they are shown.
    pub(crate) rows: Vec<Vec<String>>,
    /// The address of the next page; empty on the last.
    pub(crate) next: String,
}

impl Shown {
    /// A page of whole columns, from the row after `after`.
    fn of(frame: &Frame, columns: &[Column], after: usize) -> Self {
        let rows = columns.first().map_or(0, |column| match &column.values {
            Values::Numbers(numbers) => numbers.len(),
            Values::Words(words) => words.len(),
        });
        let cell = |column: &Column, row: usize| match &column.values {
            Values::Numbers(numbers) => numbers[row].map(figure).unwrap_or_default(),
            Values::Words(words) => words[row].clone(),
        };
        let shown = (after.min(rows)..rows.min(after.saturating_add(ROWS)))
            .map(|row| columns.iter().map(|column| cell(column, row)).collect());
        let heads = columns
            .iter()
            .map(|column| (column.name.clone(), matches!(column.values, Values::Numbers(_))));
        Self { heads: heads.collect(), rows: shown.collect(), next: next(frame, rows, after) }
    }
}

/// The address of the page after this one; empty when nothing is left.
fn next(frame: &Frame, rows: usize, after: usize) -> String {
    let end = after.saturating_add(ROWS);
    if end < rows { frame.with("after", &end.to_string()) } else { String::new() }
}

/// A number for people: whole ones in groups of three digits, others to three places.
pub(crate) fn figure(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    if number.fract() != 0.0 && number.abs() < 1e6 {
        let text = format!("{number:.3}");
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let digits = format!("{:.0}", number.abs());
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if number < 0.0 { format!("-{grouped}") } else { grouped }
}

/// A share as a percentage with one place; one above nothing is never told as nothing.
pub(crate) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.000_5 {
        "<0.1%".to_owned()
    } else {
        format!("{:.1}%", share * 100.0)
    }
}

/// The query of an address that asks for a measure, without the `?`.
pub(crate) fn query(asked: &Asked) -> String {
    let Asked { by, column, category, with, .. } = asked;
    let pairs = [("by", by), ("column", column), ("category", category), ("with", with)];
    let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    given
        .map(|(key, value)| format!("{key}={}", percent_encoded(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// What a kind of dataset is called.
pub(crate) fn kind(frame: &Frame, kind: &str) -> String {
    match kind {
        "zones" => frame.t("atlas.kind.zones"),
        "facilities" => frame.t("atlas.kind.facilities"),
        "streets" => frame.t("atlas.kind.streets"),
        "timetable" => frame.t("atlas.kind.timetable"),
        "costs" => frame.t("atlas.kind.costs"),
        _ => frame.t("atlas.kind.table"),
    }
}

/// What a command is called.
pub(crate) fn command(frame: &Frame, command: &str) -> String {
    match command {
        "plan access" => frame.t("atlas.command.access"),
        "plan circle" => frame.t("atlas.command.circle"),
        "plan travel" => frame.t("atlas.command.travel"),
        "plan equity" => frame.t("atlas.command.equity"),
        "plan index" => frame.t("atlas.command.index"),
        "plan site" => frame.t("atlas.command.site"),
        "plan scenario run" | "plan scenario compare" => frame.t("atlas.command.scenario"),
        "plan report" => frame.t("atlas.command.report"),
        "plan budget" => frame.t("atlas.command.budget"),
        other => other.to_owned(),
    }
}

/// Why a zone is a blind spot, in words.
pub(crate) fn cause(frame: &Frame, cause: &str) -> String {
    match cause {
        "none-near" => frame.t("atlas.cause.none-near"),
        "detour" => frame.t("atlas.cause.detour"),
        "hours" => frame.t("atlas.cause.hours"),
        "capacity" => frame.t("atlas.cause.capacity"),
        other => other.to_owned(),
    }
}

/// The first digits of a digest, enough to tell files apart.
pub(crate) fn short(digest: &str) -> String {
    digest.get(..12).unwrap_or(digest).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_for_people() {
        let check = |number, expected: &str| assert_eq!(figure(number), expected);
        check(0.0, "0");
        check(360_229.0, "360,229");
        check(-1_234_567.0, "-1,234,567");
        check(7.25, "7.25");
        check(1.0 / 3.0, "0.333");
        check(1_234_567.8, "1,234,568");
        check(f64::NAN, "");
        assert_eq!(percent(0.265_28), "26.5%");
        assert_eq!([0.0, 0.000_000_1, 0.000_6].map(percent), ["0.0%", "<0.1%", "0.1%"]);
        let asked =
            Asked { by: "circle 1.csv".into(), column: "minutes".into(), ..Asked::default() };
        assert_eq!(query(&asked), "by=circle%201.csv&column=minutes");
    }
}
