//! What can be wrong with a rule, where it is, and how to mend it.

use basis::Text;
use serde::{Deserialize, Serialize};

/// A part of a rule's source: byte offsets, the end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Span {
    /// From one offset up to another.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the beginning of one to the end of another.
    #[must_use]
    pub const fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }

    /// Line and column (both from 1, counted in characters) of the beginning.
    #[must_use]
    pub fn line_column(self, source: &str) -> (usize, usize) {
        let before = source.get(..self.start).unwrap_or(source);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }

    /// The source text of the span.
    #[must_use]
    pub fn of(self, source: &str) -> &str {
        source.get(self.start..self.end).unwrap_or("")
    }
}

/// A fault in a rule, found before it is ever used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{code}: {}; {}", what.zh, mend.zh)]
pub struct RuleError {
    /// Short code that never changes, e.g. `R102`.
    pub code: String,
    /// The clause or exception it was found in; empty for a rule alone.
    pub clause: String,
    /// Where in the rule's source.
    pub span: Span,
    /// What is wrong.
    pub what: Text,
    /// How to mend it.
    pub mend: Text,
}

impl RuleError {
    /// A fault at a place of a rule.
    #[must_use]
    pub fn new(code: &str, span: Span, what: Text, mend: Text) -> Self {
        Self { code: code.to_owned(), clause: String::new(), span, what, mend }
    }

    /// The same fault, said to be in a clause.
    #[must_use]
    pub fn within(mut self, clause: &str) -> Self {
        clause.clone_into(&mut self.clause);
        self
    }
}

/// The known name nearest to a misspelt one, if one is near enough.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 2).clamp(1, 3);
    let ranked = known.into_iter().map(|candidate| (distance(name, candidate), candidate));
    ranked.filter(|(steps, _)| *steps <= allowed).min().map(|(_, candidate)| candidate)
}

/// Number of characters to insert, delete or change to make one word of the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in right.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbour() {
        let known = ["出生日期", "户籍区划", "age"];
        for (input, expected) in [
            ("出生日", Some("出生日期")),
            ("户藉区划", Some("户籍区划")),
            ("收入", None),
            ("aeg", None),
        ] {
            assert_eq!(nearest(input, known), expected, "{input}");
        }
    }

    #[test]
    fn places_are_counted_in_characters() {
        assert_eq!(Span::new(7, 8).line_column("年龄\n>= 80"), (2, 1));
        assert_eq!(Span::new(3, 6).line_column("年龄"), (1, 2));
    }
}
