//! What a resident has been told, as JSON. Reading it here marks nothing as seen.

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use basis::{RecordId, Refusal, RefusalKind};
use identity::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, Frame, PageResult};

use crate::Outbound;
use crate::mine::Reading;
use crate::model::Notice;

/// A notice.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NoticeBody")]
pub(crate) struct Told {
    id: String,
    /// The case that it is about; absent where it is about a request for help.
    case: Option<String>,
    /// The request for help that it is about (`/api/asked/{request}`); absent where it is about a case.
    request: Option<String>,
    /// The words.
    text: String,
    /// When it happened, in milliseconds since 1970.
    at: i64,
    /// Whether it was shown on the page.
    seen: bool,
}

/// Some of one's notices.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NoticesBody")]
pub(crate) struct List {
    /// The newest first.
    notices: Vec<Told>,
    /// Where the list goes on: the query parameter `before`.
    next: Option<String>,
}

/// Where the list goes on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "NoticesQuery")]
pub(crate) struct Before {
    /// The place that the answer before named.
    #[serde(default)]
    before: Option<String>,
}

pub(crate) fn mine_doc() -> ApiDoc {
    let one = json!({"id": "01kb3x5n9e0a1b2c3d4e5f6g7h", "case": "01kb3x5n9d8q2v7w4t6y1z3c5e",
        "request": null, "text": "您的申请已受理", "at": 1_795_309_200_000_i64, "seen": false});
    ApiDoc::new("cases", "我的通知", "My notices").query::<Before>().gives::<List>(
        200,
        "通知，新的在前",
        "notices, the newest first",
        json!({"notices": [one], "next": null}),
    )
}

/// GET /api/my/notices.
pub(crate) async fn mine(
    State(outbound): State<Outbound>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Query(Before { before }): Query<Before>,
) -> PageResult {
    let before = before.map(|id| id.parse::<RecordId>()).transpose().map_err(|_| no_place())?;
    let (shown, older) = outbound.notices(&actor, before, Reading::Taken).await?;
    let told = |one: &Notice| Told {
        id: one.id.to_string(),
        case: one.about.case().map(|case| case.to_string()),
        request: one.about.request().map(|request| request.to_string()),
        text: frame.say(&one.text).to_owned(),
        at: one.at.millis(),
        seen: one.is_seen,
    };
    let next = older.map(|id| id.to_string());
    Ok(Json(List { notices: shown.iter().map(told).collect(), next }).into_response())
}

fn no_place() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "notices.before")
}
