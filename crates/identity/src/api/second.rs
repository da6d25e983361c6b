//! How one's second factor stands, as JSON. It is set up by the person alone, at the screen.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use web::{ApiDoc, Frame, PageResult};

use crate::gate::token;
use crate::service::Identity;

/// How it stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SecondFactorBody")]
pub(crate) struct Standing {
    /// Since when it is asked for, in milliseconds since 1970; absent where there is none.
    since: Option<i64>,
    /// How many codes for a lost telephone are left.
    recovery_left: usize,
    /// Whether the office asks it of one of the roles held.
    required: bool,
}

pub(crate) fn standing_doc() -> ApiDoc {
    ApiDoc::new("identity", "我的动态码", "My second factor")
        .about(
            "工作人员才有。登录后还欠动态码的，别的接口一律答 401；在 POST /sign-in/second 的表里填 code。",
            "For staff. A session that still owes the second factor gets 401 everywhere else; send `code` as the form POST /sign-in/second.",
        )
        .gives::<Standing>(
            200,
            "是否设置、还剩几个备用码",
            "whether it is set up, and how many codes are left",
            json!({"since": 1_795_309_200_000_i64, "recovery_left": 10, "required": true}),
        )
}

/// GET /api/me/second
pub(crate) async fn standing(
    State(identity): State<Identity>,
    frame: Frame,
    headers: HeaderMap,
) -> PageResult {
    let token = token(&headers, frame.settings()).unwrap_or_default();
    let own = identity.own_second(token).await?;
    let since = own.since.map(|since| since.millis());
    let (recovery_left, required) = (own.left, own.is_required);
    Ok(Json(Standing { since, recovery_left, required }).into_response())
}
