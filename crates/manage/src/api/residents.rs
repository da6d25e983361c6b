//! Ending the sessions of a resident, for other systems.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use identity::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, PageResult};

use crate::Manage;
use crate::residents::plain;

/// Whose sessions are to end.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "ResidentSessions")]
#[serde(deny_unknown_fields)]
pub(crate) struct Whose {
    /// The resident's name.
    name: String,
    /// Their identity number, or a telephone number that nobody shares.
    number: String,
}

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ResidentSessionsEnded")]
pub(crate) struct Ended {
    /// How many sessions there were.
    ended: u64,
}

pub(crate) fn end_doc() -> ApiDoc {
    ApiDoc::new("manage", "替居民退出登录", "End a resident's sessions")
        .about(
            "居民丢了手机，或者在别人的电脑上忘了退出：姓名和号码都对得上，就退出他账号的所有登录。账号照常能用。",
            "A resident has lost a telephone or forgot to sign out: where name and number belong together, every session of the account ends. The account stays as it is.",
        )
        .takes::<Whose>(json!({"name": "徐桂花", "number": "13800138000"}))
        .gives::<Ended>(200, "已退出", "ended", json!({"ended": 2}))
}

/// POST /api/manage/residents
pub(crate) async fn end(
    State(manage): State<Manage>,
    actor: Actor,
    ApiKey(key): ApiKey,
    Json(sent): Json<Whose>,
) -> PageResult {
    let by = manage.by(&actor, key.parse()?);
    let number = plain(&sent.number);
    let ended = manage.identity.end_sessions_of_resident(&by, &sent.name, &number).await?;
    Ok(Json(Ended { ended }).into_response())
}
