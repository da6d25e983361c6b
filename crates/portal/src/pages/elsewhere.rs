//! My affairs in other counties, cases and certificates: what each of them tells, and which of them
//! told nothing.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use basis::Refusal;
use cases::{Cursor, Distant};
use certificates::Held;
use certificates::model::CertificateKey;
use identity::Actor;
use web::{Frame, Page, PageResult};

use super::my;
use crate::api::docs::AfterQuery;
use crate::elsewhere::{County, Heard};
use crate::{Portal, words};

/// On one page, here and for other systems.
pub(crate) const PAGE: usize = 20;
const CASES: &str = "/my/elsewhere";
const CERTIFICATES: &str = "/my/elsewhere/certificates";

/// An entry of a list.
struct There {
    /// Its address at its own county; empty where that has none.
    href: String,
    title: String,
    status: String,
    kind: &'static str,
    /// Label and value of what is told of it.
    lines: Vec<(String, String)>,
}

#[derive(askama::Template)]
#[template(path = "portal-elsewhere.html")]
struct ElsewherePage {
    frame: Frame,
    title: String,
    /// The names of the counties that were asked; empty where there is none.
    asked: String,
    /// Those that did not answer, with their address or nothing.
    silent: Vec<(String, String)>,
    entries: Vec<There>,
    next: String,
    /// The other list: its name and its address.
    other: (String, &'static str),
}

/// GET /my/elsewhere
pub(crate) async fn cases(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Query(AfterQuery { after }): Query<AfterQuery>,
) -> PageResult {
    let cursor = Cursor::parse(after.as_deref().unwrap_or_default())?;
    let heard = portal.cases_elsewhere(&actor, cursor, PAGE).await?;
    let of = |one: &Distant| case(&portal, &frame, one, county(&heard, &one.county));
    let entries = heard.entries.iter().map(of).collect();
    let next = heard.next.as_ref().map(|next| format!("{CASES}?after={}", next.as_str()));
    let title = frame.t("portal.elsewhere.title");
    let other = (frame.t("portal.elsewhere.certificates"), CERTIFICATES);
    Ok(page(frame, heard.counties, (title, entries, next), other))
}

/// GET /my/elsewhere/certificates
pub(crate) async fn certificates(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Query(AfterQuery { after }): Query<AfterQuery>,
) -> PageResult {
    let before = key(after.as_deref())?;
    let heard = portal.certificates_elsewhere(&actor, before, PAGE).await?;
    let of = |one: &Held| certificate(&frame, one, county(&heard, &one.county));
    let entries = heard.entries.iter().map(of).collect();
    let next = heard.next.map(|next| format!("{CERTIFICATES}?after={next}"));
    let title = frame.t("portal.elsewhere.certificates");
    let other = (frame.t("portal.elsewhere.title"), CASES);
    Ok(page(frame, heard.counties, (title, entries, next), other))
}

/// Where the list of certificates goes on.
pub(crate) fn key(after: Option<&str>) -> Result<Option<CertificateKey>, Refusal> {
    match after.unwrap_or_default() {
        "" => Ok(None),
        key => key.parse().map(Some),
    }
}

fn page(
    frame: Frame,
    counties: Vec<(County, bool)>,
    (title, entries, next): (String, Vec<There>, Option<String>),
    other: (String, &'static str),
) -> Response {
    let name = |county: &County| frame.say(&county.name).to_owned();
    let names: Vec<String> = counties.iter().map(|(county, _)| name(county)).collect();
    let asked = names.join(if frame.is_chinese() { "、" } else { ", " });
    let silent = counties.iter().filter(|(_, has_answered)| !has_answered);
    let silent =
        silent.map(|(county, _)| (name(county), county.address.clone().unwrap_or_default()));
    let silent = silent.collect();
    let next = next.unwrap_or_default();
    Page(ElsewherePage { frame, title, asked, silent, entries, next, other }).into_response()
}

/// The county of an entry.
fn county<'a, T, K>(heard: &'a Heard<T, K>, code: &str) -> Option<&'a County> {
    heard.counties.iter().map(|(county, _)| county).find(|county| county.code == code)
}

fn case(portal: &Portal, frame: &Frame, one: &Distant, county: Option<&County>) -> There {
    There {
        href: href(county, &format!("/cases/{}", one.id)),
        title: title(portal, frame, one),
        status: frame.say(&one.status.name).to_owned(),
        kind: my::tone_of(one.status.code),
        lines: vec![
            line(frame, "portal.elsewhere.county", name(frame, county)),
            line(frame, "portal.my.number", one.number.clone()),
            line(frame, "portal.elsewhere.opened", frame.moment(&one.opened)),
        ],
    }
}

fn certificate(frame: &Frame, one: &Held, county: Option<&County>) -> There {
    let shown = &one.shown;
    There {
        href: href(county, &format!("/certificates/{}", one.key)),
        title: frame.say(&shown.name).to_owned(),
        status: frame.say(&shown.state.name()).to_owned(),
        kind: certificates::pages::tone(shown.state),
        lines: vec![
            line(frame, "portal.elsewhere.county", name(frame, county)),
            line(frame, "portal.elsewhere.issuer", shown.issuer.clone()),
            line(frame, "portal.elsewhere.issued", frame.date(&shown.issued)),
        ],
    }
}

/// What the case is about, as far as our own catalogue can name it.
pub(crate) fn title(portal: &Portal, frame: &Frame, one: &Distant) -> String {
    match portal.cases.matter_there(one) {
        Some(matter) => words::title(frame, &matter),
        None => frame.t("portal.elsewhere.matter"),
    }
}

fn href(county: Option<&County>, path: &str) -> String {
    let address = county.and_then(|county| county.address.as_ref());
    address.map(|address| format!("{address}{path}")).unwrap_or_default()
}

fn name(frame: &Frame, county: Option<&County>) -> String {
    county.map(|county| frame.say(&county.name).to_owned()).unwrap_or_default()
}

fn line(frame: &Frame, key: &str, value: String) -> (String, String) {
    (frame.t(key), value)
}
