//! The words by which people search, as a sheet: one row what people say and what they mean by it; and
//! back as a draft of their file. A row that is as it was stays in the file as somebody wrote it.

use std::collections::BTreeSet;

use axum::extract::State;
use basis::Text;
use catalogue::search::is_meant;
use catalogue::yaml::{self, Node};
use identity::{Actor, Right, may};
use serde_json::json;
use web::sheet::Sheet;
use web::{Frame, PageResult};

use super::entries::{BETWEEN, drafted, parts};
use super::{About, Arrived, Judged, blank};
use crate::Manage;
use crate::table::{CellError, Line};
use crate::upload::Upload;

const PATH: &str = "words.yaml";
const TAB: &str = "搜索用词";
const HEADS: [&str; 2] = ["群众怎么说", "想办的是"];

const ABOUT: About = About {
    right: &Right::Publish,
    tab: TAB,
    heads: &HEADS,
    title: "manage.words.in",
    take: "manage.list-in.take",
    then: "manage.sheet-in.draft-then",
    back: "/manage/matters",
    action: "/manage/words/import",
    sheet: "/manage/words.xlsx",
};

/// What people say, what they mean, and the lines of the file.
struct Group {
    cells: [Vec<String>; 2],
    lines: String,
}

/// GET /manage/words.xlsx
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let sheet = Sheet::of_text(TAB, &HEADS, rows(&manage.newest_text(PATH).await?));
    web::sheet::answer(&format!("words-{}.xlsx", frame.today()), &[sheet]).map_err(Into::into)
}

/// GET /manage/words/import
pub(crate) async fn import_page(frame: Frame, actor: Actor) -> PageResult {
    blank(frame, &actor, &ABOUT)
}

/// POST /manage/words/import: says what the sheet changes; begins a draft where that was asked and
/// nothing is wrong.
pub(crate) async fn take_in(State(manage): State<Manage>, upload: Upload) -> PageResult {
    let arrived = Arrived::read(upload, &ABOUT).await?;
    let text = manage.newest_text(PATH).await?;
    let judging = |lines: &[Line]| {
        let (catalogue, today) = (manage.cases.catalogue(), manage.app.ambient.now().date());
        let offered = catalogue.offered(manage.county(), today);
        judge(&text, lines, &|word: &str| is_meant(word, &offered))
    };
    match arrived.made_of(&manage, PATH, judging).await? {
        Ok(made) => drafted(&manage, &arrived, PATH, made).await,
        Err(answer) => Ok(answer),
    }
}

/// The rows of the sheet.
pub(crate) fn rows(text: &str) -> Vec<Vec<String>> {
    let (_, groups) = groups(text);
    groups.iter().map(|group| group.cells.iter().map(|cell| cell.join(BETWEEN)).collect()).collect()
}

/// What stands before the first group of a file, and its groups with their lines. None where it is
/// written otherwise than one group after another.
fn groups(text: &str) -> (String, Vec<Group>) {
    let (mut before, mut chunks) = (String::new(), Vec::<String>::new());
    for line in text.split_inclusive('\n') {
        if line.starts_with("- ") {
            chunks.push(line.to_owned());
        } else if let Some(chunk) = chunks.last_mut() {
            chunk.push_str(line);
        } else {
            before.push_str(line);
        }
    }
    let root = yaml::parse(text, 0).ok();
    let nodes = root.as_ref().map(Node::items).unwrap_or_default();
    if nodes.len() != chunks.len() {
        return (before, Vec::new());
    }
    let words = |node: &Node, key: &str| -> Vec<String> {
        let items = node.get(key).map(Node::items).unwrap_or_default();
        items.iter().filter_map(Node::text).map(str::to_owned).collect()
    };
    let group = |(node, lines): (&Node, String)| Group {
        cells: [words(node, "say"), words(node, "means")],
        lines,
    };
    let groups = nodes.iter().zip(chunks).map(group).collect();
    (before, groups)
}

/// What the lines change in the text of the file. The sheet is the whole list: what has no row any
/// more is gone.
fn judge(text: &str, lines: &[Line], is_known: &dyn Fn(&str) -> bool) -> Judged<String> {
    let (before, groups) = groups(text);
    let mut judged = Judged { errors: Vec::new(), changes: Vec::new(), made: before };
    let (mut seen, mut left) = (BTreeSet::new(), groups.iter().collect::<Vec<_>>());
    let (mut rows, mut changed) = (Vec::new(), Vec::new());
    for line in lines {
        let cells = [parts(&line.cells[0]), parts(&line.cells[1])];
        let kept = left.iter().position(|group| group.cells == cells);
        let kept = kept.map(|at| left.remove(at));
        judged.errors.extend(flaws(line, &cells, &mut seen, (kept.is_some(), is_known)));
        if kept.is_none() {
            changed.push(cells.clone());
        }
        rows.push((cells, kept));
    }
    for cells in changed {
        let shares = |group: &&Group| group.cells[0].iter().any(|said| cells[0].contains(said));
        let old = left.iter().position(shares);
        let old = old.map(|at| left.remove(at));
        judged.changes.push(difference(old, &cells));
    }
    for gone in left {
        let (said, means) = (gone.cells[0].join(BETWEEN), gone.cells[1].join(BETWEEN));
        judged.changes.push([said, means, String::new()]);
    }
    for (cells, kept) in rows {
        let made = || yaml::to_yaml(&json!([{"say": cells[0], "means": cells[1]}]));
        let lines = kept.map_or_else(made, |group| group.lines.clone());
        judged.made.push_str(&lines);
        if !judged.made.ends_with('\n') {
            judged.made.push('\n');
        }
    }
    judged
}

/// What is wrong with a row: an empty cell, what was said before, what means no matter.
fn flaws(
    line: &Line,
    [say, means]: &[Vec<String>; 2],
    seen: &mut BTreeSet<String>,
    (is_kept, is_known): (bool, &dyn Fn(&str) -> bool),
) -> Vec<CellError> {
    let mut errors = Vec::new();
    let mut wrong = |column: usize, why: Text| {
        errors.push(CellError::new(&HEADS, (line.row, column), why));
    };
    for (column, cell) in [say, means].into_iter().enumerate() {
        if cell.is_empty() {
            wrong(column, needed());
        }
    }
    for said in say {
        if !seen.insert(said.clone()) {
            wrong(0, twice(said));
        }
    }
    for word in means.iter().filter(|word| !is_kept && !is_known(word)) {
        wrong(1, no_matter(word));
    }
    errors
}

/// A changed row beside the one that it comes from, if any.
fn difference(old: Option<&Group>, cells: &[Vec<String>; 2]) -> [String; 3] {
    let words = |[say, means]: &[Vec<String>; 2]| {
        format!("{} → {}", say.join(BETWEEN), means.join(BETWEEN))
    };
    let what = cells[0].first().cloned().unwrap_or_default();
    [what, old.map(|old| words(&old.cells)).unwrap_or_default(), words(cells)]
}

fn needed() -> Text {
    Text::new("这一格不能空", "this cell must not be empty")
}

fn twice(said: &str) -> Text {
    Text::new(
        format!("“{said}”写了两次，请删去一处"),
        format!("“{said}” stands twice; take one away"),
    )
}

fn no_matter(word: &str) -> Text {
    Text::new(
        format!("没有叫“{word}”的事项；写事项的名称，几个用“；”隔开"),
        format!("no matter is called “{word}”; write names of matters, with “；” between them"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# kept
- say:
    - 我妈八十了
    - 长寿补贴
  means: [高龄津贴]
# kept too
- {say: [开店], means: [个体工商户登记]}
- {say: [火化单], means: [遗体火化证明]}
";

    fn line(row: u32, say: &str, means: &str) -> Line {
        Line { row, cells: vec![say.to_owned(), means.to_owned()] }
    }

    #[test]
    fn rows_that_are_as_they_were_stay_as_they_were_written() {
        let is_known = |word: &str| word != "飞天";
        let all = [
            line(2, "我妈八十了；长寿补贴", "高龄津贴"),
            line(3, "开店", "个体工商户登记"),
            line(4, "火化单", "遗体火化证明"),
        ];
        let same = judge(FILE, &all, &is_known);
        assert!(same.errors.is_empty() && same.changes.is_empty());
        assert_eq!(same.made, FILE);
        // One said more, one gone, one new.
        let more = [
            all[0].clone(),
            line(3, "开店；开小店", "个体工商户登记"),
            line(4, "上学", "义务教育入学"),
        ];
        let judged = judge(FILE, &more, &is_known);
        assert_eq!(judged.errors, Vec::new());
        let what: Vec<&str> = judged.changes.iter().map(|change| change[0].as_str()).collect();
        assert_eq!(what, ["开店", "上学", "火化单"]);
        assert!(judged.changes[0][1].starts_with("开店 →"), "{:?}", judged.changes);
        assert!(judged.changes[1][1].is_empty() && judged.changes[2][2].is_empty());
        let begins = FILE.split("- {say: [开店]").next().unwrap();
        assert!(judged.made.starts_with(begins), "{}", judged.made);
        let (_, read) = groups(&judged.made);
        assert_eq!(read.len(), 3);
        assert_eq!(read[1].cells[0], ["开店", "开小店"]);
        let cells = |lines: &[Line]| {
            let errors = judge(FILE, lines, &is_known).errors;
            errors.iter().map(CellError::cell).collect::<Vec<_>>()
        };
        assert_eq!(cells(&[line(2, "上天", "飞天")]), ["B2（想办的是）"]);
        assert_eq!(cells(&[line(2, "开店", "")]), ["B2（想办的是）"]);
        assert_eq!(cells(&[all[1].clone(), line(3, "开店", "高龄津贴")]), ["A3（群众怎么说）"]);
    }

    #[test]
    fn the_file_that_comes_with_the_program_is_read_group_by_group() {
        let text = include_str!("../../../../data/catalogue/words.yaml");
        let (_, groups) = groups(text);
        assert!(groups.len() > 50);
        let lines: Vec<Line> = (2..)
            .zip(&groups)
            .map(|(row, group)| {
                line(row, &group.cells[0].join(BETWEEN), &group.cells[1].join(BETWEEN))
            })
            .collect();
        let judged = judge(text, &lines, &|_: &str| false);
        assert!(judged.errors.is_empty() && judged.changes.is_empty(), "{:?}", judged.changes);
        assert_eq!(judged.made, text);
    }
}
