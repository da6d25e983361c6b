//! Ending the sessions of a resident who asks for it at the counter or on the telephone.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use identity::{Actor, Right, may};
use serde::Deserialize;
use web::{Field, Frame, Page, PageResult, Typed, go_to};

use crate::Manage;
use crate::staff::typed_again;

#[derive(Template)]
#[template(path = "manage-residents.html")]
struct ResidentsPage {
    frame: Frame,
    key: String,
    fields: Vec<Field>,
    /// How many sessions were ended a moment ago.
    ended: Option<u64>,
}

/// What was done a moment ago.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    ended: String,
}

/// The number as it is usually written, whatever stands between its digits.
pub(crate) fn plain(number: &str) -> String {
    catalogue::form::plain_number(number)
}

fn fields(frame: &Frame) -> Vec<Field> {
    let number = Field::line("number", frame.t("manage.residents.number"));
    vec![
        Field::line("name", frame.t("manage.residents.name")),
        number.hint(frame.t("manage.residents.number-hint")),
    ]
}

/// GET /manage/residents
pub(crate) async fn show(frame: Frame, actor: Actor, Query(done): Query<Done>) -> PageResult {
    may(&actor, &Right::ManageAccounts)?;
    let (key, fields) = (frame.new_key(), fields(&frame));
    let ended = done.ended.parse().ok();
    Ok(Page(ResidentsPage { frame, key, fields, ended }).into_response())
}

/// POST /manage/residents: name and number travel in the form, never in an address.
pub(crate) async fn end(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    typed: Typed,
) -> PageResult {
    let key = typed.key()?.to_owned();
    let by = manage.by(&actor, key.parse()?);
    let number = plain(typed.one("number"));
    let done = manage.identity.end_sessions_of_resident(&by, typed.one("name"), &number).await;
    let stop = match done {
        Ok(ended) => return Ok(go_to(&format!("/manage/residents?ended={ended}"))),
        Err(stop) => stop,
    };
    let fields = typed_again(&frame, fields(&frame), &typed, stop)?;
    let page = Page(ResidentsPage { frame, key, fields, ended: None });
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
