//! Where one finds somebody nearby: the county's service points on a map, and the villages of a
//! township.
//!
//! Names and codes are the published ones. Where a service point stands, its telephone and its hours
//! are in no published list: the county fills them in (`service-points.yaml`), and until then
//! townships are blocks of villages, and nothing is said of what nobody knows.

use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use basis::division::{Division, Level};
use basis::{DivisionCode, Refusal, RefusalKind};
use catalogue::Catalogue;
use catalogue::model::{Channel, ServicePoint};
use serde::Deserialize;
use web::sheet::{Cell, Sheet};
use web::{Frame, Page, PageResult};

use crate::map::{Group, Map, Spot};
use crate::{Portal, map, words};

/// Squares in a row of a township's block.
const ACROSS: usize = 8;
/// A square with the space after it.
const STEP: usize = 12;
/// Codes of residents' committees end in 001 to 199 (统计用区划代码编制规则).
const FIRST_VILLAGE: u16 = 200;
/// So many villages are shown for a name.
const MOST: usize = 40;

/// A township with its block.
struct Town {
    name: String,
    href: String,
    /// How many villages and communities, in words.
    count: String,
    /// The squares: place and whether it is a community.
    squares: Vec<(usize, usize, bool)>,
    /// The room that they need, across and down.
    room: (usize, usize),
}

#[derive(askama::Template)]
#[template(path = "portal-places.html")]
struct PlacesPage {
    frame: Frame,
    words: String,
    found: Vec<(String, String)>,
    towns: Vec<Town>,
    total: String,
    /// The service points whose position is known; none where there are none.
    map: Option<Map>,
    /// How many they are, in words.
    known: String,
    /// Whether any of them was made up.
    synthetic: bool,
}

/// A village or community of a township.
struct Village {
    name: String,
    kind: String,
    code: String,
    /// Its service point: what is known of it, a line each.
    point: String,
}

#[derive(askama::Template)]
#[template(path = "portal-town.html")]
struct TownPage {
    frame: Frame,
    name: String,
    villages: Vec<Village>,
    /// Whether anything is known of a service point.
    has_points: bool,
    map: Option<Map>,
    /// What the map is called.
    map_name: String,
    synthetic: bool,
    /// What a helper in the village can file: name and link.
    helped: Vec<(String, String)>,
}

/// What is searched for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

/// GET /places
pub(crate) async fn show(
    State(portal): State<Portal>,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> PageResult {
    let words: String = asked.q.trim().chars().take(20).collect();
    let mut found = Vec::new();
    let (mut towns, mut all) = (Vec::new(), 0);
    let catalogue = portal.catalogue();
    let (mut groups, mut synthetic) = (Vec::new(), false);
    for one in below(&portal, portal.county(), Level::Township) {
        let villages = below(&portal, one.code.as_str(), Level::Village);
        let href = format!("/places/{}", one.code);
        let hit = |place: &&&Division| !words.is_empty() && place.name.contains(&words);
        let named = villages.iter().chain(std::iter::once(&one)).filter(hit);
        found.extend(named.map(|place| (full(&one.name, &place.name), href.clone())));
        all += villages.len();
        let places = || villages.iter().copied().chain(std::iter::once(one));
        synthetic |= is_synthetic(&catalogue, places());
        groups.push(group(&catalogue, (&one.name, &href), places()));
        towns.push(town(&frame, one, href, &villages));
    }
    found.truncate(MOST);
    let values = [("towns", towns.len()), ("villages", all)];
    let total = frame.tf("portal.places.total", values);
    let known: usize = groups.iter().map(|group| group.spots.len()).sum();
    let known = frame.tf("portal.places.known", [("n", known)]);
    let map = map::county(&groups);
    let page = PlacesPage { words, found, towns, total, map, known, synthetic, frame };
    Ok(Page(page).into_response())
}

/// GET /places/{town}
pub(crate) async fn town_page(
    State(portal): State<Portal>,
    frame: Frame,
    Path(code): Path<String>,
) -> PageResult {
    let towns = below(&portal, portal.county(), Level::Township);
    let town = towns.into_iter().find(|one| one.code.as_str() == code).ok_or_else(no_such_town)?;
    let below = below(&portal, &code, Level::Village);
    let catalogue = portal.catalogue();
    let places = || below.iter().copied().chain(std::iter::once(town));
    let group = group(&catalogue, (&town.name, ""), places());
    let villages: Vec<Village> = places()
        .map(|one| Village {
            name: one.name.clone(),
            kind: kind(&frame, one),
            code: one.code.to_string(),
            point: catalogue.service_points.get(one.code.as_str()).map(told).unwrap_or_default(),
        })
        // Of the township itself there is a line only where it has a point.
        .filter(|one| one.code != code || !one.point.is_empty())
        .collect();
    let offered = catalogue.offered(portal.county(), portal.today());
    let by_helper = offered.into_iter().filter(|one| one.channels.contains(&Channel::Helper));
    let helped = by_helper.map(|one| (words::title(&frame, one), format!("/matters/{}", one.id)));
    let page = TownPage {
        name: town.name.clone(),
        has_points: villages.iter().any(|one| !one.point.is_empty()),
        map: map::township(&group),
        map_name: frame.t("portal.places.town-map"),
        synthetic: is_synthetic(&catalogue, places()),
        villages,
        helped: helped.collect(),
        frame,
    };
    Ok(Page(page).into_response())
}

/// GET /places.xlsx: every village and community with its township.
pub(crate) async fn sheet(State(portal): State<Portal>, frame: Frame) -> PageResult {
    let mut rows = Vec::new();
    for town in below(&portal, portal.county(), Level::Township) {
        for village in below(&portal, town.code.as_str(), Level::Village) {
            let kind = kind(&frame, village);
            let (town, name) = (town.name.clone(), village.name.clone());
            let cells = [town, name, kind, village.code.to_string()];
            rows.push(cells.into_iter().map(Cell::Text).collect());
        }
    }
    let heads = vec![
        frame.t("portal.places.town"),
        frame.t("portal.places.name"),
        frame.t("portal.places.kind"),
        frame.t("portal.places.code"),
    ];
    let sheet = Sheet { title: frame.t("portal.places.map"), heads, rows };
    let name = format!("places-{}.xlsx", frame.today());
    web::sheet::answer(&name, &[sheet]).map_err(Into::into)
}

/// The points of a township whose position is known.
fn group<'a>(
    catalogue: &Catalogue,
    (name, href): (&str, &str),
    places: impl Iterator<Item = &'a Division>,
) -> Group {
    let spot = |one: &'a Division| {
        let point = catalogue.service_points.get(one.code.as_str())?;
        let is_community = one.code.level() == Level::Village && is_community(one);
        Some(Spot { name: one.name.clone(), at: point.position()?, is_community })
    };
    Group { name: name.to_owned(), href: href.to_owned(), spots: places.filter_map(spot).collect() }
}

fn is_synthetic<'a>(catalogue: &Catalogue, mut places: impl Iterator<Item = &'a Division>) -> bool {
    let point = |one: &Division| catalogue.service_points.get(one.code.as_str());
    places.any(|one| point(one).is_some_and(|point| point.synthetic))
}

/// What is known of a service point, a line each.
fn told(point: &ServicePoint) -> String {
    let parts = [&point.name, &point.address, &point.phone, &point.hours, &point.source];
    let known = parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    known.collect::<Vec<_>>().join("\n")
}

fn kind(frame: &Frame, village: &Division) -> String {
    if village.code.level() == Level::Township {
        return frame.t("portal.places.town");
    }
    match is_community(village) {
        true => frame.t("portal.places.community"),
        false => frame.t("portal.places.village"),
    }
}

fn town(frame: &Frame, one: &Division, href: String, villages: &[&Division]) -> Town {
    let squares = villages.iter().enumerate().map(|(at, village)| {
        (1 + at % ACROSS * STEP, 1 + at / ACROSS * STEP, is_community(village))
    });
    let rows = villages.len().div_ceil(ACROSS).max(1);
    Town {
        name: one.name.clone(),
        href,
        count: frame.tf("portal.places.count", [("n", villages.len())]),
        squares: squares.collect(),
        room: (ACROSS * STEP, rows * STEP),
    }
}

/// The places of a level right below a code, by code.
pub(crate) fn below<'a>(portal: &'a Portal, code: &str, level: Level) -> Vec<&'a Division> {
    let Ok(code) = DivisionCode::parse(code) else { return Vec::new() };
    let below = portal.divisions.children(&code, portal.today());
    below.into_iter().filter(|one| one.code.level() == level).collect()
}

/// Whether it is an urban community, by its code.
pub(crate) fn is_community(village: &Division) -> bool {
    let last = village.code.as_str().get(9..).and_then(|digits| digits.parse::<u16>().ok());
    last.is_some_and(|last| last < FIRST_VILLAGE)
}

/// A village under its township; a township alone.
fn full(town: &str, place: &str) -> String {
    if town == place { town.to_owned() } else { format!("{town} · {place}") }
}

pub(crate) fn no_such_town() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "place.unknown")
}
