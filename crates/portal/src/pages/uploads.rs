//! Materials that have to be brought: photographs or files, one material a page.

use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::{Id, Refusal, RefusalKind, Stop};
use cases::Upload;
use catalogue::model::Need;
use identity::Actor;
use web::{Failure, Frame, Kind, Page, PageResult, go_to};

use super::apply::{Applying, Place, Saved};
use crate::draft::{Draft, Kept, Put};
use crate::flow::Slot;
use crate::{Portal, words};

/// Files of one material.
const MOST_FILES: usize = 10;

#[derive(askama::Template)]
#[template(path = "portal-upload.html")]
struct UploadPage {
    frame: Frame,
    title: String,
    for_name: String,
    back: String,
    at: usize,
    all: usize,
    saved: bool,
    heading: String,
    fields: Vec<web::Field>,
    files: Vec<Kept>,
    onward: String,
    may_follow: bool,
    may_lack: bool,
}

/// GET /apply/{matter}/materials/{step}
pub(crate) async fn show(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(place): Path<Place>,
    Query(saved): Query<Saved>,
) -> PageResult {
    let applying = Applying::load(&portal, actor, &place).await?;
    let Some(slot) = applying.flow.slot(&place.step) else {
        return Ok(go_to(&applying.onward()));
    };
    let page = page(frame, &applying, &slot, String::new(), saved.saved == "1");
    Ok(Page(page).into_response())
}

/// POST /apply/{matter}/materials/{step}
pub(crate) async fn put(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(place): Path<Place>,
    form: Multipart,
) -> PageResult {
    let applying = Applying::load(&portal, actor, &place).await?;
    let Some(slot) = applying.flow.slot(&place.step) else {
        return Ok(go_to(&applying.onward()));
    };
    let sent = Sent::read(form).await?;
    let here = applying.path(&format!("materials/{}", slot.id));
    let id = slot.id.clone();
    let is_field = slot.is_field;
    match sent.what.as_str() {
        "remove" => {
            let file: Id = sent.file.parse().map_err(|_| cases::unknown_file())?;
            keep_here(&portal, applying, &here, move |draft| draft.drop_file(&id, file)).await
        }
        "later" if slot.need == Need::Later => {
            let change = |draft: &mut Draft| drop(draft.materials.insert(id, Put::Later));
            applying.keep(&portal, change).await
        }
        "without" if slot.need == Need::Optional => {
            let change = move |draft: &mut Draft| {
                if is_field {
                    draft.answers.insert(id.clone(), String::new());
                }
                draft.materials.insert(id, Put::Without);
            };
            applying.keep(&portal, change).await
        }
        _ => upload(portal, frame, (applying, slot), sent).await,
    }
}

async fn upload(
    portal: Portal,
    frame: Frame,
    (applying, slot): (Applying, Slot),
    sent: Sent,
) -> PageResult {
    let here = applying.path(&format!("materials/{}", slot.id));
    let looked = match sent.bytes {
        Some(_) if applying.flow.draft.files(&slot.id).len() >= MOST_FILES => Err(too_many()),
        Some(bytes) => Upload::look(&sent.name, bytes),
        None => Err(no_file()),
    };
    let upload = match looked {
        Ok(upload) => upload,
        Err(refusal) => {
            let words = frame.refusal(&refusal);
            let page = page(frame, &applying, &slot, words, false);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    };
    let sha256 = upload.digest().to_owned();
    if applying.flow.draft.holds(&slot.id, &sha256) {
        return Ok(go_to(&here));
    }
    let by = applying.whom.by(&portal, portal.app.ambient.id().into());
    let id = match portal.cases.keep_file(&by, upload).await {
        Ok(id) => id,
        Err(stop) => return not_kept(frame, &applying, &slot, stop),
    };
    let kept = Kept { id, name: plain(&sent.name), sha256 };
    let (slot_id, is_field) = (slot.id, slot.is_field);
    let change = move |draft: &mut Draft| {
        draft.add_file(&slot_id, kept);
        if is_field {
            let ids: Vec<String> =
                draft.files(&slot_id).iter().map(|file| file.id.to_string()).collect();
            draft.answers.insert(slot_id, ids.join(","));
        }
    };
    keep_here(&portal, applying, &here, change).await
}

/// What was found in a file is said where it was chosen; anything else is a failure of its own.
fn not_kept(frame: Frame, applying: &Applying, slot: &Slot, stop: Stop) -> PageResult {
    match stop.refusal() {
        Some(refusal) if refusal.field.as_deref() == Some("file") => {
            let words = frame.refusal(refusal);
            let page = page(frame, applying, slot, words, false);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        _ => Err(stop.into()),
    }
}

/// Keeps a change and shows the same page again.
async fn keep_here(
    portal: &Portal,
    applying: Applying,
    here: &str,
    change: impl FnOnce(&mut Draft),
) -> PageResult {
    applying.keep(portal, change).await?;
    Ok(go_to(&format!("{here}?saved=1")))
}

fn page(frame: Frame, applying: &Applying, slot: &Slot, error: String, saved: bool) -> UploadPage {
    let step = format!("materials/{}", slot.id);
    let (at, all) = applying.flow.place(&step);
    let heading = frame.say(&slot.name).to_owned();
    let kinds: Vec<String> =
        slot.accept.iter().map(|kind| frame.say(&kind.name()).to_owned()).collect();
    let comma = if frame.is_chinese() { "、" } else { ", " };
    let hint = frame.tf("portal.upload.hint", [("kinds", kinds.join(comma))]);
    let hint = format!("{} {hint}", frame.say(&slot.hint)).trim().to_owned();
    let input = web::Field::new(
        "file",
        frame.t("portal.upload.choose"),
        Kind::File { accept: words::ACCEPT },
    );
    UploadPage {
        title: words::title(&frame, &applying.matter),
        for_name: applying.for_name(),
        back: applying.back(&step),
        at,
        all,
        saved,
        heading,
        fields: vec![input.hint(hint).error(error)],
        files: applying.flow.draft.files(&slot.id).to_vec(),
        onward: applying.onward(),
        may_follow: slot.need == Need::Later,
        may_lack: slot.need == Need::Optional,
        frame,
    }
}

/// What an upload form sends.
#[derive(Default)]
pub(crate) struct Sent {
    /// Which button.
    pub what: String,
    /// The file that is to be taken away.
    pub file: String,
    /// The name of the uploaded file.
    pub name: String,
    /// Its bytes, if one was chosen.
    pub bytes: Option<Vec<u8>>,
}

impl Sent {
    async fn read(mut form: Multipart) -> Result<Self, Failure> {
        let mut sent = Self::default();
        while let Some(part) = form.next_field().await.map_err(|_| broken())? {
            match part.name().unwrap_or_default() {
                "what" => sent.what = part.text().await.map_err(|_| broken())?,
                "remove" => {
                    sent.what = "remove".to_owned();
                    sent.file = part.text().await.map_err(|_| broken())?;
                }
                "file" => {
                    sent.name = part.file_name().unwrap_or_default().to_owned();
                    let bytes = part.bytes().await.map_err(|_| broken())?;
                    let chosen = !(bytes.is_empty() && sent.name.is_empty());
                    sent.bytes = chosen.then(|| bytes.to_vec());
                }
                _ => {}
            }
        }
        Ok(sent)
    }
}

/// The name as it is shown again: the last part of a path, at most 80 characters.
pub(crate) fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|letter| !letter.is_control()).take(80).collect()
}

pub(crate) fn broken() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "upload.broken")
}

fn no_file() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "upload.none")
}

fn too_many() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "upload.too-many")
}
