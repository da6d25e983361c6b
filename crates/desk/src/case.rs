//! The page of one case: everything that is known of it, and what the actor may do now.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use basis::{CaseId, Fen, Role, Text};
use cases::model::{Case, Doing, State as CaseState, Which, find_task};
use cases::{Seen, Step};
use catalogue::model::{Field, FieldKind, Matter};
use identity::{Actor, rights};
use serde::Deserialize;
use serde_json::Value as Json;
use web::{Frame, Page, PageResult, StepState};

use crate::forms::{Offer, offers};
use crate::lines::kind;
use crate::materials::{Viewer, viewer};
use crate::{Desk, changes, papers, posts};

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    back: &'static str,
    case: Case,
    matter: String,
    status: String,
    is_done: bool,
    channel: String,
    place: String,
    clocks: Vec<ClockLine>,
    offers: Vec<Offer>,
    asked: Vec<String>,
    verdict: Vec<String>,
    answers: Vec<(String, String)>,
    facts: Vec<FactLine>,
    viewer: Option<Viewer>,
    findings: Vec<FindingLine>,
    parts: Vec<(String, String, String)>,
    changed: Vec<changes::Change>,
    papers: Vec<(String, String)>,
    steps: Vec<web::Step>,
}

impl CasePage {
    /// Where the keys are used.
    const fn place_of_keys(&self) -> &'static str {
        "case"
    }
}

struct ClockLine {
    name: String,
    light: &'static str,
    left: String,
    due: String,
}

/// A fact in words, with where it comes from.
pub(crate) struct FactLine {
    pub name: String,
    pub value: String,
    pub source: String,
}

struct FindingLine {
    task: String,
    post: String,
    tone: &'static str,
    verdict: String,
    opinion: String,
    when: String,
}

/// What the address says: an act was just done; which material is looked at.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    done: String,
    #[serde(default)]
    material: String,
}

pub(crate) async fn show(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
    Query(after): Query<After>,
) -> PageResult {
    let id: CaseId = id.parse()?;
    let scope = rights::scope(&actor);
    let seen = desk.cases.seen(&scope, id).await?;
    let history = desk.cases.history(&scope, id).await?;
    let doings = desk.open_to(&frame, &actor, &seen);
    let offers = offers(&frame, &seen, &doings);
    let is_done = is_done(&after.done, &history);
    let viewer = viewer(&desk, &frame, &seen, &after.material).await?;
    Ok(Page(page(&desk, frame, seen, &history, (offers, is_done, viewer))).into_response())
}

fn page(
    desk: &Desk,
    frame: Frame,
    seen: Seen,
    history: &[Step],
    (offers, is_done, viewer): (Vec<Offer>, bool, Option<Viewer>),
) -> CasePage {
    let status = seen.case.status();
    let verdict = desk.cases.answer(&seen.case, &seen.matter, frame.today());
    CasePage {
        back: back(&frame),
        matter: frame.say(&seen.matter.name).to_owned(),
        status: frame.say(&status.name).to_owned(),
        is_done,
        channel: frame.say(&seen.case.channel.name()).to_owned(),
        place: desk.divisions.full_name(&seen.case.applicant.division, frame.today()),
        clocks: clocks(desk, &frame, &seen),
        offers,
        asked: seen
            .case
            .asked()
            .map(|asked| wanted(&frame, &seen.matter, &asked.items, &asked.answers))
            .unwrap_or_default(),
        verdict: verdict
            .map(|answer| {
                let names = |word: &str| desk.called(&frame, &seen.matter, word);
                answer.sentences_naming(frame.lang(), &names)
            })
            .unwrap_or_default(),
        answers: answers(desk, &frame, &seen),
        facts: seen.case.facts.iter().map(|fact| fact_line(desk, &frame, &seen, fact)).collect(),
        viewer,
        findings: findings(desk, &frame, &seen, history),
        parts: parts(desk, &frame, &seen),
        changed: changes::of(desk, &frame, &seen, history),
        papers: papers::links(&frame, &seen, history),
        steps: steps(desk, &frame, &seen, history),
        case: seen.case,
        frame,
    }
}

/// The list that somebody comes from and may open.
fn back(frame: &Frame) -> &'static str {
    let has = |role: Role| frame.visitor().roles.contains(&role);
    let workers = [Role::Clerk, Role::Reviewer, Role::Approver, Role::Supervisor];
    if workers.into_iter().any(has) {
        "/desk"
    } else if has(Role::Auditor) {
        "/desk/audit"
    } else {
        "/apply-for"
    }
}

fn clocks(desk: &Desk, frame: &Frame, seen: &Seen) -> Vec<ClockLine> {
    let line = |(clock, due, light): &(cases::model::Clock, basis::clock::Due, _)| ClockLine {
        name: match clock.which {
            Which::Task(_) => format!("{} · {}", frame.t("desk.case.task"), frame.say(&clock.name)),
            _ => frame.say(&clock.name).to_owned(),
        },
        light: kind(*light),
        left: desk.left(frame, due),
        due: frame.due_date(&due.date, &due.provisional),
    };
    seen.clocks.iter().map(line).collect()
}

fn answers(desk: &Desk, frame: &Frame, seen: &Seen) -> Vec<(String, String)> {
    let field = |id: &str| -> Option<Field> {
        let own = seen.matter.field(id).cloned();
        own.or_else(|| {
            let catalogue = desk.cases.catalogue();
            let on = seen.case.submitted.date();
            let parts = seen.matter.parts.iter();
            let mut parts =
                parts.filter_map(|part| catalogue.matter(desk.cases.county(), &part.matter, on));
            parts.find_map(|part| part.field(id).cloned())
        })
    };
    let line = |(id, value): (&String, &Json)| {
        let field = field(id);
        // What asks for a file has no words; the file is among the materials.
        if field.as_ref().is_some_and(|field| field.kind == FieldKind::File) {
            return None;
        }
        let label = field.as_ref().map_or(id.as_str(), |field| frame.say(&field.label)).to_owned();
        Some((label, shown(desk, frame, value, field.as_ref())))
    };
    seen.case.answers.iter().filter_map(line).collect()
}

/// A stored value in words.
pub(crate) fn shown(desk: &Desk, frame: &Frame, value: &Json, field: Option<&Field>) -> String {
    let text = match value {
        Json::Null => frame.t("desk.case.none"),
        Json::Bool(true) => frame.t("desk.case.yes"),
        Json::Bool(false) => frame.t("desk.case.no"),
        Json::String(text) => text.clone(),
        Json::Array(items) => {
            let comma = if frame.is_chinese() { "、" } else { ", " };
            items.iter().map(|item| shown(desk, frame, item, field)).collect::<Vec<_>>().join(comma)
        }
        other => other.to_string(),
    };
    let Some(field) = field else { return text };
    if field.kind == FieldKind::Division {
        return desk.named(frame, text);
    }
    if field.kind == FieldKind::Bool && (text == "true" || text == "false") {
        return frame.t(if text == "true" { "desk.case.yes" } else { "desk.case.no" });
    }
    let option = field.options.iter().find(|option| option.value == text);
    let unit = field.unit.as_ref().map_or("", |unit| frame.say(unit));
    match option {
        Some(option) => frame.say(&option.label).to_owned(),
        None if unit.is_empty() => text,
        None => format!("{text} {unit}"),
    }
}

/// A fact of a case as a line.
pub(crate) fn fact_line(
    desk: &Desk,
    frame: &Frame,
    seen: &Seen,
    fact: &cases::model::Fact,
) -> FactLine {
    let value = shown(desk, frame, &fact.value, None);
    FactLine {
        name: frame.say(&desk.cases.fact_name(&seen.matter, &fact.name)).to_owned(),
        value: match desk.cases.fact_kind(&seen.matter, &fact.name) {
            Some(FieldKind::Division) => desk.named(frame, value),
            Some(FieldKind::Date) => value.parse().map_or(value, |day| frame.date(&day)),
            // Registers hold money in fen.
            Some(FieldKind::Money) => {
                fact.value.as_i64().map_or(value, |fen| frame.money(&Fen::new(fen)))
            }
            _ => value,
        },
        source: format!("{} · {}", frame.say(&fact.source), frame.date(&fact.as_of)),
    }
}

/// What the departments said, from the records: the state forgets it once the case is decided.
fn findings(desk: &Desk, frame: &Frame, seen: &Seen, history: &[Step]) -> Vec<FindingLine> {
    let line = |step: &Step| {
        let (task, opinion, tone, verdict) = match &step.body.as_ref()?.doing {
            Doing::Pass { task, opinion } => (task, opinion, "ok", frame.t("desk.case.passed")),
            Doing::Fail { task, opinion } => (task, opinion, "late", frame.t("desk.case.failed")),
            _ => return None,
        };
        let found = find_task(&seen.matter, task)?;
        let post = cases::model::Desk::of(&found.department, &seen.case.applicant.division);
        Some(FindingLine {
            task: frame.say(&found.name).to_owned(),
            post: desk.post_name(frame, &post),
            tone,
            verdict,
            opinion: opinion.clone(),
            when: frame.moment(&step.record.at),
        })
    };
    history.iter().filter_map(line).collect()
}

/// The parts of a joint case, or the joint case that this is a part of: name, status, address.
fn parts(desk: &Desk, frame: &Frame, seen: &Seen) -> Vec<(String, String, String)> {
    let name = |case: &Case| {
        let matter = desk.cases.matter(&case.pin).ok();
        matter.map_or_else(|| case.number.clone(), |matter| frame.say(&matter.name).to_owned())
    };
    let part = |case: &Case| {
        let status = frame.say(&case.status().name).to_owned();
        (name(case), status, format!("/desk/cases/{}", case.id))
    };
    let parent = seen.case.parent.as_ref().map(|parent| {
        let words = frame.t("desk.case.parent");
        (words, String::new(), format!("/desk/cases/{}", parent.case))
    });
    parent.into_iter().chain(seen.parts.iter().map(part)).collect()
}

/// What has happened, and what somebody owes now.
fn steps(desk: &Desk, frame: &Frame, seen: &Seen, history: &[Step]) -> Vec<web::Step> {
    let changed = changes::of(desk, frame, seen, history);
    let done = history.iter().enumerate().map(|(at, step)| {
        let mut name = frame.say(&step.title()).to_owned();
        let body = step.body.as_ref();
        let detail = body.and_then(|body| detail(frame, &seen.matter, &body.doing));
        let change =
            changed.iter().filter(|change| change.at == at).map(|change| change.words(frame));
        let told: Vec<String> = detail.into_iter().chain(change).collect();
        if !told.is_empty() {
            let (colon, next) = if frame.is_chinese() { ("：", "；") } else { (": ", "; ") };
            name = format!("{name}{colon}{}", told.join(next));
        }
        web::Step::new(name, StepState::Done)
            .when(frame.moment(&step.record.at))
            .who(posts::who(desk, frame, seen, step))
    });
    let state = if seen.case.stopped() { StepState::Stopped } else { StepState::Now };
    let open = seen.work.iter().map(|open| {
        web::Step::new(frame.say(&open.name), state).who(desk.post_name(frame, &open.desk))
    });
    let asked = matches!(seen.case.state, CaseState::Correcting { .. }).then(|| {
        let words = frame.say(&Text::new("等申请人补正", "Waiting for the applicant")).to_owned();
        web::Step::new(words, StepState::Stopped)
    });
    done.chain(open).chain(asked).collect()
}

/// What was written in an act.
fn detail(frame: &Frame, matter: &Matter, doing: &Doing) -> Option<String> {
    let text = match doing {
        Doing::AskCorrection { items, answers } | Doing::AskSupplement { items, answers, .. } => {
            let next = if frame.is_chinese() { "；" } else { "; " };
            wanted(frame, matter, items, answers).join(next)
        }
        Doing::RefuseAcceptance { reason, .. }
        | Doing::Return { reason, .. }
        | Doing::Extend { reason }
        | Doing::Grant { reason, .. }
        | Doing::Refuse { reason, .. }
        | Doing::Withdraw { reason }
        | Doing::Annul { reason } => reason.clone(),
        Doing::Pass { opinion, .. } | Doing::Fail { opinion, .. } => opinion.clone(),
        Doing::Supply { note, .. }
        | Doing::BeginSpecial { note, .. }
        | Doing::EndSpecial { note }
        | Doing::Deliver { note, .. } => note.clone(),
        _ => String::new(),
    };
    (!text.trim().is_empty()).then_some(text)
}

/// Everything that was asked, in the words of the notice: what is missing, and the answers to put
/// right by their questions.
fn wanted(frame: &Frame, matter: &Matter, items: &[String], answers: &[String]) -> Vec<String> {
    let said = items.iter().filter(|item| !item.trim().is_empty()).cloned();
    let again = answers.iter().map(|id| {
        let field = matter.field(id);
        let label = field.map_or(id.as_str(), |field| frame.say(&field.label));
        frame.tf("desk.case.put-right", [("question", label)])
    });
    said.chain(again).collect()
}

/// Whether the act of the address is the last that a person has done: what the service itself does
/// right after it, a certificate or a delivery, does not hide that it is recorded.
fn is_done(version: &str, history: &[Step]) -> bool {
    let Ok(version) = version.parse::<i64>() else { return false };
    let by_system = |step: &Step| {
        step.record.content.as_ref().is_some_and(|content| content.by["who"] == "system")
    };
    let mut later = history.iter().filter(|step| step.record.seq > version);
    history.iter().any(|step| step.record.seq == version) && later.all(by_system)
}
