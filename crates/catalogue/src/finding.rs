//! A finding: what is wrong in a file, where, and how to mend it.

use std::fmt;

use basis::{Lang, Text};
use serde::Serialize;

use crate::codes::{self, Code};
use crate::yaml::Place;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The catalogue cannot be used like this.
    Error,
    /// Worth a look; the catalogue works.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// What is wrong in a file, where, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The code; `tongban check --explain CODE` tells more.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The file, as its path under the folder that was checked.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub what: Text,
    /// How to mend it.
    pub mend: Text,
}

impl Finding {
    /// One line: `path:line:column: error[CODE]: what; how to mend`.
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        let between = if lang == Lang::Zh { "；" } else { "; " };
        format!(
            "{}:{}:{}: {}[{}]: {}{between}{}",
            self.path,
            self.line,
            self.column,
            self.severity,
            self.code,
            self.what.get(lang),
            self.mend.get(lang)
        )
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line(Lang::Zh))
    }
}

/// Collects findings while a set of files is checked.
#[derive(Default)]
pub struct Report {
    found: Vec<Found>,
}

struct Found {
    place: Place,
    code: Code,
    what: Text,
    mend: Text,
}

impl Report {
    /// Notes a finding.
    pub fn add(&mut self, code: Code, place: Place, what: Text, mend: Text) {
        self.found.push(Found { place, code, what, mend });
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Takes over everything another report has found.
    pub fn absorb(&mut self, other: Self) {
        self.found.extend(other.found);
    }

    /// The findings in the order of files and places, each said once.
    #[must_use]
    pub fn into_findings(mut self, paths: &[String]) -> Vec<Finding> {
        self.found
            .sort_by(|a, b| (a.place, a.code.0, &a.what.zh).cmp(&(b.place, b.code.0, &b.what.zh)));
        self.found.dedup_by(|a, b| a.place == b.place && a.code == b.code && a.what == b.what);
        self.found.into_iter().map(|found| found.named(paths)).collect()
    }
}

impl Found {
    fn named(self, paths: &[String]) -> Finding {
        let file = usize::try_from(self.place.file).unwrap_or(usize::MAX);
        Finding {
            code: self.code,
            severity: codes::entry(self.code).map_or(Severity::Error, |entry| entry.severity),
            path: paths.get(file).cloned().unwrap_or_default(),
            line: self.place.line,
            column: self.place.column,
            what: self.what,
            mend: self.mend,
        }
    }
}
