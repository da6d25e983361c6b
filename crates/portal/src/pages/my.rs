//! My affairs: every application with how far it is, who has it, and what I have to do.

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::clock::{Due, remaining};
use cases::model::{Case, open_work};
use cases::{Cursor, Listed};
use catalogue::model::Matter;
use identity::{Actor, scope};
use serde::Deserialize;
use web::{Frame, Page, PageResult, StepState};

use super::asked;
use crate::somebody::HelpRequest;
use crate::whom::writer;
use crate::{Portal, progress, rows, words};

/// On one page.
const PAGE: usize = 20;

/// An application in a list.
pub(crate) struct Affair {
    pub href: String,
    pub title: String,
    pub number: String,
    pub status: String,
    pub kind: &'static str,
    pub left: String,
    pub holder: String,
    pub todo: String,
    /// How far it is, drawn with the words below.
    pub track: String,
}

/// A draft in the list.
struct Begun {
    href: String,
    title: String,
    when: String,
}

#[derive(askama::Template)]
#[template(path = "portal-my.html")]
struct MyPage {
    frame: Frame,
    drafts: Vec<Begun>,
    /// What somebody else was asked to do: in `when` how far it is and who has it.
    asked: Vec<Begun>,
    affairs: Vec<Affair>,
    next: String,
    /// Whether there are other counties to look in.
    elsewhere: bool,
}

/// Where the list goes on.
#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    after: String,
}

/// GET /my
pub(crate) async fn list(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Query(after): Query<After>,
) -> PageResult {
    let cursor = Cursor::parse(&after.after)?;
    let drafts = if cursor.is_none() { drafts(&portal, &frame, &actor).await? } else { Vec::new() };
    let asked = if cursor.is_none() { asked(&portal, &frame, &actor).await? } else { Vec::new() };
    let mine = portal.cases.mine(&scope(&actor), cursor, PAGE).await?;
    let next = mine.next.map(|next| format!("/my?after={}", next.as_str())).unwrap_or_default();
    let affairs = affairs(&portal, &frame, mine.entries);
    let elsewhere = actor.resident_id().is_some() && !portal.elsewhere.is_empty();
    Ok(Page(MyPage { frame, drafts, asked, affairs, next, elsewhere }).into_response())
}

async fn drafts(portal: &Portal, frame: &Frame, actor: &Actor) -> Result<Vec<Begun>, web::Failure> {
    let (county, writer) = (portal.county().to_owned(), writer(actor));
    let found = portal.app.store.read(move |tx| rows::open_drafts(tx, &county, &writer, 20));
    let (own, mut begun) = (actor.resident_id(), Vec::new());
    for (person, matter, at) in found.await.map_err(basis::Stop::from)? {
        let Ok(known) = portal.matter(&matter) else { continue };
        let is_for_another = own.is_some_and(|own| own != person);
        // What a resident was asked to do is theirs no more once it is taken back or over.
        if is_for_another {
            let asked = portal.entrusted(actor.clone(), person, &matter).await?;
            if asked.entrusted.is_none() {
                continue;
            }
        }
        let base = if own == Some(person) { String::new() } else { format!("/for/{person}") };
        let (title, when) = (words::title(frame, &known), frame.moment(&at));
        begun.push(Begun { href: format!("{base}/apply/{matter}"), title, when });
    }
    Ok(begun)
}

/// What somebody else was asked to do for whoever looks.
async fn asked(portal: &Portal, frame: &Frame, actor: &Actor) -> Result<Vec<Begun>, web::Failure> {
    let found = portal.own_help(&scope(actor)).await?;
    let begun = |one: &HelpRequest| Begun {
        href: format!("/asked/{}", one.id),
        title: asked::title(portal, frame, one),
        when: asked::state(portal, frame, one),
    };
    Ok(found.iter().map(begun).collect())
}

/// The entries as they are shown.
pub(crate) fn affairs(portal: &Portal, frame: &Frame, listed: Vec<Listed>) -> Vec<Affair> {
    listed.iter().map(|one| affair(portal, frame, one)).collect()
}

fn affair(portal: &Portal, frame: &Frame, listed: &Listed) -> Affair {
    let Listed { case, matter, due } = listed;
    let status = case.status();
    Affair {
        href: format!("/cases/{}", case.id),
        title: words::title(frame, matter),
        number: case.number.clone(),
        status: frame.say(&status.name).to_owned(),
        kind: tone(case),
        left: due.as_ref().map(|due| left(portal, frame, due)).unwrap_or_default(),
        holder: holder(portal, frame, case, matter),
        todo: todo(frame, case),
        track: track(portal, frame, case, matter),
    }
}

/// How far a case is: a row of dots, and which step of how many it is at.
pub(crate) fn track(portal: &Portal, frame: &Frame, case: &Case, matter: &Matter) -> String {
    let steps = steps(portal, frame, case, matter);
    let (done, all) = progress::bar(&progress::steps(case, matter));
    let now = steps.iter().find(|step| step.state.is_now());
    let words = match now {
        Some(step) => {
            let name = step.name.clone();
            let values = [("done", done.to_string()), ("all", all.to_string()), ("name", name)];
            frame.tf("portal.my.progress-now", values)
        }
        None => frame.tf("portal.my.progress", [("done", done), ("all", all)]),
    };
    web::svg::track(&format!("track-{}", case.id), &words, &steps)
}

/// The tone of a status.
pub(crate) fn tone(case: &Case) -> &'static str {
    tone_of(case.status_code())
}

/// The tone of a status by its code.
pub(crate) fn tone_of(code: &str) -> &'static str {
    match code {
        "correcting" | "supplement" => "warn",
        "granted" | "certified" | "delivered" => "ok",
        "refused" | "not-accepted" | "void" => "late",
        "withdrawn" | "lapsed" => "quiet",
        _ => "",
    }
}

/// Days left in words, with what is provisional or stands still.
pub(crate) fn left(portal: &Portal, frame: &Frame, due: &Due) -> String {
    let calendar = portal.cases.calendar();
    frame.say(&remaining(due, &calendar, frame.now()).words()).to_owned()
}

/// Who has it now.
pub(crate) fn holder(portal: &Portal, frame: &Frame, case: &Case, matter: &Matter) -> String {
    if case.asked().is_some() {
        return frame.t("portal.my.you");
    }
    let mut names: Vec<String> = open_work(case, matter)
        .iter()
        .map(|open| frame.say(&portal.department(open.desk.department())).to_owned())
        .collect();
    names.dedup();
    names.join(if frame.is_chinese() { "、" } else { ", " })
}

/// What the applicant has to do.
pub(crate) fn todo(frame: &Frame, case: &Case) -> String {
    match case.asked() {
        Some(_) => frame.t("portal.my.supply"),
        None if case.ended() => String::new(),
        None => frame.t("portal.my.nothing"),
    }
}

/// The steps for the timeline component.
pub(crate) fn steps(
    portal: &Portal,
    frame: &Frame,
    case: &Case,
    matter: &Matter,
) -> Vec<web::Step> {
    let comma = if frame.is_chinese() { "、" } else { ", " };
    progress::steps(case, matter)
        .into_iter()
        .map(|step| {
            let who: Vec<String> = step
                .departments
                .iter()
                .map(|id| frame.say(&portal.department(id)).to_owned())
                .collect();
            let when = match (step.id.as_str(), step.state) {
                ("submit", _) => frame.moment(&case.submitted),
                ("receive", StepState::Done) => {
                    case.accepted.map(|at| frame.moment(&at)).unwrap_or_default()
                }
                ("decide", StepState::Done) => {
                    case.decision().map(|one| frame.moment(&one.at)).unwrap_or_default()
                }
                _ => String::new(),
            };
            web::Step::new(frame.say(&step.name), step.state).when(when).who(who.join(comma))
        })
        .collect()
}
