//! Who looked at which of one's data, as JSON.

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use basis::{Id, Refusal, RefusalKind};
use identity::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, Frame, PageResult};

use crate::model::Footprint;
use crate::pages::who;
use crate::routes::Footprints;

/// A reading, those of one day together.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FootprintBody")]
pub(crate) struct Read {
    id: String,
    /// When first on that day, in milliseconds since 1970.
    first_at: i64,
    /// When last on that day.
    last_at: i64,
    /// How often on that day.
    times: i64,
    /// Yourself, or roles and channel in words; never a name.
    who: String,
    /// Id of the register.
    register: String,
    /// Ids of the fields; never what stands in them.
    fields: Vec<String>,
    /// Id of the matter.
    matter: String,
    /// `check`, `apply` or `supply`.
    purpose: String,
    /// The law on which the question rests; may be empty.
    basis: String,
    /// The case that came of it.
    case: Option<String>,
}

/// Some of them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FootprintsBody")]
pub(crate) struct List {
    /// The newest first.
    footprints: Vec<Read>,
    /// Where the list goes on: the query parameter `before`.
    next: Option<String>,
}

/// Where the list goes on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "FootprintsQuery")]
pub(crate) struct Before {
    /// The place that the answer before named.
    #[serde(default)]
    before: Option<String>,
}

pub(crate) fn mine_doc() -> ApiDoc {
    let at = 1_795_309_200_000_i64;
    let one = json!({"id": "01kb3x5n9e0a1b2c3d4e5f6g7h", "first_at": at, "last_at": at, "times": 1,
        "who": "帮办员 · 帮办", "register": "population", "fields": ["birth"],
        "matter": "elderly-allowance", "purpose": "apply", "basis": "", "case": null});
    ApiDoc::new("cases", "谁查过我的资料", "Who looked at my data").query::<Before>().gives::<List>(
        200,
        "查询记录，新的在前",
        "readings, the newest first",
        json!({"footprints": [one], "next": null}),
    )
}

/// GET /api/my/footprint.
pub(crate) async fn mine(
    State(state): State<Footprints>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Query(Before { before }): Query<Before>,
) -> PageResult {
    let before = before.map(|id| id.parse::<Id>()).transpose().map_err(|_| no_place())?;
    let (shown, older) = state.exchange.some_footprints(&actor, before).await?;
    let next = older.map(|id| id.to_string());
    let read = |one: &Footprint| Read {
        id: one.id.to_string(),
        first_at: one.at.millis(),
        last_at: one.last_at.millis(),
        times: one.times,
        who: who(&frame, one),
        register: one.register.clone(),
        fields: one.fields.clone(),
        matter: one.matter.clone(),
        purpose: one.purpose.code().to_owned(),
        basis: one.basis.clone(),
        case: one.case.map(|case| case.to_string()),
    };
    Ok(Json(List { footprints: shown.iter().map(read).collect(), next }).into_response())
}

fn no_place() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "footprint.before")
}
