//! The calendar of one year: what is in force, what is proposed and what it would change, publishing
//! by another, and going back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::calendar::{ListedDay, YearCalendar};
use basis::{Outcome, Refusal};
use identity::{Actor, Right, may};
use web::{Field, Frame, Page, PageResult, Typed, go_to};

use super::acts::Step;
use super::{day_field, first_day};
use crate::Manage;
use crate::acts::no_version;
use crate::matters::{Compared, compared, names, published_by};
use crate::model::{Change, begun};

#[derive(Template)]
#[template(path = "manage-year.html")]
struct YearPage {
    frame: Frame,
    year: i16,
    /// The days in force: name, day, whether off.
    days: Vec<(String, String, bool)>,
    papers: String,
    proposal: Option<Proposal>,
    versions: Vec<Version>,
    /// The first day: of what is proposed, else of going back.
    fields: Vec<Field>,
}

/// What is proposed.
struct Proposal {
    seen: i64,
    days: Vec<(String, String, bool)>,
    papers: String,
    compared: Vec<Compared>,
    from: String,
    drafters: String,
    /// Why whoever looks cannot publish it; empty where they can.
    barred: String,
}

/// A version of the year.
struct Version {
    number: i64,
    from: String,
    published: String,
    is_in_force: bool,
    is_coming: bool,
}

/// The days of a year for a page: name, day, whether off.
pub(super) fn days(frame: &Frame, year: &YearCalendar) -> Vec<(String, String, bool)> {
    year.days.iter().map(|day| (day.name.clone(), frame.date(&day.date), day.off)).collect()
}

/// The year in an address.
pub(super) fn in_address(text: &str) -> Result<i16, Refusal> {
    text.parse().ok().filter(|year| (2000..2100).contains(year)).ok_or_else(no_version)
}

/// GET /manage/calendar/{year}
pub(crate) async fn show(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(year): Path<String>,
) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    Ok(Page(page(&manage, frame, &actor, in_address(&year)?).await?).into_response())
}

async fn page(manage: &Manage, frame: Frame, actor: &Actor, year: i16) -> Outcome<YearPage> {
    let (published, proposed) = manage.year_changes(actor, year).await?;
    let calendar = manage.cases.calendar();
    let now = calendar.year(year);
    let day = proposed.as_ref().map_or(frame.today(), |change| change.effective);
    let proposal = match &proposed {
        Some(change) => Some(proposal(manage, &frame, actor, (change, now)).await?),
        None => None,
    };
    Ok(YearPage {
        days: now.map(|now| days(&frame, now)).unwrap_or_default(),
        papers: now.map(|now| now.papers.join(" ")).unwrap_or_default(),
        versions: versions(manage, &frame, (&published, year)).await?,
        fields: vec![day_field(&frame, day)],
        proposal,
        year,
        frame,
    })
}

async fn proposal(
    manage: &Manage,
    frame: &Frame,
    actor: &Actor,
    (change, now): (&Change, Option<&YearCalendar>),
) -> Outcome<Proposal> {
    let next = YearCalendar::parse_json(&change.text)?;
    let known = names(manage, &[change]).await?;
    let drafters: Vec<String> =
        change.drafters.iter().filter_map(|id| known.get(id).cloned()).collect();
    let barred = may(actor, &Right::Approve { drafters: change.drafters.clone() }).err();
    let before = now.map(|now| lines(frame, now)).unwrap_or_default();
    Ok(Proposal {
        seen: change.version,
        days: days(frame, &next),
        papers: next.papers.join(" "),
        compared: if now.is_some() { compared(&before, &lines(frame, &next)) } else { Vec::new() },
        from: frame.date(&change.effective),
        drafters: drafters.join("、"),
        barred: barred.map(|why| frame.refusal(&why)).unwrap_or_default(),
    })
}

/// A year as lines that can be compared.
fn lines(frame: &Frame, year: &YearCalendar) -> String {
    let word = |day: &ListedDay| {
        frame.t(if day.off { "manage.calendar.is-off" } else { "manage.calendar.is-work" })
    };
    let day = |day: &ListedDay| format!("{} {} {}\n", day.date, word(day), day.name);
    let papers = year.papers.iter().map(|paper| format!("{paper}\n"));
    papers.chain(year.days.iter().map(day)).collect()
}

/// The versions, newest first; the last is what came with the program, if it brings the year along.
async fn versions(
    manage: &Manage,
    frame: &Frame,
    (published, year): (&[Change], i16),
) -> Outcome<Vec<Version>> {
    let all: Vec<&Change> = published.iter().collect();
    let names = names(manage, &all).await?;
    let today = frame.today();
    let in_force = begun(published, today).map_or(0, |change| change.number);
    let of = |change: &Change| Version {
        number: change.number,
        from: frame.date(&change.effective),
        published: published_by(frame, &names, change),
        is_in_force: change.number == in_force,
        is_coming: change.effective > today && change.number > in_force,
    };
    let brought = manage.cases.brought_calendar().year(year).map(|_| Version {
        number: 0,
        from: String::new(),
        published: frame.t("manage.matters.brought"),
        is_in_force: in_force == 0,
        is_coming: false,
    });
    Ok(published.iter().rev().map(of).chain(brought).collect())
}

/// POST /manage/calendar/{year}: publishes or throws away what is proposed, moves its day, or
/// proposes to go back.
pub(crate) async fn change(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(year): Path<String>,
    typed: Typed,
) -> PageResult {
    may(&actor, &Right::ManageCalendar)?;
    let year = in_address(&year)?;
    let by = manage.by(&actor, typed.key()?.parse()?);
    let seen = typed.one("version").parse().unwrap_or(0);
    let step = match typed.one("do") {
        "publish" => Ok(Step::Publish),
        "discard" => Ok(Step::Discard),
        "back" => {
            let number = typed.one("number").parse().map_err(|_| no_version())?;
            first_day(&frame, &typed).map(|from| Step::Back { number, from })
        }
        _ => first_day(&frame, &typed).map(Step::Day),
    };
    match step {
        Ok(step) => {
            manage.settle_year(&by, (year, seen), &step).await?;
            Ok(go_to(&format!("/manage/calendar/{year}")))
        }
        Err(refusal) => {
            let mut page = page(&manage, frame, &actor, year).await?;
            let words = page.frame.refusal(&refusal);
            let wrong = |field: Field| field.typed(&typed).error(words.clone());
            page.fields = page.fields.into_iter().map(wrong).collect();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
