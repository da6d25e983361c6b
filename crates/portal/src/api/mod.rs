//! The same acts for other systems: search, a matter, whether one qualifies, handing in, a case.

pub(crate) mod asked_docs;
pub(crate) mod counters;
pub mod docs;
pub(crate) mod elsewhere;
mod model;
mod names;
pub(crate) mod reading;
pub(crate) mod somebody;

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, extract::rejection::JsonRejection};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use basis::{PersonId, Refusal, RefusalKind, Text};
use cases::model::{Case, Doing, Handed, How};
use cases::{Cursor, Done, Upload};
use catalogue::model::Matter;
use identity::{Actor, By, Channel, scope};
use rules::Fact as Known;
use serde_json::json;
use web::{ApiKey, Failure, Frame, IfMatch};

pub use model::{
    ActBody, Answer, CaseBody, CasesBody, CheckBody, ClauseBody, DoneBody, FileBody, Found,
    FoundBody, KeptBody, Question, SearchQuery, SubmitBody,
};

use crate::draft::{Draft, Put};
use crate::flow::{self, Flow};
use crate::pages::apply::Applying;
use crate::pages::{case as case_page, check as check_page, review};
use crate::whom::Whom;
use crate::{Portal, gather, mend, words};

/// What a handler of the interface gives.
type ApiResult = Result<Response, Failure>;
/// A JSON body, or why it is none.
type Body<T> = Result<Json<T>, JsonRejection>;

fn body<T>(body: Body<T>) -> Result<T, Failure> {
    body.map(|Json(body)| body).map_err(|error| web::sent::refused(&error))
}

/// GET /api/matters
pub(crate) async fn search(
    State(portal): State<Portal>,
    Query(query): Query<SearchQuery>,
) -> ApiResult {
    let today = portal.today();
    let words: String = query.q.unwrap_or_default().chars().take(60).collect();
    let found = if words.trim().is_empty() {
        let catalogue = portal.catalogue();
        let offered = catalogue.offered(portal.county(), today);
        offered.into_iter().map(|matter| Found::of(matter, Text::default())).collect()
    } else {
        let (hits, catalogue) = (portal.index().search(&words, 60), portal.catalogue());
        let found = hits
            .into_iter()
            .filter_map(|hit| Some(Found::of(catalogue.pinned(&hit.pin)?, hit.reason)));
        found.collect()
    };
    let matters = reading::kept(&portal, found, query.whom.as_deref());
    Ok(Json(FoundBody { matters }).into_response())
}

/// GET /api/matters/{id}
pub(crate) async fn matter(State(portal): State<Portal>, Path(id): Path<String>) -> ApiResult {
    let matter: std::sync::Arc<Matter> = portal.matter(&id)?;
    Ok(Json(&*matter).into_response())
}

/// POST /api/matters/{id}/check
pub(crate) async fn check(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
    sent: Body<CheckBody>,
) -> ApiResult {
    let sent = body(sent)?;
    let matter = portal.matter(&id)?;
    let mut facts = check_page::from_registers(&portal, actor, &matter).await?;
    let questions = check_page::questions(&portal, &matter);
    let known: Vec<&str> = questions.iter().map(|(name, _)| name.as_str()).collect();
    names::of_facts(sent.facts.keys(), &known)?;
    let source = Text::new("提问的人自己填的", "stated by whoever asks");
    for (name, question) in &questions {
        let Some(typed) = sent.facts.get(name) else { continue };
        let value = check_page::read(question, typed).map_err(|refusal| {
            let text = frame.refusal_text(&refusal);
            Refusal::invalid("check.fact", text.zh, text.en).on(name.clone())
        })?;
        let fact = Known { value, source: source.clone(), as_of: Some(portal.today()) };
        facts.entry(name.clone()).or_insert(fact);
    }
    let answer = check_page::eligibility(&portal, &matter, &facts);
    let needs = questions.iter().filter(|(name, _)| answer.missing.contains(name)).map(
        |(name, question)| Question {
            fact: name.clone(),
            label: frame.say(&question.label).to_owned(),
        },
    );
    let names = |word: &str| words::called(&portal, &frame, &matter, word);
    let body = Answer {
        verdict: check_page::code(answer.verdict).to_owned(),
        needs: needs.collect(),
        clauses: answer
            .clauses
            .iter()
            .map(|clause| ClauseBody {
                id: clause.id.clone(),
                verdict: check_page::code(clause.verdict).to_owned(),
                sentence: clause.sentence_naming(frame.lang(), &names),
            })
            .collect(),
        sentences: answer.sentences_naming(frame.lang(), &names),
    };
    Ok(Json(body).into_response())
}

/// POST /api/cases
pub(crate) async fn submit(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    ApiKey(key): ApiKey,
    sent: Body<SubmitBody>,
) -> ApiResult {
    let sent = body(sent)?;
    let by = filing(&portal, &actor, sent.person.as_deref(), &key)?;
    let asked = json!({ "api": sent });
    // Registers may say something else by now, and whoever was asked for help has done it: the same
    // request still has the same answer.
    if let Some(done) = portal.cases.submitted_before(&by, &asked).await? {
        return Ok(created(&done));
    }
    let whom = Whom::of(&portal, actor, sent.person.as_deref(), Some(&sent.matter)).await?;
    let by = By { actor: whom.actor.clone(), ..by };
    let matter = portal.matter(&sent.matter)?;
    names::of_application(&portal, &matter, &sent)?;
    let purpose = exchange::Purpose::Apply;
    let known = gather::gather_by(&portal, &by, &whom, &matter, purpose).await?;
    let draft = draft(&portal, &whom, &sent).await?;
    let whole = flow::whole(&portal.catalogue(), &matter, &draft, portal.today());
    let flow = Flow::new(&portal.catalogue(), &matter, whole, (draft, known), portal.today());
    let key_of_draft = whom.draft_key(&portal, &matter.id);
    let applying = Applying { whom, matter, flow, key: key_of_draft };
    complete(&portal, &frame, &applying, sent.promise)?;
    let shown = review::shown(&portal, &frame, &applying);
    let application = review::application(&applying, shown);
    let tied = review::tied(&portal, &frame, &by, &applying);
    let done = portal.cases.submit_asked(by, asked, application, tied).await?;
    Ok(created(&done))
}

/// By whom, and for whom, something is handed in over the interface.
fn filing(portal: &Portal, actor: &Actor, person: Option<&str>, key: &str) -> Result<By, Refusal> {
    let named = person.and_then(|person| person.parse::<PersonId>().ok());
    let for_whom = named.filter(|person| actor.resident_id() != Some(*person));
    let at = portal.app.ambient.now();
    Ok(By { actor: actor.clone(), for_whom, channel: Channel::Api, at, key: key.parse()? })
}

/// The answers and files as a draft; a file must be the sender's own.
async fn draft(portal: &Portal, whom: &Whom, sent: &SubmitBody) -> Result<Draft, Failure> {
    let mut draft = Draft { answers: sent.answers.clone(), ..Draft::default() };
    if !sent.parts.is_empty() {
        draft.parts = Some(sent.parts.clone());
    }
    for (material, files) in &sent.files {
        for file in files {
            let id = file.parse().map_err(|_| cases::unknown_file())?;
            let file = portal.cases.own_file(&whom.actor, id).await?;
            let sha256 = seal::Sha256::of(&file.bytes).to_string();
            draft.add_file(material, crate::draft::Kept { id, name: file.name, sha256 });
        }
    }
    for material in &sent.later {
        draft.materials.insert(material.clone(), Put::Later);
    }
    Ok(draft)
}

/// Whether everything is there; optional questions may simply be missing.
fn complete(
    portal: &Portal,
    frame: &Frame,
    applying: &Applying,
    promise: bool,
) -> Result<(), Refusal> {
    for ask in applying.flow.asks() {
        match ask {
            flow::Ask::Parts => {}
            flow::Ask::Question(field) => {
                let answer = applying.flow.draft.answers.get(&field.id);
                let place = answer.and_then(|code| words::place_refusal(portal, field, code));
                if let Some(refusal) = applying.flow.refusal(&field.id).or(place) {
                    return Err(refusal);
                }
            }
            flow::Ask::Upload(slot) => {
                let is_needed = slot.need == catalogue::model::Need::Necessary;
                if is_needed && applying.flow.draft.files(&slot.id).is_empty() {
                    return Err(material_missing(&slot.name).on(slot.id));
                }
            }
        }
    }
    if !promise && review::has_promises(portal, frame, applying) {
        return Err(review::promise_missing());
    }
    Ok(())
}

fn created(done: &Done) -> Response {
    let headers = [
        (header::LOCATION, format!("/api/cases/{}", done.case)),
        (header::ETAG, format!("\"{}\"", done.version)),
    ];
    (StatusCode::CREATED, headers, Json(DoneBody::of(done))).into_response()
}

/// GET /api/cases/{id}
pub(crate) async fn case(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
) -> ApiResult {
    let seen = portal.cases.seen(&scope(&actor), case_page::id(&id)?).await?;
    let due = seen
        .clocks
        .iter()
        .find(|(clock, ..)| clock.which == cases::model::Which::Promised)
        .map(|(_, due, _)| *due);
    let body = CaseBody::of(&seen.case, due, frame.lang());
    let etag = [(header::ETAG, format!("\"{}\"", seen.case.version))];
    Ok((etag, Json(body)).into_response())
}

/// POST /api/cases/{id}/acts
pub(crate) async fn act(
    State(portal): State<Portal>,
    actor: Actor,
    ApiKey(key): ApiKey,
    IfMatch(version): IfMatch,
    Path(id): Path<String>,
    sent: Body<ActBody>,
) -> ApiResult {
    let sent = body(sent)?;
    let case = case_page::id(&id)?;
    // Who may not see the case learns nothing from what they sent either.
    let seen = portal.cases.seen(&scope(&actor), case).await?;
    let doing = doing(&sent)?;
    own_files(&portal, &actor, &seen.case, &doing).await?;
    if let Doing::Supply { answers, .. } = &doing {
        mend::first_refusal(&portal, &seen, answers)?;
    }
    let own = actor.resident_id();
    let for_whom = Some(seen.case.applicant.person).filter(|person| own != Some(*person));
    let at = portal.app.ambient.now();
    let by = By { actor, for_whom, channel: Channel::Api, at, key: key.parse()? };
    let done = portal.cases.act_on(by, seen.case, version, doing).await?;
    let etag = [(header::ETAG, format!("\"{}\"", done.version))];
    Ok((etag, Json(DoneBody::of(&done))).into_response())
}

/// What is to be done; a field that the act does not have is refused.
fn doing(sent: &ActBody) -> Result<Doing, Refusal> {
    let sent = serde_json::to_value(sent).map_err(|_| bad_act())?;
    let doing: Doing = serde_json::from_value(sent.clone()).map_err(|_| bad_act())?;
    let read = serde_json::to_value(&doing).map_err(|_| bad_act())?;
    if let Some(sent) = sent.as_object() {
        names::of_act(sent, &read)?;
    }
    Ok(doing)
}

/// POST /api/files: keeps a file until it is handed in.
pub(crate) async fn keep_file(
    State(portal): State<Portal>,
    actor: Actor,
    ApiKey(key): ApiKey,
    sent: Body<FileBody>,
) -> ApiResult {
    let is_large = |error: &JsonRejection| error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    if sent.as_ref().is_err_and(is_large) {
        return Err(Failure::from(too_large()).with_status(StatusCode::PAYLOAD_TOO_LARGE));
    }
    let sent = body(sent)?;
    let bytes = BASE64.decode(sent.content.as_bytes()).map_err(|_| bad_content())?;
    let upload = Upload::look(&sent.name, bytes)?;
    let (name, kind, size) = (upload.name().to_owned(), upload.kind(), upload.size());
    let sha256 = upload.digest().to_owned();
    let by = By {
        actor,
        for_whom: None,
        channel: Channel::Api,
        at: portal.app.ambient.now(),
        key: key.parse()?,
    };
    let file = portal.cases.keep_file(&by, upload).await?.to_string();
    let body = KeptBody { file, name, kind: kind.code().to_owned(), size, sha256 };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// A file that is handed in must be the sender's own, or in the case already: an id that somebody
/// guesses opens nothing.
async fn own_files(
    portal: &Portal,
    actor: &Actor,
    case: &Case,
    doing: &Doing,
) -> Result<(), Failure> {
    let Doing::Supply { materials, .. } = doing else { return Ok(()) };
    let ids = |handed: &Handed| match &handed.how {
        How::Files(ids) => ids.clone(),
        _ => Vec::new(),
    };
    let there: Vec<_> = case.materials.iter().flat_map(ids).collect();
    for id in materials.iter().flat_map(ids).filter(|id| !there.contains(id)) {
        portal.cases.own_file(actor, id).await?;
    }
    Ok(())
}

/// GET /api/my/cases
pub(crate) async fn mine(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Query(docs::AfterQuery { after }): Query<docs::AfterQuery>,
) -> ApiResult {
    let cursor = Cursor::parse(after.as_deref().unwrap_or_default())?;
    let page = portal.cases.mine(&scope(&actor), cursor, 50).await?;
    let cases = page.entries.iter().map(|one| CaseBody::of(&one.case, one.due, frame.lang()));
    let next = page.next.map(|next| next.as_str().to_owned());
    Ok(Json(CasesBody { cases: cases.collect(), next }).into_response())
}

/// Named once, so that a map of answers stays sorted and a repeated request has the same digest.
pub(crate) type Sorted<T> = BTreeMap<String, T>;

fn too_large() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "file.too-large").on("content")
}

fn bad_content() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "api.content").on("content")
}

fn bad_act() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "api.act")
}

fn material_missing(name: &Text) -> Refusal {
    Refusal::told(RefusalKind::Invalid, "apply.material-missing").with_words("name", name.clone())
}
