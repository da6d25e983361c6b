//! From the events of the YAML parser to a tree of nodes.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::node::{Entry, Node, Place, Value};

/// Why a file cannot be read as YAML, and where.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub struct ParseError {
    /// Where.
    pub place: Place,
    /// What the parser says.
    pub what: String,
    /// Whether it is a key that stands twice in one map.
    pub duplicate_key: bool,
}

/// Reads one document. `file` is the number that the places carry.
///
/// # Errors
/// Where the text is not YAML, or a key stands twice in one map.
pub fn parse(text: &str, file: u32) -> Result<Node, ParseError> {
    let mut builder = Builder { file, open: Vec::new(), root: None, anchors: HashMap::new() };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| ParseError {
            place: place(file, error.marker()),
            what: error.info().to_owned(),
            duplicate_key: false,
        })?;
        builder.take(event, place(file, &span.start))?;
    }
    let empty = Node { place: Place { file, line: 1, column: 1 }, quote: 0, value: Value::Null };
    Ok(builder.root.unwrap_or(empty))
}

fn place(file: u32, marker: &Marker) -> Place {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Place { file, line: count(marker.line()), column: count(marker.col() + 1) }
}

/// A list or map that is still open, with the anchor it was given.
struct Open {
    node: Node,
    key: Option<(String, Place)>,
    anchor: usize,
}

struct Builder {
    file: u32,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, Node>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), ParseError> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.close(scalar(&text, style, place), anchor)
            }
            Event::SequenceStart(anchor, _) => {
                self.begin(Value::List(Vec::new()), anchor, place);
                Ok(())
            }
            Event::MappingStart(anchor, _) => {
                self.begin(Value::Map(Vec::new()), anchor, place);
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(open) => self.close(open.node, open.anchor),
                None => Ok(()),
            },
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => self.close(node, 0),
                None => Err(self.error(place, "an alias before its anchor")),
            },
            _ => Ok(()),
        }
    }

    fn begin(&mut self, value: Value, anchor: usize, place: Place) {
        self.open.push(Open { node: Node { place, quote: 0, value }, key: None, anchor });
    }

    /// A finished node goes into the list or map around it.
    fn close(&mut self, node: Node, anchor: usize) -> Result<(), ParseError> {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        match (&mut open.node.value, open.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some((key, at))) => {
                if entries.iter().any(|entry| entry.key == key) {
                    let what = format!("“{key}”");
                    return Err(ParseError { place: at, what, duplicate_key: true });
                }
                entries.push(Entry { key, place: at, node });
            }
            (_, None) => {
                let place = node.place;
                match key_text(node.value) {
                    Some(key) => open.key = Some((key, place)),
                    None => return Err(self.error(place, "a key must be a word")),
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn error(&self, place: Place, what: &str) -> ParseError {
        debug_assert_eq!(place.file, self.file);
        ParseError { place, what: what.to_owned(), duplicate_key: false }
    }
}

fn key_text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null => Some("null".to_owned()),
        _ => None,
    }
}

fn scalar(text: &str, style: ScalarStyle, place: Place) -> Node {
    let quote = match style {
        ScalarStyle::Plain => 0,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => 1,
        // In a block the text begins on another line, so that columns inside it mean nothing.
        _ => 2,
    };
    let value =
        if style == ScalarStyle::Plain { plain(text) } else { Value::Text(text.to_owned()) };
    Node { place, quote, value }
}

/// An unquoted word: null, yes or no, a number, or text. A number with a leading zero stays text,
/// because it is a code whose zeros must not be lost.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" => return Value::Null,
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number = digits.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        && (digits.len() == 1 || !digits.starts_with('0') || digits.starts_with("0."));
    if number {
        if let Ok(number) = text.parse() {
            return Value::Int(number);
        }
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Value::Long(text.to_owned());
        }
        if let Ok(number) = text.parse() {
            return Value::Real(number);
        }
    }
    Value::Text(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::Step;
    use super::*;

    #[test]
    fn every_node_knows_its_line_and_column() {
        let root = parse("name: {zh: 高龄津贴, en: Old}\ncodes:\n  - 1\n  - \"007\"\n", 3).unwrap();
        let cases: [(&[Step<'_>], u32, u32); 4] = [
            (&[Step::Key("name"), Step::Key("zh")], 1, 12),
            (&[Step::Key("name"), Step::Key("en")], 1, 22),
            (&[Step::Key("codes"), Step::Item(0)], 3, 5),
            (&[Step::Key("codes"), Step::Item(1)], 4, 5),
        ];
        for (path, line, column) in cases {
            assert_eq!(root.place_of(path), Place { file: 3, line, column }, "{path:?}");
        }
    }

    #[test]
    fn codes_keep_their_zeros_and_dates_stay_text() {
        let code = "1133082500000002200000000000000";
        let text = format!("[007, 7, -3, 2026-01-01, 1.5, 0.5, true, ~, '8', 0, {code}]");
        let root = parse(&text, 0).unwrap();
        let said = format!("[007, 7, -3, 2026-01-01, 1.5, 0.5, true, null, 8, 0, {code}]");
        assert_eq!(root.whole(), said);
        let kinds: String = root
            .items()
            .iter()
            .map(|node| match node.value {
                Value::Text(_) => 't',
                Value::Int(_) => 'i',
                Value::Real(_) => 'r',
                Value::Bool(_) => 'b',
                Value::Long(_) => 'l',
                _ => '-',
            })
            .collect();
        assert_eq!(kinds, "tiitrrb-til");
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_where_it_stands_the_second_time() {
        let error = parse("a: 1\nb: 2\na: 3\n", 0).unwrap_err();
        assert!(error.duplicate_key);
        assert_eq!((error.place.line, error.place.column), (3, 1));
    }
}
