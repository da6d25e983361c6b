//! The pages: signing in and out, and what the service knows about oneself.

mod code;
mod first;
mod me;
mod password;
mod second;
mod sessions;
mod sign_in;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use basis::{Fault, Refusal, RefusalKind, Stop};
use web::{Failure, Field, Frame, WebSettings};

pub(crate) use code::{ask_code, enter_code, send_code};
pub(crate) use first::{first_page, set_first};
pub(crate) use me::me;
pub(crate) use password::{password_page, save_password};
pub(crate) use second::{ask_second, my_second, set_second, show_second};
pub(crate) use sessions::{device_words, end_sessions, sessions_page};
pub(crate) use sign_in::{sign_in, sign_in_page, sign_out};

use crate::account::SESSION_MILLIS;
use crate::gate::session_cookie;
use crate::sign_in::Token;

/// After so many seconds at the latest somebody who tried too often may try again.
const PAUSE_SECONDS: u64 = crate::attempts::PAUSE_MILLIS.unsigned_abs() / 1000;

/// Where to go on after signing in.
#[derive(Default, serde::Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

impl Next {
    /// The path, if it is one of our own pages, else the home page.
    pub(crate) fn local(&self) -> &str {
        local(&self.next)
    }
}

/// Only a path of this site: whoever can choose the link must not choose where it ends.
fn local(path: &str) -> &str {
    let is_path = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/sign-");
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_path && is_plain { path } else { "/" }
}

/// The answer with the session's cookie.
fn with_session(
    mut response: Response,
    token: &Token,
    settings: &WebSettings,
) -> Result<Response, Failure> {
    let cookie = cookie(token.reveal(), SESSION_MILLIS / 1000, settings);
    put_cookie(&mut response, &cookie)?;
    Ok(response)
}

/// The answer that takes the session's cookie away.
fn without_session(mut response: Response, settings: &WebSettings) -> Result<Response, Failure> {
    put_cookie(&mut response, &cookie("", 0, settings))?;
    Ok(response)
}

fn cookie(value: &str, seconds: i64, settings: &WebSettings) -> String {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let name = session_cookie(settings);
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

fn put_cookie(response: &mut Response, cookie: &str) -> Result<(), Failure> {
    let value = HeaderValue::from_str(cookie)
        .map_err(|error| Fault::because("setting the session's cookie", error))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

/// The fields with a refusal at its own one, or the failure itself where it belongs to none.
fn at_field(frame: &Frame, fields: Vec<Field>, stop: Stop) -> Result<Vec<Field>, Failure> {
    if stop.refusal().is_some_and(|refusal| refusal.kind == RefusalKind::Busy) {
        return Err(busy(stop));
    }
    let told = |refusal: &Refusal| Some((refusal.field.clone()?, frame.refusal(refusal)));
    let Some((field, text)) = stop.refusal().and_then(told) else { return Err(stop.into()) };
    let place = |f: Field| {
        if f.id == field { f.error(text.clone()) } else { f }
    };
    Ok(fields.into_iter().map(place).collect())
}

/// Too many tries: the status for one person, not for a whole busy house.
fn busy(stop: Stop) -> Failure {
    let is_tries = stop.refusal().is_some_and(|refusal| refusal.rule == "sign-in.too-often");
    let failure = Failure::from(stop);
    match is_tries {
        true => failure.with_status(StatusCode::TOO_MANY_REQUESTS).retry_after(PAUSE_SECONDS),
        false => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_site() {
        let check = |path: &str, expected: &str| assert_eq!(local(path), expected);
        check("/cases/1?page=2", "/cases/1?page=2");
        check("", "/");
        check("https://evil.test/", "/");
        check("//evil.test", "/");
        check("/\\evil.test", "/");
        check("/a\r\nset-cookie: x", "/");
        check("/sign-in?next=/sign-in", "/");
        check("javascript:alert(1)", "/");
    }

    #[test]
    fn the_cookie_is_for_the_server_only() {
        let mut settings = WebSettings::default();
        let text = cookie("ab", 60, &settings);
        assert_eq!(text, "session=ab; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
        settings.base_url = "https://example.test".to_owned();
        let text = cookie("ab", 60, &settings);
        assert!(text.starts_with("__Host-session=ab; Path=/;") && text.ends_with("; Secure"));
        assert!(!text.contains("Domain"), "what begins with __Host- names no domain");
    }
}
