//! A new matter for other systems: the same beginning as by the form.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use identity::{Actor, Right, may};
use serde_json::json;
use web::{ApiDoc, ApiKey, PageResult};

use super::{Version, example, version};
use crate::Manage;
use crate::begun::NewMatter;

pub(crate) fn begin_new_doc() -> ApiDoc {
    let new = json!({"id": "heat-allowance", "code": "330511009000", "name": "高温津贴",
        "department": "minzheng", "kind": "行政给付", "copy": ""});
    ApiDoc::new("manage", "添加事项", "Begin a new matter")
        .about(
            "得到一份草稿，由另一人发布；还缺什么，草稿的 findings 里写着。copy 写本县一个事项的代号，就照它起草。",
            "Gives a draft, which somebody else publishes; its findings say what is missing. With copy, the id of a matter of the county, it begins as a copy of that one.",
        )
        .takes::<NewMatter>(new)
        .gives::<Version>(201, "草稿", "the draft", example())
}

/// POST /api/manage/matters
pub(crate) async fn begin_new(
    State(manage): State<Manage>,
    actor: Actor,
    ApiKey(key): ApiKey,
    Json(new): Json<NewMatter>,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let draft = manage.begin_new(&manage.by(&actor, key.parse()?), &new).await?;
    let draft = manage.draft(&actor, draft).await?;
    Ok((StatusCode::CREATED, Json(version(&draft))).into_response())
}
