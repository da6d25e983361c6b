//! Changes a whole part of a YAML file item by item: what did not change stays as a person wrote it,
//! with its comments.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::edit::{offset, put, set, step};
use super::lines::{below, item};
use super::node::{Node, Step, Value};
use super::parse;

/// The keys that name an item of a list.
const NAMES: [&str; 3] = ["id", "field", "division"];

/// The text with another value at the end of a path of keys (a number is the place in a list), in as
/// few changed lines as can be. Items of a list are known by their `id`, `field` or `division`: they are
/// put in, taken out and moved together with the comments above them. None where the text is no YAML, or is
/// written in a way that cannot be changed like this; a person has to edit it then.
#[must_use]
pub fn amend(text: &str, path: &[&str], value: &Json) -> Option<String> {
    if text.ends_with('\n') {
        return change(text, path, value);
    }
    change(&format!("{text}\n"), path, value)
}

fn change(text: &str, path: &[&str], value: &Json) -> Option<String> {
    let root = parse(text, 0).ok()?;
    let steps: Vec<Step<'_>> = path.iter().copied().map(step).collect();
    let (mut expected, wanted) = (root.clone(), parse(&value.to_string(), 0).ok()?);
    put(&mut expected, path, &wanted);
    if !expected.at(&steps)?.same(&wanted) {
        return None;
    }
    if expected.same(&root) {
        return Some(text.to_owned());
    }
    let new = match (root.at(&steps), value) {
        (Some(old), Json::Object(new)) => by_key(text, path, old, new),
        (Some(old), Json::Array(new)) if new.iter().any(Json::is_object) => {
            by_item(text, path, old, new)
        }
        (Some(_), _) => set(text, path, value),
        (None, _) => None,
    };
    let is_right = |new: &String| parse(new, 0).is_ok_and(|tree| tree.same(&expected));
    new.filter(is_right).or_else(|| rewrite(text, (&root, &expected), path))
}

/// A map, key by key.
fn by_key(text: &str, path: &[&str], old: &Node, new: &Map<String, Json>) -> Option<String> {
    if !matches!(old.value, Value::Map(_)) {
        return None;
    }
    let mut text = text.to_owned();
    for entry in old.entries().iter().filter(|entry| !new.contains_key(&entry.key)) {
        text = without_key(&text, path, &entry.key)?;
    }
    for (key, value) in new {
        if old.get(key).is_some_and(|node| node.json() == *value) {
            continue;
        }
        let below: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
        text = change(&text, &below, value)?;
    }
    Some(text)
}

/// A list whose items have names.
fn by_item(text: &str, path: &[&str], old: &Node, new: &[Json]) -> Option<String> {
    let was: Vec<Json> = old.items().iter().map(Node::json).collect();
    let (before, names) = (names(&was)?, names(new)?);
    let mut text = in_order(text, path, before.clone(), (names.as_slice(), new))?;
    for (at, (name, item)) in names.iter().zip(new).enumerate() {
        let stood = before.iter().position(|one| one == name);
        if stood.is_some_and(|stood| was[stood] == *item) {
            continue;
        }
        let place = at.to_string();
        let below: Vec<&str> = path.iter().copied().chain([place.as_str()]).collect();
        text = change(&text, &below, item)?;
    }
    Some(text)
}

/// The names of items; none where one has no name, or two have the same.
fn names(items: &[Json]) -> Option<Vec<String>> {
    let name =
        |item: &Json| NAMES.iter().find_map(|key| item.get(key)?.as_str().map(str::to_owned));
    let names: Vec<String> = items.iter().map(name).collect::<Option<_>>()?;
    let unlike: BTreeSet<&String> = names.iter().collect();
    (unlike.len() == names.len()).then_some(names)
}

/// The items of a list as they are to follow each other: those that are gone taken out, new ones put
/// in, others moved.
fn in_order(
    text: &str,
    path: &[&str],
    mut now: Vec<String>,
    (names, new): (&[String], &[Json]),
) -> Option<String> {
    let mut text = text.to_owned();
    for at in (0..now.len()).rev() {
        if names.contains(&now[at]) {
            continue;
        }
        // A list without items is written anew.
        if now.len() == 1 {
            return None;
        }
        text = without_item(&text, path, at)?;
        now.remove(at);
    }
    for (at, (name, item)) in names.iter().zip(new).enumerate() {
        match now.iter().position(|one| one == name) {
            Some(from) => {
                for place in (at..from).rev() {
                    text = swapped(&text, path, place)?;
                    now.swap(place, place + 1);
                }
            }
            None => {
                text = with_item(&text, path, at, item)?;
                now.insert(at, name.clone());
            }
        }
    }
    Some(text)
}

/// An item of a list in the text, in bytes: from the comments above it, from its line on, to its end.
struct Block {
    lead: usize,
    line: usize,
    end: usize,
}

/// How far in the dashes of a list stand, and its items; none for a list in brackets.
fn blocks(text: &str, list: &Node) -> Option<(usize, Vec<Block>)> {
    let mut indent = None;
    let mut all: Vec<Block> = Vec::with_capacity(list.items().len());
    for item in list.items() {
        let at = offset(text, item.place)?;
        let line = begin_of_line(text, at)?;
        let before = text.get(line..at)?;
        let stands = spaces(before);
        if before.trim() != "-" || *indent.get_or_insert(stands) != stands {
            return None;
        }
        let above = all.last().map_or(0, |block| block.end);
        let own = comments(text.get(above..line)?, stands);
        let end = end_of_block(text, line, |next| spaces(next) > stands)?;
        all.push(Block { lead: line - own, line, end });
    }
    Some((indent?, all))
}

fn blocks_at(text: &str, path: &[&str]) -> Option<(usize, Vec<Block>)> {
    let steps: Vec<Step<'_>> = path.iter().copied().map(step).collect();
    blocks(text, parse(text, 0).ok()?.at(&steps)?)
}

/// How many bytes at the end of a text are comments that stand as far in.
fn comments(text: &str, indent: usize) -> usize {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let own = lines
        .iter()
        .rev()
        .take_while(|line| spaces(line) == indent && line.trim_start().starts_with('#'));
    own.map(|line| line.len()).sum()
}

fn spaces(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn begin_of_line(text: &str, at: usize) -> Option<usize> {
    Some(text.get(..at)?.rfind('\n').map_or(0, |end| end + 1))
}

/// Where the lines end that belong to the one which begins at a place; empty ones at the end do not.
fn end_of_block(text: &str, line: usize, belongs: impl Fn(&str) -> bool) -> Option<usize> {
    let mut lines = text.get(line..)?.split_inclusive('\n');
    let mut end = line + lines.next()?.len();
    let mut at = end;
    for line in lines {
        at += line.len();
        if line.trim().is_empty() {
            continue;
        }
        if !belongs(line) {
            break;
        }
        end = at;
    }
    Some(end)
}

/// Where a key stands: its place, how far in, and where its value ends. None in brackets.
fn entry_at(text: &str, map: &Node, key: &str) -> Option<(usize, usize, usize)> {
    let at = offset(text, map.entry(key)?.place)?;
    let line = begin_of_line(text, at)?;
    let before = text.get(line..at)?;
    if !matches!(before.trim(), "" | "-") {
        return None;
    }
    let indent = before.len();
    // The dashes of a list may stand as far in as its key.
    let is_dash = |next: &str| next.trim_start().starts_with("- ") && before.trim().is_empty();
    let belongs = |next: &str| spaces(next) > indent || (spaces(next) == indent && is_dash(next));
    Some((at, indent, end_of_block(text, line, belongs)?))
}

fn without_item(text: &str, path: &[&str], at: usize) -> Option<String> {
    let (_, all) = blocks_at(text, path)?;
    let block = all.get(at)?;
    Some(format!("{}{}", text.get(..block.lead)?, text.get(block.end..)?))
}

fn with_item(text: &str, path: &[&str], at: usize, value: &Json) -> Option<String> {
    let (indent, all) = blocks_at(text, path)?;
    let place = all.get(at).map(|next| next.lead).or_else(|| Some(all.last()?.end))?;
    let dash = " ".repeat(indent);
    Some(format!("{}{dash}- {}{}", text.get(..place)?, item(value, indent), text.get(place..)?))
}

/// Two neighbours change places.
fn swapped(text: &str, path: &[&str], at: usize) -> Option<String> {
    let (_, all) = blocks_at(text, path)?;
    let (one, next) = (all.get(at)?, all.get(at + 1)?);
    let parts = [
        text.get(..one.lead)?,
        text.get(next.lead..next.end)?,
        text.get(one.end..next.lead)?,
        text.get(one.lead..one.end)?,
        text.get(next.end..)?,
    ];
    Some(parts.concat())
}

/// The text without a key that stands in lines of its own.
pub(super) fn without_key(text: &str, path: &[&str], key: &str) -> Option<String> {
    let steps: Vec<Step<'_>> = path.iter().copied().map(step).collect();
    let root = parse(text, 0).ok()?;
    let (at, indent, end) = entry_at(text, root.at(&steps)?, key)?;
    let line = begin_of_line(text, at)?;
    let is_alone = spaces(text.get(line..)?) == indent;
    is_alone.then_some(format!("{}{}", text.get(..line)?, text.get(end..)?))
}

/// The value at a path written anew, with as little around it as can be.
pub(super) fn rewrite(
    text: &str,
    (root, expected): (&Node, &Node),
    path: &[&str],
) -> Option<String> {
    let steps: Vec<Step<'_>> = path.iter().copied().map(step).collect();
    (1..=path.len()).rev().find_map(|depth| {
        let value = expected.at(&steps[..depth])?.json();
        let parent = root.at(&steps[..depth - 1])?;
        let new = match (&parent.value, steps[depth - 1]) {
            (Value::List(_), Step::Item(at)) => anew(text, parent, at, &value),
            (Value::Map(_), Step::Key(key)) => keyed(text, parent, key, (depth, &value)),
            _ => None,
        }?;
        parse(&new, 0).ok().filter(|tree| tree.same(expected)).map(|_| new)
    })
}

/// The item of a list written anew.
fn anew(text: &str, list: &Node, at: usize, value: &Json) -> Option<String> {
    let (indent, all) = blocks(text, list)?;
    let block = all.get(at)?;
    let dash = " ".repeat(indent);
    Some(format!(
        "{}{dash}- {}{}",
        text.get(..block.line)?,
        item(value, indent),
        text.get(block.end..)?
    ))
}

/// A key of a map written anew, or put at its end where it has none.
fn keyed(text: &str, map: &Node, key: &str, (depth, value): (usize, &Json)) -> Option<String> {
    if let Some(entry) = map.entry(key) {
        let (at, indent, end) = entry_at(text, map, &entry.key)?;
        let new = below(value, indent);
        return Some(format!("{}{key}:{new}{}", text.get(..at)?, text.get(end..)?));
    }
    if depth == 1 {
        return Some(format!("{text}{key}:{}", below(value, 0)));
    }
    let (_, indent, end) = entry_at(text, map, &map.entries().last()?.key)?;
    let (stands, new) = (" ".repeat(indent), below(value, indent));
    Some(format!("{}{stands}{key}:{new}{}", text.get(..end)?, text.get(end..)?))
}
