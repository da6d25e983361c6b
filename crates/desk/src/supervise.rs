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
use crate::lines::{Line, address};

/// How many pages of the list are looked through for one page that has something on it.
const MOST_LOOKS: usize = 20;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub after: String,
    #[serde(default)]
    pub show: String,
    #[serde(default)]
    pub department: String,
    /// The code of a township or village; of any place that others lie in.
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub q: String,
}

impl Asked {
    /// Whether a piece of work is among what is to be shown.
    pub(crate) fn fits(&self, entry: &Entry) -> bool {
        let light = match self.show.as_str() {
            "late" => entry.light == Light::Red,
            "soon" => entry.light == Light::Amber,
            _ => true,
        };
        let of = &self.department;
        let is_there = entry.case.applicant.division.as_str().starts_with(&self.place);
        light && is_there && (of.is_empty() || entry.open.desk.department() == of.as_str())
    }

    /// What the list keeps in its addresses as one goes on.
    fn kept(&self) -> [(&'static str, &str); 3] {
        [("show", &self.show), ("department", &self.department), ("place", &self.place)]
    }
}

#[derive(Template)]
#[template(path = "supervise.html")]
struct Supervise {
    frame: Frame,
    lines: Vec<Line>,
    next: String,
    /// Address of the same list as a sheet.
    sheet: String,
    chosen: Chosen,
    missing: bool,
    departments: Vec<(String, String, bool)>,
}

/// What the form above the list holds.
struct Chosen {
    show: String,
    place: String,
    place_name: String,
    q: String,
}

impl Supervise {
    fn is(&self, show: &str) -> bool {
        self.chosen.show == show
    }

    /// Where the keys are used.
    const fn place_of_keys(&self) -> &'static str {
        "list"
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
        let [show, department, place] = asked.kept();
        address("/desk/supervise", &[show, department, place, ("after", next.as_str())])
    });
    let sheet = address("/desk/supervise.xlsx", &asked.kept());
    let place_name = desk.place(&frame, &asked.place).unwrap_or_else(|| asked.place.clone());
    let catalogue = desk.cases.catalogue();
    let departments = catalogue.departments.values();
    let departments = departments
        .map(|one| (one.id.clone(), frame.say(&one.name).to_owned(), one.id == asked.department))
        .collect();
    let missing = !asked.q.trim().is_empty();
    let Asked { show, place, q, .. } = asked;
    let chosen = Chosen { show, place, place_name, q };
    Ok(Page(Supervise { frame, lines, next, sheet, chosen, missing, departments }).into_response())
}

/// The next entries that fit the filter: whole pages are looked at until one has some.
pub(crate) async fn looked_through(
    desk: &Desk,
    scope: &Scope,
    asked: &Asked,
) -> Outcome<(Vec<Entry>, Option<Cursor>)> {
    let mut after = Cursor::parse(&asked.after)?;
    for _ in 0..MOST_LOOKS {
        let wanted = Wanted { limit: PAGE, after: after.take(), ..Wanted::default() };
        let page = desk.cases.due_list(scope, wanted).await?;
        let found: Vec<Entry> =
            page.entries.into_iter().filter(|entry| asked.fits(entry)).collect();
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
