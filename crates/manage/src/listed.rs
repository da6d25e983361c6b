//! The implementation list as an office sends it back: read by the reader of `tongban import list`,
//! judged line by line, nothing put right in silence; what it changes becomes drafts.

use basis::{Date, Fault, Outcome, Refusal, Text};
use catalogue::list::{self, Change as Cell, ListError, Sheet, SheetError};
use catalogue::{Catalogue, Settings, SourceFile, check_files};
use identity::Actor;

use crate::Manage;
use crate::model::{Change, assemble, effective_in, is_ours, name_of, number_in, path_of_file};
use crate::model::{path_of_version, stamped};
use crate::table::{bad, unread};

/// The header of the column that names a row's matter.
const MATTER: &str = "事项标识";
/// The header of the column with the first day.
const FROM: &str = "计划生效日期";

/// What a list says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listed {
    /// What is wrong, by cell; with one of these nothing is taken in.
    pub(crate) errors: Vec<ListError>,
    /// The cells that say something else than what is in force.
    pub(crate) changes: Vec<Cell>,
    /// The texts that the changes make.
    pub(crate) revised: Vec<Revised>,
}

/// The next version of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revised {
    /// The file.
    pub(crate) path: String,
    /// Its version.
    pub(crate) number: i64,
    /// Its whole text.
    pub(crate) text: String,
    /// The first day on which it is to be in force.
    pub(crate) effective: Date,
}

impl Manage {
    /// What a list would change of what is in force, and what is wrong with it.
    pub(crate) async fn judge_list(&self, actor: &Actor, bytes: Vec<u8>) -> Outcome<Listed> {
        let (published, drafts) = self.changes(actor).await?;
        let manage = self.clone();
        let judging =
            tokio::task::spawn_blocking(move || manage.listed(&bytes, (&published, &drafts)));
        let judged = judging.await;
        Ok(judged.map_err(|error| Fault::because("judging an implementation list", error))??)
    }

    fn listed(
        &self,
        bytes: &[u8],
        (published, drafts): (&[Change], &[Change]),
    ) -> Result<Listed, Refusal> {
        let sheet = list::read(bytes).map_err(|error| match error {
            SheetError::TooLarge => unread(&error),
            _ => no_workbook(),
        })?;
        let mut listed = Listed { errors: sheet.errors.clone(), ..Listed::default() };
        if sheet.named.is_empty() {
            return if listed.errors.is_empty() { Err(no_lines()) } else { Ok(listed) };
        }
        let today = self.app.ambient.now().date();
        let files = assemble(&self.brought.files, published, today);
        let known = catalogue::known(&self.divisions, today);
        let settings = Settings { on: today, division: Some(&known) };
        let catalogue: Catalogue = check_files(&files, &settings).catalogue;
        listed.errors.extend(list::agree(&catalogue, &sheet));
        let mut draft = list::draft(&files, &catalogue, &sheet, &settings);
        listed.errors.append(&mut draft.errors);
        listed.errors.append(&mut draft.by_hand);
        listed.changes = list::changes(&catalogue, sheet.rows.iter().map(|one| &one.row));
        let work = Work { county: self.county(), files: &files, drafts, sheet: &sheet, today };
        for file in &draft.files {
            match work.revised(file) {
                Ok(revised) => listed.revised.push(revised),
                Err(error) => listed.errors.push(error),
            }
        }
        listed.errors.sort_by_key(|error| (error.row, error.column.len()));
        Ok(listed)
    }
}

/// What a changed file is judged against.
struct Work<'a> {
    county: &'a str,
    files: &'a [SourceFile],
    drafts: &'a [Change],
    sheet: &'a Sheet,
    today: Date,
}

impl Work<'_> {
    /// The next version that a changed file makes, or why it cannot make one.
    fn revised(&self, file: &SourceFile) -> Result<Revised, ListError> {
        let path = path_of_file(&file.path);
        if !is_ours(&path, self.county) {
            return Err(self.sheet.whole(above(&path)));
        }
        let number = number_in(&file.text).unwrap_or(0);
        let of_file = self.files.iter().filter(|one| path_of_file(&one.path) == path);
        let newest = of_file.filter_map(|one| number_in(&one.text)).max().unwrap_or(number);
        if number < newest {
            return Err(self.error((&path, number), MATTER, &earlier(number, newest)));
        }
        let effective = match self.first_day(file) {
            Some(day) if day < self.today => {
                return Err(self.error((&path, number), FROM, &too_early(day)));
            }
            day => day.unwrap_or(self.today),
        };
        let revised = Revised {
            number: newest + 1,
            text: stamped(&file.text, newest + 1, effective),
            effective,
            path,
        };
        // The same list once more is no quarrel: the key of the act tells whether it was the same press.
        let is_other = |draft: &&Change| draft.path == revised.path && draft.text != revised.text;
        match self.drafts.iter().find(is_other) {
            Some(_) => Err(self.error((&revised.path, number), MATTER, &has_draft())),
            None => Ok(revised),
        }
    }

    /// The first day, where the list names another than the one in force.
    fn first_day(&self, file: &SourceFile) -> Option<Date> {
        let before = self.files.iter().find(|one| one.path == file.path);
        let before = before.and_then(|one| effective_in(&one.text));
        effective_in(&file.text).filter(|day| Some(*day) != before)
    }

    /// What is wrong in the row of a version of a file.
    fn error(&self, (path, number): (&str, i64), title: &str, why: &Text) -> ListError {
        let name = name_of(path);
        let mut rows = self.sheet.rows.iter();
        let row = rows.find(|one| one.row.matter == name && i64::from(one.row.version) == number);
        match row {
            Some(row) => self.sheet.error(row.number, title, why),
            None => {
                let file = path_of_version(path, number);
                self.sheet
                    .whole(Text::new(format!("{file}：{}", why.zh), format!("{file}: {}", why.en)))
            }
        }
    }
}

fn above(path: &str) -> Text {
    Text::new(
        format!("{path} 由上级统一规定，本县不能改"),
        format!("{path} is fixed by a higher level"),
    )
}

fn earlier(number: i64, newest: i64) -> Text {
    Text::new(
        format!("第 {number} 版已有第 {newest} 版接替，不能再改；请改第 {newest} 版那一行"),
        format!("version {number} was replaced by version {newest}; change the row of that one"),
    )
}

fn too_early(day: Date) -> Text {
    Text::new(
        format!("{day} 早于今天；新版本从今天或以后生效"),
        format!("{day} is before today; a new version begins today or later"),
    )
}

/// Why a file that is being written on cannot be changed by a list.
pub(crate) fn has_draft() -> Text {
    Text::new(
        "这个文件已经有一份草稿；请先发布或作废那一份",
        "there is a draft of this file already; publish it or throw it away first",
    )
}

fn no_workbook() -> Refusal {
    bad(
        "不是 XLSX 表格，请用下载的实施清单修改",
        "this is no XLSX workbook; change the implementation list that can be downloaded",
    )
}

fn no_lines() -> Refusal {
    bad("表里一行也没有", "the sheet has no lines")
}
