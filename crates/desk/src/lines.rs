//! A piece of work as one line of a table.

use basis::clock::{Due, Light, remaining};
use cases::Entry;
use web::Frame;
use web::format::masked_name;

use crate::Desk;

/// One line of the inbox or of the due list.
pub(crate) struct Line {
    pub href: String,
    /// Kind of light: ok, warn, late, stopped.
    pub light: &'static str,
    pub left: String,
    pub due: String,
    pub matter: String,
    pub applicant: String,
    pub number: String,
    pub task: String,
    pub post: String,
    pub escalated: bool,
}

impl Desk {
    /// The line of an entry; the name is masked, since a list is read over shoulders.
    pub(crate) fn line(&self, frame: &Frame, entry: &Entry) -> Line {
        Line {
            href: format!("/desk/cases/{}", entry.case.id),
            light: kind(entry.light),
            left: self.left(frame, &entry.due),
            due: frame.due_date(&entry.due.date, &entry.due.provisional),
            matter: frame.say(&entry.matter.name).to_owned(),
            applicant: masked_name(&entry.case.applicant.name),
            number: entry.case.number.clone(),
            task: frame.say(&entry.open.name).to_owned(),
            post: self.post_name(frame, &entry.open.desk),
            escalated: entry.case.escalated.contains(&entry.open.task),
        }
    }

    /// The time left in words.
    pub(crate) fn left(&self, frame: &Frame, due: &Due) -> String {
        let left = remaining(due, &self.cases.calendar(), frame.now());
        frame.say(&left.words()).to_owned()
    }
}

/// The kind of a light, for shape and colour.
pub(crate) const fn kind(light: Light) -> &'static str {
    match light {
        Light::Green => "ok",
        Light::Amber => "warn",
        Light::Red => "late",
        Light::Stopped => "stopped",
    }
}

/// Text for the query of an address.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    let full = pairs.iter().filter(|pair| !pair.1.is_empty());
    let encoded =
        |(name, value): &(&str, &str)| format!("{name}={}", web::format::percent_encoded(value));
    full.map(encoded).collect::<Vec<_>>().join("&")
}

/// An address with its query, where it has one.
pub(crate) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    match query(pairs) {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}
