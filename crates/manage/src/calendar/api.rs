//! The same acts as JSON, for other systems: the years in force, proposing one, and one with what is
//! proposed of it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use basis::calendar::YearCalendar;
use basis::{Date, Refusal};
use identity::{Actor, Right, may};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, Frame, IfMatch, PageResult};

use super::acts::Step;
use super::year::in_address;
use crate::Manage;
use crate::acts::no_draft;
use crate::api::no_day;
use crate::model::Change;

/// A day that the notice lists.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CalendarDay")]
pub(crate) struct CalendarDay {
    name: String,
    date: String,
    #[serde(rename = "isOffDay")]
    off: bool,
}

/// A year's calendar, in the format of `data/calendar`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "CalendarYear")]
pub(crate) struct CalendarBody {
    year: i16,
    papers: Vec<String>,
    days: Vec<CalendarDay>,
}

impl From<&YearCalendar> for CalendarBody {
    fn from(year: &YearCalendar) -> Self {
        let day = |day: &basis::calendar::ListedDay| CalendarDay {
            name: day.name.clone(),
            date: day.date.to_string(),
            off: day.off,
        };
        let days = year.days.iter().map(day).collect();
        Self { year: year.year, papers: year.papers.clone(), days }
    }
}

fn example() -> serde_json::Value {
    let day = json!({"name": "元旦", "date": "2027-01-01", "isOffDay": true});
    json!({"year": 2027, "papers": ["国办发明电〔2026〕号"], "days": [day]})
}

pub(crate) fn years_doc() -> ApiDoc {
    ApiDoc::new("manage", "已公布的工作日历", "The calendars that are announced")
        .gives::<Vec<CalendarBody>>(200, "每一年", "each year", json!([example()]))
}

/// GET /api/manage/calendar
pub(crate) async fn years(State(manage): State<Manage>, actor: Actor) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    let calendar = manage.cases.calendar();
    let years = calendar.years().filter_map(|year| calendar.year(year));
    Ok(Json(years.map(CalendarBody::from).collect::<Vec<_>>()).into_response())
}

/// A calendar that is proposed from a day on.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "CalendarProposal")]
#[serde(deny_unknown_fields)]
pub(crate) struct Proposal {
    /// The year.
    calendar: CalendarBody,
    /// The first day on which it is to be in force; today if absent.
    #[serde(default)]
    effective: Option<String>,
}

/// A version that was published, or what is proposed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CalendarVersion")]
pub(crate) struct Version {
    number: i64,
    /// The first day on which it is in force.
    effective: String,
    state: &'static str,
    /// For `If-Match`.
    version: i64,
    /// What it says.
    calendar: Option<CalendarBody>,
}

fn version(change: &Change) -> Version {
    let calendar = YearCalendar::parse_json(&change.text).ok();
    Version {
        number: change.number,
        effective: change.effective.to_string(),
        state: change.state.code(),
        version: change.version,
        calendar: calendar.as_ref().map(CalendarBody::from),
    }
}

fn proposed_example() -> serde_json::Value {
    json!({"number": 1, "effective": "2026-12-01", "state": "draft", "version": 1,
        "calendar": example()})
}

pub(crate) fn propose_doc() -> ApiDoc {
    ApiDoc::new("manage", "提议一年的工作日历", "Propose a calendar")
        .about(
            "另一位数据管理员发布后才生效（双人复核）；到生效日，受影响的期限重新计算。这一年已有提议的，先发布或作废那一份。",
            "It begins when another data officer publishes it (four eyes); on its day the limits that it moves are worked out again. Where the year has a proposal already, publish or discard that one first.",
        )
        .takes::<Proposal>(json!({"calendar": example(), "effective": "2026-12-01"}))
        .gives::<Version>(201, "已提议", "proposed", proposed_example())
}

/// POST /api/manage/calendar
pub(crate) async fn propose(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    ApiKey(key): ApiKey,
    Json(sent): Json<Proposal>,
) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    let CalendarBody { year, papers, days } = sent.calendar;
    let text = json!({"year": year, "papers": papers, "days": days}).to_string();
    let calendar = YearCalendar::parse_json(&text)?;
    let from = day(sent.effective.as_deref(), frame.today())?;
    let id = manage.propose_year(&manage.by(&actor, key.parse()?), &calendar, from).await?;
    let (published, proposed) = manage.year_changes(&actor, year).await?;
    // The same request again, when somebody has published it meanwhile, finds it among the versions.
    let mut all = published.iter().chain(&proposed);
    let body = all.find(|one| one.id == id).map(version).ok_or_else(no_draft)?;
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// One year.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CalendarOne")]
pub(crate) struct One {
    year: i16,
    /// What is in force; absent where the year is not announced.
    now: Option<CalendarBody>,
    /// Whether the program brings a calendar of it along: version 0.
    brought: bool,
    /// What was published, oldest first.
    versions: Vec<Version>,
    /// What is proposed.
    proposed: Option<Version>,
}

pub(crate) fn year_doc() -> ApiDoc {
    let body = json!({"year": 2027, "now": null, "brought": false, "versions": [],
        "proposed": proposed_example()});
    ApiDoc::new("manage", "一年的日历和它的版本", "A year and its versions")
        .about(
            "ETag 是提议的版本号，没有提议时为 0。",
            "The ETag is the version of what is proposed, 0 where nothing is.",
        )
        .gives::<One>(200, "一年", "the year", body)
}

/// GET /api/manage/calendar/{year}
pub(crate) async fn year(
    State(manage): State<Manage>,
    actor: Actor,
    Path(year): Path<String>,
) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    let year = in_address(&year)?;
    let (published, proposed) = manage.year_changes(&actor, year).await?;
    let tag = proposed.as_ref().map_or(0, |change| change.version);
    let body = One {
        year,
        now: manage.cases.calendar().year(year).map(CalendarBody::from),
        brought: manage.cases.brought_calendar().announced(year),
        versions: published.iter().map(version).collect(),
        proposed: proposed.as_ref().map(version),
    };
    Ok(([(header::ETAG, format!("\"{tag}\""))], Json(body)).into_response())
}

/// What is to be done with a year.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "CalendarChange")]
#[serde(deny_unknown_fields)]
pub(crate) struct YearChange {
    /// `publish`, `discard`, `day` or `back`.
    #[serde(rename = "do")]
    what: String,
    /// The version to go back to, for `back`; 0 is what the program brings along.
    #[serde(default)]
    number: i64,
    /// The first day, for `day` and `back`; today if absent.
    #[serde(default)]
    effective: Option<String>,
}

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CalendarDone")]
pub(crate) struct Done {
    done: String,
}

pub(crate) fn change_doc() -> ApiDoc {
    ApiDoc::new("manage", "发布、作废、改生效日、退回", "Publish, throw away, move the day, go back")
        .about(
            "提议过或改过生效日的人不能发布（双人复核）。back 提议退回到一版，也要另一人发布。",
            "Nobody publishes what they proposed or moved (four eyes). back proposes an earlier version, which another publishes too.",
        )
        .takes::<YearChange>(json!({"do": "publish"}))
        .has_version()
        .gives::<Done>(200, "已办", "done", json!({"done": "publish"}))
}

/// POST /api/manage/calendar/{year}
pub(crate) async fn change(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(year): Path<String>,
    (ApiKey(key), IfMatch(seen)): (ApiKey, IfMatch),
    Json(sent): Json<YearChange>,
) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    let year = in_address(&year)?;
    let from = day(sent.effective.as_deref(), frame.today())?;
    let step = match sent.what.as_str() {
        "publish" => Step::Publish,
        "discard" => Step::Discard,
        "day" => Step::Day(from),
        "back" => Step::Back { number: sent.number, from },
        _ => return Err(nothing().into()),
    };
    manage.settle_year(&manage.by(&actor, key.parse()?), (year, seen), &step).await?;
    Ok(Json(Done { done: sent.what }).into_response())
}

fn day(sent: Option<&str>, today: Date) -> Result<Date, Refusal> {
    sent.map_or(Ok(today), |day| day.parse().map_err(|_| no_day()))
}

fn nothing() -> Refusal {
    Refusal::invalid(
        "manage.nothing",
        "do 应为 publish、discard、day 或 back",
        "do is publish, discard, day or back",
    )
    .on("do")
}
