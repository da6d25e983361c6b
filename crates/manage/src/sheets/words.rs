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

/// What people say, what they mean, and the lines of the file; none where the file is written
/// otherwise than one group after another.
struct Group {
    cells: [Vec<String>; 2],
    lines: Option<String>,
}

/// The groups of a file, what stands before them, and how far in their dashes stand.
struct Groups {
    before: String,
    indent: usize,
    all: Vec<Group>,
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
    let row = |group: &Group| group.cells.iter().map(|cell| cell.join(BETWEEN)).collect();
    groups(text).all.iter().map(row).collect()
}

/// The groups of a file, each with its lines. Where it is written in another style (in brackets, say)
/// a changed list is written anew below the comments at its head.
fn groups(text: &str) -> Groups {
    let root = yaml::parse(text, 0).ok();
    let list = root.as_ref().map(|root| match root.entries() {
        [only] => &only.node,
        _ => root,
    });
    let nodes = list.map(Node::items).unwrap_or_default();
    let words = |node: &Node, key: &str| -> Vec<String> {
        let items = node.get(key).map(Node::items).unwrap_or_default();
        items.iter().filter_map(Node::text).map(str::to_owned).collect()
    };
    let group = |node: &Node, lines: Option<String>| Group {
        cells: [words(node, "say"), words(node, "means")],
        lines,
    };
    let Some((indent, starts)) = starts(text, nodes) else {
        let is_comment = |line: &&str| line.trim_start().starts_with('#') || line.trim().is_empty();
        let before = text.split_inclusive('\n').take_while(is_comment).collect();
        return Groups {
            before,
            indent: 0,
            all: nodes.iter().map(|one| group(one, None)).collect(),
        };
    };
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let lines = starts.iter().zip(ends).map(|(start, end)| text[*start..end].to_owned());
    let before = text[..starts.first().copied().unwrap_or(text.len())].to_owned();
    let all = nodes.iter().zip(lines).map(|(node, lines)| group(node, Some(lines))).collect();
    Groups { before, indent, all }
}

/// How far in the dashes of a list stand, and where the line of each begins, in bytes. None where its
/// items do not begin one a line with a dash.
fn starts(text: &str, nodes: &[Node]) -> Option<(usize, Vec<usize>)> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (mut indent, mut starts) = (None, Vec::<usize>::new());
    for node in nodes {
        let at = usize::try_from(node.place.line).ok()?.checked_sub(1)?;
        let before: String =
            lines.get(at)?.chars().take(usize::try_from(node.place.column).ok()? - 1).collect();
        let stands = before.len() - before.trim_start_matches(' ').len();
        let start: usize = lines[..at].iter().map(|line| line.len()).sum();
        let follows = starts.last().is_none_or(|last| *last < start);
        if before.trim() != "-" || *indent.get_or_insert(stands) != stands || !follows {
            return None;
        }
        starts.push(start);
    }
    Some((indent?, starts))
}

/// What the lines change in the text of the file. The sheet is the whole list: what has no row any
/// more is gone.
fn judge(text: &str, lines: &[Line], is_known: &dyn Fn(&str) -> bool) -> Judged<String> {
    let groups = groups(text);
    let mut judged = Judged { errors: Vec::new(), changes: Vec::new(), made: groups.before };
    let (mut seen, mut left) = (BTreeSet::new(), groups.all.iter().collect::<Vec<_>>());
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
    if judged.changes.is_empty() {
        judged.made = text.to_owned();
        return judged;
    }
    for (cells, kept) in rows {
        let made = || {
            let line = yaml::to_yaml(&json!([{"say": cells[0], "means": cells[1]}]));
            format!("{}{line}", " ".repeat(groups.indent))
        };
        let lines = kept.and_then(|group| group.lines.clone()).unwrap_or_else(made);
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
        let read = groups(&judged.made).all;
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
    fn a_file_in_another_style_has_the_same_rows_and_loses_none() {
        let say = "{say: [开店], means: [个体工商户登记]}";
        let burnt = "{say: [火化单], means: [遗体火化证明]}";
        for text in [
            format!("# kept\nwords:\n  # of shops\n  - {say}\n  - {burnt}\n"),
            format!("# kept\n[{say}, {burnt}]\n"),
            format!("# kept\n-\n  {say}\n-\n  {burnt}\n"),
            "# kept\n- say:\n  - 开店\n  means:\n  - 个体工商户登记\n\n- means: [遗体火化证明]\n  say: [火化单]"
                .to_owned(),
        ] {
            let expected = [["开店", "个体工商户登记"], ["火化单", "遗体火化证明"]];
            assert_eq!(rows(&text), expected, "{text}");
            let mut lines = vec![
                line(2, "开店", "个体工商户登记"),
                line(3, "火化单", "遗体火化证明"),
            ];
            assert_eq!(judge(&text, &lines, &|_: &str| true).made, text);
            lines.push(line(4, "上学", "义务教育入学"));
            let made = judge(&text, &lines, &|_: &str| true).made;
            assert_eq!(rows(&made)[..2], expected, "{made}");
            assert_eq!(rows(&made)[2], ["上学", "义务教育入学"], "{made}");
            assert!(made.starts_with("# kept\n"), "{made}");
            assert_eq!(made.contains("of shops"), text.contains("of shops"), "{made}");
        }
    }

    #[test]
    fn the_file_that_comes_with_the_program_is_read_group_by_group() {
        let text = include_str!("../../../../data/catalogue/words.yaml");
        let groups = groups(text).all;
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
