//! One officer: the posts that they hold, and their account.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basis::{Date, OfficerId, Outcome, Refusal, RefusalKind, Stop};
use identity::staff::{Officer, Standing, TakenIn};
use identity::{Actor, By, Right, may};
use web::{Failure, Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::waiting::{Line, lines};
use super::{codes, post_fields, standing, typed_again};
use crate::Manage;

#[derive(Template)]
#[template(path = "manage-officer.html")]
struct OfficerPage {
    frame: Frame,
    key: String,
    name: String,
    login: String,
    standing: String,
    tag: &'static str,
    posts: Vec<Post>,
    /// What is proposed for them.
    waiting: Vec<Line>,
    fields: Vec<Field>,
    is_own: bool,
    is_locked: bool,
    has_account: bool,
}

/// A post that can be withdrawn.
struct Post {
    words: String,
    role: String,
    department: String,
    division: String,
}

fn id(text: &str) -> Result<OfficerId, Failure> {
    Ok(text.parse().map_err(|_| unknown())?)
}

fn unknown() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "officer.unknown")
}

async fn page(
    manage: &Manage,
    frame: Frame,
    actor: &Actor,
    one: &Officer,
    fields: Vec<Field>,
) -> Outcome<OfficerPage> {
    let waiting = lines(manage, &frame, actor, Some(one.id)).await?;
    let post = |grant: &identity::Grant| {
        let words = manage.post_words(&frame, grant);
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        Post {
            words: words.join(" · "),
            role: grant.role.code().to_owned(),
            department: grant.department.clone().unwrap_or_default(),
            division: grant.division.to_string(),
        }
    };
    let (words, tag) = standing(&frame, one.standing);
    Ok(OfficerPage {
        waiting,
        key: frame.new_key(),
        name: one.name.clone(),
        login: one.login.clone().unwrap_or_default(),
        standing: words,
        tag,
        posts: one.grants.iter().map(post).collect(),
        fields,
        is_own: may(actor, &Right::ManageOfficer { officer: one.id }).is_err(),
        is_locked: one.standing == Standing::Locked,
        has_account: one.account.is_some(),
        frame,
    })
}

/// The fields of a post, with the first day on which it counts.
fn give_fields(manage: &Manage, frame: &Frame) -> Vec<Field> {
    let mut fields = post_fields(manage, frame);
    fields.push(
        Field::new("from", frame.t("manage.draft.from"), Kind::Date)
            .hint(frame.t("manage.posts.from-hint"))
            .optional(),
    );
    fields
}

/// The first day that was typed; today where none was.
fn given_day(frame: &Frame, typed: &Typed) -> Result<Date, Refusal> {
    match (typed.date_text("from").is_empty(), typed.date("from")) {
        (true, _) => Ok(frame.today()),
        (_, Some(day)) => Ok(day),
        _ => Err(no_day()),
    }
}

/// GET /manage/staff/{id}
pub(crate) async fn show(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(officer): Path<String>,
) -> PageResult {
    let one = manage.identity.staff_member(&actor, id(&officer)?).await?;
    let fields = give_fields(&manage, &frame);
    Ok(Page(page(&manage, frame, &actor, &one, fields).await?).into_response())
}

/// POST /manage/staff/{id}: gives or takes a post, locks, unlocks, ends sessions, or gives
/// another first code.
pub(crate) async fn change(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(officer): Path<String>,
    typed: Typed,
) -> PageResult {
    let officer = id(&officer)?;
    let by = manage.by(&actor, typed.key()?.parse()?);
    if typed.one("do") == "code" {
        let one = manage.identity.staff_member(&actor, officer).await?;
        let code = manage.identity.renew_first_code(&by, officer).await?;
        let login = one.login.unwrap_or_default();
        let taken = TakenIn { name: one.name, login, waits: code.is_none(), code };
        return Ok(Page(codes(frame, vec![taken])).into_response());
    }
    let done = match given_day(&frame, &typed) {
        Ok(from) => done(&manage, &by, officer, (&typed, from)).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => Ok(go_to(&format!("/manage/staff/{officer}"))),
        Err(stop) => again(&manage, frame, &actor, (officer, &typed), stop).await,
    }
}

/// Does what was asked; a post is given from a day on. Whether it waits for another administrator or
/// for that day.
pub(crate) async fn done(
    manage: &Manage,
    by: &By,
    officer: OfficerId,
    (typed, from): (&Typed, Date),
) -> Outcome<bool> {
    let post = [typed.one("role"), typed.one("department"), typed.one("division")];
    let identity = &manage.identity;
    match typed.one("do") {
        "lock" => identity.lock(by, officer).await.map(|()| false),
        "unlock" => identity.unlock(by, officer).await.map(|()| false),
        "end" => identity.end_all_sessions(by, officer).await.map(|()| false),
        "give" => {
            let grant = manage.grant(post)?;
            identity.give_role_from(by, officer, grant, from).await.map(|one| one.is_some())
        }
        "take" => {
            let held = identity.staff_member(&by.actor, officer).await?.grants;
            // What is held can be withdrawn, also where the department or place is gone by now.
            let is_meant = |grant: &identity::Grant| {
                grant.role.code() == post[0]
                    && grant.department.as_deref().unwrap_or_default() == post[1]
                    && grant.division.as_str() == post[2]
            };
            let grant = match held.into_iter().find(is_meant) {
                Some(grant) => grant,
                None => manage.grant(post)?,
            };
            identity.take_role(by, officer, grant).await.map(|()| false)
        }
        _ => Err(nothing().into()),
    }
}

fn no_day() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "staff.day").on("from")
}

fn nothing() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "staff.nothing")
}

/// The page with what was typed and what is wrong with it.
async fn again(
    manage: &Manage,
    frame: Frame,
    actor: &Actor,
    (officer, typed): (OfficerId, &Typed),
    stop: Stop,
) -> Result<Response, Failure> {
    let fields = typed_again(&frame, give_fields(manage, &frame), typed, stop)?;
    let one = manage.identity.staff_member(actor, officer).await?;
    let page = Page(page(manage, frame, actor, &one, fields).await?);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
