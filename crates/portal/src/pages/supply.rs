//! Adding what an office asked for: words, files, changed answers, or all of them.

use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::{CaseId, PersonId, Refusal, RefusalKind};
use cases::model::{Answers, Doing, Handed, How, OTHER_MATERIAL};
use cases::{Done, Seen, Upload};
use identity::{Actor, scope};
use serde_json::{Value, json};
use web::{Failure, Frame, Kind, Page, PageResult, Typed, go_to};

use super::{case, uploads};
use crate::whom::by;
use crate::{Portal, mend, words};

/// The beginning of the names of file inputs.
const FILE: &str = "file-";
/// The beginning of the names of answers, so that no question's id is mistaken for a part of the form.
const ANSWER: &str = "answer-";

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
    // The page opens only where the act would be let pass.
    if !case::may_answer(&actor, &seen.case, &seen) {
        return Err(case::unknown().into());
    }
    if seen.case.asked().is_none() {
        return Ok(go_to(&format!("/cases/{id}")));
    }
    let sent =
        Sent { key: frame.new_key(), version: seen.case.version.to_string(), ..Sent::default() };
    Ok(Page(page(&portal, frame, &seen, &sent, Wrong::default())).into_response())
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
    let asked = sent.asked(case);
    let by = by(&portal, actor.clone(), for_whom(&actor, &seen), sent.key.parse()?);
    // It was handed in, and then the connection broke: nothing is kept anew.
    if let Some(done) = portal.cases.submitted_before(&by, &asked).await? {
        return Ok(go_to(&receipt(&done)));
    }
    let new = sent.answers(&portal, &frame, &seen);
    let answers = mend::changed(&seen, &new);
    let uploads = match sent.look(&answers) {
        Ok(uploads) => uploads,
        Err(refusal) => {
            let wrong = Wrong { note: Some(refusal), answers: Vec::new() };
            return Ok(again(page(&portal, frame, &seen, &sent, wrong)));
        }
    };
    let refusals = mend::refusals(&portal, &seen, &new);
    if !refusals.is_empty() {
        let wrong = Wrong { note: None, answers: refusals };
        return Ok(again(page(&portal, frame, &seen, &sent, wrong)));
    }
    let materials = match keep(&portal, &actor, &seen, uploads).await {
        Ok(materials) => materials,
        Err(failure) => return not_kept(&portal, frame, (&seen, &sent), failure),
    };
    let typed = told(&portal, &frame, &seen, &sent, &answers);
    let doing = Doing::Supply { answers, materials, note: sent.note.clone() };
    let at = (case, sent.version.parse().ok());
    let done = portal.cases.act_asked(by, asked, at, doing).await;
    let done = case::or_what_changed(&portal, &actor, at, done, typed, &frame).await?;
    Ok(go_to(&receipt(&done)))
}

fn receipt(done: &Done) -> String {
    format!("/cases/{}/receipt?record={}", done.case, done.record)
}

/// The applicant, where another acts for them.
fn for_whom(actor: &Actor, seen: &Seen) -> Option<PersonId> {
    let own = actor.resident_id();
    Some(seen.case.applicant.person).filter(|person| own != Some(*person))
}

/// What was found in a file is said on the page, where everything else that was typed stays.
fn not_kept(
    portal: &Portal,
    frame: Frame,
    (seen, sent): (&Seen, &Sent),
    failure: Failure,
) -> PageResult {
    match failure.refusal() {
        Some(refusal) if refusal.field.as_deref() == Some("file") => {
            let wrong = Wrong { note: Some(refusal.clone()), answers: Vec::new() };
            Ok(again(page(portal, frame, seen, sent, wrong)))
        }
        _ => Err(failure),
    }
}

fn again(page: SupplyPage) -> axum::response::Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

/// What was typed, for the page that shows that somebody was first.
fn told(
    portal: &Portal,
    frame: &Frame,
    seen: &Seen,
    sent: &Sent,
    answers: &Answers,
) -> Vec<(String, String)> {
    let note = (frame.t("portal.supply.note"), sent.note.clone());
    let line = |(id, value): (&String, &Value)| {
        let field = seen.matter.field(id)?;
        let value = words::shown(portal, frame, field, value.as_str().unwrap_or_default());
        Some((frame.say(&field.label).to_owned(), value))
    };
    std::iter::once(note).chain(answers.iter().filter_map(line)).collect()
}

/// Keeps the files; those of one material go together, after those that were there.
async fn keep(
    portal: &Portal,
    actor: &Actor,
    seen: &Seen,
    uploads: Vec<(String, Upload)>,
) -> Result<Vec<Handed>, Failure> {
    let mut materials = Vec::new();
    for (material, upload) in uploads {
        let by = by(portal, actor.clone(), for_whom(actor, seen), portal.app.ambient.id().into());
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

/// What will not do.
#[derive(Default)]
struct Wrong {
    note: Option<Refusal>,
    answers: Vec<(String, Refusal)>,
}

/// The inputs of the answers that were asked about, with what the case holds or what was typed.
fn answers(
    portal: &Portal,
    frame: &Frame,
    seen: &Seen,
    sent: &Sent,
    wrong: &[(String, Refusal)],
) -> Vec<web::Field> {
    let input = |field: &catalogue::model::Field| {
        let mut input = words::input(portal, frame, field);
        input.id = format!("{ANSWER}{}", field.id);
        let input = match sent.is_sent() {
            true => input.typed(&sent.typed),
            false => input.value(mend::held(seen, &field.id)),
        };
        let before = words::shown(portal, frame, field, &mend::held(seen, &field.id));
        let before = frame.tf("portal.supply.before", [("answer", before)]);
        let hint = format!("{} {before}", input.hint).trim().to_owned();
        let error = wrong.iter().find(|(id, _)| *id == field.id);
        let error = error.map(|(_, refusal)| frame.refusal(refusal));
        input.hint(hint).error(error.unwrap_or_default())
    };
    mend::asked(seen).into_iter().map(input).collect()
}

fn page(portal: &Portal, frame: Frame, seen: &Seen, sent: &Sent, wrong: Wrong) -> SupplyPage {
    let error = wrong.note.map(|refusal| frame.refusal(&refusal)).unwrap_or_default();
    let mut fields = answers(portal, &frame, seen, sent, &wrong.answers);
    let note = web::Field::new("note", frame.t("portal.supply.note"), Kind::Lines { rows: 3 })
        .hint(frame.t("portal.supply.note-hint"))
        .value(sent.note.clone())
        .error(error);
    let input = |id: &str, label: String| {
        let kind = Kind::File { accept: words::ACCEPT };
        web::Field::new(format!("{FILE}{id}"), label, kind).optional()
    };
    fields.push(note.optional());
    for material in &seen.matter.materials {
        fields.push(input(&material.id, frame.say(&material.name).to_owned()));
    }
    fields.push(input(OTHER_MATERIAL, frame.t("portal.case.other-file")));
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
    typed: Typed,
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
                _ => sent.typed.0.push((name, text)),
            }
        }
        Ok(sent)
    }

    /// By what the same form is known when it comes again: all that was sent, of files their digests.
    fn asked(&self, case: CaseId) -> Value {
        let digest = |(material, name, bytes): &(String, String, Vec<u8>)| {
            json!([material, name, seal::Sha256::of(bytes).to_string()])
        };
        let files: Vec<Value> = self.files.iter().map(digest).collect();
        json!({ "supply": {
            "case": case, "version": self.version, "note": self.note,
            "typed": self.typed.0, "files": files,
        } })
    }

    fn is_sent(&self) -> bool {
        !self.typed.0.is_empty()
    }

    /// The answers as they were typed; a question that the form did not send is left as it was.
    fn answers(&self, portal: &Portal, frame: &Frame, seen: &Seen) -> mend::New {
        let one = |field: &catalogue::model::Field| {
            let id = format!("{ANSWER}{}", field.id);
            let is_there = |(name, _): &(String, String)| {
                *name == id || name.strip_suffix("-year") == Some(id.as_str())
            };
            self.typed.0.iter().find(|sent| is_there(sent))?;
            let mut input = words::input(portal, frame, field);
            input.id = id;
            Some((field.id.clone(), input.typed(&self.typed).value))
        };
        mend::asked(seen).into_iter().filter_map(one).collect()
    }

    /// The files, looked at; nothing at all is no supplement.
    fn look(&self, answers: &Answers) -> Result<Vec<(String, Upload)>, Refusal> {
        if self.files.is_empty() && self.note.is_empty() && answers.is_empty() {
            return Err(nothing());
        }
        let look = |(material, name, bytes): &(String, String, Vec<u8>)| {
            Ok((material.clone(), Upload::look(name, bytes.clone())?))
        };
        self.files.iter().map(look).collect()
    }
}

fn nothing() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "supply.nothing")
}
