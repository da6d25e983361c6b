//! The second factor: asked for when signing in, set up at first and anew, and the codes for a lost
//! telephone, shown once.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use basis::{Outcome, Stop};
use web::format::percent_encoded;
use web::{Failure, Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::{Next, at_field, local, with_session};
use crate::gate::{Address, token};
use crate::second::{Need, OwnSecond, Told};
use crate::service::Identity;
use crate::sessions::Asks;
use crate::sign_in::Token;

/// Asks for a code.
#[derive(askama::Template)]
#[template(path = "second-enter.html")]
struct EnterPage {
    frame: Frame,
    next: String,
    fields: Vec<Field>,
}

/// Shows a key and asks for its first code.
#[derive(askama::Template)]
#[template(path = "second.html")]
struct SetupPage {
    frame: Frame,
    /// Where the form is sent.
    action: &'static str,
    /// Where "back" leads.
    back: &'static str,
    next: String,
    /// How it stands, in a sentence.
    standing: String,
    setup: String,
    secret: String,
    picture: String,
    may_drop: bool,
    fields: Vec<Field>,
}

/// Shows the codes for a lost telephone, once.
#[derive(askama::Template)]
#[template(path = "second-codes.html")]
struct CodesPage {
    frame: Frame,
    codes: Vec<String>,
    next: String,
}

/// Where to go after signing in: to the page that was wanted, or first to the second factor.
pub(super) async fn onward(identity: &Identity, token: &Token, next: &str) -> Outcome<String> {
    Ok(match identity.second_need(token.reveal()).await? {
        Need::Nothing => next.to_owned(),
        Need::Code | Need::Setup => format!("/sign-in/second?next={}", percent_encoded(next)),
    })
}

/// GET /sign-in/second
pub(crate) async fn ask_second(
    State(identity): State<Identity>,
    frame: Frame,
    headers: HeaderMap,
    Query(next): Query<Next>,
) -> PageResult {
    let token = token(&headers, frame.settings()).unwrap_or_default();
    let next = next.local().to_owned();
    match identity.second_need(token).await? {
        Need::Nothing => Ok(go_to(&next)),
        Need::Code => Ok(kept_nowhere(enter(frame, next, None)?)),
        Need::Setup => {
            let asks = identity.asks_of(token).await?;
            let told = identity.begin_second(token, None).await?;
            Ok(kept_nowhere(first_setup(frame, (&told, asks), next, None)?))
        }
    }
}

/// POST /sign-in/second
pub(crate) async fn show_second(
    State(identity): State<Identity>,
    frame: Frame,
    Address(from): Address,
    headers: HeaderMap,
    typed: Typed,
) -> PageResult {
    let token = token(&headers, frame.settings()).unwrap_or_default();
    let next = local(typed.one("next")).to_owned();
    match identity.second_need(token).await? {
        Need::Nothing => Ok(go_to(&next)),
        Need::Code => match identity.show_second(token, typed.one("code"), from).await {
            Ok(session) => with_session(go_to(&next), &session, frame.settings()),
            Err(stop) => Ok(kept_nowhere(enter(frame, next, Some(stop))?)),
        },
        Need::Setup => {
            let asks = identity.asks_of(token).await?;
            let sent = (typed.one("setup"), typed.one("code"));
            // Whoever finds an open browser must not put a telephone of their own to the account.
            let confirmed = match asks {
                Asks::Nothing => Ok(()),
                Asks::Password | Asks::SignIn => {
                    identity.confirm_password(token, password(&typed)).await
                }
            };
            let set = match confirmed {
                Ok(()) => identity.set_second(token, sent, from).await,
                Err(stop) => Err(stop),
            };
            match set {
                Ok(set) => shown_once(frame, set, next),
                Err(stop) => {
                    let told = identity.begin_second(token, Some(sent.0)).await?;
                    Ok(kept_nowhere(first_setup(frame, (&told, asks), next, Some(stop))?))
                }
            }
        }
    }
}

/// GET /me/second
pub(crate) async fn my_second(
    State(identity): State<Identity>,
    frame: Frame,
    headers: HeaderMap,
) -> PageResult {
    let token = token(&headers, frame.settings()).unwrap_or_default();
    let own = identity.own_second(token).await?;
    let told = identity.begin_second(token, None).await?;
    anew(frame, (&own, &told), None)
}

/// POST /me/second
pub(crate) async fn set_second(
    State(identity): State<Identity>,
    frame: Frame,
    Address(from): Address,
    headers: HeaderMap,
    typed: Typed,
) -> PageResult {
    let token = token(&headers, frame.settings()).unwrap_or_default();
    let own = identity.own_second(token).await?;
    let setup = typed.one("setup");
    let done = match identity.confirm_password(token, password(&typed)).await {
        Err(stop) => Err(stop),
        Ok(()) if typed.one("do") == "drop" => identity.drop_second(token).await.map(|()| None),
        Ok(()) => identity.set_second(token, (setup, typed.one("code")), from).await.map(Some),
    };
    match done {
        Ok(None) => Ok(go_to("/me/second")),
        Ok(Some(set)) => shown_once(frame, set, "/me/second".to_owned()),
        Err(stop) => {
            let told = identity.begin_second(token, Some(setup)).await?;
            anew(frame, (&own, &told), Some(stop))
        }
    }
}

/// Not trimmed: a blank may be part of a password.
fn password(typed: &Typed) -> &str {
    typed.all("password").first().copied().unwrap_or_default()
}

fn password_field(frame: &Frame) -> Field {
    let kind = Kind::Password { autocomplete: "current-password" };
    Field::new("password", frame.t("identity.second.password"), kind)
}

fn code_field(frame: &Frame) -> Field {
    let kind = Kind::Line { mode: "text", autocomplete: "one-time-code", characters: 11 };
    Field::new("code", frame.t("identity.second.code"), kind)
}

/// The page that asks for a code, with what was wrong.
fn enter(frame: Frame, next: String, wrong: Option<Stop>) -> Result<Response, Failure> {
    let field = code_field(&frame).hint(frame.t("identity.second.code-hint")).as_title();
    let (status, fields) = judged(&frame, vec![field], wrong)?;
    Ok((status, Page(EnterPage { frame, next, fields })).into_response())
}

/// The page that sets a second factor up before one is let in; it asks for the password again where
/// one has not signed in a moment ago.
fn first_setup(
    frame: Frame,
    (told, asks): (&Told, Asks),
    next: String,
    wrong: Option<Stop>,
) -> Result<Response, Failure> {
    let code = code_field(&frame).hint(frame.t("identity.second.first-code-hint"));
    let password = (asks != Asks::Nothing).then(|| password_field(&frame));
    let fields = password.into_iter().chain([code]).collect();
    let (status, fields) = judged(&frame, fields, wrong)?;
    let page = SetupPage {
        action: "/sign-in/second",
        back: "/sign-in",
        next,
        standing: frame.t("identity.second.must"),
        setup: told.setup.clone(),
        secret: told.spaced(),
        picture: told.picture()?,
        may_drop: false,
        fields,
        frame,
    };
    Ok((status, Page(page)).into_response())
}

/// The page with one's own second factor, and the form that sets it up anew.
fn anew(frame: Frame, (own, told): (&OwnSecond, &Told), wrong: Option<Stop>) -> PageResult {
    let fields = vec![
        password_field(&frame),
        code_field(&frame).hint(frame.t("identity.second.first-code-hint")),
    ];
    let (status, fields) = judged(&frame, fields, wrong)?;
    let page = SetupPage {
        action: "/me/second",
        back: "/me",
        next: String::new(),
        standing: standing(&frame, own),
        setup: told.setup.clone(),
        secret: told.spaced(),
        picture: told.picture()?,
        may_drop: own.since.is_some() && !own.is_required,
        fields,
        frame,
    };
    Ok((status, Page(page)).into_response())
}

fn standing(frame: &Frame, own: &OwnSecond) -> String {
    match own.since {
        Some(since) => {
            let values = [("since", frame.moment(&since)), ("left", own.left.to_string())];
            frame.tf("identity.second.is-on", values)
        }
        None => frame.t("identity.second.is-off"),
    }
}

/// The fields with what was wrong, and the status that goes with it.
fn judged(
    frame: &Frame,
    fields: Vec<Field>,
    wrong: Option<Stop>,
) -> Result<(StatusCode, Vec<Field>), Failure> {
    match wrong {
        None => Ok((StatusCode::OK, fields)),
        Some(stop) => Ok((StatusCode::UNPROCESSABLE_ENTITY, at_field(frame, fields, stop)?)),
    }
}

/// The codes for a lost telephone, with the cookie of the new session.
fn shown_once(frame: Frame, (session, codes): (Token, Vec<String>), next: String) -> PageResult {
    let settings = frame.settings().clone();
    let page = Page(CodesPage { frame, codes, next }).into_response();
    with_session(kept_nowhere(page), &session, &settings)
}

/// Whoever owes the second factor is a stranger to the layers around, which would let a browser keep
/// a stranger's page.
fn kept_nowhere(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
