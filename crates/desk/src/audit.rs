//! The auditor's page: where the ledger stands, and a replay of all of it while it is small.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use basis::{Fault, Outcome, Refusal, Stop};
use identity::{Actor, Right, rights};
use ledger::{AuditReport, Checkpoint, Outside};
use web::{Frame, Page, PageResult};

use crate::Desk;

/// Above this many leaves a replay takes too long for a page; the command has no such limit.
const MOST_LEAVES: u64 = 50_000;
/// How many findings are shown.
const MOST_FINDINGS: usize = 100;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    frame: Frame,
    checkpoint: Option<Checkpoint>,
    root: String,
    note: String,
    county: String,
    report: Option<AuditReport>,
    findings: Vec<String>,
    command: String,
    too_large: bool,
}

pub(crate) async fn state(State(desk): State<Desk>, frame: Frame, actor: Actor) -> PageResult {
    rights::may(&actor, &Right::Audit)?;
    Ok(Page(page(&desk, frame, None).await?).into_response())
}

pub(crate) async fn run(State(desk): State<Desk>, frame: Frame, actor: Actor) -> PageResult {
    rights::may(&actor, &Right::Audit)?;
    let (ledger, county) = (desk.app.ledger.clone(), desk.app.settings.county.clone());
    let before = page(&desk, frame.clone(), None).await?;
    if before.too_large {
        return Err(too_large().into());
    }
    let report =
        tokio::task::spawn_blocking(move || ledger.audit_now(&county, &Outside::default()));
    let report = report
        .await
        .map_err(|error| Stop::from(Fault::because("auditing the ledger", error)))??;
    Ok(Page(page(&desk, frame, Some(report)).await?).into_response())
}

async fn page(desk: &Desk, frame: Frame, report: Option<AuditReport>) -> Outcome<AuditPage> {
    let county = desk.app.settings.county.clone();
    let note = desk.app.ledger.checkpoint(&county).await?.unwrap_or_default();
    let text = note.split("\n\n").next().unwrap_or_default();
    let checkpoint = Checkpoint::parse(text).ok();
    let found = report.as_ref().map_or(&[][..], |report| report.findings.as_slice());
    let findings =
        found.iter().take(MOST_FINDINGS).map(|one| frame.say(&one.text()).to_owned()).collect();
    Ok(AuditPage {
        root: checkpoint.as_ref().map(|one| one.root.to_base64()).unwrap_or_default(),
        too_large: checkpoint.as_ref().is_some_and(|one| one.size > MOST_LEAVES),
        command: format!("tongban ledger verify --county {county}"),
        findings,
        checkpoint,
        note,
        county,
        report,
        frame,
    })
}

fn too_large() -> Refusal {
    Refusal::not_now(
        "desk.audit-large",
        "总账条数太多，网页上核验要等很久。请在服务器上用命令核验，命令写在总账核验页上。",
        "The ledger is too large to be replayed on a page. Use the command that stands on the page.",
    )
}
