//! The calendar of working days in the browser: the official notice is pasted as it is published,
//! read, shown day by day, and proposed; somebody else publishes it. On its day it begins, and dates
//! that rested on a guess are worked out again.

mod acts;
pub(crate) mod api;
mod notice;
pub(crate) mod year;

pub use acts::BEGIN_YEAR;
#[cfg(test)]
pub(crate) use acts::Step;
pub(crate) use acts::{job, kept};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::calendar::YearCalendar;
use basis::{Date, Refusal, RefusalKind};
use identity::{Actor, Right, may};
use web::{Field, Frame, Kind, Page, PageResult, Typed, go_to};

use crate::Manage;
use crate::acts::too_early;
use crate::model::{Change, year_of};

/// How many years are shown.
const YEARS: i16 = 6;

#[derive(Template)]
#[template(path = "manage-calendar.html")]
struct CalendarPage {
    frame: Frame,
    key: String,
    years: Vec<Year>,
    fields: Vec<Field>,
    read: Vec<(String, String, bool)>,
    year: i16,
}

/// A year and what is known of it.
struct Year {
    year: i16,
    is_announced: bool,
    off: usize,
    moved: usize,
    /// Whether a calendar of it is proposed.
    is_proposed: bool,
}

fn fields(frame: &Frame) -> Vec<Field> {
    vec![
        Field::digits("year", frame.t("manage.calendar.year"), 4),
        Field::line("paper", frame.t("manage.calendar.paper"))
            .hint(frame.t("manage.calendar.paper-hint")),
        Field::new("notice", frame.t("manage.calendar.notice"), Kind::Lines { rows: 12 })
            .hint(frame.t("manage.calendar.notice-hint")),
        day_field(frame, frame.today()),
    ]
}

/// The field of the first day.
fn day_field(frame: &Frame, day: Date) -> Field {
    Field::new("from", frame.t("manage.draft.from"), Kind::Date)
        .hint(frame.t("manage.draft.from-hint"))
        .value(day.to_string())
}

fn page(
    manage: &Manage,
    frame: Frame,
    drafts: &[Change],
    (key, fields): (String, Vec<Field>),
) -> CalendarPage {
    let calendar = manage.cases.calendar();
    let this = frame.today().year();
    let year = |year: i16| {
        let known = calendar.year(year);
        let days = |off: bool| {
            known.map_or(0, |known| known.days.iter().filter(|day| day.off == off).count())
        };
        let is_proposed = drafts.iter().any(|draft| year_of(&draft.path) == Some(year));
        let is_announced = known.is_some();
        Year { year, is_announced, off: days(true), moved: days(false), is_proposed }
    };
    let mut shown: Vec<i16> = (0..YEARS).map(|back| this + 1 - back).collect();
    shown.extend(drafts.iter().filter_map(|draft| year_of(&draft.path)));
    shown.extend(calendar.years().filter(|year| *year > this));
    shown.sort_unstable_by_key(|year| std::cmp::Reverse(*year));
    shown.dedup();
    let years = shown.into_iter().map(year).collect();
    CalendarPage { key, years, fields, read: Vec::new(), year: 0, frame }
}

/// GET /manage/calendar
pub(crate) async fn show(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    let (_, drafts) = manage.changes(&actor).await?;
    let form = (frame.new_key(), fields(&frame));
    Ok(Page(page(&manage, frame, &drafts, form)).into_response())
}

/// POST /manage/calendar: reads the notice and shows what it says; proposes it when that was seen.
pub(crate) async fn propose(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    typed: Typed,
) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    let key = typed.key()?.to_owned();
    let shown: Vec<Field> = fields(&frame).into_iter().map(|field| field.typed(&typed)).collect();
    let (_, drafts) = manage.changes(&actor).await?;
    match read(&typed).and_then(|year| Ok((first_day(&frame, &typed)?, year))) {
        Ok((day, year)) if typed.one("do") == "propose" => {
            manage.propose_year(&manage.by(&actor, key.parse()?), &year, day).await?;
            Ok(go_to(&format!("/manage/calendar/{}", year.year)))
        }
        Ok((_, year)) => {
            let read = year::days(&frame, &year);
            let page = page(&manage, frame, &drafts, (key, shown));
            Ok(Page(CalendarPage { read, year: year.year, ..page }).into_response())
        }
        Err(refusal) => {
            let field = refusal.field.clone().unwrap_or_else(|| "notice".to_owned());
            let refusal = refusal.on(field);
            let marked = crate::staff::at_field(&frame, shown, &refusal).unwrap_or_default();
            let page = Page(page(&manage, frame, &drafts, (key, marked)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The first day that was chosen.
fn first_day(frame: &Frame, typed: &Typed) -> Result<Date, Refusal> {
    match typed.date("from") {
        None => Err(no_day()),
        Some(day) if day < frame.today() => Err(too_early().on("from")),
        Some(day) => Ok(day),
    }
}

fn read(typed: &Typed) -> Result<YearCalendar, Refusal> {
    let year = typed.one("year").parse().ok().filter(|year| (2000..2100).contains(year));
    let year = year.ok_or_else(no_year)?;
    let paper = typed.one("paper").to_owned();
    if paper.is_empty() {
        return Err(no_paper());
    }
    let days = notice::days(year, typed.one("notice"))?;
    let calendar = YearCalendar { year, papers: vec![paper], days };
    calendar.check_announced()?;
    // The same door as a file: no day twice, every day of its year.
    let text = serde_json::to_string(&calendar).unwrap_or_default();
    YearCalendar::parse_json(&text)
}

fn no_day() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "calendar.day").on("from")
}

fn no_year() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "calendar.year").on("year")
}

fn no_paper() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "calendar.paper").on("paper")
}
