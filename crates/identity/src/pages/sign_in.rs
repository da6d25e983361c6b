//! Signing in with a password, and signing out.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use web::{Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::second::onward;
use super::{Next, at_field, local, with_session, without_session};
use crate::gate::{Address, token};
use crate::service::Identity;

/// Asks for login and password.
#[derive(askama::Template)]
#[template(path = "sign-in.html")]
struct SignInPage {
    frame: Frame,
    next: String,
    fields: Vec<Field>,
}

fn fields(frame: &Frame) -> Vec<Field> {
    let login = Kind::Line { mode: "text", autocomplete: "username", characters: 20 };
    let password = Kind::Password { autocomplete: "current-password" };
    vec![
        Field::new("login", frame.t("identity.sign-in.login"), login)
            .hint(frame.t("identity.sign-in.login-hint")),
        Field::new("password", frame.t("identity.sign-in.password"), password),
    ]
}

/// The page that asks for login and password.
pub(crate) async fn sign_in_page(frame: Frame, Query(next): Query<Next>) -> PageResult {
    let fields = fields(&frame);
    Ok(Page(SignInPage { frame, next: next.local().to_owned(), fields }).into_response())
}

/// Signs in, or shows the page again with what is wrong.
pub(crate) async fn sign_in(
    State(identity): State<Identity>,
    frame: Frame,
    Address(from): Address,
    headers: HeaderMap,
    typed: Typed,
) -> PageResult {
    let next = local(typed.one("next")).to_owned();
    let password = typed.0.iter().find(|(name, _)| name == "password").map(|(_, value)| value);
    let password = password.map_or("", String::as_str);
    match identity.sign_in(typed.one("login"), password, from).await {
        Ok(session) => {
            if let Some(old) = token(&headers, frame.settings()) {
                identity.sign_out(old).await?;
            }
            let onward = onward(&identity, &session, &next).await?;
            with_session(go_to(&onward), &session, frame.settings())
        }
        Err(stop) => {
            let fields = fields(&frame).into_iter().map(|field| field.typed(&typed)).collect();
            let fields = at_field(&frame, fields, stop)?;
            let page = Page(SignInPage { frame, next, fields });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Ends the session and takes its cookie away.
pub(crate) async fn sign_out(
    State(identity): State<Identity>,
    frame: Frame,
    headers: HeaderMap,
) -> PageResult {
    if let Some(token) = token(&headers, frame.settings()) {
        identity.sign_out(token).await?;
    }
    without_session(go_to("/"), frame.settings())
}
