//! A new matter in its form: what it is called, its code, its department and its kind; or as a copy of
//! another one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::{Refusal, Stop};
use catalogue::model::Kind;
use identity::{Actor, Right, may};
use web::{Choice, Field, Frame, Page, PageResult, Typed, go_to};

use crate::Manage;
use crate::begun::NewMatter;

#[derive(Template)]
#[template(path = "manage-matter-new.html")]
struct NewPage {
    frame: Frame,
    key: String,
    fields: Vec<Field>,
}

/// What was typed.
fn said(typed: &Typed) -> NewMatter {
    let one = |id: &str| typed.one(id).to_owned();
    NewMatter {
        id: one("id"),
        code: one("code"),
        name: one("name"),
        english: one("english"),
        department: one("department"),
        kind: one("kind"),
        copy: one("copy"),
    }
}

fn fields(manage: &Manage, frame: &Frame, new: &NewMatter) -> Vec<Field> {
    let catalogue = manage.cases.catalogue();
    let departments = catalogue.departments.values();
    let departments = departments.map(|one| Choice::new(one.id.as_str(), frame.say(&one.name)));
    let kinds = Kind::ALL.iter().map(|one| Choice::new(one.code(), frame.say(&one.name())));
    let matters = catalogue.offered(manage.county(), frame.today()).into_iter();
    let matters = matters.map(|one| Choice::new(one.id.as_str(), frame.say(&one.name)));
    let line = |id: &str, label: &str| Field::line(id, frame.t(label));
    let list = |id: &str, label: &str, choices: Vec<Choice>| {
        Field::new(id, frame.t(label), web::Kind::Select).options(choices)
    };
    vec![
        line("name", "manage.new.name").value(new.name.as_str()),
        line("english", "manage.new.english").value(new.english.as_str()).optional(),
        line("code", "manage.new.code")
            .hint(frame.t("manage.new.code-hint"))
            .value(new.code.as_str()),
        list("department", "manage.new.department", departments.collect())
            .value(new.department.as_str()),
        list("kind", "manage.new.kind", kinds.collect()).value(new.kind.as_str()),
        list("copy", "manage.new.copy", matters.collect())
            .hint(frame.t("manage.new.copy-hint"))
            .value(new.copy.as_str())
            .optional(),
        line("id", "manage.parts.id")
            .hint(frame.t("manage.new.id-hint"))
            .value(new.id.as_str())
            .optional(),
    ]
}

/// GET /manage/matters/add
pub(crate) async fn add_page(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let fields = fields(&manage, &frame, &NewMatter::default());
    let key = frame.new_key();
    Ok(Page(NewPage { frame, key, fields }).into_response())
}

/// POST /manage/matters/add: begins the draft, or says what is wrong at each field.
pub(crate) async fn add(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    typed: Typed,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let by = manage.by(&actor, typed.key()?.parse()?);
    let new = said(&typed);
    let mut flaws = new.flaws(&manage.cases.catalogue());
    if flaws.is_empty() {
        match manage.begin_new(&by, &new).await {
            Ok(draft) => return Ok(go_to(&format!("/manage/drafts/{draft}"))),
            Err(Stop::Refused(refusal)) if refusal.field.is_some() => flaws.push(refusal),
            Err(stop) => return Err(stop.into()),
        }
    }
    let mut fields = fields(&manage, &frame, &new);
    for field in &mut fields {
        let is_here = |flaw: &&Refusal| flaw.field.as_deref() == Some(field.id.as_str());
        if let Some(flaw) = flaws.iter().find(is_here) {
            field.error = frame.refusal(flaw);
        }
    }
    let page = NewPage { key: typed.key()?.to_owned(), fields, frame };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}
