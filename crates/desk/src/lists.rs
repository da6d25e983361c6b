//! The lists of the desk as sheets: what lies on one's desks, and what the county owes. Names are
//! masked as on the pages, since a sheet is passed on.

use axum::extract::{Query, State};
use cases::{Cursor, Wanted};
use identity::{Actor, Right, rights};
use web::sheet::{Cell, Sheet};
use web::{Frame, PageResult};

use crate::inbox::{Asked, PAGE};
use crate::lines::Line;
use crate::{Desk, supervise};

/// So many lines are as much as anybody works through.
const MOST: usize = 2_000;

/// GET /desk/inbox.xlsx
pub(crate) async fn inbox(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    let scope = rights::scope(&actor);
    let (mut lines, mut wanted) = (Vec::new(), asked.wanted(PAGE)?);
    loop {
        let page = desk.cases.inbox(&scope, wanted).await?;
        lines.extend(page.entries.iter().map(|entry| desk.line(&frame, entry)));
        let Some(next) = page.next.filter(|_| lines.len() < MOST) else { break };
        wanted = Wanted { after: Some(next), ..asked.wanted(PAGE)? };
    }
    let title = frame.t("desk.inbox.title");
    answer(&frame, "inbox", title, lines)
}

/// GET /desk/supervise.xlsx
pub(crate) async fn due(State(desk): State<Desk>, frame: Frame, actor: Actor) -> PageResult {
    rights::may(&actor, &Right::Supervise)?;
    let scope = rights::scope(&actor);
    if !scope.sees_all() {
        return Err(supervise::one_department_only().into());
    }
    let (mut lines, mut after) = (Vec::new(), None::<Cursor>);
    loop {
        let wanted = Wanted { limit: PAGE, after: after.take(), ..Wanted::default() };
        let page = desk.cases.due_list(&scope, wanted).await?;
        lines.extend(page.entries.iter().map(|entry| desk.line(&frame, entry)));
        after = page.next.filter(|_| lines.len() < MOST);
        if after.is_none() {
            break;
        }
    }
    let title = frame.t("desk.supervise.title");
    answer(&frame, "due", title, lines)
}

fn answer(frame: &Frame, name: &str, title: String, lines: Vec<Line>) -> PageResult {
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
    web::sheet::answer(&file, &[Sheet { title, heads, rows }]).map_err(Into::into)
}
