//! The same for other systems: rating a case, and the public figures.

pub(crate) mod bad;

use axum::Extension;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::{CaseId, Refusal};
use identity::{Actor, By, Channel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, Frame, PageResult};

use crate::Feedback;
use crate::figures::{Cell, Figures};
use crate::model::{Indicator, Level, Opinion};
use crate::pages::unknown;

/// A rating of a service.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "RatingBody")]
pub(crate) struct RatingBody {
    /// `very-good`, `good`, `fair`, `bad` or `very-bad`.
    level: String,
    /// What it is about: `speed`, `guide`, `ease`, `pages`, `manner`.
    #[serde(default)]
    indicators: Vec<String>,
    /// In one's own words; 500 characters at most.
    #[serde(default)]
    words: String,
}

pub(crate) fn rate_doc() -> ApiDoc {
    let body = json!({"level": "good", "indicators": ["speed"], "words": ""});
    ApiDoc::new("ratings", "评价一件办完的事", "Rate a case that is decided")
        .about(
            "一件事评价一次，第二次返回 409。不记名：存下来的只有事项、地方和周，查不出是谁评的，所以重发也返回 409。",
            "Each case is rated once; a second time gives 409. Nothing that is kept says whose a rating is, so that sending it again gives 409 too.",
        )
        .takes::<RatingBody>(body)
        .gives_only(204, "已评价", "rated")
        .gives_only(404, "没有这个办件，或者不是您的", "no such case of yours")
        .gives_only(409, "还没有办完，或者已经评价过", "not decided yet, or rated already")
}

/// POST /api/cases/{id}/rating
pub(crate) async fn rate(
    State(feedback): State<Feedback>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Path(case): Path<CaseId>,
    ApiKey(key): ApiKey,
    sent: Result<Json<RatingBody>, JsonRejection>,
) -> PageResult {
    // Whose case it is comes first: a stranger learns nothing from what is wrong with the rest.
    feedback.standing(&actor, case).await?;
    let Json(sent) = sent.map_err(|_| no_rating())?;
    let level = Level::from_code(&sent.level).ok_or_else(|| no_rating().on("level"))?;
    let indicators: Option<_> =
        sent.indicators.iter().map(|code| Indicator::from_code(code)).collect();
    let indicators = indicators.ok_or_else(|| no_rating().on("indicators"))?;
    let channel = Channel::Api;
    let opinion =
        Opinion { level, indicators, words: sent.words, channel: channel.code().to_owned() };
    let by = By { actor, for_whom: None, channel, at: frame.now(), key: key.parse()? };
    feedback.rate(&by, case, opinion).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A number that is published.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RatingCount")]
pub(crate) struct Count {
    /// Of what: a level, or the code of a place; the county stands for all places with few ratings.
    of: String,
    /// The number; absent where it is at least one and smaller than `smallest`.
    count: Option<u64>,
}

/// The figures of a matter.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RatingFigures")]
pub(crate) struct FiguresBody {
    /// Id of the matter.
    matter: String,
    /// Its name.
    name: String,
    /// The smallest number that is published.
    smallest: u32,
    /// The least total that the levels allow.
    least: u64,
    /// The greatest total that the levels allow.
    most: u64,
    /// Satisfied ones of a hundred, where no level is hidden.
    satisfied: Option<u64>,
    /// The five levels, from the best to the worst.
    levels: Vec<Count>,
    /// Places; absent where they would give a level away.
    places: Option<Vec<Count>>,
}

/// The public figures.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RatingsBody")]
pub(crate) struct RatingsBody {
    /// Each matter that has enough ratings.
    matters: Vec<FiguresBody>,
}

fn body(feedback: &Feedback, frame: &Frame, matter: &str, figures: &Figures) -> FiguresBody {
    let count = |of: &str, cell: Cell| {
        let count = match cell {
            Cell::Exact(count) => Some(count),
            Cell::Fewer => None,
        };
        Count { of: of.to_owned(), count }
    };
    let levels = Level::ALL.iter().zip(&figures.levels);
    let places = figures.places.as_ref();
    FiguresBody {
        name: feedback.matter_name(frame, matter),
        matter: matter.to_owned(),
        smallest: feedback.rules.smallest,
        least: figures.total.0,
        most: figures.total.1,
        satisfied: figures.satisfied,
        levels: levels.map(|(level, cell)| count(level.code(), *cell)).collect(),
        places: places.map(|all| all.iter().map(|(code, cell)| count(code, *cell)).collect()),
    }
}

fn example() -> serde_json::Value {
    let levels = Level::ALL.iter().zip([Some(20), Some(10), Some(0), None, Some(0)]);
    let level = |(level, count): (&Level, _)| json!({"of": level.code(), "count": count});
    let levels: Vec<_> = levels.map(level).collect();
    json!({"matter": "elderly-allowance", "name": "高龄津贴", "smallest": 5, "least": 31, "most": 34,
        "satisfied": null, "levels": levels, "places": null})
}

pub(crate) fn all_doc() -> ApiDoc {
    ApiDoc::new("ratings", "群众评价", "Public figures of ratings")
        .about(
            "数字小于 smallest 的不写出来；总数也只给范围，免得倒推。",
            "Numbers below `smallest` are not told, and the total is a range, so that none can be worked out.",
        )
        .gives::<RatingsBody>(200, "各事项的评价", "each matter", json!({"matters": [example()]}))
}

/// GET /api/ratings
pub(crate) async fn all(State(feedback): State<Feedback>, frame: Frame) -> PageResult {
    let found = feedback.all_figures().await?;
    let matters = found.iter().map(|(id, figures)| body(&feedback, &frame, id, figures)).collect();
    Ok(Json(RatingsBody { matters }).into_response())
}

pub(crate) fn one_doc() -> ApiDoc {
    ApiDoc::new("ratings", "一个事项的评价", "Figures of one matter")
        .gives::<FiguresBody>(200, "评价", "the figures", example())
        .gives_only(404, "没有这个事项，或者评价太少", "no such matter, or too few ratings")
}

/// GET /api/ratings/{matter}
pub(crate) async fn one(
    State(feedback): State<Feedback>,
    frame: Frame,
    Path(id): Path<String>,
) -> PageResult {
    let figures = feedback.figures(&id).await?.ok_or_else(unknown)?;
    Ok(Json(body(&feedback, &frame, &id, &figures)).into_response())
}

fn no_rating() -> Refusal {
    Refusal::invalid(
        "rating.body",
        "level 应为 very-good、good、fair、bad 或 very-bad；indicators 只用约定的词",
        "level is very-good, good, fair, bad or very-bad; indicators are of the agreed words",
    )
}
