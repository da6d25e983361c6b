//! The public replies to bad ratings, for other systems.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use web::{ApiDoc, PageResult};

use crate::Feedback;
use crate::model::Told;
use crate::pages::unknown;

/// A reply as everybody may read it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RatingReply")]
pub(crate) struct ReplyBody {
    /// The ISO week of the rating; absent where too few ratings share it.
    week: Option<String>,
    /// Code of the place; absent where too few ratings share it and the week.
    place: Option<String>,
    /// What has become of it: `faster`, `guide`, `staff`, `pages`, `under-way`, `explained` or
    /// `not-found`.
    remedy: String,
    /// In the office's own words; may be empty.
    words: String,
}

/// The replies of a matter.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RatingReplies")]
pub(crate) struct RepliesBody {
    /// Id of the matter.
    matter: String,
    /// The newest weeks first.
    replies: Vec<ReplyBody>,
}

pub(crate) fn replies_doc() -> ApiDoc {
    let one = json!({"week": "2026-W47", "place": "330825101", "remedy": "faster",
        "words": "窗口多了一个人。"});
    ApiDoc::new("ratings", "对差评的公开回复", "Public replies to bad ratings")
        .about(
            "评价太少、会看出是谁评的时候，不写周次、乡镇，或者先不公布。",
            "Week and place are absent, or the reply is not told yet, where too few ratings share them.",
        )
        .gives::<RepliesBody>(
            200,
            "回复",
            "the replies",
            json!({"matter": "elderly-allowance", "replies": [one]}),
        )
        .gives_only(404, "没有这个事项", "no such matter")
}

/// GET /api/ratings/{matter}/replies
pub(crate) async fn replies(
    State(feedback): State<Feedback>,
    Path(matter): Path<String>,
) -> PageResult {
    if !feedback.is_offered(&matter) {
        return Err(unknown().into());
    }
    let one = |told: Told| ReplyBody {
        week: told.week,
        place: told.place,
        remedy: told.remedy.code().to_owned(),
        words: told.words,
    };
    let replies = feedback.replies(&matter).await?.into_iter().map(one).collect();
    Ok(Json(RepliesBody { matter, replies }).into_response())
}
