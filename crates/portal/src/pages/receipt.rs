//! The receipt: number, what happens next and by when, and the proof that anybody can check offline.

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::{Fault, RecordId, Refusal, RefusalKind};
use cases::model::{Case, Which};
use cases::{Seen, Step};
use identity::{Actor, scope};
use serde::Deserialize;
use web::qr::qr_svg;
use web::{Frame, Page, PageResult};

use super::{case, my};
use crate::words::Line;
use crate::{Portal, words};

/// The end of a proof's file name.
const PROOF: &str = ".tlog-proof";

#[derive(askama::Template)]
#[template(path = "portal-receipt.html")]
struct ReceiptPage {
    frame: Frame,
    id: String,
    record: String,
    title: String,
    heading: String,
    number: String,
    when: String,
    is_first: bool,
    next: Vec<Line>,
    todo: String,
    is_ready: bool,
    code: String,
    address: String,
    file: String,
}

/// Which step of the case; the submission where none is named.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    record: String,
}

/// GET /cases/{id}/receipt
pub(crate) async fn show(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
    Query(which): Query<Asked>,
) -> PageResult {
    let (scope, case) = (scope(&actor), case::id(&id)?);
    let seen = portal.cases.seen(&scope, case).await?;
    let history = portal.cases.history(&scope, case).await?;
    let step = find(&history, &which.record)?;
    let record = step.record.id;
    let is_ready = portal.cases.ledger().receipt(portal.county(), record).await?.is_some();
    let page = view(&portal, frame, &seen, step, is_ready)?;
    Ok(Page(page).into_response())
}

/// GET /cases/{id}/receipts/{file}: the proof as a file.
pub(crate) async fn proof(
    State(portal): State<Portal>,
    actor: Actor,
    Path((id, file)): Path<(String, String)>,
) -> PageResult {
    let record = file.strip_suffix(PROOF).ok_or_else(case::unknown)?;
    let history = portal.cases.history(&scope(&actor), case::id(&id)?).await?;
    let step = find(&history, record)?;
    let proof = portal.cases.ledger().receipt(portal.county(), step.record.id).await?;
    let proof = proof.ok_or_else(not_yet)?;
    let name = format!("attachment; filename=\"receipt-{}{PROOF}\"", step.record.id);
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, proof.to_string()).into_response())
}

/// A step of the case's own history: a record of another case is not found here.
fn find<'a>(history: &'a [Step], record: &str) -> Result<&'a Step, Refusal> {
    if record.is_empty() {
        return history.first().ok_or_else(case::unknown);
    }
    let record: RecordId = record.parse().map_err(|_| case::unknown())?;
    history.iter().find(|step| step.record.id == record).ok_or_else(case::unknown)
}

fn view(
    portal: &Portal,
    frame: Frame,
    seen: &Seen,
    step: &Step,
    is_ready: bool,
) -> Result<ReceiptPage, Fault> {
    let Seen { case, matter, .. } = seen;
    let record = step.record.id;
    let address =
        format!("{}/cases/{}/receipt?record={record}", portal.app.settings.base_url, case.id);
    let code =
        qr_svg(&address).map_err(|error| Fault::because("drawing a receipt's code", error))?;
    // The page's policy allows no inline style, so the size stands in the element.
    let code = code.replacen("<svg ", "<svg width=\"180\" height=\"180\" ", 1);
    let is_first = step.record.seq == 1;
    let what = frame.say(&step.title()).to_owned();
    Ok(ReceiptPage {
        id: case.id.to_string(),
        record: record.to_string(),
        title: words::title(&frame, matter),
        heading: if is_first {
            frame.t("portal.receipt.submitted")
        } else {
            frame.tf("portal.receipt.of", [("what", what)])
        },
        number: case.number.clone(),
        when: frame.moment(&step.record.at),
        is_first,
        next: next(portal, &frame, seen),
        todo: my::todo(&frame, case),
        is_ready,
        code,
        address,
        file: format!("receipt-{record}{PROOF}"),
        frame,
    })
}

/// What happens next, who does it, and by which working day.
fn next(portal: &Portal, frame: &Frame, seen: &Seen) -> Vec<Line> {
    let Seen { case, matter, clocks, work, .. } = seen;
    let mut lines = Vec::new();
    for open in work {
        let clock = clocks.iter().find(|(clock, ..)| clock.which == Which::Task(open.task.clone()));
        let Some((_, due, _)) = clock else { continue };
        let who = portal.department(open.desk.department());
        let day = frame.due_date(&due.date, &due.provisional);
        let said = frame.tf("portal.receipt.by-day", [("day", day)]);
        lines.push(Line::new(frame.say(&open.name), format!("{}\n{said}", frame.say(&who))));
    }
    if !is_settled(case) {
        let promised = words::limit(frame, matter.limits.promised);
        let said = frame.tf("portal.receipt.after-acceptance", [("limit", promised)]);
        lines.push(Line::new(frame.t("portal.receipt.whole"), said));
    }
    lines
}

fn is_settled(case: &Case) -> bool {
    case.ended() || case.decision().is_some()
}

fn not_yet() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "receipt.not-yet")
}
