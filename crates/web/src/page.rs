//! A page: a struct with its template, rendered as HTML.

use askama::Template;
use axum::Extension;
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

/// Which page struct an answer was drawn from, such as `portal::pages::find::HomePage`. It stands among
/// the answer's extensions and is never sent; tests ask it which templates they have seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn(pub &'static str);

/// A page struct as HTML, with its name.
pub(crate) fn rendered<T: Template>(page: &T) -> (Drawn, askama::Result<String>) {
    (Drawn(std::any::type_name::<T>()), page.render())
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match rendered(&self.0) {
            (drawn, Ok(html)) => {
                let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
                (Extension(drawn), kind, html).into_response()
            }
            (_, Err(error)) => {
                Failure::from(Fault::because("rendering a page", error)).into_response()
            }
        }
    }
}

/// The answer to a form that was accepted: go on to another page, by GET.
#[must_use]
pub fn go_to(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}
