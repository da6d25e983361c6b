//! Adding what an office asked for: words, files, or both.

use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::Refusal;
use cases::model::{Answers, Doing, Handed, How};
use cases::{Seen, Upload};
use identity::{Actor, scope};
use web::{Failure, Frame, Kind, Page, PageResult, go_to};

use super::{case, uploads};
use crate::whom::by;
use crate::{Portal, words};

/// The name under which a file goes that belongs to no material of the matter.
const OTHER: &str = "other";
/// The beginning of the names of file inputs.
const FILE: &str = "file-";

#[derive(askama::Template)]
#[template(path = "portal-supply.html")]
struct SupplyPage {
    frame: Frame,
    id: String,
    title: String,
    items: Vec<String>,
    key: String,
    version: String,
    fields: Vec<web::Field>,
}

/// GET /cases/{id}/supply
pub(crate) async fn ask(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
) -> PageResult {
    let seen = portal.cases.seen(&scope(&actor), case::id(&id)?).await?;
    if seen.case.asked().is_none() {
        return Ok(go_to(&format!("/cases/{id}")));
    }
    let sent =
        Sent { key: frame.new_key(), version: seen.case.version.to_string(), ..Sent::default() };
    Ok(Page(page(frame, &seen, &sent, String::new())).into_response())
}

/// POST /cases/{id}/supply
pub(crate) async fn supply(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
    form: Multipart,
) -> PageResult {
    let case = case::id(&id)?;
    let seen = portal.cases.seen(&scope(&actor), case).await?;
    if !case::may_answer(&actor, &seen.case, &seen) {
        return Err(case::unknown().into());
    }
    let sent = Sent::read(form).await?;
    let uploads = match sent.look() {
        Ok(uploads) => uploads,
        Err(refusal) => {
            let words = frame.say(&refusal.text).to_owned();
            let page = page(frame, &seen, &sent, words);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    };
    let materials = keep(&portal, &actor, &seen, uploads).await?;
    let typed = vec![(frame.t("portal.supply.note"), sent.note.clone())];
    let doing = Doing::Supply { answers: Answers::new(), materials, note: sent.note.clone() };
    let at = (case, sent.version.parse().ok());
    let done = case::act(&portal, (actor, &sent.key), at, doing, typed, &frame).await?;
    Ok(go_to(&format!("/cases/{case}/receipt?record={}", done.record)))
}

/// Keeps the files; those of one material go together, after those that were there.
async fn keep(
    portal: &Portal,
    actor: &Actor,
    seen: &Seen,
    uploads: Vec<(String, Upload)>,
) -> Result<Vec<Handed>, Failure> {
    let own = actor.resident_id();
    let for_whom = Some(seen.case.applicant.person).filter(|person| own != Some(*person));
    let mut materials = Vec::new();
    for (material, upload) in uploads {
        let by = by(portal, actor.clone(), for_whom, portal.app.ambient.id().into());
        let id = portal.cases.keep_file(&by, upload).await?;
        let before = seen.case.materials.iter().find(|handed| handed.material == material);
        let mut files = match before.map(|handed| &handed.how) {
            Some(How::Files(files)) => files.clone(),
            _ => Vec::new(),
        };
        files.push(id);
        materials.push(Handed { material, how: How::Files(files) });
    }
    Ok(materials)
}

fn page(frame: Frame, seen: &Seen, sent: &Sent, error: String) -> SupplyPage {
    let note = web::Field::new("note", frame.t("portal.supply.note"), Kind::Lines { rows: 3 })
        .hint(frame.t("portal.supply.note-hint"))
        .value(sent.note.clone())
        .error(error);
    let input = |id: &str, label: String| {
        let kind = Kind::File { accept: words::ACCEPT };
        web::Field::new(format!("{FILE}{id}"), label, kind).optional()
    };
    let mut fields = vec![note];
    for material in &seen.matter.materials {
        fields.push(input(&material.id, frame.say(&material.name).to_owned()));
    }
    fields.push(input(OTHER, frame.t("portal.case.other-file")));
    SupplyPage {
        id: seen.case.id.to_string(),
        title: words::title(&frame, &seen.matter),
        items: seen.case.asked().map(|asked| asked.items.clone()).unwrap_or_default(),
        key: sent.key.clone(),
        version: sent.version.clone(),
        fields,
        frame,
    }
}

/// What the form sends.
#[derive(Default)]
struct Sent {
    key: String,
    version: String,
    note: String,
    files: Vec<(String, String, Vec<u8>)>,
}

impl Sent {
    async fn read(mut form: Multipart) -> Result<Self, Failure> {
        let mut sent = Self::default();
        while let Some(part) = form.next_field().await.map_err(|_| uploads::broken())? {
            let name = part.name().unwrap_or_default().to_owned();
            if let Some(material) = name.strip_prefix(FILE) {
                let file = part.file_name().unwrap_or_default().to_owned();
                let bytes = part.bytes().await.map_err(|_| uploads::broken())?;
                if !(bytes.is_empty() && file.is_empty()) {
                    sent.files.push((material.to_owned(), file, bytes.to_vec()));
                }
                continue;
            }
            let text = part.text().await.map_err(|_| uploads::broken())?;
            match name.as_str() {
                "key" => sent.key = text,
                "version" => sent.version = text,
                "note" => sent.note = text.trim().chars().take(1000).collect(),
                _ => {}
            }
        }
        Ok(sent)
    }

    /// The files, looked at; nothing at all is no supplement.
    fn look(&self) -> Result<Vec<(String, Upload)>, Refusal> {
        if self.files.is_empty() && self.note.is_empty() {
            return Err(nothing());
        }
        let look = |(material, name, bytes): &(String, String, Vec<u8>)| {
            Ok((material.clone(), Upload::look(name, bytes.clone())?))
        };
        self.files.iter().map(look).collect()
    }
}

fn nothing() -> Refusal {
    Refusal::invalid(
        "supply.nothing",
        "请写一句说明，或者传一份材料，再提交。",
        "Write a word or upload a file before you send it.",
    )
}
