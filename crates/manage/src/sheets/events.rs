//! The life events under which people look for matters, as a sheet: out as they are in force, and back
//! as a draft of their file.

use axum::extract::State;
use basis::Text;
use catalogue::yaml;
use identity::{Actor, Right, may};
use serde_json::{Value as Json, json};
use web::{Frame, PageResult};

use super::entries::{Known, Shape, at_the_end, drafted, parts};
use super::{About, Arrived, Judged, blank};
use crate::Manage;
use crate::table::Line;
use crate::upload::Upload;

const TAB: &str = "人生事件";
const HEADS: [&str; 6] = ["编号", "名称", "英文名称", "一句话说明", "英文说明", "群众还会怎么说"];
/// The column of the words by which people mean it.
const ALSO: usize = 5;

const SHAPE: Shape = Shape {
    file: "life-events.yaml",
    heads: &HEADS,
    keys: 1,
    places: &[
        &["id"],
        &["name", "zh"],
        &["name", "en"],
        &["summary", "zh"],
        &["summary", "en"],
        &["also"],
    ],
    needed: &[0, 1, 2],
    value,
};

const ABOUT: About = About {
    right: &Right::Publish,
    tab: TAB,
    heads: &HEADS,
    title: "manage.events.in",
    take: "manage.list-in.take",
    then: "manage.sheet-in.draft-then",
    back: "/manage/matters",
    action: "/manage/life-events/import",
    sheet: "/manage/life-events.xlsx",
};

/// GET /manage/life-events.xlsx
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let text = manage.newest_text(SHAPE.file).await?;
    ABOUT.out(&frame, "life-events", rows(&text))
}

/// GET /manage/life-events/import
pub(crate) async fn import_page(frame: Frame, actor: Actor) -> PageResult {
    blank(frame, &actor, &ABOUT)
}

/// POST /manage/life-events/import: says what the sheet changes; begins a draft where that was asked
/// and nothing is wrong.
pub(crate) async fn take_in(State(manage): State<Manage>, upload: Upload) -> PageResult {
    let arrived = Arrived::read(upload, &ABOUT).await?;
    let text = manage.newest_text(SHAPE.file).await?;
    match arrived.made_of(&manage, SHAPE.file, |lines| judge(&text, lines)).await? {
        Ok(made) => drafted(&manage, &arrived, SHAPE.file, made).await,
        Err(answer) => Ok(answer),
    }
}

/// The rows of the sheet.
pub(crate) fn rows(text: &str) -> Vec<Vec<String>> {
    known(text).into_iter().map(|one| one.cells).collect()
}

/// The life events of a file; none where it cannot be read, which the check of the catalogue tells.
fn known(text: &str) -> Vec<Known> {
    let root = yaml::parse(text, 0).ok();
    let entries = root.iter().flat_map(|root| root.items().iter().enumerate());
    let one = |(at, entry): (usize, &yaml::Node)| Known {
        at: vec![at.to_string()],
        cells: (0..HEADS.len()).map(|column| SHAPE.shown(entry, column)).collect(),
    };
    entries.map(one).collect()
}

fn judge(text: &str, lines: &[Line]) -> Judged<String> {
    SHAPE.judge(text, &known(text), lines, &add)
}

fn add(text: &str, _: &Line, entry: &Json) -> Result<String, Text> {
    Ok(at_the_end(text, entry))
}

fn value(column: usize, cell: &str) -> Result<Json, Text> {
    Ok(if column == ALSO { json!(parts(cell)) } else { json!(cell) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::CellError;

    const FILE: &str = "\
# kept
- {id: 出生, name: {zh: 出生, en: Birth}}
- {id: 养老, name: {zh: 养老, en: Old age}, also: [老了]} # kept too
";

    #[test]
    fn a_changed_cell_changes_alone_and_a_new_row_is_put_behind() {
        let rows = || -> Vec<Line> {
            (2..).zip(known(FILE)).map(|(row, one)| Line { row, cells: one.cells }).collect()
        };
        let made = |lines: &[Line]| {
            let judged = judge(FILE, lines);
            assert_eq!(judged.errors, Vec::new());
            judged.made
        };
        assert_eq!(made(&rows()), FILE);
        let mut lines = rows();
        (lines[0].cells[1], lines[1].cells[ALSO]) = ("生孩子".to_owned(), "老了；退休".to_owned());
        let expected = FILE.replace("zh: 出生", "zh: 生孩子").replace("[老了]", "[老了, 退休]");
        assert_eq!(made(&lines), expected);
        let new = ["上学", "上学", "School", "", "", "入学；读书"].map(str::to_owned).to_vec();
        lines = rows();
        lines.push(Line { row: 4, cells: new });
        let text = made(&lines);
        assert!(text.starts_with(FILE) && known(&text)[2].cells == lines[2].cells, "{text}");
        lines[2].cells[2] = String::new();
        let cells = |lines: &[Line]| {
            judge(FILE, lines).errors.iter().map(CellError::cell).collect::<Vec<_>>()
        };
        assert_eq!(cells(&lines), ["C4（英文名称）"]);
        assert_eq!(cells(&lines[1..2]), [""], "the other one is lost");
    }
}
