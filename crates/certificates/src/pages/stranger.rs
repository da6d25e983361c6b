//! Public verification: type or scan a code, see what a stranger may see.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use basis::Refusal;
use web::{App, Field, Frame, Page, PageResult, Typed, go_to};

use super::tone;
use crate::model::{Verification, VerifyCode, unknown};
use crate::rows;

/// What keeps a verified code out of caches, logs of other sites and search engines.
const QUIET: [(HeaderName, &str); 3] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

#[derive(Template)]
#[template(path = "verify.html")]
struct Verify {
    frame: Frame,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "verification.html")]
struct Verified {
    frame: Frame,
    shown: Verification,
    tone: &'static str,
}

/// GET /verify: the form.
pub async fn verify(frame: Frame) -> PageResult {
    let fields = vec![field(&frame)];
    Ok(Page(Verify { frame, fields }).into_response())
}

/// POST /verify: on to the code's own page, so that the code never stands in a query.
pub async fn ask(frame: Frame, form: Typed) -> PageResult {
    match form.one("code").parse::<VerifyCode>() {
        Ok(code) => Ok(go_to(&code.path())),
        Err(refusal) => {
            Ok(again(frame, form.one("code"), &refusal, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// GET /verify/{code}: what a stranger sees.
pub async fn result(State(app): State<App>, frame: Frame, Path(code): Path<String>) -> PageResult {
    let typed = code;
    let code = match typed.parse::<VerifyCode>() {
        Ok(code) => code,
        Err(refusal) => return Ok(again(frame, &typed, &refusal, StatusCode::NOT_FOUND)),
    };
    let county = app.settings.county.clone();
    let found = app.store.read(move |tx| rows::by_code(tx, &county, &code)).await;
    let Some(stored) = found.map_err(basis::Stop::from)? else {
        return Ok(again(frame, &typed, &unknown(), StatusCode::NOT_FOUND));
    };
    let shown = stored.certificate.verification(frame.today());
    let tone = tone(shown.state);
    Ok((QUIET, Page(Verified { frame, shown, tone })).into_response())
}

fn again(frame: Frame, typed: &str, refusal: &Refusal, status: StatusCode) -> Response {
    let error = frame.refusal(refusal);
    let fields = vec![field(&frame).value(typed).error(error)];
    (status, QUIET, Page(Verify { frame, fields })).into_response()
}

fn field(frame: &Frame) -> Field {
    Field::line("code", frame.t("certificates.verify.code"))
        .hint(frame.t("certificates.verify.code-hint"))
}
