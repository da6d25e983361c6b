//! The supervisor's board: what is owed and late, how long things took, by department, place and
//! matter; drawn, as a table, and as a sheet to take away.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::{Outcome, Text};
use cases::{Board, Tally};
use identity::{Actor, Right, rights};
use serde::Deserialize;
use web::sheet::{Cell, Sheet};
use web::svg::{Bar, BarWords, bars};
use web::{Frame, Page, PageResult};

use crate::lines::{address, query};
use crate::{Desk, supervise};

/// The periods that can be chosen, in days.
const PERIODS: [i64; 3] = [30, 90, 365];
const DAY_MILLIS: i64 = 86_400_000;
/// So many bars are a drawing; more would be a wall.
const MOST_BARS: usize = 12;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    days: i64,
    #[serde(default)]
    town: String,
}

impl Asked {
    /// The period, one of those that can be chosen.
    pub(crate) fn days(&self) -> i64 {
        PERIODS.into_iter().find(|days| *days == self.days).unwrap_or(PERIODS[1])
    }

    fn town(&self) -> Option<String> {
        let is_town = self.town.len() == 9 && self.town.bytes().all(|digit| digit.is_ascii_digit());
        is_town.then(|| self.town.clone())
    }

    fn link(&self, path: &str, days: i64, town: &str) -> String {
        format!("{path}?{}", query(&[("days", &days.to_string()), ("town", town)]))
    }
}

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage {
    frame: Frame,
    /// The head and the figure of the whole county.
    all: Vec<(String, String)>,
    is_part: bool,
    days: i64,
    periods: Vec<(String, String, bool)>,
    town: String,
    /// Address of what is owed in the town that is looked at.
    owed: String,
    drawings: Vec<String>,
    heads: Vec<String>,
    tables: Vec<Table>,
    sheet: String,
}

/// One table of the board.
struct Table {
    title: String,
    head: String,
    rows: Vec<Row>,
}

/// One line of it; the cells stand under [`COLUMNS`].
struct Row {
    name: String,
    href: String,
    cells: Vec<String>,
}

pub(crate) async fn board(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    let board = desk.board(&frame, &actor, &asked).await?;
    let days = asked.days();
    let period = |days: i64| {
        let name = frame.tf("desk.board.period", [("n", days)]);
        (name, asked.link("/desk/board", days, &asked.town), days == asked.days())
    };
    let town = asked.town().unwrap_or_default();
    let page = BoardPage {
        all: heads(&frame).into_iter().zip(cells(&frame, &board.all)).collect(),
        is_part: board.is_part,
        days,
        periods: PERIODS.into_iter().map(period).collect(),
        drawings: drawings(&desk, &frame, &board),
        heads: heads(&frame),
        tables: tables(&desk, &frame, &board, &asked),
        sheet: asked.link("/desk/board.xlsx", days, &town),
        owed: address("/desk/supervise", &[("place", &town)]),
        town: desk.place(&frame, &town).unwrap_or_default(),
        frame,
    };
    Ok(Page(page).into_response())
}

/// GET /desk/board.xlsx: the tables as sheets.
pub(crate) async fn sheet(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    let board = desk.board(&frame, &actor, &asked).await?;
    let mut sheets = Vec::new();
    for table in tables(&desk, &frame, &board, &asked) {
        let rows = table.rows.into_iter().map(|row| {
            std::iter::once(Cell::Text(row.name))
                .chain(row.cells.into_iter().map(Cell::of))
                .collect()
        });
        let heads = std::iter::once(table.head).chain(heads(&frame)).collect();
        sheets.push(Sheet { title: table.title, heads, rows: rows.collect() });
    }
    let file = format!("board-{}.xlsx", frame.today());
    web::sheet::answer(&file, &sheets).map_err(Into::into)
}

/// GET /api/desk/board
pub(crate) async fn api(
    State(desk): State<Desk>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    let board = desk.board(&frame, &actor, &asked).await?;
    let lines = |lines: &BTreeMap<String, Tally>| -> serde_json::Value {
        lines
            .iter()
            .map(|(id, tally)| (id.clone(), figures(tally)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let body = serde_json::json!({
        "days": asked.days(), "all": figures(&board.all), "departments": lines(&board.departments),
        "places": lines(&board.places), "matters": lines(&board.matters), "part": board.is_part,
    });
    Ok(axum::Json(body).into_response())
}

fn figures(tally: &Tally) -> serde_json::Value {
    serde_json::json!({
        "open": tally.open, "soon": tally.soon, "overdue": tally.overdue, "stopped": tally.stopped,
        "decided": tally.decided(), "median_days": tally.within(50), "p90_days": tally.within(90),
        "first_time": tally.first_time_share(), "in_time": tally.in_time_share(),
    })
}

/// What the interface says of itself.
pub(crate) fn doc() -> web::ApiDoc {
    let line = figures(&Tally {
        days: vec![3, 5],
        open: 2,
        first_time: 2,
        in_time: 1,
        ..Tally::default()
    });
    let example = serde_json::json!({
        "days": 90, "all": line, "departments": { "minzheng": line },
        "places": { "330825101": line }, "matters": { "elderly-allowance": line }, "part": false,
    });
    web::ApiDoc::new("desk", "督办看板", "The supervisor's board")
        .about(
            "全县应办、临期、逾期，办结时长的中位数和九成位，一次办成率；给督办人员。",
            "What is owed, due soon and late, median and 90th percentile of working days, and first-time completion; for supervisors.",
        )
        .query::<BoardQuery>()
        .gives::<serde_json::Value>(200, "看板", "the board", example)
}

/// What the board may be asked for.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "DeskBoardQuery")]
#[allow(dead_code, reason = "its fields are read as `Asked`; this tells others of them")]
struct BoardQuery {
    /// 30, 90 or 365 days back; 90 if not given.
    #[serde(default)]
    days: i64,
    /// A township of nine digits, to see its villages.
    #[serde(default)]
    town: String,
}

/// The heads of the columns of every table.
const COLUMNS: [&str; 9] = [
    "desk.board.open",
    "desk.board.soon",
    "desk.board.overdue",
    "desk.board.stopped",
    "desk.board.decided",
    "desk.board.median",
    "desk.board.p90",
    "desk.board.first-time",
    "desk.board.in-time",
];

fn heads(frame: &Frame) -> Vec<String> {
    COLUMNS.iter().map(|key| frame.t(key)).collect()
}

impl Desk {
    async fn board(&self, frame: &Frame, actor: &Actor, asked: &Asked) -> Outcome<Board> {
        rights::may(actor, &Right::Supervise)?;
        let scope = rights::scope(actor);
        if !scope.sees_all() {
            return Err(supervise::one_department_only().into());
        }
        let since = frame.now().plus_millis(-asked.days() * DAY_MILLIS);
        self.cases.board(&scope, since, asked.town()).await
    }
}

fn cells(frame: &Frame, tally: &Tally) -> Vec<String> {
    let none = || frame.t("desk.board.nothing");
    let days = |found: Option<i64>| found.map_or_else(none, |days| days.to_string());
    let share = |found: Option<u32>| found.map_or_else(none, |share| format!("{share}%"));
    vec![
        tally.open.to_string(),
        tally.soon.to_string(),
        tally.overdue.to_string(),
        tally.stopped.to_string(),
        tally.decided().to_string(),
        days(tally.within(50)),
        days(tally.within(90)),
        share(tally.first_time_share()),
        share(tally.in_time_share()),
    ]
}

fn tables(desk: &Desk, frame: &Frame, board: &Board, asked: &Asked) -> Vec<Table> {
    let department = |id: &str| {
        let due = format!("/desk/supervise?{}", query(&[("department", id)]));
        (desk.department_name(frame, id), due)
    };
    let place = |code: &str| {
        let name = desk.short_place(frame, code);
        let is_town = code.len() == 9;
        let href = match is_town {
            true => asked.link("/desk/board", asked.days(), code),
            false => address("/desk/supervise", &[("place", code)]),
        };
        (name, href)
    };
    let matter = |id: &str| (desk.matter_name(frame, id), format!("/ratings/{id}"));
    let by_matter = frame.t("desk.board.matter");
    let by_place = match asked.town() {
        Some(_) => frame.t("desk.board.village"),
        None => frame.t("desk.board.township"),
    };
    let by_department = frame.t("desk.board.department");
    vec![
        table(frame, "desk.board.departments", by_department, &board.departments, &department),
        table(frame, "desk.board.places", by_place, &board.places, &place),
        table(frame, "desk.board.matters", by_matter, &board.matters, &matter),
    ]
}

/// Late ones first, then those with most to do.
fn table(
    frame: &Frame,
    title: &str,
    head: String,
    lines: &BTreeMap<String, Tally>,
    name: &dyn Fn(&str) -> (String, String),
) -> Table {
    let mut lines: Vec<(&String, &Tally)> = lines.iter().collect();
    lines.sort_by_key(|(_, one)| std::cmp::Reverse((one.overdue, one.open, one.decided())));
    let row = |(id, tally): (&String, &Tally)| {
        let (name, href) = name(id);
        Row { name, href, cells: cells(frame, tally) }
    };
    Table { title: frame.t(title), head, rows: lines.into_iter().map(row).collect() }
}

fn drawings(desk: &Desk, frame: &Frame, board: &Board) -> Vec<String> {
    let head = (frame.t("desk.board.department"), frame.t("desk.board.place"));
    let department = |id: &str| desk.department_name(frame, id);
    let place = |code: &str| desk.short_place(frame, code);
    let all = [
        ("late", "desk.board.draw-late", &head.0, late(frame, &board.departments, &department)),
        ("places", "desk.board.draw-places", &head.1, late(frame, &board.places, &place)),
        ("days", "desk.board.draw-days", &head.0, days(frame, &board.departments, &department)),
        ("first", "desk.board.draw-first", &head.0, first(&board.departments, &department)),
    ];
    all.iter()
        .filter_map(|(id, title, label, list)| drawing(frame, (id, title, label), list))
        .collect()
}

/// Bars with their table; none where there is nothing to draw.
fn drawing(frame: &Frame, (id, title, label): (&str, &str, &str), list: &[Bar]) -> Option<String> {
    let (title, figure) = (frame.t(title), frame.t("desk.board.figure"));
    let as_table = frame.t("desk.board.as-table");
    let words = BarWords { title: &title, label, figure: &figure, as_table: &as_table };
    (!list.is_empty()).then(|| bars(id, words, list))
}

/// The longest ones, longest first.
fn longest(mut list: Vec<Bar>) -> Vec<Bar> {
    list.retain(|bar| bar.value > 0.0);
    list.sort_by(|a, b| b.value.total_cmp(&a.value));
    list.truncate(MOST_BARS);
    list
}

fn late(frame: &Frame, lines: &BTreeMap<String, Tally>, name: &dyn Fn(&str) -> String) -> Vec<Bar> {
    let bar = |(id, tally): (&String, &Tally)| Bar {
        label: name(id),
        value: f64::from(tally.overdue),
        shown: frame.tf("desk.board.cases", [("n", tally.overdue)]),
        class: "late",
    };
    longest(lines.iter().map(bar).collect())
}

fn days(frame: &Frame, lines: &BTreeMap<String, Tally>, name: &dyn Fn(&str) -> String) -> Vec<Bar> {
    let bar = |(id, tally): (&String, &Tally)| {
        let (median, ninetieth) = (tally.within(50)?, tally.within(90)?);
        let shown = frame.tf("desk.board.both-days", [("median", median), ("p90", ninetieth)]);
        #[allow(clippy::cast_precision_loss, reason = "the length of a bar")]
        let value = ninetieth as f64;
        Some(Bar { label: name(id), value, shown, class: "" })
    };
    longest(lines.iter().filter_map(bar).collect())
}

fn first(lines: &BTreeMap<String, Tally>, name: &dyn Fn(&str) -> String) -> Vec<Bar> {
    let bar = |(id, tally): (&String, &Tally)| {
        let share = tally.first_time_share()?;
        let class = if share < 80 { "warn" } else { "" };
        Some(Bar { label: name(id), value: f64::from(share), shown: format!("{share}%"), class })
    };
    longest(lines.iter().filter_map(bar).collect())
}

impl Desk {
    /// The name of a matter as it is offered today.
    pub(crate) fn matter_name(&self, frame: &Frame, id: &str) -> String {
        let catalogue = self.cases.catalogue();
        let found = catalogue.matter(self.cases.county(), id, frame.today());
        let name = found.map_or_else(|| Text::new(id, id), |matter| matter.name.clone());
        frame.say(&name).to_owned()
    }
}
