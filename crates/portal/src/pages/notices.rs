//! The papers of a case as PDF files, made when they are asked for.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::{Fault, Lang};
use cases::{Seen, Step};
use catalogue::model::TOWNSHIP;
use identity::{Actor, scope};
use web::{Frame, PageResult};

use super::case;
use crate::Portal;
use crate::papers::{KINDS, Office, paper};

/// The papers that a case has: name and address.
pub(crate) fn list(frame: &Frame, seen: &Seen, history: &[Step]) -> Vec<(String, String)> {
    let office = Office {
        county: String::new(),
        receives: String::new(),
        decides: String::new(),
        phone: String::new(),
        demo: true,
        address: String::new(),
    };
    let one = |kind: &&str| {
        paper(kind, seen, history, &office)?;
        let name = frame.t(match *kind {
            "receipt" => "portal.notice.receipt",
            "acceptance" => "portal.notice.acceptance",
            "supplement" => "portal.notice.supplement",
            "non-acceptance" => "portal.notice.non-acceptance",
            _ => "portal.notice.decision",
        });
        Some((name, format!("/cases/{}/notices/{kind}.pdf", seen.case.id)))
    };
    KINDS.iter().filter_map(one).collect()
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
    let kind = file.strip_suffix(".pdf").unwrap_or_default();
    let office = office(&portal, &seen);
    let document = paper(kind, &seen, &history, &office).ok_or_else(case::unknown)?;
    let name = document.file_name();
    let pdf = tokio::task::spawn_blocking(move || document.pdf()).await;
    let pdf = pdf.map_err(|error| Fault::because("waiting for a paper", error))?;
    let pdf = pdf.map_err(|error| Fault::because("making a paper", error))?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, pdf).into_response())
}

fn office(portal: &Portal, seen: &Seen) -> Office {
    let settings = &portal.app.settings;
    let name = |id: &str| {
        if id == TOWNSHIP {
            return crate::words::division(portal, seen.case.township());
        }
        portal.department(id).get(Lang::Zh).to_owned()
    };
    Office {
        county: settings.county_name.zh.clone(),
        receives: name(&seen.matter.process.receive.department),
        decides: name(&seen.matter.process.decide.department),
        phone: settings.phone.clone(),
        demo: settings.demo,
        address: format!("{}/cases/{}", settings.base_url, seen.case.id),
    }
}
