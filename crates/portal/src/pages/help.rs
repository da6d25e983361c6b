//! Filing for somebody else: choose the person by identity number, then the same pages as theirs.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::codes::{IdentityNumber, Phone};
use basis::{Outcome, PersonId, Refusal, Stop};
use identity::{Actor, Right, may};
use serde::Deserialize;
use web::{Frame, Page, PageResult, Typed, go_to};

use crate::whom::{Whom, unknown};
use crate::{Portal, words};

#[derive(askama::Template)]
#[template(path = "portal-apply-for.html")]
struct ChoosePage {
    frame: Frame,
    fields: Vec<web::Field>,
}

#[derive(askama::Template)]
#[template(path = "portal-for.html")]
struct ForPage {
    frame: Frame,
    name: String,
    number: String,
    /// What is strange about the number, though nothing stops for it; may be empty.
    warning: String,
    words: String,
    action: String,
    found: Vec<(String, String)>,
}

/// GET /apply-for
pub(crate) async fn choose(frame: Frame) -> PageResult {
    let fields = vec![field(&frame)];
    Ok(Page(ChoosePage { frame, fields }).into_response())
}

/// POST /apply-for: the number travels in the form, never in an address.
pub(crate) async fn chosen(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    typed: Typed,
) -> PageResult {
    let refusal = match allowed(&portal, &actor, typed.one("number")).await {
        Ok(Some(person)) => return Ok(go_to(&format!("/for/{person}"))),
        Ok(None) => unknown(),
        Err(Stop::Refused(refusal)) => refusal,
        Err(stop) => return Err(stop.into()),
    };
    let field = field(&frame).typed(&typed).error(frame.refusal(&refusal));
    let page = ChoosePage { frame, fields: vec![field] };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// The person with this number, where somebody may file for them; nobody learns more. A number that
/// cannot be anybody's is refused with its reason.
pub(crate) async fn allowed(
    portal: &Portal,
    actor: &Actor,
    number: &str,
) -> Outcome<Option<PersonId>> {
    let found = portal.identity.find_person(&read(number)?).await?;
    let allowed = found.filter(|person| {
        let (person, division) = (person.id, person.division);
        let right = Right::FileFor { person, division, matter: None };
        may(actor, &right).is_ok()
    });
    Ok(allowed.map(|person| person.id))
}

/// An identity number, or a telephone number that nobody shares, as it is usually written.
pub(crate) fn read(typed: &str) -> Result<String, Refusal> {
    let plain = catalogue::form::plain_number(typed);
    if Phone::parse(&plain).is_ok() {
        return Ok(plain);
    }
    let number = IdentityNumber::parse(&plain).map_err(|refusal| refusal.on("number"))?;
    Ok(number.reveal().to_owned())
}

/// What is searched for.
#[derive(Deserialize)]
pub(crate) struct Words {
    #[serde(default)]
    q: String,
}

/// GET /for/{person}: which matter.
pub(crate) async fn matters(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(person): Path<String>,
    Query(asked): Query<Words>,
) -> PageResult {
    let whom = Whom::of(&portal, actor, Some(&person), None).await?;
    let entry =
        |matter: &catalogue::Matter| (words::title(&frame, matter), whom.apply(&matter.id, ""));
    let found = if asked.q.trim().is_empty() {
        let catalogue = portal.catalogue();
        let offered = catalogue.offered(portal.county(), portal.today());
        offered.into_iter().map(|matter| entry(matter)).collect()
    } else {
        let (hits, catalogue) = (portal.index().search(&asked.q, 20), portal.catalogue());
        let matters = hits.iter().filter_map(|hit| catalogue.pinned(&hit.pin));
        matters.map(|matter| entry(matter)).collect()
    };
    let page = ForPage {
        name: whom.person.name.clone(),
        number: whom.person.number.masked(),
        warning: words::address_warning(&portal, &frame, &whom.person.number),
        words: asked.q,
        action: format!("/for/{}", whom.person.id),
        found,
        frame,
    };
    Ok(Page(page).into_response())
}

fn field(frame: &Frame) -> web::Field {
    web::Field::new(
        "number",
        frame.t("portal.help.number"),
        web::Kind::Line { mode: "text", autocomplete: "", characters: 18 },
    )
    .hint(frame.t("portal.help.hint"))
    .why(frame.t("portal.help.why"))
    .as_title()
}
