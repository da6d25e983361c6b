//! The auditor's page: where the ledger stands, and a replay of all of it while it is small.

use askama::Template;
use axum::Json;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::{Fault, Outcome, Refusal, RefusalKind, Stop};
use identity::{Actor, Right, rights};
use ledger::{AuditReport, Checkpoint, Outside};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, Frame, Page, PageResult, go_to};

use crate::Desk;
use crate::inbox::search;

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
    q: String,
    missing: bool,
}

/// Which case is looked for, so that its records can be read.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

pub(crate) async fn state(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    rights::may(&actor, &Right::Audit)?;
    if let Some(href) = search(&desk, &rights::scope(&actor), &asked.q).await? {
        return Ok(go_to(&href));
    }
    let page = page(&desk, frame, None).await?;
    let missing = !asked.q.trim().is_empty();
    Ok(Page(AuditPage { q: asked.q, missing, ..page }).into_response())
}

pub(crate) async fn run(State(desk): State<Desk>, frame: Frame, actor: Actor) -> PageResult {
    rights::may(&actor, &Right::Audit)?;
    let report = replay(&desk).await?;
    Ok(Page(page(&desk, frame, Some(report)).await?).into_response())
}

/// Replays all of the ledger, where it is small enough.
async fn replay(desk: &Desk) -> Outcome<AuditReport> {
    let (ledger, county) = (desk.app.ledger.clone(), desk.app.settings.county.clone());
    let note = ledger.checkpoint(&county).await?.unwrap_or_default();
    if is_too_large(read(&note).as_ref()) {
        return Err(too_large().into());
    }
    let report =
        tokio::task::spawn_blocking(move || ledger.audit_now(&county, &Outside::default()));
    report.await.map_err(|error| Stop::from(Fault::because("auditing the ledger", error)))?
}

/// The checkpoint in a signed note.
fn read(note: &str) -> Option<Checkpoint> {
    Checkpoint::parse(note.split("\n\n").next().unwrap_or_default()).ok()
}

fn is_too_large(checkpoint: Option<&Checkpoint>) -> bool {
    checkpoint.is_some_and(|one| one.size > MOST_LEAVES)
}

/// Where the ledger stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "LedgerState")]
pub(crate) struct Standing {
    /// How many leaves the last checkpoint has; absent before the first one.
    size: Option<u64>,
    /// The last checkpoint with its signatures.
    checkpoint: String,
}

/// What a replay found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "LedgerAudit")]
pub(crate) struct Found {
    leaves: u64,
    /// Records that wait for their checkpoint.
    waiting: u64,
    /// Records whose text was erased.
    erased: u64,
    checkpoints: u64,
    /// Whether everything holds.
    clean: bool,
    /// What does not hold, in words.
    findings: Vec<String>,
    /// Findings beyond those listed.
    more: u64,
}

pub(crate) fn state_doc() -> ApiDoc {
    ApiDoc::new("desk", "总账现状", "Where the ledger stands").gives::<Standing>(
        200,
        "最近的检查点",
        "the last checkpoint",
        json!({"size": 1200, "checkpoint": "longyou.example/ledger\n1200\n…"}),
    )
}

/// GET /api/desk/audit
pub(crate) async fn api_state(State(desk): State<Desk>, actor: Actor) -> PageResult {
    rights::may(&actor, &Right::Audit)?;
    let county = desk.app.settings.county.clone();
    let checkpoint = desk.app.ledger.checkpoint(&county).await?.unwrap_or_default();
    let size = read(&checkpoint).map(|one| one.size);
    Ok(Json(Standing { size, checkpoint }).into_response())
}

pub(crate) fn run_doc() -> ApiDoc {
    let found = json!({"leaves": 1200, "waiting": 0, "erased": 0, "checkpoints": 12, "clean": true,
        "findings": [], "more": 0});
    ApiDoc::new("desk", "核验总账", "Replay the ledger")
        .gives::<Found>(200, "核验结果", "what was found", found)
        .gives_only(409, "太大，请在服务器上用命令核验", "too large; use the command")
}

/// POST /api/desk/audit
pub(crate) async fn api_run(State(desk): State<Desk>, frame: Frame, actor: Actor) -> PageResult {
    rights::may(&actor, &Right::Audit)?;
    let report = replay(&desk).await?;
    let said = report.findings.iter().take(MOST_FINDINGS);
    let found = Found {
        leaves: report.leaves,
        waiting: report.waiting,
        erased: report.erased,
        checkpoints: report.checkpoints,
        clean: report.is_clean(),
        findings: said.map(|one| frame.say(&one.text()).to_owned()).collect(),
        more: report.more,
    };
    Ok(Json(found).into_response())
}

async fn page(desk: &Desk, frame: Frame, report: Option<AuditReport>) -> Outcome<AuditPage> {
    let county = desk.app.settings.county.clone();
    let note = desk.app.ledger.checkpoint(&county).await?.unwrap_or_default();
    let checkpoint = read(&note);
    let found = report.as_ref().map_or(&[][..], |report| report.findings.as_slice());
    let findings =
        found.iter().take(MOST_FINDINGS).map(|one| frame.say(&one.text()).to_owned()).collect();
    Ok(AuditPage {
        root: checkpoint.as_ref().map(|one| one.root.to_base64()).unwrap_or_default(),
        too_large: is_too_large(checkpoint.as_ref()),
        command: format!("tongban ledger verify --county {county}"),
        findings,
        checkpoint,
        note,
        county,
        report,
        q: String::new(),
        missing: false,
        frame,
    })
}

fn too_large() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "desk.audit-large")
}
