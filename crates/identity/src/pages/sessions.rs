//! Where one is signed in: this device, the others, and a form that ends them.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use web::{Choice, Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::at_field;
use crate::account::Session;
use crate::device::Device;
use crate::gate::token;
use crate::service::Identity;
use crate::sessions::{Asks, Ending, OwnSessions};

/// Shows one's sessions and asks which are to end.
#[derive(askama::Template)]
#[template(path = "sessions.html")]
struct SessionsPage {
    frame: Frame,
    key: String,
    /// The device in words, since when, last used.
    here: Option<(String, String, String)>,
    has_others: bool,
    /// Whether somebody without a password has to sign in again first.
    must_sign_in: bool,
    fields: Vec<Field>,
}

/// A device in words.
pub(crate) fn device_words(frame: &Frame, device: Device) -> String {
    let machine = frame.t(&format!("identity.sessions.machine-{}", device.machine()));
    let program = frame.t(&format!("identity.sessions.program-{}", device.program()));
    frame.tf("identity.sessions.device", [("machine", machine), ("program", program)])
}

fn times(frame: &Frame, session: &Session) -> (String, String) {
    (frame.moment(&session.created_at), frame.moment(&session.seen_at))
}

fn page(frame: Frame, own: &OwnSessions, key: String) -> SessionsPage {
    let here = own.list.iter().find(|one| one.is_this).map(|one| {
        let (since, used) = times(&frame, &one.session);
        (device_words(&frame, one.session.device), since, used)
    });
    let others = own.list.iter().filter(|one| !one.is_this);
    let mut choices: Vec<Choice> = others
        .map(|one| {
            let (since, used) = times(&frame, &one.session);
            let hint = frame.tf("identity.sessions.times", [("since", since), ("used", used)]);
            Choice::new(&one.handle, device_words(&frame, one.session.device)).hint(hint)
        })
        .collect();
    let has_others = !choices.is_empty();
    if choices.len() > 1 {
        choices.push(Choice::new("others", frame.t("identity.sessions.all-others")));
    }
    let mut fields = vec![Field::radios("end", frame.t("identity.sessions.which"), choices)];
    if own.asks == Asks::Password {
        let kind = Kind::Password { autocomplete: "current-password" };
        let field = Field::new("password", frame.t("identity.sessions.password"), kind);
        fields.push(field.hint(frame.t("identity.sessions.password-hint")));
    }
    let must_sign_in = own.asks == Asks::SignIn;
    SessionsPage { frame, key, here, has_others, must_sign_in, fields }
}

/// GET /me/sessions
pub(crate) async fn sessions_page(
    State(identity): State<Identity>,
    frame: Frame,
    headers: HeaderMap,
) -> PageResult {
    let token = token(&headers, frame.settings()).unwrap_or_default();
    let own = identity.own_sessions(token).await?;
    let key = frame.new_key();
    Ok(Page(page(frame, &own, key)).into_response())
}

/// POST /me/sessions
pub(crate) async fn end_sessions(
    State(identity): State<Identity>,
    frame: Frame,
    headers: HeaderMap,
    typed: Typed,
) -> PageResult {
    let token = token(&headers, frame.settings()).unwrap_or_default();
    let own = identity.own_sessions(token).await?;
    let key = typed.key()?.to_owned();
    // Not trimmed: a blank may be part of a password.
    let password = typed.all("password").first().copied().unwrap_or_default();
    let ended = match Ending::parse(typed.one("end")) {
        Ok(ending) => identity.end_own_sessions(token, key.parse()?, ending, password).await,
        Err(refusal) => Err(refusal.into()),
    };
    match ended {
        Ok(_) => Ok(go_to("/me/sessions")),
        Err(stop) => {
            // A new key: what was refused may be sent again with another answer.
            let mut page = page(frame.clone(), &own, frame.new_key());
            page.fields = page.fields.into_iter().map(|field| field.typed(&typed)).collect();
            page.fields = at_field(&frame, page.fields, stop)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
