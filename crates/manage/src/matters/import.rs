//! Taking in the implementation list from a workbook: judged cell by cell, shown, and with one error
//! nothing is begun.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use catalogue::list::{Change, ListError};
use identity::{Actor, Right, may};
use web::{Field, Frame, Page, PageResult, go_to};

use crate::Manage;
use crate::listed::Listed;
use crate::upload::{Upload, file_field, unfit, with_refusal};

/// More lines than this are no table that anybody reads; the number of all stands above it.
const MOST_SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "manage-matters-import.html")]
struct ImportPage {
    frame: Frame,
    key: String,
    fields: Vec<Field>,
    errors: Vec<(String, String)>,
    /// How many errors there are, with those that are not shown.
    wrong: usize,
    /// The matter, the column, what is in force, what the list says.
    changes: Vec<[String; 4]>,
    /// How many cells differ, with those that are not shown; none before a list was read.
    judged: Option<usize>,
}

fn blank(frame: Frame, key: String) -> ImportPage {
    let fields = vec![file_field(&frame, frame.t("manage.list-in.file-hint"))];
    let (errors, changes) = (Vec::new(), Vec::new());
    ImportPage { frame, key, fields, errors, wrong: 0, changes, judged: None }
}

/// GET /manage/matters/import
pub(crate) async fn import_page(frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let key = frame.new_key();
    Ok(Page(blank(frame, key)).into_response())
}

/// POST /manage/matters/import: says what the list changes; begins the drafts where that was asked
/// and nothing is wrong.
pub(crate) async fn take_in(State(manage): State<Manage>, upload: Upload) -> PageResult {
    let (frame, sent) = upload.read(&Right::Publish).await?;
    let by = sent.by(&manage)?;
    let mut page = blank(frame, sent.key);
    let listed = match manage.judge_list(&by.actor, sent.bytes).await {
        Ok(listed) => listed,
        Err(stop) => {
            let Some(refusal) = stop.refusal().filter(|one| one.rule == "manage.sheet") else {
                return Err(stop.into());
            };
            page.fields = with_refusal(&page.frame, page.fields, refusal);
            return Ok(unfit(page));
        }
    };
    let page = shown(page, &listed);
    if !listed.errors.is_empty() {
        return Ok(unfit(page));
    }
    if !sent.takes || listed.revised.is_empty() {
        return Ok(Page(page).into_response());
    }
    let drafts = manage.begin_all(&by, listed.revised).await?;
    Ok(go_to(&format!("/manage/matters?drafted={}", drafts.len())))
}

fn shown(mut page: ImportPage, listed: &Listed) -> ImportPage {
    let frame = &page.frame;
    let error = |one: &ListError| (place(one), frame.say(&one.text).to_owned());
    let change = |one: &Change| {
        [one.pin.matter.clone(), one.column.to_owned(), one.was.clone(), one.is.clone()]
    };
    page.errors = listed.errors.iter().take(MOST_SHOWN).map(error).collect();
    page.changes = listed.changes.iter().take(MOST_SHOWN).map(change).collect();
    page.wrong = listed.errors.len();
    page.judged = listed.errors.is_empty().then_some(listed.changes.len());
    page
}

/// The cell as a spreadsheet names it; empty where the sheet as a whole is meant.
pub(crate) fn place(error: &ListError) -> String {
    match error.row {
        0 => String::new(),
        row => format!("{}{row}", error.column),
    }
}
