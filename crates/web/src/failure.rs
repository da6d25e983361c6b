//! A "no" on its way to the person: refusal → page or problem+json, fault → apology with a reference.
//!
//! A handler gives a [`Failure`] by `?`; the outermost layer, which knows the language and the
//! reference, turns it into what the person sees. So there is one place for it.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use basis::{Fault, Refusal, RefusalKind, Stop};
use serde_json::{Value, json};

use crate::Frame;
use crate::page::rendered;

/// Why a handler did not do what was asked.
#[derive(Clone, Debug)]
pub struct Failure {
    stop: Arc<Stop>,
    conflict: Option<Arc<ConflictPage>>,
    status: Option<StatusCode>,
    retry_seconds: Option<u64>,
}

/// What changed while the person was typing, and what they typed, so that nothing is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConflictPage {
    /// Label, what the person saw, what it is now.
    pub changes: Vec<(String, String, String)>,
    /// Label and what the person typed.
    pub typed: Vec<(String, String)>,
    /// Where to look at the new state and do it again.
    pub back_link: String,
}

impl Failure {
    /// A conflict that shows what changed and keeps what was typed.
    #[must_use]
    pub fn conflict(refusal: Refusal, page: ConflictPage) -> Self {
        Self { conflict: Some(Arc::new(page)), ..Self::from(Stop::from(refusal)) }
    }

    /// The same failure with another HTTP status, where the kind alone does not tell.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// The same failure with the seconds after which it may be tried again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_seconds = Some(seconds);
        self
    }

    /// The refusal, where it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        self.stop.refusal()
    }

    /// The HTTP status that the person's browser is given.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status.unwrap_or_else(|| match &*self.stop {
            Stop::Refused(refusal) => status_of(refusal.kind),
            Stop::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        })
    }

    /// What the person sees.
    pub(crate) fn show(&self, frame: Frame) -> Response {
        self.log(frame.reference());
        let mut response =
            if frame.path().starts_with("/api/") { self.problem(&frame) } else { self.page(frame) };
        if let Some(seconds) = self.retry_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    /// A fault is logged here, once, with its causes, and what took too long; any other refusal is part
    /// of the service.
    fn log(&self, reference: &str) {
        if let Stop::Broken(fault) = &*self.stop {
            tracing::error!(request.id = reference, causes = %causes(fault), "a request failed");
        } else if self.status == Some(StatusCode::GATEWAY_TIMEOUT) {
            tracing::error!(request.id = reference, "a request had no answer in time");
        }
    }

    fn page(&self, frame: Frame) -> Response {
        let status = self.status();
        let (drawn, html) = match (&*self.stop, &self.conflict) {
            (Stop::Refused(refusal), Some(page)) => {
                rendered(&ConflictView { frame, refusal, page: page.as_ref() })
            }
            (Stop::Refused(refusal), None) => {
                let title = frame.t(title_key(status, refusal));
                rendered(&RefusalView { frame, title, refusal })
            }
            (Stop::Broken(_), _) => rendered(&ApologyView { frame }),
        };
        let html = html.unwrap_or_else(|_| "<!doctype html><title>Tongban</title>".to_owned());
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (status, Extension(drawn), kind, html).into_response()
    }

    fn problem(&self, frame: &Frame) -> Response {
        let body = match &*self.stop {
            Stop::Refused(refusal) => refused(refusal, self.status(), frame),
            Stop::Broken(_) => json!({
                "type": "urn:tongban:fault",
                "title": frame.t("web.apology.title"),
                "status": self.status().as_u16(),
                "detail": frame.t("web.apology.api"),
                "instance": format!("urn:tongban:request:{}", frame.reference()),
            }),
        };
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        (self.status(), kind, body.to_string()).into_response()
    }
}

/// The problem of RFC 9457 for a refusal.
fn refused(refusal: &Refusal, status: StatusCode, frame: &Frame) -> Value {
    let text = frame.refusal_text(refusal);
    let mut problem = json!({
        "type": format!("urn:tongban:refusal:{}", refusal.rule),
        "title": frame.t(title_key(status, refusal)),
        "status": status.as_u16(),
        "detail": frame.say(&text),
        "instance": format!("urn:tongban:request:{}", frame.reference()),
        "rule": refusal.rule,
        "text": text,
    });
    if let Some(field) = &refusal.field {
        problem["field"] = json!(field);
    }
    if let Some(source) = &refusal.source {
        problem["source"] = json!(source);
    }
    problem
}

impl<E: Into<Stop>> From<E> for Failure {
    fn from(error: E) -> Self {
        let stop = Arc::new(error.into());
        Self { stop, conflict: None, status: None, retry_seconds: None }
    }
}

impl IntoResponse for Failure {
    /// The bare status; the outermost layer finds the failure in the extensions and dresses it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The HTTP status of a kind of refusal.
#[must_use]
pub fn status_of(kind: RefusalKind) -> StatusCode {
    match kind {
        RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::SignIn => StatusCode::UNAUTHORIZED,
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::NotFound => StatusCode::NOT_FOUND,
        RefusalKind::Conflict | RefusalKind::NotNow => StatusCode::CONFLICT,
        RefusalKind::TooLate => StatusCode::GONE,
        RefusalKind::Busy => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn title_key(status: StatusCode, refusal: &Refusal) -> &'static str {
    match (status, refusal.kind) {
        // Nobody was first: the sender used one key for two intentions.
        _ if refusal.rule == "act.key-reused" => "web.refusal.invalid",
        (StatusCode::TOO_MANY_REQUESTS, _) => "web.refusal.too-often",
        (StatusCode::PAYLOAD_TOO_LARGE, _) => "web.refusal.too-large",
        (StatusCode::REQUEST_TIMEOUT, _) => "web.refusal.too-slow",
        (StatusCode::GATEWAY_TIMEOUT, _) => "web.refusal.late",
        (_, RefusalKind::Invalid) => "web.refusal.invalid",
        (_, RefusalKind::SignIn) => "web.refusal.sign-in",
        (_, RefusalKind::Forbidden) => "web.refusal.forbidden",
        (_, RefusalKind::NotFound) => "web.refusal.not-found",
        (_, RefusalKind::Conflict) => "web.refusal.conflict",
        (_, RefusalKind::NotNow) => "web.refusal.not-now",
        (_, RefusalKind::TooLate) => "web.refusal.too-late",
        (_, RefusalKind::Busy) => "web.refusal.busy",
    }
}

/// A fault and the errors behind it, in one line.
fn causes(fault: &Fault) -> String {
    let mut line = fault.to_string();
    let mut next = std::error::Error::source(fault);
    while let Some(cause) = next {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        next = cause.source();
    }
    line
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalView<'a> {
    frame: Frame,
    title: String,
    refusal: &'a Refusal,
}

#[derive(Template)]
#[template(path = "conflict.html")]
struct ConflictView<'a> {
    frame: Frame,
    refusal: &'a Refusal,
    page: &'a ConflictPage,
}

#[derive(Template)]
#[template(path = "apology.html")]
struct ApologyView {
    frame: Frame,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_with_all_its_causes() {
        let inner = std::io::Error::other("disk full");
        assert_eq!(causes(&Fault::because("saving a case", inner)), "saving a case: disk full");
    }

    #[test]
    fn any_error_that_stops_an_act_becomes_a_failure() {
        let check = |failure: Failure, status: u16| assert_eq!(failure.status().as_u16(), status);
        check(Refusal::not_found("a.b", "没有", "none").into(), 404);
        check(Stop::from(Refusal::conflict("a.b", "冲突", "conflict")).into(), 409);
        check(Fault::new("broken").into(), 500);
    }
}
