//! Lists that go out as a sheet and come back as one, from departments to texts. One page for all of
//! them: choose the sheet, see what is wrong by cell and what it changes, then take it in.

pub(crate) mod calendar;
pub(crate) mod departments;
mod entries;
pub(crate) mod events;
pub(crate) mod parameters;
pub(crate) mod points;
pub(crate) mod registers;
pub(crate) mod texts;
pub(crate) mod words;

use askama::Template;
use axum::response::{IntoResponse, Response};
use basis::{Lang, Outcome, Refusal, Stop, Text};
use catalogue::{Finding, Severity};
use identity::{Actor, Right, may};
use web::sheet::Sheet;
use web::{Failure, Field, Frame, Page, PageResult};

use crate::Manage;
use crate::model::{Change, ChangeId, State};
use crate::table::{self, CellError, Line};
use crate::upload::{Sent, Upload, file_field, unfit, with_refusal};

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
fn blank(frame: Frame, actor: &Actor, about: &About) -> PageResult {
    may(actor, about.right)?;
    let key = frame.new_key();
    Ok(Page(SheetPage::new(frame, key, about)).into_response())
}

/// A sheet that somebody sent who may change the list.
struct Arrived {
    frame: Frame,
    sent: Sent,
    /// The lines of the sheet, or why it cannot be read.
    lines: Result<Vec<Line>, Refusal>,
    about: &'static About,
}

impl Arrived {
    /// Reads what was sent.
    async fn read(upload: Upload, about: &'static About) -> Result<Self, Failure> {
        let (frame, mut sent) = upload.read(about.right).await?;
        let bytes = std::mem::take(&mut sent.bytes);
        let reading = table::beside(move || table::lines(&bytes, about.tab, about.heads));
        let lines = match reading.await {
            Ok(lines) => Ok(lines),
            Err(Stop::Refused(refusal)) => Err(refusal),
            Err(stop) => return Err(stop.into()),
        };
        Ok(Self { frame, sent, lines, about })
    }

    /// What is to be taken in, by what the lines are judged to be; else the answer: the file is
    /// refused, something in it is wrong, or it was only to be looked at.
    fn made<T>(
        &self,
        judge: impl FnOnce(&[Line]) -> Result<Judged<T>, Refusal>,
    ) -> Result<T, Response> {
        let lines = self.lines.as_deref().map_err(|refusal| self.refused(refusal))?;
        match judge(lines) {
            Ok(judged) if self.sent.takes && judged.is_clean() => Ok(judged.made),
            Ok(judged) => Err(self.page().judged(&judged)),
            Err(refusal) => Err(self.refused(&refusal)),
        }
    }

    /// The same for a file of the catalogue: what its lines make is checked as if it were published,
    /// and what is wrong then keeps it out like a wrong cell.
    async fn made_of(
        &self,
        manage: &Manage,
        file: &str,
        judge: impl FnOnce(&[Line]) -> Judged<String>,
    ) -> Outcome<Result<String, Response>> {
        let mut judged = match &self.lines {
            Ok(lines) => judge(lines),
            Err(refusal) => return Ok(Err(self.refused(refusal))),
        };
        if judged.is_clean() {
            judged.errors = self.findings(manage, file, &judged.made).await?;
        }
        let is_taken = self.sent.takes && judged.is_clean();
        Ok(if is_taken { Ok(judged.made) } else { Err(self.page().judged(&judged)) })
    }

    /// The errors that the text of a file would bring into the catalogue.
    async fn findings(&self, manage: &Manage, file: &str, text: &str) -> Outcome<Vec<CellError>> {
        let now = manage.app.ambient.now();
        let tried = Change {
            id: ChangeId(manage.app.ambient.id()),
            path: file.to_owned(),
            // It comes after whatever was published.
            number: i64::MAX,
            text: text.to_owned(),
            effective: now.date(),
            state: State::Draft,
            drafters: Vec::new(),
            publisher: None,
            published_at: None,
            changed_at: now,
            version: 0,
        };
        let judged = manage.judge(&self.sent.actor, &tried).await?;
        let own = judged.findings.iter().filter(|one| one.severity == Severity::Error);
        let told = |one: &Finding| {
            let words = Text::new(one.line(Lang::Zh), one.line(Lang::En));
            CellError::new(self.about.heads, (0, 0), words)
        };
        Ok(own.chain(&judged.elsewhere).map(told).collect())
    }

    /// The page with a refusal of the file as a whole.
    fn refused(&self, refusal: &Refusal) -> Response {
        let mut page = self.page();
        page.fields = with_refusal(&page.frame, page.fields, refusal);
        unfit(page)
    }

    fn page(&self) -> SheetPage {
        SheetPage::new(self.frame.clone(), self.sent.key.clone(), self.about)
    }
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

    /// The page with what a sheet says.
    fn judged<T>(mut self, judged: &Judged<T>) -> Response {
        self.errors.clone_from(&judged.errors);
        self.changes.clone_from(&judged.changes);
        self.is_judged = judged.errors.is_empty();
        if self.is_judged { Page(self).into_response() } else { unfit(self) }
    }
}

/// What is particular to a list: who may change it, what its sheet looks like, keys of its words, and
/// addresses.
struct About {
    right: &'static Right,
    tab: &'static str,
    heads: &'static [&'static str],
    title: &'static str,
    take: &'static str,
    then: &'static str,
    back: &'static str,
    action: &'static str,
    sheet: &'static str,
}

impl About {
    /// The list as a sheet to download, named after it and the day.
    fn out(&self, frame: &Frame, name: &str, rows: Vec<Vec<String>>) -> PageResult {
        let sheet = Sheet::of_text(self.tab, self.heads, rows);
        let name = format!("{name}-{}.xlsx", frame.today());
        web::sheet::answer(&name, &[sheet]).map_err(Into::into)
    }
}
