//! Lists that go out as a sheet and come back as one: departments, calendars. One page for all of
//! them: choose the sheet, see what is wrong by cell and what it changes, then take it in.

pub(crate) mod calendar;
pub(crate) mod departments;
pub(crate) mod parameters;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basis::Refusal;
use identity::{Actor, Right, may};
use web::{Field, Frame, Page, PageResult};

use crate::table::CellError;
use crate::upload::file_field;

/// What a sheet says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judged<T> {
    /// What is wrong, by cell; with one of these nothing is taken in.
    pub(crate) errors: Vec<CellError>,
    /// What it changes: what is meant, what is in force, what the sheet says.
    pub(crate) changes: Vec<[String; 3]>,
    /// What would be taken in.
    pub(crate) made: T,
}

impl<T> Judged<T> {
    /// Whether there is something to take in, and nothing that keeps it out.
    fn is_clean(&self) -> bool {
        self.errors.is_empty() && !self.changes.is_empty()
    }
}

/// The page of a list before anything was sent, for whoever may change it.
fn blank(frame: Frame, actor: &Actor, right: &Right, about: &About) -> PageResult {
    may(actor, right)?;
    let key = frame.new_key();
    Ok(Page(SheetPage::new(frame, key, about)).into_response())
}

/// The page of a list.
#[derive(Template)]
#[template(path = "manage-sheet-in.html")]
pub(crate) struct SheetPage {
    frame: Frame,
    key: String,
    fields: Vec<Field>,
    title: String,
    back: &'static str,
    action: &'static str,
    /// Where the list is downloaded.
    sheet: &'static str,
    /// What the button that takes it in says.
    take: String,
    then: String,
    errors: Vec<CellError>,
    changes: Vec<[String; 3]>,
    is_judged: bool,
}

impl SheetPage {
    /// The page before anything was sent; the words are those under `manage.<list>.*`.
    fn new(frame: Frame, key: String, about: &About) -> Self {
        let hint = frame.t("manage.sheet-in.file-hint");
        Self {
            fields: vec![file_field(&frame, hint)],
            title: frame.t(about.title),
            take: frame.t(about.take),
            then: frame.t(about.then),
            back: about.back,
            action: about.action,
            sheet: about.sheet,
            key,
            errors: Vec::new(),
            changes: Vec::new(),
            is_judged: false,
            frame,
        }
    }

    /// The page with a refusal of the file as a whole.
    fn refused(mut self, refusal: &Refusal) -> Response {
        let words = self.frame.say(&refusal.text).to_owned();
        self.fields = self.fields.into_iter().map(|field| field.error(words.clone())).collect();
        (StatusCode::UNPROCESSABLE_ENTITY, Page(self)).into_response()
    }

    /// The page with what a sheet says.
    fn judged<T>(mut self, judged: &Judged<T>) -> Response {
        self.errors.clone_from(&judged.errors);
        self.changes.clone_from(&judged.changes);
        self.is_judged = judged.errors.is_empty();
        let status = if self.is_judged { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        (status, Page(self)).into_response()
    }
}

/// What is particular to a list: keys of its words, and addresses.
struct About {
    title: &'static str,
    take: &'static str,
    then: &'static str,
    back: &'static str,
    action: &'static str,
    sheet: &'static str,
}
