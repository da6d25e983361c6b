//! Whether a value may take the place of the base's in a direction.

mod rule;

use basis::Text;
use basis::clock::Limit;

use super::Direction;
use crate::check::hours;
use crate::yaml::{Node, Value, decode};

/// The divisions of the base and of the file below it.
pub(super) struct Divisions<'a> {
    pub base: &'a str,
    pub mine: &'a str,
}

/// Whether `mine` may take the place of `base`; if not, what makes it so.
pub(super) fn allowed(
    direction: Direction,
    base: &Node,
    mine: &Node,
    divisions: &Divisions<'_>,
) -> Result<(), Text> {
    if base.same(mine) {
        return Ok(());
    }
    match direction {
        Direction::Fixed => Err(Text::default()),
        Direction::Shorter => holds(limit(mine)? <= limit(base)?),
        Direction::Fewer | Direction::More => {
            let more = direction == Direction::More;
            match (number(base), number(mine)) {
                (Some(base), Some(mine)) => holds(if more { mine >= base } else { mine <= base }),
                _ if more => contains(mine, base),
                _ => contains(base, mine),
            }
        }
        Direction::Lower => holds(fen(mine)? <= fen(base)?),
        Direction::Higher => {
            let amount = |node: &Node| node.get("amount").unwrap_or(node).text().map(str::to_owned);
            match (amount(base), amount(mine)) {
                (Some(base), Some(mine)) => holds(rule::not_lower(&base, &mine)),
                _ => holds(number(mine) >= number(base) && number(base).is_some()),
            }
        }
        Direction::Wider => wider(base, mine, divisions),
    }
}

fn holds(yes: bool) -> Result<(), Text> {
    if yes { Ok(()) } else { Err(Text::default()) }
}

fn number(node: &Node) -> Option<i64> {
    node.int()
}

fn limit(node: &Node) -> Result<u64, Text> {
    let plain = |limit: Limit| hours(limit);
    let only = |node: &Node| {
        let entries = node.entries().iter().filter(|entry| entry.key != "source").cloned();
        Node { value: Value::Map(entries.collect()), ..node.clone() }
    };
    decode::<Limit>(&only(node)).map(plain).map_err(|_| Text::new("（不是时限）", " (not a limit)"))
}

fn fen(node: &Node) -> Result<i64, Text> {
    node.get("fen").unwrap_or(node).int().ok_or_else(|| {
        Text::new(
            "（按规则计算的费用不能比较）",
            " (a fee worked out by a rule cannot be compared)",
        )
    })
}

/// Whether every item of `inner` is in `outer`, by id where items have one.
fn contains(outer: &Node, inner: &Node) -> Result<(), Text> {
    let stranger = inner.items().iter().find(|item| {
        !outer.items().iter().any(|other| match (id(item), id(other)) {
            (Some(a), Some(b)) => a == b,
            _ => item.same(other),
        })
    });
    match stranger {
        None => Ok(()),
        Some(item) => {
            let name = id(item).map_or_else(|| item.brief(), str::to_owned);
            Err(Text::new(format!("（差别在“{name}”）"), format!(" (because of “{name}”)")))
        }
    }
}

fn id(node: &Node) -> Option<&str> {
    ["id", "field"].into_iter().find_map(|key| node.get(key)).and_then(Node::text)
}

/// Conditions may go, widen their bounds, or name the own division; none may be added.
fn wider(base: &Node, mine: &Node, divisions: &Divisions<'_>) -> Result<(), Text> {
    contains(base, mine)?;
    for condition in mine.items() {
        let same = |other: &&Node| id(other).is_some() && id(other) == id(condition);
        let Some(above) = base.items().iter().find(same) else { continue };
        let rule = |node: &Node| node.get("rule").and_then(Node::text).unwrap_or("").to_owned();
        let (theirs, ours) = (rule(above), rule(condition));
        let name = id(condition).unwrap_or("");
        if !rule::not_narrower(&theirs, &ours) && !rule::own_division(&theirs, &ours, divisions) {
            return Err(Text::new(
                format!("（条件“{name}”看不出更宽）"),
                format!(" (the condition “{name}” is not seen to be wider)"),
            ));
        }
        narrowing_exceptions(above, condition, name)?;
    }
    Ok(())
}

/// An exception that takes the right away may not be added.
fn narrowing_exceptions(base: &Node, mine: &Node, name: &str) -> Result<(), Text> {
    let taking = |node: &Node| {
        let exceptions = node.get("exceptions").map(Node::items).unwrap_or_default();
        let takes =
            |one: &&Node| matches!(one.get("holds").map(|n| &n.value), Some(Value::Bool(false)));
        exceptions.iter().filter(takes).filter_map(id).map(str::to_owned).collect::<Vec<_>>()
    };
    let before = taking(base);
    match taking(mine).into_iter().find(|one| !before.contains(one)) {
        // Death ends every right; a county that says so takes nothing away.
        Some(one) if one != "deceased" => Err(Text::new(
            format!("（条件“{name}”多了不予办理的例外“{one}”）"),
            format!(" (the condition “{name}” has a new exception “{one}”)"),
        )),
        _ => Ok(()),
    }
}
