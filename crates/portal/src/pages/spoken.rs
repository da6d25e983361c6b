//! The summary of a matter as a machine has said it, for telephones that cannot read aloud.

use std::path::PathBuf;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::{Refusal, RefusalKind};
use catalogue::model::Matter;
use web::{Frame, PageResult};

use crate::{Portal, spoken};

/// Where the file of a matter is, in the language of the page.
fn file(portal: &Portal, frame: &Frame, matter: &Matter) -> Option<PathBuf> {
    let folder = portal.app.settings.spoken.as_ref()?;
    Some(folder.join(spoken::file_name(matter, frame.lang())))
}

/// Address of the sound, where there is one.
pub(crate) async fn address(portal: &Portal, frame: &Frame, matter: &Matter) -> String {
    let Some(file) = file(portal, frame, matter) else { return String::new() };
    match tokio::task::spawn_blocking(move || file.is_file()).await {
        Ok(true) => format!("/matters/{}/spoken.wav?lang={}", matter.id, frame.lang_tag()),
        _ => String::new(),
    }
}

/// GET /matters/{id}/spoken.wav
pub(crate) async fn sound(
    State(portal): State<Portal>,
    frame: Frame,
    Path(id): Path<String>,
) -> PageResult {
    let matter = portal.matter(&id)?;
    let file = file(&portal, &frame, &matter).ok_or_else(silent)?;
    let read = tokio::task::spawn_blocking(move || std::fs::read(file)).await;
    let bytes = read.ok().and_then(Result::ok).ok_or_else(silent)?;
    let kind =
        [(header::CONTENT_TYPE, "audio/wav"), (header::CACHE_CONTROL, "private, max-age=3600")];
    Ok((kind, bytes).into_response())
}

fn silent() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "matter.no-sound")
}
