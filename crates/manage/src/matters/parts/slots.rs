//! What stands in a record, as a table: each slot says where its value stands, what is asked and how it
//! is answered. The fields of the form, what is typed and the line of a list all follow from it.

mod read;

pub(super) use read::made;

use serde_json::{Value as Json, json};
use web::{Choice, Field, Frame, Kind};

use super::Sheet;
use super::steps::UNITS;
use super::typed::{both, named, part_of, text};

/// A value of a record.
pub(super) struct Slot {
    /// The keys from the record to it, with dots; the name of its input too.
    pub(super) id: &'static str,
    /// The key of what is asked; empty for a law, which says it by itself.
    pub(super) label: &'static str,
    /// The key of how to answer; may be empty.
    pub(super) hint: &'static str,
    /// How it is answered.
    pub(super) answer: Answer,
    /// Whether the record cannot do without it.
    pub(super) is_needed: bool,
}

/// What there is to choose from.
pub(super) type Choices = fn(&Frame, &Sheet) -> Vec<Choice>;

/// How a value is answered.
pub(super) enum Answer {
    /// Words in both languages.
    Words,
    /// One line.
    Line,
    /// In the rule language.
    Rule,
    /// A condition in the rule language, or one of the examples.
    Condition,
    /// So many of a unit: `n` and `unit`, beside whatever else stands in its map.
    Limit,
    /// A law with its article.
    Law,
    /// Yes or no, with the keys of both.
    Yes([&'static str; 2]),
    /// One of several.
    One(Choices),
    /// Any of several.
    Any(Choices),
    /// Names in both languages by a word, one a line.
    Named,
}

impl Slot {
    /// A slot that must be filled.
    pub(super) const fn new(id: &'static str, label: &'static str, answer: Answer) -> Self {
        Self { id, label, hint: "", answer, is_needed: true }
    }

    /// The same slot, which may be left empty.
    pub(super) const fn optional(self) -> Self {
        Self { is_needed: false, ..self }
    }

    /// The same slot with how to answer.
    pub(super) const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// The law behind a record, which may be left empty.
    pub(super) const fn basis() -> Self {
        Self::new("basis", "", Answer::Law).optional()
    }

    fn pointer(&self) -> String {
        format!("/{}", self.id.replace('.', "/"))
    }

    fn said<'j>(&self, item: &'j Json) -> Option<&'j Json> {
        item.pointer(&self.pointer())
    }

    /// The inputs of the slot with what the record says.
    fn fields(&self, frame: &Frame, sheet: &Sheet, item: &Json) -> Vec<Field> {
        let pointer = self.pointer();
        // A law has no words but those of its two inputs.
        let label = if self.label.is_empty() { String::new() } else { frame.t(self.label) };
        let value = || text(item, &pointer);
        let rule = || Field::new(self.id, label.clone(), Kind::Lines { rows: 2 }).value(value());
        let mut fields = match &self.answer {
            Answer::Words => both(frame, self.id, self.label, item).to_vec(),
            Answer::Line => vec![Field::line(self.id, label).value(value())],
            Answer::Rule => vec![rule()],
            Answer::Condition => vec![rule(), examples(frame, sheet)],
            Answer::Limit => self.limit(frame, item),
            Answer::Law => self.law(frame, item),
            Answer::Yes(keys) => {
                let choices = ["yes", "no"].into_iter().zip(keys);
                let choices = choices.map(|(word, key)| Choice::new(word, frame.t(key))).collect();
                vec![Field::radios(self.id, label, choices).value(self.yes(item))]
            }
            Answer::One(choices) => {
                let mut field =
                    Field::new(self.id, label, Kind::Select).options(choices(frame, sheet));
                field.value = value();
                for option in &mut field.options {
                    option.chosen = option.value == field.value;
                }
                vec![field]
            }
            Answer::Any(choices) => {
                let field = Field::new(self.id, label, Kind::Checkboxes);
                vec![field.options(choices(frame, sheet)).value(value())]
            }
            Answer::Named => {
                let field = Field::new(self.id, label, Kind::Lines { rows: 4 });
                vec![field.value(named(self.said(item)))]
            }
        };
        if !self.hint.is_empty()
            && let Some(first) = fields.first_mut()
        {
            first.hint = frame.t(self.hint);
        }
        for field in fields.iter_mut().filter(|_| !self.is_needed) {
            field.is_optional = true;
        }
        fields
    }

    /// How many, and of what.
    fn limit(&self, frame: &Frame, item: &Json) -> Vec<Field> {
        let pointer = self.pointer();
        let unit = text(item, &format!("{pointer}/unit"));
        let unit = if unit.is_empty() { UNITS[0].to_owned() } else { unit };
        let units = UNITS.iter().map(|one| Choice::new(*one, *one)).collect();
        let of = part_of(frame, self.label, "manage.fields.unit");
        vec![
            Field::digits(format!("{}.n", self.id), frame.t(self.label), 4)
                .value(text(item, &format!("{pointer}/n"))),
            Field::radios(format!("{}.unit", self.id), of, units).value(unit),
        ]
    }

    /// The law, and its article.
    fn law(&self, frame: &Frame, item: &Json) -> Vec<Field> {
        let field = |part: &str, key: &str| {
            let label = match self.label {
                "" => frame.t(key),
                label => part_of(frame, label, key),
            };
            let value = text(item, &format!("{}/{part}", self.pointer()));
            Field::line(format!("{}.{part}", self.id), label).value(value)
        };
        vec![field("law", "manage.parts.law"), field("article", "manage.parts.article").optional()]
    }

    /// Yes or no, as the form says it; empty where nobody has said.
    fn yes(&self, item: &Json) -> &'static str {
        match self.said(item).and_then(Json::as_bool) {
            Some(true) => "yes",
            Some(false) => "no",
            None if self.is_needed => "",
            None => "no",
        }
    }

    /// The value in a few words; empty where there is none.
    fn brief(&self, frame: &Frame, sheet: &Sheet, item: &Json) -> String {
        let value = text(item, &self.pointer());
        let at = |part: &str| text(item, &format!("{}/{part}", self.pointer()));
        match &self.answer {
            Answer::Words => frame.say(&basis::Text::new(at("zh"), at("en"))).to_owned(),
            Answer::Limit => {
                let limit =
                    self.said(item).map(|limit| json!({"n": limit["n"], "unit": limit["unit"]}));
                let limit = limit.and_then(|limit| serde_json::from_value(limit).ok());
                let limit = limit.map(|limit| crate::matters::list::limit(frame, limit));
                limit.unwrap_or_default()
            }
            Answer::One(choices) | Answer::Any(choices) => {
                let chosen: Vec<&str> = value.split(',').collect();
                let mut words = choices(frame, sheet);
                words.retain(|one| chosen.contains(&one.value.as_str()));
                let comma = if frame.is_chinese() { "、" } else { ", " };
                words.into_iter().map(|one| one.label).collect::<Vec<_>>().join(comma)
            }
            Answer::Yes(keys) => match self.yes(item) {
                "yes" => frame.t(keys[0]),
                "no" if self.is_needed => frame.t(keys[1]),
                _ => String::new(),
            },
            Answer::Law | Answer::Named => String::new(),
            Answer::Line | Answer::Rule | Answer::Condition => value,
        }
    }
}

/// Conditions to choose from.
fn examples(frame: &Frame, sheet: &Sheet) -> Field {
    Field::new("example", frame.t("manage.parts.example"), Kind::Select)
        .hint(frame.t("manage.parts.example-hint"))
        .options(sheet.examples(frame))
        .optional()
}

/// The fields of a record.
pub(super) fn fields(frame: &Frame, sheet: &Sheet, slots: &[Slot], item: &Json) -> Vec<Field> {
    slots.iter().flat_map(|slot| slot.fields(frame, sheet, item)).collect()
}

/// The record in a few words, one slot after the other.
pub(super) fn brief(frame: &Frame, sheet: &Sheet, slots: &[Slot], item: &Json) -> String {
    let words = slots.iter().map(|slot| slot.brief(frame, sheet, item));
    words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The keys of slots for which there are no words.
#[cfg(test)]
pub(super) fn wordless(slots: &[Slot]) -> Vec<&'static str> {
    let messages = web::Messages::embedded();
    let keys = slots.iter().flat_map(|slot| [slot.label, slot.hint]);
    let yes = slots.iter().filter_map(|slot| match slot.answer {
        Answer::Yes(keys) => Some(keys),
        _ => None,
    });
    let all = keys.chain(yes.flatten()).filter(|key| !key.is_empty());
    all.filter(|key| !messages.has(key)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{conditions, faq, joint, special};
    use super::*;

    #[test]
    fn every_slot_has_words() {
        let parts = [&conditions::SLOTS[..], &faq::SLOTS, &joint::SLOTS, &special::SLOTS];
        for slots in parts {
            assert_eq!(wordless(slots), Vec::<&str>::new());
        }
    }
}
