//! Changing one's password; whoever came with a code sets their first one here.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use basis::{Outcome, Stop};
use web::{Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::{at_field, with_session};
use crate::gate::token;
use crate::service::Identity;
use crate::sessions::{Asks, asks};
use crate::sign_in::not_signed_in;

/// Asks for the old and the new password.
#[derive(askama::Template)]
#[template(path = "password.html")]
struct PasswordPage {
    frame: Frame,
    /// Whether somebody without a password has to sign in again first.
    must_sign_in: bool,
    fields: Vec<Field>,
}

fn fields(frame: &Frame, has_old: bool) -> Vec<Field> {
    let old = Kind::Password { autocomplete: "current-password" };
    let new = Kind::Password { autocomplete: "new-password" };
    let old = has_old.then(|| Field::new("old", frame.t("identity.password.old"), old));
    let new = Field::new("new", frame.t("identity.password.new"), new)
        .hint(frame.t("identity.password.new-hint"));
    old.into_iter().chain([new]).collect()
}

/// Whether there is a password, and whether somebody without one has to sign in again first.
async fn standing(identity: &Identity, headers: &HeaderMap) -> Outcome<(bool, bool)> {
    let token =
        token(headers, &identity.app.settings).ok_or_else(|| Stop::from(not_signed_in()))?;
    let (session, account) =
        identity.session(token).await?.ok_or_else(|| Stop::from(not_signed_in()))?;
    let asks = asks(&session, &account, identity.app.ambient.now());
    Ok((account.password.is_some(), asks == Asks::SignIn))
}

/// The page that asks for the passwords.
pub(crate) async fn password_page(
    State(identity): State<Identity>,
    frame: Frame,
    headers: HeaderMap,
) -> PageResult {
    let (has_old, must_sign_in) = standing(&identity, &headers).await?;
    let fields = fields(&frame, has_old);
    Ok(Page(PasswordPage { frame, must_sign_in, fields }).into_response())
}

/// Changes the password; the other sessions of the account end.
pub(crate) async fn save_password(
    State(identity): State<Identity>,
    frame: Frame,
    headers: HeaderMap,
    typed: Typed,
) -> PageResult {
    let (has_old, must_sign_in) = standing(&identity, &headers).await?;
    let token = token(&headers, frame.settings()).unwrap_or_default();
    // Not trimmed: a blank may be part of a password.
    let raw = |id: &str| typed.all(id).first().copied().unwrap_or_default().to_owned();
    match identity.change_password(token, &raw("old"), &raw("new")).await {
        Ok(session) => with_session(go_to("/me"), &session, frame.settings()),
        Err(stop) => {
            let fields = at_field(&frame, fields(&frame, has_old), stop)?;
            let page = Page(PasswordPage { frame, must_sign_in, fields });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
