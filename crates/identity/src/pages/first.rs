//! The first sign-in of an officer: with the code from the administrator they set their password.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use web::{Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::second::onward;
use super::{at_field, with_session};
use crate::gate::{Address, token};
use crate::service::Identity;

/// Asks for login, code and the new password.
#[derive(askama::Template)]
#[template(path = "first.html")]
struct FirstPage {
    frame: Frame,
    fields: Vec<Field>,
}

fn fields(frame: &Frame) -> Vec<Field> {
    let login = Kind::Line { mode: "text", autocomplete: "username", characters: 20 };
    let code = Kind::Line { mode: "text", autocomplete: "one-time-code", characters: 11 };
    let new = Kind::Password { autocomplete: "new-password" };
    vec![
        Field::new("login", frame.t("identity.first.login"), login),
        Field::new("code", frame.t("identity.first.code"), code)
            .hint(frame.t("identity.first.code-hint")),
        Field::new("new", frame.t("identity.password.new"), new)
            .hint(frame.t("identity.password.new-hint")),
    ]
}

/// The page that asks.
pub(crate) async fn first_page(frame: Frame) -> PageResult {
    let fields = fields(&frame);
    Ok(Page(FirstPage { frame, fields }).into_response())
}

/// Sets the password and signs in, or shows the page again with what is wrong.
pub(crate) async fn set_first(
    State(identity): State<Identity>,
    frame: Frame,
    Address(from): Address,
    headers: HeaderMap,
    typed: Typed,
) -> PageResult {
    // Not trimmed: a blank may be part of a password.
    let new = typed.all("new").first().copied().unwrap_or_default().to_owned();
    let sent = (typed.one("code"), new.as_str());
    match identity.set_first_password(typed.one("login"), sent, from).await {
        Ok(session) => {
            if let Some(old) = token(&headers, frame.settings()) {
                identity.sign_out(old).await?;
            }
            let onward = onward(&identity, &session, "/me").await?;
            with_session(go_to(&onward), &session, frame.settings())
        }
        Err(stop) => {
            let fields = fields(&frame).into_iter().map(|field| field.typed(&typed)).collect();
            let fields = at_field(&frame, fields, stop)?;
            let page = Page(FirstPage { frame, fields });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
