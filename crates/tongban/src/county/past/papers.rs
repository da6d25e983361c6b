//! What a simulated person hands in: answers, facts and papers out of the simulated registers.

use std::collections::BTreeMap;

use basis::{Date, Text};
use cases::model::{Answers, Fact, Handed, How};
use catalogue::Catalogue;
use catalogue::model::{
    Fact as Named, Field, FieldKind, Matter, Need, PersonField, Prefill, Source,
};
use exchange::Fields;
use serde_json::{Value, json};

use super::super::people::{Known, address};
use super::super::registers::{Homes, REGISTERS, row};
use super::draw::Draw;

/// A person with what the registers say of them.
pub struct Folder<'a> {
    one: &'a Known,
    address: String,
    rows: BTreeMap<&'static str, Fields>,
    today: Date,
}

impl<'a> Folder<'a> {
    /// What the registers say of a person.
    pub fn of(one: &'a Known, homes: &Homes<'_>, village: &str, today: Date) -> Self {
        let rows = REGISTERS
            .into_iter()
            .filter_map(|register| Some((register, row(register, one, homes, village, today)?)))
            .collect();
        Self { one, address: address(&one.row, village), rows, today }
    }

    /// The facts that a matter names, as far as they are known.
    pub fn facts(&self, matter: &Matter, catalogue: &Catalogue) -> Vec<Fact> {
        let fact = |(name, named): (&String, &Named)| {
            let (value, source) = match named {
                Named::Register { register, field } => {
                    let keeper = catalogue.registers.get(register)?;
                    (self.register(register, field)?, keeper.name.clone())
                }
                Named::Person { person } => {
                    (self.own(*person)?, Text::new("平台登记", "platform register"))
                }
                Named::Form { .. } => return None,
            };
            let source =
                Text::new(format!("{}（模拟）", source.zh), format!("{} (simulated)", source.en));
            Some(Fact { name: name.clone(), value, source, as_of: self.today })
        };
        matter.facts.iter().filter_map(fact).collect()
    }

    /// The answers of the form; questions that are asked only sometimes are left out.
    pub fn answers(&self, matter: &Matter, draw: &mut Draw) -> Answers {
        let asked = matter.form.iter();
        asked
            .filter(|field| field.when.is_none() && field.kind != FieldKind::File)
            .map(|field| (field.id.clone(), self.answer(field, draw)))
            .collect()
    }

    /// What stands for the papers: registers where they answer, else a paper seen by somebody.
    pub fn materials(&self, matter: &Matter) -> Vec<Handed> {
        let handed = |material: &catalogue::model::Material| {
            let how = match (&material.from, material.need) {
                (Source::Register { register, fields }, _)
                    if fields.iter().all(|field| self.register(register, field).is_some()) =>
                {
                    How::Fetched
                }
                (Source::Form { .. } | Source::Certificate { .. }, _) => How::Fetched,
                (Source::Commitment { .. }, _) => How::Committed,
                (_, Need::Later) => How::Later,
                (_, Need::Optional) => return None,
                _ => How::Files(Vec::new()),
            };
            Some(Handed { material: material.id.clone(), how })
        };
        let needed = matter.materials.iter().filter(|material| material.when.is_none());
        needed.filter_map(handed).collect()
    }

    fn register(&self, register: &str, field: &str) -> Option<Value> {
        self.rows.get(register)?.get(field).filter(|value| !value.is_null()).cloned()
    }

    fn own(&self, field: PersonField) -> Option<Value> {
        let row = &self.one.row;
        Some(match field {
            PersonField::Name => json!(row.name),
            PersonField::Identity => json!(row.identity_number),
            PersonField::Phone => json!(row.phone.as_ref()?),
            PersonField::Birth => json!(row.birth),
            PersonField::Address => json!(self.address),
            PersonField::Division => json!(row.village),
        })
    }

    fn answer(&self, field: &Field, draw: &mut Draw) -> Value {
        let known = match &field.prefill {
            Some(Prefill::Register { register, field }) => self.register(register, field),
            Some(Prefill::Person { person }) => self.own(*person),
            None => None,
        };
        known.map_or_else(|| self.made_up(field, draw), |value| json!(typed(&value)))
    }

    /// An answer where nobody knows one.
    fn made_up(&self, field: &Field, draw: &mut Draw) -> Value {
        let row = &self.one.row;
        let days_ago = |days: usize| self.today.saturating_sub(jiff::Span::new().days(days as i64));
        let text = match field.kind {
            FieldKind::Choice => {
                let chosen = field.options.get(draw.one_of(field.options.len()));
                chosen.map_or(String::new(), |option| option.value.clone())
            }
            FieldKind::Int | FieldKind::Money => {
                let least = field.min.unwrap_or(1).max(0);
                let most = field.max.unwrap_or(least + 1_200).min(least + 1_200);
                draw.between(least as f64, most as f64).round().to_string()
            }
            FieldKind::Rate => "0.5".to_owned(),
            FieldKind::Date => days_ago(5 + draw.one_of(30)).to_string(),
            FieldKind::Bool => draw.happens(0.5).to_string(),
            FieldKind::Division | FieldKind::Code => row.village.clone(),
            FieldKind::Phone => row.phone.clone().unwrap_or_default(),
            FieldKind::Identity => row.identity_number.clone(),
            FieldKind::BankAccount => row.bank_card.clone().unwrap_or_default(),
            FieldKind::Name => row.name.clone(),
            FieldKind::Address => self.address.clone(),
            FieldKind::Text | FieldKind::LongText | FieldKind::File => "模拟数据".to_owned(),
        };
        json!(text)
    }
}

/// A value of a register as somebody would have typed it.
fn typed(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
