//! One case by its number, for other systems: what the inbox's search field finds.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::{Refusal, RefusalKind};
use identity::{Actor, rights};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::format::masked_name;
use web::{ApiDoc, PageResult};

use crate::Desk;

/// Which case is looked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "DeskFindQuery")]
pub(crate) struct FindQuery {
    /// The number as people read it out, such as `20261122-4839-2071-5`.
    number: String,
}

/// The case of a number.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeskFound")]
pub(crate) struct Found {
    case: String,
    number: String,
    matter: String,
    /// The family name only.
    applicant: String,
    /// The public status, in words.
    status: String,
    /// The version, for `If-Match`.
    version: i64,
}

pub(crate) fn doc() -> ApiDoc {
    let example = json!({
        "case": "01kq9v7m3fc8xw2n5r6t8y0z1b", "number": "20261122-4839-2071-5",
        "matter": "高龄津贴", "applicant": "徐**", "status": "待受理", "version": 1
    });
    ApiDoc::new("desk", "按编号找办件", "A case by its number")
        .about(
            "只找得到有权看的办件；没有和无权看，回答是一样的。",
            "Finds only what one may see; none and not yours are answered alike.",
        )
        .query::<FindQuery>()
        .gives::<Found>(200, "办件", "the case", example)
}

pub(crate) async fn find(
    State(desk): State<Desk>,
    actor: Actor,
    Query(FindQuery { number }): Query<FindQuery>,
) -> PageResult {
    if number.trim().is_empty() {
        return Err(no_number().into());
    }
    let scope = rights::scope(&actor);
    let seen = desk.cases.seen_by_number(&scope, &number).await?;
    let case = seen.case;
    let found = Found {
        case: case.id.to_string(),
        matter: seen.matter.name.zh.clone(),
        applicant: masked_name(&case.applicant.name),
        status: case.status().name.zh,
        version: case.version,
        number: case.number,
    };
    Ok(([(header::ETAG, format!("\"{}\"", found.version))], Json(found)).into_response())
}

fn no_number() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "desk.number-missing")
}
