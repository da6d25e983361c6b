//! Signing in with a one-time code: ask for it, then enter it.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use web::{Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::{Next, at_field, local, with_session};
use crate::gate::{Address, token};
use crate::service::Identity;

/// Asks for the number to which a code is sent.
#[derive(askama::Template)]
#[template(path = "code.html")]
struct CodePage {
    frame: Frame,
    next: String,
    fields: Vec<Field>,
}

/// Asks for the code.
#[derive(askama::Template)]
#[template(path = "code-enter.html")]
struct EnterPage {
    frame: Frame,
    next: String,
    login: String,
    /// In a demonstration, the code as the message would tell it.
    message: Option<String>,
    fields: Vec<Field>,
}

fn ask_fields(frame: &Frame) -> Vec<Field> {
    let kind = Kind::Line { mode: "text", autocomplete: "tel", characters: 18 };
    vec![
        Field::new("login", frame.t("identity.code.login"), kind)
            .hint(frame.t("identity.code.login-hint"))
            .as_title(),
    ]
}

fn enter_fields(frame: &Frame) -> Vec<Field> {
    let kind = Kind::Line { mode: "numeric", autocomplete: "one-time-code", characters: 6 };
    vec![
        Field::new("code", frame.t("identity.code.code"), kind)
            .hint(frame.t("identity.code.code-hint"))
            .as_title(),
    ]
}

/// The page that asks for the number.
pub(crate) async fn ask_code(frame: Frame, Query(next): Query<Next>) -> PageResult {
    let fields = ask_fields(&frame);
    Ok(Page(CodePage { frame, next: next.local().to_owned(), fields }).into_response())
}

/// Sends the code and asks for it. The number goes on in the form, never in the address.
pub(crate) async fn send_code(
    State(identity): State<Identity>,
    frame: Frame,
    Address(from): Address,
    typed: Typed,
) -> PageResult {
    let (next, login) = (local(typed.one("next")).to_owned(), typed.one("login").to_owned());
    match identity.send_code(&login, from).await {
        Ok(message) => {
            let fields = enter_fields(&frame);
            Ok(Page(EnterPage { frame, next, login, message, fields }).into_response())
        }
        Err(stop) => {
            let fields = ask_fields(&frame).into_iter().map(|field| field.typed(&typed)).collect();
            let fields = at_field(&frame, fields, stop)?;
            let page = Page(CodePage { frame, next, fields });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Signs in with the code, or asks for it again.
pub(crate) async fn enter_code(
    State(identity): State<Identity>,
    frame: Frame,
    Address(from): Address,
    headers: HeaderMap,
    typed: Typed,
) -> PageResult {
    let (next, login) = (local(typed.one("next")).to_owned(), typed.one("login").to_owned());
    match identity.enter_code(&login, typed.one("code"), from).await {
        Ok(session) => {
            if let Some(old) = token(&headers, frame.settings()) {
                identity.sign_out(old).await?;
            }
            with_session(go_to(&next), &session, frame.settings())
        }
        Err(stop) => {
            let fields =
                enter_fields(&frame).into_iter().map(|field| field.typed(&typed)).collect();
            let fields = at_field(&frame, fields, stop)?;
            let page = Page(EnterPage { frame, next, login, message: None, fields });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
