//! Changes single values in the text of a YAML file; everything else, comments and order too, stays
//! as a person wrote it.

use serde_json::Value as Json;

use super::node::{Entry, Node, Place, Step, Value};
use super::parse;

/// The text with another value at the end of a path of keys (a number is the place in a list), which is added where the file does not
/// have it. None where that cannot be done without touching anything else, such as for a text of
/// several lines: a person has to edit the file then.
#[must_use]
pub fn set(text: &str, path: &[&str], value: &Json) -> Option<String> {
    let root = parse(text, 0).ok()?;
    let steps: Vec<Step<'_>> = path.iter().copied().map(step).collect();
    let new = match root.at(&steps) {
        Some(node) => replace(text, node, value)?,
        None => insert(text, &root, (path, &steps), value)?,
    };
    // Whatever was misread above, only the one value may have changed.
    let mut expected = root;
    put(&mut expected, path, &parse(&value.to_string(), 0).ok()?);
    parse(&new, 0).ok().filter(|tree| tree.same(&expected)).map(|_| new)
}

/// A number leads into a list; no key of ours is one.
fn step(part: &str) -> Step<'_> {
    part.parse::<usize>().map_or(Step::Key(part), Step::Item)
}

fn replace(text: &str, node: &Node, value: &Json) -> Option<String> {
    let at = offset(text, node.place)?;
    let (before, rest) = text.split_at(at);
    let (length, quote) = token(rest, node)?;
    Some(format!("{before}{}{}", written(value, quote), rest.get(length..)?))
}

/// How long the text of a value is, and its quotation mark.
fn token(rest: &str, node: &Node) -> Option<(usize, Option<char>)> {
    let plain = |word: String| rest.starts_with(&word).then_some((word.len(), None));
    match &node.value {
        Value::Null => plain("null".to_owned()).or_else(|| plain("~".to_owned())),
        Value::Bool(yes) => plain(yes.to_string()),
        Value::Int(number) => plain(number.to_string()),
        Value::Real(number) => plain(number.to_string()),
        Value::Long(digits) => plain(digits.clone()),
        Value::Text(text) => match rest.chars().next().filter(|mark| matches!(mark, '"' | '\'')) {
            Some(mark) => {
                let whole = format!("{mark}{text}{mark}");
                rest.starts_with(&whole).then_some((whole.len(), Some(mark)))
            }
            None => plain(text.clone()),
        },
        Value::List(_) => {
            let line = rest.lines().next()?;
            (line.starts_with('[') && line.matches('[').count() == 1)
                .then(|| line.find(']').map(|end| (end + 1, None)))?
        }
        Value::Map(_) => None,
    }
}

/// The deepest map on the path gets a key more: the file at its end, any other before its first key.
fn insert(
    text: &str,
    root: &Node,
    (path, steps): (&[&str], &[Step<'_>]),
    value: &Json,
) -> Option<String> {
    let is_map = |node: &Node| matches!(node.value, Value::Map(_));
    let depth =
        (0..path.len()).rev().find(|depth| root.at(&steps[..*depth]).is_some_and(is_map))?;
    let below = path[depth + 1..].iter().rev();
    let flow = below.fold(written(value, None), |flow, key| format!("{{{key}: {flow}}}"));
    let entry = format!("{}: {flow}", path[depth]);
    if depth == 0 {
        return Some(format!("{}\n{entry}\n", text.trim_end_matches('\n')));
    }
    let map = root.at(&steps[..depth])?;
    let (before, rest) = text.split_at(offset(text, map.place)?);
    match rest.strip_prefix('{') {
        Some(rest) if map.entries().is_empty() => Some(format!("{before}{{{entry}{rest}")),
        Some(rest) => Some(format!("{before}{{{entry}, {rest}")),
        None => {
            let indent = " ".repeat(usize::try_from(map.place.column).ok()?.checked_sub(1)?);
            Some(format!("{before}{entry}\n{indent}{rest}"))
        }
    }
}

/// Where a place is in the text, in bytes.
fn offset(text: &str, place: Place) -> Option<usize> {
    let above = usize::try_from(place.line).ok()?.checked_sub(1)?;
    let along = usize::try_from(place.column).ok()?.checked_sub(1)?;
    let start: usize = text.split_inclusive('\n').take(above).map(str::len).sum();
    let line = text.get(start..)?;
    Some(start + line.chars().take(along).map(char::len_utf8).sum::<usize>())
}

/// A value as a person would write it: without quotation marks where it can do without.
fn written(value: &Json, quote: Option<char>) -> String {
    match (value, quote) {
        (Json::String(text), Some(mark)) if !text.contains([mark, '\\']) => {
            format!("{mark}{text}{mark}")
        }
        (Json::String(text), None) if is_plain(text) => text.clone(),
        (Json::Array(items), _) => {
            let items: Vec<String> = items.iter().map(|item| written(item, None)).collect();
            format!("[{}]", items.join(", "))
        }
        (other, _) => other.to_string(),
    }
}

/// Whether a text reads back as itself without quotation marks, inside brackets too.
fn is_plain(text: &str) -> bool {
    let same = |node: &Node| node.text() == Some(text);
    let alone = parse(&format!("k: {text}"), 0).is_ok_and(|node| node.get("k").is_some_and(same));
    let inside = parse(&format!("k: [{text}]"), 0);
    let items =
        |node: &Node| node.get("k").is_some_and(|k| k.items().len() == 1 && same(&k.items()[0]));
    alone && inside.is_ok_and(|node| items(&node))
}

/// The tree as it should be afterwards.
fn put(node: &mut Node, path: &[&str], new: &Node) {
    let Some((key, rest)) = path.split_first() else {
        node.value = new.value.clone();
        return;
    };
    if let (Value::List(items), Step::Item(at)) = (&mut node.value, step(key)) {
        return items.get_mut(at).map_or((), |item| put(item, rest, new));
    }
    let Value::Map(entries) = &mut node.value else { return };
    let at = entries.iter().position(|entry| entry.key == *key).unwrap_or_else(|| {
        let empty = Node { place: node.place, quote: 0, value: Value::Map(Vec::new()) };
        entries.push(Entry { key: (*key).to_owned(), place: node.place, node: empty });
        entries.len() - 1
    });
    put(&mut entries[at].node, rest, new);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FILE: &str = "\
# kept
visits: 1 # why
name: {zh: 甲, en: \"A\"}
codes: {basic: \"330511001000\"}
limits:
  promised: {n: 10, unit: 工作日} # soon
channels: [web, counter]
long: >-
  one
  two
last: null
";

    #[test]
    fn one_value_changes_and_the_rest_stays_as_written() {
        let cases = [
            (&["visits"][..], json!(3), "visits: 1 #", "visits: 3 #"),
            (&["name", "zh"], json!("甲, 乙"), "zh: 甲", "zh: \"甲, 乙\""),
            (&["name", "en"], json!("B"), "\"A\"", "\"B\""),
            (&["codes", "basic"], json!("330511001001"), "1000\"", "1001\""),
            (&["limits", "promised", "n"], json!(8), "{n: 10", "{n: 8"),
            (&["limits", "promised", "unit"], json!("自然日"), "工作日", "自然日"),
            (&["channels"], json!(["web", "phone"]), "[web, counter]", "[web, phone]"),
            (&["last"], json!(5), "last: null", "last: 5"),
            (
                &["codes", "implementation"],
                json!("1E5"),
                "{basic",
                "{implementation: \"1E5\", basic",
            ),
            (
                &["limits", "statutory", "n"],
                json!(9),
                "  promised",
                "  statutory: {n: 9}\n  promised",
            ),
            (&["fee", "fen"], json!(100), "last: null\n", "last: null\nfee: {fen: 100}\n"),
        ];
        for (path, value, before, after) in cases {
            let expected = FILE.replacen(before, after, 1);
            assert_eq!(set(FILE, path, &value).as_deref(), Some(&*expected), "{path:?}");
        }
    }

    #[test]
    fn what_cannot_be_changed_alone_is_left_to_a_person() {
        for (path, value) in
            [(&["long"][..], json!("x")), (&["name"], json!("x")), (&["visits", "n"], json!(1))]
        {
            assert_eq!(set(FILE, path, &value), None, "{path:?}");
        }
    }
}
