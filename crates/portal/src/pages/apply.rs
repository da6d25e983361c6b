//! The application, one question a page. What is typed is kept at once; going back loses nothing.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basis::{Outcome, Refusal, RefusalKind, Stop};
use catalogue::model::{Channel as Way, Field, FieldKind, Matter, Required};
use exchange::Purpose;
use identity::Actor;
use seal::Sha256;
use serde::Deserialize;
use std::sync::Arc;
use web::{Choice, Failure, Frame, Page, PageResult, Typed, go_to};

use crate::draft::Draft;
use crate::flow::{Ask, Flow};
use crate::rows::{self, DraftKey};
use crate::whom::Whom;
use crate::{Portal, flow, gather, places, words};

/// The address of a page of an application.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Place {
    /// For whom, where it is somebody else.
    #[serde(default)]
    pub person: Option<String>,
    /// Id of the matter.
    pub matter: String,
    /// The question or material.
    #[serde(default)]
    pub step: String,
}

/// Whether the page before kept something.
#[derive(Default, Deserialize)]
pub(crate) struct Saved {
    /// `1` where it did.
    #[serde(default)]
    pub saved: String,
}

/// An application with who writes it.
pub(crate) struct Applying {
    pub whom: Whom,
    pub matter: Arc<Matter>,
    pub flow: Flow,
    pub key: DraftKey,
}

#[derive(askama::Template)]
#[template(path = "portal-question.html")]
struct QuestionPage {
    frame: Frame,
    /// Id of the matter.
    matter: String,
    title: String,
    for_name: String,
    back: String,
    at: usize,
    all: usize,
    saved: bool,
    key: String,
    source: String,
    /// What is strange about the answer so far, though nothing stops for it; may be empty.
    warning: String,
    fields: Vec<web::Field>,
}

impl Applying {
    /// Loads everything that a page of the application needs.
    pub(crate) async fn load(
        portal: &Portal,
        actor: Actor,
        place: &Place,
    ) -> Result<Self, Failure> {
        let whom = Whom::of(portal, actor, place.person.as_deref(), Some(&place.matter)).await?;
        let matter = portal.matter(&place.matter)?;
        let way = whom.way();
        if !matter.channels.contains(&way) && way == Way::Web {
            return Err(not_online().into());
        }
        let key = whom.draft_key(portal, &matter.id);
        let draft = load_draft(portal, &key).await?.unwrap_or_default();
        let draft = with_digests(portal, &whom.actor, draft).await?;
        let known = gather::gather(portal, &whom, &matter, Purpose::Apply).await?;
        let catalogue = portal.catalogue();
        let whole = flow::whole(&catalogue, &matter, &draft, portal.today());
        let flow = Flow::new(&catalogue, &matter, whole, (draft, known), portal.today());
        Ok(Self { whom, matter, flow, key })
    }

    /// Address of a page of this application.
    pub(crate) fn path(&self, step: &str) -> String {
        self.whom.apply(&self.matter.id, step)
    }

    /// Where the person goes on: the first page that is open, else the check of the answers.
    pub(crate) fn onward(&self) -> String {
        self.path(&self.flow.next().unwrap_or_else(|| "check".to_owned()))
    }

    /// The page before; the matter's own page before the first.
    pub(crate) fn back(&self, step: &str) -> String {
        match self.flow.before(step) {
            Some(before) => self.path(&before),
            None => format!("/matters/{}", self.matter.id),
        }
    }

    /// For whom it is, where that is somebody else.
    pub(crate) fn for_name(&self) -> String {
        if self.whom.is_other { self.whom.person.name.clone() } else { String::new() }
    }

    /// Keeps a change of the draft and goes on to the next open page.
    pub(crate) async fn keep(
        mut self,
        portal: &Portal,
        change: impl FnOnce(&mut Draft),
    ) -> PageResult {
        change(&mut self.flow.draft);
        save_draft(portal, &self.key, &self.flow.draft).await?;
        let whole =
            flow::whole(&portal.catalogue(), &self.matter, &self.flow.draft, portal.today());
        let parts = (self.flow.draft, self.flow.known);
        self.flow = Flow::new(&portal.catalogue(), &self.matter, whole, parts, portal.today());
        Ok(go_to(&format!("{}?saved=1", self.onward())))
    }
}

/// GET /apply/{matter}: begins, or goes on where one stopped.
pub(crate) async fn start(
    State(portal): State<Portal>,
    actor: Actor,
    Path(place): Path<Place>,
) -> PageResult {
    let mut applying = Applying::load(&portal, actor, &place).await?;
    if applying.flow.draft.done.take().is_some() {
        // An earlier application was handed in; this is a new one.
        save_draft(&portal, &applying.key, &applying.flow.draft).await?;
    }
    Ok(go_to(&applying.onward()))
}

/// GET /apply/{matter}/{step}
pub(crate) async fn question(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(place): Path<Place>,
    Query(saved): Query<Saved>,
) -> PageResult {
    let applying = Applying::load(&portal, actor, &place).await?;
    let Some((mut input, source)) = input(&portal, &frame, &applying, &place.step) else {
        return Ok(go_to(&applying.onward()));
    };
    if let Some(words) = wrong(&frame, &applying, &place.step) {
        input = input.error(words);
    }
    let fields = match is_place(&applying, &place.step) {
        true => places::place(&portal, &frame, input, None, false).fields,
        false => vec![input],
    };
    let warning = warning(&portal, &frame, &applying, &place.step);
    let page = page(frame, &applying, &place.step, (fields, source), saved.saved == "1");
    Ok(Page(QuestionPage { warning, ..page }).into_response())
}

/// POST /apply/{matter}/{step}
pub(crate) async fn save(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(place): Path<Place>,
    typed: Typed,
) -> PageResult {
    let mut applying = Applying::load(&portal, actor, &place).await?;
    let step = place.step.as_str();
    let Some((input, source)) = input(&portal, &frame, &applying, step) else {
        return Ok(go_to(&applying.onward()));
    };
    let mut input = input.typed(&typed);
    if is_place(&applying, step) {
        let place = places::place(&portal, &frame, input.clone(), Some(&typed), false);
        let Some(answer) = place.answer else {
            let is_wrong = place.fields.iter().any(|field| !field.error.is_empty());
            let page = page(frame, &applying, step, (place.fields, source), false);
            return Ok(if is_wrong { unprocessable(page) } else { Page(page).into_response() });
        };
        input = input.value(answer);
    }
    if step == "parts" {
        let known: Vec<&str> = applying.matter.parts.iter().map(|part| part.id.as_str()).collect();
        let chosen = typed.all("parts").into_iter().filter(|id| known.contains(id));
        let chosen: Vec<String> = chosen.map(str::to_owned).collect();
        return applying.keep(&portal, |draft| draft.parts = Some(chosen)).await;
    }
    applying.flow.answered(step, input.value.clone());
    if let Some(refusal) = applying.flow.refusal(step) {
        let input = input.error(frame.refusal(&refusal));
        let page = page(frame, &applying, step, (vec![input], source), false);
        return Ok(unprocessable(page));
    }
    let (id, value) = (step.to_owned(), input.value);
    applying.keep(&portal, |draft| drop(draft.answers.insert(id, value))).await
}

/// Whether the question of a page is a place, which is asked in two steps.
fn is_place(applying: &Applying, step: &str) -> bool {
    let asks = applying.flow.asks();
    asks.iter().any(|ask| {
        matches!(ask, Ask::Question(field) if field.id == step && field.kind == FieldKind::Division)
    })
}

fn unprocessable(page: QuestionPage) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

fn page(
    frame: Frame,
    applying: &Applying,
    step: &str,
    (fields, source): (Vec<web::Field>, String),
    saved: bool,
) -> QuestionPage {
    let (at, all) = applying.flow.place(step);
    QuestionPage {
        matter: applying.matter.id.clone(),
        title: words::title(&frame, &applying.matter),
        for_name: applying.for_name(),
        back: applying.back(step),
        at,
        all,
        saved,
        key: frame.new_key(),
        source,
        warning: String::new(),
        fields,
        frame,
    }
}

/// What is wrong with an answer that was kept earlier, since another answer has changed.
fn wrong(frame: &Frame, applying: &Applying, step: &str) -> Option<String> {
    applying.flow.draft.answers.get(step)?;
    let refusal = applying.flow.refusal(step)?;
    Some(frame.refusal(&refusal))
}

/// What is strange about the answer that a page shows, though nothing stops for it.
fn warning(portal: &Portal, frame: &Frame, applying: &Applying, step: &str) -> String {
    let flow = &applying.flow;
    let field = flow.shown().into_iter().find(|field| field.id == step);
    let answer = flow.draft.answers.get(step);
    let answer = answer.or_else(|| flow.known.prefills.get(step).map(|prefill| &prefill.value));
    match (field, answer) {
        (Some(field), Some(answer)) => words::warning(portal, frame, field, answer),
        _ => String::new(),
    }
}

/// The input of a page with the answer so far, or the register's, and where that comes from.
fn input(
    portal: &Portal,
    frame: &Frame,
    applying: &Applying,
    step: &str,
) -> Option<(web::Field, String)> {
    let ask = applying.flow.asks().into_iter().find(|ask| ask.path() == step)?;
    match ask {
        Ask::Parts => Some((parts(portal, frame, applying), String::new())),
        Ask::Question(field) => Some(prefilled(portal, frame, &applying.flow, field)),
        Ask::Upload(_) => None,
    }
}

fn prefilled(portal: &Portal, frame: &Frame, flow: &Flow, field: &Field) -> (web::Field, String) {
    let input = words::input(portal, frame, field).as_title();
    let input = if field.required == Required::Always(false) { input.optional() } else { input };
    let prefill = flow.known.prefills.get(&field.id);
    let source =
        |prefill: &flow::Prefill| words::from_source(frame, &prefill.source, &prefill.as_of);
    match (flow.draft.answers.get(&field.id), prefill) {
        (Some(answer), Some(prefill)) if prefill.value == *answer => {
            (input.value(answer.clone()), source(prefill))
        }
        (Some(answer), _) => (input.value(answer.clone()), String::new()),
        (None, Some(prefill)) => (input.value(prefill.value.clone()), source(prefill)),
        (None, None) => (input, String::new()),
    }
}

/// The one question about the parts of a joint matter.
fn parts(portal: &Portal, frame: &Frame, applying: &Applying) -> web::Field {
    let optional = applying.matter.parts.iter().filter(|part| part.optional);
    let choices = optional.filter_map(|part| {
        let matter = portal.matter(&part.matter).ok()?;
        let summary = frame.say(&matter.summary).to_owned();
        Some(Choice::new(part.id.clone(), words::title(frame, &matter)).hint(summary))
    });
    let choices: Vec<Choice> = choices.collect();
    let all: Vec<String> = choices.iter().map(|choice| choice.value.clone()).collect();
    let chosen = applying.flow.draft.parts.clone().unwrap_or(all).join(",");
    web::Field::new("parts", frame.t("portal.apply.parts"), web::Kind::Checkboxes)
        .hint(frame.t("portal.apply.parts-hint"))
        .options(choices)
        .as_title()
        .value(chosen)
}

pub(crate) async fn load_draft(portal: &Portal, key: &DraftKey) -> Outcome<Option<Draft>> {
    let key = key.clone();
    Ok(portal.app.store.read(move |tx| rows::draft(tx, &key)).await?)
}

/// A draft of an earlier version with the digests of its files; what is no longer kept was not
/// uploaded.
async fn with_digests(portal: &Portal, actor: &Actor, mut draft: Draft) -> Outcome<Draft> {
    for (material, id) in draft.without_digest() {
        match portal.cases.own_file(actor, id).await {
            Ok(file) => draft.note_digest(id, &Sha256::of(&file.bytes).to_string()),
            Err(Stop::Refused(_)) => draft.drop_file(&material, id),
            Err(stop) => return Err(stop),
        }
    }
    Ok(draft)
}

/// Keeps a draft, unless another window was first.
pub(crate) async fn save_draft(portal: &Portal, key: &DraftKey, draft: &Draft) -> Outcome<()> {
    let (key, draft, at) = (key.clone(), draft.clone(), portal.app.ambient.now());
    portal
        .app
        .store
        .write(move |tx| {
            if rows::save(tx, &key, &draft, at)? { Ok(()) } else { Err(Stop::from(elsewhere())) }
        })
        .await
}

fn elsewhere() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "draft.changed")
}

fn not_online() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "matter.not-online")
}
