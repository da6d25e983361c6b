//! A page: a struct with its template, rendered as HTML.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use basis::Fault;

use crate::Failure;

/// A page struct on its way out. For another status: `(StatusCode::UNPROCESSABLE_ENTITY, Page(..))`.
pub struct Page<T: Template>(
    /// The page struct; its first field is `frame: Frame`.
    pub T,
);

/// What the handler of a page gives.
pub type PageResult = Result<Response, Failure>;

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => {
                ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
            }
            Err(error) => Failure::from(Fault::because("rendering a page", error)).into_response(),
        }
    }
}

/// The answer to a form that was accepted: go on to another page, by GET.
#[must_use]
pub fn go_to(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}
