//! The list of staff, on a page and as a sheet; adding one person.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use identity::staff::{NewStaff, Officer};
use identity::{Actor, Right, may};
use serde::Deserialize;
use web::sheet::{Cell, Sheet};
use web::{Field, Frame, Page, PageResult, Typed};

use super::{codes, post_fields, sheet, standing, typed_again};
use crate::Manage;

const PAGE: i64 = 50;
/// More than this are no staff of a county.
const MOST: i64 = 20_000;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "manage-staff.html")]
struct StaffPage {
    frame: Frame,
    q: String,
    lines: Vec<Line>,
    next: String,
}

/// One line of the list.
struct Line {
    href: String,
    name: String,
    login: String,
    posts: Vec<String>,
    standing: String,
    tag: &'static str,
}

fn line(manage: &Manage, frame: &Frame, one: &Officer) -> Line {
    let (standing, tag) = standing(frame, one.standing);
    let posts = one.grants.iter().map(|grant| {
        let words = manage.post_words(frame, grant);
        words.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
    });
    Line {
        href: format!("/manage/staff/{}", one.id),
        name: one.name.clone(),
        login: one.login.clone().unwrap_or_default(),
        posts: posts.collect(),
        standing,
        tag,
    }
}

/// GET /manage/staff
pub(crate) async fn list(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    let found = manage.identity.staff(&actor, asked.q.trim(), &asked.after, PAGE + 1).await?;
    let shown = &found[..found.len().min(PAGE as usize)];
    let last = shown.last().filter(|_| found.len() > shown.len());
    let next = last.map_or_else(String::new, |one| frame.with("after", one.id.as_str()));
    let lines = shown.iter().map(|one| line(&manage, &frame, one)).collect();
    Ok(Page(StaffPage { frame, q: asked.q, lines, next }).into_response())
}

/// GET /manage/staff.xlsx: one line a post, as the import takes it.
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    let found = manage.identity.staff(&actor, "", "", MOST).await?;
    let mut rows = Vec::new();
    for one in &found {
        let (standing, _) = standing(&frame, one.standing);
        let login = one.login.clone().unwrap_or_default();
        let cells = |words: [String; 3], code: String| {
            let [role, department, place] = words;
            let all =
                [one.name.clone(), login.clone(), role, department, code, place, standing.clone()];
            all.into_iter().map(Cell::Text).collect::<Vec<_>>()
        };
        for grant in &one.grants {
            rows.push(cells(manage.post_words(&frame, grant), grant.division.to_string()));
        }
        if one.grants.is_empty() {
            rows.push(cells(Default::default(), String::new()));
        }
    }
    let more = [frame.t("manage.staff.place"), frame.t("manage.staff.standing")];
    let heads = sheet::HEADS.iter().map(|head| (*head).to_owned()).chain(more).collect();
    let title = frame.t("manage.staff.title");
    let name = format!("staff-{}.xlsx", frame.today());
    web::sheet::answer(&name, &[Sheet { title, heads, rows }]).map_err(Into::into)
}

/// GET /manage/staff/template.xlsx: the empty sheet, with one sheet of what may be written into it.
pub(crate) async fn template(State(manage): State<Manage>, actor: Actor) -> PageResult {
    may(&actor, &Right::ManageAccounts)?;
    let example = sheet::EXAMPLE.map(str::to_owned).to_vec();
    let first = Sheet::of_text(sheet::TAB, &sheet::HEADS, []);
    let about = Sheet::of_text("示例", &sheet::HEADS, [example]);
    let catalogue = manage.cases.catalogue();
    let departments = catalogue.departments.values().map(|one| {
        let roles: Vec<String> = one.roles.iter().map(|role| role.name().zh).collect();
        vec![one.name.zh.clone(), one.id.clone(), roles.join("、")]
    });
    let known = Sheet::of_text("部门和岗位", &["部门", "代号", "岗位"], departments);
    web::sheet::answer("staff-template.xlsx", &[first, about, known]).map_err(Into::into)
}

#[derive(Template)]
#[template(path = "manage-staff-add.html")]
struct AddPage {
    frame: Frame,
    key: String,
    fields: Vec<Field>,
}

fn add_fields(manage: &Manage, frame: &Frame) -> Vec<Field> {
    let mut fields = vec![
        Field::line("name", frame.t("manage.staff.name")),
        Field::line("login", frame.t("manage.staff.login"))
            .hint(frame.t("manage.staff.login-hint")),
    ];
    fields.extend(post_fields(manage, frame));
    fields
}

/// GET /manage/staff/add
pub(crate) async fn add_page(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
) -> PageResult {
    may(&actor, &Right::ManageAccounts)?;
    let (key, fields) = (frame.new_key(), add_fields(&manage, &frame));
    Ok(Page(AddPage { frame, key, fields }).into_response())
}

/// POST /manage/staff/add
pub(crate) async fn add(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    typed: Typed,
) -> PageResult {
    let key = typed.key()?.to_owned();
    let by = manage.by(&actor, key.parse()?);
    let done = match new_staff(&manage, &typed) {
        Ok(new) => manage.identity.take_in(&by, vec![new]).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(taken) => Ok(Page(codes(frame, taken)).into_response()),
        Err(stop) => {
            let fields = typed_again(&frame, add_fields(&manage, &frame), &typed, stop)?;
            let page = Page(AddPage { frame, key, fields });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn new_staff(manage: &Manage, typed: &Typed) -> Result<NewStaff, basis::Refusal> {
    let name = typed.one("name").to_owned();
    if name.is_empty() {
        return Err(sheet::no_name());
    }
    let login = typed.one("login").to_owned();
    identity::staff::check_login(&login)?;
    let post = [typed.one("role"), typed.one("department"), typed.one("division")];
    Ok(NewStaff { name, login, grants: vec![manage.grant(post)?] })
}
