//! The supervisors' list of bad ratings, and the form that ends one with its public reply.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basis::{Date, Id};
use identity::{Actor, By, Channel};
use serde::Deserialize;
use web::{Choice, Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::{aspects, said};
use crate::model::{FollowUp, Remedy, Reply, Written};
use crate::{Answer, Feedback};

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "follow-ups.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    next: String,
    /// The newest public replies; on the first page.
    replies: Vec<Replied>,
}

/// A public reply in words.
struct Replied {
    id: Id,
    matter: String,
    place: String,
    week: String,
    remedy: String,
    words: String,
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
    /// The version of the reply that is changed; empty where there is none yet.
    version: String,
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
    let written = match due {
        None => feedback.written(&actor, None, PAGE as i64).await?,
        Some(_) => Vec::new(),
    };
    let replies = written.into_iter().map(|one| replied(&feedback, &frame, one)).collect();
    Ok(Page(ListPage { frame, rows, next, replies }).into_response())
}

/// GET /desk/ratings/{id}: ends it, or changes the reply to one that was ended.
pub(crate) async fn form(
    State(feedback): State<Feedback>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Path(id): Path<Id>,
) -> PageResult {
    let (key, fields) = (frame.new_key(), fields(&frame));
    let page = match feedback.written_one(&actor, id).await? {
        None => EndPage { frame, key, version: String::new(), fields },
        Some(Written { reply, version, .. }) => {
            let value = |field: Field| match field.id.as_str() {
                "remedy" => field.value(reply.remedy.code()),
                _ => field.value(reply.words.clone()),
            };
            let fields = fields.into_iter().filter(|field| field.id != "note").map(value).collect();
            EndPage { frame, key, version: version.to_string(), fields }
        }
    };
    Ok(Page(page).into_response())
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
    let Some(remedy) = Remedy::from_code(typed.one("remedy")) else {
        let missing = frame.t("feedback.follow-up.remedy-missing");
        return Ok(again(frame, &typed, "remedy", &missing));
    };
    let reply = Reply { remedy, words: typed.one("words").to_owned() };
    let (at, channel) = (frame.now(), Channel::Web);
    let by = By { actor, for_whom: None, channel, at, key: key.parse()? };
    let done = match typed.one("version").parse::<i64>() {
        Ok(version) => feedback.change_reply(&by, (id, version), reply).await,
        Err(_) => feedback.end_follow_up(&by, id, Answer { note, reply }).await,
    };
    match done {
        Ok(()) => Ok(go_to("/desk/ratings")),
        Err(stop) => match stop.refusal() {
            Some(refusal) if refusal.field.is_some() => {
                let field = refusal.field.clone().unwrap_or_default();
                let error = frame.refusal(refusal);
                Ok(again(frame, &typed, &field, &error))
            }
            _ => Err(stop.into()),
        },
    }
}

/// The form with what was typed, and what is wrong at a field.
fn again(frame: Frame, typed: &Typed, id: &str, error: &str) -> Response {
    let place = |field: Field| {
        let field = field.typed(typed);
        if field.id == id { field.error(error) } else { field }
    };
    let version = typed.one("version").to_owned();
    let is_shown = |field: &Field| version.is_empty() || field.id != "note";
    let fields = fields(&frame).into_iter().filter(is_shown).map(place).collect();
    let key = typed.one("key").to_owned();
    let page = EndPage { frame, key, version, fields };
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

/// What was found, for supervisors; then what everybody may read.
fn fields(frame: &Frame) -> Vec<Field> {
    let note = Field::new("note", frame.t("feedback.follow-up.note"), Kind::Lines { rows: 4 })
        .hint(frame.t("feedback.follow-up.note-hint"));
    let remedies = Remedy::ALL.iter().map(|one| Choice::new(one.code(), said(frame, &one.name())));
    let remedy = Field::radios("remedy", frame.t("feedback.follow-up.remedy"), remedies.collect())
        .hint(frame.t("feedback.follow-up.remedy-hint"));
    let words = Field::new("words", frame.t("feedback.follow-up.reply"), Kind::Lines { rows: 3 })
        .hint(frame.t("feedback.follow-up.reply-hint"))
        .optional();
    vec![note, remedy, words]
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

fn replied(feedback: &Feedback, frame: &Frame, one: Written) -> Replied {
    Replied {
        id: one.id,
        matter: feedback.matter_name(frame, &one.matter),
        place: feedback.place_name(frame, &one.place),
        week: one.week,
        remedy: said(frame, &one.reply.remedy.name()),
        words: one.reply.words,
    }
}
