//! A form that sends a workbook: who sends it, what was chosen, and whether only to look at it or to
//! take it in.

use askama::Template;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basis::{Refusal, RefusalKind};
use identity::{Actor, By, Right, may};
use web::{Failure, Field, Frame, Kind, Page, key};

use crate::Manage;

/// A workbook on its way in. Nothing of it is read before the right of the sender is known.
pub(crate) struct Upload {
    frame: Frame,
    actor: Actor,
    form: Multipart,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let frame = Frame::from_request_parts(&mut parts, state).await;
        let frame = frame.map_err(IntoResponse::into_response)?;
        let actor = Actor::from_request_parts(&mut parts, state).await;
        let actor = actor.map_err(IntoResponse::into_response)?;
        let form = Multipart::from_request(Request::from_parts(parts, body), state).await;
        let form = form.map_err(IntoResponse::into_response)?;
        Ok(Self { frame, actor, form })
    }
}

impl Upload {
    /// What the form sends, from somebody with this right, and the frame of the answer.
    ///
    /// # Errors
    /// A refusal without the right, or where the form did not arrive whole or has no key.
    pub(crate) async fn read(self, right: &Right) -> Result<(Frame, Sent), Failure> {
        let Self { frame, actor, mut form } = self;
        may(&actor, right)?;
        let mut sent = Sent { actor, key: String::new(), takes: false, bytes: Vec::new() };
        while let Some(part) = form.next_field().await.map_err(|_| broken())? {
            match part.name().unwrap_or_default() {
                "file" => sent.bytes = part.bytes().await.map_err(|_| broken())?.to_vec(),
                "key" => sent.key = part.text().await.map_err(|_| broken())?,
                "do" => sent.takes = part.text().await.map_err(|_| broken())? == "take",
                _ => {}
            }
        }
        if key::is_key(&sent.key) { Ok((frame, sent)) } else { Err(broken().into()) }
    }
}

/// What the form sends.
pub(crate) struct Sent {
    /// Who sends it.
    pub(crate) actor: Actor,
    /// The key of the act.
    pub(crate) key: String,
    /// Whether it is to be taken in, not only looked at.
    pub(crate) takes: bool,
    /// The file.
    pub(crate) bytes: Vec<u8>,
}

impl Sent {
    /// Who takes the file in, by the key of the form.
    ///
    /// # Errors
    /// A refusal where the key is none.
    pub(crate) fn by(&self, manage: &Manage) -> Result<By, Refusal> {
        Ok(manage.by(&self.actor, self.key.parse()?))
    }
}

/// The field in which the workbook is chosen.
pub(crate) fn file_field(frame: &Frame, hint: String) -> Field {
    let kind = Kind::File { accept: ".xlsx" };
    Field::new("file", frame.t("manage.import.file"), kind).hint(hint)
}

/// The same fields with why the file as a whole was refused.
pub(crate) fn with_refusal(frame: &Frame, fields: Vec<Field>, refusal: &Refusal) -> Vec<Field> {
    let words = frame.refusal(refusal);
    fields.into_iter().map(|field| field.error(words.clone())).collect()
}

/// The page of a file that is not taken in as it is.
pub(crate) fn unfit<T: Template>(page: T) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

fn broken() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "manage.upload")
}
