//! The dated values that rules read, as a sheet: out as they are, and back as drafts of their files.
//! A value is changed at its day, or gets another one from a new day; the law goes with it.

use std::collections::BTreeMap;

use axum::extract::State;
use basis::{Date, Outcome, Text};
use catalogue::yaml::{self, Node, Step, Value};
use identity::{Actor, By, Right, may};
use serde_json::{Value as Json, json};
use web::{Frame, PageResult, go_to};

use super::{About, Arrived, Judged, blank};
use crate::Manage;
use crate::table::{CellError, Line, bad, no_date};
use crate::upload::Upload;

const TAB: &str = "参数";
const HEADS: [&str; 8] =
    ["名称", "区划", "值", "单位", "从哪天起", "到哪天止", "依据", "是否待确认"];
const FOLDER: &str = "parameters/";
/// The columns that can be changed, with the key of each.
const CHANGED: [(usize, &str); 2] = [(VALUE, "value"), (UNTIL, "until")];
/// The column of the value.
pub(crate) const VALUE: usize = 2;
/// That of the first day.
pub(crate) const FROM: usize = 4;
/// That of the last day.
pub(crate) const UNTIL: usize = 5;
/// That of the law.
pub(crate) const SOURCE: usize = 6;
/// That of what an office has still to confirm.
pub(crate) const UNCONFIRMED: usize = 7;
/// What stands in the last column.
pub(crate) const OPEN: &str = "待确认";

const ABOUT: About = About {
    right: &Right::Publish,
    tab: TAB,
    heads: &HEADS,
    title: "manage.matters.parameters-in",
    take: "manage.list-in.take",
    then: "manage.list-in.clean-then",
    back: "/manage/matters",
    action: "/manage/parameters/import",
    sheet: "/manage/parameters.xlsx",
};

/// The files of parameters by path, as somebody is changing them.
pub(crate) type Files = BTreeMap<String, String>;

/// A dated value and where it stands.
struct Known {
    path: String,
    /// The place of the parameter in its file, and of the value in the parameter.
    at: (usize, usize),
    cells: Vec<String>,
}

/// GET /manage/parameters.xlsx
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let files = files(&manage).await?;
    ABOUT.out(&frame, "parameters", rows(&files))
}

/// GET /manage/parameters/import
pub(crate) async fn import_page(frame: Frame, actor: Actor) -> PageResult {
    blank(frame, &actor, &ABOUT)
}

/// POST /manage/parameters/import: says what the sheet changes; begins a draft for each file where
/// that was asked and nothing is wrong.
pub(crate) async fn take_in(State(manage): State<Manage>, upload: Upload) -> PageResult {
    let arrived = Arrived::read(upload, &ABOUT).await?;
    let files = files(&manage).await?;
    let made = match arrived.made(|lines| Ok(judge(&files, lines))) {
        Ok(made) => made,
        Err(answer) => return Ok(answer),
    };
    let by = arrived.sent.by(&manage)?;
    match manage.draft_all(&by, &files, made).await? {
        Ok(drafts) => Ok(go_to(&format!("/manage/matters?drafted={drafts}"))),
        Err(why) => Ok(arrived.refused(&bad(why.zh, why.en))),
    }
}

impl Manage {
    /// Begins a draft of each file that is changed, and says how many; or why there cannot be one now.
    pub(crate) async fn draft_all(
        &self,
        by: &By,
        files: &Files,
        made: Files,
    ) -> Outcome<Result<usize, Text>> {
        let mut revised = Vec::new();
        for (path, text) in made.into_iter().filter(|(path, text)| files.get(path) != Some(text)) {
            match self.revised(&by.actor, (path, text)).await? {
                Ok(one) => revised.push(one),
                Err(why) => return Ok(Err(why)),
            }
        }
        Ok(Ok(self.begin_all(by, revised).await?.len()))
    }
}

/// The newest text of each file of parameters.
pub(crate) async fn files(manage: &Manage) -> Outcome<Files> {
    let mut files = Files::new();
    let paths = manage.files().map(|file| file.path.clone());
    for path in paths.filter(|path| path.starts_with(FOLDER)).collect::<Vec<_>>() {
        let text = manage.newest_text(&path).await?;
        files.insert(path, text);
    }
    Ok(files)
}

/// The cells of every dated value of the files, in their order.
pub(crate) fn rows(files: &Files) -> Vec<Vec<String>> {
    known(files).into_iter().map(|one| one.cells).collect()
}

/// Every dated value of the files, in their order.
fn known(files: &Files) -> Vec<Known> {
    let mut all = Vec::new();
    for (path, text) in files {
        let root = yaml::parse(text, 0).ok();
        let parameters = root.iter().flat_map(|root| root.items().iter().enumerate());
        for (i, parameter) in parameters {
            let values = parameter.get("values").map(Node::items).unwrap_or_default();
            for (j, value) in values.iter().enumerate() {
                let cells = cells(parameter, value);
                all.push(Known { path: path.clone(), at: (i, j), cells });
            }
        }
    }
    all
}

fn cells(parameter: &Node, value: &Node) -> Vec<String> {
    let law = shown(value, &["source", "law"]);
    let article = shown(value, &["source", "article"]);
    let source = if law.is_empty() { law } else { format!("《{law}》{article}") };
    let unconfirmed = if shown(value, &["unconfirmed"]) == "true" { OPEN } else { "" };
    let cells = [
        shown(parameter, &["name"]),
        shown(parameter, &["division"]),
        shown(value, &["value"]),
        shown(parameter, &["unit"]),
        shown(value, &["from"]),
        shown(value, &["until"]),
        source,
        unconfirmed.to_owned(),
    ];
    cells.to_vec()
}

fn shown(node: &Node, path: &[&str]) -> String {
    let steps: Vec<Step<'_>> = path.iter().copied().map(Step::Key).collect();
    match node.at(&steps).map(|node| &node.value) {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::Real(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    }
}

/// What the lines change in the texts of the files.
pub(crate) fn judge(files: &Files, lines: &[Line]) -> Judged<Files> {
    let known = known(files);
    let mut judged = Judged { errors: Vec::new(), changes: Vec::new(), made: files.clone() };
    let mut seen: Vec<[&str; 3]> = Vec::new();
    for line in lines {
        let this = key(&line.cells);
        if seen.contains(&this) {
            judged.errors.push(wrong(line, FROM, twice()));
            continue;
        }
        seen.push(this);
        let of_parameter = |one: &&Known| key(&one.cells)[..2] == this[..2];
        match known.iter().find(|one| key(&one.cells) == this) {
            Some(one) => change(&mut judged, one, line),
            None => match known.iter().find(of_parameter) {
                Some(one) => add(&mut judged, one, line),
                None => judged.errors.push(wrong(line, 0, no_such(&line.cells[0]))),
            },
        }
    }
    for one in known.iter().filter(|one| !seen.contains(&key(&one.cells))) {
        judged.errors.push(CellError::new(&HEADS, (0, 0), lost(&one.cells)));
    }
    judged
}

/// Name, division and first day: one dated value.
fn key(cells: &[String]) -> [&str; 3] {
    [&cells[0], &cells[1], &cells[FROM]]
}

fn wrong(line: &Line, column: usize, why: Text) -> CellError {
    CellError::new(&HEADS, (line.row, column), why)
}

/// Takes the changed cells of a value into its file.
fn change(judged: &mut Judged<Files>, one: &Known, line: &Line) {
    for (column, head) in HEADS.iter().enumerate() {
        let (was, is) = (&one.cells[column], &line.cells[column]);
        if was == is {
            continue;
        }
        let at = [one.at.0.to_string(), one.at.1.to_string()];
        let key = CHANGED.iter().find(|(changed, _)| *changed == column).map(|(_, key)| *key);
        let text = judged.made.get(&one.path).cloned().unwrap_or_default();
        let made = key
            .filter(|_| !is.is_empty())
            .and_then(|key| yaml::set(&text, &[&at[0], "values", &at[1], key], &scalar(is)));
        match made {
            Some(made) => {
                judged.made.insert(one.path.clone(), made);
                let what = format!("{} · {} · {head}", line.cells[0], line.cells[FROM]);
                judged.changes.push([what, was.clone(), is.clone()]);
            }
            None => judged.errors.push(wrong(line, column, in_file(&one.path))),
        }
    }
}

/// Puts a value with a new first day behind those of its parameter.
fn add(judged: &mut Judged<Files>, of: &Known, line: &Line) {
    let before = judged.errors.len();
    if line.cells[FROM].parse::<Date>().is_err() {
        judged.errors.push(wrong(line, FROM, no_date(&line.cells[FROM])));
    }
    if line.cells[VALUE].is_empty() {
        judged.errors.push(wrong(line, VALUE, needed()));
    }
    let source = source(&line.cells[SOURCE]);
    if source.is_none() {
        judged.errors.push(wrong(line, SOURCE, no_source()));
    }
    let Some(source) = source.filter(|_| judged.errors.len() == before) else { return };
    let mut value = json!({"from": line.cells[FROM], "value": scalar(&line.cells[VALUE]),
        "source": source});
    if !line.cells[UNTIL].is_empty() {
        value["until"] = json!(line.cells[UNTIL]);
    }
    if line.cells[UNCONFIRMED] == OPEN {
        value["unconfirmed"] = json!(true);
    }
    let text = judged.made.get(&of.path).cloned().unwrap_or_default();
    match yaml::push(&text, &[&of.at.0.to_string(), "values"], &value) {
        Some(made) => {
            judged.made.insert(of.path.clone(), made);
            let what = format!("{} · {}", line.cells[0], line.cells[FROM]);
            judged.changes.push([what, String::new(), line.cells[VALUE].clone()]);
        }
        None => judged.errors.push(wrong(line, VALUE, in_file(&of.path))),
    }
}

/// A value as a file has it: a number where it is one, else text.
fn scalar(cell: &str) -> Json {
    match (cell.parse::<i64>(), cell.parse::<bool>()) {
        (Ok(number), _) => json!(number),
        (_, Ok(yes)) => json!(yes),
        _ => json!(cell),
    }
}

/// 《law》article, as the sheet writes it.
fn source(cell: &str) -> Option<Json> {
    let (law, article) = cell.strip_prefix('《')?.split_once('》')?;
    match article.trim() {
        _ if law.is_empty() => None,
        "" => Some(json!({"law": law})),
        article => Some(json!({"law": law, "article": article})),
    }
}

fn twice() -> Text {
    Text::new("同一个参数的这一天写了两行，请删去一行", "this day stands twice; take one line away")
}

fn no_such(name: &str) -> Text {
    Text::new(
        format!("没有参数“{name}”；新参数在全文里加"),
        format!("there is no parameter “{name}”; a new one is put into the whole text"),
    )
}

fn lost(cells: &[String]) -> Text {
    let (name, from) = (&cells[0], &cells[FROM]);
    Text::new(
        format!("少了“{name}”从 {from} 起的这一行；旧的值要留着，已经在办的件按它算"),
        format!(
            "the row of “{name}” from {from} is missing; earlier values stay for earlier cases"
        ),
    )
}

fn needed() -> Text {
    Text::new("新的值不能空", "a new value must not be empty")
}

fn no_source() -> Text {
    Text::new(
        "新的值要写依据，例如《浙江省社会救助条例》第十三条",
        "name the law as 《law》article",
    )
}

fn in_file(path: &str) -> Text {
    Text::new(
        format!("这一格要在 {path} 的全文里改"),
        format!("this is to be changed in the whole text of {path}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "parameters/elderly.yaml";
    const FILE: &str = "\
# kept
- name: 高龄津贴.标准
  unit: 元/月
  values: [{from: 2024-01-01, value: 60元, source: {law: 县级政策（配置）}, unconfirmed: true}]
- name: 高龄津贴.起始年龄
  unit: 岁
  values:
    - from: 2020-01-01
      value: 80
      source: {law: 老年人权益保障法, article: 第三十三条}
";

    #[test]
    fn a_value_changes_at_its_day_and_a_new_day_is_put_behind() {
        let files = Files::from([(PATH.to_owned(), FILE.to_owned())]);
        let row = |(row, one): (u32, Known)| Line { row, cells: one.cells };
        let same: Vec<Line> = (2..).zip(known(&files)).map(row).collect();
        assert_eq!(same[0].cells[SOURCE..], ["《县级政策（配置）》", OPEN]);
        let made = |lines: &[Line]| {
            let judged = judge(&files, lines);
            assert_eq!(judged.errors, Vec::new());
            judged.made[PATH].clone()
        };
        assert_eq!(made(&same), FILE);
        let mut raised = same.clone();
        raised[0].cells[VALUE] = "80元".to_owned();
        assert_eq!(made(&raised), FILE.replacen("60元", "80元", 1));
        let mut new = same.clone();
        new.push(Line { row: 4, ..same[1].clone() });
        (new[2].cells[VALUE], new[2].cells[FROM]) = ("75".to_owned(), "2027-01-01".to_owned());
        let text = made(&new);
        assert!(text.starts_with(FILE) && text.lines().count() == FILE.lines().count() + 1);
        assert_eq!(known(&Files::from([(PATH.to_owned(), text)])).len(), 3);
        let errors = |lines: &[Line]| {
            judge(&files, lines).errors.iter().map(CellError::cell).collect::<Vec<_>>()
        };
        new[2].cells[SOURCE] = "听说的".to_owned();
        assert_eq!(errors(&new), ["G4（依据）"]);
        raised[0].cells[3] = "元/年".to_owned();
        assert_eq!(errors(&raised), ["D2（单位）"]);
        assert_eq!(errors(&same[1..]), [""], "the other one is lost");
    }
}
