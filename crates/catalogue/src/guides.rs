//! Imports service guides as offices publish them, one JSON object a line. Guides are uneven and
//! contradict themselves; every contradiction is flagged with its line, and nothing is repaired: what
//! a guide says stays as it is, and a person decides.

mod codes;
mod limits;
mod words;

use std::fmt;

use basis::Text;
use serde::Serialize;
use serde_json::{Map, Value};

/// A guide as published.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Guide {
    /// Line in the file, from 1.
    pub line: usize,
    /// The guide's id; empty where it has none.
    pub id: String,
    /// Everything it says, unchanged.
    pub says: Map<String, Value>,
}

/// Something in a guide that contradicts itself, is missing, or cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flag {
    /// Line in the file, from 1.
    pub line: usize,
    /// The guide's id.
    pub guide: String,
    /// The field concerned.
    pub field: String,
    /// What rule it breaks, as a stable code such as `steps.less-than-promised`.
    pub rule: &'static str,
    /// What is odd.
    pub text: Text,
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}: {} [{}]", self.line, self.guide, self.field, self.text.zh, self.rule)
    }
}

/// Guides and what is odd about them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Imported {
    /// The guides that could be read, as they are.
    pub guides: Vec<Guide>,
    /// What is odd, in the order of the lines.
    pub flags: Vec<Flag>,
}

/// Reads guides and flags what is odd. `is_division` knows the divisions, where there is a list.
#[must_use]
pub fn import_guides(text: &str, is_division: Option<&dyn Fn(&str) -> bool>) -> Imported {
    let mut imported = Imported::default();
    for (line, source) in (1..).zip(text.lines()) {
        if source.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Map<String, Value>>(source) {
            Ok(says) => {
                let id = says.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                let guide = Guide { line, id, says };
                imported.flags.extend(judge(&guide, is_division));
                imported.guides.push(guide);
            }
            Err(error) => imported.flags.push(Flag {
                line,
                guide: String::new(),
                field: String::new(),
                rule: "line.unreadable",
                text: Text::new(
                    format!("这一行不是 JSON 对象：{error}"),
                    format!("this line is not a JSON object: {error}"),
                ),
            }),
        }
    }
    imported
}

fn judge(guide: &Guide, is_division: Option<&dyn Fn(&str) -> bool>) -> Vec<Flag> {
    let mut judge = Judge { guide, flags: Vec::new() };
    words::judge(&mut judge, is_division);
    codes::judge(&mut judge);
    limits::judge(&mut judge);
    judge.flags
}

/// Collects the flags of one guide.
struct Judge<'a> {
    guide: &'a Guide,
    flags: Vec<Flag>,
}

impl<'a> Judge<'a> {
    fn text(&self, field: &str) -> Option<&'a str> {
        self.guide.says.get(field).and_then(Value::as_str)
    }

    fn list(&self, field: &str) -> &'a [Value] {
        self.guide.says.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn flag(
        &mut self,
        field: &str,
        rule: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.flags.push(Flag {
            line: self.guide.line,
            guide: self.guide.id.clone(),
            field: field.to_owned(),
            rule,
            text: Text::new(zh, en),
        });
    }
}
