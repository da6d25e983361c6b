//! The departments in the browser: the list, and a form for one of them or a new one, which becomes a
//! draft of their file that somebody else publishes.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::{Refusal, RefusalKind, Role, Stop};
use catalogue::model::Level;
use identity::{Actor, Right, may};
use web::{Choice, Field, Frame, Kind, Page, PageResult, Typed, go_to};

use crate::Manage;
use crate::drafted::beside_draft;
use crate::owed::{Owed, owed};
use crate::sheets::departments::{LEVEL, PATH, ROLES, judge, level, role, rows};
use crate::table::Line;

/// The fields, in the order of the columns of the sheet.
const FIELDS: [(&str, &str); 9] = [
    ("id", "manage.departments.id"),
    ("name", "manage.departments.name-zh"),
    ("english", "manage.departments.name-en"),
    ("credit", "manage.departments.credit"),
    ("level", "manage.departments.level"),
    ("roles", "manage.departments.roles"),
    ("phone", "manage.departments.phone"),
    ("address", "manage.departments.address"),
    ("hours", "manage.departments.hours"),
];
/// The fields that may be empty.
const OPTIONAL: [usize; 4] = [3, 6, 7, 8];

#[derive(Template)]
#[template(path = "manage-departments.html")]
struct DepartmentsPage {
    frame: Frame,
    lines: Vec<Department>,
    /// Whether whoever looks may change one.
    can_change: bool,
    /// Whether they see how many hold a post.
    sees_posts: bool,
}

/// A department of the list.
struct Department {
    id: String,
    name: String,
    roles: String,
    posts: i64,
}

/// GET /manage/departments
pub(crate) async fn list(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    let can_change = may(&actor, &Right::Publish).is_ok();
    let sees_posts = may(&actor, &Right::ManageAccounts);
    if !can_change {
        sees_posts.clone()?;
    }
    let sees_posts = sees_posts.is_ok();
    let held = match sees_posts {
        true => manage.identity.staff_by_department(&actor).await?,
        false => BTreeMap::new(),
    };
    let catalogue = manage.cases.catalogue();
    let comma = if frame.is_chinese() { "、" } else { ", " };
    let line = |one: &catalogue::model::Department| Department {
        id: one.id.clone(),
        name: frame.say(&one.name).to_owned(),
        roles: one
            .roles
            .iter()
            .map(|role| frame.say(&role.name()).to_owned())
            .collect::<Vec<_>>()
            .join(comma),
        posts: held.get(&one.id).copied().unwrap_or_default(),
    };
    let lines = catalogue.departments.values().map(line).collect();
    Ok(Page(DepartmentsPage { frame, lines, can_change, sees_posts }).into_response())
}

#[derive(Template)]
#[template(path = "manage-department.html")]
struct DepartmentPage {
    frame: Frame,
    key: String,
    title: String,
    fields: Vec<Field>,
    /// The days that it has for its steps.
    owed: Vec<Owed>,
}

/// The fields of a department as the sheet has its cells; the id of one that there is stays.
fn fields(frame: &Frame, cells: &[String], is_new: bool) -> Vec<Field> {
    let field = |(column, (id, label)): (usize, &(&str, &str))| {
        let (label, value) = (frame.t(label), cells[column].as_str());
        let field = match column {
            LEVEL => {
                let choice = |one: &Level| Choice::new(one.code(), frame.say(&one.name()));
                let choices = Level::ALL.iter().map(choice).collect();
                let code = level(value).map(|one| one.code()).unwrap_or_default();
                Field::new(*id, label, Kind::Select).options(choices).value(code)
            }
            ROLES => {
                let choice = |one: &Role| Choice::new(one.code(), frame.say(&one.name()));
                let held = Role::ALL.iter().filter(|one| **one != Role::Resident);
                let codes: Vec<&str> = value.split('、').filter_map(role).map(Role::code).collect();
                Field::new(*id, label, Kind::Checkboxes)
                    .options(held.map(choice).collect())
                    .value(codes.join(","))
            }
            _ => Field::line(*id, label).value(value),
        };
        if OPTIONAL.contains(&column) { field.optional() } else { field }
    };
    let shown = FIELDS.iter().enumerate().skip(usize::from(!is_new));
    shown.map(field).collect()
}

/// The cells that were typed, in the words of the sheet; `before` are those of the department.
fn cells(typed: &Typed, before: Option<&[String]>) -> Vec<String> {
    let cell = |(column, (id, _)): (usize, &(&str, &str))| {
        let was = before.map(|cells| cells[column].as_str()).unwrap_or_default();
        match column {
            0 if before.is_some() => was.to_owned(),
            LEVEL => {
                let code = typed.one(id);
                level(code).map_or_else(|| code.to_owned(), |one| one.name().zh)
            }
            ROLES => {
                let words = |one: &str| role(one).map_or_else(|| one.to_owned(), |r| r.name().zh);
                let mut chosen: Vec<String> = typed.all(id).into_iter().map(words).collect();
                let mut held: Vec<&str> = was.split('、').filter(|one| !one.is_empty()).collect();
                let made = chosen.join("、");
                chosen.sort_unstable();
                held.sort_unstable();
                // The order in the file is nobody's change.
                if chosen == held { was.to_owned() } else { made }
            }
            _ => typed.one(id).to_owned(),
        }
    };
    FIELDS.iter().enumerate().map(cell).collect()
}

/// GET /manage/departments/add
pub(crate) async fn add_page(frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let empty = vec![String::new(); FIELDS.len()];
    let (key, fields) = (frame.new_key(), fields(&frame, &empty, true));
    let title = frame.t("manage.departments.add");
    Ok(Page(DepartmentPage { frame, key, title, fields, owed: Vec::new() }).into_response())
}

/// GET /manage/departments/{id}
pub(crate) async fn show(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let rows = rows(&manage.newest_text(PATH).await?);
    let row = rows.into_iter().find(|row| row[0] == id).ok_or_else(no_department)?;
    let (key, fields) = (frame.new_key(), fields(&frame, &row, false));
    let (title, owed) = (row[1].clone(), owed(&manage, &frame, &id));
    Ok(Page(DepartmentPage { frame, key, title, fields, owed }).into_response())
}

/// POST /manage/departments/add
pub(crate) async fn add(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    typed: Typed,
) -> PageResult {
    save(&manage, frame, &actor, None, &typed).await
}

/// POST /manage/departments/{id}
pub(crate) async fn change(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
    typed: Typed,
) -> PageResult {
    save(&manage, frame, &actor, Some(id), &typed).await
}

/// Begins a draft with what was typed of a department, or of a new one; says what is wrong with it.
async fn save(
    manage: &Manage,
    frame: Frame,
    actor: &Actor,
    id: Option<String>,
    typed: &Typed,
) -> PageResult {
    may(actor, &Right::Publish)?;
    let by = manage.by(actor, typed.key()?.parse()?);
    let text = manage.newest_text(PATH).await?;
    let mut all = rows(&text);
    let at = match &id {
        Some(id) => Some(all.iter().position(|row| row[0] == *id).ok_or_else(no_department)?),
        None => None,
    };
    let before = at.map(|at| all[at].clone());
    let made = cells(typed, before.as_deref());
    match at {
        Some(at) => all[at] = made.clone(),
        None => all.push(made.clone()),
    }
    let lines: Vec<Line> = (2..).zip(all).map(|(row, cells)| Line { row, cells }).collect();
    let judged = judge(&text, &lines);
    if !judged.errors.is_empty() {
        let mut fields = fields(&frame, &made, id.is_none());
        for error in &judged.errors {
            let (wrong, _) = FIELDS[error.column];
            if let Some(field) = fields.iter_mut().find(|field| field.id == wrong) {
                field.error = frame.say(&error.text).to_owned();
            }
        }
        // A cleared name is no title.
        let title = match before {
            Some(cells) => cells[1].clone(),
            None => frame.t("manage.departments.add"),
        };
        let owed = id.map(|id| owed(manage, &frame, &id)).unwrap_or_default();
        let page = DepartmentPage { key: typed.key()?.to_owned(), title, fields, owed, frame };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    if judged.changes.is_empty() {
        return Ok(go_to("/manage/departments"));
    }
    let begun = match manage.revised(actor, (PATH.to_owned(), judged.made)).await? {
        Ok(revised) => manage.begin_all(&by, vec![revised]).await,
        Err(why) => Err(Stop::from(Refusal::conflict("manage.has-draft", why.zh, why.en))),
    };
    match begun {
        Ok(drafts) => {
            let draft = drafts.first().map(ToString::to_string).unwrap_or_default();
            Ok(go_to(&format!("/manage/drafts/{draft}")))
        }
        Err(stop) => {
            let typed = fields(&frame, &made, id.is_none());
            Err(beside_draft(manage, actor, &[PATH.to_owned()], stop, &typed).await)
        }
    }
}

fn no_department() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "manage.department")
}
