//! The notices of a case on paper, for the desk to print and hand over: the same as the applicant's.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::{CaseId, Refusal, RefusalKind};
use cases::{Seen, Step};
use certificates::notice::{Notice, Office, notice};
use certificates::print;
use identity::{Actor, rights};
use web::{Frame, PageResult};

use crate::Desk;

fn name(frame: &Frame, paper: Notice, history: &[Step]) -> String {
    match paper {
        Notice::Receipt => frame.t("desk.paper.receipt"),
        Notice::Acceptance => frame.t("desk.paper.acceptance"),
        Notice::Supplement(time) => match Notice::asked_in_review(time, history) {
            (false, 1) => frame.t("desk.paper.supplement"),
            (false, time) => frame.tf("desk.paper.supplement-again", [("time", time)]),
            (true, 1) => frame.t("desk.paper.supplement-review"),
            (true, time) => frame.tf("desk.paper.supplement-review-again", [("time", time)]),
        },
        Notice::NonAcceptance => frame.t("desk.paper.non-acceptance"),
        Notice::Decision => frame.t("desk.paper.decision"),
    }
}

/// The papers that the case has by now: name and address.
pub(crate) fn links(frame: &Frame, seen: &Seen, history: &[Step]) -> Vec<(String, String)> {
    Notice::of_case(seen, history)
        .into_iter()
        .map(|paper| {
            let href = format!("/desk/cases/{}/papers/{}", seen.case.id, paper.code());
            (name(frame, paper, history), href)
        })
        .collect()
}

pub(crate) async fn show(
    State(desk): State<Desk>,
    actor: Actor,
    Path((id, paper)): Path<(String, String)>,
) -> PageResult {
    let id: CaseId = id.parse()?;
    let paper = Notice::of_code(&paper).ok_or_else(no_such_paper)?;
    let scope = rights::scope(&actor);
    let seen = desk.cases.seen(&scope, id).await?;
    let history = desk.cases.history(&scope, id).await?;
    let office = Office {
        settings: &desk.app.settings,
        wording: &desk.app.wording,
        cases: &desk.cases,
        divisions: &desk.divisions,
        now: desk.app.ambient.now(),
    };
    let document = notice(paper, &seen, &history, office).ok_or_else(no_such_paper)?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", document.file_name())),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, print(document).await?).into_response())
}

fn no_such_paper() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "desk.paper-unknown")
}
