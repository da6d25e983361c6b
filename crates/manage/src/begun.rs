//! A matter that the county begins by itself: what has to be said of it, and its first draft.

mod text;

use std::collections::BTreeSet;

use basis::codes::{BasicCode, CreditCode, ExerciseLevel, ImplementationCode};
use basis::{Date, Outcome, Refusal, RefusalKind};
use catalogue::Catalogue;
use catalogue::model::Kind;
use identity::{Actor, By};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Manage;
use crate::acts::drafter;
use crate::listed::Revised;
use crate::model::{Change, ChangeId, is_matter, is_ours, name_of, path_of_file};

/// The words that addresses need for themselves where the id of a matter would stand.
const ADDRESSES: [&str; 2] = ["add", "import"];
/// More letters make an address that nobody reads.
const LONGEST_ID: usize = 60;

/// What is said of a new matter; everything else is put into its draft afterwards.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMatter {
    /// Its id in lower-case letters, digits and dashes; made of the code where it is empty.
    #[serde(default)]
    pub(crate) id: String,
    /// The basic code (GB/T 39554.1), 12 characters.
    pub(crate) code: String,
    /// The official name in Chinese.
    pub(crate) name: String,
    /// The same in English; may be empty.
    #[serde(default)]
    pub(crate) english: String,
    /// The id of the department that answers for it.
    pub(crate) department: String,
    /// What kind of service it is, such as 行政给付.
    pub(crate) kind: String,
    /// The id of a matter of the county of which it begins as a copy; empty for none.
    #[serde(default)]
    pub(crate) copy: String,
}

impl NewMatter {
    /// What is wrong with it, each tied to its field.
    pub(crate) fn flaws(&self, catalogue: &Catalogue) -> Vec<Refusal> {
        let mut flaws = Vec::new();
        if self.name.trim().is_empty() {
            flaws.push(Refusal::told(RefusalKind::Invalid, "manage.new-name").on("name"));
        }
        if let Err(refusal) = BasicCode::parse(&self.code) {
            flaws.push(refusal.on("code"));
        }
        if catalogue.department(&self.department).is_none() {
            let refusal = Refusal::told(RefusalKind::Invalid, "manage.new-department");
            flaws.push(refusal.on("department"));
        }
        if Kind::from_code(&self.kind).is_none() {
            flaws.push(Refusal::told(RefusalKind::Invalid, "manage.new-kind").on("kind"));
        }
        if !self.id.is_empty() && !is_id(&self.id) {
            flaws.push(Refusal::told(RefusalKind::Invalid, "manage.new-id").on("id"));
        }
        flaws
    }

    /// Its id: as it was said, or made of the code.
    fn own_id(&self) -> String {
        match self.id.as_str() {
            "" => format!("matter-{}", self.code.to_ascii_lowercase()),
            id => id.to_owned(),
        }
    }

    /// The implementation code, where the department's credit code is known.
    fn implementation(&self, catalogue: &Catalogue) -> Option<String> {
        let body = catalogue.department(&self.department)?.credit_code.as_deref()?;
        let (body, basic) = (CreditCode::parse(body).ok()?, BasicCode::parse(&self.code).ok()?);
        let code = ImplementationCode::compose(&body, ExerciseLevel::County, &basic);
        Some(code.as_str().to_owned())
    }
}

fn is_id(text: &str) -> bool {
    let is_known = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-';
    text.starts_with(|one: char| one.is_ascii_lowercase())
        && text.chars().all(is_known)
        && text.len() <= LONGEST_ID
        && !ADDRESSES.contains(&text)
}

impl Manage {
    /// The paths of everything that the county may change: what came with the program, and the matters
    /// among these changes that it has begun by itself.
    pub(crate) fn paths<'a>(
        &'a self,
        changes: impl IntoIterator<Item = &'a Change>,
    ) -> BTreeSet<&'a str> {
        let brought = self.files().map(|file| file.path.as_str());
        let begun = changes.into_iter().map(|change| change.path.as_str());
        let begun = begun.filter(|path| is_matter(path) && is_ours(path, self.county()));
        brought.chain(begun).collect()
    }

    /// The path of a file by its name in addresses, also of a matter that the county has begun.
    pub(crate) async fn path_of(&self, actor: &Actor, name: &str) -> Outcome<String> {
        let unknown = match self.path(name) {
            Ok(path) => return Ok(path),
            Err(unknown) => unknown,
        };
        let (published, drafts) = self.changes(actor).await?;
        let paths = self.paths(published.iter().chain(&drafts));
        let found = paths.into_iter().find(|path| is_matter(path) && name_of(path) == name);
        Ok(found.map(str::to_owned).ok_or(unknown)?)
    }

    /// Begins the first draft of a matter, from nothing or as a copy of another one of the county.
    pub(crate) async fn begin_new(&self, by: &By, new: &NewMatter) -> Outcome<ChangeId> {
        let officer = drafter(by)?;
        let meta = by.meta(json!({ "new": new }));
        if let Some(before) = self.app.ledger.repeated::<ChangeId>(meta.clone()).await? {
            return Ok(before);
        }
        let (published, drafts) = self.changes(&by.actor).await?;
        if let Some(flaw) = new.flaws(&self.cases.catalogue()).into_iter().next() {
            return Err(flaw.into());
        }
        let path = format!("county/{}/{}.yaml", self.county(), new.own_id());
        let known = self.paths(published.iter().chain(&drafts));
        if known.into_iter().any(|one| path_of_file(one) == path) {
            return Err(taken().into());
        }
        let effective = by.at.date();
        let text = self.first_text(new, &published, effective)?;
        self.keep(meta, officer, Revised { path, number: 1, text, effective }).await
    }

    /// The text with which a new matter begins.
    fn first_text(
        &self,
        new: &NewMatter,
        published: &[Change],
        today: Date,
    ) -> Result<String, Refusal> {
        let (id, county) = (new.own_id(), self.county());
        let implementation = new.implementation(&self.cases.catalogue());
        let begun = text::Begun { id: &id, county, new, implementation, today };
        if new.copy.is_empty() {
            return begun.skeleton().ok_or_else(by_hand);
        }
        let paths = self.paths(published);
        let copied = paths.into_iter().find(|path| is_matter(path) && name_of(path) == new.copy);
        let copied = self.text_of(copied.ok_or_else(no_copy)?, published, None)?;
        begun.copied(&copied, &self.brought.files).ok_or_else(by_hand)
    }
}

fn taken() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "manage.new-taken").on("id")
}

fn no_copy() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "manage.new-copy").on("copy")
}

fn by_hand() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "manage.new-by-hand").on("copy")
}
