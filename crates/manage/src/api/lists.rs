//! The lists of the catalogue for other systems: the files that the county may change, and the
//! implementation list out and in.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use basis::{Refusal, RefusalKind};
use catalogue::list;
use identity::{Actor, Right, may};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, Frame, PageResult};

use crate::Manage;
use crate::matters::place;
use crate::model::{is_matter, name_of};

/// A file that the county may change.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CatalogueFile")]
pub(crate) struct File {
    /// Its name in addresses.
    name: String,
    /// Its path in the catalogue.
    path: String,
    /// Whether it is a matter, with versions that stay for the cases begun under them.
    matter: bool,
    /// The draft that is being written, if any.
    draft: Option<String>,
    /// The first day of a version that is published and not in force yet.
    coming: Option<String>,
}

pub(crate) fn files_doc() -> ApiDoc {
    let file = json!({"name": "elderly-allowance", "matter": true, "draft": null, "coming": null,
        "path": "county/330825/elderly-allowance.yaml"});
    ApiDoc::new("manage", "本县可以改的事项和名单", "What the county may change")
        .gives::<Vec<File>>(200, "每个文件", "each file", json!([file]))
}

/// GET /api/manage/matters
pub(crate) async fn files(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    let (published, drafts) = manage.changes(&actor).await?;
    let today = frame.today();
    let file = |path: &str| File {
        name: name_of(path),
        path: path.to_owned(),
        matter: is_matter(path),
        draft: drafts.iter().find(|one| one.path == path).map(|one| one.id.to_string()),
        coming: published
            .iter()
            .find(|one| one.path == path && one.effective > today)
            .map(|one| one.effective.to_string()),
    };
    let paths = manage.paths(published.iter().chain(&drafts));
    let files: Vec<File> = paths.into_iter().map(file).collect();
    Ok(Json(files).into_response())
}

/// The rows of the implementation list, each cell under its header.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ImplementationList")]
pub(crate) struct Rows {
    rows: Vec<BTreeMap<String, String>>,
}

pub(crate) fn rows_doc() -> ApiDoc {
    let row = json!({"事项标识": "elderly-allowance", "事项名称": "高龄津贴", "版本号": "1"});
    ApiDoc::new("manage", "实施清单", "The implementation list")
        .about(
            "一行一个事项一个版本；和 /manage/matters.xlsx 里的一样。",
            "One row a matter and version, as in /manage/matters.xlsx.",
        )
        .gives::<Rows>(200, "实施清单", "the list", json!({"rows": [row]}))
}

/// GET /api/manage/list
pub(crate) async fn rows(State(manage): State<Manage>, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let row = |row: &list::ListRow| {
        list::titles().map(str::to_owned).zip(list::cells(row)).collect::<BTreeMap<_, _>>()
    };
    let rows = list::rows(&manage.cases.catalogue()).iter().map(row).collect();
    Ok(Json(Rows { rows }).into_response())
}

/// A list that comes back.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "ImplementationListIn")]
#[serde(deny_unknown_fields)]
pub(crate) struct ListIn {
    /// `look` to have it judged only, `take` to begin drafts where nothing is wrong.
    #[serde(rename = "do")]
    what: String,
    /// The bytes of the workbook (XLSX) in Base64 (RFC 4648, padded).
    content: String,
}

/// What is wrong in a cell.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ImplementationListError")]
pub(crate) struct Wrong {
    /// The cell, such as `R7`; empty where the sheet as a whole is meant.
    cell: String,
    /// What is wrong and how to mend it.
    text: String,
}

/// A cell that says something else than what is in force.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ImplementationListChange")]
pub(crate) struct Changed {
    matter: String,
    /// The header of its column.
    column: String,
    was: String,
    is: String,
}

/// What a list says, and the drafts that were begun.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ImplementationListJudged")]
pub(crate) struct Judged {
    /// With one of these nothing is begun.
    errors: Vec<Wrong>,
    changes: Vec<Changed>,
    /// The drafts, which somebody else publishes.
    drafts: Vec<String>,
}

pub(crate) fn take_in_doc() -> ApiDoc {
    let change =
        json!({"matter": "elderly-allowance", "column": "承诺办结时限", "was": "10", "is": "9"});
    let judged =
        json!({"errors": [], "changes": [change], "drafts": ["01kq9v7m3fc8xw2n5r6t8y0z1b"]});
    ApiDoc::new("manage", "导入实施清单", "Take in the implementation list")
        .about(
            "改动成为草稿，由另一人发布；有一处错，一份草稿也不起。errors 逐格写明错在哪里。",
            "Changes become drafts that somebody else publishes; with one error none is begun. errors names each cell.",
        )
        .takes::<ListIn>(json!({"do": "look", "content": "UEsDBA=="}))
        .gives::<Judged>(200, "读出的改动和错误", "what it changes and what is wrong", judged)
}

/// POST /api/manage/list
pub(crate) async fn take_in(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    ApiKey(key): ApiKey,
    Json(sent): Json<ListIn>,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let takes = match sent.what.as_str() {
        "take" => true,
        "look" => false,
        _ => return Err(nothing().into()),
    };
    let bytes = BASE64.decode(sent.content.as_bytes()).map_err(|_| no_content())?;
    let listed = manage.judge_list(&actor, bytes).await?;
    let wrong =
        |one: &list::ListError| Wrong { cell: place(one), text: frame.say(&one.text).to_owned() };
    let changed = |one: &list::Change| Changed {
        matter: one.pin.matter.clone(),
        column: one.column.to_owned(),
        was: one.was.clone(),
        is: one.is.clone(),
    };
    let errors: Vec<Wrong> = listed.errors.iter().map(wrong).collect();
    let changes = listed.changes.iter().map(changed).collect();
    let begins = takes && errors.is_empty() && !listed.revised.is_empty();
    let drafts = match begins {
        true => manage.begin_all(&manage.by(&actor, key.parse()?), listed.revised).await?,
        false => Vec::new(),
    };
    let drafts = drafts.iter().map(ToString::to_string).collect();
    Ok(Json(Judged { errors, changes, drafts }).into_response())
}

/// A department.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DepartmentBody")]
pub(crate) struct DepartmentBody {
    id: String,
    name: String,
    /// `county`, `township` and so on.
    level: String,
    /// The roles that its officers can hold.
    roles: Vec<String>,
    phone: Option<String>,
    /// Where its counter stands.
    address: Option<String>,
    /// When its counter is open.
    hours: Option<String>,
}

pub(crate) fn departments_doc() -> ApiDoc {
    let one = json!({"id": "minzheng", "name": "县民政局", "level": "county",
        "roles": ["clerk", "reviewer"], "phone": null, "address": null, "hours": null});
    ApiDoc::new("manage", "部门", "Departments").gives::<Vec<DepartmentBody>>(
        200,
        "每个部门",
        "each department",
        json!([one]),
    )
}

/// GET /api/manage/departments
pub(crate) async fn departments(State(manage): State<Manage>, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish).or_else(|_| may(&actor, &Right::ManageAccounts))?;
    let catalogue = manage.cases.catalogue();
    let department = |one: &catalogue::model::Department| DepartmentBody {
        id: one.id.clone(),
        name: one.name.zh.clone(),
        level: one.level.code().to_owned(),
        roles: one.roles.iter().map(|role| role.code().to_owned()).collect(),
        phone: one.phone.clone(),
        address: one.address.clone(),
        hours: one.hours.clone(),
    };
    let all: Vec<DepartmentBody> = catalogue.departments.values().map(department).collect();
    Ok(Json(all).into_response())
}

fn nothing() -> Refusal {
    Refusal::invalid("manage.nothing", "do 应为 look 或 take", "do is look or take").on("do")
}

pub(crate) fn no_content() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "api.content").on("content")
}
