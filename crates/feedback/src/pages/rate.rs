//! The form with which somebody rates a case of theirs.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basis::CaseId;
use identity::{Actor, By, Channel};
use serde::Deserialize;
use web::form::Choice;
use web::{Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::said;
use crate::Feedback;
use crate::acts::{Rateable, Standing};
use crate::model::{Indicator, Level, Opinion, Way};

#[derive(Template)]
#[template(path = "rate.html")]
struct RatePage {
    frame: Frame,
    key: String,
    matter: String,
    fields: Vec<Field>,
    back: String,
}

#[derive(Template)]
#[template(path = "thanks.html")]
struct ThanksPage {
    frame: Frame,
    early: bool,
    again: bool,
}

/// What the address of the page says besides: that a rating was sent for a case that had one.
#[derive(Deserialize)]
pub(crate) struct Sent {
    again: Option<u8>,
}

/// GET /cases/{id}/rate.
pub(crate) async fn form(
    State(feedback): State<Feedback>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Path(case): Path<CaseId>,
) -> PageResult {
    let Rateable { matter, way, standing, .. } = feedback.standing(&actor, case).await?;
    if standing != Standing::Open {
        let early = standing == Standing::TooEarly;
        return Ok(Page(ThanksPage { frame, early, again: false }).into_response());
    }
    let (key, fields) = (frame.new_key(), fields(&frame, way));
    Ok(page(&feedback, frame, key, (case, &matter), fields).into_response())
}

/// POST /cases/{id}/rate.
pub(crate) async fn send(
    State(feedback): State<Feedback>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Path(case): Path<CaseId>,
    typed: Typed,
) -> PageResult {
    let key = typed.key()?.to_owned();
    let about = feedback.standing(&actor, case).await?;
    let Some(level) = Level::from_code(typed.one("level")) else {
        let missing = frame.t("feedback.rate.level-missing");
        return Ok(again(&feedback, frame, &typed, (case, &about), ("level", missing)));
    };
    let given = |one: &Indicator| Some((*one, Level::from_code(typed.one(&name(*one)))?));
    let indicators = about.way.indicators().iter().filter_map(given).collect();
    let words = typed.one("words").to_owned();
    let opinion = Opinion { level, indicators, words };
    let by =
        By { actor, for_whom: None, channel: Channel::Web, at: frame.now(), key: key.parse()? };
    match feedback.rate(&by, case, opinion).await {
        Ok(()) => Ok(go_to("/rated")),
        Err(stop) => match stop.refusal() {
            // Pressed twice, or said anew: the first one counts, and the page says so.
            Some(refusal) if refusal.rule == "rating.given" => Ok(go_to("/rated?again=1")),
            Some(refusal) if refusal.field.is_some() => {
                let error = frame.refusal(refusal);
                Ok(again(&feedback, frame, &typed, (case, &about), ("words", error)))
            }
            _ => Err(stop.into()),
        },
    }
}

/// GET /rated: says thank you; names no case, so that no history of a browser links the two.
pub(crate) async fn thanks(frame: Frame, Query(sent): Query<Sent>) -> PageResult {
    let again = sent.again.is_some();
    Ok(Page(ThanksPage { frame, early: false, again }).into_response())
}

fn again(
    feedback: &Feedback,
    frame: Frame,
    typed: &Typed,
    (case, about): (CaseId, &Rateable),
    (id, error): (&str, String),
) -> Response {
    let place = |field: Field| {
        let field = field.typed(typed);
        if field.id == id { field.error(error.clone()) } else { field }
    };
    let fields = fields(&frame, about.way).into_iter().map(place).collect();
    let key = typed.one("key").to_owned();
    let page = page(feedback, frame, key, (case, &about.matter), fields);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn page(
    feedback: &Feedback,
    frame: Frame,
    key: String,
    (case, matter): (CaseId, &str),
    fields: Vec<Field>,
) -> Page<RatePage> {
    let matter = feedback.matter_name(&frame, matter);
    Page(RatePage { frame, key, matter, fields, back: format!("/cases/{case}") })
}

/// The level of the whole, then each indicator of the case's way, which nobody has to rate.
fn fields(frame: &Frame, way: Way) -> Vec<Field> {
    let levels = || -> Vec<Choice> {
        Level::ALL.iter().map(|one| Choice::new(one.code(), said(frame, &one.name()))).collect()
    };
    let about = |one: &Indicator| {
        Field::new(name(*one), said(frame, &one.name()), Kind::Select).options(levels()).optional()
    };
    let whole = Field::radios("level", frame.t("feedback.rate.level"), levels());
    let words = Field::new("words", frame.t("feedback.rate.words"), Kind::Lines { rows: 4 })
        .hint(frame.t("feedback.rate.words-hint"))
        .optional();
    std::iter::once(whole).chain(way.indicators().iter().map(about)).chain([words]).collect()
}

/// The name of the input of an indicator.
fn name(indicator: Indicator) -> String {
    format!("about-{}", indicator.code())
}
