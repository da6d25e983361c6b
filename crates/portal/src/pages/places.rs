//! Where one finds somebody nearby: townships as blocks of villages, and the villages of a township.
//!
//! Names and codes are the published ones. Where a service point stands, its telephone and its hours
//! are in no published list, so nothing is said of them.

use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use basis::division::{Division, Level};
use basis::{DivisionCode, Refusal, RefusalKind};
use catalogue::model::Channel;
use serde::Deserialize;
use web::sheet::{Cell, Sheet};
use web::{Frame, Page, PageResult};

use crate::{Portal, words};

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
}

#[derive(askama::Template)]
#[template(path = "portal-town.html")]
struct TownPage {
    frame: Frame,
    name: String,
    /// Name, kind and code of each.
    villages: Vec<(String, String, String)>,
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
    for one in below(&portal, portal.county(), Level::Township) {
        let villages = below(&portal, one.code.as_str(), Level::Village);
        let href = format!("/places/{}", one.code);
        let hit = |place: &&&Division| !words.is_empty() && place.name.contains(&words);
        let named = villages.iter().chain(std::iter::once(&one)).filter(hit);
        found.extend(named.map(|place| (full(&one.name, &place.name), href.clone())));
        all += villages.len();
        towns.push(town(&frame, one, href, &villages));
    }
    found.truncate(MOST);
    let values = [("towns", towns.len()), ("villages", all)];
    let total = frame.tf("portal.places.total", values);
    Ok(Page(PlacesPage { frame, words, found, towns, total }).into_response())
}

/// GET /places/{town}
pub(crate) async fn town_page(
    State(portal): State<Portal>,
    frame: Frame,
    Path(code): Path<String>,
) -> PageResult {
    let towns = below(&portal, portal.county(), Level::Township);
    let town = towns.into_iter().find(|one| one.code.as_str() == code).ok_or_else(no_such_town)?;
    let villages = below(&portal, &code, Level::Village);
    let villages =
        villages.into_iter().map(|one| (one.name.clone(), kind(&frame, one), one.code.to_string()));
    let catalogue = portal.catalogue();
    let offered = catalogue.offered(portal.county(), portal.today());
    let by_helper = offered.into_iter().filter(|one| one.channels.contains(&Channel::Helper));
    let helped = by_helper.map(|one| (words::title(&frame, one), format!("/matters/{}", one.id)));
    let page = TownPage {
        name: town.name.clone(),
        villages: villages.collect(),
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

fn kind(frame: &Frame, village: &Division) -> String {
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
