//! The same for other systems: rating a case, bad ratings, and the public figures.

pub(crate) mod bad;
pub(crate) mod rating;
pub(crate) mod replies;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use web::{ApiDoc, Frame, PageResult};

use crate::Feedback;
use crate::figures::{Cell, Figures, Said};
use crate::model::Level;
use crate::pages::unknown;

/// A number that is published.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RatingCount")]
pub(crate) struct Count {
    /// Of what: a level, or the code of a place; the county stands for all places with few ratings.
    of: String,
    /// The number; absent where it is at least one and smaller than `smallest`.
    count: Option<u64>,
}

/// The numbers of an indicator.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RatingIndicator")]
pub(crate) struct IndicatorBody {
    /// Of cases that came in on this way: `online`, or `offline` (at a counter or with help).
    way: String,
    /// `efficiency`, `guide`, `convenience`, `platform`, `skill` or `attitude`.
    indicator: String,
    /// The five levels, from the best to the worst.
    levels: Vec<Count>,
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
    /// What was rated besides; absent where it would give a number away.
    indicators: Option<Vec<IndicatorBody>>,
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
    let places = figures.places.as_ref();
    let by_level = |cells: &[Cell]| -> Vec<Count> {
        Level::ALL.iter().zip(cells).map(|(level, cell)| count(level.code(), *cell)).collect()
    };
    let indicator = |one: &Said| IndicatorBody {
        way: one.way.code().to_owned(),
        indicator: one.indicator.code().to_owned(),
        levels: by_level(&one.levels),
    };
    let indicators = figures.indicators.as_ref();
    FiguresBody {
        name: feedback.matter_name(frame, matter),
        matter: matter.to_owned(),
        smallest: feedback.rules.smallest,
        least: figures.total.0,
        most: figures.total.1,
        satisfied: figures.satisfied,
        levels: by_level(&figures.levels),
        indicators: indicators.map(|all| all.iter().map(indicator).collect()),
        places: places.map(|all| all.iter().map(|(code, cell)| count(code, *cell)).collect()),
    }
}

fn example() -> serde_json::Value {
    let levels = Level::ALL.iter().zip([Some(20), Some(10), Some(0), None, Some(0)]);
    let level = |(level, count): (&Level, _)| json!({"of": level.code(), "count": count});
    let levels: Vec<_> = levels.map(level).collect();
    json!({"matter": "elderly-allowance", "name": "高龄津贴", "smallest": 5, "least": 31, "most": 34,
        "satisfied": null, "levels": levels, "indicators": null, "places": null})
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
