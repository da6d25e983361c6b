//! Whether a value may take the place of the base's in a direction.

mod condition;
mod fault;
mod material;
mod parameter;
mod rule;

use std::sync::Arc;

use basis::clock::Limit;
use basis::{Date, Text};
use rules::Parameters;

use super::Direction;
use crate::check::hours;
use crate::yaml::{Node, Value, decode};

pub(super) use fault::{Fault, Spot};
pub(crate) use parameter::check as check_parameters;

/// The base, the file below it, and the day from which on they are compared.
#[derive(Clone)]
pub(super) struct Sides {
    /// The base.
    pub base: Side,
    /// The file below it.
    pub mine: Side,
    /// The day: what was before it is no longer changed by anybody.
    pub on: Date,
}

/// One of two levels: its division, and the parameters in force there.
#[derive(Clone)]
pub(super) struct Side {
    /// The code; empty for the nation.
    pub division: String,
    /// The values by name.
    pub parameters: Arc<Parameters>,
}

impl Sides {
    /// The same levels the other way round.
    fn swapped(&self) -> Self {
        Self { base: self.mine.clone(), mine: self.base.clone(), on: self.on }
    }
}

/// Whether `mine` may take the place of `base`; if not, what makes it so.
pub(super) fn allowed<'a>(
    direction: Direction,
    path: &str,
    (base, mine): (&'a Node, &'a Node),
    sides: &Sides,
) -> Result<(), Fault<'a>> {
    if base.same(mine) {
        return Ok(());
    }
    match direction {
        Direction::Fixed => Err(Fault::default()),
        Direction::Shorter => holds(limit(mine)? <= limit(base)?),
        Direction::Fewer if path == "materials" => material::fewer(base, mine, sides),
        Direction::Fewer | Direction::More => {
            let more = direction == Direction::More;
            match (base.int(), mine.int()) {
                (Some(base), Some(mine)) => holds(if more { mine >= base } else { mine <= base }),
                _ if more => contains(mine, base),
                _ => contains(base, mine),
            }
        }
        Direction::Lower => holds(fen(mine)? <= fen(base)?),
        Direction::Higher => higher(base, mine, sides),
        Direction::Wider => condition::wider(base, mine, sides),
    }
}

fn holds<'a>(yes: bool) -> Result<(), Fault<'a>> {
    if yes { Ok(()) } else { Err(Fault::default()) }
}

/// An amount may rise; it must stay an amount of the same unit.
fn higher<'a>(base: &'a Node, mine: &'a Node, sides: &Sides) -> Result<(), Fault<'a>> {
    let unit = |node: &Node| node.get("unit")?.get("zh")?.text().map(str::to_owned);
    if unit(base) != unit(mine) {
        let why =
            Text::new("（单位变了，不能比较）", " (in another unit, which cannot be compared)");
        return Err(Fault::at(why, "unit", base, mine));
    }
    let amount = |node: &Node| node.get("amount").unwrap_or(node).text().map(str::to_owned);
    match (amount(base), amount(mine)) {
        (Some(old), Some(new)) if !rule::not_lower(&old, &new, sides) => {
            Err(Fault::at(Text::default(), "amount", base, mine))
        }
        (Some(_), Some(_)) => Ok(()),
        _ => holds(mine.int() >= base.int() && base.int().is_some()),
    }
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

/// Whether every item of `inner` is in `outer`, word for word.
fn contains<'a>(outer: &Node, inner: &Node) -> Result<(), Fault<'a>> {
    let is_in = |item: &Node| outer.items().iter().any(|other| item.same(other));
    let stranger = inner.items().iter().find(|item| !is_in(item));
    stranger.map_or(Ok(()), |item| Err(because_of(item).into()))
}

/// Whether every item of `mine` has one of the same id in `base`; what they say is compared by
/// whoever asks.
fn names<'a>(base: &'a Node, mine: &'a Node) -> Result<(), Fault<'a>> {
    match mine.items().iter().find(|item| twin(base, item).is_none()) {
        None => Ok(()),
        Some(item) => {
            let (above, here) = (Spot::lacking(base), Spot::of(item));
            Err(Fault { why: because_of(item), spots: Some((above, here)) })
        }
    }
}

fn because_of(item: &Node) -> Text {
    let name = id(item).map_or_else(|| item.brief(), str::to_owned);
    Text::new(format!("（差别在“{name}”）"), format!(" (because of “{name}”)"))
}

/// The item of the same id.
fn twin<'a>(list: &'a Node, item: &Node) -> Option<&'a Node> {
    let id = id(item)?;
    list.items().iter().find(|other| self::id(other) == Some(id))
}

fn id(node: &Node) -> Option<&str> {
    ["id", "field"].into_iter().find_map(|key| node.get(key)).and_then(Node::text)
}
