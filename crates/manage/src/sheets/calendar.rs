//! The calendars of working days as a sheet: one tab a year out, and one year back, which is held
//! against the law and shown before it is proposed; somebody else publishes it.

use std::collections::BTreeSet;

use axum::extract::State;
use basis::calendar::{ListedDay, YearCalendar};
use basis::{Date, Refusal, Text};
use identity::{Actor, Right, may};
use web::sheet::Sheet;
use web::{Frame, PageResult, go_to};

use super::{About, Arrived, Judged, blank};
use crate::Manage;
use crate::table::{CellError, Line, bad, no_date};
use crate::upload::Upload;

const TAB: &str = "日历";
const HEADS: [&str; 4] = ["日期", "节日", "放假还是上班", "文号或网址"];
const OFF: &str = "放假";
const WORK: &str = "上班";

const ABOUT: About = About {
    right: &Right::ManageCalendar,
    tab: TAB,
    heads: &HEADS,
    title: "manage.calendar.in",
    take: "manage.calendar.propose",
    then: "manage.calendar.then",
    back: "/manage/calendar",
    action: "/manage/calendar/import",
    sheet: "/manage/calendar.xlsx",
};

/// GET /manage/calendar.xlsx: every announced year, the latest first.
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    let calendar = manage.cases.calendar();
    let mut years: Vec<&YearCalendar> =
        calendar.years().filter_map(|year| calendar.year(year)).collect();
    years.sort_by_key(|year| std::cmp::Reverse(year.year));
    let sheet = |year: &&YearCalendar| {
        let papers = year.papers.join(" ");
        let row = |day: &ListedDay| {
            let what = if day.off { OFF } else { WORK };
            vec![day.date.to_string(), day.name.clone(), what.to_owned(), papers.clone()]
        };
        Sheet::of_text(year.year.to_string(), &HEADS, year.days.iter().map(row))
    };
    let sheets: Vec<Sheet> = years.iter().map(sheet).collect();
    let name = format!("calendar-{}.xlsx", frame.today());
    web::sheet::answer(&name, &sheets).map_err(Into::into)
}

/// GET /manage/calendar/import
pub(crate) async fn import_page(frame: Frame, actor: Actor) -> PageResult {
    blank(frame, &actor, &ABOUT)
}

/// POST /manage/calendar/import: shows the days of the year; proposes it from today on where that was
/// asked and nothing is wrong.
pub(crate) async fn take_in(State(manage): State<Manage>, upload: Upload) -> PageResult {
    let arrived = Arrived::read(upload, &ABOUT).await?;
    let year = match arrived.made(|lines| checked(&manage, lines)) {
        Ok(year) => year,
        Err(answer) => return Ok(answer),
    };
    let by = arrived.sent.by(&manage)?;
    manage.propose_year(&by, &year, by.at.date()).await?;
    Ok(go_to(&format!("/manage/calendar/{}", year.year)))
}

/// What the lines say, where the law allows the year; the year that is in force changes nothing.
fn checked(manage: &Manage, lines: &[Line]) -> Result<Judged<YearCalendar>, Refusal> {
    let mut judged = judge(lines);
    if judged.errors.is_empty() {
        let text = serde_json::to_string(&judged.made).unwrap_or_default();
        let checked = YearCalendar::parse_json(&text).and_then(|year| year.check_announced());
        checked.map_err(|refusal| bad(refusal.text.zh, refusal.text.en))?;
        if manage.cases.calendar().year(judged.made.year) == Some(&judged.made) {
            judged.changes.clear();
        }
    }
    Ok(judged)
}

/// The year that the lines say; every day is shown, since all of it takes the place of what was.
fn judge(lines: &[Line]) -> Judged<YearCalendar> {
    let (mut errors, mut days, mut papers) = (Vec::new(), Vec::new(), BTreeSet::new());
    for line in lines {
        let mut wrong = |column: usize, text: Text| {
            errors.push(CellError::new(&HEADS, (line.row, column), text));
        };
        let date = line.cells[0].parse::<Date>();
        let off = match line.cells[2].as_str() {
            OFF => Some(true),
            WORK => Some(false),
            _ => None,
        };
        if date.is_err() {
            wrong(0, no_date(&line.cells[0]));
        }
        if off.is_none() {
            wrong(2, no_word(&line.cells[2]));
        }
        if line.cells[3].is_empty() {
            wrong(3, no_paper());
        }
        papers.extend(line.cells[3].split_whitespace().map(str::to_owned));
        if let (Ok(date), Some(off)) = (date, off) {
            days.push(ListedDay { name: line.cells[1].clone(), date, off });
        }
    }
    days.sort_by_key(|day| day.date);
    // A holiday may begin in the last days of December; the year is that of the last day.
    let year = days.last().map_or(0, |day: &ListedDay| day.date.year());
    let change = |day: &ListedDay| {
        let what = if day.off { OFF } else { WORK };
        [day.date.to_string(), day.name.clone(), what.to_owned()]
    };
    let changes = days.iter().map(change).collect();
    let made = YearCalendar { year, papers: papers.into_iter().collect(), days };
    Judged { errors, changes, made }
}

fn no_word(cell: &str) -> Text {
    Text::new(
        format!("“{cell}”不行，写“{OFF}”或“{WORK}”"),
        format!("“{cell}” is neither {OFF} nor {WORK}"),
    )
}

fn no_paper() -> Text {
    Text::new(
        "请写明通知的文号或网址，例如 国办发明电〔2025〕7号",
        "name the notice by its number or address",
    )
}
