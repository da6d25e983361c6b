//! A material as it was handed in, shown in the browser.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::{CaseId, Id};
use identity::{Actor, rights};
use web::PageResult;

use crate::Desk;

pub(crate) async fn show(
    State(desk): State<Desk>,
    actor: Actor,
    Path((case, file)): Path<(String, String)>,
) -> PageResult {
    let (case, file): (CaseId, Id) = (case.parse()?, file.parse()?);
    let found = desk.cases.case_file(&rights::scope(&actor), case, file).await?;
    // The kind was told from the bytes; the name that it came with is personal and stays here.
    let name = format!("inline; filename=\"material.{}\"", found.kind.code());
    let headers = [
        (header::CONTENT_TYPE, found.kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, found.bytes).into_response())
}
