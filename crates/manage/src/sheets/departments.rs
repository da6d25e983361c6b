//! The departments as a sheet: out as they are in force, and back as a draft of their file, in which
//! nothing but the changed values changes.

use axum::extract::State;
use basis::{Outcome, Role, Text};
use catalogue::model::Level;
use catalogue::yaml::{self, Node, Step, Value};
use identity::{Actor, Right, may};
use serde_json::{Value as Json, json};
use web::{Frame, PageResult};

use super::entries::drafted;
use super::{About, Arrived, Judged, blank};
use crate::Manage;
use crate::listed::{Revised, has_draft};
use crate::table::{CellError, Line};
use crate::upload::Upload;

/// The file of the departments.
pub(crate) const PATH: &str = "departments.yaml";
const TAB: &str = "部门";
const HEADS: [&str; 9] = [
    "代号",
    "名称",
    "英文名称",
    "统一社会信用代码",
    "层级",
    "岗位",
    "电话",
    "窗口地址",
    "开门时间",
];
/// Where each column stands in a department of the file.
const PLACES: [&[&str]; 9] = [
    &["id"],
    &["name", "zh"],
    &["name", "en"],
    &["credit_code"],
    &["level"],
    &["roles"],
    &["phone"],
    &["address"],
    &["hours"],
];
/// The column of the level; it and that of the roles have words of their own.
pub(crate) const LEVEL: usize = 4;
/// That of the roles.
pub(crate) const ROLES: usize = 5;
/// The columns that a department cannot do without.
const NEEDED: [usize; 5] = [0, 1, 2, LEVEL, ROLES];

const ABOUT: About = About {
    right: &Right::Publish,
    tab: TAB,
    heads: &HEADS,
    title: "manage.departments.in",
    take: "manage.list-in.take",
    then: "manage.sheet-in.draft-then",
    back: "/manage/matters",
    action: "/manage/departments/import",
    sheet: "/manage/departments.xlsx",
};

/// GET /manage/departments.xlsx
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish).or_else(|_| may(&actor, &Right::ManageAccounts))?;
    let text = manage.newest_text(PATH).await?;
    ABOUT.out(&frame, "departments", rows(&text))
}

/// GET /manage/departments/import
pub(crate) async fn import_page(frame: Frame, actor: Actor) -> PageResult {
    blank(frame, &actor, &ABOUT)
}

/// POST /manage/departments/import: says what the sheet changes; begins a draft where that was asked
/// and nothing is wrong.
pub(crate) async fn take_in(State(manage): State<Manage>, upload: Upload) -> PageResult {
    let arrived = Arrived::read(upload, &ABOUT).await?;
    let text = manage.newest_text(PATH).await?;
    let made = match arrived.made(|lines| Ok(judge(&text, lines))) {
        Ok(made) => made,
        Err(answer) => return Ok(answer),
    };
    drafted(&manage, &arrived, PATH, made).await
}

impl Manage {
    /// The newest text of a list that was published, or as it came.
    pub(crate) async fn newest_text(&self, path: &str) -> Outcome<String> {
        let county = self.county().to_owned();
        let published = self.app.store.read(move |tx| crate::rows::published(tx, &county)).await?;
        Ok(self.text_of(path, &published, None)?)
    }

    /// The next version of a list, or why there cannot be one now.
    pub(crate) async fn revised(
        &self,
        actor: &Actor,
        (path, text): (String, String),
    ) -> Outcome<Result<Revised, Text>> {
        let (published, drafts) = self.changes(actor).await?;
        if drafts.iter().any(|draft| draft.path == path && draft.text != text) {
            return Ok(Err(has_draft()));
        }
        let numbers = published.iter().filter(|one| one.path == path).map(|one| one.number);
        let number = numbers.max().unwrap_or(0) + 1;
        let effective = self.app.ambient.now().date();
        Ok(Ok(Revised { path, number, text, effective }))
    }
}

/// The departments of a file; none where it cannot be read, which the check of the catalogue tells.
fn departments(text: &str) -> Vec<Node> {
    let root = yaml::parse(text, 0).ok();
    root.map(|root| root.items().to_vec()).unwrap_or_default()
}

/// The rows of the sheet.
pub(crate) fn rows(text: &str) -> Vec<Vec<String>> {
    let row = |node: &Node| (0..HEADS.len()).map(|column| shown(node, column)).collect();
    departments(text).iter().map(row).collect()
}

/// A cell of a department as the sheet has it.
fn shown(node: &Node, column: usize) -> String {
    let steps: Vec<Step<'_>> = PLACES[column].iter().copied().map(Step::Key).collect();
    let word = |code: &str| match column {
        LEVEL => level(code).map_or_else(|| code.to_owned(), |level| level.name().zh),
        ROLES => role(code).map_or_else(|| code.to_owned(), |role| role.name().zh),
        _ => code.to_owned(),
    };
    match node.at(&steps).map(|node| &node.value) {
        Some(Value::Text(text)) => word(text),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::List(items)) => {
            items.iter().filter_map(Node::text).map(word).collect::<Vec<_>>().join("、")
        }
        _ => String::new(),
    }
}

/// A level by its code or its name.
pub(crate) fn level(word: &str) -> Option<Level> {
    Level::ALL.iter().copied().find(|level| level.name().zh == word || level.code() == word)
}

/// A role by its code or its name.
pub(crate) fn role(word: &str) -> Option<Role> {
    Role::ALL.iter().copied().find(|role| role.name().zh == word || role.code() == word)
}

/// The value of a cell as the file has it.
fn value(column: usize, cell: &str) -> Result<Json, Text> {
    match column {
        LEVEL => level(cell).map(|level| json!(level)).ok_or_else(|| no_level(cell)),
        ROLES => {
            let words = cell.split(['、', '；', ',', '，']).map(str::trim);
            let codes = words
                .filter(|word| !word.is_empty())
                .map(|word| role(word).map(|role| json!(role.code())).ok_or_else(|| no_role(word)));
            codes.collect::<Result<Vec<_>, _>>().map(Json::from)
        }
        _ => Ok(json!(cell)),
    }
}

/// What the lines change in the text of the file.
pub(crate) fn judge(text: &str, lines: &[Line]) -> Judged<String> {
    let known = departments(text);
    let mut judged = Judged { errors: Vec::new(), changes: Vec::new(), made: text.to_owned() };
    let mut seen: Vec<&str> = Vec::new();
    for line in lines {
        let id = line.cells[0].as_str();
        if seen.contains(&id) {
            judged.errors.push(CellError::new(&HEADS, (line.row, 0), twice(id)));
            continue;
        }
        seen.push(id);
        match known.iter().position(|node| shown(node, 0) == id) {
            Some(at) => change(&mut judged, (at, &known[at]), line),
            None => add(&mut judged, line),
        }
    }
    let is_lost = |node: &&Node| !seen.contains(&shown(node, 0).as_str());
    for node in known.iter().filter(is_lost) {
        judged.errors.push(CellError::new(&HEADS, (0, 0), lost(&shown(node, 1))));
    }
    judged
}

/// Takes the changed cells of a department into the text.
fn change(judged: &mut Judged<String>, (at, node): (usize, &Node), line: &Line) {
    let at = at.to_string();
    for column in 1..HEADS.len() {
        let (was, is) = (shown(node, column), &line.cells[column]);
        if was == *is {
            continue;
        }
        let path: Vec<&str> =
            std::iter::once(at.as_str()).chain(PLACES[column].iter().copied()).collect();
        let made = match value(column, is) {
            _ if is.is_empty() => Err(in_file()),
            Ok(value) => yaml::set(&judged.made, &path, &value).ok_or_else(in_file),
            Err(why) => Err(why),
        };
        match made {
            Ok(text) => {
                judged.made = text;
                let what = format!("{} · {}", line.cells[0], HEADS[column]);
                judged.changes.push([what, was, is.clone()]);
            }
            Err(why) => judged.errors.push(CellError::new(&HEADS, (line.row, column), why)),
        }
    }
}

/// Puts a new department at the end of the text.
fn add(judged: &mut Judged<String>, line: &Line) {
    let before = judged.errors.len();
    let mut department = json!({});
    for (column, cell) in line.cells.iter().enumerate() {
        if cell.is_empty() {
            if NEEDED.contains(&column) {
                judged.errors.push(CellError::new(&HEADS, (line.row, column), needed()));
            }
            continue;
        }
        match value(column, cell) {
            Ok(value) => match PLACES[column] {
                [first, second] => department[*first][*second] = value,
                path => department[path[0]] = value,
            },
            Err(why) => judged.errors.push(CellError::new(&HEADS, (line.row, column), why)),
        }
    }
    if judged.errors.len() == before {
        let end = if judged.made.ends_with('\n') { "" } else { "\n" };
        let written = yaml::to_yaml(&json!([department]));
        judged.made = format!("{}{end}{written}", judged.made);
        judged.changes.push([line.cells[0].clone(), String::new(), line.cells[1].clone()]);
    }
}

fn needed() -> Text {
    Text::new("新部门的这一格不能空", "a new department needs this cell")
}

fn in_file() -> Text {
    Text::new(
        "这一格要在 departments.yaml 的全文里改",
        "this is to be changed in the whole text of departments.yaml",
    )
}

fn no_level(word: &str) -> Text {
    let names: Vec<String> = Level::ALL.iter().map(|level| level.name().zh).collect();
    Text::new(
        format!("“{word}”不是层级，写：{}", names.join("、")),
        format!("“{word}” is no level; write one of {}", names.join(", ")),
    )
}

fn no_role(word: &str) -> Text {
    let names: Vec<String> = Role::ALL.iter().map(|role| role.name().zh).collect();
    Text::new(
        format!("“{word}”不是岗位，写：{}", names.join("、")),
        format!("“{word}” is no post; write some of {}", names.join(", ")),
    )
}

fn twice(id: &str) -> Text {
    Text::new(
        format!("“{id}”写了两行，请删去一行"),
        format!("“{id}” stands twice; take one line away"),
    )
}

fn lost(name: &str) -> Text {
    Text::new(
        format!("少了“{name}”这一行；撤销部门要在全文里改，事项和人员先要移走"),
        format!("the row of “{name}” is missing; a department is taken away in the whole text"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# kept
- id: minzheng
  name: {zh: 县民政局, en: Civil affairs}
  level: county
  roles: [clerk, reviewer] # kept too
";

    fn line(row: u32, cells: [&str; 9]) -> Line {
        Line { row, cells: cells.map(str::to_owned).to_vec() }
    }

    const SAME: [&str; 9] =
        ["minzheng", "县民政局", "Civil affairs", "", "县级", "窗口人员、审核人员", "", "", ""];

    #[test]
    fn only_the_changed_values_change_and_every_wrong_cell_is_named() {
        let same = line(2, SAME);
        let check = |column: usize, cell: &str, before: &str, after: &str| {
            let mut line = same.clone();
            line.cells[column] = cell.to_owned();
            let judged = judge(FILE, &[line]);
            assert_eq!(judged.errors, Vec::new(), "{cell}");
            assert_eq!(judged.made, FILE.replacen(before, after, 1), "{cell}");
        };
        check(6, "", "", "");
        check(1, "县民政和老龄局", "县民政局", "县民政和老龄局");
        check(ROLES, "窗口人员、审批人员", "[clerk, reviewer]", "[clerk, approver]");
        let wrong = |lines: &[Line]| {
            let cells = judge(FILE, lines).errors;
            cells.iter().map(CellError::cell).collect::<Vec<_>>()
        };
        let mut boss = same.clone();
        boss.cells[ROLES] = "局长".to_owned();
        assert_eq!(wrong(&[boss]), ["F2（岗位）"]);
        let new = line(3, ["yibao", "县医保局", "", "", "省", "窗口人员", "", "", ""]);
        assert_eq!(wrong(&[same.clone(), new]), ["C3（英文名称）", "E3（层级）"]);
        assert_eq!(wrong(&[same.clone(), same.clone()]), ["A2（代号）"]);
        let mut new = same.clone();
        (new.row, new.cells[0]) = (3, "yibao".to_owned());
        assert_eq!(wrong(std::slice::from_ref(&new)), [""], "the other one is lost");
        let judged = judge(FILE, &[same, new]);
        let read = departments(&judged.made);
        assert!(judged.made.starts_with(FILE) && read.len() == 2, "{}", judged.made);
        assert_eq!(shown(&read[1], ROLES), "窗口人员、审核人员");
    }
}
