//! Conditions may go, widen, or name the own division; none may be added, and no exception may take
//! away from anybody what the base gives.

use basis::Text;

use super::{Fault, Sides, Spot, id, names, rule, twin};
use crate::yaml::{Node, Value};

/// Whether the second list of conditions lets in everybody whom the first one does.
pub(super) fn wider<'a>(base: &'a Node, mine: &'a Node, sides: &Sides) -> Result<(), Fault<'a>> {
    names(base, mine)?;
    for condition in mine.items() {
        let Some(above) = twin(base, condition) else { continue };
        let (theirs, ours) = (text(above, "rule"), text(condition, "rule"));
        let name = id(condition).unwrap_or("");
        if !rule::not_narrower(theirs, ours, sides) && !rule::own_division(theirs, ours, sides) {
            let why = Text::new(
                format!("（条件“{name}”看不出更宽）"),
                format!(" (the condition “{name}” is not seen to be wider)"),
            );
            return Err(Fault::at(why, "rule", above, condition));
        }
        taking(above, condition, name, sides)?;
        giving(above, condition, name, sides)?;
    }
    Ok(())
}

/// An exception that takes the right away may go or apply to fewer; none may be added.
fn taking<'a>(base: &'a Node, mine: &'a Node, name: &str, sides: &Sides) -> Result<(), Fault<'a>> {
    for one in exceptions(mine, false) {
        let own = id(one).unwrap_or("");
        let Some(old) = exceptions(base, false).find(|old| id(old) == id(one)) else {
            let why = Text::new(
                format!("（条件“{name}”多了不予办理的例外“{own}”）"),
                format!(" (the condition “{name}” has a new exception “{own}”)"),
            );
            let spots = (Spot::lacking(base), Spot::part(one, "when"));
            return Err(Fault { why, spots: Some(spots) });
        };
        if !rule::not_narrower(text(one, "when"), text(old, "when"), &sides.swapped()) {
            let why = Text::new(
                format!("（条件“{name}”的例外“{own}”看不出更窄，会多挡住人）"),
                format!(
                    " (the exception “{own}” of “{name}” is not seen to be narrower: it may shut more people out)"
                ),
            );
            return Err(Fault::at(why, "when", old, one));
        }
    }
    Ok(())
}

/// An exception that gives the right stays and may apply to more.
fn giving<'a>(base: &'a Node, mine: &'a Node, name: &str, sides: &Sides) -> Result<(), Fault<'a>> {
    for old in exceptions(base, true) {
        let own = id(old).unwrap_or("");
        let twin = exceptions(mine, true).find(|one| id(one) == id(old));
        let wider = |one: &Node| rule::not_narrower(text(old, "when"), text(one, "when"), sides);
        if !twin.is_some_and(wider) {
            let why = Text::new(
                format!("（条件“{name}”少了照样可以办的例外“{own}”，或看不出它更宽）"),
                format!(
                    " (the exception “{own}” of “{name}”, which lets people in, is gone or not seen to be wider)"
                ),
            );
            let here = twin.map_or(Spot::lacking(mine), |one| Spot::part(one, "when"));
            return Err(Fault { why, spots: Some((Spot::part(old, "when"), here)) });
        }
    }
    Ok(())
}

/// The exceptions of a condition that give this answer.
fn exceptions(condition: &Node, answer: bool) -> impl Iterator<Item = &Node> {
    let all = condition.get("exceptions").map(Node::items).unwrap_or_default();
    all.iter().filter(move |one| {
        matches!(one.get("holds").map(|node| &node.value), Some(Value::Bool(holds)) if *holds == answer)
    })
}

fn text<'a>(node: &'a Node, key: &str) -> &'a str {
    node.get(key).and_then(Node::text).unwrap_or("")
}
