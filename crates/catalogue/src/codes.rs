//! The codes of findings: one table that `tongban check --explain CODE` reads out. Every entry has
//! a bad example, and a test that the check finds it at the place named.

mod inherit;
mod limits;
mod process;
mod references;
mod rules;
mod structure;

use std::fmt;

use basis::{Lang, Text};
use serde::Serialize;

use crate::finding::Severity;

pub use inherit::*;
pub use limits::*;
pub use process::*;
pub use references::*;
pub use rules::*;
pub use structure::*;

/// The code of a kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What a code means.
pub struct Entry {
    /// The code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The title in Chinese and English.
    pub title: [&'static str; 2],
    /// Why it matters and how to mend it, in Chinese and English.
    pub why: [&'static str; 2],
    /// A bad example.
    pub example: Example,
}

/// A bad example: the right words and the wrong ones in a file of the model catalogue.
pub struct Example {
    /// The file.
    pub file: &'static str,
    /// What it should say.
    pub right: &'static str,
    /// What is wrong; `«` stands right before the place where the finding is made.
    pub wrong: &'static str,
}

/// Every code with its explanation.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    [STRUCTURE, REFERENCES, LIMITS, PROCESS, RULES, INHERIT].into_iter().flatten()
}

/// The entry of a code.
#[must_use]
pub fn entry(code: Code) -> Option<&'static Entry> {
    entries().find(|entry| entry.code == code)
}

/// The explanation of a code written by a person, in any case; none where there is no such code.
#[must_use]
pub fn explain(code: &str, lang: Lang) -> Option<String> {
    let entry = entries().find(|entry| entry.code.0.eq_ignore_ascii_case(code.trim()))?;
    Some(entry.explain(lang))
}

impl Entry {
    /// Title, reason, and the example, as plain text.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        let title = Text::new(self.title[0], self.title[1]);
        let why = Text::new(self.why[0], self.why[1]);
        let words = match lang {
            Lang::Zh => ["错误的例子", "应写成"],
            Lang::En => ["wrong", "right"],
        };
        let wrong = self.example.wrong.replace('«', "");
        format!(
            "{} {}\n\n{}\n\n{}（{}）:\n{}\n\n{}:\n{}\n",
            self.code,
            title.get(lang),
            why.get(lang),
            words[0],
            self.example.file,
            indent(&wrong),
            words[1],
            indent(self.example.right)
        )
    }
}

fn indent(text: &str) -> String {
    if text.is_empty() {
        return "    -".to_owned();
    }
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// Declares codes and their entries.
macro_rules! codes {
    ($table:ident, $($(#[$doc:meta])* $name:ident = $code:literal, $severity:ident {
        title: $tzh:literal, $ten:literal;
        why: $wzh:literal, $wen:literal;
        in $file:literal: $right:literal => $wrong:literal;
    })+) => {
        $($(#[$doc])* pub const $name: $crate::codes::Code = $crate::codes::Code($code);)+

        pub(super) const $table: &[$crate::codes::Entry] = &[$(
            $crate::codes::Entry {
                code: $name,
                severity: $crate::finding::Severity::$severity,
                title: [$tzh, $ten],
                why: [$wzh, $wen],
                example: $crate::codes::Example { file: $file, right: $right, wrong: $wrong },
            },
        )+];
    };
}

use codes;
