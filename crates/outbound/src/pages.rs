//! The page with what a resident has been told.

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::RecordId;
use identity::Actor;
use serde::Deserialize;
use web::{Frame, Page, PageResult};

use crate::Outbound;
use crate::mine::Reading;
use crate::model::Notice;

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
    let (items, older) = outbound.notices(&actor, before, Reading::Shown).await?;
    Ok(Page(NoticesPage { frame, items, older }).into_response())
}
