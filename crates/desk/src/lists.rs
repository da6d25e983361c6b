//! The lists of the desk as sheets: what lies on one's desks, and what the county owes. Names are
//! masked as on the pages, since a sheet is passed on.

use axum::extract::{Query, State};
use cases::{Cursor, Wanted};
use identity::{Actor, Right, rights};
use web::sheet::{Cell, MOST_LINES, Sheet};
use web::{Frame, PageResult};

use crate::inbox::{Asked, PAGE};
use crate::lines::Line;
use crate::{Desk, supervise};

/// So much of the due list is looked through for a sheet that is narrowed to little of it.
const MOST_LOOKED_AT: usize = 10 * MOST_LINES;

/// GET /desk/inbox.xlsx
pub(crate) async fn inbox(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    let scope = rights::scope(&actor);
    let (mut lines, mut wanted) = (Vec::new(), asked.wanted(PAGE)?);
    let is_cut = loop {
        let page = desk.cases.inbox(&scope, wanted).await?;
        lines.extend(page.entries.iter().map(|entry| desk.line(&frame, entry)));
        let Some(next) = page.next else { break false };
        if lines.len() >= MOST_LINES {
            break true;
        }
        wanted = Wanted { after: Some(next), ..asked.wanted(PAGE)? };
    };
    answer(&frame, ("inbox", frame.t("desk.inbox.title")), (lines, is_cut))
}

/// GET /desk/supervise.xlsx
pub(crate) async fn due(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<supervise::Asked>,
) -> PageResult {
    rights::may(&actor, &Right::Supervise)?;
    let scope = rights::scope(&actor);
    if !scope.sees_all() {
        return Err(supervise::one_department_only().into());
    }
    let (mut lines, mut looked_at, mut after) = (Vec::new(), 0, None::<Cursor>);
    let is_cut = loop {
        let wanted = Wanted { limit: PAGE, after: after.take(), ..Wanted::default() };
        let page = desk.cases.due_list(&scope, wanted).await?;
        looked_at += page.entries.len();
        let shown = page.entries.iter().filter(|entry| asked.fits(entry));
        lines.extend(shown.map(|entry| desk.line(&frame, entry)));
        let Some(next) = page.next else { break false };
        if lines.len() >= MOST_LINES || looked_at >= MOST_LOOKED_AT {
            break true;
        }
        after = Some(next);
    };
    answer(&frame, ("due", frame.t("desk.supervise.title")), (lines, is_cut))
}

fn answer(
    frame: &Frame,
    (name, title): (&str, String),
    (lines, is_cut): (Vec<Line>, bool),
) -> PageResult {
    let heads = vec![
        frame.t("desk.list.left"),
        frame.t("desk.list.due"),
        frame.t("desk.list.matter"),
        frame.t("desk.list.applicant"),
        frame.t("desk.list.number"),
        frame.t("desk.list.task"),
        frame.t("desk.list.desk"),
    ];
    let row = |line: Line| {
        let cells =
            [line.left, line.due, line.matter, line.applicant, line.number, line.task, line.post];
        cells.into_iter().map(Cell::Text).collect()
    };
    let rows = lines.into_iter().map(row).collect();
    let file = format!("{name}-{}.xlsx", frame.today());
    let sheet = Sheet { title, heads, rows }.cut(frame, is_cut);
    web::sheet::answer(&file, &[sheet]).map_err(Into::into)
}
