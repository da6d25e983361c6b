//! The public replies to bad ratings, for other systems.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use basis::{Id, Refusal, RefusalKind};
use identity::{Actor, By, Channel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, Frame, IfMatch, PageResult};

use super::bad::reply;
use crate::Feedback;
use crate::model::{Told, Written};
use crate::pages::unknown;

const PAGE: usize = 50;

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

/// A reply as supervisors see it, told in public or not yet.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WrittenReply")]
pub(crate) struct WrittenBody {
    /// Id of the bad rating.
    id: String,
    matter: String,
    /// Code of the township, or of the county.
    place: String,
    /// The ISO week.
    week: String,
    remedy: String,
    words: String,
    /// Its version, for `If-Match`.
    version: i64,
}

/// A page of them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WrittenReplies")]
pub(crate) struct WrittenPage {
    /// The newest weeks first.
    replies: Vec<WrittenBody>,
    /// Whether the list goes on: send `week` and `id` of the last one as `week` and `after`.
    more: bool,
}

/// Where the list goes on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "WrittenRepliesQuery")]
pub(crate) struct WrittenQuery {
    /// `week` of the last one of the page before.
    #[serde(default)]
    week: Option<String>,
    /// `id` of the last one of the page before.
    #[serde(default)]
    after: Option<String>,
}

pub(crate) fn written_doc() -> ApiDoc {
    let one = json!({"id": "01kq9v7m3fc8xw2n5r6t8y0z1b", "matter": "elderly-allowance",
        "place": "330825", "week": "2026-W47", "remedy": "faster", "words": "窗口多了一个人。",
        "version": 1});
    ApiDoc::new("ratings", "写过的公开回复", "Replies that were written")
        .query::<WrittenQuery>()
        .gives::<WrittenPage>(
        200,
        "回复，新的周次在前",
        "the newest weeks first",
        json!({"replies": [one], "more": false}),
    )
}

/// GET /api/desk/replies
pub(crate) async fn written(
    State(feedback): State<Feedback>,
    Extension(actor): Extension<Actor>,
    Query(WrittenQuery { week, after }): Query<WrittenQuery>,
) -> PageResult {
    let before = match week.zip(after) {
        Some((week, after)) => Some((week, after.parse::<Id>().map_err(|_| no_place())?)),
        None => None,
    };
    let mut found = feedback.written(&actor, before, PAGE as i64 + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let one = |one: Written| WrittenBody {
        id: one.id.to_string(),
        matter: one.matter,
        place: one.place,
        week: one.week,
        remedy: one.reply.remedy.code().to_owned(),
        words: one.reply.words,
        version: one.version,
    };
    Ok(Json(WrittenPage { replies: found.into_iter().map(one).collect(), more }).into_response())
}

/// Another reply.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "ReplyChange")]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeBody {
    /// What everybody may read: `faster`, `guide`, `staff`, `pages`, `under-way`, `explained` or
    /// `not-found`.
    remedy: String,
    /// The same in the office's own words, 120 characters at most; may be empty, except with
    /// `explained`.
    #[serde(default)]
    words: String,
}

pub(crate) fn change_doc() -> ApiDoc {
    ApiDoc::new("ratings", "改一条公开回复", "Change a reply")
        .takes::<ChangeBody>(json!({"remedy": "guide", "words": ""}))
        .has_version()
        .gives_only(204, "已改", "changed")
        .gives_only(404, "没有这条回复", "no such reply")
        .gives_only(409, "别人刚改过", "somebody was first")
}

/// POST /api/desk/replies/{id}
pub(crate) async fn change(
    State(feedback): State<Feedback>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Path(id): Path<Id>,
    (ApiKey(key), IfMatch(version)): (ApiKey, IfMatch),
    Json(sent): Json<ChangeBody>,
) -> PageResult {
    let by =
        By { actor, for_whom: None, channel: Channel::Api, at: frame.now(), key: key.parse()? };
    feedback.change_reply(&by, (id, version), reply(&sent.remedy, sent.words)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn no_place() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "rating.reply-after")
}
