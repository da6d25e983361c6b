//! Whether the inbox has changed since somebody looked: for an inbox that is open, and for other
//! systems that need not fetch the whole list to know.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use identity::{Actor, rights};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use web::{ApiDoc, PageResult};

use crate::Desk;

/// What is compared with what one had before.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeskMark")]
pub(crate) struct Mark {
    /// The same as long as nothing has come or gone on the first page of the inbox.
    mark: String,
}

pub(crate) fn doc() -> ApiDoc {
    let example =
        json!({ "mark": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" });
    ApiDoc::new("desk", "待办有没有变化", "Whether the inbox has changed")
        .about(
            "和上次拿到的标记一样，就是没有变化，不用再取整张待办表。",
            "The same mark as last time means that nothing has come or gone, and the list need not be fetched.",
        )
        .gives::<Mark>(200, "标记", "the mark", example)
}

pub(crate) async fn mark(State(desk): State<Desk>, actor: Actor) -> PageResult {
    let mark = desk.cases.inbox_mark(&rights::scope(&actor)).await?;
    Ok(Json(Mark { mark }).into_response())
}
