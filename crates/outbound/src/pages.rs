//! The page with what a resident has been told.

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::{RecordId, Refusal, Stop};
use identity::Actor;
use serde::Deserialize;
use web::{Frame, Page, PageResult};

use crate::model::Notice;
use crate::{Outbound, rows};

pub(crate) const PAGE: usize = 20;

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    frame: Frame,
    items: Vec<Notice>,
    older: Option<RecordId>,
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
pub(crate) struct Before {
    before: Option<RecordId>,
}

/// GET /my/notices: the newest first; what is shown counts as seen from then on.
pub(crate) async fn mine(
    State(outbound): State<Outbound>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Query(Before { before }): Query<Before>,
) -> PageResult {
    let person = actor.resident_id().ok_or_else(only_residents)?;
    let county = outbound.county().to_owned();
    let found = outbound
        .app
        .store
        .write(move |tx| {
            let found = rows::of_person(tx, &county, person, before, PAGE as i64 + 1)?;
            for one in found.iter().take(PAGE).filter(|one| !one.is_seen) {
                rows::seen(tx, &county, one.id)?;
            }
            Ok::<_, store::StoreError>(found)
        })
        .await
        .map_err(Stop::from)?;
    let has_more = found.len() > PAGE;
    let items: Vec<Notice> = found.into_iter().take(PAGE).collect();
    let older = items.last().filter(|_| has_more).map(|last| last.id);
    Ok(Page(NoticesPage { frame, items, older }).into_response())
}

pub(crate) fn only_residents() -> Refusal {
    Refusal::forbidden(
        "notices.residents",
        "通知是给办事群众的。请用本人的账号登录。",
        "Notices are for residents. Sign in with your own account.",
    )
}
