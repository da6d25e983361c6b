//! The supervisor's due list: everything that is owed in the county, late first.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::clock::Light;
use basis::{Outcome, Refusal, RefusalKind};
use cases::{Cursor, Entry, Wanted};
use identity::{Actor, Right, Scope, rights};
use serde::Deserialize;
use web::{Frame, Page, PageResult, go_to};

use crate::Desk;
use crate::inbox::{PAGE, search};
use crate::lines::{Line, query};

/// How many pages of the list are looked through for one page that has something on it.
const MOST_LOOKS: usize = 20;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    show: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "supervise.html")]
struct Supervise {
    frame: Frame,
    lines: Vec<Line>,
    next: String,
    show: String,
    q: String,
    missing: bool,
    departments: Vec<(String, String, bool)>,
}

impl Supervise {
    fn is(&self, show: &str) -> bool {
        self.show == show
    }
}

pub(crate) async fn supervise(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    rights::may(&actor, &Right::Supervise)?;
    let scope = rights::scope(&actor);
    if !scope.sees_all() {
        return Err(one_department_only().into());
    }
    if let Some(href) = search(&desk, &scope, &asked.q).await? {
        return Ok(go_to(&href));
    }
    let (entries, next) = looked_through(&desk, &scope, &asked).await?;
    let lines = entries.iter().map(|entry| desk.line(&frame, entry)).collect();
    let next = next.map_or_else(String::new, |next| {
        let kept = [("show", &*asked.show), ("department", &*asked.department)];
        format!("/desk/supervise?{}&{}", query(&kept), query(&[("after", next.as_str())]))
    });
    let catalogue = desk.cases.catalogue();
    let departments = catalogue.departments.values();
    let departments = departments
        .map(|one| (one.id.clone(), frame.say(&one.name).to_owned(), one.id == asked.department))
        .collect();
    let missing = !asked.q.trim().is_empty();
    let Asked { show, q, .. } = asked;
    Ok(Page(Supervise { frame, lines, next, show, q, missing, departments }).into_response())
}

/// The next entries that fit the filter: whole pages are looked at until one has some.
async fn looked_through(
    desk: &Desk,
    scope: &Scope,
    asked: &Asked,
) -> Outcome<(Vec<Entry>, Option<Cursor>)> {
    let fits = |entry: &Entry| {
        let light = match asked.show.as_str() {
            "late" => entry.light == Light::Red,
            "soon" => entry.light == Light::Amber,
            _ => true,
        };
        let of = &asked.department;
        light && (of.is_empty() || entry.open.desk.department() == of.as_str())
    };
    let mut after = Cursor::parse(&asked.after)?;
    for _ in 0..MOST_LOOKS {
        let wanted = Wanted { limit: PAGE, after: after.take(), ..Wanted::default() };
        let page = desk.cases.due_list(scope, wanted).await?;
        let found: Vec<Entry> = page.entries.into_iter().filter(fits).collect();
        after = page.next;
        if !found.is_empty() || after.is_none() {
            return Ok((found, after));
        }
    }
    Ok((Vec::new(), after))
}

pub(crate) fn one_department_only() -> Refusal {
    Refusal::told(RefusalKind::Forbidden, "desk.supervise-county")
}
