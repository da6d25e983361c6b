//! Base and elastic: what a lower level may change of what it inherits, and which way.

mod compare;
mod drift;

use basis::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use compare::check_parameters;
pub use drift::{Difference, Drift, drift, drift_of};

use crate::check::About;
use crate::codes::BASE_RULE_BROKEN;
use crate::finding::Report;
use crate::load::{Base, Resolved};
use crate::yaml::{Node, Value, decode};
use compare::{Fault, Side, Sides, Spot};

/// Which way a lower level may move a field of its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Not at all.
    Fixed,
    /// A limit may become shorter.
    Shorter,
    /// A list may lose items; a number may fall.
    Fewer,
    /// An amount to pay may fall.
    Lower,
    /// A list may gain items; a number may rise.
    More,
    /// More people may qualify.
    Wider,
    /// An amount to receive may rise.
    Higher,
}

impl Direction {
    /// The direction in words.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Fixed => Text::new("不能改", "fixed"),
            Self::Shorter => Text::new("只能更短", "may only become shorter"),
            Self::Fewer => Text::new("只能更少", "may only become fewer"),
            Self::Lower => Text::new("只能更低", "may only become lower"),
            Self::More => Text::new("只能更多", "may only become more"),
            Self::Wider => Text::new("只能更宽", "may only become wider"),
            Self::Higher => Text::new("只能更高", "may only become higher"),
        }
    }
}

/// Fields that every level sets for itself; facts are looked at by themselves.
const OWN: [&str; 14] = [
    "matter",
    "extends",
    "base_version",
    "level",
    "division",
    "version",
    "effective",
    "department",
    "sources",
    "unconfirmed",
    "elastic",
    "also",
    "facts",
    "faq",
];

/// Notes every field that a base does not allow to be what it is. A file answers to every base
/// above it, so a level in between cannot loosen what a higher one has fixed.
pub(crate) fn check(file: &Resolved, about: &About<'_>, report: &mut Report) {
    for base in &file.bases {
        let mut walk = Walk { file, base, about, report };
        for entry in base.merged.entries() {
            if OWN.contains(&entry.key.as_str()) {
                continue;
            }
            if let Some(mine) = file.merged.get(&entry.key) {
                walk.field(&entry.key, &entry.node, mine);
            }
        }
        walk.facts();
    }
}

struct Walk<'a> {
    file: &'a Resolved,
    base: &'a Base,
    about: &'a About<'a>,
    report: &'a mut Report,
}

impl Walk<'_> {
    fn field(&mut self, path: &str, base: &Node, mine: &Node) {
        if base.place == mine.place {
            return;
        }
        let direction = self.direction(path);
        let below = matches!((&base.value, &mine.value), (Value::Map(_), Value::Map(_)));
        if below && direction.is_none() {
            for entry in base.entries() {
                let path = format!("{path}.{}", entry.key);
                match mine.get(&entry.key) {
                    Some(mine) => self.field(&path, &entry.node, mine),
                    // Only what has been replaced whole has lost a key of its base.
                    None => {
                        let spots = (Spot::of(&entry.node), Spot::lacking(mine));
                        self.broken(&path, Direction::Fixed, spots, &Text::default());
                    }
                }
            }
            return;
        }
        let direction = direction.unwrap_or(Direction::Fixed);
        if let Err(fault) = compare::allowed(direction, path, (base, mine), &self.sides()) {
            let Fault { why, spots } = fault;
            let spots = spots.unwrap_or_else(|| (Spot::of(base), Spot::of(mine)));
            self.broken(path, direction, spots, &why);
        }
    }

    /// A fact of the base keeps its meaning: with another one every rule that reads it would say
    /// something else. Facts of its own a lower level may add.
    fn facts(&mut self) {
        let (Some(base), Some(mine)) =
            (self.base.merged.get("facts"), self.file.merged.get("facts"))
        else {
            return;
        };
        for entry in base.entries() {
            let Some(mine) = mine.get(&entry.key).filter(|mine| !entry.node.same(mine)) else {
                continue;
            };
            let why = Text::new(
                "（继承来的规则会因此变了意思；另起一个名字）",
                " (rules of the base would change their meaning; use another name)",
            );
            let path = format!("facts.{}", entry.key);
            let spots = (Spot::of(&entry.node), Spot::of(mine));
            self.broken(&path, Direction::Fixed, spots, &why);
        }
    }

    fn sides(&self) -> Sides {
        let side = |node: &Node| {
            let division = node.get("division").and_then(Node::text).unwrap_or("").to_owned();
            Side { parameters: self.about.parameters.of(&division), division }
        };
        Sides {
            base: side(&self.base.merged),
            mine: side(&self.file.merged),
            on: self.about.settings.on,
        }
    }

    /// The direction that the base gives for a field, or for one that contains it.
    fn direction(&self, path: &str) -> Option<Direction> {
        let elastic = self.base.merged.get("elastic")?;
        decode(elastic.get(path)?).ok()
    }

    fn broken(
        &mut self,
        path: &str,
        direction: Direction,
        spots: (Spot<'_>, Spot<'_>),
        why: &Text,
    ) {
        let (above, here) = spots;
        let at = self.about.name(above.place);
        let (words, old, new) = (direction.words(), above.words(), here.words());
        let what = Text::new(
            format!("{path} {}：上级（{at}）是 {}，这里是 {}{}", words.zh, old.zh, new.zh, why.zh),
            format!(
                "{path} {}: the base ({at}) has {}, here it is {}{}",
                words.en, old.en, new.en, why.en
            ),
        );
        let mend = Text::new(
            format!("照上级改回来，或请上级放开 elastic（{}）", self.base.name),
            format!("go back to the base, or have it allow this in elastic ({})", self.base.name),
        );
        self.report.add(BASE_RULE_BROKEN, here.place, what, mend);
    }
}
