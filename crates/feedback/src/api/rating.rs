//! Rating a service as other systems do it, under the same rules as the page: once for a case, only
//! by whose it is, and nothing of what is sent is kept beside the case.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use basis::{CaseId, Refusal};
use identity::{Actor, By, Channel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, PageResult};

use crate::Feedback;
use crate::model::{Given, Level, Opinion, Way};

/// What somebody says about a service.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingBody {
    /// `very-good`, `good`, `fair`, `bad` or `very-bad`.
    pub level: String,
    /// Levels of what is rated besides, each as `level`; may be empty. Of what was done online:
    /// `efficiency`, `guide`, `convenience`, `platform`; of what was done at a counter or with
    /// help: `efficiency`, `skill`, `attitude`.
    #[serde(default)]
    pub indicators: BTreeMap<String, String>,
    /// In their own words, 500 characters at most; for supervisors only, may be empty.
    #[serde(default)]
    pub words: String,
}

/// What is answered: nothing that could be tied to the rating.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RatedBody {
    /// Always true.
    pub rated: bool,
}

/// POST /api/cases/{id}/rating. The key of the request only numbers it: like the rest of who sent it,
/// it is not kept with the rating.
pub(crate) async fn rate(
    State(feedback): State<Feedback>,
    actor: Actor,
    ApiKey(key): ApiKey,
    Path(id): Path<String>,
    sent: Result<Json<RatingBody>, JsonRejection>,
) -> PageResult {
    let case: CaseId = id.parse()?;
    // Whose case it is not learns nothing from what they sent either.
    let way = feedback.standing(&actor, case).await?.way;
    let Json(body) = sent.map_err(|error| web::sent::refused(&error))?;
    let opinion = opinion(body, way)?;
    let at = feedback.app.ambient.now();
    let by = By { actor, for_whom: None, channel: Channel::Api, at, key: key.parse()? };
    feedback.rate(&by, case, opinion).await?;
    Ok(Json(RatedBody { rated: true }).into_response())
}

/// How other systems use it.
pub(crate) fn rate_doc() -> ApiDoc {
    ApiDoc::new("cases", "评价服务", "Rate the service")
        .about(
            "办结以后，由申请人本人评价一次；代办、经办的人不能替他评。评价不记名：和办件、和谁发来的都不存在一起。",
            "Once it is over, whose case it is rates it once; nobody who filed it or worked on it does. Ratings are anonymous: nothing ties one to its case or to whoever sent it.",
        )
        .takes::<RatingBody>(json!({"level": "good", "indicators": {"efficiency": "very-good"}, "words": ""}))
        .gives::<RatedBody>(200, "已评价", "rated", json!({"rated": true}))
        .gives_only(403, "不是申请人本人", "not whose case it is")
        .gives_only(404, "没有，或者不归您看", "none, or not yours to see")
        .gives_only(409, "已经评价过，或者还没有办完", "rated already, or not over yet")
}

fn opinion(body: RatingBody, way: Way) -> Result<Opinion, Refusal> {
    let level = level_of("level", &body.level)?;
    let given = |(code, sent): (&String, &String)| -> Result<Given, Refusal> {
        let known = || way.indicators().iter().map(|one| one.code());
        let found = way.indicators().iter().find(|one| one.code() == code.as_str());
        let indicator = found.ok_or_else(|| unknown("indicators", code, known()))?;
        Ok((*indicator, level_of("indicators", sent)?))
    };
    let indicators = body.indicators.iter().map(given).collect::<Result<_, _>>()?;
    Ok(Opinion { level, indicators, words: body.words })
}

/// The level that was sent in a field.
fn level_of(field: &str, sent: &str) -> Result<Level, Refusal> {
    let known = || Level::ALL.iter().map(|one| one.code());
    Level::from_code(sent).ok_or_else(|| unknown(field, sent, known()))
}

pub(crate) fn unknown(
    field: &str,
    sent: &str,
    known: impl Iterator<Item = &'static str>,
) -> Refusal {
    let sent: String = sent.chars().take(60).collect();
    let known = known.collect::<Vec<_>>().join("、");
    Refusal::invalid(
        "rating.code-unknown",
        format!("{field} 里没有“{sent}”；可以写的有：{known}"),
        format!("`{field}` has no “{sent}”; there are: {known}"),
    )
    .on(field)
}
