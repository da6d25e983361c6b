//! One act on a case: the form that says what it will do, and the doing of it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::{CaseId, Refusal, RefusalKind, Stop};
use cases::model::{Context, Doing};
use cases::{Seen, allowed_doings};
use identity::{Actor, By, Channel, rights};
use web::{Field, Frame, Page, PageResult, Typed, go_to};

use crate::lines::kind;
use crate::{Desk, conflict, fields, forms};

#[derive(Template)]
#[template(path = "act.html")]
struct ActPage {
    frame: Frame,
    key: String,
    version: i64,
    back: String,
    name: String,
    then: String,
    number: String,
    matter: String,
    applicant: String,
    light: &'static str,
    left: String,
    fields: Vec<Field>,
}

impl Desk {
    /// What is open to the actor on this case now.
    pub(crate) fn open_to(&self, frame: &Frame, actor: &Actor, seen: &Seen) -> Vec<Doing> {
        let calendar = self.cases.calendar();
        let context =
            Context { matter: &seen.matter, calendar: &calendar, now: frame.now(), answer: None };
        allowed_doings(actor, &seen.case, &context)
    }
}

pub(crate) async fn form(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Path((id, code)): Path<(String, String)>,
) -> PageResult {
    let id: CaseId = id.parse()?;
    let blank = forms::blank(&code).ok_or_else(no_such_act)?;
    let seen = desk.cases.seen(&rights::scope(&actor), id).await?;
    let open = desk.open_to(&frame, &actor, &seen);
    if !open.iter().any(|doing| forms::code(doing).as_deref() == Some(&*code)) {
        return Err(not_open().into());
    }
    let key = frame.new_key();
    let fields = blank_fields(&desk, &frame, &blank, &seen);
    Ok(Page(page(&desk, frame, &blank, &seen, (key, fields))).into_response())
}

pub(crate) async fn send(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Path((id, code)): Path<(String, String)>,
    typed: Typed,
) -> PageResult {
    let id: CaseId = id.parse()?;
    let blank = forms::blank(&code).ok_or_else(no_such_act)?;
    let version: i64 = typed.one("seen").parse().unwrap_or_default();
    let scope = rights::scope(&actor);
    let seen = desk.cases.seen(&scope, id).await?;
    let shown = || {
        let fields = blank_fields(&desk, &frame, &blank, &seen).into_iter();
        fields.map(|field| field.typed(&typed)).collect::<Vec<_>>()
    };
    let doing = match fields::filled(&frame, blank.clone(), &typed, &seen.matter) {
        Ok(doing) => doing,
        Err((field, words)) => {
            let fields = with_error(shown(), field, words);
            let key = typed.key()?.to_owned();
            return Ok(again(page(&desk, frame, &blank, &seen, (key, fields)), version));
        }
    };
    let key = typed.key()?.to_owned();
    let by =
        By { actor, for_whom: None, channel: Channel::Counter, at: frame.now(), key: key.parse()? };
    let refusal = match desk.cases.act_on(by, seen.case.clone(), version, doing).await {
        Ok(done) => return Ok(go_to(&format!("/desk/cases/{}?done={}", done.case, done.version))),
        Err(Stop::Refused(refusal)) => refusal,
        Err(broken) => return Err(broken.into()),
    };
    // The page is compared with the newest state: somebody may have acted while this was sent.
    let now = desk.cases.seen(&scope, id).await?;
    let overtaken = matches!(refusal.kind, RefusalKind::Conflict | RefusalKind::NotNow)
        && now.case.version != version;
    if overtaken {
        let steps = desk.cases.history(&scope, id).await?;
        return Err(conflict::page(&frame, &steps, (version, refusal), &shown(), &code, id));
    }
    if refusal.kind == RefusalKind::Invalid {
        let field = field_of(&refusal);
        let fields = with_error(shown(), field, frame.refusal(&refusal));
        return Ok(again(page(&desk, frame, &blank, &seen, (key, fields)), version));
    }
    Err(refusal.into())
}

/// The form again with its errors; the version that was seen first stays.
fn again(page: ActPage, version: i64) -> axum::response::Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Page(ActPage { version, ..page })).into_response()
}

fn blank_fields(desk: &Desk, frame: &Frame, blank: &Doing, seen: &Seen) -> Vec<Field> {
    let answer = match blank {
        Doing::Grant { .. } => desk.cases.answer(&seen.case, &seen.matter, frame.today()),
        _ => None,
    };
    fields::fields(desk, frame, blank, seen, answer.as_ref())
}

fn page(
    desk: &Desk,
    frame: Frame,
    blank: &Doing,
    seen: &Seen,
    (key, fields): (String, Vec<Field>),
) -> ActPage {
    let clock = seen.clocks.first();
    ActPage {
        key,
        version: seen.case.version,
        back: format!("/desk/cases/{}", seen.case.id),
        name: forms::name(&frame, blank, &seen.matter),
        then: forms::then(&frame, blank),
        number: seen.case.number.clone(),
        matter: frame.say(&seen.matter.name).to_owned(),
        applicant: seen.case.applicant.name.clone(),
        light: clock.map_or("", |clock| kind(clock.2)),
        left: clock.map_or_else(String::new, |clock| desk.left(&frame, &clock.1)),
        fields,
        frame,
    }
}

/// The error at its field; at the first one where the form has none of that name.
fn with_error(mut fields: Vec<Field>, id: &str, words: String) -> Vec<Field> {
    let at = fields.iter().position(|field| id.split('|').any(|one| one == field.id)).unwrap_or(0);
    if let Some(field) = fields.get_mut(at) {
        field.error = words;
    }
    fields
}

fn field_of(refusal: &Refusal) -> &'static str {
    match refusal.rule.as_str() {
        "case.items-missing" => "items",
        "case.must-not-follow" => "later",
        "case.no-such-way" => "way",
        "case.amount-departs" | "case.amount-negative" | "case.no-amount" => "amount",
        _ => "reason|opinion",
    }
}

fn no_such_act() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "desk.act-unknown")
}

fn not_open() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "desk.act-not-open")
}
