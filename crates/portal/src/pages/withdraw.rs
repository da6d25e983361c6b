//! Taking an application back, after being asked whether one means it.

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use cases::model::Doing;
use identity::{Actor, scope};
use web::{Frame, Page, PageResult, Typed, go_to};

use super::case;
use crate::{Portal, words};

#[derive(askama::Template)]
#[template(path = "portal-withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    id: String,
    title: String,
    number: String,
    key: String,
    version: i64,
    fields: Vec<web::Field>,
}

/// GET /cases/{id}/withdraw
pub(crate) async fn ask(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
) -> PageResult {
    let seen = portal.cases.seen(&scope(&actor), case::id(&id)?).await?;
    // The page opens only where the act would be let pass: it promises nothing else.
    if !case::may_answer(&actor, &seen.case, &seen) {
        return Err(case::unknown().into());
    }
    if !case::may_withdraw(&actor, &seen) {
        return Ok(go_to(&format!("/cases/{id}")));
    }
    let page = WithdrawPage {
        id,
        title: words::title(&frame, &seen.matter),
        number: seen.case.number.clone(),
        key: frame.new_key(),
        version: seen.case.version,
        fields: vec![reason(&frame)],
        frame,
    };
    Ok(Page(page).into_response())
}

/// POST /cases/{id}/withdraw
pub(crate) async fn withdraw(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
    typed: Typed,
) -> PageResult {
    let case = case::id(&id)?;
    let why: String = typed.one("reason").chars().take(500).collect();
    let told = vec![(frame.t("portal.withdraw.reason"), why.clone())];
    let version = typed.one("version").parse().ok();
    let doing = Doing::Withdraw { reason: why };
    let done =
        case::act(&portal, (actor, typed.key()?), (case, version), doing, told, &frame).await?;
    Ok(go_to(&format!("/cases/{case}/receipt?record={}", done.record)))
}

fn reason(frame: &Frame) -> web::Field {
    let kind = web::Kind::Lines { rows: 2 };
    web::Field::new("reason", frame.t("portal.withdraw.reason"), kind).optional()
}
