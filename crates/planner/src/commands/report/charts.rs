//! Maps and charts as SVG, each beside a table that says the same.

use std::fmt::Write as _;

use super::sentences::plain;
use crate::scenario::{Ground, Outcome};

/// Colours from near to far, told apart in grey as well.
const COLOURS: [&str; 5] = ["#1a6b54", "#6fb59a", "#d9d3a0", "#d98f4e", "#8c2f39"];
const WIDTH: f64 = 640.0;
/// Room for a name of fourteen characters of 20 px, the size of elder mode.
const NAMES: f64 = 290.0;

/// The class of a time: up to a third, two thirds, the whole, twice the standard, beyond.
fn class(minutes: Option<f64>, standard: f64) -> usize {
    let steps = [1.0 / 3.0, 2.0 / 3.0, 1.0, 2.0];
    match minutes {
        None => 4,
        Some(minutes) => steps.iter().position(|step| minutes <= step * standard).unwrap_or(4),
    }
}

/// What the colours mean.
pub(super) fn legend(standard: f64) -> String {
    let names = [
        format!("{:.0} 分钟内", standard / 3.0),
        format!("{:.0} 分钟内", standard * 2.0 / 3.0),
        format!("{standard:.0} 分钟内（达标）"),
        format!("{:.0} 分钟内", standard * 2.0),
        "更远或无法到达".to_owned(),
    ];
    let mut html = String::from("<ul class=\"legend\">");
    for (name, colour) in names.iter().zip(COLOURS) {
        let _ = write!(
            html,
            "<li><svg class=\"swatch\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><rect width=\"16\" height=\"16\" fill=\"{colour}\"/></svg>{name}</li>"
        );
    }
    html + "</ul>"
}

/// Zones as dots, larger where more people live, coloured by minutes; facilities as squares.
pub(super) fn map(
    ground: &Ground,
    minutes: &[Option<f64>],
    facilities: &[(f64, f64)],
    about: &str,
) -> String {
    let places: Vec<(f64, f64)> =
        ground.points.iter().map(|point| (point.longitude(), point.latitude())).collect();
    let all = || places.iter().chain(facilities);
    let (west, east) = ends(all().map(|(x, _)| *x));
    let (south, north) = ends(all().map(|(_, y)| *y));
    // Degrees of longitude are shorter by the cosine of the latitude.
    let narrow = ((south + north) / 2.0).to_radians().cos();
    let scale = (WIDTH - 20.0) / ((east - west) * narrow).max(1e-9);
    let height = ((north - south) * scale + 20.0).clamp(60.0, 2.0 * WIDTH);
    let at = |(x, y): &(f64, f64)| (10.0 + (x - west) * narrow * scale, 10.0 + (north - y) * scale);
    let most = ground.people[0].iter().copied().fold(1.0, f64::max);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" aria-label=\"{}\">",
        plain(about)
    );
    for (n, place) in places.iter().enumerate() {
        let (x, y) = at(place);
        let radius = 1.5 + 4.5 * (ground.people[0][n] / most).sqrt();
        let colour = COLOURS[class(minutes[n], ground.file.standard_minutes)];
        let _ = write!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{colour}\"/>"
        );
    }
    for place in facilities {
        let (x, y) = at(place);
        let (x, y) = (x - 3.0, y - 3.0);
        let _ = write!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"6\" height=\"6\" fill=\"#111\" stroke=\"#fff\"/>"
        );
    }
    svg + "</svg>"
}

/// People lifted over the standard by each scenario, as bars; the table beside says the same.
pub(super) fn bars(outcomes: &[Outcome]) -> String {
    let lifted = |outcome: &Outcome| outcome.groups.first().map_or(0.0, |all| all.lifted);
    let most = outcomes.iter().map(lifted).fold(1.0, f64::max);
    let height = 30.0 * outcomes.len() as f64 + 10.0;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" aria-label=\"各方案新达标人数，数值见下表\">"
    );
    for (n, outcome) in outcomes.iter().enumerate() {
        let (y, length) = (8.0 + 30.0 * n as f64, (WIDTH - NAMES - 100.0) * lifted(outcome) / most);
        let _ = write!(
            svg,
            "<text x=\"0\" y=\"{:.0}\">{}</text><rect x=\"{NAMES:.0}\" y=\"{y:.0}\" width=\"{length:.1}\" height=\"18\" fill=\"{}\"/><text x=\"{:.1}\" y=\"{:.0}\">{:.0}</text>",
            y + 15.0,
            plain(&outcome.scenario.chars().take(14).collect::<String>()),
            COLOURS[0],
            NAMES + 8.0 + length,
            y + 15.0,
            lifted(outcome),
        );
    }
    svg + "</svg>"
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
}
