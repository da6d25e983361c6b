//! A file of the catalogue that is a list, as a sheet: one row an entry. What a row changes is put
//! into the text of the file, in which nothing else changes.

use basis::Text;
use catalogue::yaml::{self, Node, Step, Value};
use serde_json::{Value as Json, json};
use web::{PageResult, go_to};

use super::{Arrived, Judged};
use crate::Manage;
use crate::table::{CellError, Line, bad};

/// Between the parts of a cell that holds several.
pub(super) const BETWEEN: &str = "；";

/// What the rows of a list look like.
pub(super) struct Shape {
    /// The path of the file.
    pub(super) file: &'static str,
    /// The heads of the columns.
    pub(super) heads: &'static [&'static str],
    /// How many of the first columns name an entry; they cannot be changed.
    pub(super) keys: usize,
    /// Where each column stands in an entry; nowhere if it is only shown.
    pub(super) places: &'static [&'static [&'static str]],
    /// The columns that a new entry cannot do without.
    pub(super) needed: &'static [usize],
    /// The value of a cell as the file has it.
    pub(super) value: fn(usize, &str) -> Result<Json, Text>,
}

/// An entry of the file: where it stands, and its cells.
pub(super) struct Known {
    pub(super) at: Vec<String>,
    pub(super) cells: Vec<String>,
}

impl Shape {
    /// The text of a cell of an entry; empty where the column is only shown.
    pub(super) fn shown(&self, entry: &Node, column: usize) -> String {
        if self.places[column].is_empty() {
            return String::new();
        }
        let steps: Vec<Step<'_>> = self.places[column].iter().copied().map(Step::Key).collect();
        match entry.at(&steps).map(|node| &node.value) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Int(number)) => number.to_string(),
            Some(Value::List(items)) => {
                items.iter().filter_map(Node::text).collect::<Vec<_>>().join(BETWEEN)
            }
            _ => String::new(),
        }
    }

    /// What the lines change in the text of the file; `add` puts a new entry of these keys into it.
    pub(super) fn judge(
        &self,
        text: &str,
        known: &[Known],
        lines: &[Line],
        add: &dyn Fn(&str, &Line, &Json) -> Result<String, Text>,
    ) -> Judged<String> {
        let mut judged = Judged { errors: Vec::new(), changes: Vec::new(), made: text.to_owned() };
        let mut seen: Vec<&[String]> = Vec::new();
        for line in lines {
            let key = &line.cells[..self.keys];
            if seen.contains(&key) {
                judged.errors.push(self.wrong(line, 0, twice(key)));
                continue;
            }
            seen.push(key);
            match known.iter().find(|one| one.cells[..self.keys] == *key) {
                Some(one) => self.change(&mut judged, one, line),
                None => self.add(&mut judged, line, add),
            }
        }
        for one in known.iter().filter(|one| !seen.contains(&&one.cells[..self.keys])) {
            let lost = lost(&one.cells[..self.keys], self.file);
            judged.errors.push(CellError::new(self.heads, (0, 0), lost));
        }
        judged
    }

    /// Takes the changed cells of an entry into the text.
    fn change(&self, judged: &mut Judged<String>, one: &Known, line: &Line) {
        for column in self.keys..self.heads.len() {
            let (was, is) = (&one.cells[column], &line.cells[column]);
            if was == is {
                continue;
            }
            let place = self.places[column];
            let path: Vec<&str> =
                one.at.iter().map(String::as_str).chain(place.iter().copied()).collect();
            let made = match (self.value)(column, is) {
                _ if place.is_empty() => Err(only_shown()),
                _ if is.is_empty() => Err(in_file(self.file)),
                Ok(value) => {
                    yaml::set(&judged.made, &path, &value).ok_or_else(|| in_file(self.file))
                }
                Err(why) => Err(why),
            };
            match made {
                Ok(text) => {
                    judged.made = text;
                    let what =
                        format!("{} · {}", one.cells[..self.keys].join(" · "), self.heads[column]);
                    judged.changes.push([what, was.clone(), is.clone()]);
                }
                Err(why) => judged.errors.push(self.wrong(line, column, why)),
            }
        }
    }

    /// Puts a new entry into the text.
    fn add(
        &self,
        judged: &mut Judged<String>,
        line: &Line,
        add: &dyn Fn(&str, &Line, &Json) -> Result<String, Text>,
    ) {
        let before = judged.errors.len();
        let mut entry = json!({});
        for (column, cell) in line.cells.iter().enumerate() {
            let is_missing = cell.is_empty() && self.needed.contains(&column);
            match (self.value)(column, cell) {
                _ if is_missing => judged.errors.push(self.wrong(line, column, needed())),
                _ if cell.is_empty() => {}
                Err(why) => judged.errors.push(self.wrong(line, column, why)),
                Ok(value) => match self.places[column] {
                    [] => {}
                    [only] => entry[*only] = value,
                    [first, second, ..] => entry[*first][*second] = value,
                },
            }
        }
        if judged.errors.len() > before {
            return;
        }
        match add(&judged.made, line, &entry) {
            Ok(text) => {
                judged.made = text;
                let shown = line.cells[self.keys..].iter().filter(|cell| !cell.is_empty());
                let words = shown.cloned().collect::<Vec<_>>().join("；");
                judged.changes.push([line.cells[..self.keys].join(" · "), String::new(), words]);
            }
            Err(why) => judged.errors.push(self.wrong(line, 0, why)),
        }
    }

    fn wrong(&self, line: &Line, column: usize, why: Text) -> CellError {
        CellError::new(self.heads, (line.row, column), why)
    }
}

/// The parts of a cell that holds several.
pub(super) fn parts(cell: &str) -> Vec<String> {
    let parts = cell.split(['；', ';']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The text with one entry more at its end.
pub(super) fn at_the_end(text: &str, entry: &Json) -> String {
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{text}{end}{}", yaml::to_yaml(&json!([entry])))
}

/// Begins a draft of the file as the sheet makes it, and leads to it.
pub(super) async fn drafted(
    manage: &Manage,
    arrived: &Arrived,
    file: &str,
    made: String,
) -> PageResult {
    let by = arrived.sent.by(manage)?;
    let revised = match manage.revised(&by.actor, (file.to_owned(), made)).await? {
        Ok(revised) => revised,
        Err(why) => return Ok(arrived.refused(&bad(why.zh, why.en))),
    };
    let drafts = manage.begin_all(&by, vec![revised]).await?;
    let draft = drafts.first().map(ToString::to_string).unwrap_or_default();
    Ok(go_to(&format!("/manage/drafts/{draft}")))
}

fn needed() -> Text {
    Text::new("新的一行这一格不能空", "a new row needs this cell")
}

fn only_shown() -> Text {
    Text::new("这一列只供查看，不能改", "this column is there to be read and cannot be changed")
}

fn in_file(file: &str) -> Text {
    Text::new(
        format!("这一格要在 {file} 的全文里改"),
        format!("this is to be changed in the whole text of {file}"),
    )
}

fn twice(key: &[String]) -> Text {
    let key = key.join(" · ");
    Text::new(
        format!("“{key}”写了两行，请删去一行"),
        format!("“{key}” stands twice; take one line away"),
    )
}

fn lost(key: &[String], file: &str) -> Text {
    let key = key.join(" · ");
    Text::new(
        format!("少了“{key}”这一行；要撤掉它，在 {file} 的全文里改"),
        format!("the row of “{key}” is missing; it is taken away in the whole text of {file}"),
    )
}
