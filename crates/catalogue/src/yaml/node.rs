//! A node of a YAML tree, with the file, line and column where it stands.

use serde_json::Value as Json;

/// Where something stands: the file's number, line and column, both counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's number in the set that was read.
    pub file: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it begins.
    pub place: Place,
    /// How many columns after `place` its text begins: 1 inside quotes, 2 for a text block.
    pub quote: u32,
    /// What it is.
    pub value: Value,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Real(f64),
    /// A whole number of more digits than a number holds, as it is written: a code without quotes.
    Long(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and their values, in the order written.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// The value.
    pub node: Node,
}

/// A step from a node to one below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// To the value of a key.
    Key(&'a str),
    /// To an item of a list.
    Item(usize),
}

impl<'a> From<&'a str> for Step<'a> {
    fn from(key: &'a str) -> Self {
        Self::Key(key)
    }
}

impl From<usize> for Step<'_> {
    fn from(item: usize) -> Self {
        Self::Item(item)
    }
}

impl Node {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The key and its value.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The keys and values of a map; empty for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// The items of a list; empty for anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    /// The text of a text node.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The number of a whole-number node.
    #[must_use]
    pub fn int(&self) -> Option<i64> {
        if let Value::Int(number) = self.value { Some(number) } else { None }
    }

    /// The node at the end of the path.
    #[must_use]
    pub fn at(&self, path: &[Step<'_>]) -> Option<&Self> {
        let mut node = self;
        for step in path {
            node = match step {
                Step::Key(key) => node.get(key)?,
                Step::Item(item) => node.items().get(*item)?,
            };
        }
        Some(node)
    }

    /// The keys and numbers on the way to what stands at a line and column.
    #[must_use]
    pub fn way_to(&self, line: u32, column: u32) -> Vec<String> {
        let is_before = |place: Place| (place.line, place.column) <= (line, column);
        let (mut node, mut way) = (self, Vec::new());
        loop {
            let entry = node.entries().iter().rfind(|entry| is_before(entry.place));
            let item = node.items().iter().enumerate().rfind(|(_, item)| is_before(item.place));
            let (name, below) = match (entry, item) {
                (Some(entry), _) => (entry.key.clone(), &entry.node),
                (None, Some((at, item))) => (at.to_string(), item),
                (None, None) => return way,
            };
            way.push(name);
            node = below;
        }
    }

    /// The same as JSON.
    #[must_use]
    pub fn json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(yes) => Json::from(*yes),
            Value::Int(number) => Json::from(*number),
            Value::Real(number) => Json::from(*number),
            Value::Text(text) | Value::Long(text) => Json::from(text.as_str()),
            Value::List(items) => Json::Array(items.iter().map(Self::json).collect()),
            Value::Map(entries) => {
                let pair = |entry: &Entry| (entry.key.clone(), entry.node.json());
                Json::Object(entries.iter().map(pair).collect())
            }
        }
    }

    /// The place of the deepest node that exists on the path.
    #[must_use]
    pub fn place_of(&self, path: &[Step<'_>]) -> Place {
        (0..=path.len())
            .rev()
            .find_map(|length| self.at(&path[..length]))
            .map_or(self.place, |node| node.place)
    }

    /// Whether two nodes say the same, wherever they stand and in whatever order their keys are.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Real(a), Value::Real(b)) => a == b,
            (Value::Text(a), Value::Text(b)) | (Value::Long(a), Value::Long(b)) => a == b,
            (Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
            }
            (Value::Map(a), Value::Map(b)) => {
                a.len() == b.len()
                    && a.iter().all(|a| other.get(&a.key).is_some_and(|b| a.node.same(b)))
            }
            _ => false,
        }
    }

    /// The node in one short line, for messages.
    #[must_use]
    pub fn brief(&self) -> String {
        shorten(&self.whole())
    }

    /// The node in one line, however long: two values that differ only at their ends are still told
    /// apart.
    #[must_use]
    pub fn whole(&self) -> String {
        match &self.value {
            Value::Null => "null".to_owned(),
            Value::Bool(yes) => yes.to_string(),
            Value::Int(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Text(text) | Value::Long(text) => text.clone(),
            Value::List(items) => {
                let items: Vec<_> = items.iter().map(Self::whole).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Map(entries) => {
                let entries: Vec<_> =
                    entries.iter().map(|e| format!("{}: {}", e.key, e.node.whole())).collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }
}

fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST - 1).collect();
    format!("{start}…")
}
