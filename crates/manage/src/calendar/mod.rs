//! The calendar of working days in the browser: the official notice is pasted as it is published,
//! read, shown day by day, and announced; dates that rested on a guess are worked out again.

mod notice;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::calendar::YearCalendar;
use basis::{Outcome, Refusal};
use identity::{Actor, By, Right, may};
use ledger::IdempotencyKey;
use web::{Field, Frame, Kind, Page, PageResult, Typed, go_to};

use crate::Manage;

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
}

fn fields(frame: &Frame) -> Vec<Field> {
    vec![
        Field::digits("year", frame.t("manage.calendar.year"), 4),
        Field::line("paper", frame.t("manage.calendar.paper"))
            .hint(frame.t("manage.calendar.paper-hint")),
        Field::new("notice", frame.t("manage.calendar.notice"), Kind::Lines { rows: 12 })
            .hint(frame.t("manage.calendar.notice-hint")),
    ]
}

fn page(manage: &Manage, frame: Frame, key: String, fields: Vec<Field>) -> CalendarPage {
    let calendar = manage.cases.calendar();
    let this = frame.today().year();
    let year = |year: i16| {
        let known = calendar.year(year);
        let days = |off: bool| {
            known.map_or(0, |known| known.days.iter().filter(|day| day.off == off).count())
        };
        Year { year, is_announced: known.is_some(), off: days(true), moved: days(false) }
    };
    let years = (0..YEARS).map(|back| year(this + 1 - back)).collect();
    CalendarPage { key, years, fields, read: Vec::new(), year: 0, frame }
}

/// GET /manage/calendar
pub(crate) async fn show(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    let (key, fields) = (frame.new_key(), fields(&frame));
    Ok(Page(page(&manage, frame, key, fields)).into_response())
}

/// POST /manage/calendar: reads the notice and shows what it says; announces it when that was seen.
pub(crate) async fn announce(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    typed: Typed,
) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    let key = typed.key()?.to_owned();
    let shown: Vec<Field> = fields(&frame).into_iter().map(|field| field.typed(&typed)).collect();
    match read(&typed) {
        Ok(year) if typed.one("do") == "announce" => {
            put_in_force(&manage, &manage.by(&actor, key.parse()?), year).await?;
            Ok(go_to("/manage/calendar?announced=1"))
        }
        Ok(year) => {
            let lines =
                year.days.iter().map(|day| (day.name.clone(), frame.date(&day.date), day.off));
            let (number, read) = (year.year, lines.collect());
            let page = CalendarPage { read, year: number, ..page(&manage, frame, key, shown) };
            Ok(Page(page).into_response())
        }
        Err(refusal) => {
            let field = refusal.field.clone().unwrap_or_else(|| "notice".to_owned());
            let refusal = refusal.on(field);
            let marked = crate::staff::at_field(&frame, shown, &refusal).unwrap_or_default();
            let page = Page(page(&manage, frame, key, marked));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
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

/// Announces a year and works out again the dates that rested on a guess.
pub(crate) async fn put_in_force(manage: &Manage, by: &By, year: YearCalendar) -> Outcome<u64> {
    manage.cases.announce(by, year).await?;
    let ambient = &manage.app.ambient;
    let by = By { key: IdempotencyKey::from(ambient.id()), at: ambient.now(), ..by.clone() };
    manage.cases.recompute(&by).await
}

fn no_year() -> Refusal {
    Refusal::invalid("calendar.year", "请填四位数的年份", "write the year with four digits")
        .on("year")
}

fn no_paper() -> Refusal {
    Refusal::invalid(
        "calendar.paper",
        "请写明通知的文号或网址，例如 国办发明电〔2025〕7号",
        "name the notice by its number or address",
    )
    .on("paper")
}
