//! The planners' first page: the county in figures, what is kept, what was computed, what is missing.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::IntoResponse;
use identity::Actor;
use web::{Frame, Page, PageResult};

use super::{command, figure, kind, short};
use crate::Atlas;
use crate::county::County;
use crate::draw::{self, Told};
use crate::geometry::Shape;
use crate::shelf::Kit;

#[derive(Template)]
#[template(path = "planner.html")]
struct Home {
    frame: Frame,
    county: County,
    sentence: String,
    cartogram: String,
    /// Zones with the county's real boundaries: name and address; none if there are none.
    boundaries: Option<(String, String)>,
    missing: Vec<String>,
    datasets: Vec<Row>,
    results: Vec<Row>,
    /// Reports to print: name and address.
    reports: Vec<(String, String)>,
    is_planner: bool,
    /// How GDAL is told who asks; empty for whoever sees no more than what is open.
    session: String,
}

/// A dataset or a result in a list.
struct Row {
    name: String,
    href: String,
    kind: String,
    date: String,
    source: String,
    digest: String,
}

pub(crate) async fn show(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
) -> PageResult {
    let kit = atlas.kit(&actor).await?;
    let (code, today) = (frame.settings().county.clone(), frame.today());
    let county = code.clone();
    let (divisions, census) = (atlas.divisions.clone(), atlas.place.census.clone());
    let county =
        crate::aside(move || Ok(County::read(&county, &divisions, &census, today))).await?;
    let title = frame.t("atlas.home.cartogram");
    let told = frame.tf("atlas.home.cartogram-told", [("n", county.townships.len())]);
    let cartogram = if county.townships.is_empty() {
        String::new()
    } else {
        draw::blocks(&county.townships, Told { title: &title, sentence: &told })
    };
    let boundaries = boundaries(&atlas, &actor, &kit, &code).await?;
    let sees = |name: &str| atlas.shows(&actor, name);
    let is_planner = identity::may(&actor, &identity::Right::Plan).is_ok();
    Ok(Page(Home {
        sentence: sentence(&frame, &county),
        missing: missing(&frame, &kit, &sees),
        datasets: datasets(&frame, &kit, &sees),
        results: results(&frame, &kit),
        reports: reports(&kit),
        boundaries,
        cartogram,
        county,
        session: if is_planner { session(&frame) } else { String::new() },
        is_planner,
        frame,
    })
    .into_response())
}

/// Map programs see what is open; with a planner's session they see what the planner sees.
fn session(frame: &Frame) -> String {
    let cookie = if frame.settings().is_https() { "__Host-session" } else { "session" };
    frame.tf("atlas.home.ogc-session", [("cookie", cookie)])
}

fn sentence(frame: &Frame, county: &County) -> String {
    let name = frame.say(&frame.settings().county_name).to_owned();
    let Some(census) = county.census else {
        return frame.tf("atlas.home.no-census", [("name", name)]);
    };
    let figures = [
        ("name", name),
        ("people", figure(census.people)),
        ("old", format!("{:.1}", census.old_percent)),
        ("rural", figure(census.rural)),
        ("townships", county.townships.len().to_string()),
        ("villages", county.villages().to_string()),
    ];
    frame.tf("atlas.home.sentence", figures)
}

/// What a reader lacks for a map of the county: said, not papered over.
fn missing(frame: &Frame, kit: &Kit, sees: &dyn Fn(&str) -> bool) -> Vec<String> {
    let has = |kind: &str| kit.datasets.iter().any(|one| one.kind == kind && sees(&one.name));
    let mut missing = vec![frame.t("atlas.home.missing-county")];
    for (kind, words) in [
        ("zones", frame.t("atlas.home.missing-zones")),
        ("facilities", frame.t("atlas.home.missing-facilities")),
        ("streets", frame.t("atlas.home.missing-streets")),
    ] {
        missing.extend((!has(kind)).then_some(words));
    }
    missing
}

/// A file of zones larger than this is not looked through for boundaries: those of a county and its
/// villages take some megabytes.
const BOUNDARIES_BYTES: u64 = 32 << 20;

/// The first zones that may be seen of which one has the county's code, or begins with it, and an
/// outline: with them there is a real map.
async fn boundaries(
    atlas: &Atlas,
    actor: &Actor,
    kit: &Kit,
    county: &str,
) -> Result<Option<(String, String)>, web::Failure> {
    let zones = kit.datasets.iter().filter(|one| one.kind == "zones");
    let zones = zones.filter(|one| one.bytes < BOUNDARIES_BYTES && atlas.shows(actor, &one.name));
    for dataset in zones {
        let layer = atlas.layer(kit, dataset).await?;
        let is_ours = |(id, shape): (&String, &Shape)| {
            matches!(shape, Shape::Areas(_)) && id.starts_with(county)
        };
        if layer.ids.iter().zip(&layer.shapes).any(is_ours) {
            let address = web::format::percent_encoded(&dataset.name);
            return Ok(Some((dataset.name.clone(), format!("/planner/map/{address}"))));
        }
    }
    Ok(None)
}

fn datasets(frame: &Frame, kit: &Kit, sees: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let seen = kit.datasets.iter().filter(|dataset| sees(&dataset.name));
    let row = |dataset: &planner::store::Dataset| Row {
        name: dataset.name.clone(),
        href: format!("/planner/datasets/{}", web::format::percent_encoded(&dataset.name)),
        kind: kind(frame, &dataset.kind),
        date: dataset.date.clone(),
        source: dataset.source.clone(),
        digest: short(dataset.sha256.hex()),
    };
    seen.map(row).collect()
}

fn reports(kit: &Kit) -> Vec<(String, String)> {
    let address = |name: &str| format!("/planner/reports/{}", web::format::percent_encoded(name));
    kit.reports.iter().map(|one| (one.file.clone(), address(&one.file))).collect()
}

/// A result whose zones are not kept any more is for planners alone: nobody else can place it.
fn results(frame: &Frame, kit: &Kit) -> Vec<Row> {
    let zones = |outcome: &crate::results::Outcome| {
        outcome.zones(&kit.datasets).map(|dataset| dataset.name.clone())
    };
    let row = |outcome: &crate::results::Outcome| Row {
        name: outcome.file.clone(),
        href: format!("/planner/results/{}", web::format::percent_encoded(&outcome.file)),
        kind: command(frame, outcome.command()),
        date: outcome.rows().to_string(),
        source: zones(outcome).unwrap_or_else(|| frame.t("atlas.home.zones-gone")),
        digest: short(outcome.digest()),
    };
    kit.outcomes.iter().map(row).collect()
}
