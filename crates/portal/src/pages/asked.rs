//! What has become of a request for help, for whoever asked and whoever was asked; and who asked me.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::codes::Phone;
use basis::{DivisionCode, Outcome, Refusal, RefusalKind, Stop};
use identity::{Actor, may, scope};
use serde::Deserialize;
use web::{ConflictPage, Failure, Field, Frame, Page, PageResult, Typed, go_to};

use crate::somebody::{Convenient, HelpId, HelpRequest, State as Is, Step, seen};
use crate::whom::by;
use crate::words::Line;
use crate::{Portal, words};

#[derive(askama::Template)]
#[template(path = "portal-asked.html")]
struct RequestPage {
    frame: Frame,
    back: &'static str,
    title: String,
    lines: Vec<Line>,
    key: String,
    version: i64,
    may_take: bool,
    may_decline: bool,
    may_withdraw: bool,
    /// Where whoever has it begins; may be empty.
    begin: String,
    /// The case that came of it, where it is theirs to see; may be empty.
    case: String,
    fields: Vec<Field>,
}

/// A request in a list.
struct Entry {
    href: String,
    title: String,
    more: String,
}

#[derive(askama::Template)]
#[template(path = "portal-people.html")]
struct PeoplePage {
    frame: Frame,
    is_staff: bool,
    people: Vec<Entry>,
    next: String,
}

/// Where the list goes on.
#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    after: String,
}

/// The id of a request in an address.
pub(crate) fn id(text: &str) -> Result<HelpId, Refusal> {
    text.parse().map_err(|_| seen::no_request())
}

/// A place in words, as far as it is known.
pub(crate) fn place(portal: &Portal, code: DivisionCode) -> String {
    words::place(portal, code.as_str()).unwrap_or_else(|| code.to_string())
}

/// The words for when it suits somebody.
pub(crate) fn time(one: Convenient) -> &'static str {
    match one {
        Convenient::Any => "portal.ask.time-any",
        Convenient::Morning => "portal.ask.time-morning",
        Convenient::Afternoon => "portal.ask.time-afternoon",
        Convenient::Evening => "portal.ask.time-evening",
    }
}

/// How far a request is, and who has it.
pub(crate) fn state(portal: &Portal, frame: &Frame, one: &HelpRequest) -> String {
    let name = one.taker.as_ref().map(|taker| taker.name.clone()).unwrap_or_default();
    match one.state_on(portal.today()) {
        Is::Asked => match &one.named {
            Some(named) => frame.tf("portal.ask.state-waits-for", [("name", named.name.clone())]),
            None => frame.t("portal.ask.state-asked"),
        },
        Is::Taken => frame.tf("portal.ask.state-taken", [("name", name)]),
        Is::Done => frame.tf("portal.ask.state-done", [("name", name)]),
        Is::Declined => frame.tf("portal.ask.state-declined", [("name", name)]),
        Is::Withdrawn => frame.t("portal.ask.state-withdrawn"),
        Is::Lapsed => frame.t("portal.ask.state-lapsed"),
    }
}

/// The matter of a request in words.
pub(crate) fn title(portal: &Portal, frame: &Frame, one: &HelpRequest) -> String {
    let matter = portal.matter(&one.matter);
    matter.map_or_else(|_| one.matter.clone(), |matter| words::title(frame, &matter))
}

/// GET /asked: people who asked me, or whoever helps where they live.
pub(crate) async fn people(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Query(after): Query<After>,
) -> PageResult {
    let (found, next) = portal.who_asked(&scope(&actor), &after.after).await?;
    let entry = |one: &HelpRequest| {
        let place = place(&portal, one.division);
        let until = frame.date(&one.until);
        let until = frame.tf("portal.ask.until-day", [("day", until)]);
        let state = state(&portal, &frame, one);
        Entry {
            href: format!("/asked/{}", one.id),
            title: format!("{} · {}", one.name, title(&portal, &frame, one)),
            more: format!("{place} · {state} · {until}"),
        }
    };
    let people = found.iter().map(entry).collect();
    let next = next.map(|next| format!("/asked?after={next}")).unwrap_or_default();
    let is_staff = actor.officer_id().is_some();
    Ok(Page(PeoplePage { frame, is_staff, people, next }).into_response())
}

/// GET /asked/{request}
pub(crate) async fn show(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(request): Path<String>,
) -> PageResult {
    let one = portal.help_seen(&actor, id(&request)?).await?;
    let key = frame.new_key();
    Ok(Page(page(&portal, frame, &actor, (&one, key)).await?).into_response())
}

/// POST /asked/{request}
pub(crate) async fn step(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(request): Path<String>,
    typed: Typed,
) -> PageResult {
    // Who may not see the request learns nothing from what they sent either.
    let one = portal.help_seen(&actor, id(&request)?).await?;
    let key = typed.key()?.to_owned();
    let step = match Step::parse(typed.one("do"), typed.one("reason")) {
        Ok(step) => step,
        Err(refusal) if refusal.field.as_deref() == Some("reason") => {
            let mut page = page(&portal, frame.clone(), &actor, (&one, key)).await?;
            let mark = |field: Field| field.error(frame.say(&refusal.text));
            page.fields = page.fields.into_iter().map(mark).collect();
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let for_whom = Some(one.person).filter(|person| actor.resident_id() != Some(*person));
    let by = by(&portal, actor.clone(), for_whom, key.parse()?);
    let version = typed.one("version").parse().unwrap_or_default();
    let path = format!("/asked/{}", one.id);
    match portal.answer_help(by, one.id, version, step).await {
        Ok(_) => Ok(go_to(&path)),
        Err(Stop::Refused(refusal)) if refusal.kind == RefusalKind::Conflict => {
            let now = portal.help_seen(&actor, one.id).await?;
            let label = frame.t("portal.ask.state");
            let changes = vec![(label, String::new(), state(&portal, &frame, &now))];
            let typed = vec![(frame.t("portal.ask.reason"), typed.one("reason").to_owned())];
            let page = ConflictPage { changes, typed, back_link: path };
            Err(Failure::conflict(refusal, page))
        }
        Err(stop) => Err(stop.into()),
    }
}

async fn page(
    portal: &Portal,
    frame: Frame,
    actor: &Actor,
    (one, key): (&HelpRequest, String),
) -> Outcome<RequestPage> {
    let is_own = may(actor, &one.to_ask()).is_ok();
    let now = one.state_on(portal.today());
    let may_help = may(actor, &one.to_help(one.holder())).is_ok() && now.is_open();
    let has_it = may_help && now == Is::Taken;
    let may_withdraw = is_own && now.is_open();
    let reason = match may_withdraw {
        true => Field::line("reason", frame.t("portal.ask.withdraw-why")).optional(),
        false => Field::line("reason", frame.t("portal.ask.decline-why")),
    };
    let is_filer = one.taker.as_ref().is_some_and(|taker| taker.who == actor.who);
    let reads = is_own || (is_filer && actor.officer_id().is_some());
    let case = one.case.filter(|_| reads).map(|case| format!("/cases/{case}"));
    let begin = format!("/for/{}/apply/{}", one.person, one.matter);
    Ok(RequestPage {
        back: if is_own { "/my" } else { "/asked" },
        title: title(portal, &frame, one),
        lines: lines(portal, &frame, one, (is_own, has_it)).await?,
        key,
        version: one.version,
        may_take: may_help && now == Is::Asked,
        may_decline: may_help,
        may_withdraw,
        begin: if has_it { begin } else { String::new() },
        case: case.unwrap_or_default(),
        fields: vec![reason],
        frame,
    })
}

/// What stands on the page: the number to call for whoever has it alone.
async fn lines(
    portal: &Portal,
    frame: &Frame,
    one: &HelpRequest,
    (is_own, has_it): (bool, bool),
) -> Outcome<Vec<Line>> {
    let mut lines = vec![Line::new(frame.t("portal.ask.state"), state(portal, frame, one))];
    if !is_own {
        let place = place(portal, one.division);
        lines.push(Line::new(frame.t("portal.ask.who"), format!("{}\n{place}", one.name)));
    }
    lines.push(Line::new(frame.t("portal.ask.time"), frame.t(time(one.convenient))));
    let phone = match one.callback {
        false => frame.t("portal.ask.callback-no"),
        true if !is_own && !has_it => frame.t("portal.ask.callback-later"),
        true => {
            let phone = portal.identity.person(one.person).await?.and_then(|one| one.phone);
            let shown = |phone: &Phone| match has_it {
                true => phone.reveal().to_owned(),
                false => phone.masked(),
            };
            phone.as_ref().map(shown).unwrap_or_default()
        }
    };
    lines.push(Line::new(frame.t("portal.ask.call"), phone));
    lines.push(Line::new(frame.t("portal.ask.until"), frame.date(&one.until)));
    lines.push(Line::new(frame.t("portal.ask.asked-at"), frame.moment(&one.asked_at)));
    if !one.words.is_empty() {
        lines.push(Line::new(frame.t("portal.ask.reason"), one.words.clone()));
    }
    Ok(lines)
}
