//! The supervisors' list of bad ratings, for other systems.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use basis::{Date, Id, Refusal, RefusalKind};
use identity::{Actor, By, Channel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, Frame, PageResult};

use super::rating::unknown;
use crate::model::{FollowUp, Given, Remedy, Reply};
use crate::{Answer, Feedback};

const PAGE: usize = 50;

/// A bad rating that is to be looked into.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BadRating")]
pub(crate) struct BadRating {
    id: String,
    matter: String,
    /// Code of the township, or of the county.
    place: String,
    /// The ISO week.
    week: String,
    level: String,
    /// What was rated besides, with its level; empty where too few such cases were rated there.
    indicators: BTreeMap<String, String>,
    words: String,
    /// The last day, `YYYY-MM-DD`.
    due: String,
    /// Rests on a year whose holidays are not announced.
    provisional: bool,
}

/// A page of them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BadRatings")]
pub(crate) struct BadRatings {
    ratings: Vec<BadRating>,
    /// Whether the list goes on: send `due` and `id` of the last one as `due` and `after`.
    more: bool,
}

/// Where the list goes on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "BadRatingsQuery")]
pub(crate) struct BadQuery {
    /// `due` of the last one of the page before.
    #[serde(default)]
    due: Option<String>,
    /// `id` of the last one of the page before.
    #[serde(default)]
    after: Option<String>,
}

pub(crate) fn bad_doc() -> ApiDoc {
    let one = json!({"id": "01kq9v7m3fc8xw2n5r6t8y0z1b", "matter": "elderly-allowance",
        "place": "330825", "week": "2026-W47", "level": "bad",
        "indicators": {"efficiency": "very-bad"}, "words": "等了太久",
        "due": "2026-12-11", "provisional": false});
    ApiDoc::new("ratings", "要处理的差评", "Bad ratings to be looked into")
        .query::<BadQuery>()
        .gives::<BadRatings>(
        200,
        "差评，急的在前",
        "the most urgent first",
        json!({"ratings": [one], "more": false}),
    )
}

/// GET /api/desk/ratings
pub(crate) async fn bad(
    State(feedback): State<Feedback>,
    Extension(actor): Extension<Actor>,
    Query(BadQuery { due, after }): Query<BadQuery>,
) -> PageResult {
    let place = match due.zip(after) {
        Some((due, after)) => {
            let due: Date = due.parse().map_err(|_| no_place())?;
            Some((due, after.parse::<Id>().map_err(|_| no_place())?))
        }
        None => None,
    };
    let found = feedback.follow_ups(&actor, place, PAGE as i64 + 1).await?;
    let named = |(indicator, level): &Given| (indicator.code().to_owned(), level.code().to_owned());
    let one = |one: &FollowUp| BadRating {
        id: one.id.to_string(),
        matter: one.matter.clone(),
        place: one.place.clone(),
        week: one.week.clone(),
        level: one.level.code().to_owned(),
        indicators: one.indicators.iter().map(named).collect(),
        words: one.words.clone(),
        due: one.due.to_string(),
        provisional: one.provisional,
    };
    let ratings = found.iter().take(PAGE).map(one).collect();
    Ok(Json(BadRatings { ratings, more: found.len() > PAGE }).into_response())
}

/// What was found.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "BadRatingEnd")]
#[serde(deny_unknown_fields)]
pub(crate) struct EndBody {
    /// What was found and what was changed; for supervisors only.
    note: String,
    /// What everybody may read: `faster`, `guide`, `staff`, `pages`, `under-way`, `explained` or
    /// `not-found`.
    remedy: String,
    /// The same in the office's own words, 120 characters at most, with nothing that points at
    /// anybody; may be empty, except with `explained`.
    #[serde(default)]
    words: String,
}

pub(crate) fn end_doc() -> ApiDoc {
    ApiDoc::new("ratings", "办结一条差评", "End one of them")
        .about(
            "回复向公众公布：评价够多才写周次和乡镇，不然只写在事项下面，或者先不公布。",
            "The reply is published, with its week and place only where enough ratings share them, else under the matter alone or later.",
        )
        .takes::<EndBody>(json!({"note": "已加派人手", "remedy": "faster", "words": "窗口多了一个人。"}))
        .gives_only(204, "已办结", "ended")
        .gives_only(409, "已经有人处理完了", "somebody was first")
}

/// POST /api/desk/ratings/{id}
pub(crate) async fn end(
    State(feedback): State<Feedback>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Path(id): Path<Id>,
    ApiKey(key): ApiKey,
    Json(sent): Json<EndBody>,
) -> PageResult {
    let by =
        By { actor, for_whom: None, channel: Channel::Api, at: frame.now(), key: key.parse()? };
    feedback.end_follow_up(&by, id, answer(sent)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn answer(sent: EndBody) -> Result<Answer, Refusal> {
    Ok(Answer { note: sent.note, reply: reply(&sent.remedy, sent.words)? })
}

/// The reply that was sent.
pub(crate) fn reply(code: &str, words: String) -> Result<Reply, Refusal> {
    let known = || Remedy::ALL.iter().map(|one| one.code());
    let remedy = Remedy::from_code(code).ok_or_else(|| unknown("remedy", code, known()))?;
    Ok(Reply { remedy, words })
}

fn no_place() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "rating.after")
}
