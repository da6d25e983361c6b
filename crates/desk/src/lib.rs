//! The one window and the back office: inbox, case page, acts, notices, supervisor, auditor.
//!
//! What must stay true: a page offers exactly the acts that the engine and the rights let pass
//! now; whatever is typed stays when an act is refused; lists are keyset pages without a count;
//! names are whole only on the page of a case that one may see.

mod act;
mod api;
mod audit;
mod board;
mod case;
mod changes;
mod conflict;
mod explain;
mod fields;
mod files;
mod find;
mod forms;
mod inbox;
mod lines;
mod lists;
mod mark;
mod materials;
mod papers;
mod posts;
mod routes;
mod supervise;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use basis::Divisions;
use cases::Cases;
use cases::model::Desk as Post;
use catalogue::model::Matter;
use identity::Identity;
use web::{App, Frame};

pub use routes::routes;

/// What the desk needs. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// Words, settings, ledger.
    pub app: App,
    /// The case engine.
    pub cases: Cases,
    /// Officers and their accounts.
    pub identity: Identity,
    /// Names of townships and villages.
    pub divisions: Arc<Divisions>,
}

impl Desk {
    /// The name of a desk: the department, and which township's office it is.
    pub(crate) fn post_name(&self, frame: &Frame, post: &Post) -> String {
        let department = self.department_name(frame, post.department());
        let place = post.as_str().split_once('/').and_then(|(_, code)| code.parse().ok());
        let place = place.and_then(|code| self.divisions.get(&code, frame.today()));
        match place {
            Some(place) => format!("{} {department}", place.name),
            None => department,
        }
    }

    /// The name of a place, where the code is one.
    pub(crate) fn place(&self, frame: &Frame, code: &str) -> Option<String> {
        let code = code.parse().ok()?;
        let name = self.divisions.full_name(&code, frame.today());
        (!name.is_empty()).then_some(name)
    }

    /// What a word of a rule is called: a place by its code, a fact in the language of the page.
    pub(crate) fn called(&self, frame: &Frame, matter: &Matter, word: &str) -> Option<String> {
        let fact = || {
            matter.facts.get(word)?;
            Some(frame.say(&self.cases.fact_name(matter, word)).to_owned())
        };
        self.place(frame, word).or_else(fact)
    }

    /// The name of a place without the places around it; its code where it is none.
    pub(crate) fn short_place(&self, frame: &Frame, code: &str) -> String {
        let place = code.parse().ok().and_then(|code| self.divisions.get(&code, frame.today()));
        place.map_or_else(|| code.to_owned(), |one| one.name.clone())
    }

    /// A place by its name with its code; what is no place stays as it is.
    pub(crate) fn named(&self, frame: &Frame, code: String) -> String {
        match self.place(frame, &code) {
            Some(name) if frame.is_chinese() => format!("{name}（{code}）"),
            Some(name) => format!("{name} ({code})"),
            None => code,
        }
    }

    /// The name of a department.
    pub(crate) fn department_name(&self, frame: &Frame, id: &str) -> String {
        match self.cases.catalogue().department(id) {
            Some(department) => frame.say(&department.name).to_owned(),
            None => id.to_owned(),
        }
    }
}
