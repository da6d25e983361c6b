//! Taking staff in from a sheet: judged row by row; with one error nobody is taken in.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use basis::{Outcome, Stop};
use identity::staff::NewStaff;
use identity::{Actor, Right, may};
use web::{Field, Frame, Page, PageResult};

use super::codes;
use super::sheet;
use crate::Manage;
use crate::table::{self, CellError};
use crate::upload::{Upload, file_field, unfit, with_refusal};

#[derive(Template)]
#[template(path = "manage-staff-import.html")]
struct ImportPage {
    frame: Frame,
    key: String,
    fields: Vec<Field>,
    errors: Vec<CellError>,
    /// How many people and posts a sheet without errors would take in.
    judged: Option<(usize, usize)>,
}

fn blank(frame: Frame, key: String) -> ImportPage {
    let fields = vec![file_field(&frame, frame.t("manage.import.file-hint"))];
    ImportPage { frame, key, fields, errors: Vec::new(), judged: None }
}

/// GET /manage/staff/import
pub(crate) async fn import_page(frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::ManageAccounts)?;
    let key = frame.new_key();
    Ok(Page(blank(frame, key)).into_response())
}

/// POST /manage/staff/import: judges the sheet; takes it in where that was asked and nothing is wrong.
pub(crate) async fn take_in(State(manage): State<Manage>, upload: Upload) -> PageResult {
    let (frame, sent) = upload.read(&Right::ManageAccounts).await?;
    let by = sent.by(&manage)?;
    let mut page = blank(frame, sent.key);
    let bytes = sent.bytes;
    let (staff, errors) = match table::beside(move || sheet::read(&bytes)).await {
        Ok(rows) => judge(&manage, &by.actor, &rows).await?,
        Err(Stop::Refused(refusal)) => {
            page.fields = with_refusal(&page.frame, page.fields, &refusal);
            return Ok(unfit(page));
        }
        Err(stop) => return Err(stop.into()),
    };
    if !errors.is_empty() {
        page.errors = errors;
        return Ok(unfit(page));
    }
    if !sent.takes {
        page.judged = Some((staff.len(), staff.iter().map(|one| one.grants.len()).sum()));
        return Ok(Page(page).into_response());
    }
    let taken = manage.identity.take_in(&by, staff).await?;
    Ok(Page(codes(page.frame, taken)).into_response())
}

/// The people of the rows, and what is wrong by row and column.
async fn judge(
    manage: &Manage,
    actor: &Actor,
    rows: &[sheet::StaffRow],
) -> Outcome<(Vec<NewStaff>, Vec<CellError>)> {
    let grant = |post: [&str; 3]| manage.grant(post);
    let (staff, mut errors) = sheet::judge(rows, &grant);
    for one in &staff {
        let Some(officer) = manage.identity.officer_of(&one.login).await? else { continue };
        let row = rows.iter().find(|row| row.login == one.login).map_or(0, |row| row.row);
        let known = manage.identity.staff_member(actor, officer).await?;
        if known.name != one.name {
            errors.push(sheet::other_name(row, &one.login, &known.name));
        }
        if let Err(refusal) = may(actor, &Right::ManageOfficer { officer }) {
            errors.push(sheet::wrong(row, 1, refusal.text));
        }
    }
    errors.sort_by_key(|error| (error.row, error.column));
    Ok((staff, errors))
}
