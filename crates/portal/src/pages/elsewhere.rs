//! My cases in other counties: what each of them tells, and which of them told nothing.

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use cases::{Brief, Cursor};
use identity::Actor;
use web::{Frame, Page, PageResult};

use super::my;
use crate::api::docs::AfterQuery;
use crate::elsewhere::County;
use crate::{Portal, words};

/// On one page, here and for other systems.
pub(crate) const PAGE: usize = 20;

/// A case in the list.
struct There {
    /// Its address at its own county; empty where that has none.
    href: String,
    title: String,
    county: String,
    number: String,
    status: String,
    kind: &'static str,
    opened: String,
}

#[derive(askama::Template)]
#[template(path = "portal-elsewhere.html")]
struct ElsewherePage {
    frame: Frame,
    /// The names of the counties that were asked; empty where there is none.
    asked: String,
    /// Those that did not answer, with their address or nothing.
    silent: Vec<(String, String)>,
    cases: Vec<There>,
    next: String,
}

/// GET /my/elsewhere
pub(crate) async fn list(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Query(AfterQuery { after }): Query<AfterQuery>,
) -> PageResult {
    let cursor = Cursor::parse(after.as_deref().unwrap_or_default())?;
    let heard = portal.mine_elsewhere(&actor, cursor, PAGE).await?;
    let name = |county: &County| frame.say(&county.name).to_owned();
    let names: Vec<String> = heard.counties.iter().map(|(county, _)| name(county)).collect();
    let silent = heard.counties.iter().filter(|(_, has_answered)| !has_answered);
    let silent =
        silent.map(|(county, _)| (name(county), county.address.clone().unwrap_or_default()));
    let silent = silent.collect();
    let of = |one: &Brief| {
        heard.counties.iter().map(|(county, _)| county).find(|c| c.code == one.county)
    };
    let cases = heard.page.entries.iter().map(|one| there(&portal, &frame, one, of(one))).collect();
    let next = heard.page.next.as_ref();
    let next = next.map(|next| format!("/my/elsewhere?after={}", next.as_str()));
    let (asked, next) = (names.join(comma(&frame)), next.unwrap_or_default());
    Ok(Page(ElsewherePage { frame, asked, silent, cases, next }).into_response())
}

fn there(portal: &Portal, frame: &Frame, one: &Brief, county: Option<&County>) -> There {
    let address = county.and_then(|county| county.address.as_ref());
    There {
        href: address.map(|address| format!("{address}/cases/{}", one.id)).unwrap_or_default(),
        title: title(portal, frame, one),
        county: county.map(|county| frame.say(&county.name).to_owned()).unwrap_or_default(),
        number: one.number.clone(),
        status: frame.say(&one.status.name).to_owned(),
        kind: my::tone_of(one.status.code),
        opened: frame.moment(&one.opened),
    }
}

/// What the case is about, as far as our own catalogue can name it.
pub(crate) fn title(portal: &Portal, frame: &Frame, one: &Brief) -> String {
    match portal.cases.matter_there(one) {
        Some(matter) => words::title(frame, &matter),
        None => frame.t("portal.elsewhere.matter"),
    }
}

fn comma(frame: &Frame) -> &'static str {
    if frame.is_chinese() { "、" } else { ", " }
}
