//! A file laid over its base: maps are merged key by key, everything else is replaced whole.

use super::node::{Entry, Node, Value};

/// The node of the upper file over that of its base. Every node keeps the place it comes from.
#[must_use]
pub fn merge(base: &Node, over: Node) -> Node {
    let (Value::Map(below), Value::Map(_)) = (&base.value, &over.value) else {
        return over;
    };
    let Node { place, quote, value } = over;
    let Value::Map(above) = value else { return base.clone() };
    let mut entries: Vec<Entry> = Vec::with_capacity(below.len() + above.len());
    let mut above: Vec<Option<Entry>> = above.into_iter().map(Some).collect();
    for entry in below {
        let upper = above
            .iter_mut()
            .find(|upper| upper.as_ref().is_some_and(|upper| upper.key == entry.key))
            .and_then(Option::take);
        entries.push(match upper {
            Some(upper) if replaces_whole(&entry.node, &upper.node) => upper,
            Some(upper) => Entry { node: merge(&entry.node, upper.node), ..upper },
            None => entry.clone(),
        });
    }
    entries.extend(above.into_iter().flatten());
    Node { place, quote, value: Value::Map(entries) }
}

/// A choice between shapes (a fee, a fact's source) is replaced whole: merging `{fen: 0}` with
/// `{rule: ..}` would make something that is neither.
fn replaces_whole(base: &Node, over: &Node) -> bool {
    const TELLING: [&str; 7] =
        ["fen", "rule", "register", "form", "person", "certificate", "commitment"];
    TELLING.iter().any(|key| base.get(key).is_some() && over.get(key).is_none())
        && TELLING.iter().any(|key| over.get(key).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn maps_merge_and_lists_are_replaced() {
        let cases = [
            ("{a: {x: 1, y: 2}, b: [1, 2]}", "{a: {y: 3}, b: [9]}", "{a: {x: 1, y: 3}, b: [9]}"),
            ("{a: 1}", "{b: 2}", "{a: 1, b: 2}"),
            ("{a: 1}", "{a: null}", "{a: null}"),
            ("{fee: {fen: 0}}", "{fee: {rule: r, basis: b}}", "{fee: {rule: r, basis: b}}"),
        ];
        for (base, over, expected) in cases {
            let merged = merge(&parse(base, 0).unwrap(), parse(over, 1).unwrap());
            assert!(
                merged.same(&parse(expected, 2).unwrap()),
                "{} is {}",
                merged.brief(),
                expected
            );
        }
    }
}
