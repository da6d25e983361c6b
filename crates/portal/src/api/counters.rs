//! Where a matter is handed in, for other systems.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use web::{ApiDoc, Frame};

use super::ApiResult;
use crate::Portal;
use crate::counters::{self, Counter};

/// The counters of a matter.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CountersBody")]
pub(crate) struct CountersBody {
    /// That of the department, or of each township; none where it is done at no counter.
    counters: Vec<Counter>,
}

pub(crate) fn counters_doc() -> ApiDoc {
    let one = json!({"of": "县民政局", "name": "", "address": "县政务服务中心二楼",
        "phone": "", "hours": "工作日 8:30 到 17:00", "source": ""});
    ApiDoc::new("matters", "在哪个窗口办", "Where a service is handed in")
        .about(
            "地址、电话、开门时间是县里填的；没有填的是空的，不编。",
            "Address, telephone and hours are what the county filled in; what it did not is empty.",
        )
        .gives::<CountersBody>(200, "窗口", "the counters", json!({"counters": [one]}))
        .gives_only(404, "没有这个事项", "no such service")
}

/// GET /api/matters/{id}/counters
pub(crate) async fn counters(
    State(portal): State<Portal>,
    frame: Frame,
    Path(id): Path<String>,
) -> ApiResult {
    let matter = portal.matter(&id)?;
    let counters = counters::of(&portal, &frame, &matter);
    Ok(Json(CountersBody { counters }).into_response())
}
