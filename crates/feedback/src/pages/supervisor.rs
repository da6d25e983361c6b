//! The supervisors' list of bad ratings, and the form that ends one.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::{Date, Id};
use identity::{Actor, By, Channel};
use serde::Deserialize;
use web::{Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::{aspects, said};
use crate::Feedback;
use crate::model::FollowUp;

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "follow-ups.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    next: String,
}

/// One bad rating in words.
struct Row {
    id: Id,
    matter: String,
    place: String,
    week: String,
    level: String,
    aspects: String,
    words: String,
    due: String,
    is_late: bool,
}

#[derive(Template)]
#[template(path = "follow-up.html")]
struct EndPage {
    frame: Frame,
    key: String,
    fields: Vec<Field>,
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
pub(crate) struct After {
    due: Option<Date>,
    after: Option<Id>,
}

/// GET /desk/ratings.
pub(crate) async fn list(
    State(feedback): State<Feedback>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Query(After { due, after }): Query<After>,
) -> PageResult {
    let found = feedback.follow_ups(&actor, due.zip(after), PAGE as i64 + 1).await?;
    let shown = &found[..found.len().min(PAGE)];
    let next = shown.last().filter(|_| found.len() > PAGE);
    let next = next
        .map(|last| format!("/desk/ratings?due={}&after={}", last.due, last.id))
        .unwrap_or_default();
    let rows = shown.iter().map(|one| row(&feedback, &frame, one)).collect();
    Ok(Page(ListPage { frame, rows, next }).into_response())
}

/// GET /desk/ratings/{id}.
pub(crate) async fn form(frame: Frame, Path(_): Path<Id>) -> PageResult {
    let (key, fields) = (frame.new_key(), vec![field(&frame)]);
    Ok(Page(EndPage { frame, key, fields }).into_response())
}

/// POST /desk/ratings/{id}.
pub(crate) async fn end(
    State(feedback): State<Feedback>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Path(id): Path<Id>,
    typed: Typed,
) -> PageResult {
    let key = typed.key()?.to_owned();
    let note = typed.one("note").to_owned();
    let (at, channel) = (frame.now(), Channel::Web);
    let by = By { actor, for_whom: None, channel, at, key: key.parse()? };
    match feedback.end_follow_up(&by, id, note).await {
        Ok(()) => Ok(go_to("/desk/ratings")),
        Err(stop) => match stop.refusal() {
            Some(refusal) if refusal.field.is_some() => {
                let fields = vec![field(&frame).typed(&typed).error(frame.refusal(refusal))];
                let page = Page(EndPage { frame, key, fields });
                Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
            }
            _ => Err(stop.into()),
        },
    }
}

fn field(frame: &Frame) -> Field {
    Field::new("note", frame.t("feedback.follow-up.note"), Kind::Lines { rows: 4 })
        .hint(frame.t("feedback.follow-up.note-hint"))
        .as_title()
}

fn row(feedback: &Feedback, frame: &Frame, one: &FollowUp) -> Row {
    Row {
        id: one.id,
        matter: feedback.matter_name(frame, &one.matter),
        place: feedback.place_name(frame, &one.place),
        week: one.week.clone(),
        level: said(frame, &one.level.name()),
        aspects: aspects(frame, &one.indicators),
        words: one.words.clone(),
        due: frame.due_date(&one.due, &one.provisional),
        is_late: one.due < frame.today(),
    }
}
