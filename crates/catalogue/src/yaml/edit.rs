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

/// The text with one item more at the end of the list at a path. None where that cannot be done
/// without touching anything else, such as for a list in brackets over several lines.
#[must_use]
pub fn push(text: &str, path: &[&str], item: &Json) -> Option<String> {
    let root = parse(text, 0).ok()?;
    let steps: Vec<Step<'_>> = path.iter().copied().map(step).collect();
    let list = root.at(&steps)?;
    let last = list.items().last()?;
    let flow = flow(item);
    let at = offset(text, list.place)?;
    let new = if text.get(at..)?.starts_with('[') {
        let line = text.get(at..)?.lines().next()?;
        let end = at + line.rfind(']')?;
        format!("{}, {flow}{}", text.get(..end)?, text.get(end..)?)
    } else {
        let indent = usize::try_from(last.place.column).ok()?.checked_sub(3)?;
        let end = end_of_block(text, last.place.line, indent)?;
        format!("{}{}- {flow}\n{}", text.get(..end)?, " ".repeat(indent), text.get(end..)?)
    };
    let mut expected = root;
    append(&mut expected, path, parse(&item.to_string(), 0).ok()?);
    parse(&new, 0).ok().filter(|tree| tree.same(&expected)).map(|_| new)
}

/// Where the lines end that belong to an item which begins on a line: before the next line that does
/// not stand further in than its dash, in bytes.
fn end_of_block(text: &str, line: u32, indent: usize) -> Option<usize> {
    let lines = text.split_inclusive('\n');
    let first = usize::try_from(line).ok()?;
    let belongs = |line: &str| {
        line.trim().is_empty() || line.len() - line.trim_start_matches(' ').len() > indent
    };
    let begun: usize = lines.clone().take(first).map(str::len).sum();
    let more: usize = lines.skip(first).take_while(|line| belongs(line)).map(str::len).sum();
    text.get(..begun + more)?.ends_with('\n').then_some(begun + more)
}

/// A value in one line, as a person would write it.
pub(super) fn flow(value: &Json) -> String {
    match value {
        Json::Array(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}: {}", flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => written(other, None),
    }
}

/// The tree with one item more.
fn append(node: &mut Node, path: &[&str], item: Node) {
    match (path.split_first(), &mut node.value) {
        (None, Value::List(items)) => items.push(item),
        (Some((key, rest)), Value::List(items)) => {
            if let Some(node) = key.parse::<usize>().ok().and_then(|at| items.get_mut(at)) {
                append(node, rest, item);
            }
        }
        (Some((key, rest)), Value::Map(entries)) => {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.key == **key) {
                append(&mut entry.node, rest, item);
            }
        }
        _ => {}
    }
}

/// A number leads into a list; no key of ours is one.
pub(super) fn step(part: &str) -> Step<'_> {
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
pub(super) fn offset(text: &str, place: Place) -> Option<usize> {
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
pub(super) fn put(node: &mut Node, path: &[&str], new: &Node) {
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
    fn an_item_is_put_at_the_end_of_its_list_and_nowhere_else() {
        let text = "\
# kept
- name: a
  values: [{from: 2024-01-01, value: 80元}] # why
- name: b
  values:
    - from: 2024-01-01
      value: 1
- name: c
";
        let item = json!({"from": "2027-01-01", "value": "90元"});
        let flow = "{from: 2027-01-01, value: 90元}";
        let check = |path: &[&str], before: &str, after: &str| {
            let expected = text.replacen(before, after, 1);
            assert_eq!(push(text, path, &item).as_deref(), Some(&*expected), "{path:?}");
        };
        check(&["0", "values"], "80元}]", &format!("80元}}, {flow}]"));
        check(&["1", "values"], "value: 1\n", &format!("value: 1\n    - {flow}\n"));
        assert_eq!(push(text, &["2", "values"], &item), None, "there is no list");
        assert_eq!(push(text, &["0", "name"], &item), None, "that is none");
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
