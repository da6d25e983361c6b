//! The page of a matter: who can, what to bring and what not, how long, how much, where, by which law.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use catalogue::model::{Channel, Matter, Need, Source};
use feedback::figures::Figures;
use web::svg::{Node, path};
use web::{Frame, Page, PageResult};

use super::questions::{self, Question};
use super::spoken;
use crate::words::Line;
use crate::{Portal, counters, words};

/// The ways that lead to a place.
const PLACES: [Channel; 3] = [Channel::Counter, Channel::Helper, Channel::Kiosk];

#[derive(askama::Template)]
#[template(path = "portal-matter.html")]
struct MatterPage {
    frame: Frame,
    id: String,
    told: Arc<Told>,
    rating: String,
    /// Address of the summary as a machine said it; empty where there is none.
    sound: String,
    is_online: bool,
    /// Whether somebody at a place does it.
    has_places: bool,
}

/// GET /matters/{id}
pub(crate) async fn show(
    State(portal): State<Portal>,
    frame: Frame,
    Path(id): Path<String>,
) -> PageResult {
    let matter = portal.matter(&id)?;
    page_of(portal, frame, matter).await
}

/// The page of a matter, also of one that is not in force, for those who look at a draft.
pub async fn page_of(portal: Portal, frame: Frame, matter: Arc<Matter>) -> PageResult {
    let figures = portal.feedback.figures(&matter.id).await?;
    let page = MatterPage {
        id: matter.id.clone(),
        told: portal.told.of(&portal, &frame, &matter),
        rating: rating(&frame, figures.as_ref()),
        sound: spoken::address(&portal, &frame, &matter).await,
        is_online: matter.channels.contains(&Channel::Web),
        has_places: PLACES.iter().any(|place| matter.channels.contains(place)),
        frame,
    };
    Ok(Page(page).into_response())
}

/// What the page says of a matter in one language. It hangs on the catalogue, the words and the day
/// alone, so that it is worked out once for all who ask.
pub(crate) struct Told {
    title: String,
    summary: String,
    who: Vec<String>,
    parts: Vec<(String, String)>,
    bring: Vec<Line>,
    not_bring: Vec<Line>,
    facts: Vec<Line>,
    /// The counters of which something is known.
    counters: Vec<Line>,
    /// How to find out what is not; empty where everything is, or where it is done at no counter.
    counters_ask: String,
    basis: Vec<String>,
    drawing: String,
    questions: Vec<Question>,
}

impl Told {
    pub(crate) fn new(portal: &Portal, frame: &Frame, matter: &Matter) -> Self {
        let (bring, not_bring) = materials(portal, frame, matter);
        let (counters, counters_ask) = counters::told(frame, &counters::of(portal, frame, matter));
        Self {
            title: words::title(frame, matter),
            summary: frame.say(&matter.summary).to_owned(),
            who: who(frame, matter),
            parts: parts(portal, frame, matter),
            bring,
            not_bring,
            facts: facts(portal, frame, matter),
            counters,
            counters_ask,
            basis: matter.basis.iter().map(ToString::to_string).collect(),
            drawing: drawing(portal, frame, matter),
            questions: questions::of(frame, matter),
        }
    }
}

fn who(frame: &Frame, matter: &Matter) -> Vec<String> {
    let conditions = matter.conditions.iter().map(|one| frame.say(&one.text).to_owned());
    std::iter::once(frame.say(&matter.who).to_owned()).chain(conditions).collect()
}

/// The parts of a joint matter: name and link.
fn parts(portal: &Portal, frame: &Frame, matter: &Matter) -> Vec<(String, String)> {
    let part = |id: &String| {
        let found = portal.matter(id).ok()?;
        Some((words::title(frame, &found), format!("/matters/{id}")))
    };
    matter.parts.iter().filter_map(|one| part(&one.matter)).collect()
}

/// What has to be brought, and what need not be, since a department answers for it.
fn materials(portal: &Portal, frame: &Frame, matter: &Matter) -> (Vec<Line>, Vec<Line>) {
    let draft = crate::draft::Draft::default();
    let whole = crate::flow::whole(&portal.catalogue(), matter, &draft, portal.today());
    let (mut bring, mut not_bring) = (Vec::new(), Vec::new());
    for material in &whole.materials {
        let name = frame.say(&material.name).to_owned();
        let from = words::source(portal, frame, &material.from);
        let law = material.basis.as_ref().map(ToString::to_string).unwrap_or_default();
        if matches!(material.from, Source::Upload { .. }) {
            let need = match material.need {
                Need::Necessary => String::new(),
                other if frame.is_chinese() => format!("（{}）", other.name().zh),
                other => format!(" ({})", frame.say(&other.name())),
            };
            let copy = frame.say(&material.copy.name()).to_owned();
            let value = format!("{copy}{need} · {from}");
            bring.push(Line::new(name, value).source(law));
        } else {
            not_bring.push(Line::new(name, from).source(law));
        }
    }
    (bring, not_bring)
}

fn facts(portal: &Portal, frame: &Frame, matter: &Matter) -> Vec<Line> {
    let promised =
        Line::new(frame.t("portal.matter.promised"), words::limit(frame, matter.limits.promised));
    let statutory = matter.limits.statutory.as_ref().map(|law| {
        Line::new(frame.t("portal.matter.statutory"), words::limit(frame, law.limit()))
            .source(law.source.to_string())
    });
    let fee = Line::new(frame.t("portal.matter.fee"), words::fee(frame, &matter.fee));
    let comma = if frame.is_chinese() { "、" } else { ", " };
    let channels: Vec<String> =
        matter.channels.iter().map(|way| frame.say(&way.name()).to_owned()).collect();
    let channels = Line::new(frame.t("portal.matter.channels"), channels.join(comma));
    let visits = frame.tf("portal.matter.visits-n", [("n", matter.visits)]);
    let visits = Line::new(frame.t("portal.matter.visits"), visits);
    let department = portal.department(&matter.department);
    let department =
        Line::new(frame.t("portal.matter.department"), frame.say(&department).to_owned());
    let outcome =
        outcome(frame, matter).map(|outcome| Line::new(frame.t("portal.matter.outcome"), outcome));
    let code = matter.codes.implementation.as_ref().unwrap_or(&matter.codes.basic);
    let code = Line::new(frame.t("portal.matter.code"), code.clone());
    std::iter::once(promised)
        .chain(statutory)
        .chain([fee, channels, visits, department])
        .chain(outcome)
        .chain([code])
        .collect()
}

fn outcome(frame: &Frame, matter: &Matter) -> Option<String> {
    let certificate = matter.outcome.certificate.as_ref();
    let certificate = certificate.map(|one| frame.say(&one.name).to_owned());
    certificate.or_else(|| matter.outcome.text.as_ref().map(|text| frame.say(text).to_owned()))
}

/// The flow: who does what, in how many days.
fn drawing(portal: &Portal, frame: &Frame, matter: &Matter) -> String {
    let process = &matter.process;
    let node = |name: String, department: &str, limit| {
        let who = portal.department(department);
        Node::new(name, frame.say(&who), words::limit(frame, limit))
    };
    let receive = &process.receive;
    let accept = frame.t("portal.matter.accept");
    let mut stages = vec![vec![node(accept, &receive.department, receive.limit)]];
    if matter.is_joint() {
        let ordered = catalogue::joint::order(&matter.parts).unwrap_or_default();
        for part in ordered {
            let Ok(child) = portal.matter(&part.matter) else { continue };
            let name = frame.say(&child.name).to_owned();
            stages.push(vec![node(name, &child.department, child.limits.promised)]);
        }
    }
    for stage in &process.stages {
        let task = |task: &catalogue::model::Task| {
            node(frame.say(&task.name).to_owned(), &task.department, task.limit)
        };
        stages.push(stage.tasks.iter().map(task).collect());
    }
    let decide = &process.decide;
    stages.push(vec![node(frame.t("portal.matter.decide"), &decide.department, decide.limit)]);
    path("flow", &frame.t("portal.matter.flow"), &stages)
}

/// How many have rated it and how many of a hundred were satisfied, as far as the figures may say so;
/// where nothing may be said, that.
fn rating(frame: &Frame, figures: Option<&Figures>) -> String {
    let Some(figures) = figures else { return frame.t("portal.matter.rating-few") };
    let total = [("total", feedback::total(frame, figures))];
    let total = frame.tf("portal.matter.rating-total", total);
    let gap = if frame.is_chinese() { "" } else { " " };
    let share = |share| frame.tf("portal.matter.satisfied", [("share", share)]);
    let share = figures.satisfied.map(share);
    std::iter::once(total).chain(share).collect::<Vec<_>>().join(gap)
}
