//! The papers of a case as PDF files, made when they are asked for.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use cases::{Seen, Step};
use certificates::notice::{Notice, Office, notice};
use certificates::print;
use identity::{Actor, scope};
use web::{Frame, PageResult};

use super::case;
use crate::Portal;

/// The papers that a case has: name and address.
pub(crate) fn list(frame: &Frame, seen: &Seen, history: &[Step]) -> Vec<(String, String)> {
    let one = |paper: Notice| {
        let name = match paper {
            Notice::Receipt => frame.t("portal.notice.receipt"),
            Notice::Acceptance => frame.t("portal.notice.acceptance"),
            Notice::Supplement(time) => supplement(frame, time, history),
            Notice::NonAcceptance => frame.t("portal.notice.non-acceptance"),
            Notice::Decision => frame.t("portal.notice.decision"),
        };
        (name, format!("/cases/{}/notices/{}.pdf", seen.case.id, paper.code()))
    };
    Notice::of_case(seen, history).into_iter().map(one).collect()
}

/// The name of the paper of a time that something was asked.
fn supplement(frame: &Frame, time: usize, history: &[Step]) -> String {
    match Notice::asked_in_review(time, history) {
        (false, 1) => frame.t("portal.notice.supplement"),
        (false, time) => frame.tf("portal.notice.supplement-again", [("time", time)]),
        (true, 1) => frame.t("portal.notice.supplement-review"),
        (true, time) => frame.tf("portal.notice.supplement-review-again", [("time", time)]),
    }
}

/// What papers take from around the case.
pub(crate) fn office(portal: &Portal) -> Office<'_> {
    Office {
        settings: &portal.app.settings,
        wording: &portal.app.wording,
        cases: &portal.cases,
        divisions: &portal.divisions,
        now: portal.app.ambient.now(),
    }
}

/// GET /cases/{id}/notices/{file}
pub(crate) async fn download(
    State(portal): State<Portal>,
    actor: Actor,
    Path((id, file)): Path<(String, String)>,
) -> PageResult {
    let (scope, case) = (scope(&actor), case::id(&id)?);
    let seen = portal.cases.seen(&scope, case).await?;
    let history = portal.cases.history(&scope, case).await?;
    let code = file.strip_suffix(".pdf").unwrap_or_default();
    let paper = Notice::of_code(code).ok_or_else(case::unknown)?;
    let document = notice(paper, &seen, &history, office(&portal)).ok_or_else(case::unknown)?;
    let name = document.file_name();
    let pdf = print(document).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, pdf).into_response())
}
