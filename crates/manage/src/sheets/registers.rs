//! The registers as a sheet: one row a field, with the matters that read it; and back as a draft of
//! their file. What the registers themselves are, and who may read what, is changed elsewhere: in the
//! whole text, and in the matters.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use basis::Text;
use catalogue::Catalogue;
use catalogue::model::{Fact, FieldKind, Matter, Prefill, Source};
use catalogue::yaml::{self, Node};
use identity::{Actor, Right, may};
use serde_json::{Value as Json, json};
use web::{Frame, PageResult};

use super::entries::{BETWEEN, Known, Shape, drafted, parts};
use super::{About, Arrived, Judged, blank};
use crate::Manage;
use crate::table::Line;
use crate::upload::Upload;

const TAB: &str = "数据资源";
const HEADS: [&str; 10] = [
    "数据资源",
    "字段",
    "字段名称",
    "英文名称",
    "类型",
    "单位",
    "取值",
    "数据资源名称",
    "部门",
    "用它的事项",
];
/// The column of the type.
const KIND: usize = 4;
/// That of the values of a closed list.
const VALUES: usize = 6;
/// The first of those that are only shown: the register's name, its department, who reads the field.
const SHOWN: usize = 7;

const SHAPE: Shape = Shape {
    file: "registers.yaml",
    heads: &HEADS,
    keys: 2,
    places: &[
        &[],
        &["id"],
        &["name", "zh"],
        &["name", "en"],
        &["type"],
        &["unit"],
        &["values"],
        &[],
        &[],
        &[],
    ],
    needed: &[0, 1, 2, 3, KIND],
    value,
};

const ABOUT: About = About {
    right: &Right::Publish,
    tab: TAB,
    heads: &HEADS,
    title: "manage.registers.in",
    take: "manage.list-in.take",
    then: "manage.sheet-in.draft-then",
    back: "/manage/matters",
    action: "/manage/registers/import",
    sheet: "/manage/registers.xlsx",
};

/// The names of the matters that read a field, by register and field.
type Readers = BTreeMap<(String, String), BTreeSet<String>>;

/// GET /manage/registers.xlsx
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let text = manage.newest_text(SHAPE.file).await?;
    ABOUT.out(&frame, "registers", rows(&manage, &text))
}

/// GET /manage/registers/import
pub(crate) async fn import_page(frame: Frame, actor: Actor) -> PageResult {
    blank(frame, &actor, &ABOUT)
}

/// POST /manage/registers/import: says what the sheet changes; begins a draft where that was asked and
/// nothing is wrong.
pub(crate) async fn take_in(State(manage): State<Manage>, upload: Upload) -> PageResult {
    let arrived = Arrived::read(upload, &ABOUT).await?;
    let (text, readers) = (manage.newest_text(SHAPE.file).await?, readers(&manage));
    let judging = |lines: &[Line]| judge(&text, &readers, lines);
    match arrived.made_of(&manage, SHAPE.file, judging).await? {
        Ok(made) => drafted(&manage, &arrived, SHAPE.file, made).await,
        Err(answer) => Ok(answer),
    }
}

/// The rows of the sheet.
pub(crate) fn rows(manage: &Manage, text: &str) -> Vec<Vec<String>> {
    known(text, &readers(manage)).into_iter().map(|one| one.cells).collect()
}

/// Which matters read which fields, as they are offered today.
fn readers(manage: &Manage) -> Readers {
    let (catalogue, today) = (manage.cases.catalogue(), manage.app.ambient.now().date());
    readers_in(&catalogue, manage.county(), today)
}

fn readers_in(catalogue: &Catalogue, county: &str, today: basis::Date) -> Readers {
    let mut readers = Readers::new();
    for matter in catalogue.offered(county, today) {
        for (register, field) in read_by(matter) {
            readers.entry((register, field)).or_default().insert(matter.name.zh.clone());
        }
    }
    readers
}

/// Register and field of everything that a matter reads.
fn read_by(matter: &Matter) -> Vec<(String, String)> {
    let mut read = Vec::new();
    for fact in matter.facts.values() {
        if let Fact::Register { register, field } = fact {
            read.push((register.clone(), field.clone()));
        }
    }
    for prefill in matter.form.iter().filter_map(|field| field.prefill.as_ref()) {
        if let Prefill::Register { register, field } = prefill {
            read.push((register.clone(), field.clone()));
        }
    }
    for material in &matter.materials {
        if let Source::Register { register, fields } = &material.from {
            read.extend(fields.iter().map(|field| (register.clone(), field.clone())));
        }
    }
    read
}

/// The fields of all registers of a file, with those who read them.
fn known(text: &str, readers: &Readers) -> Vec<Known> {
    let root = yaml::parse(text, 0).ok();
    let mut all = Vec::new();
    for (at, register) in root.iter().flat_map(|root| root.items().iter().enumerate()) {
        let of = |key: &str| register.get(key).and_then(Node::text).unwrap_or_default().to_owned();
        let (id, department) = (of("id"), of("department"));
        let name = register.get("name").and_then(|name| name.get("zh")).and_then(Node::text);
        let fields = register.get("fields").map(Node::items).unwrap_or_default();
        for (place, field) in fields.iter().enumerate() {
            let mut cells: Vec<String> =
                (0..HEADS.len()).map(|column| SHAPE.shown(field, column)).collect();
            cells[0].clone_from(&id);
            if let Some(kind) = FieldKind::from_code(&cells[KIND]) {
                cells[KIND] = kind.name().zh;
            }
            let reading = readers.get(&(id.clone(), cells[1].clone()));
            let reading = reading.map(|names| names.iter().cloned().collect::<Vec<_>>());
            cells[SHOWN] = name.unwrap_or_default().to_owned();
            cells[SHOWN + 1].clone_from(&department);
            cells[SHOWN + 2] = reading.unwrap_or_default().join(BETWEEN);
            all.push(Known {
                at: vec![at.to_string(), "fields".to_owned(), place.to_string()],
                cells,
            });
        }
    }
    all
}

fn judge(text: &str, readers: &Readers, lines: &[Line]) -> Judged<String> {
    SHAPE.judge(text, &known(text, readers), lines, &add)
}

/// Puts a new field behind those of its register.
fn add(text: &str, line: &Line, entry: &Json) -> Result<String, Text> {
    let root = yaml::parse(text, 0).ok();
    let mut registers = root.iter().flat_map(|root| root.items());
    let is_it = |node: &Node| node.get("id").and_then(Node::text) == Some(line.cells[0].as_str());
    let at = registers.position(is_it).ok_or_else(|| no_register(&line.cells[0]))?;
    yaml::push(text, &[&at.to_string(), "fields"], entry).ok_or_else(in_file)
}

fn value(column: usize, cell: &str) -> Result<Json, Text> {
    let kind = |kind: &&FieldKind| kind.name().zh == cell || kind.code() == cell;
    match column {
        KIND if cell.is_empty() => Ok(json!(cell)),
        KIND => match FieldKind::ALL.iter().find(kind) {
            Some(kind) => Ok(json!(kind.code())),
            None => Err(no_kind(cell)),
        },
        VALUES => Ok(json!(parts(cell))),
        _ => Ok(json!(cell)),
    }
}

fn no_kind(cell: &str) -> Text {
    let names: Vec<String> = FieldKind::ALL.iter().map(|kind| kind.name().zh).collect();
    Text::new(
        format!("“{cell}”不是类型，写：{}", names.join("、")),
        format!("“{cell}” is no type; write one of {}", names.join(", ")),
    )
}

fn no_register(id: &str) -> Text {
    Text::new(
        format!("没有数据资源“{id}”；新的数据资源在 registers.yaml 的全文里加"),
        format!("there is no register “{id}”; a new one is put into the whole text"),
    )
}

fn in_file() -> Text {
    Text::new(
        "这个数据资源的字段要在 registers.yaml 的全文里加",
        "a field of this register is to be put into the whole text of registers.yaml",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::CellError;

    const FILE: &str = "\
# kept
- id: population
  name: {zh: 人口库, en: Population register}
  department: gongan
  key: identity_number
  update: 每日
  sharing: 有条件共享
  fields:
    - {id: name, name: {zh: 姓名, en: Name}, type: text}
    - {id: birth, name: {zh: 出生日期, en: Date of birth}, type: date} # kept too
";

    #[test]
    fn a_field_is_changed_or_put_behind_and_who_reads_it_is_shown_only() {
        let name = BTreeSet::from(["高龄津贴".to_owned()]);
        let readers = Readers::from([(("population".to_owned(), "birth".to_owned()), name)]);
        let rows = || -> Vec<Line> {
            let known = known(FILE, &readers);
            (2..).zip(known).map(|(row, one)| Line { row, cells: one.cells }).collect()
        };
        assert_eq!(rows()[1].cells[KIND..], ["日期", "", "", "人口库", "gongan", "高龄津贴"]);
        let made = |lines: &[Line]| {
            let judged = judge(FILE, &readers, lines);
            assert_eq!(judged.errors, Vec::new());
            judged.made
        };
        assert_eq!(made(&rows()), FILE);
        let mut lines = rows();
        lines[1].cells[2] = "生日".to_owned();
        assert_eq!(made(&lines), FILE.replace("zh: 出生日期", "zh: 生日"));
        lines = rows();
        let mut new = lines[0].clone();
        (new.row, new.cells[1], new.cells[2]) = (4, "blood".to_owned(), "血型".to_owned());
        (new.cells[KIND], new.cells[VALUES]) = ("选项".to_owned(), "A；B".to_owned());
        lines.push(new);
        let text = made(&lines);
        let read = known(&text, &readers);
        assert!(text.starts_with(FILE) && read.len() == 3, "{text}");
        assert_eq!(read[2].cells[KIND..=VALUES], ["选项", "", "A；B"]);
        let cells = |lines: &[Line]| {
            let judged = judge(FILE, &readers, lines);
            judged.errors.iter().map(CellError::cell).collect::<Vec<_>>()
        };
        lines[2].cells[KIND] = "颜色".to_owned();
        assert_eq!(cells(&lines), ["E4（类型）"]);
        (lines[2].cells[KIND], lines[2].cells[0]) = ("选项".to_owned(), "blood-bank".to_owned());
        assert_eq!(cells(&lines), ["A4（数据资源）"]);
        lines.truncate(2);
        lines[0].cells[SHOWN + 2] = "都能用".to_owned();
        assert_eq!(cells(&lines), ["J2（用它的事项）"]);
    }
}
