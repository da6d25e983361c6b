//! The parts of a matter in the browser, each a list with a form for one item: terms, facts, conditions
//! and their exceptions, materials, questions, steps, special procedures, joint matters, what people ask.
//! What a form says is written into the text of the draft; everything else in it stays.

pub(crate) mod api;
mod conditions;
mod exceptions;
mod facts;
mod faq;
mod joint;
mod list;
mod materials;
mod names;
mod one;
mod questions;
mod slots;
mod special;
mod steps;
mod terms;
mod typed;

pub(crate) use list::{change, show};
pub(crate) use one::{ask, save};

use std::sync::Arc;

use basis::{Outcome, Refusal, RefusalKind};
use catalogue::model::Matter;
use catalogue::yaml::{self, Node, Step, Value};
use catalogue::{Catalogue, Severity};
use identity::{Actor, By};
use serde_json::Value as Json;
use web::format::percent_encoded;
use web::{Choice, Field, Frame};

use crate::model::{Change, ChangeId, is_matter, name_of};
use crate::{Judged, Manage};

/// A part of a matter that has forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What there is one of each: delivery, remedies, certificate, benefit and the like.
    Terms,
    /// What the rules may read.
    Facts,
    /// What whoever applies has to meet.
    Conditions,
    /// When a condition does not count.
    Exceptions,
    /// What must be shown.
    Materials,
    /// What is asked.
    Questions,
    /// Who does what, and how long it takes.
    Steps,
    /// What may come between, such as a public notice.
    Special,
    /// The matters that a joint matter consists of.
    Joint,
    /// What people ask about it, with the answers.
    Faq,
}

/// A path of keys, and the value that is to stand there; with null the last key goes.
pub(crate) type Piece = (Vec<&'static str>, Json);
/// What a form says, by where it stands in the file.
pub(crate) type Written = Vec<Piece>;

impl Part {
    /// Every part.
    pub(crate) const ALL: [Self; 10] = [
        Self::Terms,
        Self::Facts,
        Self::Conditions,
        Self::Exceptions,
        Self::Materials,
        Self::Questions,
        Self::Steps,
        Self::Special,
        Self::Joint,
        Self::Faq,
    ];

    /// Its word in addresses.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Facts => "facts",
            Self::Conditions => "conditions",
            Self::Exceptions => "exceptions",
            Self::Materials => "materials",
            Self::Questions => "questions",
            Self::Steps => "steps",
            Self::Special => "special",
            Self::Joint => "joint",
            Self::Faq => "faq",
        }
    }

    /// The part of a word in an address.
    pub(crate) fn of(code: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|part| part.code() == code).ok_or_else(no_part)
    }

    /// Where its list stands in the file.
    pub(crate) fn path(self) -> &'static [&'static str] {
        match self {
            Self::Terms => &[],
            Self::Facts => &["facts"],
            Self::Conditions | Self::Exceptions => &["conditions"],
            Self::Materials => &["materials"],
            Self::Questions => &["form"],
            Self::Steps => &["process", "stages"],
            Self::Special => &["process", "special"],
            Self::Joint => &["parts"],
            Self::Faq => &["faq"],
        }
    }

    /// The key of an item's name.
    pub(crate) fn name_key(self) -> &'static str {
        if self == Self::Questions { "field" } else { "id" }
    }

    /// The key of its name in words.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Terms => "manage.parts.terms",
            Self::Facts => "manage.parts.facts",
            Self::Conditions => "manage.parts.conditions",
            Self::Exceptions => "manage.parts.exceptions",
            Self::Materials => "manage.parts.materials",
            Self::Questions => "manage.parts.questions",
            Self::Steps => "manage.parts.steps",
            Self::Special => "manage.parts.special",
            Self::Joint => "manage.parts.joint",
            Self::Faq => "manage.parts.faq",
        }
    }

    /// Whether its items have an order.
    fn is_ordered(self) -> bool {
        !matches!(self, Self::Terms | Self::Facts | Self::Exceptions | Self::Steps)
    }
}

/// A part of a draft with what the check says of the whole.
pub(crate) struct Sheet {
    /// The draft.
    pub(crate) draft: Change,
    /// Its check.
    pub(crate) judged: Judged,
    part: Part,
    tree: Node,
    /// The matter as it would be, or as it is in force where the draft cannot be read.
    matter: Option<Arc<Matter>>,
    catalogue: Arc<Catalogue>,
}

/// A finding about an item of a part.
pub(crate) struct Said {
    /// The item; empty where the part as a whole is meant.
    item: String,
    /// The keys from the item on.
    key: Vec<String>,
    is_error: bool,
    words: String,
}

impl Manage {
    /// A part of a draft of a matter.
    pub(crate) async fn sheet(&self, actor: &Actor, id: ChangeId, part: Part) -> Outcome<Sheet> {
        let draft = self.draft(actor, id).await?;
        if !is_matter(&draft.path) {
            return Err(no_part().into());
        }
        let judged = self.judge(actor, &draft).await?;
        let tree = yaml::parse(&draft.text, 0).map_err(|_| unreadable())?;
        let catalogue = self.cases.catalogue();
        let (name, today) = (name_of(&draft.path), self.app.ambient.now().date());
        let in_force = catalogue.matter(self.county(), &name, today).cloned();
        let matter = judged.matter.clone().or(in_force);
        Ok(Sheet { draft, judged, part, tree, matter, catalogue })
    }

    /// Writes what a form says into the draft; `asked` tells a repetition.
    pub(crate) async fn keep_written(
        &self,
        by: &By,
        (sheet, seen): (&Sheet, i64),
        written: &[Piece],
        asked: Json,
    ) -> Outcome<i64> {
        let text = sheet.text(written).ok_or_else(by_hand)?;
        let whole = (text, sheet.draft.effective);
        self.write_asked(by, (sheet.draft.id, seen), whole, asked).await
    }
}

impl Sheet {
    /// What the draft says at a path of keys, or what it inherits there.
    fn at(&self, path: &[&str]) -> Json {
        let steps: Vec<Step<'_>> = path.iter().copied().map(Step::Key).collect();
        let own = self.tree.at(&steps).filter(|node| !matches!(node.value, Value::Null));
        own.map_or_else(|| self.inherited(path), Node::json)
    }

    fn inherited(&self, path: &[&str]) -> Json {
        if self.tree.get("extends").is_none() {
            return Json::Null;
        }
        let matter = self.matter.as_deref().and_then(|one| serde_json::to_value(one).ok());
        let matter = matter.unwrap_or_default();
        let found = path.iter().try_fold(&matter, |at, key| at.get(*key));
        found.cloned().unwrap_or_default()
    }

    /// The items of the part.
    pub(crate) fn items(&self) -> Vec<Json> {
        match self.part {
            Part::Terms => terms::items(self),
            Part::Facts => facts::items(self),
            Part::Exceptions => exceptions::items(self),
            _ => self.listed(),
        }
    }

    /// The list in the file at which the part stands.
    fn listed(&self) -> Vec<Json> {
        self.at(self.part.path()).as_array().cloned().unwrap_or_default()
    }

    /// The county whose matter it is.
    fn county(&self) -> &str {
        self.draft.path.split('/').nth(1).unwrap_or_default()
    }

    /// The file with an item in the place of the one of the same name, or at the end; none where there
    /// is nothing that it could belong to.
    fn with(&self, name: &str, item: Json) -> Option<Written> {
        match self.part {
            Part::Terms => terms::with(self, name, &item),
            Part::Facts => Some(facts::with(self, name, &item)),
            Part::Exceptions => exceptions::with(self, name, &item),
            _ => {
                let mut items = self.listed();
                match items.iter().position(|one| name_of_item(one) == name) {
                    Some(at) => items[at] = item,
                    None => items.push(item),
                }
                Some(vec![(self.part.path().to_vec(), Json::Array(items))])
            }
        }
    }

    /// The file without an item; none where it is not there, or cannot be taken out.
    fn without(&self, name: &str) -> Option<Written> {
        match self.part {
            Part::Terms => terms::without(self, name),
            Part::Facts => facts::without(self, name),
            Part::Exceptions => exceptions::without(self, name),
            Part::Steps => steps::without(self, name),
            _ => {
                let mut items = self.listed();
                let at = items.iter().position(|one| name_of_item(one) == name)?;
                items.remove(at);
                Some(vec![(self.part.path().to_vec(), Json::Array(items))])
            }
        }
    }

    /// Conditions to choose from.
    fn examples(&self, frame: &Frame) -> Vec<Choice> {
        let matter = self.matter.as_deref();
        matter.map(|one| names::examples(frame, &self.catalogue, one)).unwrap_or_default()
    }

    /// The text of the draft with these values; none where a person has to edit it.
    fn text(&self, written: &[Piece]) -> Option<String> {
        let begun = self.draft.text.clone();
        written.iter().try_fold(begun, |text, (path, value)| match value {
            Json::Null => yaml::without(&text, path),
            _ => yaml::amend(&text, path, value),
        })
    }

    /// What the check says of the part.
    fn said(&self, frame: &Frame) -> Vec<Said> {
        let items = self.listed();
        let end = if frame.is_chinese() { "。" } else { ". " };
        let said = |finding: &catalogue::Finding| {
            let way = self.tree.way_to(finding.line, finding.column);
            let (item, key) = spot(self.part, &items, &way)?;
            let (what, mend) = (frame.say(&finding.what), frame.say(&finding.mend));
            let words = format!("{what}{end}{mend}{end}").trim_end().to_owned();
            Some(Said { item, key, is_error: finding.severity == Severity::Error, words })
        };
        self.judged.findings.iter().filter_map(said).collect()
    }
}

/// The item of a part, and the keys from it on, to which a way through the file leads; `items` are the
/// list at which the part stands.
fn spot(part: Part, items: &[Json], way: &[String]) -> Option<(String, Vec<String>)> {
    match part {
        Part::Steps => return steps::spot(items, way),
        Part::Terms => return terms::spot(way),
        Part::Exceptions => return exceptions::spot(items, way),
        // They have forms of their own.
        Part::Conditions if way.get(2).is_some_and(|key| key == "exceptions") => return None,
        _ => {}
    }
    let path = part.path();
    let leads_there = way.len() >= path.len() && way.iter().zip(path).all(|(key, of)| key == of);
    if !leads_there {
        return None;
    }
    let next = way.get(path.len()).map(String::as_str).unwrap_or_default();
    let at = next.parse::<usize>().ok();
    let item = match part {
        Part::Facts => next,
        _ => at.and_then(|at| items.get(at)).map(name_of_item).unwrap_or_default(),
    };
    Some((item.to_owned(), way.get(path.len() + 1..).unwrap_or_default().to_vec()))
}

/// The form that changes what stands at a line and column of a matter: its address below the draft's.
pub(crate) fn form_at(tree: &Node, (line, column): (u32, u32)) -> Option<String> {
    let way = tree.way_to(line, column);
    // Limits are fields of the draft's own page.
    if way.first().is_none_or(|key| key == "limits") {
        return None;
    }
    Part::ALL.into_iter().find_map(|part| {
        let steps: Vec<Step<'_>> = part.path().iter().copied().map(Step::Key).collect();
        let list = tree.at(&steps).map(Node::items).unwrap_or_default();
        let items: Vec<Json> = list.iter().map(Node::json).collect();
        let (item, _) = spot(part, &items, &way)?;
        let code = part.code();
        let item = percent_encoded(&item);
        Some(if item.is_empty() { code.to_owned() } else { format!("{code}/{item}") })
    })
}

/// The name by which an item is known.
pub(crate) fn name_of_item(item: &Json) -> &str {
    let named = ["id", "field"].into_iter().find_map(|key| item.get(key)?.as_str());
    named.unwrap_or_default()
}

/// Puts what the check says of an item at its fields; what has no field is given back.
fn placed(fields: &mut [Field], said: &[Said], item: &str) -> Vec<String> {
    let mut rest = Vec::new();
    for one in said.iter().filter(|one| one.item == item) {
        match field_of(fields, &one.key) {
            Some(field) if one.is_error && field.error.is_empty() => {
                field.error.clone_from(&one.words);
            }
            _ => rest.push(one.words.clone()),
        }
    }
    rest
}

fn field_of<'f>(fields: &'f mut [Field], key: &[String]) -> Option<&'f mut Field> {
    let first = key.first()?;
    let below = ["zh", "law", "n"].map(|part| format!("{}.{part}", key.join(".")));
    let above = ["zh", "law", "n"].map(|part| format!("{first}.{part}"));
    let names = [key.join("."), first.clone()].into_iter().chain(below).chain(above);
    let names: Vec<String> = names.collect();
    let at = names.iter().find_map(|name| fields.iter().position(|field| field.id == *name))?;
    fields.get_mut(at)
}

fn no_part() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "manage.part")
}

fn no_item() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "manage.item")
}

fn unreadable() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "manage.unreadable")
}

fn by_hand() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "manage.by-hand")
}
