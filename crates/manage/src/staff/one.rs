//! One officer: the posts that they hold, and their account.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basis::{OfficerId, Outcome, Stop};
use identity::staff::{Officer, Standing, TakenIn};
use identity::{Actor, By, Right, may};
use web::{Failure, Field, Frame, Page, PageResult, Typed, go_to};

use super::{at_field, codes, post_fields, standing};
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

fn unknown() -> basis::Refusal {
    basis::Refusal::not_found("officer.unknown", "没有这名工作人员", "there is no such officer")
}

fn page(
    manage: &Manage,
    frame: Frame,
    actor: &Actor,
    one: &Officer,
    fields: Vec<Field>,
) -> OfficerPage {
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
    OfficerPage {
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
    let fields = post_fields(&manage, &frame);
    Ok(Page(page(&manage, frame, &actor, &one, fields)).into_response())
}

/// POST /manage/staff/{id}: gives or takes a post, locks, unlocks, or gives another first code.
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
        let taken = TakenIn { name: one.name, login, code: Some(code) };
        return Ok(Page(codes(frame, vec![taken])).into_response());
    }
    match done(&manage, &by, officer, &typed).await {
        Ok(()) => Ok(go_to(&format!("/manage/staff/{officer}"))),
        Err(stop) => again(&manage, frame, &actor, (officer, &typed), stop).await,
    }
}

/// Does what was asked.
pub(crate) async fn done(
    manage: &Manage,
    by: &By,
    officer: OfficerId,
    typed: &Typed,
) -> Outcome<()> {
    let post = [typed.one("role"), typed.one("department"), typed.one("division")];
    let identity = &manage.identity;
    match typed.one("do") {
        "lock" => identity.lock(by, officer).await,
        "unlock" => identity.unlock(by, officer).await,
        "give" => identity.give_role(by, officer, manage.grant(post)?).await,
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
            identity.take_role(by, officer, grant).await
        }
        _ => Err(nothing().into()),
    }
}

fn nothing() -> basis::Refusal {
    basis::Refusal::invalid(
        "staff.nothing",
        "没有说要办什么，请回到页面上重新选择",
        "it was not said what to do; go back and choose",
    )
}

/// The page with what was typed and what is wrong with it.
async fn again(
    manage: &Manage,
    frame: Frame,
    actor: &Actor,
    (officer, typed): (OfficerId, &Typed),
    stop: Stop,
) -> Result<Response, Failure> {
    let fields: Vec<Field> =
        post_fields(manage, &frame).into_iter().map(|field| field.typed(typed)).collect();
    let marked = stop.refusal().and_then(|refusal| at_field(&frame, fields, refusal));
    let Some(fields) = marked else { return Err(stop.into()) };
    let one = manage.identity.staff_member(actor, officer).await?;
    let page = Page(page(manage, frame, actor, &one, fields));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
