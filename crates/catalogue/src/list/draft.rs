//! What a list makes of the catalogue's files: only the values that it changes, each at its place,
//! and the check of the result.

use std::collections::BTreeMap;

use basis::Text;
use serde_json::{Value, json};

use super::sheet::{Sheet, SheetRow};
use super::{ListError, ListRow, changed};
use crate::catalogue::Catalogue;
use crate::check::{Settings, check_files, load_only};
use crate::finding::{Finding, Severity};
use crate::load::SourceFile;
use crate::model::Pin;
use crate::yaml::{Step, parse, set};

/// The files as a list would have them.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The files that change.
    pub files: Vec<SourceFile>,
    /// Cells whose change cannot be taken into a file: they sum up what only the file says in full.
    pub by_hand: Vec<ListError>,
    /// What the check finds in the changed catalogue, by cell.
    pub errors: Vec<ListError>,
}

/// Takes the changes of a list into the files of its catalogue, in memory.
#[must_use]
pub fn draft(
    files: &[SourceFile],
    catalogue: &Catalogue,
    sheet: &Sheet,
    settings: &Settings<'_>,
) -> Draft {
    let mut work = Work { files: files.to_vec(), sheet, edits: Vec::new(), by_hand: Vec::new() };
    let homes = homes(files);
    for one in &sheet.rows {
        if let Some(home) = homes.get(&one.row.pin()) {
            work.take(*home, one, catalogue);
        }
    }
    let errors = if work.edits.is_empty() { Vec::new() } else { work.check(settings) };
    let changed = files.iter().zip(work.files).filter(|(old, new)| old.text != new.text);
    Draft { files: changed.map(|(_, new)| new).collect(), by_hand: work.by_hand, errors }
}

/// The file of each matter.
fn homes(files: &[SourceFile]) -> BTreeMap<Pin, usize> {
    let (loaded, _) = load_only(files);
    let home = |file: &crate::load::MatterFile| {
        Some((file.matter.as_ref()?.pin(), usize::try_from(file.resolved.file).ok()?))
    };
    loaded.matters.iter().filter_map(home).collect()
}

/// A change that was made: the file, the path in it, and the cell that says so.
struct Edit {
    file: usize,
    path: &'static [&'static str],
    row: u32,
    title: &'static str,
}

struct Work<'a> {
    files: Vec<SourceFile>,
    sheet: &'a Sheet,
    edits: Vec<Edit>,
    by_hand: Vec<ListError>,
}

impl Work<'_> {
    fn take(&mut self, file: usize, one: &SheetRow, catalogue: &Catalogue) {
        for (column, ..) in changed(catalogue, &one.row) {
            let source = &mut self.files[file];
            let new = target(column.title, &one.row, catalogue)
                .and_then(|(path, value)| Some((path, set(&source.text, path, &value)?)));
            match new {
                Some((path, text)) => {
                    source.text = text;
                    let edit = Edit { file, path, row: one.number, title: column.title };
                    self.edits.push(edit);
                }
                None => {
                    let why = Text::new(
                        format!("这一格要在 {} 里改", source.path),
                        format!("this is to be changed in {}", source.path),
                    );
                    self.by_hand.push(self.sheet.error(one.number, column.title, &why));
                }
            }
        }
    }

    fn check(&self, settings: &Settings<'_>) -> Vec<ListError> {
        let findings = check_files(&self.files, settings).findings;
        let errors = findings.iter().filter(|one| one.severity == Severity::Error);
        errors.map(|finding| self.cell_of(finding)).collect()
    }

    /// A finding by the cell that brought it about: the one whose value stands there, or else the
    /// first that changed the file.
    fn cell_of(&self, finding: &Finding) -> ListError {
        let said = Text::new(finding.line(basis::Lang::Zh), finding.line(basis::Lang::En));
        let mut here = self.edits.iter().filter(|edit| self.files[edit.file].path == finding.path);
        let first = here.clone().next();
        match here.find(|edit| self.line_of(edit) == Some(finding.line)).or(first) {
            Some(edit) => self.sheet.error(edit.row, edit.title, &said),
            None => self.sheet.whole(said),
        }
    }

    fn line_of(&self, edit: &Edit) -> Option<u32> {
        let root = parse(&self.files[edit.file].text, 0).ok()?;
        let steps: Vec<Step<'_>> = edit.path.iter().copied().map(Step::from).collect();
        Some(root.at(&steps)?.place.line)
    }
}

/// Where the value of a column stands in a matter's file, and the value; none for columns that sum up
/// what only the file says in full.
fn target(
    title: &str,
    row: &ListRow,
    catalogue: &Catalogue,
) -> Option<(&'static [&'static str], Value)> {
    Some(match title {
        "事项名称" => (&["name", "zh"], json!(row.name)),
        "事项类型" => (&["kind"], json!(row.kind)),
        "基本编码" => (&["codes", "basic"], json!(row.basic)),
        "实施编码" => (&["codes", "implementation"], json!(some(&row.implementation)?)),
        "实施主体" => {
            let body = catalogue.departments.values().find(|one| one.name.zh == row.body)?;
            (&["department"], json!(body.id))
        }
        "服务对象" => (&["objects"], json!(row.objects)),
        "办件类型" => (&["case_kind"], json!(row.case_kind)),
        "法定办结时限" => (&["limits", "statutory", "n"], json!(row.statutory?.n)),
        "法定办结时限单位" => {
            (&["limits", "statutory", "unit"], json!(row.statutory?.unit))
        }
        "承诺办结时限" => (&["limits", "promised", "n"], json!(row.promised.n)),
        "承诺办结时限单位" => (&["limits", "promised", "unit"], json!(row.promised.unit)),
        "收费金额（分）" => (&["fee", "fen"], json!(row.fee_fen?)),
        "到办事现场次数" => (&["visits"], json!(row.visits)),
        "办理形式" => (&["channels"], json!(row.channels)),
        "数量限制" => (&["quantity_limit"], json!(row.quantity)),
        "结果名称" => (&["outcome", "certificate", "name", "zh"], json!(some(&row.result)?)),
        "结果类型" => (&["outcome", "certificate", "kind"], json!(row.result_kind?)),
        "人生事件" => (&["life_events"], json!(row.life_events)),
        "计划生效日期" => (&["effective", "from"], json!(row.from)),
        "计划取消日期" => (&["effective", "until"], json!(row.until?)),
        _ => return None,
    })
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
