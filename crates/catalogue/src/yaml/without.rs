//! Takes a key with its value out of a YAML file: everything else stays as a person wrote it.

use super::amend::{rewrite, without_key};
use super::edit::step;
use super::node::{Node, Step, Value};
use super::parse;

/// The text without the key at the end of a path of keys (a number is the place in a list) and
/// without its value; the same text where it has no such key. None where that cannot be done without
/// touching anything else; a person has to edit it then.
#[must_use]
pub fn without(text: &str, path: &[&str]) -> Option<String> {
    let (key, above) = path.split_last()?;
    let root = parse(text, 0).ok()?;
    let steps: Vec<Step<'_>> = above.iter().copied().map(step).collect();
    if root.at(&steps).and_then(|map| map.get(key)).is_none() {
        return Some(text.to_owned());
    }
    let mut expected = root.clone();
    take(&mut expected, above, key);
    let is_right = |new: &String| parse(new, 0).is_ok_and(|tree| tree.same(&expected));
    let new = without_key(text, above, key).filter(is_right);
    new.or_else(|| rewrite(text, (&root, &expected), above))
}

/// The tree without the key.
fn take(node: &mut Node, path: &[&str], key: &str) {
    match (path.split_first(), &mut node.value) {
        (None, Value::Map(entries)) => entries.retain(|entry| entry.key != key),
        (Some((first, rest)), Value::Map(entries)) => {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.key == **first) {
                take(&mut entry.node, rest, key);
            }
        }
        (Some((first, rest)), Value::List(items)) => {
            if let Some(item) = first.parse::<usize>().ok().and_then(|at| items.get_mut(at)) {
                take(item, rest, key);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# the head
extends: national/a # why
visits: 1
# about money
benefit:
  amount: 1元
  # of the month
  unit: {zh: 元, en: yuan}
process:
  decide: {role: approver, limit: {n: 1}}
parts:
  - id: a
    given: {facts: {}}
";

    #[test]
    fn a_key_is_taken_out_and_nothing_else() {
        let check = |path: &[&str], before: &str, after: &str| {
            let expected = FILE.replacen(before, after, 1);
            assert_eq!(without(FILE, path).as_deref(), Some(&*expected), "{path:?}");
        };
        check(&["extends"], "extends: national/a # why\n", "");
        check(&["benefit", "unit"], "  unit: {zh: 元, en: yuan}\n", "");
        check(&["benefit", "unit", "en"], "{zh: 元, en: yuan}", "{zh: 元}");
        check(&["process", "decide", "limit"], ", limit: {n: 1}", "");
        check(&["parts", "0", "given"], "    given: {facts: {}}\n", "");
        check(&["moon"], "", "");
        check(&["visits", "moon"], "", "");
        let benefit = "benefit:\n  amount: 1元\n  # of the month\n  unit: {zh: 元, en: yuan}\n";
        check(&["benefit"], benefit, "");
        assert_eq!(without("a: [", &["a"]), None);
        assert_eq!(without("{a: 1, b: 2}\n", &["a"]), None, "a person has to edit that");
    }
}
