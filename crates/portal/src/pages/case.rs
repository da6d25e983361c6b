//! The page of one case: how far it is, what happened, what I can do.

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use basis::{CaseId, Outcome, Refusal, RefusalKind, Stop};
use cases::model::{Case, Doing, How, PublicStatus, STATUSES, State as Is, Which};
use cases::{Done, Seen, Step};
use catalogue::model::Matter;
use certificates::document::Remedy;
use certificates::notice::{self, Office};
use identity::{Actor, Right, may, scope};
use web::{ConflictPage, Failure, Frame, Page, PageResult};

use super::{my, notices};
use crate::whom::by;
use crate::words::Line;
use crate::{Portal, words};

/// One line of the history.
struct Event {
    title: String,
    when: String,
    said: Vec<String>,
    receipt: String,
}

/// A part of a joint case.
struct PartLine {
    title: String,
    href: String,
    status: String,
    kind: &'static str,
}

#[derive(askama::Template)]
#[template(path = "portal-case.html")]
struct CasePage {
    frame: Frame,
    id: String,
    /// By which an open page knows that something has happened.
    version: i64,
    /// Where it asks.
    live: String,
    title: String,
    number: String,
    status: String,
    meaning: String,
    kind: &'static str,
    /// How far it is, drawn; empty for a joint case, which has its parts.
    track: String,
    clocks: Vec<Line>,
    asked: Vec<String>,
    reply_by: String,
    decision: Vec<String>,
    parts: Vec<PartLine>,
    steps: Vec<web::Step>,
    events: Vec<Event>,
    files: Vec<Line>,
    notices: Vec<(String, String)>,
    certificate: String,
    may_supply: bool,
    may_withdraw: bool,
    may_rate: bool,
    appeal: String,
    parent: String,
}

/// The case of an address; whatever is no id is no case.
pub(crate) fn id(text: &str) -> Result<CaseId, Refusal> {
    text.parse().map_err(|_| unknown())
}

pub(crate) fn unknown() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "case.unknown")
}

/// GET /cases/{id}
pub(crate) async fn show(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(case): Path<String>,
) -> PageResult {
    let (scope, case) = (scope(&actor), id(&case)?);
    let seen = portal.cases.seen(&scope, case).await?;
    let history = portal.cases.history(&scope, case).await?;
    let certificate = certificate(&portal, &seen.case).await?;
    Ok(Page(view(&portal, frame, &actor, (seen, history, certificate))).into_response())
}

fn view(
    portal: &Portal,
    frame: Frame,
    actor: &Actor,
    (seen, history, certificate): (Seen, Vec<Step>, String),
) -> CasePage {
    let Seen { case, matter, .. } = &seen;
    let status = case.status();
    let answers = may_answer(actor, case, &seen);
    let is_over = case.ended() || case.decision().is_some();
    let reply = seen.clocks.iter().find(|(clock, ..)| clock.which == Which::Reply);
    CasePage {
        id: case.id.to_string(),
        version: case.version,
        live: format!("/api/cases/{}", case.id),
        title: words::title(&frame, matter),
        number: case.number.clone(),
        status: frame.say(&status.name).to_owned(),
        meaning: frame.say(&status.meaning).to_owned(),
        kind: my::tone(case),
        track: match matter.is_joint() {
            true => String::new(),
            false => my::track(portal, &frame, case, matter),
        },
        clocks: clocks(portal, &frame, &seen),
        asked: case
            .asked()
            .map_or_else(Vec::new, |asked| wanted(&frame, matter, &asked.items, &asked.answers)),
        reply_by: reply
            .map(|(_, due, _)| frame.due_date(&due.date, &due.provisional))
            .unwrap_or_default(),
        decision: decision(&frame, case),
        parts: parts(portal, &frame, &seen),
        steps: if matter.is_joint() { Vec::new() } else { my::steps(portal, &frame, case, matter) },
        events: history.iter().map(|step| event(&frame, &seen, step)).collect(),
        files: files(portal, &frame, &seen),
        notices: notices::list(&frame, &seen, &history),
        certificate,
        may_supply: answers && case.asked().is_some(),
        may_withdraw: may_withdraw(actor, &seen),
        may_rate: may(actor, &Right::Rate { applicant: case.applicant.person }).is_ok() && is_over,
        appeal: appeal(portal, &frame, &seen),
        parent: case.parent.as_ref().map(|one| format!("/cases/{}", one.case)).unwrap_or_default(),
        frame,
    }
}

/// Whether the actor may supply and withdraw; asked of the one place that knows.
pub(crate) fn may_answer(actor: &Actor, case: &Case, seen: &Seen) -> bool {
    let receive = &seen.matter.process.receive;
    let desk = cases::model::Desk::of(&receive.department, &case.applicant.division);
    let desks = vec![(desk.as_str().to_owned(), receive.role)];
    let right = Right::Answer { applicant: case.applicant.person, desks, filed_by: case.filed_by };
    may(actor, &right).is_ok()
}

/// Whether the actor may take the application back now: exactly where the page for it opens.
pub(crate) fn may_withdraw(actor: &Actor, seen: &Seen) -> bool {
    let is_over = seen.case.ended() || seen.case.decision().is_some();
    may_answer(actor, &seen.case, seen) && !is_over && !seen.matter.is_joint()
}

/// How one objects to a no, as its paper says it; empty where there is none to object to.
fn appeal(portal: &Portal, frame: &Frame, seen: &Seen) -> String {
    let process = &seen.matter.process;
    let (by, now) = match &seen.case.state {
        Is::Refused { decision } => (&process.decide.department, decision.at),
        Is::NotAccepted { at, .. } => (&process.receive.department, *at),
        _ => return String::new(),
    };
    let office = Office { now, ..notices::office(portal) };
    let Some(appeal) = notice::appeal(&seen.matter, by, office) else {
        return frame
            .tf("portal.case.appeal-phone", [("phone", portal.app.settings.phone.clone())]);
    };
    let law = |one: &Remedy| one.sources.iter().map(ToString::to_string).collect::<String>();
    let values = [
        ("review", appeal.review.to.clone()),
        ("review_within", appeal.review.within.clone()),
        ("review_law", law(&appeal.review)),
        ("court", appeal.court.to.clone()),
        ("court_within", appeal.court.within.clone()),
        ("court_law", law(&appeal.court)),
    ];
    frame.tf("portal.case.appeal-words", values)
}

/// The clocks that matter to the applicant: the whole case, and their own reply.
fn clocks(portal: &Portal, frame: &Frame, seen: &Seen) -> Vec<Line> {
    let mine = seen.clocks.iter().filter(|(clock, ..)| !matches!(clock.which, Which::Task(_)));
    let mut lines: Vec<Line> = mine
        .map(|(clock, due, _)| {
            let day = frame.due_date(&due.date, &due.provisional);
            let left = my::left(portal, frame, due);
            Line::new(frame.say(&clock.name), format!("{day}\n{left}"))
        })
        .collect();
    let holder = my::holder(portal, frame, &seen.case, &seen.matter);
    if !holder.is_empty() {
        lines.push(Line::new(frame.t("portal.my.holder"), holder));
    }
    lines
}

fn decision(frame: &Frame, case: &Case) -> Vec<String> {
    if let Is::NotAccepted { reason, source, .. } = &case.state {
        return [reason.clone()]
            .into_iter()
            .chain(source.as_ref().map(ToString::to_string))
            .collect();
    }
    let Some(decision) = case.decision() else { return Vec::new() };
    let amount = decision.amount.map(|amount| frame.money(&amount));
    let source = decision.source.as_ref().map(ToString::to_string);
    [decision.reason.clone()]
        .into_iter()
        .chain(amount)
        .chain(source)
        .filter(|line| !line.trim().is_empty())
        .collect()
}

/// The parts of a joint case, each after those that it waits for.
fn parts(portal: &Portal, frame: &Frame, seen: &Seen) -> Vec<PartLine> {
    let ordered = catalogue::joint::order(&seen.matter.parts).unwrap_or_default();
    let line = |part: &catalogue::model::Part| {
        let matter = portal.matter(&part.matter).ok();
        let title = matter.map_or_else(|| part.id.clone(), |one| words::title(frame, &one));
        let of = |case: &&Case| case.parent.as_ref().is_some_and(|one| one.part == part.id);
        match seen.parts.iter().find(of) {
            Some(case) => PartLine {
                title,
                href: format!("/cases/{}", case.id),
                status: frame.say(&case.status().name).to_owned(),
                kind: my::tone(case),
            },
            None => PartLine {
                title,
                href: String::new(),
                status: frame.t(part_key(seen, &part.id)),
                kind: "quiet",
            },
        }
    };
    ordered.into_iter().map(line).collect()
}

fn part_key(seen: &Seen, part: &str) -> &'static str {
    use cases::model::PartState;
    let Is::Parts { parts } = &seen.case.state else { return "portal.case.part-not-run" };
    match parts.get(part) {
        Some(PartState::LeftOut) => "portal.case.part-left-out",
        Some(PartState::Blocked) => "portal.case.part-blocked",
        _ => "portal.case.part-waiting",
    }
}

/// Everything that was asked: what is missing, and the answers to put right by their questions.
pub(crate) fn wanted(
    frame: &Frame,
    matter: &Matter,
    items: &[String],
    answers: &[String],
) -> Vec<String> {
    let label = |id: &String| {
        let field = matter.field(id);
        field.map_or_else(|| id.clone(), |field| frame.say(&field.label).to_owned())
    };
    let again =
        answers.iter().map(|id| frame.tf("portal.case.put-right", [("question", label(id))]));
    items.iter().cloned().chain(again).collect()
}

fn event(frame: &Frame, seen: &Seen, step: &Step) -> Event {
    let said = match step.body.as_ref().map(|body| &body.doing) {
        Some(
            Doing::AskCorrection { items, answers } | Doing::AskSupplement { items, answers, .. },
        ) => wanted(frame, &seen.matter, items, answers),
        Some(
            Doing::RefuseAcceptance { reason, .. }
            | Doing::Grant { reason, .. }
            | Doing::Refuse { reason, .. }
            | Doing::Extend { reason }
            | Doing::Withdraw { reason }
            | Doing::Annul { reason },
        ) => vec![reason.clone()],
        Some(Doing::BeginSpecial { note, .. } | Doing::Deliver { note, .. }) => vec![note.clone()],
        _ => Vec::new(),
    };
    Event {
        title: frame.say(&step.title()).to_owned(),
        when: frame.moment(&step.record.at),
        said: said.into_iter().filter(|line| !line.trim().is_empty()).collect(),
        receipt: format!("/cases/{}/receipt?record={}", seen.case.id, step.record.id),
    }
}

fn files(portal: &Portal, frame: &Frame, seen: &Seen) -> Vec<Line> {
    let line = |handed: &cases::model::Handed| {
        let material = portal.cases.material(&seen.case, &seen.matter, &handed.material);
        let how = match &handed.how {
            How::Fetched => words::fetched(frame, material.as_ref()),
            How::Committed => frame.t("portal.apply.material-promised"),
            How::Later => frame.t("portal.upload.is-later"),
            How::Files(files) => frame.tf("portal.case.files-n", [("n", files.len())]),
        };
        let name = material.map_or_else(
            || frame.t("portal.case.other-file"),
            |one| frame.say(&one.name).to_owned(),
        );
        Line::new(name, how)
    };
    seen.case.materials.iter().map(line).collect()
}

/// Where the case's certificate is.
async fn certificate(portal: &Portal, case: &Case) -> Outcome<String> {
    if !matches!(case.state, Is::Certified { .. } | Is::Delivered { .. }) {
        return Ok(String::new());
    }
    let (county, id) = (portal.county().to_owned(), case.id);
    let found =
        portal.app.store.read(move |tx| certificates::rows::of_case(tx, &county, id)).await?;
    let newest = found.last();
    Ok(newest.map(|one| format!("/certificates/{}", one.certificate.key)).unwrap_or_default())
}

/// Does something to a case; a stale version gives the page that shows what changed.
pub(crate) async fn act(
    portal: &Portal,
    (actor, key): (Actor, &str),
    (case, seen): (CaseId, Option<i64>),
    doing: Doing,
    typed: Vec<(String, String)>,
    frame: &Frame,
) -> Result<Done, Failure> {
    let before = portal.cases.seen(&scope(&actor), case).await?;
    let own = actor.resident_id();
    let for_whom = Some(before.case.applicant.person).filter(|person| own != Some(*person));
    let by = by(portal, actor.clone(), for_whom, key.parse()?);
    let done = portal.cases.act(by, case, seen, doing).await;
    or_what_changed(portal, &actor, (case, seen), done, typed, frame).await
}

/// What came of an act on a case; a stale version gives the page that shows what changed.
pub(crate) async fn or_what_changed(
    portal: &Portal,
    actor: &Actor,
    (case, seen): (CaseId, Option<i64>),
    done: Outcome<Done>,
    typed: Vec<(String, String)>,
    frame: &Frame,
) -> Result<Done, Failure> {
    match done {
        Ok(done) => Ok(done),
        Err(Stop::Refused(refusal)) if refusal.kind == RefusalKind::Conflict => {
            let history = portal.cases.history(&scope(actor), case).await?;
            let changes = changes(frame, &history, seen.unwrap_or_default());
            let back_link = format!("/cases/{case}");
            Err(Failure::conflict(refusal, ConflictPage { changes, typed, back_link }))
        }
        Err(stop) => Err(stop.into()),
    }
}

/// What happened since the version that was seen: the status then and now, and each step.
fn changes(frame: &Frame, history: &[Step], seen: i64) -> Vec<(String, String, String)> {
    let status = |step: Option<&Step>| {
        let code = step.and_then(|step| step.body.as_ref()).map(|body| body.status.as_str());
        let known = STATUSES.iter().find(|status| Some(status.0) == code);
        known.map(|known| frame.say(&PublicStatus::of(known.0).name).to_owned()).unwrap_or_default()
    };
    let old = usize::try_from(seen).unwrap_or_default().min(history.len());
    let then = old.checked_sub(1).and_then(|at| history.get(at));
    let label = frame.t("portal.case.status");
    let first = (label, status(then), status(history.last()));
    let steps = history.iter().skip(old).map(|step| {
        (frame.moment(&step.record.at), String::new(), frame.say(&step.title()).to_owned())
    });
    std::iter::once(first).chain(steps).collect()
}
