//! Reading the lines of the published lists.

use super::{DivisionCode, Finding, FindingKind, Level};
use crate::Refusal;

/// One line of an edition.
pub(super) struct Listed {
    pub(super) code: DivisionCode,
    pub(super) name: String,
    pub(super) parent: Option<DivisionCode>,
}

/// One line of the changes.
pub(super) struct Change {
    pub(super) begins: bool,
    pub(super) code: DivisionCode,
    pub(super) name: String,
}

/// Reads `code,name,parent,level`.
pub(super) fn edition(text: &str, findings: &mut Vec<Finding>) -> Result<Vec<Listed>, Refusal> {
    lines(text, "code,name,parent,level")?
        .map(|line| {
            let [code, name, parent, level] = line.fields()?;
            let parent = if parent.is_empty() { None } else { Some(line.code(parent)?) };
            let read = line.code(code)?;
            notice(&read, code, level, findings);
            Ok(Listed { code: read, name: name.to_owned(), parent })
        })
        .collect()
}

/// Reads `op,code,name,level`.
pub(super) fn changes(text: &str) -> Result<Vec<Change>, Refusal> {
    lines(text, "op,code,name,level")?
        .map(|line| {
            let [op, code, name, _] = line.fields()?;
            let begins = match op {
                "+" => true,
                "-" => false,
                _ => return Err(line.refuse("op 应为 + 或 -", "op is + or -")),
            };
            Ok(Change { begins, code: line.code(code)?, name: name.to_owned() })
        })
        .collect()
}

fn notice(read: &DivisionCode, written: &str, level: &str, findings: &mut Vec<Finding>) {
    let mut found = |kind, detail: String| findings.push(Finding { kind, code: *read, detail });
    if written.len() != read.as_str().len() {
        found(FindingKind::PaddedCode, format!("written {written}"));
    }
    let named = match level {
        "province" => Some(Level::Province),
        "prefecture" | "city" => Some(Level::Prefecture),
        "county" => Some(Level::County),
        "township" | "town" => Some(Level::Township),
        "village" => Some(Level::Village),
        _ => None,
    };
    if named != Some(read.level()) {
        found(FindingKind::LevelDisagrees, format!("listed as {level}"));
    }
}

/// A line and where it stands.
struct Line<'a> {
    number: usize,
    text: &'a str,
}

fn lines<'a>(text: &'a str, header: &str) -> Result<impl Iterator<Item = Line<'a>>, Refusal> {
    let mut all = text.trim_start_matches('\u{feff}').lines().enumerate();
    let first = all.next().map(|(_, line)| Line { number: 1, text: line.trim_end() });
    match first {
        Some(line) if line.text == header => {}
        _ => {
            let line = Line { number: 1, text: "" };
            return Err(line
                .refuse(&format!("第一行应为 {header}"), &format!("the first line is {header}")));
        }
    }
    Ok(all
        .map(|(index, line)| Line { number: index + 1, text: line.trim_end() })
        .filter(|line| !line.text.is_empty()))
}

impl<'a> Line<'a> {
    fn fields(&self) -> Result<[&'a str; 4], Refusal> {
        let fields: Vec<&str> = self.text.split(',').collect();
        fields.try_into().map_err(|_| self.refuse("应有 4 列", "there are 4 columns"))
    }

    fn code(&self, text: &str) -> Result<DivisionCode, Refusal> {
        DivisionCode::parse_padded(text)
            .map_err(|refusal| self.refuse(&refusal.text.zh, &refusal.text.en))
    }

    fn refuse(&self, zh: &str, en: &str) -> Refusal {
        let number = self.number;
        Refusal::invalid(
            "division.row",
            format!("第 {number} 行：{zh}"),
            format!("line {number}: {en}"),
        )
    }
}
