//! What makes a value one that the base does not allow: the reason, and where both levels say it.

use basis::Text;

use crate::yaml::{Node, Place};

/// Why a value is not allowed.
#[derive(Default)]
pub(in crate::elastic) struct Fault<'a> {
    /// The reason, to stand behind both values; empty where they say enough.
    pub why: Text,
    /// The base's part and the own one, where they are narrower than the field itself.
    pub spots: Option<(Spot<'a>, Spot<'a>)>,
}

/// A part of a file: where it is, and what it says, if it says anything.
pub(in crate::elastic) struct Spot<'a> {
    /// Where.
    pub place: Place,
    says: Option<&'a Node>,
}

impl<'a> Fault<'a> {
    /// A fault in the part of a key.
    pub fn at(why: Text, key: &str, base: &'a Node, mine: &'a Node) -> Self {
        Self { why, spots: Some((Spot::part(base, key), Spot::part(mine, key))) }
    }
}

impl From<Text> for Fault<'_> {
    fn from(why: Text) -> Self {
        Self { why, spots: None }
    }
}

impl<'a> Spot<'a> {
    /// A whole node.
    pub fn of(node: &'a Node) -> Self {
        Self { place: node.place, says: Some(node) }
    }

    /// The value of a key; of a node that has keys but not this one, that it says nothing there.
    pub fn part(node: &'a Node, key: &str) -> Self {
        match node.get(key) {
            Some(value) => Self::of(value),
            None if node.entries().is_empty() => Self::of(node),
            None => Self::lacking(node),
        }
    }

    /// A node in which something is not there.
    pub fn lacking(node: &Node) -> Self {
        Self { place: node.place, says: None }
    }

    /// What it says: a value whole, a list or keys in short.
    pub fn words(&self) -> Text {
        match self.says {
            None => Text::new("没有", "nothing"),
            Some(node) if node.items().is_empty() && node.entries().is_empty() => {
                Text::new(node.whole(), node.whole())
            }
            Some(node) => Text::new(node.brief(), node.brief()),
        }
    }
}
