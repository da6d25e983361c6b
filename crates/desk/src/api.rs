//! The same lists for other systems: inbox, due list, the history of a case and its materials.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use basis::CaseId;
use cases::model::{How, STATUSES};
use cases::{Entry, FileNote, Page, Step};
use identity::{Actor, rights};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::format::masked_name;
use web::{ApiDoc, Frame, PageResult};

use crate::inbox::{Asked, PAGE};
use crate::{Desk, materials, supervise};

/// What a list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "DeskListQuery")]
pub(crate) struct ListQuery {
    /// Where to go on: `next` of the page before.
    #[serde(default)]
    after: String,
    /// Only this desk, such as `minzheng` or `township/330825101`.
    #[serde(default)]
    desk: String,
    /// Only what this role does there, such as `clerk` or `approver`.
    #[serde(default)]
    role: String,
}

/// What the due list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "DeskDueQuery")]
pub(crate) struct DueQuery {
    /// Where to go on: `next` of the page before.
    #[serde(default)]
    after: String,
    /// `late` or `soon`; everything if not given.
    #[serde(default)]
    show: String,
    /// Only what this department owes, such as `minzheng`.
    #[serde(default)]
    department: String,
    /// Only cases of this place: the code of a township or village.
    #[serde(default)]
    place: String,
}

/// Work that somebody owes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeskWork")]
pub(crate) struct Work {
    case: String,
    number: String,
    matter: String,
    /// The family name only.
    applicant: String,
    task: String,
    desk: String,
    /// The last day, `YYYY-MM-DD`.
    due: String,
    /// Rests on a year whose holidays are not announced.
    provisional: bool,
    /// `green`, `amber`, `red` or `stopped`.
    light: String,
}

/// A page of work.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeskWorkPage")]
pub(crate) struct WorkPage {
    entries: Vec<Work>,
    next: Option<String>,
}

/// A step in the history of a case.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CaseStep")]
pub(crate) struct HistoryStep {
    /// Its number, from 1; also the version of the case after it.
    seq: i64,
    /// The record, for its receipt.
    record: String,
    kind: String,
    /// What happened, in words.
    title: String,
    /// Epoch milliseconds.
    at: i64,
    /// The status afterwards.
    status: Option<String>,
    status_name: Option<String>,
}

/// A material of a case.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CaseMaterial")]
pub(crate) struct CaseMaterial {
    /// Its id in the matter.
    material: String,
    name: String,
    /// `fetched`, `committed`, `files`, `later`; none where it is necessary and was not handed in.
    how: Option<String>,
    files: Vec<CaseFile>,
}

/// A file of a material.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CaseFile")]
pub(crate) struct CaseFile {
    /// Its id.
    file: String,
    /// What its bytes show it to be: `pdf`, `jpg` or `png`.
    kind: String,
    /// How many bytes it has.
    size: u64,
    /// How many pages, of a PDF that says so plainly.
    pages: Option<usize>,
    /// Where its bytes are, for whoever may see the case.
    address: String,
}

fn example_page() -> serde_json::Value {
    json!({
        "entries": [{
            "case": "01kq9v7m3fc8xw2n5r6t8y0z1b", "number": "20261122-4839-2071-5",
            "matter": "高龄津贴", "applicant": "徐**", "task": "receive",
            "desk": "township/330825101", "due": "2026-11-23", "provisional": false,
            "light": "amber"
        }],
        "next": null
    })
}

pub(crate) fn inbox_doc() -> ApiDoc {
    ApiDoc::new("desk", "我岗位上的待办", "Work on my desks")
        .about("按到期先后排列，一页最多 50 条。", "The most urgent first, 50 a page.")
        .query::<ListQuery>()
        .gives::<WorkPage>(200, "待办", "the work", example_page())
}

pub(crate) fn due_doc() -> ApiDoc {
    ApiDoc::new("desk", "全县应办清单", "Everything owed in the county")
        .about("给督办人员，按到期先后排列。", "For supervisors, the most urgent first.")
        .query::<DueQuery>()
        .gives::<WorkPage>(200, "应办清单", "the list", example_page())
}

pub(crate) fn history_doc() -> ApiDoc {
    let example = json!([{
        "seq": 1, "record": "01kq9v7m3fc8xw2n5r6t8y0z1b", "kind": "case.submitted",
        "title": "提交申请", "at": 1_795_309_200_000_i64, "status": "received",
        "status_name": "待受理"
    }]);
    ApiDoc::new("cases", "办件经过", "History of a case")
        .about(
            "从提交到现在的每一步，最早的在前；只给有权看这个办件的人。",
            "Every step, the oldest first; for those who may see the case.",
        )
        .gives::<Vec<HistoryStep>>(200, "经过", "the history", example)
}

pub(crate) fn materials_doc() -> ApiDoc {
    let example = json!([{
        "material": "bank-card", "name": "银行卡", "how": "files", "files": [{
            "file": "01kq9v7m3fc8xw2n5r6t8y0z1b", "kind": "jpg", "size": 240_133, "pages": null,
            "address": "/desk/cases/01kq9v7m3fc8xw2n5r6t8y0z1a/files/01kq9v7m3fc8xw2n5r6t8y0z1b"
        }]
    }]);
    ApiDoc::new("desk", "办件的材料", "Materials of a case")
        .about(
            "交来的每一份材料和它的文件，必需而没有交的排在最后；只给有权看这个办件的人。",
            "Every material that was handed in, with its files; what is necessary and missing comes last. For those who may see the case.",
        )
        .gives::<Vec<CaseMaterial>>(200, "材料", "the materials", example)
}

pub(crate) async fn inbox(
    State(desk): State<Desk>,
    actor: Actor,
    Query(ListQuery { after, desk: post, role }): Query<ListQuery>,
) -> PageResult {
    let asked = Asked { after, desk: post, role, ..Asked::default() };
    let page = desk.cases.inbox(&rights::scope(&actor), asked.wanted(PAGE)?).await?;
    Ok(Json(work_page(page)).into_response())
}

pub(crate) async fn due(
    State(desk): State<Desk>,
    actor: Actor,
    Query(DueQuery { after, show, department, place }): Query<DueQuery>,
) -> PageResult {
    let asked = supervise::Asked { after, show, department, place, q: String::new() };
    let (entries, next) = supervise::looked_through(&desk, &rights::scope(&actor), &asked).await?;
    Ok(Json(work_page(Page { entries, next })).into_response())
}

pub(crate) async fn history(
    State(desk): State<Desk>,
    actor: Actor,
    Path(id): Path<String>,
) -> PageResult {
    let id: CaseId = id.parse()?;
    let steps = desk.cases.history(&rights::scope(&actor), id).await?;
    Ok(Json(steps.iter().map(step).collect::<Vec<_>>()).into_response())
}

pub(crate) async fn case_materials(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
) -> PageResult {
    let id: CaseId = id.parse()?;
    let seen = desk.cases.seen(&rights::scope(&actor), id).await?;
    let mut all = Vec::new();
    for entry in materials::entries(&desk, &seen) {
        let notes = match entry.handed {
            Some((place, _)) => desk.cases.file_notes(&seen, place).await?,
            None => Vec::new(),
        };
        all.push(CaseMaterial {
            name: entry.name(&frame),
            how: entry.handed.map(|(_, one)| how(&one.how).to_owned()),
            files: notes.iter().map(|note| case_file(id, note)).collect(),
            material: entry.id,
        });
    }
    Ok(Json(all).into_response())
}

const fn how(how: &How) -> &'static str {
    match how {
        How::Fetched => "fetched",
        How::Committed => "committed",
        How::Files(_) => "files",
        How::Later => "later",
    }
}

fn case_file(case: CaseId, note: &FileNote) -> CaseFile {
    CaseFile {
        file: note.id.to_string(),
        kind: note.kind.code().to_owned(),
        size: note.size,
        pages: note.pages,
        address: format!("/desk/cases/{case}/files/{}", note.id),
    }
}

fn work_page(page: Page<Entry>) -> WorkPage {
    let entries = page.entries.iter().map(work).collect();
    WorkPage { entries, next: page.next.map(|next| next.as_str().to_owned()) }
}

fn work(entry: &Entry) -> Work {
    Work {
        case: entry.case.id.to_string(),
        number: entry.case.number.clone(),
        matter: entry.matter.name.zh.clone(),
        applicant: masked_name(&entry.case.applicant.name),
        task: entry.open.task.clone(),
        desk: entry.open.desk.to_string(),
        due: entry.due.date.to_string(),
        provisional: entry.due.provisional,
        light: entry.light.code().to_owned(),
    }
}

fn step(step: &Step) -> HistoryStep {
    let status = step.body.as_ref().map(|body| body.status.clone());
    let name = status.as_ref().and_then(|code| STATUSES.iter().find(|one| one.0 == code));
    HistoryStep {
        seq: step.record.seq,
        record: step.record.id.to_string(),
        kind: step.record.kind.clone(),
        title: step.title().zh,
        at: step.record.at.millis(),
        status_name: name.map(|one| one.1.to_owned()),
        status,
    }
}
