//! The same acts as JSON, for other systems: an office's own directory of people, and whoever keeps
//! matters elsewhere.

pub(crate) mod lists;
pub(crate) mod matters;
pub(crate) mod posts;
pub(crate) mod residents;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use basis::{Date, Refusal, RefusalKind};
use identity::staff::{NewStaff, Officer, TakenIn};
use identity::{Actor, Right, may};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, Frame, IfMatch, PageResult, Typed};

use crate::matters::draft::id;
use crate::model::Change;
use crate::{Manage, staff as pages};

const PAGE: i64 = 100;

/// A post, each part by code or Chinese name.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "StaffPost")]
#[serde(deny_unknown_fields)]
pub(crate) struct Post {
    /// The role, such as `clerk`.
    role: String,
    /// The department's id; empty for the whole division.
    #[serde(default)]
    department: String,
    /// The division's code; empty for the county.
    #[serde(default)]
    division: String,
}

/// An officer of the list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StaffOfficer")]
pub(crate) struct Listed {
    id: String,
    name: String,
    login: Option<String>,
    /// `none`, `invited`, `lapsed`, `open` or `locked`.
    standing: &'static str,
    posts: Vec<Post>,
}

/// A page of staff.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StaffList")]
pub(crate) struct List {
    staff: Vec<Listed>,
    /// Send it as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// Which staff are listed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "StaffQuery")]
pub(crate) struct StaffQuery {
    /// Words of the name or the login; empty for all.
    #[serde(default)]
    q: String,
    /// The last id of the page before.
    #[serde(default)]
    after: String,
}

fn listed(one: &Officer) -> Listed {
    Listed {
        id: one.id.to_string(),
        name: one.name.clone(),
        login: one.login.clone(),
        standing: one.standing.code(),
        posts: one.grants.iter().map(Post::from).collect(),
    }
}

impl From<&identity::Grant> for Post {
    fn from(grant: &identity::Grant) -> Self {
        Self {
            role: grant.role.code().to_owned(),
            department: grant.department.clone().unwrap_or_default(),
            division: grant.division.to_string(),
        }
    }
}

pub(crate) fn staff_doc() -> ApiDoc {
    let post = json!({"role": "clerk", "department": "minzheng", "division": "330825"});
    let one = json!({"id": "01kq9v7m3fc8xw2n5r6t8y0z1b", "name": "王芳", "login": "wangfang",
        "standing": "open", "posts": [post]});
    ApiDoc::new("manage", "工作人员名单", "Staff").query::<StaffQuery>().gives::<List>(
        200,
        "一页名单",
        "a page",
        json!({"staff": [one], "next": null}),
    )
}

/// GET /api/staff
pub(crate) async fn staff(
    State(manage): State<Manage>,
    actor: Actor,
    Query(asked): Query<StaffQuery>,
) -> PageResult {
    let found = manage.identity.staff(&actor, &asked.q, &asked.after, PAGE + 1).await?;
    let shown = &found[..found.len().min(PAGE as usize)];
    let last = shown.last().filter(|_| found.len() > shown.len());
    let next = last.map(|one| one.id.to_string());
    Ok(Json(List { staff: shown.iter().map(listed).collect(), next }).into_response())
}

/// Staff to be taken in.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "StaffToTakeIn")]
#[serde(deny_unknown_fields)]
pub(crate) struct TakeIn {
    /// Everybody; with one error nobody is taken in.
    staff: Vec<NewOne>,
}

/// One of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "StaffNew")]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOne {
    name: String,
    login: String,
    posts: Vec<Post>,
}

/// Who was taken in, with a code where they are new. It is told this once.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StaffTaken")]
pub(crate) struct Taken {
    login: String,
    code: Option<String>,
    /// Whether something waits for another administrator, or for its day (`/api/manage/posts`).
    waits: bool,
}

pub(crate) fn take_in_doc() -> ApiDoc {
    let post = json!({"role": "clerk", "department": "minzheng"});
    let body = json!({"staff": [{"name": "王芳", "login": "wangfang", "posts": [post]}]});
    let given = json!([{"login": "wangfang", "code": "7KQ2M-X4VRT", "waits": false}]);
    ApiDoc::new("manage", "接收工作人员", "Take staff in")
        .about(
            "新来的人得到一个首次登录码，只在这里给一次；已有的人补上缺的岗位。有一处错，一个也不接收。要两位系统管理员的岗位只算提议（waits 为 true），确认时才有首次登录码。",
            "Who is new gets a code for a first password, told this once; who is known gets the posts that they lack. Posts that take two administrators are proposed (waits is true); then the code comes with the confirmation.",
        )
        .takes::<TakeIn>(body)
        .gives::<Vec<Taken>>(201, "已接收", "taken in", given)
}

/// POST /api/staff
pub(crate) async fn take_in(
    State(manage): State<Manage>,
    actor: Actor,
    ApiKey(key): ApiKey,
    Json(sent): Json<TakeIn>,
) -> PageResult {
    may(&actor, &Right::ManageAccounts)?;
    let mut staff = Vec::with_capacity(sent.staff.len());
    for one in sent.staff {
        let grants = one.posts.iter().map(|post| grant(&manage, post));
        let grants = grants.collect::<Result<Vec<_>, _>>()?;
        if one.name.trim().is_empty() {
            return Err(pages::sheet::no_name().into());
        }
        staff.push(NewStaff { name: one.name, login: one.login, grants });
    }
    let taken = manage.identity.take_in(&manage.by(&actor, key.parse()?), staff).await?;
    let told = |one: TakenIn| Taken { login: one.login, code: one.code, waits: one.waits };
    let taken = taken.into_iter().map(told);
    Ok((StatusCode::CREATED, Json(taken.collect::<Vec<_>>())).into_response())
}

fn grant(manage: &Manage, post: &Post) -> Result<identity::Grant, Refusal> {
    manage.grant([&post.role, &post.department, &post.division])
}

/// What is to change of an officer.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "StaffChange")]
#[serde(deny_unknown_fields)]
pub(crate) struct OfficerChange {
    /// `give`, `take`, `lock`, `unlock`, `end` or `code`.
    #[serde(rename = "do")]
    what: String,
    /// The post that is given or taken.
    #[serde(default)]
    post: Option<Post>,
    /// The first day on which a post that is given counts; today if absent.
    #[serde(default)]
    from: Option<String>,
}

pub(crate) fn officer_doc() -> ApiDoc {
    let post = json!({"role": "reviewer", "department": "minzheng"});
    ApiDoc::new("manage", "改岗位和账号", "Change posts and account")
        .about(
            "give 给岗位、take 收回、lock 停用、unlock 恢复、end 退出所有登录、code 重发首次登录码。自己的不能自己改。审批、督办、数据专员、系统管理员的岗位和他们的首次登录码，要另一位系统管理员确认（waits 为 true）。",
            "give or take a post, lock, unlock, end all sessions, or code for another first code. Nobody changes their own. Posts that approve, supervise, publish or administer, and first codes of those who hold one, wait for another administrator (waits is true).",
        )
        .takes::<OfficerChange>(json!({"do": "give", "post": post}))
        .gives::<Taken>(200, "已办", "done", json!({"login": "", "code": null, "waits": true}))
}

/// POST /api/staff/{id}
pub(crate) async fn officer(
    State(manage): State<Manage>,
    actor: Actor,
    Path(officer): Path<String>,
    ApiKey(key): ApiKey,
    Json(sent): Json<OfficerChange>,
) -> PageResult {
    let unknown = |_| Refusal::told(RefusalKind::NotFound, "officer.unknown");
    let officer: basis::OfficerId = officer.parse().map_err(unknown)?;
    let by = manage.by(&actor, key.parse()?);
    let login = manage.identity.staff_member(&actor, officer).await?.login.unwrap_or_default();
    if sent.what == "code" {
        let code = manage.identity.renew_first_code(&by, officer).await?;
        return Ok(Json(Taken { login, waits: code.is_none(), code }).into_response());
    }
    let mut typed = vec![("do".to_owned(), sent.what)];
    if let Some(Post { role, department, division }) = sent.post {
        let named = [("role", role), ("department", department), ("division", division)];
        typed.extend(named.map(|(name, value)| (name.to_owned(), value)));
    }
    let from = sent.from.map_or(Ok(by.at.date()), |day| day.parse().map_err(|_| no_first_day()))?;
    let waits = pages::done(&manage, &by, officer, (&Typed(typed), from)).await?;
    Ok(Json(Taken { login, code: None, waits }).into_response())
}

/// A version that was published, or a draft.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CatalogueVersion")]
pub(crate) struct Version {
    id: String,
    number: i64,
    /// The first day on which it is in force.
    effective: String,
    state: &'static str,
    /// For `If-Match`.
    version: i64,
}

fn version(change: &Change) -> Version {
    Version {
        id: change.id.to_string(),
        number: change.number,
        effective: change.effective.to_string(),
        state: change.state.code(),
        version: change.version,
    }
}

fn example() -> serde_json::Value {
    json!({"id": "01kq9v7m3fc8xw2n5r6t8y0z1b", "number": 2, "effective": "2026-12-01",
        "state": "draft", "version": 3})
}

pub(crate) fn versions_doc() -> ApiDoc {
    ApiDoc::new("manage", "事项的版本", "Versions of a matter").gives::<Vec<Version>>(
        200,
        "已发布的版本和草稿",
        "published and draft",
        json!([example()]),
    )
}

/// GET /api/manage/matters/{id}
pub(crate) async fn versions(
    State(manage): State<Manage>,
    actor: Actor,
    Path(name): Path<String>,
) -> PageResult {
    let (published, drafts) = manage.changes(&actor).await?;
    let path = manage.path_of(&actor, &name).await?;
    let of_file = published.iter().chain(&drafts).filter(|change| change.path == path);
    Ok(Json(of_file.map(version).collect::<Vec<_>>()).into_response())
}

/// From what a draft begins.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "CatalogueBegin")]
#[serde(deny_unknown_fields)]
pub(crate) struct Begin {
    /// The version to go back to; the newest if absent.
    #[serde(default)]
    number: Option<i64>,
}

pub(crate) fn begin_doc() -> ApiDoc {
    ApiDoc::new("manage", "起草新版本", "Begin a draft")
        .takes::<Begin>(json!({"number": null}))
        .gives::<Version>(201, "草稿", "the draft", example())
}

/// POST /api/manage/matters/{id}
pub(crate) async fn begin(
    State(manage): State<Manage>,
    actor: Actor,
    Path(name): Path<String>,
    ApiKey(key): ApiKey,
    Json(sent): Json<Begin>,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let path = manage.path_of(&actor, &name).await?;
    let draft = manage.begin(&manage.by(&actor, key.parse()?), path, sent.number).await?;
    let draft = manage.draft(&actor, draft).await?;
    Ok((StatusCode::CREATED, Json(version(&draft))).into_response())
}

/// A draft with its text and what the check says.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CatalogueDraft")]
pub(crate) struct Draft {
    draft: Version,
    text: String,
    /// What is wrong or worth a look: `path:line:column: error[CODE]: what; how to mend`.
    findings: Vec<String>,
    /// Whether it may be published as it is.
    clean: bool,
}

pub(crate) fn draft_doc() -> ApiDoc {
    let body = json!({"draft": example(), "text": "matter: elderly-allowance", "findings": [],
        "clean": true});
    ApiDoc::new("manage", "草稿和检查结果", "A draft and its check").gives::<Draft>(
        200,
        "草稿",
        "the draft",
        body,
    )
}

/// GET /api/manage/drafts/{id}
pub(crate) async fn draft(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(draft): Path<String>,
) -> PageResult {
    let draft = manage.draft(&actor, id(&draft)?).await?;
    let judged = manage.judge(&actor, &draft).await?;
    let findings = judged.findings.iter().chain(&judged.elsewhere);
    let body = Draft {
        draft: version(&draft),
        findings: findings.map(|one| one.line(frame.lang())).collect(),
        clean: judged.is_clean(),
        text: draft.text,
    };
    let tag = [(header::ETAG, format!("\"{}\"", body.draft.version))];
    Ok((tag, Json(body)).into_response())
}

/// What is to be done with a draft.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "CatalogueChange")]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftChange {
    /// `write`, `publish` or `discard`.
    #[serde(rename = "do")]
    what: String,
    /// The whole text, for `write`.
    #[serde(default)]
    text: String,
    /// The first day on which it is to be in force, for `write`.
    #[serde(default)]
    effective: String,
}

/// What a draft is now.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CatalogueDone")]
pub(crate) struct Done {
    done: String,
}

pub(crate) fn change_doc() -> ApiDoc {
    ApiDoc::new("manage", "改草稿、发布、作废", "Write, publish or throw away")
        .about(
            "起草过的人不能发布（双人复核）；检查有错误不能发布。",
            "Nobody publishes what they wrote on (four eyes); errors keep it from being published.",
        )
        .takes::<DraftChange>(json!({"do": "publish"}))
        .has_version()
        .gives::<Done>(200, "已办", "done", json!({"done": "publish"}))
}

/// POST /api/manage/drafts/{id}
pub(crate) async fn change(
    State(manage): State<Manage>,
    actor: Actor,
    Path(draft): Path<String>,
    ApiKey(key): ApiKey,
    IfMatch(seen): IfMatch,
    Json(sent): Json<DraftChange>,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let draft = id(&draft)?;
    let by = manage.by(&actor, key.parse()?);
    match sent.what.as_str() {
        "publish" => manage.publish(&by, draft, seen).await?,
        "discard" => {
            manage.discard(&by, draft, seen).await?;
        }
        "write" => {
            let day: Date = sent.effective.parse().map_err(|_| no_day())?;
            manage.write(&by, (draft, seen), sent.text, day).await?;
        }
        _ => return Err(nothing().into()),
    }
    Ok(Json(Done { done: sent.what }).into_response())
}

fn no_first_day() -> Refusal {
    Refusal::invalid(
        "manage.day",
        "from 应为 2026-12-01 这样的日期",
        "from is a date such as 2026-12-01",
    )
    .on("from")
}

pub(crate) fn no_day() -> Refusal {
    Refusal::invalid(
        "manage.day",
        "effective 应为 2026-12-01 这样的日期",
        "effective is a date such as 2026-12-01",
    )
    .on("effective")
}

fn nothing() -> Refusal {
    Refusal::invalid(
        "manage.nothing",
        "do 应为 write、publish 或 discard",
        "do is write, publish or discard",
    )
    .on("do")
}
